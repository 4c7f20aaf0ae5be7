//! The JSON body of a request, checked before a handler sees it.

use crate::api::problem::Problem;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::{StatusCode, header};
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use std::time::Duration;

/// The most that is read of one body.
pub const LARGEST_BODY: usize = 1_000_000;
/// How long a body may take to arrive.
const ARRIVES_WITHIN: Duration = Duration::from_secs(30);

/// A JSON body. No body at all counts as `{}`.
pub struct Body<T> {
    pub value: T,
    /// As it came: what an idempotency key is bound to.
    pub raw: Bytes,
}

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_json = is_json(request);
        let bytes = Bytes::from_request(request, payload);
        Box::pin(async move {
            if !is_json {
                return Err(Problem::new(
                    StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    "unsupported_media_type",
                    "send JSON, with `Content-Type: application/json`",
                ));
            }
            let raw = tokio::time::timeout(ARRIVES_WITHIN, bytes).await.map_err(|_| too_slow())?.map_err(|error| unreadable(&error))?;
            Ok(Body { value: parse(&raw)?, raw })
        })
    }
}

fn is_json(request: &HttpRequest) -> bool {
    let Some(value) = request.headers().get(header::CONTENT_TYPE) else { return true };
    let media = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    media == "application/json" || media.ends_with("+json")
}

fn unreadable(error: &actix_web::Error) -> Problem {
    match error.as_error::<PayloadError>() {
        Some(PayloadError::Overflow) => too_large(),
        _ if error.as_response_error().status_code() == StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => Problem::bad_request("invalid_body", "the body could not be read to its end"),
    }
}

fn too_slow() -> Problem {
    let words = format!("the body did not arrive within {} s", ARRIVES_WITHIN.as_secs());
    Problem::new(StatusCode::REQUEST_TIMEOUT, "request_timeout", words)
}

fn too_large() -> Problem {
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", format!("a body may have at most {LARGEST_BODY} bytes"))
}

/// Reads `T` from JSON, and says where what is wrong stands.
pub fn parse<T: DeserializeOwned>(raw: &[u8]) -> Result<T, Problem> {
    let raw = if raw.trim_ascii().is_empty() { b"{}" } else { raw };
    let mut reader = serde_json::Deserializer::from_slice(raw);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let field = error.path().to_string();
        let inner = error.into_inner();
        match inner.classify() {
            serde_json::error::Category::Data if !is_object(raw) => {
                Problem::unprocessable("invalid_field", "the body must be a JSON object: `{…}`")
            }
            serde_json::error::Category::Data => match (missing(&inner), field.as_str()) {
                (Some(name), ".") => Problem::invalid_field(name, "is missing"),
                (Some(name), _) => Problem::invalid_field(format!("{field}.{name}"), "is missing"),
                (None, ".") => Problem::unprocessable("invalid_field", brief(&inner)),
                (None, _) => Problem::invalid_field(field, format_args!("is wrong: {}", brief(&inner))),
            },
            // What cannot stand in this field may well be JSON.
            _ if serde_json::from_slice::<serde::de::IgnoredAny>(raw).is_ok() => {
                Problem::invalid_field(field, "has a value of the wrong kind")
            }
            _ => Problem::bad_request("invalid_json", format!("the body is not JSON: {inner}")),
        }
    })?;
    reader.end().map_err(|error| Problem::bad_request("invalid_json", format!("the body is not JSON: {error}")))?;
    refuse_nul(raw)?;
    Ok(value)
}

fn is_object(json: &[u8]) -> bool {
    json.trim_ascii_start().starts_with(b"{")
}

/// The name of the field that is not there, if that is what is wrong.
fn missing(error: &serde_json::Error) -> Option<String> {
    brief(error).strip_prefix("missing field `")?.strip_suffix('`').map(str::to_owned)
}

/// serde's words without the line and column, which mean little in a body of one line.
fn brief(error: &serde_json::Error) -> String {
    let words = error.to_string();
    words.split(" at line ").next().unwrap_or_default().to_owned()
}

/// No text that we keep may hold NUL: PostgreSQL cannot. It can only come as an escape, since JSON forbids it bare.
fn refuse_nul(raw: &[u8]) -> Result<(), Problem> {
    let mut at = 0;
    while at + 6 <= raw.len() {
        if raw[at] != b'\\' {
            at += 1;
        } else if &raw[at..at + 6] == b"\\u0000" {
            return Err(Problem::unprocessable("invalid_field", "a text holds the character NUL, which no text may"));
        } else {
            at += 2;
        }
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Order {
        lines: Vec<Line>,
    }

    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    struct Line {
        quantity: i64,
    }

    #[test]
    fn says_where_it_is_wrong() {
        let problem = parse::<Order>(br#"{"lines": [{"quantity": "two"}]}"#).unwrap_err();
        assert_eq!((problem.status, problem.code.as_str(), problem.field.as_deref()), (422, "invalid_field", Some("lines[0].quantity")));
        let problem = parse::<Order>(b"{").unwrap_err();
        assert_eq!((problem.status, problem.code.as_str()), (400, "invalid_json"));
        let problem = parse::<Order>(b"").unwrap_err();
        assert_eq!((problem.status, problem.field.as_deref()), (422, Some("lines")));
        let problem = parse::<Order>(br#"{"lines": [{"quantity": 1}, {}]}"#).unwrap_err();
        assert_eq!(problem.field.as_deref(), Some("lines[1].quantity"));
        let problem = parse::<Order>(b"[]").unwrap_err();
        assert!(problem.detail.contains("object"), "{}", problem.detail);
    }

    #[test]
    fn nul_is_refused_and_what_looks_like_it_is_not() {
        assert_eq!(parse::<serde_json::Value>(br#"{"text": "a\u0000b"}"#).unwrap_err().status, 422);
        assert!(parse::<serde_json::Value>(br#"{"text": "a\\u0000b"}"#).is_ok());
    }
}
