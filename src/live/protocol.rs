//! The frames of the live protocol, as they come in and go out. `docs/api.md` is their contract.

use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

/// What a client may send.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ClientFrame {
    Hello {
        token: Option<String>,
        since: Option<i64>,
        language: Option<String>,
        track: Option<Track>,
    },
    Watch {
        #[serde(rename = "ref")]
        reference: Value,
        stream: String,
        since: Option<i64>,
    },
    Unwatch {
        stream: String,
    },
    Message {
        #[serde(rename = "ref")]
        reference: Value,
        message_id: Uuid,
        text: String,
        /// Staff say to whom, and on which channel.
        customer: Option<Uuid>,
        channel: Option<String>,
    },
    Note {
        #[serde(rename = "ref")]
        reference: Value,
        message_id: Uuid,
        customer: Uuid,
        text: String,
    },
    Identify {
        #[serde(rename = "ref")]
        reference: Value,
        name: Option<String>,
        email: Option<String>,
        phone: Option<String>,
    },
    Handover {
        #[serde(rename = "ref")]
        reference: Value,
    },
    Prove {
        #[serde(rename = "ref")]
        reference: Value,
        email: String,
    },
    ProveCode {
        #[serde(rename = "ref")]
        reference: Value,
        code: String,
    },
    Typing {
        on: bool,
        customer: Option<Uuid>,
    },
    Presence {
        status: Presence,
    },
    Ping,
}

/// The tracking page's way in.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Track {
    pub number: String,
    pub token: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Presence {
    Online,
    Away,
}

/// Why a frame was not obeyed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    pub code: String,
    pub detail: String,
}

impl Rejection {
    pub fn new(code: &str, detail: impl Into<String>) -> Self {
        Rejection { code: code.to_owned(), detail: detail.into() }
    }
}

/// Reads a frame; what is wrong with it comes back in words, with its `ref` where it has one.
pub fn parse(text: &str) -> Result<ClientFrame, (Value, Rejection)> {
    match serde_json::from_str(text) {
        Ok(frame) => Ok(frame),
        Err(error) => {
            let reference = serde_json::from_str::<Value>(text).ok().and_then(|value| value.get("ref").cloned()).unwrap_or(Value::Null);
            Err((reference, Rejection::new("invalid_frame", format!("this frame cannot be read: {error}"))))
        }
    }
}

pub fn ack(reference: &Value, seq: i64, result: Option<Value>) -> String {
    let mut frame = json!({"type": "ack", "ref": reference, "seq": seq});
    if let Some(result) = result {
        frame["result"] = result;
    }
    frame.to_string()
}

pub fn rejected(reference: &Value, rejection: &Rejection) -> String {
    json!({"type": "rejected", "ref": reference, "code": rejection.code, "detail": rejection.detail}).to_string()
}

/// The last frame before the server closes.
pub fn bye(reason: &str, reconnect_after_ms: u64) -> String {
    json!({"type": "bye", "reason": reason, "reconnect_after_ms": reconnect_after_ms}).to_string()
}

pub fn resync(stream: &str) -> String {
    json!({"type": "resync", "stream": stream}).to_string()
}

pub fn pong() -> String {
    r#"{"type":"pong"}"#.to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_that_is_no_json_is_answered_in_words() {
        let (reference, rejection) = parse("{nonsense").unwrap_err();
        assert_eq!(reference, Value::Null);
        assert_eq!(rejection.code, "invalid_frame");
    }

    #[test]
    fn a_frame_that_lacks_something_is_answered_under_its_ref() {
        let (reference, rejection) = parse(r#"{"type":"message","ref":7,"text":"hello"}"#).unwrap_err();
        assert_eq!(reference, json!(7));
        assert!(rejection.detail.contains("message_id"), "{}", rejection.detail);
    }
}
