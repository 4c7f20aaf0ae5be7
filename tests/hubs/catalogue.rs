//! What is changed in the catalogue or in sourcing's rules on one hub counts on the others too.

use crate::hubs::Hubs;
use crate::process::shipped;
use serde_json::{Value, json};

fn cape(price: i64) -> Value {
    json!({"handle": "cape-iris", "title": "Cape Iris", "description_html": "", "vendor": "Véra", "category": "Manteaux", "tags": [],
        "variants": [{"sku": "CAPE-S", "title": "S", "options": {"Taille": "S"}, "price": {"amount": price, "currency": "EUR"}, "grams": 900}]})
}

fn order_for_a_cape() -> Value {
    let mut order = shipped("camille@example.com");
    order["lines"] = json!([{"sku": "CAPE-S", "quantity": 1}]);
    order
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_product_can_be_ordered_on_every_hub_at_once() {
    let Some(hubs) = Hubs::open(&[]).await else { return };
    let stock = json!({"changes": [{"sku": "CAPE-S", "set": 1_000}]});
    hubs.program(0).post("/nodes/ORL1/stock", stock).await.is(200);
    hubs.know_of_stock("CAPE-S", 1_000).await;
    hubs.program(1).post("/orders", order_for_a_cape()).await.is(422);

    // Whoever changed it has had the answer: from then on it counts everywhere.
    for (round, price) in [9_900, 8_900, 12_900, 7_900, 10_900].into_iter().enumerate() {
        hubs.program(round % 3).post("/products", cape(price)).await.is(200);
        for hub in [(round + 1) % 3, (round + 2) % 3] {
            let placed = hubs.program(hub).post("/orders", order_for_a_cape()).await.is(201);
            assert_eq!((&placed["status"], &placed["total"]["amount"]), (&json!("reserved"), &json!(price)), "{placed}");
            let shown = hubs.all()[hub].anybody().get("/products/cape-iris").await.is(200);
            assert_eq!(shown["variants"][0]["price"]["amount"], price, "{shown}");
        }
    }
    hubs.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_node_and_its_stock_show_on_every_hub() {
    let Some(hubs) = Hubs::open(&[]).await else { return };
    let node = json!({"code": "NAN1", "name": "Nantes Graslin", "kind": "store", "street": "1 place Graslin", "postcode": "44000",
        "city": "Nantes", "country": "FR", "latitude": 47.213, "longitude": -1.563, "hours": {"mon": ["10:00-19:00"]}});
    hubs.program(0).post("/nodes", node).await.is(200);
    hubs.program(1).post("/nodes/NAN1/stock", json!({"changes": [{"sku": "PULL-L", "set": 7}]})).await.is(200);
    hubs.know_of_stock("PULL-L", 12).await;
    for hub in 0..3 {
        let nodes = hubs.program(hub).get("/nodes").await.is(200);
        let codes: Vec<&str> = nodes["nodes"].as_array().expect("nodes").iter().filter_map(|node| node["code"].as_str()).collect();
        assert!(codes.contains(&"NAN1"), "hub {hub}: {codes:?}");
    }
    hubs.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_counts_on_every_hub_until_it_is_ended() {
    let Some(hubs) = Hubs::open(&[]).await else { return };
    let policy = json!({"policy": {"scope": {"channels": ["phone"]}}});
    for round in 0..6 {
        hubs.program(round % 3).put(&format!("/policies/phone-{round}"), policy.clone()).await.is(200);
        hubs.know_of_policies(2 + round).await;
    }
    hubs.program(1).delete("/policies/phone-0").await.is(204);
    hubs.know_of_policies(6).await;
}
