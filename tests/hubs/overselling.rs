//! Five units, and two hundred who want one, each of them at one of three hubs.

use crate::hubs::Hubs;
use crate::process::api::{Answer, Api};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::task::JoinSet;
use uuid::Uuid;

const WANT_ONE: usize = 200;

/// One of what there are five of: now, or not at all.
pub fn one_or_none(email: &str) -> Value {
    json!({"customer": {"name": "Camille", "email": email}, "lines": [{"sku": "PULL-L", "quantity": 1}], "backorder": false,
        "delivery": {"method": "ship", "address": {"street": "3 rue Mercière", "postcode": "75004", "city": "Paris"}}})
}

/// Asks one hub, with one key, until it says yes or no.
async fn insist(program: Api, number: usize) -> Answer {
    let (key, body) = (Uuid::new_v4().to_string(), one_or_none(&format!("c{number}@example.com")));
    loop {
        let answer = program.post_with_key("/orders", &key, &body).await.expect("an answer");
        match answer.status {
            // Not decided yet, or overtaken by other hubs too often.
            202 | 503 => tokio::time::sleep(Duration::from_millis(100)).await,
            _ => return answer,
        }
    }
}

async fn five_of_two_hundred_get_one(hubs: &Hubs) {
    let mut ordering = JoinSet::new();
    for number in 0..WANT_ONE {
        ordering.spawn(insist(hubs.program(number % 3), number));
    }
    let (mut got, mut refused) = (0, 0);
    for answer in ordering.join_all().await {
        match answer.status {
            201 => {
                assert_eq!(answer.json["status"], "reserved", "{}", answer.json);
                got += 1;
            }
            409 => {
                assert_eq!((&answer.json["code"], &answer.json["field"]), (&json!("insufficient_stock"), &json!("lines[0].quantity")));
                refused += 1;
            }
            _ => panic!("{answer:?}"),
        }
    }
    assert_eq!((got, refused), (5, WANT_ONE - 5));
    hubs.know_of_stock("PULL-L", 0).await;
    for hub in 0..3 {
        let stock = hubs.program(hub).get("/stock/PULL-L").await.is(200);
        assert_eq!((&stock["on_hand"], &stock["reserved"]), (&json!(5), &json!(5)), "{stock}");
        let reserved = hubs.program(hub).get("/orders?status=reserved&limit=100").await.is(200);
        assert_eq!(reserved["orders"].as_array().map(Vec::len), Some(5));
    }
    hubs.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_five_units_five_are_sold_by_three_hubs() {
    let Some(hubs) = Hubs::open(&[]).await else { return };
    five_of_two_hundred_get_one(&hubs).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_five_units_five_are_sold_by_three_hubs_that_have_lost_redis() {
    let Some(hubs) = Hubs::open(&[]).await else { return };
    hubs.all().iter().for_each(|hub| hub.to_redis().refuse());
    for hub in 0..3 {
        hubs.figure_is(hub, "comptoir_redis_up", 0.0).await;
    }
    five_of_two_hundred_get_one(&hubs).await;
}
