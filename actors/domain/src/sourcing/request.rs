use crate::ids::{FulfillmentId, NodeCode, Sku};
use crate::node::NodeKind;
use crate::order::{Delivery, FulfillmentLine};
use crate::place::{Point, point_of_postcode};
use crate::sourcing::calendar::Calendar;
use crate::sourcing::carrier::Carrier;
use crate::sourcing::cost::Cost;
use crate::sourcing::policy::Policy;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What has to be found. The new fulfillments' ids come with it: `fulfillment_seed` gives the n-th part the id derived from seed and n.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    pub fulfillment_seed: String,
    pub lines: Vec<RequestLine>,
    pub destination: Destination,
    /// When the question is asked.
    pub at: Timestamp,
    /// By when the customer was told to have it.
    pub promised: Option<Timestamp>,
    pub gift: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct RequestLine {
    pub line: u32,
    pub sku: Sku,
    pub quantity: i64,
    /// Of one unit.
    pub grams: i64,
}

/// Where the goods must be. Without a point the distance counts nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Destination {
    Ship {
        to: Option<Point>,
    },
    RelayPoint {
        to: Option<Point>,
    },
    /// `point`: where the node is.
    Pickup {
        node: NodeCode,
        point: Option<Point>,
    },
}

impl Destination {
    /// Where an order's goods must be. An address without a point is about where its postcode is; `point_of`: where a node is.
    pub fn of(delivery: &Delivery, point_of: impl Fn(&NodeCode) -> Option<Point>) -> Self {
        match delivery {
            Delivery::Ship { address } => {
                Destination::Ship { to: address.point.or_else(|| point_of_postcode(&address.country, &address.postcode)) }
            }
            Delivery::Pickup { node } => Destination::Pickup { node: node.clone(), point: point_of(node) },
            Delivery::RelayPoint { node } => Destination::RelayPoint { to: point_of(node) },
        }
    }
}

/// The rules by which is chosen.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    pub policy: &'a Policy,
    pub carriers: &'a [NamedCarrier],
    /// The midnights with which the carriers' days of work begin, ascending.
    pub days_of_work: &'a [Timestamp],
}

/// A carrier under the name by which it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedCarrier {
    pub name: String,
    #[serde(flatten)]
    pub carrier: Carrier,
}

/// A node that might serve, as it is known at this moment. Figures by line stand in the order of the request's lines; a list that is too
/// short goes on with zeros.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub node: NodeCode,
    pub kind: NodeKind,
    pub point: Option<Point>,
    /// Minor units a line.
    pub handling_cost: i64,
    /// Available units. Two lines of one SKU see the same units: the plan never takes them twice.
    pub available: Vec<i64>,
    pub calendar: Arc<Calendar>,
    /// Working time from the offer until it is packed, as learned.
    pub preparation: Span,
    /// How many of a thousand offers it rejects, as learned.
    pub rejects_per_mille: i64,
    /// How many more orders it takes today; `None`: as many as come.
    pub orders_left: Option<i64>,
    /// How much of today's capacity is taken.
    pub load_per_mille: i64,
    /// What a unit taken here will cost later, in minor units.
    pub scarcity: Vec<i64>,
    /// What a unit earns that is sold off here, in minor units.
    pub clearance: Vec<i64>,
}

impl Candidate {
    /// A node of which no more is known than where it is and what it has.
    pub fn new(node: NodeCode, kind: NodeKind, point: Option<Point>, available: Vec<i64>) -> Self {
        Candidate {
            node,
            kind,
            point,
            handling_cost: 0,
            available,
            calendar: Arc::default(),
            preparation: Span(0),
            rejects_per_mille: 0,
            orders_left: None,
            load_per_mille: 0,
            scarcity: Vec::new(),
            clearance: Vec::new(),
        }
    }
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
    /// Who carries it; nobody what is collected where it lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// When it should be packed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ready_at: Option<Timestamp>,
    /// When the customer should have it, or can collect it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrives_at: Option<Timestamp>,
    /// Grams of CO₂ equivalent.
    #[serde(default)]
    pub co2: i64,
    /// Everything that was weighed.
    #[serde(default)]
    pub score: Cost,
}

