//! An event, as staff, its customer and programs see it.

use crate::representation::Moment;
use comptoir_actors::call::{By, ByKind};
use comptoir_actors::journal::{Committed, ShownData};
use comptoir_actors::store::queries::event::EventRow;
use comptoir_domain::time::Timestamp;
use serde::Serialize;
use serde_json::Value;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use uuid::Uuid;

/// What happened.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Event {
    pub seq: i64,
    pub at: Moment,
    #[serde(rename = "type")]
    #[schema(example = "message.posted")]
    pub kind: String,
    pub entity: EntityRef,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<Uuid>,
    #[schema(value_type = Object)]
    pub by: Author,
    #[schema(value_type = Object)]
    pub data: Box<RawValue>,
}

/// What it happened to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct EntityRef {
    /// `customer`, `order` or `node`.
    #[schema(example = "customer")]
    pub kind: String,
    pub id: Uuid,
}

/// Who caused it; a customer does not get the ids of staff and programs.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Author {
    pub kind: ByKindName,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ByKindName {
    Visitor,
    Staff,
    Key,
    System,
}

impl From<ByKind> for ByKindName {
    fn from(kind: ByKind) -> Self {
        match kind {
            ByKind::Visitor => ByKindName::Visitor,
            ByKind::Staff => ByKindName::Staff,
            ByKind::Key => ByKindName::Key,
            ByKind::System => ByKindName::System,
        }
    }
}

/// An event as the journal has it, wherever it was read.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    pub seq: i64,
    pub at: Timestamp,
    pub kind: &'a str,
    pub entity_kind: &'a str,
    pub entity: Uuid,
    pub customer: Option<Uuid>,
    /// JSON of [`By`].
    pub by: &'a str,
    /// JSON.
    pub data: &'a str,
    pub shown: i16,
    pub shown_data: Option<&'a str>,
}

impl<'a> From<&'a EventRow> for Parts<'a> {
    fn from(row: &'a EventRow) -> Self {
        Parts {
            seq: row.seq,
            at: row.at,
            kind: &row.r#type,
            entity_kind: &row.kind,
            entity: row.entity,
            customer: row.customer,
            by: row.by.get(),
            data: row.data.get(),
            shown: row.shown,
            shown_data: row.shown_data.as_deref().map(RawValue::get),
        }
    }
}

impl<'a> From<&'a Committed> for Parts<'a> {
    fn from(event: &'a Committed) -> Self {
        let (shown, shown_data) = match &event.event.shown {
            ShownData::Never => (0, None),
            ShownData::AsIs => (1, None),
            ShownData::Instead(data) => (2, Some(&**data)),
        };
        Parts {
            seq: event.seq,
            at: event.at,
            kind: &event.event.name,
            entity_kind: event.kind.as_str(),
            entity: event.entity,
            customer: event.customer,
            by: &event.by,
            data: &event.event.data,
            shown,
            shown_data,
        }
    }
}

impl Event {
    /// With everything staff may know: not the codes that only the customer holds.
    pub fn for_staff(parts: Parts<'_>) -> Event {
        let by = author(parts.by);
        Event::new(parts, by, rendered(parts.kind, parts.data, &["code", "code_hash"]))
    }

    /// As the customer may see it; `None` when not at all.
    pub fn for_customer(parts: Parts<'_>) -> Option<Event> {
        let data = match parts.shown {
            1 => parts.data,
            2 => parts.shown_data?,
            _ => return None,
        };
        let mut by = author(parts.by);
        by.id = None;
        if by.kind != ByKindName::Staff && by.kind != ByKindName::Visitor {
            by.name = None;
        }
        Some(Event::new(parts, by, rendered(parts.kind, data, &["code_hash", "due_at"])))
    }

    fn new(parts: Parts<'_>, by: Author, data: Box<RawValue>) -> Event {
        Event {
            seq: parts.seq,
            at: parts.at.into(),
            kind: parts.kind.to_owned(),
            entity: EntityRef { kind: parts.entity_kind.to_owned(), id: parts.entity },
            customer_id: parts.customer,
            by,
            data,
        }
    }
}

fn author(by: &str) -> Author {
    let by: By = serde_json::from_str(by).unwrap_or_else(|_| By::system());
    Author { kind: by.kind.into(), id: by.id, name: by.name }
}

/// Events whose data has neither times nor money nor secrets, and that there are many of: they go out as they are kept.
const AS_KEPT: [&str; 4] = ["message.posted", "note.posted", "topic.opened", "topic.assigned"];
/// Fields that hold a moment.
const MOMENTS: [&str; 6] = ["until", "since", "due", "promised", "expected", "told"];

