//! What a busy shop asks for: orders with their steps, and corrections of stock; each remembered with what was answered.

use super::api::{Answer, Api};
use super::{picked_up, sent_to_store, shipped};
use serde_json::{Value, json};
use uuid::Uuid;

/// A request that may be made again.
pub struct Request {
    pub path: String,
    pub key: String,
    pub body: Value,
    /// Whose it is; a program's when nobody's.
    pub visitor: Option<usize>,
    pub answer: Option<Answer>,
}

impl Request {
    pub fn new(path: &str, body: Value) -> Request {
        Request { path: path.to_owned(), key: Uuid::new_v4().to_string(), body, visitor: None, answer: None }
    }

    /// What was acknowledged.
    pub fn answered(&self) -> Option<&Value> {
        self.answer.as_ref().map(|answer| &answer.json)
    }
}

/// A step of an order.
pub struct Step {
    pub name: &'static str,
    pub request: Request,
}

impl Step {
    /// Of an order, or of the part of it that a node executes.
    pub fn new(name: &'static str, order: &str, part: &str) -> Step {
        let path = if name == "cancel" { format!("/orders/{order}/cancel") } else { format!("/fulfillments/{part}/{name}") };
        Step { name, request: Request::new(&path, json!({})) }
    }

    /// Whether an order has got so far.
    pub fn is_behind(&self, order: &Value) -> bool {
        let fulfillment = &order["fulfillments"][0];
        match self.name {
            "cancel" => order["status"] == "cancelled",
            "accept" => fulfillment["accepted_at"].is_string(),
            "pick" => fulfillment["lines"][0]["picked"] == fulfillment["lines"][0]["quantity"],
            "pack" => fulfillment["packed_at"].is_string(),
            "ready" => fulfillment["ready_at"].is_string(),
            "ship" => fulfillment["shipped_at"].is_string(),
            other => panic!("no step {other}"),
        }
    }
}

pub struct Order {
    pub placed: Request,
    pub steps: Vec<Step>,
}

impl Order {
    /// What was acknowledged is there as it was acknowledged.
    pub async fn is_there(&self, program: &Api) {
        let Some(answer) = self.placed.answered() else { return };
        let id = answer["id"].as_str().expect("an id");
        let now = program.get(&format!("/orders/{id}")).await.is(200);
        for field in ["id", "number", "customer_id", "customer", "placed_at", "delivery", "total"] {
            assert_eq!(now[field], answer[field], "{field} of {now}");
        }
        if let Some(step) = self.steps.iter().rev().find(|step| step.request.answered().is_some()) {
            assert!(step.is_behind(&now), "{} was acknowledged: {now}", step.name);
        }
    }
}

/// Orders of five sorts in turn, with their steps: to be sent and to be picked up, some of which are cancelled, some prepared and sent, some
/// sent to a store and cancelled there.
pub fn order(number: usize, email: &str) -> (Value, &'static [&'static str]) {
    match number % 5 {
        0 => (shipped(email), &["accept", "pick", "pack", "ship"]),
        1 => (picked_up(email), &["accept", "pick", "pack", "ready"]),
        2 => (shipped(email), &["cancel"]),
        3 => (sent_to_store(email), &["accept", "pick", "pack", "ship", "ready", "cancel"]),
        _ => (picked_up(email), &[]),
    }
}

/// One more was counted.
pub fn correction() -> Request {
    Request::new("/nodes/ORL1/stock", json!({"changes": [{"sku": "PULL-M", "adjust": 1, "reason": "found one"}]}))
}
