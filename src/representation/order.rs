//! An order, as staff and as its customer see it.

use crate::representation::{Moment, Money};
use comptoir_actors::views::StockIndex;
use comptoir_domain::ids::NodeCode;
use comptoir_domain::order::{self as domain, Status};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// What was bought, and how it stands.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Order {
    pub id: Uuid,
    #[schema(example = "4827-193-605")]
    pub number: String,
    /// `sourcing`, `reserved`, `backordered`, `in_preparation`, `ready_for_pickup`, `shipped`, `completed`, `cancelled` or `refused`.
    #[schema(example = "reserved")]
    pub status: &'static str,
    /// `web`, `phone` or `store`.
    #[schema(example = "web")]
    pub channel: &'static str,
    pub customer_id: Uuid,
    pub customer: Contact,
    pub language: String,
    pub placed_at: Moment,
    pub delivery: Delivery,
    pub lines: Vec<Line>,
    pub fulfillments: Vec<Fulfillment>,
    pub total: Money,
    /// By when the customer was told to have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promised_at: Option<Moment>,
    /// A present: its lines should arrive together.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub gift: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused_because: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancelled_because: Option<String>,
    /// The page that shows the order to whoever has this link.
    pub tracking_url: String,
    /// The last event that this takes into account.
    pub seq: i64,
}

/// Whom the order is for.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Contact {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// How the goods reach the customer.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = OrderDelivery)]
#[serde(tag = "method", rename_all = "snake_case")]
pub enum Delivery {
    Ship {
        address: Address,
    },
    /// At a store.
    Pickup {
        node: String,
        node_name: String,
    },
    RelayPoint {
        node: String,
        node_name: String,
    },
}

/// A postal address.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Address {
    pub name: String,
    pub street: String,
    pub postcode: String,
    pub city: String,
    pub country: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latitude: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longitude: Option<f64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = OrderLine)]
pub struct Line {
    pub line: u32,
    pub sku: String,
    pub title: String,
    pub quantity: i64,
    pub unit_price: Money,
    pub total: Money,
    pub quantities: Quantities,
}

/// How many units of a line are where; the sum is what was ordered.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, ToSchema)]
pub struct Quantities {
    pub open: i64,
    pub reserved: i64,
    pub picked: i64,
    pub packed: i64,
    pub shipped: i64,
    pub ready: i64,
    pub delivered: i64,
    pub collected: i64,
    pub cancelled: i64,
    pub backordered: i64,
    pub returned: i64,
}

/// The part of an order that one node executes.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Fulfillment {
    pub id: Uuid,
    pub node: String,
    pub node_name: String,
    /// `planned`, `offered`, `accepted`, `picking`, `packed`, `ready_for_pickup`, `shipped`, `collected`, `delivered`, `rejected`,
    /// `cancelled` or `expired`.
    #[schema(example = "offered")]
    pub status: &'static str,
    /// `ship`, `pickup` or `relay_point`.
    #[schema(example = "pickup")]
    pub method: &'static str,
    /// The counter to which it is sent for the customer to collect it, where that is not where it is packed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_to: Option<Counter>,
    pub lines: Vec<FulfillmentLine>,
    pub offered_at: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted_at: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packed_at: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ready_at: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ready_until: Option<Moment>,
    /// Six digits that prove at the counter who collects: shown to the customer alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pickup_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipped_at: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collected_at: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<Moment>,
    /// Why it was rejected or cancelled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A node where customers collect.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Counter {
    #[schema(example = "LYO1")]
    pub node: String,
    #[schema(example = "Lyon Bellecour")]
    pub node_name: String,
}

impl Counter {
    pub fn of(node: &NodeCode, nodes: &StockIndex) -> Self {
        Counter { node: node.0.clone(), node_name: node_name(node, nodes) }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, serde::Deserialize, ToSchema)]
pub struct FulfillmentLine {
    pub line: u32,
    pub sku: String,
    #[serde(default)]
    pub title: String,
    #[serde(default)]
    pub barcode: Option<String>,
    pub quantity: i64,
    #[serde(default)]
    pub picked: i64,
}

/// For whom an order is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    /// Everything but the pickup code, which a clerk must be given.
    Staff,
    /// The pickup code, and nothing of how the order was served behind the counter.
    Customer,
}

impl Order {
    /// `seq`: the last event that `order` takes into account. `tracking_url`: see [`crate::auth::links::TrackingLinks`].
    pub fn of(order: &domain::Order, seq: i64, viewer: Viewer, tracking_url: String, nodes: &StockIndex) -> Self {
        let money = |amount| Money::new(amount, &order.currency);
        let reason = |status| if order.status == status { order.reason.clone() } else { None };
        Order {
            id: order.id.0,
            number: order.number.clone(),
            status: order.status.as_str(),
            channel: order.channel.as_str(),
            customer_id: order.customer.0,
            customer: Contact { name: order.contact.name.clone(), email: order.contact.email.clone(), phone: order.contact.phone.clone() },
            language: order.language.clone(),
            placed_at: Moment(order.placed_at.unwrap_or_default()),
            delivery: Delivery::of(&order.delivery, nodes),
            lines: order.lines.iter().map(|line| Line::of(line, &money)).collect(),
            fulfillments: order
                .fulfillments
                .iter()
                .filter(|fulfillment| viewer == Viewer::Staff || concerns_customer(fulfillment.status))
                .map(|fulfillment| Fulfillment::of(order, fulfillment, viewer, nodes))
                .collect(),
            total: order.total().into(),
            promised_at: order.promised.map(Moment),
            gift: order.gift,
            refused_because: reason(Status::Refused),
            cancelled_because: reason(Status::Cancelled).filter(|reason| viewer == Viewer::Staff || domain::is_stable_reason(reason)),
            tracking_url,
            seq,
        }
    }
}

