//! Orders: placed, found, cancelled.

use crate::helpers::{Shop, pickup_order, shipped_order, somebody};
use serde_json::json;

#[actix_web::test]
async fn an_order_finds_its_stock() {
    let shop = Shop::open().await;
    let email = somebody();
    let order = shop.pickup(&email).await;
    assert_eq!(order["status"], "reserved");
    assert_eq!(order["total"], json!({"amount": 7900, "currency": "EUR"}));
    assert_eq!(order["customer"], json!({"name": "Camille Durand", "email": email, "phone": "+33639980102"}));
    assert_eq!(order["delivery"], json!({"method": "pickup", "node": "LYO1", "node_name": "Lyon Bellecour"}));
    assert_eq!(order["lines"][0]["quantities"]["reserved"], 1);
    assert_eq!(order["fulfillments"][0]["node"], "LYO1");
    assert_eq!(order["fulfillments"][0]["status"], "offered");
    assert!(order["seq"].as_i64().unwrap() > 0);

    let program = shop.program();
    for known_as in [order["id"].as_str().unwrap().to_owned(), order["number"].as_str().unwrap().replace('-', " ").replace(' ', "%20")] {
        assert_eq!(program.get(&format!("/orders/{known_as}")).await.is(200)["id"], order["id"]);
    }
    assert_eq!(program.get("/stock/PULL-M").await.is(200)["nodes"][0]["reserved"], 1);
    let sourcing = program.get(&format!("/orders/{}/sourcing", order["id"].as_str().unwrap())).await.is(200);
    assert_eq!(sourcing["plans"][0]["parts"][0]["node"], "LYO1");
    shop.close().await;
}

#[actix_web::test]
async fn a_key_makes_an_order_once() {
    let shop = Shop::open().await;
    let program = shop.program();
    let body = shipped_order(&somebody(), 2);
    let first = program.post_with_key("/orders", "checkout-1", &body).await.is(201);
    let again = program.post_with_key("/orders", "checkout-1", &body).await.is(201);
    assert_eq!(first["id"], again["id"]);
    program.post_with_key("/orders", "checkout-1", &shipped_order(&somebody(), 3)).await.is_problem(422, "idempotency_key_reused");
    assert_eq!(program.get("/stock/PULL-M").await.is(200)["reserved"], 2);
    // Somebody who says nothing of themselves is one customer, too.
    let anonymous =
        json!({"channel": "store", "lines": [{"sku": "PULL-M", "quantity": 1}], "delivery": {"method": "pickup", "node": "LYO1"}});
    let first = program.post_with_key("/orders", "till-7", &anonymous).await.is(201);
    let again = program.post_with_key("/orders", "till-7", &anonymous).await.is(201);
    assert_eq!((&first["id"], &first["customer_id"]), (&again["id"], &again["customer_id"]));
    shop.close().await;
}

#[actix_web::test]
async fn not_enough_stock_is_a_conflict_that_names_the_line() {
    let shop = Shop::open().await;
    let program = shop.program();
    let mut body = shipped_order(&somebody(), 1_000);
    body["backorder"] = json!(false);
    let refused = program.post_with_key("/orders", "too-much", &body).await;
    assert_eq!(refused.is_problem(409, "insufficient_stock")["field"], "lines[0].quantity");
    let order = program.get(&format!("/orders/{}", refused.json["order_id"].as_str().unwrap())).await.is(200);
    assert_eq!(order["status"], "refused", "it stays recorded");
    program.post_with_key("/orders", "too-much", &body).await.is_problem(409, "insufficient_stock");
    body["backorder"] = json!(true);
    let waiting = program.post("/orders", body).await.is(201);
    assert!(waiting["lines"][0]["quantities"]["backordered"].as_i64().unwrap() >= 895, "{waiting}");
    shop.close().await;
}

