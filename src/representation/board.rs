//! A card of a node's work board.

use crate::representation::order::{self, FulfillmentLine};
use crate::representation::{Moment, Node};
use comptoir_actors::store::queries::board::{self, short_name};
use comptoir_domain::order as domain;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// The work of a node.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Board {
    pub node: Node,
    /// The last event that the cards take into account.
    pub cursor: i64,
    pub cards: Vec<BoardCard>,
}

/// A fulfillment as the node sees it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct BoardCard {
    pub fulfillment_id: Uuid,
    pub order_id: Uuid,
    pub number: String,
    #[schema(example = "offered")]
    pub status: String,
    /// `ship` or `pickup`.
    pub method: String,
    pub channel: String,
    /// First name and initial: what is called out at the counter.
    #[schema(example = "Camille D.")]
    pub customer: String,
    pub lines: Vec<FulfillmentLine>,
    pub offered_at: Option<Moment>,
    pub due_at: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ready_until: Option<Moment>,
    pub updated_seq: i64,
}

impl BoardCard {
    /// From the order itself.
    pub fn of(order: &domain::Order, fulfillment: &domain::Fulfillment, seq: i64) -> Self {
        BoardCard {
            fulfillment_id: fulfillment.id.0,
            order_id: order.id.0,
            number: order.number.clone(),
            status: fulfillment.status.as_str().to_owned(),
            method: order::method(&order.delivery).to_owned(),
            channel: order.channel.as_str().to_owned(),
            customer: order.contact.name.as_deref().map(short_name).unwrap_or_default(),
            lines: order::lines(order, fulfillment),
            offered_at: fulfillment.offered_at.map(Moment),
            due_at: fulfillment.due_at.map(Moment),
            ready_until: fulfillment.ready_until.map(Moment),
            updated_seq: seq,
        }
    }
}

impl From<board::BoardCard> for BoardCard {
    fn from(row: board::BoardCard) -> Self {
        BoardCard {
            fulfillment_id: row.fulfillment_id,
            order_id: row.order_id,
            number: row.number,
            status: row.status,
            method: row.method,
            channel: row.channel,
            customer: row.customer.unwrap_or_default(),
            lines: serde_json::from_str(row.lines.get()).unwrap_or_default(),
            offered_at: row.offered_at.map(Moment),
            due_at: row.due_at.map(Moment),
            ready_until: row.ready_until.map(Moment),
            updated_seq: row.updated_seq,
        }
    }
}
