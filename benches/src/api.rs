//! The REST API in JSON, for what is prepared before a measurement.

use crate::http::{self, Connection};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::net::SocketAddr;

pub struct Api {
    connection: Connection,
    key: String,
}

impl Api {
    pub async fn open(address: SocketAddr, key: &str) -> Result<Api> {
        Ok(Api { connection: Connection::open(address).await?, key: key.to_owned() })
    }

    pub async fn post(&mut self, path: &str, body: &Value) -> Result<Value> {
        let request = http::request("POST", &format!("/api/v1{path}"), Some(&self.key), Some(&body.to_string()));
        let answer = self.connection.exchange(&request).await?;
        if !(200..300).contains(&answer.status) {
            bail!("POST {path} answers {}: {}", answer.status, String::from_utf8_lossy(answer.body));
        }
        serde_json::from_slice(answer.body).with_context(|| format!("POST {path} answers no JSON"))
    }
}

/// A text in an answer.
pub fn text<'a>(answer: &'a Value, pointer: &str) -> Result<&'a str> {
    answer.pointer(pointer).and_then(Value::as_str).with_context(|| format!("the answer has no {pointer}: {answer}"))
}