/// A choice that was not made, and why. `lost_because` names the part of the cost that spoke most against it (`parcel`, `handling`,
/// `waiting`, `lateness`, `carbon`, `balance`, `scarcity`, `clearance`, `rejection`, `splitting`), or `equal`: then the number of parcels,
/// the distance and at last the codes decided. Plans of before say `more_parcels`, `costlier`, `splits_a_line` or `farther`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alternative {
    pub nodes: Vec<NodeCode>,
    pub cost: i64,
    pub lost_because: String,
    #[serde(default)]
    pub score: Cost,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrives_at: Option<Timestamp>,
}

/// A node that has some of it and could not be asked, with the limit that was in the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    pub node: NodeCode,
    pub limit: Limit,
}

/// A limit that can stand in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    ExcludedNodes,
    ExcludedKinds,
    MostKm,
    /// It takes no more orders today.
    Capacity,
    /// No carrier goes from there to the customer.
    NoCarrier,
    StoresKeep,
    MostParcels,
    GiftsTogether,
    Splitting,
    ShipToStore,
    /// Several limits at once: lifting one alone would not help.
    Several,
}

impl Limit {
    pub const ALL: [Limit; 11] = [
        Limit::ExcludedNodes,
        Limit::ExcludedKinds,
        Limit::MostKm,
        Limit::Capacity,
        Limit::NoCarrier,
        Limit::StoresKeep,
        Limit::MostParcels,
        Limit::GiftsTogether,
        Limit::Splitting,
        Limit::ShipToStore,
        Limit::Several,
    ];

    /// The limit of this name.
    pub fn parse(name: &str) -> Option<Limit> {
        Limit::ALL.into_iter().find(|limit| limit.as_str() == name)
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Limit::ExcludedNodes => "excluded_nodes",
            Limit::ExcludedKinds => "excluded_kinds",
            Limit::MostKm => "most_km",
            Limit::Capacity => "capacity",
            Limit::NoCarrier => "no_carrier",
            Limit::StoresKeep => "stores_keep",
            Limit::MostParcels => "most_parcels",
            Limit::GiftsTogether => "gifts_together",
            Limit::Splitting => "splitting",
            Limit::ShipToStore => "ship_to_store",
            Limit::Several => "several",
        }
    }
}

/// Which version of which policy decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyName {
    pub name: String,
    pub version: u32,
}

/// A sourcing plan: the parts, their cost together, and the best of the alternatives that lost (at most three).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    pub parts: Vec<Part>,
    pub cost: i64,
    /// How many nodes were looked at.
    pub candidates: u32,
    pub alternatives: Vec<Alternative>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyName>,
    /// No plan costs less than this. As much as the plan itself: it is the best there is.
    #[serde(default)]
    pub at_least: i64,
    /// Nodes near by that limits kept out (at most five).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// By when the customer was told to have it, at the time of this plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised: Option<Timestamp>,
}

impl Plan {
    /// When the last part arrives.
    pub fn arrives_at(&self) -> Option<Timestamp> {
        self.parts.iter().filter_map(|part| part.arrives_at).max()
    }
}

/// Why it cannot be had: the first line that all nodes together cannot serve, and how much of it there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsourceable {
    pub line: u32,
    pub sku: Sku,
    pub wanted: i64,
    pub available: i64,
    /// What can be had now of every line (line, units), for an order that takes backorders.
    pub partly: Vec<(u32, i64)>,
    /// There is enough, and this is why it cannot be used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_have_the_names_that_are_kept() {
        for limit in Limit::ALL {
            assert_eq!(Limit::parse(limit.as_str()), Some(limit));
            assert_eq!(serde_json::to_value(limit).ok(), Some(limit.as_str().into()));
        }
        assert_eq!(Limit::parse("mood"), None);
    }
}
