//! Dates that are given before the purchase, and kept.

use crate::helpers::{Shop, shipped_order, somebody};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

fn in_lyon(quantity: i64) -> Value {
    json!({"lines": [{"sku": "PULL-M", "quantity": quantity}], "place": {"postcode": "69002"}})
}

fn to_lyon(quantity: i64, promise: &Value) -> Value {
    let mut order = shipped_order(&somebody(), quantity);
    order["delivery"]["address"]["postcode"] = "69 002".into();
    order["promise"] = promise.clone();
    order
}

#[actix_web::test]
async fn a_basket_can_be_had_in_several_ways_each_with_its_date() {
    let shop = Shop::open().await;
    let answer = shop.anybody().post("/promises", in_lyon(1)).await.is(200);
    let promises = answer["promises"].as_array().unwrap();
    let methods: Vec<_> = promises.iter().map(|promise| promise["method"].as_str().unwrap()).collect();
    assert!(methods.contains(&"ship") && methods.contains(&"pickup"), "{answer}");
    assert!(promises.is_sorted_by_key(|promise| promise["at"].as_str().unwrap().to_owned()), "the soonest first");
    let pickup = promises.iter().find(|promise| promise["node"] == "LYO1").unwrap();
    assert_eq!((&pickup["node_name"], &pickup["parcels"], &pickup["co2_grams"]), (&json!("Lyon Bellecour"), &json!(0), &json!(0)));
    let ship = promises.iter().find(|promise| promise["method"] == "ship").unwrap();
    assert!(ship["parcels"] == 1 && ship["co2_grams"].as_i64().unwrap() > 0 && ship["because"]["en"][0].is_string());
    assert!(ship.get("cost").is_none(), "what it costs the shop is its own business");
    let to_staff = shop.program().post("/promises", in_lyon(1)).await.is(200);
    assert!(to_staff["promises"][0]["cost"].is_i64());
    assert_eq!(shop.program().get("/stock/PULL-M").await.is(200)["reserved"], 0, "nothing is reserved");
    shop.close().await;
}

#[actix_web::test]
async fn what_cannot_be_had_says_why() {
    let shop = Shop::open().await;
    let answer = shop.anybody().post("/promises", in_lyon(1_000)).await.is(200);
    assert_eq!(answer["promises"], json!([]));
    let why: Vec<_> = answer["unavailable"].as_array().unwrap().iter().map(|way| (&way["method"], &way["code"])).collect();
    assert_eq!(why, [(&json!("ship"), &json!("insufficient_stock")), (&json!("pickup"), &json!("insufficient_stock"))]);
    let wrong = shop.anybody().post("/promises", json!({"lines": [{"sku": "PULL-M", "quantity": 1}], "place": {"postcode": ""}})).await;
    assert_eq!(wrong.is_problem(422, "invalid_field")["field"], "place.postcode");
    for (place, field, words) in [
        (json!({"place": {"postcode": "99999", "country": "FR"}}), "place.postcode", "`place.postcode` is none of France: “99999”"),
        (json!({"node": "ORL1"}), "node", "`node` is neither a store nor a relay point: nothing can be collected there"),
    ] {
        let mut asked = json!({"lines": [{"sku": "PULL-M", "quantity": 1}]});
        asked.as_object_mut().unwrap().extend(place.as_object().unwrap().clone());
        let refused = shop.anybody().post("/promises", asked).await;
        let problem = refused.is_problem(422, "invalid_field");
        assert_eq!((&problem["field"], &problem["detail"]), (&json!(field), &json!(words)));
    }
    let abroad = json!({"lines": [{"sku": "PULL-M", "quantity": 1}], "place": {"postcode": "99999", "country": "DE"}});
    shop.anybody().post("/promises", abroad).await.is(200);
    shop.close().await;
}

