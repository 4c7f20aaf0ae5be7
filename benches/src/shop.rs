//! The retailer that is measured: warehouses and stores in French cities, and what they stock.

use crate::api::Api;
use anyhow::Result;
use serde_json::{Value, json};

/// SKUs that every node stocks.
pub const SKUS: usize = 200;
/// The SKU that one node alone stocks.
pub const HOT: &str = "HOT-1";
/// More than any run sells.
const PLENTY: i64 = 10_000_000;

const CITIES: [(&str, &str, f64, f64); 15] = [
    ("Orléans", "45000", 47.90, 1.90),
    ("Lyon", "69002", 45.76, 4.83),
    ("Paris", "75004", 48.86, 2.35),
    ("Marseille", "13001", 43.30, 5.37),
    ("Toulouse", "31000", 43.60, 1.44),
    ("Nice", "06000", 43.70, 7.27),
    ("Nantes", "44000", 47.22, -1.55),
    ("Strasbourg", "67000", 48.58, 7.75),
    ("Montpellier", "34000", 43.61, 3.87),
    ("Bordeaux", "33000", 44.84, -0.58),
    ("Lille", "59800", 50.63, 3.06),
    ("Rennes", "35000", 48.11, -1.68),
    ("Reims", "51100", 49.26, 4.03),
    ("Grenoble", "38000", 45.19, 5.72),
    ("Dijon", "21000", 47.32, 5.04),
];
/// The first of the cities have a warehouse, the others a store.
const WAREHOUSES: usize = 2;

pub fn sku(number: usize) -> String {
    format!("SKU-{}", number % SKUS)
}

/// Opens the nodes and puts the goods on their shelves.
pub async fn open(api: &mut Api) -> Result<()> {
    for number in 0..SKUS {
        product(api, &sku(number)).await?;
    }
    product(api, HOT).await?;
    for (number, (city, postcode, latitude, longitude)) in CITIES.iter().enumerate() {
        let kind = if number < WAREHOUSES { "warehouse" } else { "store" };
        let node = json!({
            "code": code(number), "name": format!("Comptoir {city}"), "kind": kind, "street": "1 place du Marché", "postcode": postcode,
            "city": city, "country": "FR", "latitude": latitude, "longitude": longitude, "phone": null, "hours": {},
        });
        api.post("/nodes", &node).await?;
        let mut changes: Vec<Value> = (0..SKUS).map(|number| json!({"sku": sku(number), "set": PLENTY})).collect();
        if number == 0 {
            changes.push(json!({"sku": HOT, "set": PLENTY}));
        }
        for some in changes.chunks(100) {
            api.post(&format!("/nodes/{}/stock", code(number)), &json!({"changes": some})).await?;
        }
    }
    Ok(())
}

fn code(number: usize) -> String {
    format!("N{number:02}")
}

async fn product(api: &mut Api, sku: &str) -> Result<()> {
    let product = json!({
        "handle": sku.to_lowercase(), "title": format!("Housse de couette {sku}"), "description_html": "<p>Lin lavé.</p>",
        "vendor": "Comptoir", "category": "Linge de lit", "tags": ["lin"],
        "variants": [{"sku": sku, "title": "140 × 200", "options": {"Taille": "140 × 200"}, "price": {"amount": 4_900, "currency": "EUR"},
                      "grams": 900, "barcode": null}],
    });
    api.post("/products", &product).await.map(|_| ())
}

/// A guest's order of one unit, to be shipped to one of the cities.
pub fn order(sku: &str, guest: &str, number: usize) -> String {
    let (city, postcode, ..) = CITIES[number % CITIES.len()];
    json!({
        "channel": "web",
        "customer": {"name": "Camille Durand", "email": format!("camille.{guest}.{number}@example.com")},
        "lines": [{"sku": sku, "quantity": 1}],
        "delivery": {"method": "ship", "address": {"name": "Camille Durand", "street": "12 rue des Lilas", "postcode": postcode, "city": city, "country": "FR"}},
    })
    .to_string()
}