/// The data as the contract has it: times as RFC 3339, the total with an order, and without the fields in `secret`. A handover's code is
/// no secret from staff: the customer reads it out to them.
fn rendered(kind: &str, data: &str, secret: &[&str]) -> Box<RawValue> {
    let as_kept = || RawValue::from_string(data.to_owned()).unwrap_or_else(|_| RawValue::NULL.to_owned());
    if AS_KEPT.contains(&kind) {
        return as_kept();
    }
    let Ok(mut value) = serde_json::from_str::<Value>(data) else { return as_kept() };
    if let Some(fields) = value.as_object_mut() {
        for field in secret {
            if !(kind.starts_with("handover.") && *field == "code") {
                fields.remove(*field);
            }
        }
        if kind == "order.placed" {
            let total = total(fields);
            fields.entry("total").or_insert(total);
        }
    }
    moments(&mut value);
    serde_json::value::to_raw_value(&value).unwrap_or_else(|_| as_kept())
}

fn total(order: &serde_json::Map<String, Value>) -> Value {
    let lines = order.get("lines").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let number = |line: &Value, field: &str| line.get(field).and_then(Value::as_i64).unwrap_or_default();
    let amount: i64 = lines.iter().map(|line| number(line, "unit_price").saturating_mul(number(line, "quantity"))).sum();
    serde_json::json!({"amount": amount, "currency": order.get("currency")})
}

/// Milliseconds become RFC 3339, however deep they stand.
fn moments(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                match field.as_i64() {
                    Some(at) if name.ends_with("_at") || MOMENTS.contains(&name.as_str()) => *field = Moment::of(at).to_string().into(),
                    _ => moments(field),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(moments),
        _ => {}
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn ready<'a>() -> Parts<'a> {
        Parts {
            seq: 7,
            at: Timestamp(0),
            kind: "fulfillment.ready",
            entity_kind: "order",
            entity: Uuid::nil(),
            customer: None,
            by: r#"{"kind":"staff","id":"1","name":"Inès"}"#,
            data: r#"{"fulfillment":"f","node":"LYO1","code":"482913","until":1777887000250}"#,
            shown: 1,
            shown_data: None,
        }
    }

    #[test]
    fn the_pickup_code_is_the_customers_alone() {
        let staff = serde_json::to_value(Event::for_staff(ready())).unwrap();
        assert_eq!(staff["data"], serde_json::json!({"fulfillment": "f", "node": "LYO1", "until": "2026-05-04T09:30:00.250Z"}));
        assert_eq!(staff["by"]["id"], "1");
        let customer = serde_json::to_value(Event::for_customer(ready()).unwrap()).unwrap();
        assert_eq!(customer["data"]["code"], "482913");
        assert_eq!(customer["by"], serde_json::json!({"kind": "staff", "name": "Inès"}));
    }

    #[test]
    fn what_is_not_for_the_customer_is_not_shown() {
        assert!(Event::for_customer(Parts { shown: 0, ..ready() }).is_none());
        let instead = Event::for_customer(Parts { shown: 2, shown_data: Some(r#"{"a":1}"#), ..ready() }).unwrap();
        assert_eq!(instead.data.get(), r#"{"a":1}"#);
    }

    #[test]
    fn a_delay_says_its_moments_as_such() {
        let data = r#"{"expected":1777887000250,"told":1777800600250,"fulfillments":["f"]}"#;
        let delayed = serde_json::to_value(Event::for_staff(Parts { kind: "order.delayed", data, ..ready() })).unwrap();
        assert_eq!(delayed["data"]["expected"], "2026-05-04T09:30:00.250Z");
        assert_eq!(delayed["data"]["told"], "2026-05-03T09:30:00.250Z");
    }

    #[test]
    fn when_work_is_due_is_not_the_customers() {
        let data = r#"{"fulfillment":"f","node":"LYO1","due_at":1777887000250}"#;
        let reserved = Parts { kind: "order.reserved", data, ..ready() };
        assert!(Event::for_staff(reserved).data.get().contains("due_at"));
        assert_eq!(Event::for_customer(reserved).unwrap().data.get(), r#"{"fulfillment":"f","node":"LYO1"}"#);
    }

    #[test]
    fn a_placed_order_has_its_total() {
        let data = r#"{"currency":"EUR","lines":[{"unit_price":250,"quantity":2},{"unit_price":100,"quantity":1}]}"#;
        let event = Event::for_staff(Parts { kind: "order.placed", data, ..ready() });
        let value = serde_json::to_value(event).unwrap();
        assert_eq!(value["data"]["total"], serde_json::json!({"amount": 600, "currency": "EUR"}));
    }
}
