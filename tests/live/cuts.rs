//! A visitor and an agent whose connections are cut at random, while both write.

use crate::process::Comptoir;
use crate::process::databases::Fresh;
use crate::process::follower::{Follower, Stream};
use crate::process::socket::Socket;
use crate::{customer_of, message, says};
use rand::Rng;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

fn cuts() -> u32 {
    std::env::var("COMPTOIR_CUTS").map_or(100, |cuts| cuts.parse().expect("COMPTOIR_CUTS is a number"))
}

/// A client whose connections are cut off.
struct Client {
    url: String,
    follower: Follower,
}

impl Client {
    fn new(url: &str, token: &str, stream: Stream) -> Client {
        Client { url: url.to_owned(), follower: Follower::new(token, stream) }
    }

    /// One connection's life: it comes back, says again what was not acknowledged, says something new, reads a while, and is cut off.
    async fn live_once(&mut self) {
        let (hasty, patience) = {
            let mut random = rand::rng();
            (random.random_bool(0.1), Duration::from_millis(random.random_range(0..25)))
        };
        let follower = &mut self.follower;
        let resuming = follower.resume(&self.url);
        let socket = if hasty { tokio::time::timeout(patience, resuming).await.ok().flatten() } else { resuming.await };
        let Some(mut socket) = socket else { return };
        let _ = follower.repeat(&mut socket).await;
        if follower.waits_for() < 20 {
            let words = format!("number {}", follower.said.len());
            let _ = follower.say(&mut socket, &words).await;
        }
        let _ = tokio::time::timeout(patience, follower.read(&mut socket, patience)).await;
    }

    /// Comes back once more, and stays until everything has been said and seen.
    async fn stay(&mut self) {
        let follower = &mut self.follower;
        let mut socket = follower.resume(&self.url).await.expect("a connection");
        follower.repeat(&mut socket).await.expect("an open connection");
        assert!(follower.read(&mut socket, Duration::from_secs(3)).await, "nobody cuts it now");
        assert_eq!(follower.waits_for(), 0, "everything is acknowledged");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_is_cut_off_at_random_sees_every_event_once_and_in_order() {
    for database in Fresh::each() {
        let comptoir = Comptoir::open(database, &[]).await;
        let browser = comptoir.visitor().await;
        let (mut socket, _) = Socket::hello(comptoir.url(), &browser.token).await;
        says(&mut socket, "hello").await;
        drop(socket);
        let id = customer_of(comptoir.url(), &browser.token).await;
        let before = comptoir.program().events(0).await.len() as i64;

        let mut visitor = Client::new(comptoir.url(), &browser.token, Stream::Own);
        let mut agent = Client::new(comptoir.url(), &comptoir.key, Stream::Customer(id.clone()));
        let (visitor_since, agent_since) = {
            visitor.follower.resume(comptoir.url()).await.expect("a connection");
            agent.follower.resume(comptoir.url()).await.expect("a connection");
            (visitor.follower.last.expect("a cursor"), agent.follower.last.expect("a cursor"))
        };
        assert!(visitor_since >= before && agent_since >= before);
        // Somebody whom nobody cuts writes all the while.
        let over = Arc::new(AtomicBool::new(false));
        let writing = tokio::spawn({
            let (program, id, over) = (comptoir.program(), id.clone(), over.clone());
            async move {
                let mut written = 0;
                while !over.load(Ordering::Relaxed) {
                    program
                        .post(&format!("/customers/{id}/messages"), json!({"channel": "webchat", "text": format!("{written}")}))
                        .await
                        .is(201);
                    program.post(&format!("/customers/{id}/notes"), json!({"text": format!("note {written}")})).await.is(201);
                    written += 1;
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                written
            }
        });
        let cutting = |mut client: Client| {
            tokio::spawn(async move {
                for _ in 0..cuts() {
                    client.live_once().await;
                }
                client
            })
        };
        let (visiting, advising) = (cutting(visitor), cutting(agent));
        let (mut visitor, mut agent) = (visiting.await.expect("no failure"), advising.await.expect("no failure"));
        over.store(true, Ordering::Relaxed);
        let written: usize = writing.await.expect("no failure");
        agent.stay().await;
        visitor.stay().await;
        agent.stay().await;
        let (visitor, agent) = (visitor.follower, agent.follower);

        let of_customer = |event: &&Value| event["customer_id"] == id.as_str();
        let feed = comptoir.program().events(visitor_since.min(agent_since)).await;
        let all: Vec<&Value> = feed.iter().filter(of_customer).collect();
        assert_eq!(agent.seen.iter().collect::<Vec<_>>(), all, "staff see everything");
        let seqs = |events: &[Value]| -> Vec<i64> {
            events.iter().filter(|event| event["type"] == "message.posted").map(|event| event["seq"].as_i64().expect("a seq")).collect()
        };
        assert_eq!(seqs(&visitor.seen), seqs(&feed), "the visitor sees every message");
        assert!(visitor.seen.iter().all(|event| event["type"] != "note.posted"));
        assert_eq!(seqs(&feed).len(), written + visitor.said.len() + agent.said.len(), "whatever was said was posted once");
        println!(
            "{} events, {} by the visitor, {} by the agent, {written} by the program",
            all.len(),
            visitor.said.len(),
            agent.said.len()
        );
        comptoir.check();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_is_sent_again_is_acknowledged_with_its_first_seq_and_posted_once() {
    let comptoir = Comptoir::open(Fresh::sqlite(), &[]).await;
    let browser = comptoir.visitor().await;
    let (mut one, _) = Socket::hello(comptoir.url(), &browser.token).await;
    let (mut other, _) = Socket::hello(comptoir.url(), &browser.token).await;
    let words = message("once");
    // From two tabs at the same moment, and again.
    let (first, second) = tokio::join!(one.ask(words.clone()), other.ask(words.clone()));
    let third = one.ask(words.clone()).await;
    for ack in [&second, &third] {
        assert_eq!((&ack["type"], &ack["seq"]), (&json!("ack"), &first["seq"]), "{ack}");
    }
    // Behind more messages than a customer remembers.
    for number in 0..100 {
        says(&mut one, &format!("{number}")).await;
    }
    assert_eq!(other.ask(words.clone()).await["seq"], first["seq"]);
    let posted = comptoir.program().events(0).await;
    let count = posted.iter().filter(|event| event["data"]["message_id"] == words["message_id"]).count();
    assert_eq!(count, 1);
    // Somebody else's message may not be taken by its id.
    let stranger = comptoir.visitor().await;
    let (mut theirs, _) = Socket::hello(comptoir.url(), &stranger.token).await;
    let answer = theirs.ask(words).await;
    if answer["type"] == "ack" {
        assert_ne!(answer["seq"], first["seq"], "it is another customer's message");
    }
}
