//! Policies and carriers: written, tried, in force, explained.

use crate::helpers::{Shop, pickup_order, shipped_order, somebody};
use serde_json::{Value, json};

/// Two of size M to Lille: from Lyon or from Orléans, which is nearer.
fn order_to_lille() -> Value {
    let mut order = shipped_order(&somebody(), 2);
    order["delivery"]["address"]["postcode"] = "59000".into();
    order["delivery"]["address"]["city"] = "Lille".into();
    order
}

fn node_of(order: &Value) -> &str {
    order["fulfillments"][0]["node"].as_str().unwrap()
}

#[actix_web::test]
async fn a_policy_decides_from_its_first_version_to_its_end() {
    let shop = Shop::open().await;
    let (helene, program) = (shop.signed_in("helene").await, shop.program());
    assert_eq!(node_of(&program.post("/orders", order_to_lille()).await.is(201)), "ORL1", "the usual policy takes the nearest");

    let policy = json!({"scope": {"channels": ["web"]}, "limits": {"excluded_nodes": ["ORL1"]}});
    let kept = helene.put("/policies/web", json!({"policy": policy, "version": 0})).await.is(200);
    assert_eq!((&kept["name"], &kept["version"], &kept["by"]), (&json!("web"), &json!(1), &json!("Hélène Marchand")));
    assert_eq!(kept["policy"]["weights"]["parcel_percent"], 100, "what is left out is as usual");

    let order = program.post("/orders", order_to_lille()).await.is(201);
    assert_eq!(node_of(&order), "LYO1");
    let sourcing = program.get(&format!("/orders/{}/sourcing", order["id"].as_str().unwrap())).await.is(200);
    let plan = &sourcing["plans"][0];
    assert_eq!(plan["policy"], json!({"name": "web", "version": 1}));
    assert_eq!(plan["left_out"], json!([{"node": "ORL1", "name": "Entrepôt d'Orléans", "limit": "excluded_nodes"}]));
    let phone = json!({"channel": "phone", "customer": {"email": somebody()}});
    let mut by_phone = order_to_lille();
    by_phone.as_object_mut().unwrap().extend(phone.as_object().unwrap().clone());
    assert_eq!(node_of(&program.post("/orders", by_phone).await.is(201)), "ORL1", "it is for orders of the web");

    helene.delete("/policies/web").await.is(204);
    helene.delete("/policies/web").await.is_problem(404, "not_found");
    assert_eq!(node_of(&program.post("/orders", order_to_lille()).await.is(201)), "ORL1");
    let versions = helene.get("/policies/web/versions").await.is(200);
    let of_each: Vec<_> =
        versions["versions"].as_array().unwrap().iter().map(|of| (of["version"].clone(), of["policy"].is_null())).collect();
    assert_eq!(of_each, [(json!(2), true), (json!(1), false)]);
    assert_eq!(helene.get("/policies").await.is(200)["policies"], json!([]));
    shop.close().await;
}

#[actix_web::test]
async fn whoever_changes_what_somebody_else_has_changed_is_told() {
    let shop = Shop::open().await;
    let helene = shop.signed_in("helene").await;
    let put =
        |version: Value, hours: i64| helene.put("/policies/all", json!({"policy": {"weights": {"late_hour": hours}}, "version": version}));
    put(json!(0), 10).await.is(200);
    put(json!(0), 20).await.is_problem(409, "overtaken");
    assert_eq!(put(json!(1), 20).await.is(200)["version"], 2);
    assert_eq!(put(Value::Null, 30).await.is(200)["version"], 3, "who does not say which one changes the newest");
    shop.close().await;
}

