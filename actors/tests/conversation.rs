//! Talking: what anybody who says something may rely on, whoever the customer turns out to be.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod databases;
mod retailer;

use comptoir_actors::By;
use comptoir_actors::conversation::{self, Words};
use comptoir_domain::customer::{Channel, Command, RECENT_MESSAGES};
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

#[test]
fn a_message_from_before_a_link_is_not_said_again_when_it_is_sent_again_after_it() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        let (alias, main) = (new_customer(&hub, "Camille").await, new_customer(&hub, "Camille Durand").await);
        let words = Words { message: MessageId(Uuid::now_v7()), text: "Bonjour".to_owned(), by: By::system(), key: None };
        let note = Words { message: MessageId(Uuid::now_v7()), ..words.clone() };
        let say = || conversation::say_as_staff(&hub, CustomerId(alias), Channel::Webchat, None, words.clone());
        let first = say().await.unwrap();
        let noted = conversation::note(&hub, CustomerId(alias), None, note.clone()).await.unwrap();
        // So long ago that the customer itself has forgotten it.
        for n in 0..=RECENT_MESSAGES {
            tell_customer(&hub, alias, says(MessageId(Uuid::now_v7()), &format!("{n}"))).await.unwrap();
        }

        let link = Command::Link { to: CustomerId(main), to_name: None, evidence: Vec::new() };
        tell_customer(&hub, alias, link).await.unwrap();
        assert_eq!(say().await.unwrap().seq, first.seq);
        assert_eq!(conversation::note(&hub, CustomerId(alias), None, note).await.unwrap().seq, noted.seq);
        let of_message = "SELECT COUNT(*) FROM events WHERE message = $1";
        assert_eq!(number(hub.db(), of_message, [words.message.0.into()]).await, 1);
        is_clean(&hub).await;
        hub.stop().await;
    });
}
