//! PostgreSQL goes, and comes back: a clear answer, nothing acknowledged lost, and nobody has to start anything again.

use crate::balancer::{Balancer, Caller};
use crate::hubs::Hubs;
use crate::process::api::Api;
use crate::process::shipped;
use crate::process::socket::Socket;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::task::{JoinSet, block_in_place};
use uuid::Uuid;

/// Somebody waits for the answer that says no.
const CLEAR_WITHIN: Duration = Duration::from_secs(10);

/// An order that cannot be placed now: it is said how, and when to come again.
async fn is_told_to_come_again(program: &Api, key: &str, body: &Value) {
    let begun = Instant::now();
    let answer = program.post_with_key("/orders", key, body).await.expect("an answer");
    assert!(begun.elapsed() < CLEAR_WITHIN, "it took {:?}", begun.elapsed());
    assert_eq!((answer.status, &answer.json["code"]), (503, &json!("try_again")), "{answer:?}");
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    let seconds: u32 = answer.header("retry-after").and_then(|seconds| seconds.parse().ok()).expect("Retry-After in seconds");
    assert!((1..=60).contains(&seconds), "{seconds}");
}

/// Places orders one after the other until it is told that it is enough, each until it is answered.
async fn order_on_and_on(mut caller: Caller, name: usize, until: tokio::sync::watch::Receiver<bool>) -> Vec<String> {
    let mut placed = Vec::new();
    while !*until.borrow() {
        let body = shipped(&format!("c{name}@example.com"));
        let answer = caller.post("/orders", &Uuid::new_v4().to_string(), &body).await;
        assert!(answer.status == 201 || answer.status == 202, "{answer:?}");
        placed.push(answer.json["id"].as_str().expect("an id").to_owned());
    }
    placed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_postgresql_is_gone_everybody_is_told_and_nothing_is_lost() {
    let Some(hubs) = Hubs::open(&[]).await else { return };
    let balancer = Balancer::before(&hubs);
    let (enough, until) = tokio::sync::watch::channel(false);
    let mut ordering = JoinSet::new();
    for name in 0..4 {
        ordering.spawn(order_on_and_on(Caller::new(&balancer, &hubs.key), name, until.clone()));
    }
    let browser = hubs.visitor().await;
    let (mut visitor, _) = Socket::hello(&hubs.url(0), &browser.token).await;
    let before = hubs.program(0).events(0).await.len();
    crate::soon("they are busy", async || hubs.program(0).events(0).await.len() > before + 20).await;

    // In the middle of their work.
    hubs.all().iter().for_each(|hub| hub.to_postgres.refuse());
    let patient: Vec<(usize, String, Value)> =
        (0..3).map(|hub| (hub, Uuid::new_v4().to_string(), shipped(&format!("patient{hub}@example.com")))).collect();
    for (hub, key, body) in &patient {
        is_told_to_come_again(&hubs.program(*hub), key, body).await;
        let (status, words) = hubs.program(*hub).readiness().await.expect("an answer");
        assert_eq!(status, 503, "{words}");
    }
    let id = Uuid::new_v4().to_string();
    let words = json!({"type": "message", "ref": id, "message_id": id, "text": "hello?"});
    let answer = visitor.ask(words.clone()).await;
    assert_eq!((&answer["type"], &answer["code"]), (&json!("rejected"), &json!("try_again")), "{answer}");

    hubs.all().iter().for_each(|hub| hub.to_postgres.pass());
    for (hub, key, body) in &patient {
        let program = hubs.program(*hub);
        crate::soon(&format!("hub {hub} is ready again"), async || program.readiness().await.expect("an answer").0 == 200).await;
        crate::soon(&format!("hub {hub} takes orders again"), async || {
            program.post_with_key("/orders", key, body).await.expect("an answer").status == 201
        })
        .await;
    }
    crate::soon("the visitor is heard", async || visitor.ask(words.clone()).await["type"] == "ack").await;

    enough.send(true).expect("they listen");
    let placed: Vec<String> = ordering.join_all().await.into_iter().flatten().collect();
    let events = hubs.program(1).events(0).await;
    for order in &placed {
        let times = events.iter().filter(|event| event["type"] == "order.placed" && event["entity"]["id"] == order.as_str()).count();
        assert_eq!(times, 1, "{order}");
    }
    let all = events.iter().filter(|event| event["type"] == "order.placed").count();
    assert_eq!(all, placed.len() + patient.len(), "what was not acknowledged was not done either");
    assert_eq!(events.iter().filter(|event| event["data"]["message_id"] == id.as_str()).count(), 1);
    hubs.check().await;
}

/// Whatever it was about to do, it ends with one sentence that says why, and whoever watches over it starts it again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_that_loses_postgresql_while_it_starts_ends_in_peace() {
    let Some(hubs) = Hubs::open(&[]).await else { return };
    let hub = &hubs.all()[1];
    let mut ended = 0;
    for moment in 0..40 {
        hub.kill().await;
        let mut instance = hub.instance().await;
        instance.spawn();
        tokio::time::sleep(Duration::from_millis(moment * 5)).await;
        hub.to_postgres.refuse();
        if block_in_place(|| instance.listens()) {
            instance.kill();
        } else {
            assert_eq!(instance.ended().await.code(), Some(1), "{}", instance.log());
            assert!(instance.log().lines().last().is_some_and(|why| why.starts_with("comptoir: ")), "{}", instance.log());
            ended += 1;
        }
        hub.to_postgres.pass();
        instance.has_not_panicked();
    }
    assert!(ended >= 5, "it came up in time but for {ended} of 40 times");
    hub.start().await;
    hubs.check().await;
}