#[actix_web::test]
async fn a_policy_with_flaws_is_refused_with_all_of_them() {
    let shop = Shop::open().await;
    let helene = shop.signed_in("helene").await;
    let bad = json!({"weights": {"late_hour": -1}, "limits": {"most_parcels": 0, "excluded_nodes": ["LYO1", "XXX9"]}});
    let refused = helene.put("/policies/all", json!({"policy": bad})).await;
    let problem = refused.is_problem(422, "flawed");
    let fields: Vec<_> = problem["flaws"].as_array().unwrap().iter().map(|flaw| flaw["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["weights.late_hour", "limits.most_parcels", "limits.excluded_nodes[1]"]);
    helene.put("/policies/all", json!({"policy": {"wieghts": {}}})).await.is_problem(422, "invalid_field");
    helene.put("/policies/all", json!({"policy": {"limits": {"splitting": "sometimes"}}})).await.is_problem(422, "invalid_field");
    let carrier = json!({"services": [], "bands": [{"up_to_km": 0, "days": 1, "steps": []}]});
    let refused = helene.put("/carriers/post", json!({"carrier": carrier})).await;
    assert_eq!(refused.is_problem(422, "flawed")["flaws"].as_array().unwrap().len(), 3);
    shop.close().await;
}

#[actix_web::test]
async fn a_policy_is_tried_before_it_is_kept() {
    let shop = Shop::open().await;
    let helene = shop.signed_in("helene").await;
    let order = order_to_lille();
    let trial = |policy: Value| {
        let mut body = json!({"lines": order["lines"], "delivery": order["delivery"]});
        if !policy.is_null() {
            body["policy"] = policy;
        }
        helene.post("/policies/try", body)
    };
    let usual = trial(Value::Null).await.is(200);
    let part = &usual["plan"]["parts"][0];
    assert_eq!((&part["node"], &part["carrier"], &part["lines"][0]["quantity"]), (&json!("ORL1"), &json!("home"), &json!(2)));
    assert_eq!(usual["plan"]["cost"], part["score"].as_object().unwrap().values().map(|cost| cost.as_i64().unwrap()).sum::<i64>());
    assert_eq!(usual["plan"]["at_least"], usual["plan"]["cost"], "there is no better one");
    let other = &usual["plan"]["alternatives"][0];
    assert_eq!((&other["nodes"][0]["node"], &other["lost_because"]), (&json!("LYO1"), &json!("parcel")));
    for (language, words) in [("fr", "Entrepôt d'Orléans\u{a0}: 2 articles"), ("en", "Entrepôt d'Orléans: 2 items")] {
        let said = usual["explanation"]["staff"][language][0].as_str().unwrap();
        assert!(said.starts_with(words), "{said}");
        let to_customers = usual["explanation"]["customer"][language].to_string();
        assert!(!to_customers.contains('€') && !to_customers.contains("Orléans"), "{to_customers}");
    }
    assert_eq!(trial(json!({"limits": {"excluded_kinds": ["warehouse"]}})).await.is(200)["plan"]["parts"][0]["node"], "LYO1");
    let nobody = trial(json!({"limits": {"most_km": 1}})).await;
    let problem = nobody.is_problem(409, "no_plan_within_limits");
    assert!(problem["limit"] == "most_km" && problem["detail"].as_str().unwrap().contains("farther away"), "{problem}");
    trial(json!({"weights": {"balance": -1}})).await.is_problem(422, "flawed");
    assert_eq!(shop.program().get("/stock/PULL-M").await.is(200)["reserved"], 0, "nothing is reserved");
    shop.close().await;
}

#[actix_web::test]
async fn parcels_travel_with_the_carriers_that_there_are() {
    let shop = Shop::open().await;
    let (helene, program) = (shop.signed_in("helene").await, shop.program());
    assert_eq!(helene.get("/carriers").await.is(200)["usual"].as_array().unwrap().len(), 3);
    let local = json!({"services": ["home"], "bands": [{"up_to_km": 500, "days": 1, "steps": [{"up_to_grams": 30000, "cost": 333}]}]});
    helene.put("/carriers/Vélo express", json!({"carrier": local})).await.is(200);
    let order = program.post("/orders", order_to_lille()).await.is(201);
    let sourcing = program.get(&format!("/orders/{}/sourcing", order["id"].as_str().unwrap())).await.is(200);
    let part = &sourcing["plans"][0]["parts"][0];
    assert_eq!((&part["carrier"], &part["score"]["parcel"]), (&json!("Vélo express"), &json!(333)));
    helene.delete("/carriers/V%C3%A9lo%20express").await.is(204);
    assert_eq!(helene.get("/carriers").await.is(200)["carriers"], json!([]));
    shop.close().await;
}

#[actix_web::test]
async fn a_gift_comes_from_one_node_or_not_at_all() {
    let shop = Shop::open().await;
    let mut order = shipped_order(&somebody(), 1);
    order["lines"] = json!([{"sku": "PULL-M", "quantity": 1}, {"sku": "PULL-L", "quantity": 1}]);
    order["backorder"] = json!(false);
    let parcels = shop.program().post("/orders", order.clone()).await.is(201)["fulfillments"].as_array().unwrap().len();
    order["gift"] = json!(true);
    let gift = shop.program().post("/orders", order).await;
    if parcels == 1 {
        gift.is(201);
    } else {
        assert!(gift.is_problem(409, "no_plan_within_limits")["detail"].as_str().unwrap().contains("gift"));
    }
    shop.close().await;
}

#[actix_web::test]
async fn a_nodes_record_is_made_of_what_it_does() {
    let shop = Shop::open().await;
    let (helene, ines) = (shop.signed_in("helene").await, shop.signed_in("ines").await);
    let lyon = async || {
        let nodes = helene.get("/sourcing/nodes").await.is(200);
        nodes["nodes"].as_array().unwrap().iter().find(|node| node["node"] == "LYO1").unwrap().clone()
    };
    assert_eq!((&lyon().await["open"], &lyon().await["rejects_per_mille"]), (&json!(0), &json!(20)));
    let order = shop.program().post("/orders", pickup_order(&somebody())).await.is(201);
    assert_eq!((&lyon().await["open"], &lyon().await["today"]), (&json!(1), &json!(1)));
    let fulfillment = order["fulfillments"][0]["id"].as_str().unwrap();
    ines.post(&format!("/fulfillments/{fulfillment}/reject"), json!({"reason": "broken"})).await.is(200);
    let after = lyon().await;
    assert_eq!((&after["open"], &after["today"]), (&json!(0), &json!(0)));
    assert!(after["rejects_per_mille"].as_i64().unwrap() > 100, "one of one, with what is usual: {after}");
    shop.close().await;
}

#[actix_web::test]
async fn rules_are_for_supervisors_and_programs() {
    let shop = Shop::open().await;
    let agent = shop.signed_in("camille").await;
    for path in ["/policies", "/carriers", "/sourcing/nodes", "/policies/all/versions"] {
        agent.get(path).await.is_problem(403, "forbidden");
    }
    agent.put("/policies/all", json!({"policy": {}})).await.is_problem(403, "forbidden");
    agent.delete("/carriers/home").await.is_problem(403, "forbidden");
    agent.post("/policies/try", json!({"lines": [], "delivery": {"method": "pickup", "node": "LYO1"}})).await.is_problem(403, "forbidden");
    shop.program().put("/policies/all", json!({"policy": {}})).await.is(200);
    shop.close().await;
}

#[actix_web::test]
async fn the_limit_that_was_in_the_way_is_named_for_programs() {
    let shop = Shop::open().await;
    let (helene, program) = (shop.signed_in("helene").await, shop.program());
    helene.put("/policies/near", json!({"policy": {"limits": {"most_km": 1}}})).await.is(200);
    let mut order = order_to_lille();
    order["backorder"] = json!(false);
    let answer = program.post("/orders", order.clone()).await;
    let problem = answer.is_problem(409, "no_plan_within_limits");
    assert_eq!((&problem["limit"], &problem["field"]), (&json!("most_km"), &json!("lines[0].quantity")));
    let refused = program.get(&format!("/orders/{}", problem["order_id"].as_str().unwrap())).await.is(200);
    assert_eq!(refused["refused_because"], "limit:most_km");
    let asked = json!({"lines": order["lines"], "place": {"postcode": order["delivery"]["address"]["postcode"]}});
    let ways = shop.anybody().post("/promises", asked).await.is(200);
    let ship = ways["unavailable"].as_array().unwrap().iter().find(|way| way["method"] == "ship").unwrap().clone();
    assert_eq!((&ship["code"], &ship["limit"]), (&json!("no_plan_within_limits"), &json!("most_km")), "{ways}");

    let mut too_much = order;
    too_much["lines"][0]["quantity"] = json!(9_000);
    let missing = program.post("/orders", too_much).await;
    assert!(missing.is_problem(409, "insufficient_stock").get("limit").is_none(), "no limit was in the way");
    shop.close().await;
}
