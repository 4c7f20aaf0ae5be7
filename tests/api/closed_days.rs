//! Holidays, and days on which a node is closed.

use crate::helpers::{Shop, shipped_order, somebody};
use jiff::{ToSpan as _, Zoned};
use serde_json::{Value, json};

/// The day that is so many days from now, in the shop's own time.
fn day(ahead: i64) -> String {
    Zoned::now().in_tz("Europe/Paris").unwrap().date().checked_add(ahead.days()).unwrap().to_string()
}

/// Lets midnight pass, where it is about to: a day has to be the same one to the end of a test.
async fn today_lasts() {
    let now = Zoned::now().in_tz("Europe/Paris").unwrap();
    let left = now.tomorrow().unwrap().start_of_day().unwrap().duration_since(&now);
    if left < jiff::SignedDuration::from_mins(1) {
        tokio::time::sleep(left.unsigned_abs()).await;
    }
}

/// Lyon's store, open every day from ten to seven.
fn lyon(closed_on: Value, open_on: Value) -> Value {
    let hours: serde_json::Map<String, Value> =
        ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().map(|day| ((*day).to_owned(), json!(["10:00-19:00"]))).collect();
    json!({"code": "LYO1", "name": "Lyon Bellecour", "kind": "store", "street": "1 rue de la Paix", "postcode": "69002", "city": "Lyon",
        "country": "FR", "hours": hours, "closed_on": closed_on, "open_on": open_on})
}

async fn seen(shop: &Shop) -> Value {
    let nodes = shop.anybody().get("/nodes").await.is(200);
    nodes["nodes"].as_array().unwrap().iter().find(|node| node["code"] == "LYO1").unwrap().clone()
}

#[actix_web::test]
async fn a_node_says_when_it_is_closed_and_customers_see_the_days_that_come() {
    today_lasts().await;
    let shop = Shop::open_with(|config| config.holidays = vec![day(3), day(4)]).await;
    let program = shop.program();
    let kept = program.post("/nodes", lyon(json!([format!(" {} ", day(1)), "1999-12-24", "02-29"]), json!([day(4)]))).await.is(200);
    assert_eq!((&kept["closed_on"], &kept["open_on"]), (&json!([day(1), "1999-12-24", "02-29"]), &json!([day(4)])));
    let closed = seen(&shop).await["closed_on"].as_array().unwrap().clone();
    assert!(closed.contains(&json!(day(1))) && closed.contains(&json!(day(3))), "its own, and the shop's: {closed:?}");
    assert!(
        !closed.contains(&json!(day(4))) && !closed.contains(&json!("1999-12-24")),
        "not what it is open on, not what is over: {closed:?}"
    );
    assert!(seen(&shop).await.get("open_on").is_none());
    for (field, wrong) in
        [("closed_on[0]", lyon(json!(["24.12.2026"]), json!([]))), ("open_on[1]", lyon(json!([]), json!(["12-25", "soon"])))]
    {
        assert_eq!(program.post("/nodes", wrong).await.is_problem(422, "invalid_field")["field"], field);
    }
    let many: Vec<String> = (0..201).map(day).collect();
    assert_eq!(program.post("/nodes", lyon(json!(many), json!([]))).await.is_problem(422, "invalid_field")["field"], "closed_on");
    shop.close().await;
}

#[actix_web::test]
async fn a_parcel_waits_until_a_day_on_which_the_store_is_open() {
    today_lasts().await;
    let shop = Shop::open_with(|config| config.holidays = vec![day(7)]).await;
    shop.program().post("/nodes", lyon(json!([day(6)]), json!([]))).await.is(200);
    let order = shop.pickup(&somebody()).await;
    let (clerk, id) = (shop.signed_in("ines").await, order["fulfillments"][0]["id"].as_str().unwrap());
    for verb in ["accept", "pick", "pack", "ready"] {
        clerk.post(&format!("/fulfillments/{id}/{verb}"), json!({})).await.is(200);
    }
    let ready = shop.program().get(&format!("/orders/{}", order["id"].as_str().unwrap())).await.is(200);
    let until: jiff::Timestamp = ready["fulfillments"][0]["ready_until"].as_str().unwrap().parse().unwrap();
    assert_eq!(until.in_tz("Europe/Paris").unwrap().date().to_string(), day(5));
    let tracked = shop.anybody().get(order["tracking_url"].as_str().unwrap()).await.is(200);
    assert_eq!(tracked["store"]["closed_on"], json!([day(6), day(7)]), "and the customer is told");
    shop.close().await;
}

#[actix_web::test]
async fn nothing_arrives_while_no_carrier_works() {
    today_lasts().await;
    let (plain, holidays) = (Shop::open().await, Shop::open_with(|config| config.holidays = (0..9).map(day).collect()).await);
    let arrives = async |shop: &Shop| {
        let asked = json!({"lines": shipped_order(&somebody(), 1)["lines"], "place": {"postcode": "69002"}});
        let ways = shop.anybody().post("/promises", asked).await.is(200);
        ways["promises"].as_array().unwrap().iter().find(|way| way["method"] == "ship").unwrap()["at"].as_str().unwrap().to_owned()
    };
    let (usually, then) = (arrives(&plain).await, arrives(&holidays).await);
    assert!(then[..10] > *day(8), "{then}");
    assert!(usually < then, "{usually}");
    plain.close().await;
    holidays.close().await;
}
