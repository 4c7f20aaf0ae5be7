//! A hub on a port of its own, with a few things in it, and callers of every kind.

use comptoir::auth::keys::{self, KeyRole};
use comptoir::auth::passwords;
use comptoir::config::Config;
use comptoir::startup::{self, Running};
use comptoir_actors::store::staff::{self, Account};
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;
use uuid::Uuid;

/// A hub with two stores, a warehouse, a product in two sizes, staff, and an API key.
pub struct Shop {
    pub url: String,
    /// A program whose key may do everything.
    pub key: String,
    running: Option<Running>,
    _folder: TempDir,
}

/// Everybody's password here.
pub const PASSWORD: &str = "a good password";

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub content_type: String,
    pub headers: reqwest::header::HeaderMap,
    pub json: Value,
    pub text: String,
}

impl Answer {
    pub async fn of(response: Response) -> Answer {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let content_type = headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let text = response.text().await.expect("the answer is text");
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { status, content_type, headers, json, text }
    }

    /// Checks that it is a problem document that says this.
    #[track_caller]
    pub fn is_problem(&self, status: u16, code: &str) -> &Value {
        assert_eq!(self.status, status, "{}", self.text);
        assert!(self.content_type.starts_with("application/problem+json"), "{} {}", self.content_type, self.text);
        assert_eq!(self.json["code"], code, "{}", self.text);
        assert_eq!(self.json["status"], status);
        assert!(self.json["detail"].as_str().is_some_and(|detail| !detail.is_empty()), "{}", self.text);
        &self.json
    }

    /// Checks the status, and gives what was answered.
    #[track_caller]
    pub fn is(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json
    }
}

/// Somebody who calls.
#[derive(Clone)]
pub struct Caller {
    url: String,
    client: Client,
    bearer: Option<String>,
    origin: Option<String>,
}

impl Caller {
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self.client.request(method, format!("{}/api/v1{path}", self.url));
        if let Some(bearer) = &self.bearer {
            request = request.bearer_auth(bearer);
        }
        if let Some(origin) = &self.origin {
            request = request.header("origin", origin);
        }
        request
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path).send().await.expect("an answer")).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(&body).send().await.expect("an answer")).await
    }

    pub async fn post_with_key(&self, path: &str, key: &str, body: &Value) -> Answer {
        Answer::of(self.request(Method::POST, path).header("idempotency-key", key).json(body).send().await.expect("an answer")).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::PATCH, path).json(&body).send().await.expect("an answer")).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::PUT, path).json(&body).send().await.expect("an answer")).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, path).send().await.expect("an answer")).await
    }

    /// The same browser, as if a page from elsewhere had sent its requests.
    pub fn on_page(mut self, origin: Option<&str>) -> Caller {
        self.origin = origin.map(str::to_owned);
        self
    }
}

impl Shop {
    pub async fn open() -> Shop {
        Shop::open_with(|_| {}).await
    }

    pub async fn open_with(change: impl FnOnce(&mut Config)) -> Shop {
        let folder = tempfile::tempdir().expect("a folder");
        let mut config = Config {
            listen: "127.0.0.1:0".into(),
            database: format!("sqlite:{}", folder.path().join("test.db").display()),
            workers: 2,
            arbiters: 2,
            shop_name: "Maison Véra".into(),
            ..Config::default()
        };
        change(&mut config);
        let hub = startup::hub(&config).await.expect("a hub");
        let key = keys::add(&*hub.writer().await, "back office", KeyRole::Admin).await.expect("a key");
        let password_hash = passwords::hash(PASSWORD.into()).await.expect("a hash");
        for (login, name, role, node) in [
            ("camille", "Camille Roche", "agent", None),
            ("ines", "Inès Garnier", "clerk", Some("LYO1")),
            ("marc", "Marc Poncet", "clerk", Some("ORL1")),
            ("helene", "Hélène Marchand", "supervisor", None),
        ] {
            let account = Account {
                id: Uuid::now_v7(),
                login: login.into(),
                name: name.into(),
                password_hash: password_hash.clone(),
                role: role.into(),
                node: node.map(str::to_owned),
                language: "fr".into(),
                created_at: 0,
                disabled_at: None,
            };
            staff::add(&*hub.writer().await, account).await.expect("an account");
        }
        let running = startup::start(hub, config, None).await.expect("a server");
        let shop = Shop { url: running.url(), key, running: Some(running), _folder: folder };
        shop.furnish().await;
        shop
    }

