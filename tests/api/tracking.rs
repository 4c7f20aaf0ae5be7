//! The tracking link.

use crate::helpers::{Shop, somebody};
use serde_json::json;

#[actix_web::test]
async fn whoever_holds_the_link_sees_the_order() {
    let shop = Shop::open().await;
    let email = somebody();
    let order = shop.pickup(&email).await;
    let link = order["tracking_url"].as_str().unwrap();
    let anybody = shop.anybody();
    let tracked = anybody.get(link).await.is(200);
    assert_eq!(tracked["number"], order["number"]);
    assert_eq!(tracked["store"]["name"], "Lyon Bellecour");
    assert!(tracked["sentence"]["fr"].as_str().unwrap().contains("Lyon Bellecour"), "{}", tracked["sentence"]);
    assert!(tracked["sentence"]["en"].as_str().unwrap().contains("Lyon Bellecour"));

    let number = order["number"].as_str().unwrap();
    for wrong in [
        format!("/track/{number}/AAAAAAAAAAAAAAAAAAAAAA"),
        format!("/track/{number}/x"),
        format!("/track/1234/{}", link.rsplit('/').next().unwrap()),
    ] {
        anybody.get(&wrong).await.is_problem(404, "not_found");
    }
    anybody.get(&format!("{link}/qr.svg")).await.is_problem(404, "not_found");
    let found = anybody.post("/track", json!({"number": number.replace('-', ""), "email": email.to_uppercase()})).await.is(200);
    assert_eq!(found["tracking_url"], link);
    anybody.post("/track", json!({"number": number, "email": "other@example.com"})).await.is_problem(404, "not_found");
    let cancelled = anybody.post(&format!("{link}/cancel"), json!({})).await.is(200);
    assert_eq!(cancelled["status"], "cancelled");
    shop.close().await;
}

#[actix_web::test]
async fn guessing_numbers_and_emails_is_slow() {
    let shop = Shop::open_with(|config| config.limits.lookups = 2).await;
    for _ in 0..2 {
        shop.anybody().post("/track", json!({"number": "4827-193-600", "email": "a@example.com"})).await;
    }
    shop.anybody().post("/track", json!({"number": "4827-193-600", "email": "a@example.com"})).await.is_problem(429, "too_many_requests");
    shop.close().await;
}

#[actix_web::test]
async fn the_code_is_a_picture_while_it_is_ready() {
    let shop = Shop::open().await;
    let order = shop.pickup(&somebody()).await;
    let id = order["fulfillments"][0]["id"].as_str().unwrap();
    for verb in ["accept", "pick", "pack", "ready"] {
        shop.program().post(&format!("/fulfillments/{id}/{verb}"), json!({})).await.is(200);
    }
    let picture = shop.anybody().get(&format!("{}/qr.svg", order["tracking_url"].as_str().unwrap())).await;
    assert_eq!((picture.status, picture.content_type.as_str()), (200, "image/svg+xml"));
    assert!(picture.text.contains("<svg"));
    shop.close().await;
}
