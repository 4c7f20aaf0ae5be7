//! Who may watch what, and for how long.

use crate::process::Comptoir;
use crate::process::databases::Fresh;
use crate::process::socket::Socket;
use crate::{customer_of, message, says};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

fn watch(stream: &str) -> Value {
    json!({"type": "watch", "ref": stream, "stream": stream})
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_watches_what_is_theirs() {
    let staff = [("camille", "agent", None), ("ines", "clerk", Some("LYO1"))];
    let comptoir = Comptoir::open(Fresh::sqlite(), &staff).await;
    let url = comptoir.url();
    let (agent, clerk) = (comptoir.signed_in("camille").await, comptoir.signed_in("ines").await);

    let mut tablet = Socket::staff(url, &clerk).await;
    assert_eq!(tablet.ask(watch("node:LYO1")).await["type"], "watching");
    let other = tablet.ask(watch("node:PAR1")).await;
    assert_eq!((&other["type"], &other["code"]), (&json!("rejected"), &json!("forbidden")), "{other}");
    comptoir.program().post("/orders", crate::process::picked_up("x@example.com")).await.is(201);
    let card = tablet.next_that(|frame| frame["card"].is_object()).await.expect("a card");
    assert_eq!(card["stream"], "node:LYO1", "{card}");

    let mut desk = Socket::staff(url, &agent).await;
    for stream in ["inbox", "node:PAR1", "node:LYO1"] {
        assert_eq!(desk.ask(watch(stream)).await["type"], "watching", "{stream}");
    }
    for (stream, code) in [
        ("node:NONE", "not_found"),
        ("customer:00000000-0000-0000-0000-000000000000", "not_found"),
        ("customer:x", "invalid_frame"),
        ("everything", "invalid_frame"),
    ] {
        let answer = desk.ask(watch(stream)).await;
        assert_eq!((&answer["type"], &answer["code"]), (&json!("rejected"), &json!(code)), "{stream}: {answer}");
    }

    // A visitor has one stream, and speaks for nobody else.
    let (anne, bruno) = (comptoir.visitor().await, comptoir.visitor().await);
    let (mut annes, _) = Socket::hello(url, &anne.token).await;
    says(&mut annes, "hello").await;
    let id = customer_of(url, &anne.token).await;
    let (mut brunos, _) = Socket::hello(url, &bruno.token).await;
    for stream in ["inbox", "node:LYO1", &format!("customer:{id}")] {
        assert_eq!(brunos.ask(watch(stream)).await["code"], "forbidden", "{stream}");
    }
    let mut words = message("as somebody else");
    words["customer"] = id.as_str().into();
    words["channel"] = "webchat".into();
    brunos.ask(words).await;
    let note = json!({"type": "note", "ref": 1, "message_id": uuid::Uuid::new_v4(), "customer": id, "text": "x"});
    assert_eq!(brunos.ask(note).await["code"], "forbidden");
    let context = comptoir.program().get(&format!("/customers/{id}")).await.is(200);
    assert!(!context.to_string().contains("as somebody else"), "{context}");

    // A cookie counts only when a page of ours opened the connection: this one was opened by none.
    let mut request = Socket::connect_as(url, agent.cookie.as_deref(), None).await.expect("a socket");
    request.send(json!({"type": "hello"})).await;
    assert_eq!(request.expect("rejected").await["code"], "unauthenticated");
    let elsewhere = Socket::connect_as(url, agent.cookie.as_deref(), Some("https://evil.example")).await;
    assert!(elsewhere.is_none(), "a page from elsewhere opens nothing");
    let mut nobody = Socket::connect(url).await.expect("a socket");
    nobody.send(json!({"type": "hello"})).await;
    assert_eq!(nobody.expect("rejected").await["code"], "unauthenticated");
    assert_eq!(nobody.bye().await.as_deref(), Some("unauthenticated"));
    for token in ["", "nonsense", "ck_nonsense", &anne.refresh, &anne.token[1..]] {
        let mut socket = Socket::connect(url).await.expect("a socket");
        socket.send(json!({"type": "hello", "token": token})).await;
        assert_eq!(socket.expect("rejected").await["code"], "unauthenticated", "{token}");
    }
    comptoir.check();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_signs_out_is_told_nothing_more() {
    let comptoir = Comptoir::open(Fresh::sqlite(), &[("camille", "agent", None)]).await;
    let agent = comptoir.signed_in("camille").await;
    let still_there = comptoir.signed_in("camille").await;
    let mut desk = Socket::staff(comptoir.url(), &agent).await;
    let mut other_desk = Socket::staff(comptoir.url(), &still_there).await;
    agent.delete("/session").await.is(204);
    let begun = Instant::now();
    assert_eq!(desk.bye().await.as_deref(), Some("signed_out"));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    let mut again = Socket::connect_as(comptoir.url(), agent.cookie.as_deref(), Some(comptoir.url())).await.expect("a socket");
    again.send(json!({"type": "hello"})).await;
    assert_eq!(again.expect("rejected").await["code"], "unauthenticated");
    assert_eq!(other_desk.ask(watch("inbox")).await["type"], "watching");
}
