//! Whatever is sent, wherever: it is never our fault.

use crate::description::{document, operations};
use crate::helpers::{Answer, Caller, Shop, shipped_order};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use reqwest::Method;
use serde_json::{Value, json};

#[actix_web::test]
async fn a_wrong_path_or_method_is_told() {
    let shop = Shop::open().await;
    shop.anybody().get("/nothing/here").await.is_problem(404, "not_found");
    let answer = shop.anybody().delete("/orders/1").await;
    answer.is_problem(405, "method_not_allowed");
    assert_eq!(answer.headers["allow"], "GET");
    shop.close().await;
}

#[actix_web::test]
async fn what_is_missing_or_cannot_be_read_is_named() {
    let shop = Shop::open().await;
    let program = shop.program();
    let mut order = shipped_order("a@example.com", 1);
    order["delivery"]["address"].as_object_mut().unwrap().remove("street");
    assert_eq!(program.post("/orders", order.clone()).await.is_problem(422, "invalid_field")["field"], "delivery.address.street");
    order["delivery"] = json!({"method": "pickup"});
    assert_eq!(program.post("/orders", order.clone()).await.is_problem(422, "invalid_field")["field"], "delivery.node");
    let mut order = shipped_order("a@example.com", 1);
    order.as_object_mut().unwrap().remove("lines");
    assert_eq!(program.post("/orders", order).await.is_problem(422, "invalid_field")["field"], "lines");
    for (path, name) in [("/orders?limit=abc", "limit"), ("/inbox?view=none", "view"), ("/events?since=abc", "since")] {
        assert_eq!(program.get(path).await.is_problem(422, "invalid_query")["field"], name, "{path}");
    }
    shop.close().await;
}

#[actix_web::test]
async fn a_wrong_body_is_told() {
    let shop = Shop::open().await;
    let program = shop.program();
    let send = |body: Vec<u8>, media: &'static str| {
        let request = program.request(Method::POST, "/orders").header("content-type", media).body(body);
        async move { Answer::of(request.send().await.unwrap()).await }
    };
    send(b"{".to_vec(), "application/json").await.is_problem(400, "invalid_json");
    send(b"\xff\xfe".to_vec(), "application/json").await.is_problem(400, "invalid_json");
    send(b"a=b".to_vec(), "application/x-www-form-urlencoded").await.is_problem(415, "unsupported_media_type");
    send(b"".to_vec(), "application/json").await.is_problem(422, "invalid_field");
    send(b"[1]".to_vec(), "application/json").await.is_problem(422, "invalid_field");
    send(br#"{"lines": [], "delivery": {"method": "pickup", "node": "\u0000"}}"#.to_vec(), "application/json")
        .await
        .is_problem(422, "invalid_field");
    send(vec![b' '; 1_000_001], "application/json").await.is_problem(413, "payload_too_large");
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let told = send(deep.into_bytes(), "application/json").await;
    assert!(told.status == 400 || told.status == 422, "{}", told.text);
    let key = program.request(Method::POST, "/orders").header("idempotency-key", "é").json(&crate::helpers::pickup_order("a@example.com"));
    Answer::of(key.send().await.unwrap()).await.is_problem(400, "invalid_idempotency_key");
    shop.close().await;
}

#[actix_web::test]
async fn a_wrong_query_is_told() {
    let shop = Shop::open().await;
    let program = shop.program();
    for path in ["/products?limit=x", "/events?since=yesterday", "/inbox?view=all", "/orders?customer=me"] {
        let caller = if path.starts_with("/inbox") { shop.signed_in("camille").await } else { program.clone() };
        caller.get(path).await.is_problem(422, "invalid_query");
    }
    for path in ["/products?limit=0", "/products?limit=201", "/products?cursor=x", "/events?limit=1001", "/orders?cursor=1.x"] {
        program.get(path).await.is_problem(422, "invalid_field");
    }
    for path in ["/products?q=%00", "/stock/%00", "/customers?handle=a%00b"] {
        program.get(path).await.is_problem(422, "invalid_query");
    }
    shop.close().await;
}

