//! A live client that keeps what it has of its stream over all its connections, wherever they lead, and says again what was not
//! acknowledged.

use super::socket::{Silence, Socket};
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::time::Duration;
use uuid::Uuid;

/// What is followed.
#[derive(Debug, Clone)]
pub enum Stream {
    /// A visitor's own.
    Own,
    /// A customer's, as staff and programs see it.
    Customer(String),
}

pub struct Follower {
    token: String,
    stream: Stream,
    /// The first cursor.
    pub since: Option<i64>,
    /// The cursor: everything up to here has been seen.
    pub last: Option<i64>,
    /// Every event since the first cursor.
    pub seen: Vec<Value>,
    /// What was said, by message id, with the `seq` under which it was acknowledged.
    pub said: HashMap<String, Option<i64>>,
    /// Messages that are sent again on the next connection.
    unacknowledged: VecDeque<Value>,
    /// Why the server ended the connections that it ended.
    pub byes: Vec<String>,
}

impl Follower {
    pub fn new(token: &str, stream: Stream) -> Follower {
        Follower {
            token: token.to_owned(),
            stream,
            since: None,
            last: None,
            seen: Vec::new(),
            said: HashMap::new(),
            unacknowledged: VecDeque::new(),
            byes: Vec::new(),
        }
    }

    /// Somebody with the same stream, who has been away ever since it began.
    pub fn absent(&self) -> Follower {
        let mut absent = Follower::new(&self.token, self.stream.clone());
        (absent.since, absent.last) = (self.since, self.since);
        absent
    }

    /// Connects and resumes. `None`: cut off, or told to try again, before that was done.
    pub async fn resume(&mut self, url: &str) -> Option<Socket> {
        let mut socket = Socket::connect(url).await?;
        let since = match self.stream {
            Stream::Own => self.last,
            Stream::Customer(_) => None,
        };
        socket.say(&json!({"type": "hello", "token": self.token, "since": since})).await?;
        let mut first = begun(&mut socket, "welcome").await?;
        if let Stream::Customer(id) = &self.stream {
            socket.say(&json!({"type": "watch", "ref": 0, "stream": format!("customer:{id}"), "since": self.last})).await?;
            first = begun(&mut socket, "watching").await?;
        }
        let cursor = first["cursor"].as_i64().expect("a cursor");
        match self.last {
            Some(last) => {
                assert_eq!((&first["resumed"], cursor), (&json!(true), last), "it goes on where it was");
                assert_eq!(first["context"]["timeline"], json!([]));
            }
            None => (self.since, self.last) = (Some(cursor), Some(cursor)),
        }
        Some(socket)
    }

    /// Says something new.
    pub async fn say(&mut self, socket: &mut Socket, text: &str) -> Option<()> {
        let id = Uuid::new_v4().to_string();
        let mut words = json!({"type": "message", "ref": id, "message_id": id, "text": text});
        if let Stream::Customer(customer) = &self.stream {
            words["customer"] = customer.as_str().into();
        }
        self.said.insert(id, None);
        self.unacknowledged.push_back(words.clone());
        socket.say(&words).await
    }

    pub fn waits_for(&self) -> usize {
        self.unacknowledged.len()
    }

    /// Says again what has not been acknowledged.
    pub async fn repeat(&self, socket: &mut Socket) -> Option<()> {
        let again: Vec<Value> = self.unacknowledged.iter().cloned().collect();
        socket.say_all(&again).await
    }

    /// Reads what comes, until nothing has for so long; `false` when the connection is gone.
    pub async fn read(&mut self, socket: &mut Socket, quiet: Duration) -> bool {
        loop {
            match socket.next_within(quiet).await {
                Ok(frame) => self.take(&frame),
                Err(Silence::Nothing) => return true,
                Err(Silence::Closed) => return false,
            }
        }
    }

    fn take(&mut self, frame: &Value) {
        match frame["type"].as_str().expect("a type") {
            "event" => {
                assert_eq!(frame["prev"].as_i64(), self.last, "a gap, or an event that was seen before: {frame}");
                self.last = frame["seq"].as_i64();
                self.seen.push(frame["event"].clone());
            }
            "ack" => {
                let id = frame["ref"].as_str().expect("a message's id");
                let seq = frame["seq"].as_i64();
                let before = self.said.insert(id.to_owned(), seq).expect("it was said");
                assert!(before.is_none() || before == seq, "acknowledged as {before:?} and then as {seq:?}");
                self.unacknowledged.retain(|message| message["ref"] != id);
            }
            // It stays unacknowledged.
            "rejected" => assert_eq!(frame["code"], "try_again", "{frame}"),
            "bye" => self.byes.push(frame["reason"].as_str().expect("a reason").to_owned()),
            "presence" | "typing" => {}
            _ => panic!("{frame}"),
        }
    }
}

/// The frame with which a stream begins; `None` when the hub cannot begin it just now.
async fn begun(socket: &mut Socket, kind: &str) -> Option<Value> {
    let is_answer = |frame: &Value| [kind, "rejected", "bye"].iter().any(|answer| frame["type"] == *answer);
    let answer = socket.next_that(is_answer).await.ok()?;
    match answer["type"].as_str() {
        Some("rejected") => assert_eq!(answer["code"], "try_again", "{answer}"),
        Some("bye") => {}
        _ => return Some(answer),
    }
    None
}
