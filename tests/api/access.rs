//! Who gets in, and who does not.

use crate::helpers::{PASSWORD, Shop, pickup_order, somebody};
use serde_json::json;

#[actix_web::test]
async fn staff_sign_in_and_out() {
    let shop = Shop::open().await;
    let agent = shop.signed_in("camille").await;
    let me = agent.get("/session").await.is(200);
    assert_eq!(
        (&me["name"], &me["role"], &me["node"], &me["language"]),
        (&json!("Camille Roche"), &json!("agent"), &json!(null), &json!("fr"))
    );
    assert_eq!(agent.get("/staff").await.is(200)["staff"].as_array().unwrap().len(), 4);
    agent.delete("/session").await.is(204);
    agent.get("/session").await.is_problem(401, "unauthenticated");
    shop.close().await;
}

#[actix_web::test]
async fn the_cookie_is_for_the_browser_alone() {
    let shop = Shop::open().await;
    let answer = shop.anybody().post("/session", json!({"login": "CAMILLE ", "password": PASSWORD})).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("comptoir_session=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert!(!cookie.contains("Secure"), "there is no TLS here");
    shop.close().await;

    let behind_tls = Shop::open_with(|config| config.public_url = Some("https://counter.example".into())).await;
    let answer = behind_tls.anybody().post("/session", json!({"login": "camille", "password": PASSWORD})).await;
    assert!(answer.headers["set-cookie"].to_str().unwrap().contains("Secure"));
    behind_tls.close().await;
}

#[actix_web::test]
async fn guessing_a_password_is_slow() {
    let shop = Shop::open().await;
    for _ in 0..5 {
        shop.anybody().post("/session", json!({"login": "helene", "password": "a guess"})).await.is_problem(401, "unauthenticated");
    }
    let answer = shop.anybody().post("/session", json!({"login": "helene", "password": PASSWORD})).await;
    answer.is_problem(429, "too_many_requests");
    assert!(answer.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() > 0);
    shop.close().await;
}

#[actix_web::test]
async fn another_site_cannot_act_for_who_is_signed_in() {
    let shop = Shop::open().await;
    let browser = shop.signed_in("helene").await;
    let order = pickup_order(&somebody());
    browser.clone().on_page(Some("https://evil.example")).post("/orders", order.clone()).await.is_problem(403, "forbidden");
    browser.clone().on_page(None).post("/orders", order.clone()).await.is_problem(403, "forbidden");
    browser.clone().on_page(Some("https://evil.example")).delete("/session").await.is_problem(403, "forbidden");
    browser.post("/orders", order).await.is(201);
    shop.close().await;
}

#[actix_web::test]
async fn a_new_password_ends_all_sessions() {
    let shop = Shop::open().await;
    let (here, elsewhere) = (shop.signed_in("camille").await, shop.signed_in("camille").await);
    here.post("/session/password", json!({"current": "wrong", "new": "another password"})).await.is_problem(422, "invalid_field");
    here.post("/session/password", json!({"current": PASSWORD, "new": "another password"})).await.is(204);
    elsewhere.get("/session").await.is_problem(401, "unauthenticated");
    let again = shop.anybody().post("/session", json!({"login": "camille", "password": "another password"})).await;
    again.is(200);
    shop.close().await;
}

#[actix_web::test]
async fn a_visitor_remains_the_same_with_a_refresh_token() {
    let shop = Shop::open().await;
    let first = shop.anybody().post("/visitors", json!({})).await.is(201);
    let again = shop.anybody().post("/visitors", json!({"refresh_token": first["refresh_token"]})).await.is(201);
    assert_eq!(first["visitor_id"], again["visitor_id"]);
    // A token for one purpose is none for another.
    shop.anybody().post("/visitors", json!({"refresh_token": first["token"]})).await.is_problem(401, "unauthenticated");
    shop.with_token(first["refresh_token"].as_str().unwrap()).get("/orders").await.is_problem(401, "unauthenticated");
    shop.close().await;
}

#[actix_web::test]
async fn every_route_says_who_may() {
    let shop = Shop::open().await;
    let (anybody, visitor) = (shop.anybody(), shop.visitor().await);
    for path in ["/staff", "/inbox", "/outbox", "/canned-replies", "/board?node=LYO1", "/customers?handle=x", "/events", "/session"] {
        anybody.get(path).await.is_problem(401, "unauthenticated");
        visitor.get(path).await.is_problem(403, "forbidden");
    }
    let clerk = shop.signed_in("ines").await;
    clerk.get("/board?node=ORL1").await.is_problem(403, "forbidden");
    clerk.get("/events").await.is_problem(403, "forbidden");
    clerk.post("/nodes/ORL1/stock", json!({"changes": [{"sku": "PULL-M", "set": 1}]})).await.is_problem(403, "forbidden");
    clerk.post("/products", crate::helpers::pullover()).await.is_problem(403, "forbidden");
    shop.with_token("ck_not-a-key").get("/events").await.is_problem(401, "unauthenticated");
    shop.with_token("nonsense").get("/nodes").await.is_problem(401, "unauthenticated");
    shop.close().await;
}

#[actix_web::test]
async fn other_sites_may_ask_for_what_the_webchat_needs() {
    let shop = Shop::open_with(|config| config.widget_origins = vec!["https://www.example.com".into()]).await;
    let site = shop.anybody().on_page(Some("https://www.example.com"));
    let answer = site.post("/visitors", json!({})).await;
    assert_eq!(answer.headers["access-control-allow-origin"], "https://www.example.com");
    answer.is(201);
    assert!(site.get("/products").await.headers.get("access-control-allow-origin").is_none());
    shop.anybody().on_page(Some("https://evil.example")).post("/visitors", json!({})).await.is_problem(403, "forbidden");
    shop.close().await;
}
