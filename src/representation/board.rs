//! A card of a node's work board.

use crate::representation::order::{self, Counter, FulfillmentLine, node_name};
use crate::representation::{Moment, Node};
use comptoir_actors::store::queries::board::{self, short_name};
use comptoir_actors::views::StockIndex;
use comptoir_domain::ids::NodeCode;
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
    /// `ship`, `pickup` or `relay_point`.
    pub method: String,
    pub channel: String,
    /// Who packs it.
    pub node: String,
    pub node_name: String,
    /// The counter to which it is sent for the customer to collect it, where that is not where it is packed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_to: Option<Counter>,
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
    pub fn of(order: &domain::Order, fulfillment: &domain::Fulfillment, seq: i64, nodes: &StockIndex) -> Self {
        BoardCard {
            fulfillment_id: fulfillment.id.0,
            order_id: order.id.0,
            number: order.number.clone(),
            status: fulfillment.status.as_str().to_owned(),
            method: order.delivery.as_str().to_owned(),
            channel: order.channel.as_str().to_owned(),
            node: fulfillment.node.0.clone(),
            node_name: node_name(&fulfillment.node, nodes),
            sent_to: order.sent_to(fulfillment).map(|node| Counter::of(node, nodes)),
            customer: order.contact.name.as_deref().map(short_name).unwrap_or_default(),
            lines: order::lines(order, fulfillment),
            offered_at: fulfillment.offered_at.map(Moment),
            due_at: fulfillment.due_at.map(Moment),
            ready_until: fulfillment.ready_until.map(Moment),
            updated_seq: seq,
        }
    }

    /// From its row.
    pub fn read(row: board::BoardCard, nodes: &StockIndex) -> Self {
        let node = NodeCode(row.node);
        BoardCard {
            fulfillment_id: row.fulfillment_id,
            order_id: row.order_id,
            number: row.number,
            status: row.status,
            method: row.method,
            channel: row.channel,
            node_name: node_name(&node, nodes),
            node: node.0,
            sent_to: row.sent_to.map(|node| Counter::of(&NodeCode(node), nodes)),
            customer: row.customer.unwrap_or_default(),
            lines: serde_json::from_str(row.lines.get()).unwrap_or_default(),
            offered_at: row.offered_at.map(Moment),
            due_at: row.due_at.map(Moment),
            ready_until: row.ready_until.map(Moment),
            updated_seq: row.updated_seq,
        }
    }
}
