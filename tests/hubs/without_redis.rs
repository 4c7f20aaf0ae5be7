//! Redis goes, and comes back. Nothing is lost meanwhile, what other hubs write is late by half a second, and whoever asks is told.

use crate::hubs::Hubs;
use crate::process::Visitor;
use crate::process::socket::Socket;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use uuid::Uuid;

const WITHOUT_REDIS: &str = "ready, but Redis does not answer: what other hubs write is read from the journal\n";
const MESSAGES: usize = 15;
/// Read from the journal, an event is late by half a second, on a machine that has other things to do by a whole one.
const LATE: Duration = Duration::from_secs(1);

/// A visitor on one hub, and a program that watches the visitor's customer on another.
struct Conversation {
    visitor: Socket,
    watcher: Socket,
    last: i64,
}

impl Conversation {
    async fn begin(hubs: &Hubs) -> Conversation {
        let browser: Visitor = hubs.visitor().await;
        let (mut visitor, _) = Socket::hello(&hubs.url(0), &browser.token).await;
        let ack = visitor.ask(message("hello")).await;
        assert_eq!(ack["type"], "ack", "{ack}");
        let (_, welcome) = Socket::hello(&hubs.url(0), &browser.token).await;
        let customer = welcome["context"]["customer"]["id"].as_str().expect("a customer").to_owned();

        let (mut watcher, _) = Socket::hello(&hubs.url(1), &hubs.key).await;
        let watching = watcher.ask(json!({"type": "watch", "ref": 0, "stream": format!("customer:{customer}")})).await;
        let last = watching["cursor"].as_i64().unwrap_or_else(|| panic!("{watching}"));
        Conversation { visitor, watcher, last }
    }

    /// The visitor says something: how long it takes until it shows on the other hub.
    async fn takes(&mut self) -> Duration {
        let words = message("are you there?");
        let said = Instant::now();
        self.visitor.send(words.clone()).await;
        loop {
            let frame = self.watcher.expect("event").await;
            assert_eq!(frame["prev"], self.last, "{frame}");
            self.last = frame["seq"].as_i64().expect("a seq");
            if frame["event"]["data"]["message_id"] == words["message_id"] {
                return said.elapsed();
            }
        }
    }

    async fn take(&mut self) -> Vec<Duration> {
        let mut took = Vec::new();
        for _ in 0..MESSAGES {
            took.push(self.takes().await);
        }
        took.sort();
        took
    }
}

fn message(text: &str) -> Value {
    let id = Uuid::new_v4().to_string();
    json!({"type": "message", "ref": id, "message_id": id, "text": text})
}

async fn all_say(hubs: &Hubs, words: &str, redis_up: f64) {
    for hub in 0..3 {
        crate::soon(&format!("hub {hub} says {words}"), async || {
            hubs.program(hub).readiness().await.expect("an answer") == (200, words.to_owned())
        })
        .await;
        hubs.figure_is(hub, "comptoir_redis_up", redis_up).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_said_on_one_hub_shows_on_another_without_redis_too() {
    let Some(hubs) = Hubs::open(&[]).await else { return };
    let mut conversation = Conversation::begin(&hubs).await;
    all_say(&hubs, "ready\n", 1.0).await;
    let with = conversation.take().await;

    hubs.redis().await.kill();
    let moment_of_loss = conversation.takes().await;
    all_say(&hubs, WITHOUT_REDIS, 0.0).await;
    let without = conversation.take().await;

    hubs.redis().await.restart();
    let moment_of_return = conversation.takes().await;
    all_say(&hubs, "ready\n", 1.0).await;
    let with_again = conversation.take().await;

    println!("with Redis {with:?}\nwithout {without:?}\nagain {with_again:?}\nloss {moment_of_loss:?}, return {moment_of_return:?}");
    for took in without.iter().chain([&moment_of_loss, &moment_of_return]) {
        assert!(*took < LATE, "it took {took:?} without Redis");
    }
    // Looking into the journal every quarter of a second would take half of that, at the median.
    for took in [&with, &with_again] {
        assert!(took[MESSAGES / 2] < Duration::from_millis(60), "it goes over Redis: {took:?}");
    }
    hubs.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_starts_without_redis_and_finds_it_later() {
    let Some(hubs) = Hubs::three(&[], &[]).await else { return };
    hubs.redis().await.kill();
    hubs.start_all_at_once().await;
    all_say(&hubs, WITHOUT_REDIS, 0.0).await;
    crate::process::furnish(&hubs.program(0)).await;
    hubs.know_of_stock("PULL-L", 5).await;
    hubs.redis().await.restart();
    all_say(&hubs, "ready\n", 1.0).await;
    hubs.figure_is(0, "comptoir_hubs_alive", 3.0).await;
    hubs.program(1).post("/orders", crate::process::shipped("camille@example.com")).await.is(201);
    hubs.check().await;
}
