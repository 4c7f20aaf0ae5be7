//! What every hub shows of the same shop: the same.

use crate::hubs::Hubs;
use serde_json::{Value, json};

/// What a hub shows of stock, boards and the inbox, without how far each has been read.
async fn shown(hubs: &Hubs, hub: usize, supervisor: &crate::process::api::Api) -> Value {
    let supervisor = supervisor.at(&hubs.url(hub));
    let mut shown = serde_json::Map::new();
    for sku in ["PULL-M", "PULL-L"] {
        shown.insert(sku.to_owned(), hubs.program(hub).get(&format!("/stock/{sku}")).await.json);
    }
    for node in ["LYO1", "PAR1", "ORL1"] {
        let board = supervisor.get(&format!("/board?node={node}")).await.json;
        shown.insert(node.to_owned(), board["cards"].clone());
    }
    let inbox = supervisor.get("/inbox?view=open").await.json;
    shown.insert("inbox".to_owned(), json!([inbox["topics"], inbox["counts"]]));
    Value::Object(shown)
}

/// Once nobody writes, every hub comes to show the same. Needs the account `victoire`, a supervisor.
pub async fn are_equal(hubs: &Hubs) {
    let supervisor = hubs.signed_in(0, "victoire").await;
    crate::soon("all hubs show the same", async || {
        let first = shown(hubs, 0, &supervisor).await;
        shown(hubs, 1, &supervisor).await == first && shown(hubs, 2, &supervisor).await == first
    })
    .await;
}