#[actix_web::test]
async fn an_order_is_held_to_the_date_that_was_given() {
    let shop = Shop::open().await;
    let program = shop.program();
    let answer = program.post("/promises", in_lyon(2)).await.is(200);
    let ship = answer["promises"].as_array().unwrap().iter().find(|promise| promise["method"] == "ship").unwrap().clone();
    let order = program.post("/orders", to_lyon(2, &ship["promise"])).await.is(201);
    assert_eq!(order["promised_at"], ship["at"]);
    let sourcing = program.get(&format!("/orders/{}/sourcing", order["id"].as_str().unwrap())).await.is(200);
    assert_eq!((&sourcing["promised_at"], &sourcing["plans"][0]["promised_at"]), (&ship["at"], &ship["at"]));
    let said = sourcing["explanation"]["staff"]["en"].to_string();
    assert!(said.contains("in time"), "{said}");

    let refused = program.post("/orders", to_lyon(1, &ship["promise"])).await;
    assert_eq!(refused.is_problem(422, "invalid_field")["field"], "promise", "it was for two");
    program.post("/orders", to_lyon(2, &json!("nonsense"))).await.is_problem(422, "invalid_field");
    let unasked = program.post("/orders", shipped_order(&somebody(), 1)).await.is(201);
    let plan = program.get(&format!("/orders/{}/sourcing", unasked["id"].as_str().unwrap())).await.is(200);
    assert_eq!(unasked["promised_at"], plan["plans"][0]["parts"][0]["arrives_at"], "without a promise the first plan is one");
    shop.close().await;
}

#[actix_web::test]
async fn who_waits_longer_than_was_promised_is_told() {
    let shop = Shop::open().await;
    let (helene, program) = (shop.signed_in("helene").await, shop.program());
    let policy = json!({"limits": {"ship_to_store": true}});
    helene.put("/policies/stores", json!({"policy": policy})).await.is(200);
    let email = somebody();
    let order = shop.pickup(&email).await;
    let link = order["tracking_url"].as_str().unwrap();
    assert!(shop.anybody().get(link).await.is(200).get("later_at").is_none(), "it is in time");
    let rejected = json!({"reason": "broken", "lines": [{"sku": "PULL-M", "missing": 1}]});
    let step = format!("/fulfillments/{}/reject", order["fulfillments"][0]["id"].as_str().unwrap());
    program.post(&step, rejected).await.is(200);
    let mut later = Value::Null;
    let mut told = Vec::new();
    for _ in 0..200 {
        let tracked = shop.anybody().get(link).await.is(200);
        later = tracked["later_at"].clone();
        assert!(later.is_null() || later.as_str() > tracked["promised_at"].as_str(), "{tracked}");
        let outbox = helene.get("/outbox").await.is(200);
        told = outbox["deliveries"].as_array().unwrap().iter().filter(|kept| kept["template"] == "order_later").cloned().collect();
        if later.is_string() && !told.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(later.is_string(), "it is sent to Lyon from elsewhere now");
    told.sort_by_key(|kept| kept["channel"].to_string());
    let ways: Vec<_> = told.iter().filter_map(|kept| kept["channel"].as_str()).collect();
    assert_eq!((ways, &told[0]["to"]), (vec!["email", "sms"], &json!(email)), "{told:?}");
    // It reads the same whatever becomes of the order.
    let letter = async || helene.get(&format!("/outbox/{}", told[0]["id"].as_str().unwrap())).await.is(200)["text"].clone();
    let first = letter().await;
    let day = later.as_str().unwrap().parse::<jiff::Timestamp>().unwrap().to_zoned(TimeZone::get("Europe/Paris").unwrap()).day();
    let says = first.as_str().unwrap();
    assert!(says.contains("et non ") && says.contains(&format!(" {day} ")), "{later}: {says}");
    program.post(&format!("/orders/{}/cancel", order["id"].as_str().unwrap()), json!({})).await.is(200);
    assert_eq!(letter().await, first);
    shop.close().await;
}

#[actix_web::test]
async fn the_tracking_page_says_why_from_there_and_why_then() {
    let shop = Shop::open().await;
    let order = shop.program().post("/orders", shipped_order(&somebody(), 1)).await.is(201);
    let link = order["tracking_url"].as_str().unwrap();
    let tracked = shop.anybody().get(link).await.is(200);
    let because = tracked["because"]["fr"].as_array().unwrap();
    assert!(because[0].as_str().unwrap().starts_with("Votre commande part"), "{because:?}");
    assert!(because.last().unwrap().as_str().unwrap().starts_with("Elle devrait arriver"), "{because:?}");
    shop.close().await;
}
