//! The API's description is the API.

use crate::helpers::{Answer, Shop};
use reqwest::{Client, Method};
use serde_json::Value;

/// Every operation of the description: method, path, and the operation itself.
pub fn operations(document: &Value) -> Vec<(Method, String, Value)> {
    let paths = document["paths"].as_object().expect("paths");
    let of_path = |(path, item): (&String, &Value)| {
        let operations = item.as_object().expect("operations");
        operations
            .iter()
            .map(|(method, operation)| (method.to_uppercase().parse().expect("a method"), path.clone(), operation.clone()))
            .collect::<Vec<_>>()
    };
    paths.iter().flat_map(of_path).collect()
}

pub async fn document(shop: &Shop) -> Value {
    Answer::of(Client::new().get(format!("{}/api/openapi.json", shop.url)).send().await.unwrap()).await.is(200)
}

/// The contract's routes; one that is missing here or there breaks somebody.
const CONTRACT: [&str; 67] = [
    "POST /simulations",
    "GET /simulations",
    "GET /simulations/{id}",
    "POST /promises",
    "GET /policies",
    "PUT /policies/{name}",
    "DELETE /policies/{name}",
    "GET /policies/{name}/versions",
    "POST /policies/try",
    "GET /carriers",
    "PUT /carriers/{name}",
    "DELETE /carriers/{name}",
    "GET /carriers/{name}/versions",
    "GET /sourcing/nodes",
    "POST /session",
    "GET /session",
    "DELETE /session",
    "POST /session/password",
    "GET /staff",
    "POST /visitors",
    "GET /shop",
    "GET /products",
    "GET /products/{handle}",
    "POST /products",
    "GET /nodes",
    "POST /nodes",
    "GET /stock/{sku}",
    "POST /nodes/{code}/stock",
    "POST /orders",
    "GET /orders",
    "GET /orders/{id}",
    "POST /orders/{id}/cancel",
    "GET /orders/{id}/sourcing",
    "POST /fulfillments/{id}/accept",
    "POST /fulfillments/{id}/reject",
    "POST /fulfillments/{id}/pick",
    "POST /fulfillments/{id}/pack",
    "POST /fulfillments/{id}/ship",
    "POST /fulfillments/{id}/ready",
    "POST /fulfillments/{id}/collect",
    "POST /fulfillments/{id}/deliver",
    "GET /board",
    "GET /track/{number}/{token}",
    "GET /track/{number}/{token}/qr.svg",
    "POST /track/{number}/{token}/cancel",
    "POST /track",
    "GET /customers",
    "POST /customers",
    "PATCH /customers/{id}",
    "GET /customers/{id}",
    "GET /customers/{id}/timeline",
    "POST /customers/{id}/messages",
    "POST /customers/{id}/notes",
    "POST /customers/{id}/topics/{topic}/assign",
    "POST /customers/{id}/topics/{topic}/close",
    "POST /customers/{id}/topics/{topic}/snooze",
    "POST /customers/{id}/topics/{topic}/reopen",
    "POST /customers/{id}/handles",
    "DELETE /customers/{id}/handles/{kind}/{value}",
    "POST /customers/{id}/link",
    "POST /customers/{id}/unlink",
    "POST /customers/{id}/touches",
    "POST /customers/{id}/touches/{touch}/close",
    "GET /inbox",
    "GET /canned-replies",
    "GET /outbox",
    "GET /outbox/{id}",
];

#[actix_web::test]
async fn every_route_is_described_and_every_described_route_is_there() {
    let shop = Shop::open().await;
    let document = document(&shop).await;
    let mut described: Vec<String> = operations(&document).into_iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    let mut contract: Vec<String> = CONTRACT.iter().map(|route| (*route).to_owned()).chain(["GET /events".to_owned()]).collect();
    described.sort();
    contract.sort();
    assert_eq!(described, contract);
    for (method, path, _) in operations(&document) {
        let path = path.replace(['{', '}'], "");
        let answer = Answer::of(shop.anybody().request(method.clone(), &path).send().await.unwrap()).await;
        assert!(answer.status != 405 && !answer.text.contains("such route"), "{method} {path}: {}", answer.text);
    }
    assert_eq!(document["servers"][0]["url"], "/api/v1");
    shop.close().await;
}

#[actix_web::test]
async fn what_is_referred_to_is_there() {
    let shop = Shop::open().await;
    let document = document(&shop).await;
    let text = document.to_string();
    let schemas = document["components"]["schemas"].as_object().unwrap();
    for reference in text.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(schemas.contains_key(name), "{name}");
    }
    assert!(schemas.contains_key("Order") && schemas.contains_key("Problem"));
    shop.close().await;
}