    async fn furnish(&self) {
        let program = self.program();
        for (code, name, kind, latitude, longitude) in [
            ("LYO1", "Lyon Bellecour", "store", 45.757, 4.832),
            ("PAR1", "Paris Marais", "store", 48.857, 2.361),
            ("ORL1", "Entrepôt d'Orléans", "warehouse", 47.902, 1.909),
        ] {
            let node = json!({"code": code, "name": name, "kind": kind, "street": "1 rue de la Paix", "postcode": "69002", "city": "Ville",
                "country": "FR", "latitude": latitude, "longitude": longitude, "hours": {"mon": ["10:00-19:00"]}});
            program.post("/nodes", node).await.is(200);
        }
        program.post("/products", pullover()).await.is(200);
        for (node, units) in [("LYO1", 5), ("ORL1", 100)] {
            let changes = json!({"changes": [{"sku": "PULL-M", "set": units}, {"sku": "PULL-L", "set": units}]});
            program.post(&format!("/nodes/{node}/stock"), changes).await.is(200);
        }
    }

    fn caller(&self, bearer: Option<String>) -> Caller {
        Caller { url: self.url.clone(), client: Client::new(), bearer, origin: None }
    }

    pub fn anybody(&self) -> Caller {
        self.caller(None)
    }

    pub fn program(&self) -> Caller {
        self.caller(Some(self.key.clone()))
    }

    pub fn with_token(&self, token: &str) -> Caller {
        self.caller(Some(token.to_owned()))
    }

    pub async fn visitor(&self) -> Caller {
        let token = self.anybody().post("/visitors", json!({})).await.is(201);
        self.with_token(token["token"].as_str().expect("a token"))
    }

    /// A browser in which somebody has signed in.
    pub async fn signed_in(&self, login: &str) -> Caller {
        let client = Client::builder().cookie_store(true).build().expect("a client");
        let caller = Caller { url: self.url.clone(), client, bearer: None, origin: Some(self.url.clone()) };
        caller.post("/session", json!({"login": login, "password": PASSWORD})).await.is(200);
        caller
    }

    /// An order for pickup in Lyon, by a program, for somebody with this email.
    pub async fn pickup(&self, email: &str) -> Value {
        self.program().post("/orders", pickup_order(email)).await.is(201)
    }

    pub async fn close(mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await.expect("a clean end");
        }
    }
}

pub fn pullover() -> Value {
    json!({"handle": "pull-leonie", "title": "Pull Léonie", "description_html": "<p>Doux</p><script>alert(1)</script>", "vendor": "Véra",
        "category": "Mailles", "tags": ["laine"], "variants": [
            {"sku": "PULL-M", "title": "M", "options": {"Taille": "M"}, "price": {"amount": 7900, "currency": "EUR"}, "grams": 400, "barcode": "2000000000015"},
            {"sku": "PULL-L", "title": "L", "options": {"Taille": "L"}, "price": {"amount": 8100, "currency": "EUR"}, "grams": 420, "barcode": "2000000000022"}]})
}

pub fn pickup_order(email: &str) -> Value {
    json!({"channel": "web", "customer": {"name": "Camille Durand", "email": email, "phone": "06 39 98 01 02"},
        "lines": [{"sku": "PULL-M", "quantity": 1}], "delivery": {"method": "pickup", "node": "LYO1"}})
}

pub fn shipped_order(email: &str, quantity: i64) -> Value {
    json!({"channel": "web", "customer": {"name": "Camille Durand", "email": email},
        "lines": [{"sku": "PULL-M", "quantity": quantity}],
        "delivery": {"method": "ship", "address": {"name": "Camille Durand", "street": "3 rue Mercière", "postcode": "69002", "city": "Lyon", "country": "FR"}}})
}

/// An email that nobody has had before.
pub fn somebody() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    format!("somebody{}@example.com", COUNT.fetch_add(1, Ordering::Relaxed))
}
