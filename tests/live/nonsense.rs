//! Frames that no client of ours sends.

use crate::process::Comptoir;
use crate::process::databases::Fresh;
use crate::process::socket::{Silence, Socket};
use crate::says;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::protocol::Message;

/// Sends a frame on a fresh connection, and gives what comes back: an answer, or the end.
async fn answer(url: &str, token: Option<&str>, frame: Message) -> Option<Value> {
    let mut socket = match token {
        Some(token) => Socket::hello(url, token).await.0,
        None => Socket::connect(url).await.expect("a socket"),
    };
    // The server may hang up while a long frame is still on its way.
    let _ = socket.send_message(frame).await;
    match socket.next_that(|frame| frame["type"] != "event" && frame["type"] != "presence").await {
        Ok(answer) => Some(answer),
        Err(Silence::Closed) => None,
        Err(Silence::Nothing) => panic!("neither an answer nor the end"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frame_that_cannot_be_read_is_answered_or_ends_the_connection_and_others_go_on() {
    let comptoir = Comptoir::open(Fresh::sqlite(), &[]).await;
    let (url, browser) = (comptoir.url(), comptoir.visitor().await);
    let (mut other, _) = Socket::hello(url, &comptoir.visitor().await.token).await;
    let before = comptoir.megabytes();
    let deep = 100_000;
    let texts: Vec<String> = vec![
        String::new(),
        "nonsense".into(),
        "{".into(),
        "null".into(),
        "[]".into(),
        "7".into(),
        "\"hello\"".into(),
        "{}".into(),
        r#"{"type":"no such type","ref":1}"#.into(),
        r#"{"type":7}"#.into(),
        r#"{"type":"hello","token":7}"#.into(),
        r#"{"type":"hello","since":"yesterday"}"#.into(),
        r#"{"type":"hello","since":1e400}"#.into(),
        r#"{"type":"hello","track":[]}"#.into(),
        r#"{"type":"hello","track":{"number":"","token":""}}"#.into(),
        r#"{"type":"message","ref":1,"message_id":"x","text":"hi"}"#.into(),
        r#"{"type":"message","ref":1,"message_id":"018f3c5e-0000-7000-8000-000000000000","text":["hi"]}"#.into(),
        r#"{"type":"message","ref":1,"message_id":"018f3c5e-0000-7000-8000-000000000000","text":"   "}"#.into(),
        json!({"type": "message", "ref": 1, "message_id": uuid::Uuid::new_v4(), "text": "x".repeat(20_000)}).to_string(),
        json!({"type": "message", "ref": 1, "message_id": uuid::Uuid::new_v4(), "text": "\u{0}"}).to_string(),
        r#"{"type":"identify","ref":1,"email":"no email","phone":"no phone"}"#.into(),
        r#"{"type":"identify","ref":1}"#.into(),
        r#"{"type":"prove","ref":1,"email":""}"#.into(),
        r#"{"type":"prove_code","ref":1,"code":"'; DROP TABLE events; --"}"#.into(),
        r#"{"type":"watch","ref":1,"stream":"inbox"}"#.into(),
        r#"{"type":"unwatch","stream":"me"}"#.into(),
        format!("{}{}", "[".repeat(30_000), "]".repeat(30_000)),
        format!(r#"{{"type":"message","ref":{}1{},"text":"x"}}"#, "[".repeat(30_000), "]".repeat(30_000)),
        format!("{}{}", "[".repeat(deep), "]".repeat(deep)),
        format!("{}1{}", r#"{"a":"#.repeat(deep), "}".repeat(deep)),
        "x".repeat(10 << 20),
        format!(r#"{{"type":"ping","pad":"{}"}}"#, "x".repeat(10 << 20)),
    ];
    for text in texts {
        for token in [None, Some(browser.token.as_str())] {
            let found = answer_unless_silent(url, token, &text).await;
            if let Some(found) = found {
                let kind = found["type"].as_str().unwrap_or_default();
                assert!(["rejected", "bye", "ack", "pong", "welcome"].contains(&kind), "{found}");
                if kind == "rejected" {
                    assert!(found["code"].is_string() && found["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{found}");
                    assert!(found["detail"].as_str().is_some_and(|detail| detail.len() < 1_000), "{found}");
                }
            }
        }
        says(&mut other, "still here").await;
    }
    let binary = answer(url, Some(&browser.token), Message::binary(vec![0; 100])).await.expect("an answer");
    assert_eq!((&binary["type"], &binary["code"]), (&json!("rejected"), &json!("invalid_frame")));
    assert!(answer(url, None, Message::binary(vec![7; 10 << 20])).await.is_none_or(|found| found["type"] == "rejected"));
    // A text that is no UTF-8.
    let broken = Message::Frame(tokio_tungstenite::tungstenite::protocol::frame::Frame::message(
        vec![0xff, 0xfe],
        tokio_tungstenite::tungstenite::protocol::frame::coding::OpCode::Data(
            tokio_tungstenite::tungstenite::protocol::frame::coding::Data::Text,
        ),
        true,
    ));
    answer(url, Some(&browser.token), broken).await;
    says(&mut other, "still here").await;
    let grown = comptoir.megabytes() - before;
    assert!(grown < 100.0, "{grown} MB more than before");
    comptoir.check();
}

/// It says that a gigabyte follows, and so it does.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_frame_without_end_ends_the_connection_before_it_fills_the_memory() {
    let comptoir = Comptoir::open(Fresh::sqlite(), &[]).await;
    let (mut other, _) = Socket::hello(comptoir.url(), &comptoir.visitor().await.token).await;
    let before = comptoir.megabytes();
    let address = comptoir.url().trim_start_matches("http://").to_owned();
    let mut tcp = TcpStream::connect(&address).await.unwrap();
    let upgrade = format!(
        "GET /live HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    );
    tcp.write_all(upgrade.as_bytes()).await.unwrap();
    let gigabyte = (1u64 << 30).to_be_bytes();
    tcp.write_all(&[&[0x81, 0xff][..], &gigabyte, &[0; 4]].concat()).await.unwrap();
    let megabyte = vec![b' '; 1 << 20];
    let (mut taken, mut grown) = (0, 0.0f64);
    while taken < 1_024 && tcp.write_all(&megabyte).await.is_ok() {
        taken += 1;
        grown = grown.max(comptoir.megabytes() - before);
    }
    println!("{taken} MB were taken, and the process grew by {grown} MB");
    assert!(grown < 30.0, "{grown} MB more than before");
    let mut last_words = Vec::new();
    let over = tokio::time::timeout(Duration::from_secs(20), tcp.read_to_end(&mut last_words)).await;
    assert!(over.is_ok(), "the connection goes on");
    says(&mut other, "still here").await;
}

/// `None` also for what needs no answer, such as `unwatch`.
async fn answer_unless_silent(url: &str, token: Option<&str>, text: &str) -> Option<Value> {
    if text.contains("unwatch") && token.is_some() {
        return None;
    }
    answer(url, token, Message::text(text.to_owned())).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_sends_nothing_but_nonsense_is_let_go_and_one_in_a_hurry_is_not() {
    let comptoir = Comptoir::open(Fresh::sqlite(), &[("camille", "agent", None)]).await;
    let browser = comptoir.visitor().await;
    let (mut socket, _) = Socket::hello(comptoir.url(), &browser.token).await;
    for _ in 0..50 {
        if socket.send_message(Message::text("nonsense")).await.is_none() {
            break;
        }
    }
    socket.bye().await;

    // Sixty messages at once are within what a client may have on the way.
    let (mut hasty, _) = Socket::hello(comptoir.url(), &browser.token).await;
    let messages: Vec<Value> = (0..60).map(|number| crate::message(&format!("{number}"))).collect();
    hasty.say_all(&messages).await.expect("an open connection");
    for message in &messages {
        let answer = hasty.next_that(|frame| frame["ref"] == message["ref"]).await.expect("an answer");
        assert_eq!(answer["type"], "ack", "{answer}");
    }
    // Fast fingers at one end do not cut the other off.
    let agent = comptoir.signed_in("camille").await;
    let mut desk = Socket::staff(comptoir.url(), &agent).await;
    let id = crate::customer_of(comptoir.url(), &browser.token).await;
    let watching = desk.ask(json!({"type": "watch", "ref": 1, "stream": format!("customer:{id}")})).await;
    assert_eq!(watching["type"], "watching");
    let typing: Vec<Value> = (0..5_000).map(|number| json!({"type": "typing", "on": number % 2 == 0})).collect();
    hasty.say_all(&typing).await.expect("an open connection");
    let seq = says(&mut hasty, "at last").await;
    desk.next_that(|frame| frame["seq"] == seq).await.expect("the agent is still there");
    assert_eq!(comptoir.anybody().figure("comptoir_live_cut_total").await, 0.0);
}
