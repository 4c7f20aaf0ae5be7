//! REST, as a program or a browser speaks it.

use reqwest::header::HeaderMap;
use reqwest::{Client, Method, RequestBuilder, Response};
use serde_json::{Value, json};
use std::time::Duration;

/// Somebody who asks.
#[derive(Clone)]
pub struct Api {
    url: String,
    client: Client,
    bearer: Option<String>,
    pub cookie: Option<String>,
}

/// What was answered.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub json: Value,
}

impl Answer {
    #[track_caller]
    pub fn is(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.json);
        self.json
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl Api {
    pub fn new(url: &str) -> Api {
        Api::impatient(url, Duration::from_secs(60))
    }

    /// Gives up after so long.
    pub fn impatient(url: &str, patience: Duration) -> Api {
        let client = Client::builder().timeout(patience).build().expect("a client");
        Api { url: url.to_owned(), client, bearer: None, cookie: None }
    }

    pub fn bearer(mut self, token: &str) -> Api {
        self.bearer = Some(token.to_owned());
        self
    }

    /// The same caller, with the same token or session, at another address.
    pub fn at(&self, url: &str) -> Api {
        Api { url: url.to_owned(), ..self.clone() }
    }

    pub async fn signed_in(mut self, login: &str, password: &str) -> Api {
        let request = self.request(Method::POST, "/session").json(&json!({"login": login, "password": password}));
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        let cookie = response.headers().get("set-cookie").and_then(|value| value.to_str().ok()).expect("a cookie");
        self.cookie = Some(cookie.split(';').next().unwrap_or_default().to_owned());
        self
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self.client.request(method, format!("{}/api/v1{path}", self.url));
        if let Some(bearer) = &self.bearer {
            request = request.bearer_auth(bearer);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie).header("origin", &self.url);
        }
        request
    }

    async fn answer(request: RequestBuilder) -> Result<Answer, reqwest::Error> {
        let response: Response = request.send().await?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = response.bytes().await?;
        Ok(Answer { status, headers, json: serde_json::from_slice(&body).unwrap_or(Value::Null) })
    }

    pub async fn get(&self, path: &str) -> Answer {
        Api::answer(self.request(Method::GET, path)).await.expect("an answer")
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        Api::answer(self.request(Method::POST, path).json(&body)).await.expect("an answer")
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        Api::answer(self.request(Method::PUT, path).json(&body)).await.expect("an answer")
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        Api::answer(self.request(Method::PATCH, path).json(&body)).await.expect("an answer")
    }

    pub async fn delete(&self, path: &str) -> Answer {
        Api::answer(self.request(Method::DELETE, path)).await.expect("an answer")
    }

    /// An error: nobody knows whether it was done.
    pub async fn post_with_key(&self, path: &str, key: &str, body: &Value) -> Result<Answer, reqwest::Error> {
        Api::answer(self.request(Method::POST, path).header("idempotency-key", key).json(body)).await
    }

    /// Every event after `since`, without a gap.
    pub async fn events(&self, since: i64) -> Vec<Value> {
        let mut events: Vec<Value> = Vec::new();
        let mut head = since;
        loop {
            let mut page = self.get(&format!("/events?since={head}&limit=1000")).await.is(200);
            let Value::Array(page) = page["events"].take() else { panic!("no events") };
            if page.is_empty() {
                return events;
            }
            for event in page {
                head += 1;
                assert_eq!(event["seq"], head, "the feed has a gap");
                events.push(event);
            }
        }
    }

    /// What /readyz says, with its status.
    pub async fn readiness(&self) -> Result<(u16, String), reqwest::Error> {
        let response = self.client.get(format!("{}/readyz", self.url)).send().await?;
        Ok((response.status().as_u16(), response.text().await?))
    }

    /// A figure of /metrics; 0 while it has not been counted yet.
    pub async fn figure(&self, name: &str) -> f64 {
        let request = self.client.get(format!("{}/metrics", self.url));
        let text = request.send().await.expect("an answer").text().await.expect("a text");
        text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')).map_or(0.0, |figure| figure.parse().expect("a figure"))
    }
}
