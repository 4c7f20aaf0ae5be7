//! Talking: what anybody who says something may rely on, whoever the customer turns out to be.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod databases;
mod retailer;

use comptoir_actors::By;
use comptoir_actors::conversation::{self, Words};
use comptoir_domain::customer::{Channel, Command};
use comptoir_domain::ids::{CustomerId, MessageId};
use databases::in_a_system_on_both;
use retailer::*;
use uuid::Uuid;

#[test]
fn a_resend_to_an_alias_is_answered_as_the_first_time_was() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        let (alias, main) = (new_customer(&hub, "Camille").await, new_customer(&hub, "Camille Durand").await);
        let link = Command::Link { to: CustomerId(main), to_name: None, evidence: Vec::new() };
        tell_customer(&hub, alias, link).await.unwrap();

        let words = Words { message: MessageId(Uuid::now_v7()), text: "Bonjour".to_owned(), by: By::system(), key: None };
        let say = || conversation::say_as_staff(&hub, CustomerId(alias), Channel::Webchat, None, words.clone());
        let first = say().await.unwrap();
        assert_eq!(say().await.unwrap().seq, first.seq);
        hub.stop().await;
    });
}
