//! Emails go out through whichever hub takes them: each once, and also when that hub dies with them in its hands.

use crate::hubs::Hubs;
use crate::process::shipped;
use crate::proxy::Proxy;
use std::path::PathBuf;
use std::time::Duration;
use uuid::Uuid;

const ORDERS: usize = 30;
/// Whoever takes an email has a minute to send it; then it is anybody's again.
const TAKEN_OVER_WITHIN: Duration = Duration::from_secs(90);

/// A mail server behind a network that can fail, and the part of its mailbox that is ours.
struct Post {
    network: Proxy,
    maildir: PathBuf,
    domain: String,
}

impl Post {
    /// `None` where there is no mail server.
    async fn office() -> Option<Post> {
        let (Ok(server), Ok(maildir)) = (std::env::var("COMPTOIR_TEST_SMTP"), std::env::var("COMPTOIR_TEST_MAILDIR")) else {
            println!("left out: COMPTOIR_TEST_SMTP and COMPTOIR_TEST_MAILDIR are not set (see tests/services.sh)");
            return None;
        };
        let network = Proxy::before(server.strip_prefix("smtp://").expect("an address")).await;
        Some(Post { network, maildir: maildir.into(), domain: format!("{}.example", Uuid::new_v4().simple()) })
    }

    async fn hubs(&self) -> Option<Hubs> {
        let server = format!("smtp://{}", self.network.address());
        Hubs::open_with(&[], &[("COMPTOIR_SMTP_URL", &server)]).await
    }

    /// Orders at all hubs, each by somebody else: each is confirmed by an email.
    async fn order(&self, hubs: &Hubs) -> Vec<String> {
        let customers: Vec<String> = (0..ORDERS).map(|number| format!("c{number}@{}", self.domain)).collect();
        for (number, customer) in customers.iter().enumerate() {
            hubs.program(number % 3).post("/orders", shipped(customer)).await.is(201);
        }
        customers
    }

    /// Whom mail has come for, in order, as often as it has come.
    fn recipients(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.maildir.join("new")).into_iter().flatten().flatten();
        let mails = files.filter_map(|file| std::fs::read_to_string(file.path()).ok());
        let mut recipients: Vec<String> = mails
            .filter_map(|mail| mail.lines().find_map(|line| line.strip_prefix("To: ").map(|to| to.trim().to_owned())))
            .filter(|to| to.ends_with(&self.domain))
            .collect();
        recipients.sort();
        recipients
    }
}

async fn of_status(hubs: &Hubs, hub: usize, status: &str) -> f64 {
    hubs.program(hub).figure(&format!("comptoir_deliveries{{status=\"{status}\"}}")).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_email_goes_out_once_whichever_hub_takes_it() {
    let Some(post) = Post::office().await else { return };
    let Some(hubs) = post.hubs().await else { return };
    let mut customers = post.order(&hubs).await;
    customers.sort();
    crate::soon("every email has arrived", async || post.recipients().len() >= ORDERS).await;
    for status in ["waiting", "sending"] {
        crate::soon("nobody has anything left to send", async || of_status(&hubs, 0, status).await == 0.0).await;
    }
    assert_eq!(post.recipients(), customers);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_hub_that_died_was_sending_others_send() {
    let Some(post) = Post::office().await else { return };
    let Some(hubs) = post.hubs().await else { return };
    post.network.swallow();
    let mut customers = post.order(&hubs).await;
    customers.sort();
    crate::soon("somebody has taken them", async || of_status(&hubs, 1, "sending").await > 0.0).await;
    hubs.all()[0].kill().await;
    hubs.all()[2].kill().await;
    post.network.pass();
    crate::within(TAKEN_OVER_WITHIN, "every email has arrived", async || post.recipients().len() >= ORDERS).await;
    assert_eq!(post.recipients(), customers);
    hubs.check().await;
}
