//! Pages, files, and what watches over the process.

use crate::helpers::Shop;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};

async fn open(shop: &Shop, path: &str) -> Response {
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    client.get(format!("{}{path}", shop.url)).header("accept-language", "en-GB").send().await.unwrap()
}

#[actix_web::test]
async fn pages_are_shown_with_careful_headers() {
    let shop = Shop::open().await;
    for path in ["/", "/shop", "/shop/p/pull-leonie", "/shop/checkout", "/track/4827-193-605/x", "/signin", "/docs"] {
        let page = open(&shop, path).await;
        assert_eq!(page.status(), 200, "{path}");
        let policy = page.headers()["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("frame-ancestors 'self'") && policy.contains("script-src 'self';"), "{policy}");
        assert_eq!(page.headers()["x-content-type-options"], "nosniff");
        assert_eq!(page.headers()["referrer-policy"], "same-origin");
        assert!(page.text().await.unwrap().contains("<html lang=\"en\""), "{path}");
    }
    assert!(open(&shop, "/shop?lang=fr").await.text().await.unwrap().contains("<html lang=\"fr\""));
    for path in ["/console", "/store", "/outbox", "/sourcing"] {
        let answer = open(&shop, path).await;
        assert_eq!(
            (answer.status().as_u16(), answer.headers()["location"].to_str().unwrap()),
            (303, format!("/signin?next={path}").as_str())
        );
    }
    let nowhere = open(&shop, "/nowhere").await;
    assert_eq!((nowhere.status().as_u16(), nowhere.headers()["content-type"].to_str().unwrap()), (404, "application/problem+json"));
    // A browser asks for a page.
    let page = Client::new().get(format!("{}/nowhere", shop.url)).header("accept", "text/html").header("accept-language", "fr");
    let page = page.send().await.unwrap();
    assert_eq!(page.status(), 404);
    assert!(page.text().await.unwrap().contains("Cette page n’existe pas"));
    shop.close().await;
}

#[actix_web::test]
async fn files_are_asked_for_once() {
    let shop = Shop::open().await;
    let script = open(&shop, "/widget.js").await;
    assert_eq!(script.headers()["access-control-allow-origin"], "*");
    assert_eq!(script.headers()["cross-origin-resource-policy"], "cross-origin");
    let tag = script.headers()["etag"].to_str().unwrap().to_owned();
    assert!(script.text().await.unwrap().contains("Comptoir"));
    let again = Client::new().get(format!("{}/widget.js", shop.url)).header("if-none-match", tag).send().await.unwrap();
    assert_eq!(again.status(), 304);
    for path in ["/static/../Cargo.toml", "/static/%2e%2e/Cargo.toml", "/static/nothing.js", "/static/"] {
        assert_eq!(open(&shop, path).await.status(), 404, "{path}");
    }
    shop.close().await;
}

#[actix_web::test]
async fn the_process_can_be_watched() {
    let shop = Shop::open().await;
    assert_eq!(open(&shop, "/healthz").await.status(), 200);
    assert_eq!(open(&shop, "/readyz").await.status(), 200);
    let figures = open(&shop, "/metrics").await.text().await.unwrap();
    assert!(figures.contains("comptoir_journal_head"), "{figures}");
    shop.close().await;
}
