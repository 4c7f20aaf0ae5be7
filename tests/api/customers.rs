//! Customers: found, spoken with, linked.

use crate::helpers::{Shop, pickup_order, somebody};
use serde_json::json;
use uuid::Uuid;

#[actix_web::test]
async fn a_customer_is_created_once() {
    let shop = Shop::open().await;
    let (program, email) = (shop.program(), somebody());
    let first = program.post("/customers", json!({"name": "Zoé Martin", "email": email})).await.is(201);
    let again =
        program.post("/customers", json!({"name": "Z. Martin", "email": email.to_uppercase(), "phone": "0639980177"})).await.is(200);
    assert_eq!(first["id"], again["id"]);
    assert_eq!(again["handles"].as_array().unwrap().len(), 2, "{again}");
    for typed in [email.as_str(), "0639980177", "%2B33639980177", "Zo%C3%A9", "zo%C3%A9%20m"] {
        let found = program.get(&format!("/customers?handle={typed}")).await.is(200);
        assert_eq!(found["customers"][0]["id"], first["id"], "{typed}");
    }
    let path = format!("/customers/{}", first["id"].as_str().unwrap());
    assert_eq!(program.patch(&path, json!({"name": "Zoé Martin-Roux", "language": "en"})).await.is(200)["name"], "Zoé Martin-Roux");
    program.patch(&path, json!({"language": "tlh"})).await.is_problem(422, "invalid_field");
    program.post("/customers", json!({})).await.is_problem(422, "invalid_field");
    program.get("/customers").await.is_problem(422, "invalid_field");
    shop.close().await;
}

#[actix_web::test]
async fn two_at_the_same_moment_are_one() {
    let shop = Shop::open().await;
    let (program, email) = (shop.program(), somebody());
    let placing = (0..8).map(|_| {
        let (program, body) = (program.clone(), pickup_order(&email));
        async move { program.post("/orders", body).await.is(201)["customer_id"].clone() }
    });
    let customers = futures_util::future::join_all(placing).await;
    assert!(customers.iter().all(|customer| *customer == customers[0]), "{customers:?}");
    shop.close().await;
}

#[actix_web::test]
async fn the_context_holds_everything() {
    let shop = Shop::open().await;
    let email = somebody();
    let order = shop.pickup(&email).await;
    let agent = shop.signed_in("camille").await;
    let path = format!("/customers/{}", order["customer_id"].as_str().unwrap());
    let message_id = Uuid::now_v7();
    let posted =
        agent.post(&format!("{path}/messages"), json!({"channel": "email", "text": " Bonjour ", "message_id": message_id})).await.is(201);
    let again =
        agent.post(&format!("{path}/messages"), json!({"channel": "email", "text": "Bonjour", "message_id": message_id})).await.is(201);
    assert_eq!(posted, again, "the same message is posted once");
    agent.post(&format!("{path}/notes"), json!({"text": "VIP"})).await.is(201);
    let touch = agent.post(&format!("{path}/touches"), json!({"channel": "phone"})).await.is(201);

    let context = agent.get(&path).await.is(200);
    assert_eq!(context["customer"]["touches"][0]["touch"], touch["touch"]);
    assert_eq!(context["orders"][0]["number"], order["number"]);
    assert_eq!(context["topics"][0]["assignee"]["name"], "Camille Roche");
    let timeline = context["timeline"].as_array().unwrap();
    let types: Vec<_> = timeline.iter().map(|event| event["type"].as_str().unwrap()).collect();
    for expected in ["customer.created", "order.placed", "order.reserved", "message.posted", "note.posted", "touch.opened"] {
        assert!(types.contains(&expected), "{expected} {types:?}");
    }
    let seqs: Vec<_> = timeline.iter().map(|event| event["seq"].as_i64().unwrap()).collect();
    assert!(seqs.is_sorted());
    assert!(context["cursor"].as_i64().unwrap() >= *seqs.last().unwrap());
    let message = timeline.iter().find(|event| event["type"] == "message.posted").unwrap();
    assert_eq!(
        (&message["data"]["text"], &message["data"]["to"], &message["by"]["name"]),
        (&json!("Bonjour"), &json!(email), &json!("Camille Roche"))
    );

    let rest = agent.get(&format!("{path}/timeline?since={}&limit=2", seqs[0])).await.is(200);
    assert_eq!(rest["events"].as_array().unwrap().iter().map(|event| event["seq"].as_i64().unwrap()).collect::<Vec<_>>(), seqs[1..3]);
    agent.post(&format!("{path}/touches/{}/close", touch["touch"].as_str().unwrap()), json!({})).await.is(200);
    agent.post(&format!("{path}/messages"), json!({"channel": "webchat", "text": "  "})).await.is_problem(422, "invalid_field");
    agent.get(&format!("/customers/{}", Uuid::nil())).await.is_problem(404, "not_found");
    shop.close().await;
}

