//! What a retailer wants of sourcing: what things are worth, and what may never be.

use crate::ids::NodeCode;
use crate::node::NodeKind;
use crate::order::{Channel, Delivery};
use serde::{Deserialize, Serialize};

/// The most that a percentage may be.
const MOST_PERCENT: i64 = 1_000;
/// The most that anything may cost, in minor units.
const MOST_COST: i64 = 100_000_000;

/// The way in which goods reach the customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    Ship,
    Pickup,
    RelayPoint,
}

impl Method {
    pub const ALL: [Method; 3] = [Method::Ship, Method::Pickup, Method::RelayPoint];

    pub const fn of(delivery: &Delivery) -> Self {
        match delivery {
            Delivery::Ship { .. } => Method::Ship,
            Delivery::Pickup { .. } => Method::Pickup,
            Delivery::RelayPoint { .. } => Method::RelayPoint,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Ship => "ship",
            Method::Pickup => "pickup",
            Method::RelayPoint => "relay_point",
        }
    }
}

/// Which orders a policy is for. An empty list means all; a category counts when every line of the order is of one of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Scope {
    pub channels: Vec<Channel>,
    pub methods: Vec<Method>,
    pub categories: Vec<String>,
}

impl Scope {
    /// Whether the scope holds an order. `categories`: those of its lines.
    pub fn holds(&self, channel: Channel, method: Method, categories: &[&str]) -> bool {
        let of_these = |category: &&str| self.categories.iter().any(|known| known == category);
        (self.channels.is_empty() || self.channels.contains(&channel))
            && (self.methods.is_empty() || self.methods.contains(&method))
            && (self.categories.is_empty() || !categories.is_empty() && categories.iter().all(of_these))
    }

    /// How narrowly it is drawn: the narrowest policy that holds an order is the one for it. A category counts more than a method, and that
    /// more than a channel.
    pub fn narrowness(&self) -> u8 {
        u8::from(!self.categories.is_empty()) * 4 + u8::from(!self.methods.is_empty()) * 2 + u8::from(!self.channels.is_empty())
    }
}

/// What each part of a plan's cost weighs, in minor units of the shop's currency where nothing else is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// Percent of what the carrier takes.
    pub parcel_percent: i64,
    /// Percent of what the node's work costs.
    pub handling_percent: i64,
    /// For every hour after the promised moment.
    pub late_hour: i64,
    /// For every day until the customer has it, promised or not.
    pub waiting_day: i64,
    /// For a kilogram of CO₂ equivalent.
    pub carbon_kg: i64,
    /// For an order at a node whose day is full; in proportion for one that is partly.
    pub balance: i64,
    /// Percent of what taking a unit here will cost later.
    pub scarcity_percent: i64,
    /// Percent of what a unit earns where it should be sold off.
    pub clearance_percent: i64,
    /// For a rejection by the node, beside what sending it from elsewhere costs then.
    pub rejection: i64,
    /// For a unit that nobody else has when the node rejects it.
    pub lost_unit: i64,
    /// For each piece of a line that comes in pieces.
    pub split_piece: i64,
}

impl Default for Weights {
    fn default() -> Self {
        Weights {
            parcel_percent: 100,
            handling_percent: 100,
            late_hour: 50,
            waiting_day: 30,
            carbon_kg: 10,
            // These two as tuned in benches/quarter: with both at 100 the same orders cost 0.9 % more there.
            balance: 150,
            scarcity_percent: 150,
            clearance_percent: 100,
            rejection: 300,
            lost_unit: 2_000,
            split_piece: 150,
        }
    }
}

/// When a line may come in pieces from several nodes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Splitting {
    Never,
    /// Only a line that no node has whole.
    #[default]
    WhenNeeded,
    /// Whenever that costs less.
    WhenCheaper,
}

impl Splitting {
    /// At least what is needed.
    pub(super) fn if_needed(self) -> Self {
        if self == Splitting::Never { Splitting::WhenNeeded } else { self }
    }
}

