//! The work at a node, from the board to the counter.

use crate::helpers::{Caller, Shop, shipped_order, somebody};
use serde_json::{Value, json};

async fn step(caller: &Caller, fulfillment: &str, verb: &str, body: Value) -> Value {
    caller.post(&format!("/fulfillments/{fulfillment}/{verb}"), body).await.is(200)
}

fn first(order: &Value) -> String {
    order["fulfillments"][0]["id"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn a_parcel_is_picked_packed_and_handed_over() {
    let shop = Shop::open().await;
    let order = shop.pickup(&somebody()).await;
    let (clerk, id) = (shop.signed_in("ines").await, first(&order));
    let board = clerk.get("/board?node=LYO1").await.is(200);
    assert_eq!(board["node"]["name"], "Lyon Bellecour");
    let card = &board["cards"][0];
    assert_eq!((&card["fulfillment_id"], &card["status"], &card["customer"]), (&json!(id), &json!("offered"), &json!("Camille D.")));
    assert!(card["updated_seq"].as_i64().unwrap() > 0);

    step(&clerk, &id, "accept", json!({})).await;
    step(&clerk, &id, "pick", json!({})).await;
    step(&clerk, &id, "pack", json!({})).await;
    let ready = step(&clerk, &id, "ready", json!({})).await;
    assert_eq!(ready["status"], "ready_for_pickup");
    assert!(ready["fulfillments"][0]["ready_until"].is_string());
    assert!(ready["fulfillments"][0].get("pickup_code").is_none(), "a clerk must be given the code");

    let tracked = shop.anybody().get(order["tracking_url"].as_str().unwrap()).await.is(200);
    let code = tracked["fulfillments"][0]["pickup_code"].as_str().expect("the customer's code").to_owned();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    clerk.post(&format!("/fulfillments/{id}/collect"), json!({"code": wrong})).await.is_problem(409, "wrong_code");
    let done = step(&clerk, &id, "collect", json!({"code": code})).await;
    assert_eq!((&done["status"], &done["lines"][0]["quantities"]["collected"]), (&json!("completed"), &json!(1)));
    let stock = shop.program().get("/stock/PULL-M").await.is(200);
    assert!(stock["nodes"][0]["on_hand"].as_i64().unwrap() >= 4);
    shop.close().await;
}

#[actix_web::test]
async fn a_parcel_is_shipped_and_delivered() {
    let shop = Shop::open().await;
    let program = shop.program();
    let order = program.post("/orders", shipped_order(&somebody(), 1)).await.is(201);
    let id = first(&order);
    for verb in ["accept", "pick", "pack"] {
        step(&program, &id, verb, json!({})).await;
    }
    let shipped = step(&program, &id, "ship", json!({"carrier": "Colissimo", "tracking_number": "6A123"})).await;
    assert_eq!((&shipped["status"], &shipped["fulfillments"][0]["carrier"]), (&json!("shipped"), &json!("Colissimo")));
    assert_eq!(step(&program, &id, "deliver", json!({})).await["status"], "completed");
    shop.close().await;
}

#[actix_web::test]
async fn what_is_not_on_the_shelf_comes_from_elsewhere() {
    let shop = Shop::open().await;
    let program = shop.program();
    let order = program.post("/orders", shipped_order(&somebody(), 1)).await.is(201);
    let (id, node) = (first(&order), order["fulfillments"][0]["node"].as_str().unwrap().to_owned());
    program.post(&format!("/fulfillments/{id}/reject"), json!({"lines": []})).await.is_problem(422, "invalid_field");
    step(&program, &id, "reject", json!({"reason": "not on the shelf", "lines": [{"sku": "PULL-M", "missing": 1}]})).await;
    let path = format!("/orders/{}", order["id"].as_str().unwrap());
    for _ in 0..100 {
        let order = program.get(&path).await.is(200);
        let live = order["fulfillments"].as_array().unwrap().iter().find(|part| part["status"] == "offered");
        if let Some(part) = live {
            assert_ne!(part["node"], json!(node));
            return shop.close().await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("it was not sourced again");
}

#[actix_web::test]
async fn steps_come_in_their_order_and_from_the_right_node() {
    let shop = Shop::open().await;
    let order = shop.pickup(&somebody()).await;
    let id = first(&order);
    shop.program().post(&format!("/fulfillments/{id}/pack"), json!({})).await.is_problem(409, "out_of_order");
    shop.program().post(&format!("/fulfillments/{id}/pick"), json!({"lines": [{"sku": "OTHER", "quantity": 1}]})).await;
    shop.signed_in("marc").await.post(&format!("/fulfillments/{id}/accept"), json!({})).await.is_problem(403, "forbidden");
    shop.signed_in("camille").await.post(&format!("/fulfillments/{id}/accept"), json!({})).await.is_problem(403, "forbidden");
    shop.visitor().await.post(&format!("/fulfillments/{id}/accept"), json!({})).await.is_problem(403, "forbidden");
    shop.program().post(&format!("/fulfillments/{}/accept", uuid::Uuid::nil()), json!({})).await.is_problem(404, "not_found");
    shop.program().post("/fulfillments/nonsense/accept", json!({})).await.is_problem(404, "not_found");
    shop.close().await;
}
