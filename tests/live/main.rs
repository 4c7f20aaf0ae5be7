//! The live connection of the real process: nothing is missed and nothing is seen twice, nobody sees what is not theirs, and nobody
//! suffers from what others send.
//!
//! A client is cut off 100 times unless told otherwise. The full run:
//!
//! ```sh
//! COMPTOIR_CUTS=1000 cargo test --test live cut
//! ```

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod context;
mod crowd;
mod cuts;
mod drain;
mod nonsense;
mod privacy;
#[path = "../process/mod.rs"]
mod process;
mod recognition;
mod rights;
mod slow;

use process::socket::Socket;
use serde_json::{Value, json};
use uuid::Uuid;

/// A visitor's message, with its id as its `ref`.
fn message(text: &str) -> Value {
    let id = Uuid::new_v4().to_string();
    json!({"type": "message", "ref": id, "message_id": id, "text": text})
}

/// A visitor says something, and it is durable.
async fn says(socket: &mut Socket, text: &str) -> i64 {
    let ack = socket.ask(message(text)).await;
    assert_eq!(ack["type"], "ack", "{ack}");
    ack["seq"].as_i64().expect("a seq")
}

/// The customer whom a visitor has become with the first words.
async fn customer_of(url: &str, token: &str) -> String {
    let (_, welcome) = Socket::hello(url, token).await;
    welcome["context"]["customer"]["id"].as_str().expect("a customer").to_owned()
}
