//! What a visitor must never see.

use crate::process::databases::Fresh;
use crate::process::socket::Socket;
use crate::process::{Comptoir, picked_up};
use crate::{customer_of, says};
use serde_json::{Value, json};
use std::time::Duration;

/// How long nothing must come before we believe that nothing more does.
const QUIET: Duration = Duration::from_millis(1_500);

/// Types of which the contract says that they are for staff.
const FOR_STAFF: [&str; 12] = [
    "note.posted",
    "topic.",
    "handle.",
    "proof.",
    "customer.created",
    "customer.linked",
    "customer.unlinked",
    "order.sourced",
    "order.reservation_refused",
    "fulfillment.rejected",
    "reservation.",
    "stock.",
];

fn names(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, field)| {
            found.push(name.clone());
            names(field, found);
        }),
        Value::Array(values) => values.iter().for_each(|value| names(value, found)),
        _ => {}
    }
}

fn is_for_visitors(frames: &[Value], secrets: &[&str]) {
    for frame in frames {
        let text = frame.to_string();
        for secret in secrets {
            assert!(!text.contains(secret), "{secret} in {frame}");
        }
        let mut found = Vec::new();
        names(frame, &mut found);
        for name in ["code_hash", "assignee", "staff_id", "evidence", "to", "due_at", "without", "plans"] {
            assert!(!found.iter().any(|field| field == name), "{name} in {frame}");
        }
        let events = frame["context"]["timeline"].as_array().cloned().unwrap_or_default();
        for event in events.iter().chain((frame["type"] == "event").then_some(&frame["event"])) {
            let kind = event["type"].as_str().expect("a type");
            assert!(!FOR_STAFF.iter().any(|staff| kind.starts_with(staff)), "{frame}");
            assert!(event["by"]["id"].is_null(), "who it was is not the visitor's: {frame}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_sees_neither_the_work_nor_other_visitors() {
    let staff = [("camille", "agent", None), ("ines", "clerk", Some("LYO1"))];
    let comptoir = Comptoir::open(Fresh::sqlite(), &staff).await;
    let (agent, clerk) = (comptoir.signed_in("camille").await, comptoir.signed_in("ines").await);
    let me = agent.get("/session").await.is(200)["id"].as_str().expect("an id").to_owned();
    let clerk_id = clerk.get("/session").await.is(200)["id"].as_str().expect("an id").to_owned();
    let (anne, bruno) = (comptoir.visitor().await, comptoir.visitor().await);
    let ((mut annes, _), (mut brunos, _)) =
        (Socket::hello(comptoir.url(), &anne.token).await, Socket::hello(comptoir.url(), &bruno.token).await);
    says(&mut annes, "anne's words").await;
    says(&mut brunos, "bruno's words").await;
    annes.ask(json!({"type": "identify", "ref": "i", "name": "Anne", "email": "anne@example.com"})).await;
    annes.ask(json!({"type": "prove", "ref": "p", "email": "anne@example.com"})).await;
    let (anne_id, bruno_id) = (customer_of(comptoir.url(), &anne.token).await, customer_of(comptoir.url(), &bruno.token).await);

    // A day's work on Anne.
    let mut desk = Socket::staff(comptoir.url(), &agent).await;
    let watching = desk.ask(json!({"type": "watch", "ref": 1, "stream": format!("customer:{anne_id}")})).await;
    assert_eq!(watching["type"], "watching", "{watching}");
    let topic = watching["context"]["topics"][0]["topic"].as_str().expect("a topic").to_owned();
    agent.post(&format!("/customers/{anne_id}/topics/{topic}/assign"), json!({"staff_id": me})).await.is(200);
    let note = json!({"type": "note", "ref": 2, "message_id": uuid::Uuid::new_v4(), "customer": anne_id, "text": "an internal remark"});
    assert_eq!(desk.ask(note).await["type"], "ack");
    let reply = json!({"type": "message", "ref": 3, "message_id": uuid::Uuid::new_v4(), "customer": anne_id, "text": "an answer",
        "channel": "email"});
    assert_eq!(desk.ask(reply).await["type"], "ack");
    let order = comptoir.anybody().bearer(&anne.token).post("/orders", picked_up("anne@example.com")).await.is(201);
    let part = order["fulfillments"][0]["id"].as_str().expect("a fulfillment").to_owned();
    for step in ["accept", "pick", "pack", "ready"] {
        clerk.post(&format!("/fulfillments/{part}/{step}"), json!({})).await.is(200);
    }
    desk.send(json!({"type": "typing", "customer": anne_id, "on": true})).await;

    let (seen, others) = (annes.until_quiet(QUIET).await, brunos.until_quiet(QUIET).await);
    let kinds: Vec<&str> = seen.iter().filter_map(|frame| frame["event"]["type"].as_str()).collect();
    for kind in ["message.posted", "order.placed", "order.reserved", "fulfillment.ready"] {
        assert!(kinds.contains(&kind), "{kind} is hers to see: {kinds:?}");
    }
    let code = seen.iter().find_map(|frame| frame["order"]["fulfillments"][0]["pickup_code"].as_str()).expect("her code").to_owned();
    let secrets = [me.as_str(), &clerk_id, "an internal remark", "ck_"];
    is_for_visitors(&seen, &secrets);
    let (_, again) = Socket::hello(comptoir.url(), &anne.token).await;
    is_for_visitors(std::slice::from_ref(&again), &secrets);
    assert!(again.to_string().contains(&code));
    let (mut resumed, first) = Socket::hello_since(comptoir.url(), &anne.token, Some(0)).await.expect("a welcome");
    assert_eq!(first["resumed"], true);
    is_for_visitors(&resumed.until_quiet(QUIET).await, &secrets);
    let track = order["tracking_url"].as_str().expect("a link").to_owned();
    let mut parts = track.rsplit('/');
    let (token, number) = (parts.next().expect("a token"), parts.next().expect("a number"));
    let mut page = Socket::connect(comptoir.url()).await.expect("a socket");
    page.send(json!({"type": "hello", "track": {"number": number, "token": token}})).await;
    let shown = page.expect("welcome").await;
    is_for_visitors(std::slice::from_ref(&shown), &secrets);

    // Bruno sees his own words and nothing of Anne.
    for frame in &others {
        let text = frame.to_string();
        assert!(![anne_id.as_str(), &anne.id, "anne's words", "anne@", "Anne"].iter().any(|hers| text.contains(hers)), "{frame}");
    }
    assert!(others.iter().any(|frame| frame["event"]["customer_id"] == bruno_id.as_str()), "{others:?}");
    // And staff see everything but what only the customer holds.
    for frame in desk.until_quiet(QUIET).await {
        let text = frame.to_string();
        assert!(!text.contains("code_hash") && !text.contains(&code), "{frame}");
    }
    comptoir.check();
}
