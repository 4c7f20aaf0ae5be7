use crate::ids::{FulfillmentId, NodeCode, Sku};
use crate::node::NodeKind;
use crate::order::FulfillmentLine;
use crate::place::Point;
use serde::{Deserialize, Serialize};

/// What has to be found. The new fulfillments' ids come with it: `fulfillment_seed` gives the n-th part the id derived from seed and n.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub fulfillment_seed: String,
    pub lines: Vec<RequestLine>,
    pub destination: Destination,
}

#[derive(Debug, Clone, PartialEq)]
pub struct RequestLine {
    pub line: u32,
    pub sku: Sku,
    pub quantity: i64,
}

/// Where the goods must be. Without a point the distance counts nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Destination {
    Ship { to: Option<Point> },
    Pickup { node: NodeCode },
}

/// A node that might serve, as the stock index knows it at this moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub node: NodeCode,
    pub kind: NodeKind,
    pub point: Option<Point>,
    /// Minor units a line.
    pub handling_cost: i64,
    /// Available units, in the order of the request's lines. Two lines of one SKU see the same units: the plan never takes them twice.
    pub available: Vec<i64>,
}

/// What one node does, and what that costs (minor units).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    pub fulfillment: FulfillmentId,
    pub node: NodeCode,
    pub lines: Vec<FulfillmentLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance_km: Option<f64>,
    pub parcel_cost: i64,
    pub handling_cost: i64,
}

/// A choice that was not made, and why. `lost_because` is a stable word: `more_parcels`, `costlier`, `splits_a_line`, `farther`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    pub nodes: Vec<NodeCode>,
    pub cost: i64,
    pub lost_because: String,
}

/// A sourcing plan: the parts, their cost together, and the best of the alternatives that lost (at most three).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub parts: Vec<Part>,
    pub cost: i64,
    /// How many nodes were looked at.
    pub candidates: u32,
    pub alternatives: Vec<Alternative>,
}

/// The first line that all nodes together cannot serve, and how much of it there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsourceable {
    pub line: u32,
    pub sku: Sku,
    pub wanted: i64,
    pub available: i64,
    /// What can be had now of every line (line, units), for an order that takes backorders.
    pub partly: Vec<(u32, i64)>,
}