/// JSON of every kind, with what breaks careless programs.
fn any_json() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        any::<String>().prop_map(|mut text| {
            text.truncate(text.floor_char_boundary(200));
            text
        }),
        prop_oneof![
            Just(""),
            Just("\u{0}"),
            Just("' OR 1=1 --"),
            Just("%"),
            Just("../../etc/passwd"),
            Just("\u{202e}"),
            Just("9".repeat(400).leak() as &str),
            Just("2026-02-30T00:00:00Z"),
            Just("webchat"),
            Just("email"),
            Just("a@example.com"),
            Just("PULL-M"),
            Just("LYO1"),
            Just("pickup"),
        ]
        .prop_map(str::to_owned),
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        Just(json!(i64::MIN)),
        Just(json!(u64::MAX)),
        any::<f64>().prop_map(|number| json!(number)),
        text.prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let names = prop_oneof![
            Just("sku"),
            Just("quantity"),
            Just("lines"),
            Just("changes"),
            Just("set"),
            Just("text"),
            Just("channel"),
            Just("code"),
            Just("method"),
            Just("address"),
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(names.prop_map(str::to_owned), inner, 0..4).prop_map(|fields| json!(fields)),
        ]
    })
}

/// A body with the operation's own fields, most of them wrong.
fn body_for(operation: &Value, document: &Value, runner: &mut TestRunner) -> Value {
    let mut any = || any_json().new_tree(runner).expect("a value").current();
    let reference = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].as_str();
    let Some(name) = reference.and_then(|reference| reference.rsplit('/').next()) else { return any() };
    let Some(fields) = document["components"]["schemas"][name]["properties"].as_object() else { return any() };
    Value::Object(fields.keys().map(|field| (field.clone(), any())).collect())
}

fn fill(path: &str, runner: &mut TestRunner) -> String {
    let words =
        ["x", "00000000-0000-0000-0000-000000000000", "PULL-M", "LYO1", "4827-193-605", "%F0%9F%98%80", "%ff", "..%2f..", "a%20b", "-1"];
    path.split('/')
        .map(|part| if part.starts_with('{') { words[(0..words.len()).new_tree(runner).expect("a place").current()] } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

#[actix_web::test]
async fn nothing_that_is_sent_is_our_fault() {
    let shop = Shop::open_with(|config| {
        config.limits.sign_ins = 100_000;
        config.limits.visitors = 100_000;
        config.limits.lookups = 100_000;
    })
    .await;
    let document = document(&shop).await;
    let callers: Vec<Caller> = vec![shop.anybody(), shop.visitor().await, shop.program(), shop.signed_in("helene").await];
    let mut runner = TestRunner::deterministic();
    for (method, path, operation) in operations(&document) {
        if path.starts_with("/session") {
            continue; // Signing in costs a hash each time, and signing out would end the caller.
        }
        for round in 0..12 {
            let caller = &callers[round % callers.len()];
            let path = fill(&path, &mut runner);
            let mut request = caller.request(method.clone(), &path);
            if method != Method::GET {
                request = request.json(&body_for(&operation, &document, &mut runner));
            } else if round % 3 == 0 {
                let word = any_json().new_tree(&mut runner).expect("a value").current().to_string();
                request = request.query(&[
                    ("limit", word.as_str()),
                    ("cursor", &word),
                    ("q", &word),
                    ("handle", &word),
                    ("since", &word),
                    ("code", &word),
                ]);
            }
            let answer = Answer::of(request.send().await.expect("an answer")).await;
            assert!(answer.status < 500, "{method} {path}: {} {}", answer.status, answer.text);
            if answer.status >= 400 {
                assert!(answer.content_type.starts_with("application/problem+json"), "{method} {path}: {}", answer.text);
                assert!(answer.json["code"].is_string() && answer.json["detail"].is_string(), "{}", answer.text);
            }
        }
    }
    assert_eq!(reqwest::get(format!("{}/readyz", shop.url)).await.unwrap().status(), 200);
    shop.close().await;
}