#[actix_web::test]
async fn topics_are_assigned_snoozed_and_closed() {
    let shop = Shop::open().await;
    let agent = shop.signed_in("camille").await;
    let customer = shop.program().post("/customers", json!({"email": somebody()})).await.is(201);
    let path = format!("/customers/{}", customer["id"].as_str().unwrap());
    agent.post(&format!("{path}/messages"), json!({"channel": "email", "text": "Bonjour"})).await.is(201);
    let inbox = agent.get("/inbox?view=mine").await.is(200);
    let topic = inbox["topics"][0]["topic"].as_str().unwrap();
    assert_eq!(inbox["counts"]["mine"], 1);
    let topics = format!("{path}/topics/{topic}");
    let free = agent.post(&format!("{topics}/assign"), json!({"staff_id": null})).await.is(200);
    assert_eq!(free["topic"]["assignee"], json!(null));
    agent.post(&format!("{topics}/assign"), json!({"staff_id": Uuid::nil()})).await.is_problem(422, "invalid_field");
    let asleep = agent.post(&format!("{topics}/snooze"), json!({"until": "2999-01-01T00:00:00Z"})).await.is(200);
    assert_eq!(asleep["topic"]["status"], "snoozed");
    agent.post(&format!("{topics}/snooze"), json!({"until": "1999-01-01T00:00:00Z"})).await.is_problem(422, "invalid_field");
    assert_eq!(agent.post(&format!("{topics}/close"), json!({})).await.is(200)["topic"]["status"], "closed");
    assert_ne!(agent.post(&format!("{topics}/reopen"), json!({})).await.is(200)["topic"]["status"], "closed");
    agent.post(&format!("{path}/topics/{}/close", Uuid::nil()), json!({})).await.is_problem(404, "not_found");
    shop.close().await;
}

#[actix_web::test]
async fn two_found_to_be_one_are_linked_and_unlinked() {
    let shop = Shop::open().await;
    let (agent, email) = (shop.signed_in("camille").await, somebody());
    let known = shop.pickup(&email).await;
    let visitor = shop.visitor().await;
    let claimed = visitor.post("/orders", pickup_order(&email)).await.is(201);
    let (id, other) = (known["customer_id"].as_str().unwrap(), claimed["customer_id"].as_str().unwrap());
    let context = agent.get(&format!("/customers/{id}")).await.is(200);
    assert_eq!(context["suggestions"][0]["customer_id"], other);
    assert_eq!(context["suggestions"][0]["evidence"][0]["value"], email);

    agent.post(&format!("/customers/{id}/link"), json!({"other": other})).await.is(200);
    let linked = agent.get(&format!("/customers/{id}")).await.is(200);
    assert_eq!(linked["orders"].as_array().unwrap().len(), 2);
    assert_eq!(linked["suggestions"], json!([]));
    assert_eq!(visitor.get("/orders").await.is(200)["orders"].as_array().unwrap().len(), 2, "one customer, one list");
    agent.post(&format!("/customers/{id}/unlink"), json!({"other": other})).await.is(200);
    assert_eq!(visitor.get("/orders").await.is(200)["orders"].as_array().unwrap().len(), 1);
    agent.post(&format!("/customers/{id}/unlink"), json!({"other": other})).await.is_problem(409, "not_linked");
    agent.post(&format!("/customers/{id}/link"), json!({"other": id})).await.is_problem(422, "invalid_field");
    shop.close().await;
}

