//! Nodes and their stock.

use crate::helpers::Shop;
use serde_json::json;

#[actix_web::test]
async fn staff_see_all_of_it_and_visitors_what_is_available_in_stores() {
    let shop = Shop::open().await;
    let seen = shop.program().get("/stock/PULL-M").await.is(200);
    assert_eq!((&seen["on_hand"], &seen["reserved"], &seen["available"]), (&json!(105), &json!(0), &json!(105)));
    assert_eq!(
        seen["nodes"][0],
        json!({"node": "LYO1", "name": "Lyon Bellecour", "kind": "store", "on_hand": 5, "reserved": 0, "safety_stock": 0, "incoming": 0, "available": 5})
    );
    let seen = shop.visitor().await.get("/stock/PULL-M").await.is(200);
    assert_eq!(seen, json!({"sku": "PULL-M", "available": 105, "nodes": [{"node": "LYO1", "name": "Lyon Bellecour", "available": 5}]}));
    shop.anybody().get("/stock/NOTHING").await.is_problem(404, "not_found");
    let visitors = shop.anybody().get("/nodes").await.is(200);
    let codes: Vec<_> = visitors["nodes"].as_array().unwrap().iter().map(|node| node["code"].clone()).collect();
    assert_eq!(codes, ["LYO1", "PAR1"]);
    assert_eq!(shop.program().get("/nodes").await.is(200)["nodes"].as_array().unwrap().len(), 3);
    shop.close().await;
}

#[actix_web::test]
async fn a_clerk_counts_adjusts_and_receives() {
    let shop = Shop::open().await;
    let clerk = shop.signed_in("ines").await;
    let changes = json!({"changes": [{"sku": "PULL-M", "set": 12}, {"sku": "PULL-M", "adjust": -2, "reason": "cassé"},
        {"sku": "PULL-M", "receive": 40}, {"sku": "PULL-M", "safety_stock": 2}]});
    let changed = clerk.post_with_key("/nodes/LYO1/stock", "count-1", &changes).await.is(200);
    assert_eq!(
        changed["stock"],
        json!([{"sku": "PULL-M", "on_hand": 50, "reserved": 0, "safety_stock": 2, "incoming": 0, "available": 48}])
    );
    assert!(changed["seq"].as_i64().unwrap() > 0);
    let again = clerk.post_with_key("/nodes/LYO1/stock", "count-1", &changes).await.is(200);
    assert_eq!((&again["seq"], &again["stock"]), (&changed["seq"], &changed["stock"]), "the same key changes nothing twice");
    let other = json!({"changes": [{"sku": "PULL-M", "set": 1}]});
    clerk.post_with_key("/nodes/LYO1/stock", "count-1", &other).await.is_problem(422, "idempotency_key_reused");
    shop.close().await;
}

#[actix_web::test]
async fn all_changes_happen_or_none() {
    let shop = Shop::open().await;
    let program = shop.program();
    let changes = json!({"changes": [{"sku": "PULL-M", "set": 9}, {"sku": "PULL-L", "adjust": -6}]});
    program.post("/nodes/LYO1/stock", changes).await.is_problem(409, "below_zero");
    assert_eq!(program.get("/stock/PULL-M").await.is(200)["nodes"][0]["on_hand"], 5);
    for (field, change) in [
        ("changes[0]", json!({"sku": "PULL-M"})),
        ("changes[0]", json!({"sku": "PULL-M", "set": 1, "adjust": 1})),
        ("changes[0].sku", json!({"sku": "", "set": 1})),
        ("changes", json!({"sku": "PULL-M", "set": -1})),
    ] {
        let problem = program.post("/nodes/LYO1/stock", json!({"changes": [change]})).await;
        assert_eq!(problem.is_problem(422, "invalid_field")["field"], field);
    }
    program.post("/nodes/NOWHERE/stock", json!({"changes": [{"sku": "PULL-M", "set": 1}]})).await.is_problem(404, "not_found");
    shop.close().await;
}
