//! A client that stops reading.

use crate::process::Comptoir;
use crate::process::databases::Fresh;
use crate::process::socket::Socket;
use crate::{customer_of, says};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::net::TcpSocket;
use uuid::Uuid;

const MESSAGES: usize = 4_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_stops_reading_is_let_go_and_costs_the_others_nothing() {
    let comptoir = Comptoir::open(Fresh::sqlite(), &[]).await;
    let browser = comptoir.visitor().await;
    let (mut socket, _) = Socket::hello(comptoir.url(), &browser.token).await;
    says(&mut socket, "hello").await;
    let id = customer_of(comptoir.url(), &browser.token).await;
    let watch = json!({"type": "watch", "ref": 1, "stream": format!("customer:{id}")});

    // Little room in its own system, so that it is the server which has to wait for it.
    let tcp = TcpSocket::new_v4().unwrap();
    tcp.set_recv_buffer_size(4_096).unwrap();
    let tcp = tcp.connect(comptoir.url().strip_prefix("http://").unwrap().parse().unwrap()).await.unwrap();
    let mut stuck = Socket::over(tcp, comptoir.url(), None, None).await.expect("a socket");
    stuck.send(json!({"type": "hello", "token": comptoir.key})).await;
    stuck.expect("welcome").await;
    assert_eq!(stuck.ask(watch.clone()).await["type"], "watching");
    // From here on nobody reads `stuck`.

    let (mut reader, _) = Socket::hello(comptoir.url(), &comptoir.key).await;
    let watching = reader.ask(watch.clone()).await;
    assert_eq!(watching["type"], "watching");
    let reading = tokio::spawn(async move {
        let (mut seen, mut last) = (0, watching["cursor"].clone());
        while seen < MESSAGES {
            let frame = reader.next_that(|frame| frame["type"] == "event").await.expect("a reader is not let go");
            assert_eq!(frame["prev"], last, "a reader misses nothing");
            last = frame["seq"].clone();
            seen += usize::from(frame["event"]["type"] == "message.posted");
        }
    });
    let before = comptoir.megabytes();
    let text = "a long story. ".repeat(270);
    let (mut most, mut slowest) = (before, Duration::ZERO);
    let (mut asked, mut answered) = (0, 0);
    while answered < MESSAGES {
        while asked < MESSAGES && asked - answered < 16 {
            let frame = json!({"type": "message", "ref": asked, "message_id": Uuid::new_v4(), "text": text});
            socket.send(frame).await;
            asked += 1;
        }
        let begun = Instant::now();
        let frame = socket.next().await.expect("the visitor is not let go");
        slowest = slowest.max(begun.elapsed());
        if frame["type"] == "ack" {
            answered += 1;
            if answered % 100 == 0 {
                most = most.max(comptoir.megabytes());
            }
        } else {
            assert_eq!(frame["type"], "event", "{frame}");
        }
    }
    reading.await.expect("a reader misses nothing");
    assert!(comptoir.anybody().figure("comptoir_live_cut_total").await >= 1.0, "the one that does not read is let go");
    assert!(most - before < 100.0, "{before} MB became {most} MB");
    assert!(slowest < Duration::from_secs(10), "the visitor waited {slowest:?}");
    println!("{before:.0} MB became {most:.0} MB at most; the visitor waited {slowest:?} at most");
    // When it reads at last it finds what was on its way, in order, and then the end.
    let mut last = None;
    while let Ok(frame) = stuck.next().await {
        if frame["type"] == "event" {
            assert!(last.is_none() || frame["prev"].as_i64() == last, "a gap that does not show: {frame}");
            last = frame["seq"].as_i64();
        }
    }
    // It is alone with what it missed: it comes back and has it.
    let (mut back, _) = Socket::hello(comptoir.url(), &comptoir.key).await;
    let again = back.ask(json!({"type": "watch", "ref": 2, "stream": format!("customer:{id}"), "since": last})).await;
    assert_eq!(again["type"], "watching", "{again}");
    comptoir.check();
}
