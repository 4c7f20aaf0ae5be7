//! Five units, and two hundred who want one.

use crate::process::Comptoir;
use crate::process::api::{Answer, Api};
use crate::process::databases::Fresh;
use rand::Rng;
use serde_json::{Value, json};
use std::time::Duration;
use tokio::task::JoinSet;

const WANT_ONE: usize = 200;

fn one(index: usize, backorder: bool) -> Value {
    json!({"customer": {"name": "Camille", "email": format!("c{index}@example.com")}, "lines": [{"sku": "PULL-L", "quantity": 1}],
        "delivery": {"method": "ship", "address": {"street": "3 rue Mercière", "postcode": "75004", "city": "Paris"}}, "backorder": backorder})
}

fn place(placing: &mut JoinSet<Answer>, program: &Api, index: usize, backorder: bool) {
    let program = program.clone();
    placing.spawn(async move { program.post("/orders", one(index, backorder)).await });
}

async fn orders_with(program: &Api, status: &str) -> i64 {
    let page = program.get(&format!("/orders?status={status}&limit=100")).await.is(200);
    assert!(page["next_cursor"].is_null(), "more than a page");
    page["orders"].as_array().expect("orders").len() as i64
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn exactly_as_many_get_one_as_there_are() {
    for database in Fresh::each() {
        let comptoir = Comptoir::open(database, &[]).await;
        let program = comptoir.program();
        let mut placing = JoinSet::new();
        for index in 0..WANT_ONE {
            place(&mut placing, &program, index, false);
        }
        let (mut got, mut refused) = (0, 0);
        for answer in placing.join_all().await {
            match answer.status {
                201 => got += 1,
                409 => {
                    assert_eq!((&answer.json["code"], &answer.json["field"]), (&json!("insufficient_stock"), &json!("lines[0].quantity")));
                    refused += 1;
                }
                _ => panic!("{answer:?}"),
            }
        }
        assert_eq!((got, refused), (5, WANT_ONE - 5));
        let stock = program.get("/stock/PULL-L").await.is(200);
        assert_eq!((&stock["on_hand"], &stock["reserved"], &stock["available"]), (&json!(5), &json!(5), &json!(0)));
        assert_eq!(orders_with(&program, "reserved").await, 5);
        comptoir.check();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_gets_what_is_not_there_whatever_is_cancelled_and_counted_meanwhile() {
    for database in Fresh::each() {
        let comptoir = Comptoir::open(database, &[]).await;
        let program = comptoir.program();
        let mut placing = JoinSet::new();
        for index in 0..WANT_ONE {
            place(&mut placing, &program, index, false);
        }
        // The shelf is counted again and again: now one more, now one less.
        let counting = tokio::spawn({
            let program = program.clone();
            async move {
                let mut counted = 5;
                for _ in 0..40 {
                    let change = if rand::rng().random_bool(0.5) { 1 } else { -1 };
                    let body = json!({"changes": [{"sku": "PULL-L", "adjust": change, "reason": "counted"}]});
                    let answer = program.post("/nodes/PAR1/stock", body).await;
                    match answer.status {
                        200 => counted += change,
                        // One less than none.
                        409 | 422 => assert_eq!(counted, 0, "{answer:?}"),
                        _ => panic!("{answer:?}"),
                    }
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                counted
            }
        });
        let (mut got, mut cancelled) = (0, 0);
        while let Some(answer) = placing.join_next().await {
            let answer = answer.expect("an answer");
            match answer.status {
                201 => {
                    got += 1;
                    if got % 2 == 0 {
                        let id = answer.json["id"].as_str().expect("an id");
                        program.post(&format!("/orders/{id}/cancel"), json!({})).await.is(200);
                        cancelled += 1;
                    }
                }
                409 => assert_eq!(answer.json["code"], "insufficient_stock"),
                _ => panic!("{answer:?}"),
            }
        }
        let counted: i64 = counting.await.expect("counted");
        let mut tries = 0;
        loop {
            // Those whose unit was counted away look for another one, and wait for it if there is none.
            let (sourcing, reserved) = (orders_with(&program, "sourcing").await, orders_with(&program, "reserved").await);
            let stock = program.get("/stock/PULL-L").await.is(200);
            assert!(stock["reserved"].as_i64() <= stock["on_hand"].as_i64(), "{stock}");
            if sourcing == 0 && stock["reserved"] == reserved {
                assert_eq!(stock["on_hand"], counted);
                let backordered = orders_with(&program, "backordered").await;
                assert_eq!(reserved + backordered, got - cancelled, "who was promised one has one, or waits for one");
                break;
            }
            tries += 1;
            assert!(tries < 100, "{sourcing} orders are still looking, {reserved} have a unit: {stock}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        comptoir.check();
    }
}
