//! What if: asked, run, and told.

use crate::helpers::{Caller, Shop, pickup_order, shipped_order, somebody};
use serde_json::{Value, json};
use std::time::Duration;

async fn outcome(caller: &Caller, begun: &Value) -> Value {
    for _ in 0..200 {
        let simulation = caller.get(&format!("/simulations/{}", begun["id"].as_str().unwrap())).await.is(200);
        if simulation["status"] != "running" {
            return simulation;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it never ends");
}

#[actix_web::test]
async fn a_policy_is_tried_on_the_past() {
    let shop = Shop::open().await;
    let (helene, program) = (shop.signed_in("helene").await, shop.program());
    for _ in 0..3 {
        program.post("/orders", shipped_order(&somebody(), 1)).await.is(201);
    }
    program.post("/orders", pickup_order(&somebody())).await.is(201);
    let policy = json!({"limits": {"excluded_nodes": ["LYO1"]}});
    let scenario = json!({"from": "2020-01-01T00:00:00Z", "to": "2100-01-01T00:00:00Z", "policy": policy});
    let begun = helene.post("/simulations", scenario).await.is(202);
    assert_eq!((&begun["status"], &begun["by"]), (&json!("running"), &json!("Hélène Marchand")));
    let done = outcome(&helene, &begun).await;
    assert_eq!((&done["status"], &done["progress"]), (&json!("done"), &json!(1.0)), "{done}");
    assert_eq!(done["policy"]["limits"]["excluded_nodes"], json!(["LYO1"]));
    assert_eq!((&done["happened"]["orders"], &done["happened"]["lost_units"]), (&json!(4), &json!(0)));
    assert_eq!(done["instead"]["lost_units"], 1, "the pickup in Lyon");
    let at_lyon = |side: &Value| side["load"].as_array().unwrap().iter().any(|load| load["node"] == "LYO1");
    assert!(at_lyon(&done["happened"]) && !at_lyon(&done["instead"]));
    assert_eq!(helene.get("/simulations").await.is(200)["simulations"][0]["id"], begun["id"]);
    shop.close().await;
}

#[actix_web::test]
async fn a_scenario_that_makes_no_sense_is_refused() {
    let shop = Shop::open().await;
    let helene = shop.signed_in("helene").await;
    let ask = |more: Value| {
        let mut scenario = json!({"from": "2026-01-01T00:00:00Z", "to": "2026-02-01T00:00:00Z"});
        scenario.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        helene.post("/simulations", scenario)
    };
    let field = async |more: Value| ask(more).await.is_problem(422, "invalid_field")["field"].as_str().unwrap().to_owned();
    assert_eq!(field(json!({"to": "2025-01-01T00:00:00Z"})).await, "to");
    assert_eq!(field(json!({"from": "2099-01-01T00:00:00Z", "to": "2099-02-01T00:00:00Z"})).await, "from");
    assert_eq!(field(json!({"stock": [{"percent": 50}, {"node": "XXX9", "percent": 50}]})).await, "stock[1].node");
    assert_eq!(field(json!({"stock": [{"percent": 5000}]})).await, "stock[0].percent");
    ask(json!({"policy": {"weights": {"late_hour": -1}}})).await.is_problem(422, "flawed");
    shop.signed_in("camille").await.get("/simulations").await.is_problem(403, "forbidden");
    helene.get("/simulations/00000000-0000-0000-0000-000000000000").await.is_problem(404, "not_found");
    shop.close().await;
}