#[actix_web::test]
async fn wrong_fields_are_named() {
    let shop = Shop::open().await;
    let program = shop.program();
    let with = |path: &str, value: serde_json::Value| {
        let mut order = shipped_order("camille@example.com", 1);
        *order.pointer_mut(path).expect("a field") = value;
        order
    };
    for (field, order) in [
        ("lines[0].quantity", with("/lines/0/quantity", json!(0))),
        ("lines[0].quantity", with("/lines/0/quantity", json!("two"))),
        ("lines[0].sku", with("/lines/0/sku", json!(""))),
        ("lines", with("/lines", json!([]))),
        ("customer.email", with("/customer/email", json!("camille"))),
        ("delivery.address.city", with("/delivery/address/city", json!(""))),
        ("delivery.address.country", with("/delivery/address/country", json!("France"))),
        ("delivery.node", with("/delivery", json!({"method": "pickup", "node": "NOWHERE"}))),
        ("delivery.node", with("/delivery", json!({"method": "pickup", "node": "ORL1"}))),
        ("channel", with("/channel", json!("carrier pigeon"))),
    ] {
        assert_eq!(program.post("/orders", order).await.is_problem(422, "invalid_field")["field"], field);
    }
    let unknown = program.post("/orders", with("/lines/0/sku", json!("NOTHING"))).await;
    assert_eq!(unknown.is_problem(422, "unknown_sku")["field"], "lines[0].sku");
    let unknown = program.post("/orders", with("/customer", json!({"id": uuid::Uuid::nil()}))).await;
    assert_eq!(unknown.is_problem(422, "unknown_customer")["field"], "customer.id");
    shop.close().await;
}

#[actix_web::test]
async fn a_visitor_has_their_own_orders_and_no_others() {
    let shop = Shop::open().await;
    let email = somebody();
    let theirs = shop.pickup(&email).await;
    let visitor = shop.visitor().await;
    // Typing somebody's email shows nothing of theirs.
    let mine = visitor.post("/orders", pickup_order(&email)).await.is(201);
    assert_ne!(mine["customer_id"], theirs["customer_id"]);
    let seen = visitor.get("/orders").await.is(200);
    let numbers: Vec<_> = seen["orders"].as_array().unwrap().iter().map(|order| order["number"].clone()).collect();
    assert_eq!(numbers, [mine["number"].clone()]);
    let id = theirs["id"].as_str().unwrap();
    visitor.get(&format!("/orders/{id}")).await.is_problem(404, "not_found");
    visitor.post(&format!("/orders/{id}/cancel"), json!({})).await.is_problem(404, "not_found");
    visitor.get(&format!("/orders?customer={}", theirs["customer_id"].as_str().unwrap())).await.is_problem(403, "forbidden");
    shop.anybody().get(&format!("/orders/{id}")).await.is_problem(401, "unauthenticated");
    visitor.post(&format!("/orders/{}/cancel", mine["id"].as_str().unwrap()), json!({})).await.is(200);
    shop.close().await;
}

#[actix_web::test]
async fn orders_are_found_and_cancelled_by_agents() {
    let shop = Shop::open().await;
    let email = somebody();
    let order = shop.pickup(&email).await;
    let (number, id) = (order["number"].as_str().unwrap(), order["id"].as_str().unwrap());
    let agent = shop.signed_in("camille").await;
    for query in [
        format!("q={number}"),
        format!("q={email}"),
        "node=LYO1".into(),
        "status=reserved".into(),
        format!("customer={}", order["customer_id"].as_str().unwrap()),
    ] {
        let found = agent.get(&format!("/orders?{query}")).await.is(200);
        assert_eq!(found["orders"][0]["id"], order["id"], "{query}");
    }
    agent.get("/orders?status=lost").await.is_problem(422, "invalid_field");
    agent.get("/orders?cursor=nonsense").await.is_problem(422, "invalid_field");
    shop.signed_in("ines").await.post(&format!("/orders/{id}/cancel"), json!({})).await.is_problem(403, "forbidden");
    let cancelled = agent.post(&format!("/orders/{id}/cancel"), json!({"reason": "changed my mind"})).await.is(200);
    assert_eq!((&cancelled["status"], &cancelled["cancelled_because"]), (&json!("cancelled"), &json!("changed my mind")));
    shop.close().await;
}

#[actix_web::test]
async fn five_units_are_promised_five_times() {
    let shop = Shop::open().await;
    let program = shop.program();
    program.post("/nodes/ORL1/stock", json!({"changes": [{"sku": "PULL-L", "set": 0}]})).await.is(200);
    let placing = (0..40).map(|_| {
        let program = program.clone();
        let mut body = shipped_order(&somebody(), 1);
        body["lines"][0]["sku"] = json!("PULL-L");
        body["backorder"] = json!(false);
        async move { program.post("/orders", body).await.status }
    });
    let answers = futures_util::future::join_all(placing).await;
    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 5, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 409).count(), 35, "{answers:?}");
    let stock = program.get("/stock/PULL-L").await.is(200);
    assert_eq!((&stock["reserved"], &stock["available"]), (&json!(5), &json!(0)));
    shop.close().await;
}
