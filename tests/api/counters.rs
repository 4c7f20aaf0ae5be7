//! What is packed at one node and collected at another: a store that lacks it, or a relay point.

use crate::helpers::{Caller, Shop, pickup_order, somebody};
use serde_json::{Value, json};

/// A shop whose stores are sent what they lack, with a relay point in Villeurbanne.
async fn shop_that_sends() -> Shop {
    let shop = Shop::open().await;
    let policy = json!({"scope": {"methods": ["pickup"]}, "limits": {"ship_to_store": true}});
    shop.signed_in("helene").await.put("/policies/stores", json!({"policy": policy})).await.is(200);
    let relay = json!({"code": "REL1", "name": "Relais Villeurbanne", "kind": "relay_point", "street": "2 cours Zola", "postcode": "69100",
        "city": "Villeurbanne", "country": "FR", "latitude": 45.77, "longitude": 4.88, "hours": {"mon": ["07:00-20:00"]}});
    shop.program().post("/nodes", relay).await.is(200);
    shop
}

/// More than the store in Lyon has.
fn seven_in_lyon() -> Value {
    let mut order = pickup_order(&somebody());
    order["lines"][0]["quantity"] = 7.into();
    order
}

fn at_the_relay() -> Value {
    let mut order = pickup_order(&somebody());
    order["delivery"] = json!({"method": "relay_point", "node": "REL1"});
    order
}

fn of_node(order: &Value, node: &str) -> Value {
    order["fulfillments"].as_array().unwrap().iter().find(|part| part["node"] == node).unwrap().clone()
}

async fn steps(caller: &Caller, fulfillment: &Value, verbs: &[&str]) -> Value {
    let mut order = Value::Null;
    for verb in verbs {
        order = caller.post(&format!("/fulfillments/{}/{verb}", fulfillment["id"].as_str().unwrap()), json!({})).await.is(200);
    }
    order
}

async fn cards(caller: &Caller, node: &str) -> Vec<(String, String, bool)> {
    let board = caller.get(&format!("/board?node={node}")).await.is(200);
    let card = |card: &Value| {
        let text = |field: &str| card[field].as_str().unwrap().to_owned();
        (text("node"), text("status"), card.get("sent_to").is_some())
    };
    board["cards"].as_array().unwrap().iter().map(card).collect()
}

fn card(node: &str, status: &str, sent: bool) -> (String, String, bool) {
    (node.to_owned(), status.to_owned(), sent)
}

async fn code_of(shop: &Shop, order: &Value, node: &str) -> Value {
    let tracked = shop.anybody().get(order["tracking_url"].as_str().unwrap()).await.is(200);
    of_node(&tracked, node)["pickup_code"].clone()
}

#[actix_web::test]
async fn what_a_store_lacks_is_sent_there_and_each_does_their_part() {
    let shop = shop_that_sends().await;
    let (lyon, orleans) = (shop.signed_in("ines").await, shop.signed_in("marc").await);
    let order = shop.program().post("/orders", seven_in_lyon()).await.is(201);
    let sent = of_node(&order, "ORL1");
    assert_eq!((&sent["method"], &sent["sent_to"]), (&json!("pickup"), &json!({"node": "LYO1", "node_name": "Lyon Bellecour"})));
    assert!(cards(&lyon, "LYO1").await.iter().all(|(node, ..)| node == "LYO1"), "what has not left is the warehouse's work");
    assert_eq!(cards(&orleans, "ORL1").await, [card("ORL1", "offered", true)]);

    let step = |verb: &str| format!("/fulfillments/{}/{verb}", sent["id"].as_str().unwrap());
    steps(&orleans, &sent, &["accept", "pick", "pack"]).await;
    orleans.post(&step("ready"), json!({})).await.is_problem(409, "out_of_order");
    lyon.post(&step("ship"), json!({})).await.is_problem(403, "forbidden");
    let shipped = steps(&orleans, &sent, &["ship"]).await;
    let tracked = shop.anybody().get(order["tracking_url"].as_str().unwrap()).await.is(200);
    assert_eq!(of_node(&shipped, "ORL1")["status"], "shipped");
    assert!(tracked["because"]["en"].to_string().contains("Lyon Bellecour on "), "{}", tracked["because"]);
    assert_eq!(cards(&orleans, "ORL1").await, []);
    assert!(cards(&lyon, "LYO1").await.contains(&card("ORL1", "shipped", true)), "it is on its way to Lyon");

    orleans.post(&step("ready"), json!({})).await.is_problem(403, "forbidden");
    lyon.post(&step("deliver"), json!({})).await.is_problem(409, "wrong_delivery_method");
    steps(&lyon, &sent, &["ready"]).await;
    assert!(cards(&lyon, "LYO1").await.contains(&card("ORL1", "ready_for_pickup", true)));
    let code = code_of(&shop, &order, "ORL1").await;
    let collected = lyon.post(&step("collect"), json!({"code": code})).await.is(200);
    assert_eq!(of_node(&collected, "ORL1")["status"], "collected");
    shop.close().await;
}

