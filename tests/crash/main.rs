//! The process is killed with SIGKILL at random moments, in the middle of its work, and started again on the same database. What it had
//! acknowledged is there, once; what it had not may be asked again; what was under way goes on by itself.
//!
//! Six times on each database unless told otherwise. The full run:
//!
//! ```sh
//! COMPTOIR_CRASHES=100 cargo test --test crash
//! ```

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod load;
mod overselling;
#[path = "../process/mod.rs"]
mod process;

use load::{Chat, Load, Seen};
use process::databases::Fresh;
use process::ledger::Ledger;
use process::socket::Socket;
use process::work::{Order, Request};
use process::{Comptoir, Visitor};
use rand::Rng;
use std::time::{Duration, Instant};

/// How long orders under way may take to go on, on a machine that has other things to do.
const GOES_ON_WITHIN: Duration = Duration::from_secs(10);

fn rounds() -> u32 {
    std::env::var("COMPTOIR_CRASHES").map_or(6, |rounds| rounds.parse().expect("COMPTOIR_CRASHES is a number"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_or_done_twice_whenever_the_process_is_killed() {
    for database in Fresh::each() {
        let mut comptoir = Comptoir::open(database, &[]).await;
        let mut ledger = Ledger::new(comptoir.program().events(0).await);
        let mut visitors = Vec::new();
        for _ in 0..3 {
            visitors.push(comptoir.visitor().await);
        }
        for round in 1..=rounds() {
            let life = Duration::from_millis(rand::rng().random_range(30..1_200));
            let mut load = Load::begin(&comptoir, &visitors, round);
            tokio::time::sleep(life).await;
            comptoir.kill();
            load.end().await;
            if round % 3 == 0 {
                // Also while it is healing.
                comptoir.spawn();
                tokio::time::sleep(Duration::from_millis(rand::rng().random_range(20..400))).await;
                comptoir.kill();
            }
            comptoir.start();
            heals(&comptoir, &mut ledger).await;
            is_all_there(&comptoir, &ledger, &load).await;
            visitors = is_repeated(&comptoir, &mut ledger, &mut load, &visitors).await;
            let (orders, messages) = (load.orders.len(), load.chats.iter().map(|chat| chat.said.len()).sum::<usize>());
            println!("round {round}: killed after {life:?}, {orders} orders, {messages} messages; {}", comptoir.check());
        }
        adds_up(&comptoir, &mut ledger).await;
        comptoir.kill();
        comptoir.check();
    }
}

/// Every order that was under way leaves sourcing. Only the journal is read, so that nobody's question brings an order to life.
async fn heals(comptoir: &Comptoir, ledger: &mut Ledger) {
    let begun = Instant::now();
    loop {
        ledger.extend(comptoir.program().events(ledger.head).await);
        let under_way = ledger.under_way();
        if under_way.is_empty() {
            break;
        }
        assert!(begun.elapsed() < GOES_ON_WITHIN, "these orders do not go on by themselves: {under_way:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    comptoir.check();
}

/// What was acknowledged is there once, as it was acknowledged.
async fn is_all_there(comptoir: &Comptoir, ledger: &Ledger, load: &Load) {
    for message in load.chats.iter().flat_map(|chat| &chat.said) {
        if let Some(seq) = message.acknowledged {
            assert_eq!(ledger.messages.get(&message.id), Some(&vec![(seq, message.text.clone())]), "an acknowledged message");
        }
    }
    for order in &load.orders {
        let Some(answer) = order.placed.answered() else { continue };
        let id = answer["id"].as_str().expect("an id");
        assert_eq!(ledger.placed.get(id), Some(&1), "an acknowledged order: {answer}");
        order.is_there(&comptoir.program()).await;
    }
}

/// What is asked again is answered as before, and what had no answer is done: in the end everything has been done once.
async fn is_repeated(comptoir: &Comptoir, ledger: &mut Ledger, load: &mut Load, visitors: &[Visitor]) -> Vec<Visitor> {
    let anybody = comptoir.anybody();
    let mut renewed = Vec::new();
    for visitor in visitors {
        renewed.push(visitor.again(&anybody).await);
    }
    for Order { placed, steps } in &mut load.orders {
        let api = match placed.visitor {
            Some(index) => anybody.clone().bearer(&renewed[index].token),
            None => comptoir.program(),
        };
        repeat(placed, &api).await;
        for step in steps {
            repeat(&mut step.request, &comptoir.program()).await;
        }
    }
    for change in &mut load.changes {
        repeat(change, &comptoir.program()).await;
    }
    for chat in &mut load.chats {
        repeat_chat(chat, comptoir, &renewed).await;
    }
    ledger.extend(comptoir.program().events(ledger.head).await);
    ledger.count(load.orders.len(), load.chats.iter().map(|chat| chat.said.len()).sum(), load.changes.len());
    renewed
}

async fn repeat(request: &mut Request, api: &process::api::Api) {
    let again = api.post_with_key(&request.path, &request.key, &request.body).await.expect("an answer");
    match request.answered() {
        Some(first) => {
            assert!((200..300).contains(&again.status), "{} was acknowledged: {} {}", request.path, again.status, again.json);
            assert_eq!((&again.json["id"], &again.json["number"]), (&first["id"], &first["number"]), "the same key, the same order");
        }
        None => {
            assert!((200..300).contains(&again.status), "{} {}: {} {}", request.path, request.body, again.status, again.json);
            request.answer = Some(again);
        }
    }
}

/// The chat goes on where it was: what came between is there, and what is said again is acknowledged as before.
async fn repeat_chat(chat: &mut Chat, comptoir: &Comptoir, visitors: &[Visitor]) {
    let token = &visitors[chat.visitor].token;
    let since = chat.stream.as_ref().map(|seen| seen.last);
    let (mut socket, welcome) = Socket::hello_since(comptoir.url(), token, since).await.expect("a welcome");
    assert_eq!(welcome["resumed"], since.is_some(), "{welcome}");
    let mut stream = chat.stream.take().unwrap_or_else(|| Seen::from(&welcome));
    for message in &mut chat.said {
        let ack = socket.ask(message.frame()).await;
        assert_eq!(ack["type"], "ack", "{ack}");
        let seq = ack["seq"].as_i64();
        if message.acknowledged.is_some() {
            assert_eq!(message.acknowledged, seq, "the first seq of {}", message.id);
        }
        message.acknowledged = seq;
    }
    let last = chat.said.iter().filter_map(|message| message.acknowledged).max().unwrap_or_default();
    while stream.last < last {
        let frame = socket.next_that(|frame| frame["type"] == "event").await.expect("the rest of the stream");
        stream.take(&frame);
    }
    for message in &chat.said {
        let seen = stream.events.iter().filter(|event| event["data"]["message_id"] == message.id.as_str()).count();
        assert_eq!(seen, 1, "the visitor's own words");
    }
}

/// Units that left are units that were shipped, and every correction counted once.
async fn adds_up(comptoir: &Comptoir, ledger: &mut Ledger) {
    let begun = Instant::now();
    loop {
        let stock = comptoir.program().get("/stock/PULL-M").await.is(200);
        let on_hand = stock["on_hand"].as_i64().expect("on_hand");
        ledger.extend(comptoir.program().events(ledger.head).await);
        if on_hand == 200_000 + ledger.corrected - ledger.shipped {
            return;
        }
        assert!(begun.elapsed() < GOES_ON_WITHIN, "{on_hand} on hand, {} corrected, {} shipped", ledger.corrected, ledger.shipped);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
