//! A visitor and an agent whose connections are cut at random, while both write.

use crate::process::Comptoir;
use crate::process::databases::Fresh;
use crate::process::socket::Socket;
use crate::{customer_of, message, says};
use rand::Rng;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

fn cuts() -> u32 {
    std::env::var("COMPTOIR_CUTS").map_or(100, |cuts| cuts.parse().expect("COMPTOIR_CUTS is a number"))
}

/// How a client comes back to its stream.
#[derive(Clone)]
enum Stream {
    Own,
    Customer(String),
}

/// A client that keeps what it has seen over all its connections.
struct Client {
    url: String,
    token: String,
    stream: Stream,
    last: Option<i64>,
    seen: Vec<Value>,
    /// Messages that have not been acknowledged: they are sent again on the next connection.
    unacknowledged: VecDeque<Value>,
    said: u32,
}

impl Client {
    fn new(url: &str, token: &str, stream: Stream) -> Client {
        Client {
            url: url.to_owned(),
            token: token.to_owned(),
            stream,
            last: None,
            seen: Vec::new(),
            unacknowledged: VecDeque::new(),
            said: 0,
        }
    }

    /// Connects and resumes. `None`: cut off before that was done.
    async fn resume(&mut self) -> Option<Socket> {
        let cursor = |frame: &Value| frame["cursor"].as_i64().expect("a cursor");
        let (socket, first) = match &self.stream {
            Stream::Own => Socket::hello_since(&self.url, &self.token, self.last).await?,
            Stream::Customer(id) => {
                let (mut socket, _) = Socket::hello_since(&self.url, &self.token, None).await?;
                let watch = json!({"type": "watch", "ref": 0, "stream": format!("customer:{id}"), "since": self.last});
                socket.say(&watch).await?;
                let watching = socket.next_that(|frame| frame["type"] == "watching").await.ok()?;
                (socket, watching)
            }
        };
        match self.last {
            Some(last) => {
                assert_eq!((&first["resumed"], cursor(&first)), (&json!(true), last), "it goes on where it was");
                assert_eq!(first["context"]["timeline"], json!([]));
            }
            None => self.last = Some(cursor(&first)),
        }
        Some(socket)
    }

    /// Reads what comes, until nothing has for so long; `false` when the connection is gone.
    async fn read(&mut self, socket: &mut Socket, quiet: Duration) -> bool {
        loop {
            match socket.next_within(quiet).await {
                Ok(frame) if frame["type"] == "event" => {
                    assert_eq!(frame["prev"].as_i64(), self.last, "a gap, or an event that was seen before: {frame}");
                    self.last = frame["seq"].as_i64();
                    self.seen.push(frame["event"].clone());
                }
                Ok(frame) if frame["type"] == "ack" => self.unacknowledged.retain(|message| message["ref"] != frame["ref"]),
                Ok(frame) if frame["type"] == "presence" || frame["type"] == "typing" => {}
                Ok(frame) => panic!("{frame}"),
                Err(crate::process::socket::Silence::Nothing) => return true,
                Err(crate::process::socket::Silence::Closed) => return false,
            }
        }
    }

    /// One connection's life: it comes back, says again what was not acknowledged, says something new, reads a while, and is cut off.
    async fn live_once(&mut self) {
        let (hasty, patience) = {
            let mut random = rand::rng();
            (random.random_bool(0.1), Duration::from_millis(random.random_range(0..25)))
        };
        let resuming = self.resume();
        let socket = if hasty { tokio::time::timeout(patience, resuming).await.ok().flatten() } else { resuming.await };
        let Some(mut socket) = socket else { return };
        let again: Vec<Value> = self.unacknowledged.iter().cloned().collect();
        let _ = socket.say_all(&again).await;
        if self.unacknowledged.len() < 20 {
            let mut words = message(&format!("{} of {}", self.said, self.token.len()));
            if let Stream::Customer(id) = &self.stream {
                words["customer"] = id.as_str().into();
            }
            self.said += 1;
            self.unacknowledged.push_back(words.clone());
            let _ = socket.say(&words).await;
        }
        let _ = tokio::time::timeout(patience, self.read(&mut socket, patience)).await;
    }

    /// Comes back once more, and stays until everything has been said and seen.
    async fn stay(&mut self) {
        let mut socket = self.resume().await.expect("a connection");
        let again: Vec<Value> = self.unacknowledged.iter().cloned().collect();
        socket.say_all(&again).await.expect("an open connection");
        assert!(self.read(&mut socket, Duration::from_secs(3)).await, "nobody cuts it now");
        assert!(self.unacknowledged.is_empty(), "{:?}", self.unacknowledged);
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
            visitor.resume().await.expect("a connection");
            agent.resume().await.expect("a connection");
            (visitor.last.expect("a cursor"), agent.last.expect("a cursor"))
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

        let of_customer = |event: &&Value| event["customer_id"] == id.as_str();
        let feed = comptoir.program().events(visitor_since.min(agent_since)).await;
        let all: Vec<&Value> = feed.iter().filter(of_customer).collect();
        assert_eq!(agent.seen.iter().collect::<Vec<_>>(), all, "staff see everything");
        let seqs = |events: &[Value]| -> Vec<i64> {
            events.iter().filter(|event| event["type"] == "message.posted").map(|event| event["seq"].as_i64().expect("a seq")).collect()
        };
        assert_eq!(seqs(&visitor.seen), seqs(&feed), "the visitor sees every message");
        assert!(visitor.seen.iter().all(|event| event["type"] != "note.posted"));
        assert_eq!(seqs(&feed).len(), written + (visitor.said + agent.said) as usize, "whatever was said was posted once");
        println!("{} events, {} by the visitor, {} by the agent, {written} by the program", all.len(), visitor.said, agent.said);
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
