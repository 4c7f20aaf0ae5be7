use crate::ids::{CustomerId, FulfillmentId, NodeCode};
use crate::node::Wanted;
use crate::order::{Channel, Contact, Delivery, FulfillmentLine, Line};
use crate::sourcing::Plan;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What happened to an order. `Placed` is large and comes once in an order's life; a box would spare nothing.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "order.placed")]
    Placed {
        number: String,
        customer: CustomerId,
        contact: Contact,
        language: String,
        channel: Channel,
        delivery: Delivery,
        currency: String,
        lines: Vec<Line>,
        backorder: bool,
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        gift: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        promised: Option<Timestamp>,
    },
    /// A plan is in force; each part is a new fulfillment whose reservation is now asked for.
    #[serde(rename = "order.sourced")]
    Sourced { plan: Plan },
    #[serde(rename = "order.reserved")]
    Reserved { fulfillment: FulfillmentId, node: NodeCode, lines: Vec<FulfillmentLine>, due_at: Timestamp },
    #[serde(rename = "order.reservation_refused")]
    ReservationRefused { fulfillment: FulfillmentId, node: NodeCode },
    /// These units are nowhere to be had for now.
    #[serde(rename = "order.backordered")]
    Backordered { lines: Vec<FulfillmentLine> },
    /// What these fulfillments hold should be there by `expected`, and not by `told`, as the customer was told before. Now they are told so.
    #[serde(rename = "order.delayed")]
    Delayed { expected: Timestamp, told: Timestamp, fulfillments: Vec<FulfillmentId> },
    /// The order cannot be had; reservations already taken are given back.
    #[serde(rename = "order.refused")]
    Refused { line: u32, available: i64, reason: String },
    #[serde(rename = "order.cancelled")]
    Cancelled { reason: String },
    #[serde(rename = "fulfillment.accepted")]
    Accepted { fulfillment: FulfillmentId, node: NodeCode },
    #[serde(rename = "fulfillment.rejected")]
    Rejected { fulfillment: FulfillmentId, node: NodeCode, reason: String, missing: Vec<Wanted> },
    /// The lines that were picked from; each with all that has been picked of it by now.
    #[serde(rename = "fulfillment.picked")]
    Picked { fulfillment: FulfillmentId, node: NodeCode, lines: Vec<FulfillmentLine>, complete: bool },
    #[serde(rename = "fulfillment.packed")]
    Packed { fulfillment: FulfillmentId, node: NodeCode },
    #[serde(rename = "fulfillment.shipped")]
    Shipped { fulfillment: FulfillmentId, node: NodeCode, carrier: Option<String>, tracking_number: Option<String> },
    /// It lies at `node` for the customer: where it was packed, or at the counter to which it was sent.
    #[serde(rename = "fulfillment.ready")]
    Ready { fulfillment: FulfillmentId, node: NodeCode, code: String, until: Timestamp },
    #[serde(rename = "fulfillment.collected")]
    Collected { fulfillment: FulfillmentId, node: NodeCode },
    #[serde(rename = "fulfillment.delivered")]
    Delivered { fulfillment: FulfillmentId, node: NodeCode },
    #[serde(rename = "fulfillment.cancelled")]
    FulfillmentCancelled { fulfillment: FulfillmentId, node: NodeCode, reason: String },
    /// It should have been packed by now, nobody has begun, and nobody else could serve it either.
    #[serde(rename = "fulfillment.overdue")]
    Overdue { fulfillment: FulfillmentId, node: NodeCode },
    #[serde(rename = "fulfillment.expired")]
    Expired { fulfillment: FulfillmentId, node: NodeCode },
    #[serde(rename = "reservation.pick_told")]
    PickTold { fulfillment: FulfillmentId },
    #[serde(rename = "reservation.ended")]
    ReservationEnded { fulfillment: FulfillmentId },
    /// What nobody collected at a store to which it was sent is part of that store's stock.
    #[serde(rename = "reservation.taken_in")]
    TakenIn { fulfillment: FulfillmentId },
    #[serde(rename = "reservation.delayed")]
    ReservationDelayed { fulfillment: FulfillmentId },
    #[serde(rename = "sourcing.delayed")]
    SourcingDelayed {},
}