#[actix_web::test]
async fn a_key_makes_a_customer_once() {
    let shop = Shop::open().await;
    let program = shop.program();
    // Without email and phone nothing else would tell that it is the same.
    let nameless = json!({"name": "Jean Martin"});
    let first = program.post_with_key("/customers", "crm-1", &nameless).await.is(201);
    let again = program.post_with_key("/customers", "crm-1", &nameless).await.is(201);
    assert_eq!(first["id"], again["id"]);
    program.post_with_key("/customers", "crm-1", &json!({"name": "Jeanne Martin"})).await.is_problem(422, "idempotency_key_reused");
    let other = program.post_with_key("/customers", "crm-2", &nameless).await.is(201);
    assert_ne!(first["id"], other["id"]);
    shop.close().await;
}

#[actix_web::test]
async fn a_handle_belongs_to_one_customer() {
    let shop = Shop::open().await;
    let (program, email) = (shop.program(), somebody());
    let one = program.post("/customers", json!({"email": email})).await.is(201);
    let other = program.post("/customers", json!({"name": "Autre"})).await.is(201);
    let path = format!("/customers/{}/handles", other["id"].as_str().unwrap());
    program.post(&path, json!({"kind": "email", "value": email})).await.is_problem(409, "handle_taken");
    let loyal = program.post(&path, json!({"kind": "loyalty", "value": "FID 42"})).await.is(200);
    assert_eq!(loyal["customer"]["handles"][0]["assurance"], "confirmed");
    assert_eq!(program.delete(&format!("{path}/loyalty/FID%2042")).await.is(200)["customer"]["handles"], json!([]));
    program.delete(&format!("/customers/{}/handles/email/{email}", one["id"].as_str().unwrap())).await.is(200);
    program.post(&path, json!({"kind": "email", "value": email})).await.is(200);
    program.delete(&format!("{path}/visitor/x")).await.is_problem(404, "not_found");
    shop.close().await;
}

#[actix_web::test]
async fn programs_follow_everything() {
    let shop = Shop::open().await;
    let order = shop.pickup(&somebody()).await;
    let program = shop.program();
    let mut seen = Vec::new();
    loop {
        let since = seen.last().copied().unwrap_or(0);
        let page = program.get(&format!("/events?since={since}&limit=3")).await.is(200);
        let events = page["events"].as_array().unwrap();
        if events.is_empty() {
            break;
        }
        seen.extend(events.iter().map(|event| event["seq"].as_i64().unwrap()));
        assert_eq!(page["cursor"].as_i64(), seen.last().copied());
    }
    assert_eq!(seen, (1..=*seen.last().unwrap()).collect::<Vec<_>>(), "without gaps");
    assert!(*seen.last().unwrap() >= order["seq"].as_i64().unwrap());
    shop.close().await;
}

#[actix_web::test]
async fn every_email_is_in_the_outbox() {
    let shop = Shop::open().await;
    let email = somebody();
    let order = shop.pickup(&email).await;
    let agent = shop.signed_in("camille").await;
    for _ in 0..100 {
        let outbox = agent.get("/outbox").await.is(200);
        let mine = outbox["deliveries"]
            .as_array()
            .unwrap()
            .iter()
            .find(|delivery| delivery["to"] == email.as_str() && delivery["status"] == "kept");
        if let Some(delivery) = mine {
            assert_eq!((&delivery["channel"], &delivery["order_number"]), (&json!("email"), &order["number"]));
            let one = agent.get(&format!("/outbox/{}", delivery["id"].as_str().unwrap())).await.is(200);
            assert!(one["subject"].as_str().unwrap().contains(order["number"].as_str().unwrap()), "{one}");
            assert!(one["html"].as_str().unwrap().contains("Léonie") && one["text"].is_string());
            return shop.close().await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("no email was kept");
}