/// A part that a node did not take is the retailer's own business: its goods come from elsewhere.
fn concerns_customer(status: domain::FulfillmentStatus) -> bool {
    !matches!(status, domain::FulfillmentStatus::Planned | domain::FulfillmentStatus::Rejected)
}

impl Delivery {
    pub fn of(delivery: &domain::Delivery, nodes: &StockIndex) -> Self {
        match delivery {
            domain::Delivery::Ship { address } => Delivery::Ship {
                address: Address {
                    name: address.name.clone(),
                    street: address.street.clone(),
                    postcode: address.postcode.clone(),
                    city: address.city.clone(),
                    country: address.country.clone(),
                    latitude: address.point.map(|point| point.latitude),
                    longitude: address.point.map(|point| point.longitude),
                },
            },
            domain::Delivery::Pickup { node } => Delivery::Pickup { node: node.0.clone(), node_name: node_name(node, nodes) },
            domain::Delivery::RelayPoint { node } => Delivery::RelayPoint { node: node.0.clone(), node_name: node_name(node, nodes) },
        }
    }

    /// Where it is collected.
    pub fn counter(&self) -> Option<NodeCode> {
        match self {
            Delivery::Ship { .. } => None,
            Delivery::Pickup { node, .. } | Delivery::RelayPoint { node, .. } => Some(NodeCode(node.clone())),
        }
    }
}

impl Line {
    fn of(line: &domain::Line, money: &impl Fn(i64) -> Money) -> Self {
        let at = line.quantities;
        Line {
            line: line.line,
            sku: line.sku.0.clone(),
            title: line.title.clone(),
            quantity: line.quantity,
            unit_price: money(line.unit_price),
            total: money(line.unit_price.saturating_mul(line.quantity)),
            quantities: Quantities {
                open: at.open,
                reserved: at.reserved,
                picked: at.picked,
                packed: at.packed,
                shipped: at.shipped,
                ready: at.ready,
                delivered: at.delivered,
                collected: at.collected,
                cancelled: at.cancelled,
                backordered: at.backordered,
                returned: at.returned,
            },
        }
    }
}

impl Fulfillment {
    fn of(order: &domain::Order, fulfillment: &domain::Fulfillment, viewer: Viewer, nodes: &StockIndex) -> Self {
        let staff = viewer == Viewer::Staff;
        let moment = |at: Option<comptoir_domain::time::Timestamp>| at.map(Moment);
        Fulfillment {
            id: fulfillment.id.0,
            node: fulfillment.node.0.clone(),
            node_name: node_name(&fulfillment.node, nodes),
            status: fulfillment.status.as_str(),
            method: order.delivery.as_str(),
            sent_to: order.sent_to(fulfillment).map(|node| Counter::of(node, nodes)),
            lines: lines(order, fulfillment),
            offered_at: moment(fulfillment.offered_at),
            due_at: moment(fulfillment.due_at).filter(|_| staff),
            accepted_at: moment(fulfillment.accepted_at),
            packed_at: moment(fulfillment.packed_at),
            ready_at: moment(fulfillment.ready_at),
            ready_until: moment(fulfillment.ready_until),
            pickup_code: fulfillment.pickup_code.clone().filter(|_| !staff),
            shipped_at: moment(fulfillment.shipped_at),
            carrier: fulfillment.carrier.clone(),
            tracking_number: fulfillment.tracking_number.clone(),
            collected_at: moment(fulfillment.collected_at),
            delivered_at: moment(fulfillment.delivered_at),
            reason: fulfillment.reason.clone().filter(|_| staff),
        }
    }
}

/// The lines of a fulfillment with what the order knows of them.
pub fn lines(order: &domain::Order, fulfillment: &domain::Fulfillment) -> Vec<FulfillmentLine> {
    let of = |part: &domain::FulfillmentLine| {
        let line = order.line(part.line);
        FulfillmentLine {
            line: part.line,
            sku: part.sku.0.clone(),
            title: line.map(|line| line.title.clone()).unwrap_or_default(),
            barcode: line.and_then(|line| line.barcode.clone()),
            quantity: part.quantity,
            picked: part.picked,
        }
    };
    fulfillment.lines.iter().map(of).collect()
}

/// The node's name, or its code while it is not known.
pub fn node_name(code: &NodeCode, nodes: &StockIndex) -> String {
    nodes.node(code).map_or_else(|| code.0.clone(), |profile| profile.name.clone())
}