/// What no plan may break.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// How many nodes may take part in one order.
    pub most_parcels: Option<u32>,
    /// How far a node may be from the customer, in kilometres.
    pub most_km: Option<u32>,
    pub excluded_nodes: Vec<NodeCode>,
    pub excluded_kinds: Vec<NodeKind>,
    /// Units of every SKU that a store keeps for its own counter, beyond its safety stock.
    pub stores_keep: u32,
    pub splitting: Splitting,
    /// A gift comes from one node, or not at all.
    pub gifts_together: bool,
    /// What a pickup store lacks may be sent there from other nodes.
    pub ship_to_store: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            most_parcels: None,
            most_km: None,
            excluded_nodes: Vec::new(),
            excluded_kinds: Vec::new(),
            stores_keep: 0,
            splitting: Splitting::default(),
            gifts_together: true,
            ship_to_store: false,
        }
    }
}

/// One way of sourcing, with a name. What it says is never changed: a change is a new version.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    pub scope: Scope,
    pub weights: Weights,
    pub limits: Limits,
}

/// What is wrong with a policy or a carrier: where (a path such as `weights.late_hour`), and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flaw {
    pub field: String,
    pub problem: String,
}

impl Flaw {
    pub(super) fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Flaw { field: field.into(), problem: problem.into() }
    }
}

impl Policy {
    /// Everything that is wrong with it; `is_known` says whether there is such a node. Nothing: it may be used.
    pub fn flaws(&self, is_known: impl Fn(&NodeCode) -> bool) -> Vec<Flaw> {
        let mut flaws = self.weights.flaws();
        let Limits { most_parcels, most_km, excluded_nodes, excluded_kinds, splitting, .. } = &self.limits;
        if *most_parcels == Some(0) {
            flaws.push(Flaw::new("limits.most_parcels", "with no parcel nothing can be sent; give at least 1, or leave it out"));
        }
        if *most_km == Some(0) {
            flaws.push(Flaw::new("limits.most_km", "nothing is 0 km away; give at least 1, or leave it out"));
        }
        if *most_parcels == Some(1) && *splitting == Splitting::WhenCheaper {
            flaws.push(Flaw::new(
                "limits.splitting",
                "a line cannot come in pieces when there is one parcel; allow more parcels, or no splitting",
            ));
        }
        for (n, node) in excluded_nodes.iter().enumerate() {
            if !is_known(node) {
                flaws.push(Flaw::new(format!("limits.excluded_nodes[{n}]"), format!("there is no node {node}")));
            } else if excluded_nodes[..n].contains(node) {
                flaws.push(Flaw::new(format!("limits.excluded_nodes[{n}]"), format!("{node} is excluded twice")));
            }
        }
        if [NodeKind::Warehouse, NodeKind::Store, NodeKind::Supplier].iter().all(|kind| excluded_kinds.contains(kind)) {
            flaws
                .push(Flaw::new("limits.excluded_kinds", "with warehouses, stores and suppliers excluded nobody is left to send anything"));
        }
        if self.scope.categories.iter().any(|category| category.trim().is_empty()) {
            flaws.push(Flaw::new("scope.categories", "a category has a name"));
        }
        flaws
    }
}

impl Weights {
    fn flaws(&self) -> Vec<Flaw> {
        let percents = [
            ("parcel_percent", self.parcel_percent),
            ("handling_percent", self.handling_percent),
            ("scarcity_percent", self.scarcity_percent),
            ("clearance_percent", self.clearance_percent),
        ];
        let costs = [
            ("late_hour", self.late_hour),
            ("waiting_day", self.waiting_day),
            ("carbon_kg", self.carbon_kg),
            ("balance", self.balance),
            ("rejection", self.rejection),
            ("lost_unit", self.lost_unit),
            ("split_piece", self.split_piece),
        ];
        let percents = percents.map(|(field, given)| (field, given, MOST_PERCENT));
        let costs = costs.map(|(field, given)| (field, given, MOST_COST));
        let out_of_range = percents.into_iter().chain(costs).filter(|(_, given, most)| !(0..=*most).contains(given));
        out_of_range
            .map(|(field, given, most)| Flaw::new(format!("weights.{field}"), format!("{given} is not between 0 and {most}")))
            .collect()
    }
}