#[actix_web::test]
async fn what_lies_at_a_store_and_is_cancelled_is_sold_there() {
    let shop = shop_that_sends().await;
    let program = shop.program();
    let here = |stock: Value| stock["nodes"].as_array().unwrap().iter().find(|node| node["node"] == "LYO1").unwrap()["on_hand"].clone();
    let before = here(program.get("/stock/PULL-M").await.is(200));
    let order = program.post("/orders", seven_in_lyon()).await.is(201);
    let sent = of_node(&order, "ORL1");
    let units = sent["lines"][0]["quantity"].as_i64().unwrap();
    steps(&program, &sent, &["accept", "pick", "pack", "ship", "ready"]).await;
    program.post(&format!("/orders/{}/cancel", order["id"].as_str().unwrap()), json!({})).await.is(200);
    let mut after = Value::Null;
    for _ in 0..100 {
        after = here(program.get("/stock/PULL-M").await.is(200));
        if after != before {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(after.as_i64().unwrap(), before.as_i64().unwrap() + units);
    shop.close().await;
}

#[actix_web::test]
async fn a_relay_point_hands_over_what_was_sent_there() {
    let shop = shop_that_sends().await;
    let program = shop.program();
    let order = program.post("/orders", at_the_relay()).await.is(201);
    assert_eq!(order["delivery"], json!({"method": "relay_point", "node": "REL1", "node_name": "Relais Villeurbanne"}));
    let sent = order["fulfillments"][0].clone();
    assert_eq!(sent["sent_to"]["node"], "REL1");
    let ready = steps(&program, &sent, &["accept", "pick", "pack", "ship", "ready"]).await;
    assert_eq!(ready["status"], "ready_for_pickup");
    let tracked = shop.anybody().get(order["tracking_url"].as_str().unwrap()).await.is(200);
    let sentence = tracked["sentence"]["en"].as_str().unwrap();
    assert!(sentence.starts_with("Ready at Relais Villeurbanne until"), "{sentence}");
    assert_eq!(tracked["store"]["code"], "REL1");
    let delivered = steps(&program, &sent, &["deliver"]).await;
    assert_eq!((&delivered["status"], &delivered["fulfillments"][0]["status"]), (&json!("completed"), &json!("delivered")));
    shop.close().await;
}

#[actix_web::test]
async fn goods_are_collected_where_customers_can_go() {
    let shop = shop_that_sends().await;
    for (method, node, what) in [
        ("relay_point", "LYO1", "is a store: give the method `pickup`"),
        ("pickup", "REL1", "is a relay point: give the method `relay_point`"),
        ("relay_point", "ORL1", "nothing can be collected there"),
        ("relay_point", "NOWHERE", "names no node"),
    ] {
        let mut order = at_the_relay();
        order["delivery"] = json!({"method": method, "node": node});
        let answer = shop.program().post("/orders", order).await;
        let problem = answer.is_problem(422, "invalid_field");
        assert!(problem["field"] == "delivery.node" && problem["detail"].as_str().unwrap().contains(what), "{problem}");
    }
    let nameless = shop.program().post("/orders", json!({"lines": [], "delivery": {"method": "relay_point"}})).await;
    assert!(nameless.text.contains("node"), "{}", nameless.text);
    shop.close().await;
}

#[actix_web::test]
async fn what_will_be_sent_to_a_counter_is_promised_for_later_and_kept() {
    let shop = shop_that_sends().await;
    let basket = json!({"lines": [{"sku": "PULL-M", "quantity": 7}], "place": {"postcode": "69002"}});
    let answer = shop.anybody().post("/promises", basket).await.is(200);
    let promises = answer["promises"].as_array().unwrap();
    let of = |method: &str, node: &str| promises.iter().find(|promise| promise["method"] == method && promise["node"] == node).unwrap();
    let (lyon, relay) = (of("pickup", "LYO1"), of("relay_point", "REL1"));
    assert_eq!((&lyon["parcels"], &relay["node_name"]), (&json!(1), &json!("Relais Villeurbanne")));
    assert!(relay["distance_km"].is_f64() && lyon["because"]["en"].to_string().contains("Lyon Bellecour"), "{lyon}");
    let alone = json!({"lines": [{"sku": "PULL-M", "quantity": 7}], "node": "REL1"});
    assert_eq!(shop.anybody().post("/promises", alone).await.is(200)["promises"][0]["method"], "relay_point");

    let mut order = at_the_relay();
    order["lines"][0]["quantity"] = 7.into();
    order["promise"] = relay["promise"].clone();
    let placed = shop.program().post("/orders", order.clone()).await.is(201);
    assert_eq!(placed["promised_at"], relay["at"]);
    order["delivery"] = json!({"method": "pickup", "node": "LYO1"});
    shop.program().post("/orders", order).await.is_problem(422, "invalid_field");
    shop.close().await;
}
