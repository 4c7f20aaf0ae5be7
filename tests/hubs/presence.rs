//! Who is there, and who is typing: the same on every hub, whichever of them holds the connection.

use crate::hubs::Hubs;
use crate::process::Visitor;
use crate::process::socket::Socket;
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

/// A hub that has died is forgotten within this: its lease is 5 s.
const FORGOTTEN: Duration = Duration::from_secs(10);

/// A browser with the webchat open on a hub, and the customer whom it has become.
async fn open_chat(hubs: &Hubs, hub: usize, browser: &Visitor) -> (Socket, String) {
    let (mut socket, _) = Socket::hello(&hubs.url(hub), &browser.token).await;
    let id = Uuid::new_v4().to_string();
    let ack = socket.ask(json!({"type": "message", "ref": id, "message_id": id, "text": "hello"})).await;
    assert_eq!(ack["type"], "ack", "{ack}");
    let feed = hubs.program(hub).events(0).await;
    let said = feed.iter().find(|event| event["data"]["message_id"] == id.as_str()).expect("what was said");
    (socket, said["customer_id"].as_str().expect("a customer").to_owned())
}

/// A desk on a hub, at which a stream is watched; with what the stream began with.
async fn watching(hubs: &Hubs, hub: usize, login: &str, stream: &str) -> (Socket, Value) {
    let agent = hubs.signed_in(hub, login).await;
    let mut desk = Socket::staff(&hubs.url(hub), &agent).await;
    let watching = desk.ask(json!({"type": "watch", "ref": 0, "stream": stream})).await;
    assert_eq!(watching["type"], "watching", "{watching}");
    (desk, watching["context"].clone())
}

async fn hears(socket: &mut Socket, what: Value) {
    let wanted = |frame: &Value| what.as_object().expect("fields").iter().all(|(name, value)| frame[name] == *value);
    socket.next_that(wanted).await.unwrap_or_else(|silence| panic!("{silence:?} instead of {what}"));
}

/// Every hub says so to its visitors.
async fn agents_online(hubs: &Hubs, those: &[usize], agents: usize) {
    for hub in those {
        crate::within(FORGOTTEN, &format!("hub {hub} says that {agents} are there"), async || {
            hubs.all()[*hub].anybody().get("/shop").await.json["agents_online"] == agents
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_visitor_and_an_agent_on_two_hubs_see_each_other() {
    let Some(hubs) = Hubs::open(&[("camille", "agent", None)]).await else { return };
    let browser = hubs.visitor().await;
    let (mut visitor, id) = open_chat(&hubs, 0, &browser).await;
    let stream = format!("customer:{id}");
    crate::soon("the customer shows on the other hub", async || {
        hubs.program(1).get(&format!("/customers/{id}")).await.json["customer"]["online"] == true
    })
    .await;
    let (mut desk, context) = watching(&hubs, 1, "camille", &stream).await;
    assert_eq!(context["customer"]["online"], true, "{context}");
    agents_online(&hubs, &[0, 1, 2], 1).await;

    visitor.send(json!({"type": "typing", "on": true})).await;
    hears(&mut desk, json!({"type": "typing", "stream": stream, "on": true})).await;
    desk.send(json!({"type": "typing", "customer": id, "on": true})).await;
    hears(&mut visitor, json!({"type": "typing", "stream": "me", "on": true})).await;

    // A second tab, on another hub: the visitor is there until both are closed.
    let (second, _) = Socket::hello(&hubs.url(2), &browser.token).await;
    drop(visitor);
    desk.send(json!({"type": "presence", "status": "away"})).await;
    agents_online(&hubs, &[0, 1, 2], 0).await;
    let context = hubs.program(1).get(&format!("/customers/{id}")).await.is(200);
    assert_eq!(context["customer"]["online"], true, "one tab is open");
    let told = desk.until_quiet(Duration::from_millis(300)).await;
    assert!(told.iter().all(|frame| frame["visitor_online"] != false), "{told:?}");
    drop(second);
    hears(&mut desk, json!({"type": "presence", "stream": stream, "visitor_online": false})).await;

    let (_third, _) = Socket::hello(&hubs.url(2), &browser.token).await;
    hears(&mut desk, json!({"type": "presence", "stream": stream, "visitor_online": true})).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn colleagues_on_different_hubs_see_each_other_in_the_inbox() {
    let Some(hubs) = Hubs::open(&[("camille", "agent", None), ("dominique", "agent", None)]).await else { return };
    let names = |frame: &Value| -> Vec<String> {
        let staff = frame["staff_online"].as_array().map(Vec::as_slice).unwrap_or_default();
        let mut names: Vec<String> = staff.iter().filter_map(|person| person["name"].as_str().map(str::to_owned)).collect();
        names.sort();
        names
    };
    let (mut camilles, _) = watching(&hubs, 0, "camille", "inbox").await;
    let (dominiques, _) = watching(&hubs, 1, "dominique", "inbox").await;
    let both = |frame: &Value| frame["type"] == "presence" && names(frame) == ["camille", "dominique"];
    camilles.next_that(both).await.expect("both are there");

    // Whoever comes is told who is there already.
    let (_late, welcome) = Socket::staff_welcomed(&hubs.url(2), &hubs.signed_in(2, "camille").await).await;
    assert_eq!(names(&welcome["context"]), ["camille", "dominique"], "{welcome}");
    drop(dominiques);
    let alone = |frame: &Value| frame["type"] == "presence" && names(frame) == ["camille"];
    camilles.next_that(alone).await.expect("one has gone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_was_on_a_hub_that_died_is_gone() {
    let Some(hubs) = Hubs::open(&[("camille", "agent", None), ("dominique", "agent", None)]).await else { return };
    let browser = hubs.visitor().await;
    let (_visitor, id) = open_chat(&hubs, 0, &browser).await;
    let _colleague = watching(&hubs, 0, "dominique", "inbox").await;
    crate::soon("the visitor shows on the other hub", async || {
        hubs.program(1).get(&format!("/customers/{id}")).await.json["customer"]["online"] == true
    })
    .await;
    let (mut desk, _) = watching(&hubs, 1, "camille", &format!("customer:{id}")).await;
    agents_online(&hubs, &[1, 2], 2).await;

    hubs.all()[0].kill().await;
    let gone = hears(&mut desk, json!({"type": "presence", "visitor_online": false}));
    tokio::time::timeout(FORGOTTEN, gone).await.expect("the visitor's presence ends with the hub");
    agents_online(&hubs, &[1, 2], 1).await;
    for hub in [1, 2] {
        let context = hubs.program(hub).get(&format!("/customers/{id}")).await.is(200);
        assert_eq!(context["customer"]["online"], false, "hub {hub}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_redis_forgets_of_who_is_there_it_is_told_again() {
    let Some(hubs) = Hubs::open(&[("camille", "agent", None)]).await else { return };
    let browser = hubs.visitor().await;
    let (_visitor, id) = open_chat(&hubs, 0, &browser).await;
    let _desk = watching(&hubs, 1, "camille", "inbox").await;
    agents_online(&hubs, &[0, 1, 2], 1).await;
    hubs.redis().await.restart();
    crate::soon("Redis is back", async || hubs.program(2).figure("comptoir_redis_up").await == 1.0).await;
    for hub in [1, 2] {
        crate::within(FORGOTTEN, &format!("hub {hub} knows of the visitor"), async || {
            hubs.program(hub).get(&format!("/customers/{id}")).await.json["customer"]["online"] == true
        })
        .await;
    }
    agents_online(&hubs, &[0, 1, 2], 1).await;
}
