//! The program as anybody runs it: a process of its own, on a database of its own, asked over its sockets alone.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod api;
#[path = "../../actors/tests/databases/mod.rs"]
pub mod databases;
pub mod follower;
pub mod instance;
pub mod ledger;
pub mod socket;
pub mod work;

use api::{Answer, Api};
use databases::Fresh;
use instance::Instance;
use serde_json::json;
use std::ops::{Deref, DerefMut};

/// Everybody's password here.
pub const PASSWORD: &str = "a good password";

/// Somebody who signs in: login, role, and a clerk's node.
pub type Account = (&'static str, &'static str, Option<&'static str>);

/// A retailer's one process, which can be killed and started again on what it has left.
pub struct Comptoir {
    /// Of a program that may do everything.
    pub key: String,
    instance: Instance,
    _database: Fresh,
}

impl Deref for Comptoir {
    type Target = Instance;

    fn deref(&self) -> &Instance {
        &self.instance
    }
}

impl DerefMut for Comptoir {
    fn deref_mut(&mut self) -> &mut Instance {
        &mut self.instance
    }
}

/// Gives a database a key that may do everything, and staff.
pub fn let_in(instance: &Instance, staff: &[Account]) -> String {
    for (login, role, node) in staff {
        let mut arguments = vec!["staff", "add", "--login", login, "--role", role, "--password", PASSWORD];
        arguments.extend(node.iter().flat_map(|node| ["--node", node]));
        instance.says(&arguments);
    }
    instance.says(&["key", "add", "--name", "back office", "--role", "admin"])
}

impl Comptoir {
    /// With a key, and with staff.
    pub fn new(database: Fresh, staff: &[Account]) -> Comptoir {
        let instance = Instance::on(&database.url);
        Comptoir { key: let_in(&instance, staff), instance, _database: database }
    }

    /// Started, with nodes, products and stock.
    pub async fn open(database: Fresh, staff: &[Account]) -> Comptoir {
        let mut comptoir = Comptoir::new(database, staff);
        comptoir.start();
        furnish(&comptoir.program()).await;
        comptoir
    }

    pub fn anybody(&self) -> Api {
        Api::new(self.url())
    }

    pub fn program(&self) -> Api {
        Api::new(self.url()).bearer(&self.key)
    }

    pub async fn signed_in(&self, login: &str) -> Api {
        Api::new(self.url()).signed_in(login, PASSWORD).await
    }

    /// A new browser.
    pub async fn visitor(&self) -> Visitor {
        Visitor::new(&self.anybody()).await
    }
}

/// Two stores, a warehouse, two sizes of a pullover. Paris has 5 of size L, and nobody else has; what a store lacks is sent there.
pub async fn furnish(program: &Api) {
    for (code, name, kind, latitude, longitude) in [
        ("LYO1", "Lyon Bellecour", "store", 45.757, 4.832),
        ("PAR1", "Paris Marais", "store", 48.857, 2.361),
        ("ORL1", "Entrepôt d'Orléans", "warehouse", 47.902, 1.909),
    ] {
        let node = json!({"code": code, "name": name, "kind": kind, "street": "1 rue de la Paix", "postcode": "69002", "city": "Ville",
            "country": "FR", "latitude": latitude, "longitude": longitude, "hours": {"mon": ["10:00-19:00"]}});
        program.post("/nodes", node).await.is(200);
    }
    let sizes = ["M", "L"].map(|size| {
        json!({"sku": format!("PULL-{size}"), "title": size, "options": {"Taille": size}, "price": {"amount": 7900, "currency": "EUR"},
            "grams": 400})
    });
    let product = json!({"handle": "pull-leonie", "title": "Pull Léonie", "description_html": "", "vendor": "Véra", "category": "Mailles",
        "tags": [], "variants": sizes});
    program.post("/products", product).await.is(200);
    for (node, sku, units) in [("LYO1", "PULL-M", 100_000), ("ORL1", "PULL-M", 100_000), ("PAR1", "PULL-L", 5)] {
        program.post(&format!("/nodes/{node}/stock"), json!({"changes": [{"sku": sku, "set": units}]})).await.is(200);
    }
    // What is sent to Paris and cancelled there is for sale nowhere.
    program.post("/nodes/PAR1/stock", json!({"changes": [{"sku": "PULL-M", "safety_stock": 1_000_000}]})).await.is(200);
    let policy = json!({"scope": {"methods": ["pickup"]}, "limits": {"ship_to_store": true}});
    program.put("/policies/stores", json!({"policy": policy})).await.is(200);
}

/// A browser with the webchat.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub id: String,
    pub token: String,
    pub refresh: String,
}

impl Visitor {
    pub async fn new(anybody: &Api) -> Visitor {
        Visitor::of(&anybody.post("/visitors", json!({})).await)
    }

    fn of(answer: &Answer) -> Visitor {
        assert_eq!(answer.status, 201, "{}", answer.json);
        let text = |name: &str| answer.json[name].as_str().expect("a text").to_owned();
        Visitor { id: text("visitor_id"), token: text("token"), refresh: text("refresh_token") }
    }

    /// The same browser, some time later.
    pub async fn again(&self, anybody: &Api) -> Visitor {
        Visitor::of(&anybody.post("/visitors", json!({"refresh_token": self.refresh})).await)
    }
}

/// An order to be sent.
pub fn shipped(email: &str) -> serde_json::Value {
    json!({"channel": "web", "customer": {"name": "Camille Durand", "email": email}, "lines": [{"sku": "PULL-M", "quantity": 2}],
        "delivery": {"method": "ship", "address": {"name": "Camille Durand", "street": "3 rue Mercière", "postcode": "69002", "city": "Lyon",
            "country": "FR"}}})
}

/// An order for the store in Paris, which has none of it.
pub fn sent_to_store(email: &str) -> serde_json::Value {
    json!({"channel": "web", "customer": {"name": "Camille Durand", "email": email}, "lines": [{"sku": "PULL-M", "quantity": 2}],
        "delivery": {"method": "pickup", "node": "PAR1"}})
}

/// An order for the store in Lyon.
pub fn picked_up(email: &str) -> serde_json::Value {
    json!({"channel": "web", "customer": {"name": "Camille Durand", "email": email}, "lines": [{"sku": "PULL-M", "quantity": 1}],
        "delivery": {"method": "pickup", "node": "LYO1"}})
}
