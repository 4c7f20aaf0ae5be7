//! Products.

use crate::helpers::{Shop, pullover};
use serde_json::json;

#[actix_web::test]
async fn products_are_found_by_words_category_and_barcode() {
    let shop = Shop::open().await;
    let anybody = shop.anybody();
    let product = anybody.get("/products/pull-leonie").await.is(200);
    assert_eq!(product["description_html"], "<p>Doux</p>", "scripts are cleaned away");
    assert_eq!(product["variants"][0]["price"], json!({"amount": 7900, "currency": "EUR"}));
    assert_eq!(product["variants"][1]["options"], json!({"Taille": "L"}));
    for query in ["", "?q=l%C3%A9onie", "?category=Mailles", "?barcode=2000000000022", "?q=PULL-L"] {
        let found = anybody.get(&format!("/products{query}")).await.is(200);
        assert_eq!(found["products"].as_array().unwrap().len(), 1, "{query}");
        assert_eq!(found["categories"], json!([{"name": "Mailles", "count": 1}]));
        assert!(found.get("next_cursor").is_none());
    }
    assert_eq!(anybody.get("/products?q=chaussette").await.is(200)["products"], json!([]));
    anybody.get("/products/nothing").await.is_problem(404, "not_found");
    shop.close().await;
}

#[actix_web::test]
async fn products_come_in_pages() {
    let shop = Shop::open().await;
    for index in 0..4 {
        let product = json!({"handle": format!("bol-{index}"), "title": format!("Bol {index}"), "category": "Table",
            "variants": [{"sku": format!("BOL-{index}"), "price": {"amount": 1200, "currency": "EUR"}}]});
        shop.program().post("/products", product).await.is(200);
    }
    let mut handles = Vec::new();
    let mut next = String::new();
    loop {
        let page = shop.anybody().get(&format!("/products?limit=2{next}")).await.is(200);
        handles.extend(page["products"].as_array().unwrap().iter().map(|product| product["handle"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        next = format!("&cursor={cursor}");
    }
    assert_eq!(handles, ["pull-leonie", "bol-0", "bol-1", "bol-2", "bol-3"]);
    shop.close().await;
}

#[actix_web::test]
async fn a_product_that_cannot_be_is_refused() {
    let shop = Shop::open().await;
    let program = shop.program();
    let with = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut product = pullover();
        change(&mut product);
        product
    };
    let refused = [
        ("handle", with(&|product| product["handle"] = json!("a b"))),
        ("title", with(&|product| product["title"] = json!(" "))),
        ("variants", with(&|product| product["variants"] = json!([]))),
        ("variants[1].sku", with(&|product| product["variants"][1]["sku"] = json!("PULL-M"))),
        ("variants[0].price.currency", with(&|product| product["variants"][0]["price"]["currency"] = json!("USD"))),
        ("variants[0].price.amount", with(&|product| product["variants"][0]["price"]["amount"] = json!(-1))),
    ];
    for (field, product) in refused {
        assert_eq!(program.post("/products", product).await.is_problem(422, "invalid_field")["field"], field);
    }
    program.post("/products", with(&|product| product["handle"] = json!("another"))).await.is_problem(409, "sku_taken");
    shop.close().await;
}
