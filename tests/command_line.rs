//! What is done from the command line, beside a hub that runs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "process/mod.rs"]
mod process;

use process::databases::Fresh;
use process::{Comptoir, picked_up, shipped};
use serde_json::Value;
use std::io::Write as _;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_is_tried_on_the_past_while_the_hub_works() {
    let comptoir = Comptoir::open(Fresh::sqlite(), &[]).await;
    for order in [shipped("rose@example.com"), shipped("jules@example.com"), picked_up("anne@example.com")] {
        comptoir.program().post("/orders", order).await.is(201);
    }
    let period = ["simulate", "--from", "2020-01-01", "--to", "2100-01-01"];
    let said = comptoir.says(&period);
    for row in [
        "happened       instead",
        "orders                               3             3",
        "units lost                           0             0",
    ] {
        assert!(said.contains(row), "{row} in\n{said}");
    }

    let mut policy = tempfile::NamedTempFile::new().unwrap();
    policy.write_all(br#"{"limits": {"excluded_nodes": ["LYO1"]}}"#).unwrap();
    let file = policy.path().to_str().unwrap();
    let said = comptoir.says(&[&period[..], &["--policy", file, "--stock", "ORL1=100", "--json"]].concat());
    let outcome: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(outcome["instead"]["lost_units"], 1, "what was to be collected in Lyon: {said}");
    assert!(outcome["instead"]["load"].get("LYO1").is_none() && outcome["happened"]["load"]["LYO1"].is_u64());
    assert!(comptoir.check().contains("all as the journal says"));
}
