//! Events as each audience may see them, ready to be sent.

use crate::app::App;
use crate::reads;
use crate::representation::event::Parts;
use crate::representation::order::Viewer;
use crate::representation::{BoardCard, Event, Topic};
use actix_web::web;
use comptoir_actors::journal::{Committed, ShownData};
use comptoir_actors::store::queries::event::EventRow;
use comptoir_actors::store::rows::Subject;
use comptoir_actors::views::Stream;
use comptoir_domain::ids::{CustomerId, FulfillmentId, NodeCode};
use comptoir_domain::order::{Fulfillment, FulfillmentStatus, Order};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Who a stream is for, and so what its events may say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// Staff looking at a customer.
    Staff,
    /// Agents' inbox.
    Inbox,
    /// The work board of a node.
    Board(NodeCode),
    /// The customer in the webchat.
    Customer,
    /// Whoever holds an order's tracking link.
    Tracking,
}

/// Writes frames.
#[derive(Clone)]
pub struct Renderer {
    pub app: web::Data<App>,
}

impl Renderer {
    /// An event frame from the part that all its receivers share.
    pub fn frame(&self, stream: &str, seq: i64, prev: i64, rest: &str) -> String {
        let stream = serde_json::to_string(stream).unwrap_or_default();
        let mut frame = String::with_capacity(rest.len() + 80);
        frame.push_str(r#"{"type":"event","stream":"#);
        frame.push_str(&stream);
        frame.push_str(&format!(r#","seq":{seq},"prev":{prev},"#));
        frame.push_str(rest);
        frame.push('}');
        frame
    }

    /// What follows `prev` in an event's frame; `None` when this audience does not see it.
    pub async fn event(&self, audience: &Audience, source: &Stream, event: &Committed) -> Option<String> {
        let shown = match audience {
            Audience::Staff | Audience::Inbox | Audience::Board(_) => Event::for_staff(parts(event)),
            Audience::Customer | Audience::Tracking => Event::for_customer(parts(event))?,
        };
        let mut rest = String::with_capacity(512);
        put(&mut rest, "event", &shown);
        match (&event.subject, audience) {
            (Subject::Order(order), Audience::Staff) => put(&mut rest, "order", &self.app.order(order, event.seq, Viewer::Staff)),
            (Subject::Order(order), Audience::Customer | Audience::Tracking) => {
                put(&mut rest, "order", &self.app.order(order, event.seq, Viewer::Customer));
            }
            (Subject::Order(order), Audience::Board(node)) => {
                let card = BoardCard::of(order, on_board(order, node, event)?, event.seq, self.app.hub.stock());
                put(&mut rest, "card", &card);
            }
            (Subject::Customer(subject), Audience::Staff | Audience::Inbox) => {
                let id = CustomerId(event.entity);
                if let Some(topic) = subject.topics.iter().max_by_key(|topic| topic.last_at) {
                    put(&mut rest, "topic", &Topic::of(topic, id, subject.name.as_deref(), event.seq));
                } else if *audience == Audience::Inbox {
                    return None;
                }
                if subject.customer.is_some()
                    && matches!(source, Stream::Customer(_))
                    && let Ok(Some(card)) = reads::customers::card(&self.app, event.entity).await
                {
                    put(&mut rest, "customer", &card);
                }
            }
            (_, Audience::Board(_) | Audience::Inbox) => return None,
            _ => {}
        }
        Some(rest)
    }

    /// The same for an event that was missed: things look as they do now.
    pub async fn missed(&self, audience: &Audience, row: &EventRow) -> Option<String> {
        let staff = *audience == Audience::Staff;
        let shown = if staff { Event::for_staff(row.into()) } else { Event::for_customer(row.into())? };
        let mut rest = String::with_capacity(512);
        put(&mut rest, "event", &shown);
        if row.kind == "order" {
            let viewer = if staff { Viewer::Staff } else { Viewer::Customer };
            if let Ok(Some(order)) = reads::orders::one(&self.app, row.entity, viewer).await {
                put(&mut rest, "order", &order);
            }
        }
        Some(rest)
    }

    pub fn typing(&self, stream: &str, from_staff: bool, name: Option<&str>, on: bool) -> String {
        let kind = if from_staff { "staff" } else { "visitor" };
        json!({"type": "typing", "stream": stream, "by": {"kind": kind, "name": name}, "on": on}).to_string()
    }

    pub fn visitor_presence(&self, stream: &str, online: bool) -> String {
        json!({"type": "presence", "stream": stream, "visitor_online": online}).to_string()
    }

    pub fn staff_presence(&self) -> String {
        json!({"type": "presence", "stream": "inbox", "staff_online": self.app.hub.live().staff_online()}).to_string()
    }
}

/// The part of an order that changed on a node's board: the one that the event is about, or else the newest one there.
fn on_board<'a>(order: &'a Order, node: &NodeCode, event: &Committed) -> Option<&'a Fulfillment> {
    let is_there = |part: &&Fulfillment| {
        let packed_here = part.node == *node && part.status != FulfillmentStatus::Planned;
        packed_here || order.worked_on_at(part) == node
    };
    let about = serde_json::from_str::<About>(&event.event.data).ok().and_then(|about| order.fulfillment(about.fulfillment));
    match about {
        Some(part) => Some(part).filter(is_there),
        None => order.fulfillments.iter().rev().find(is_there),
    }
}

/// Which part of its order an event is about.
#[derive(Deserialize)]
struct About {
    fulfillment: FulfillmentId,
}

fn put(rest: &mut String, name: &str, value: &impl Serialize) {
    if !rest.is_empty() {
        rest.push(',');
    }
    rest.push('"');
    rest.push_str(name);
    rest.push_str("\":");
    rest.push_str(&serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned()));
}

fn parts(event: &Committed) -> Parts<'_> {
    Parts {
        seq: event.seq,
        at: event.at,
        kind: &event.event.name,
        entity_kind: event.kind.as_str(),
        entity: event.entity,
        customer: event.customer,
        by: &event.by,
        data: &event.event.data,
        shown: event.event.shown.code(),
        shown_data: match &event.event.shown {
            ShownData::Instead(data) => Some(data),
            ShownData::Never | ShownData::AsIs => None,
        },
    }
}
