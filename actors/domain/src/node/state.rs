use crate::ids::{FulfillmentId, NodeCode, OrderId, Sku};
use crate::node::{Ended, Wanted};
use crate::place::Address;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    Warehouse,
    Store,
    Supplier,
    RelayPoint,
}

impl NodeKind {
    pub const fn as_str(self) -> &'static str {
        match self {
            NodeKind::Warehouse => "warehouse",
            NodeKind::Store => "store",
            NodeKind::Supplier => "supplier",
            NodeKind::RelayPoint => "relay_point",
        }
    }

    pub fn parse(word: &str) -> Option<Self> {
        [NodeKind::Warehouse, NodeKind::Store, NodeKind::Supplier, NodeKind::RelayPoint].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// Opening hours: `mon` … `sun` to spans such as `10:00-19:00`, local time.
pub type Hours = BTreeMap<String, Vec<String>>;

/// What is said about a node, as opposed to what it holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    pub code: NodeCode,
    pub name: String,
    pub kind: NodeKind,
    #[serde(flatten)]
    pub address: Address,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default)]
    pub hours: Hours,
    /// What picking and packing one line costs here, in minor units.
    #[serde(default)]
    pub handling_cost: i64,
    #[serde(flatten)]
    pub practice: Practice,
}

/// How a node works, as far as somebody has said it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Practice {
    /// Orders that it takes in a day; `None`: as many as come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub orders_a_day: Option<u32>,
    /// Orders that it packs in an hour; `None`: all at once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub orders_an_hour: Option<u32>,
    /// Open minutes from the offer until an order is packed, before anything has been learned of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preparation_minutes: Option<u32>,
    /// When parcels are collected, local time, as in `16:30`: what is packed later leaves the next day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection: Option<String>,
    /// Days on which it is closed whatever its hours say, as in `2026-12-25`, or as in `12-25` for every year.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub closed_on: Vec<String>,
    /// Holidays on which it is open all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub open_on: Vec<String>,
}

/// One SKU at one node. `reserved` is the sum of its live reservations (held and picked, not short).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stock {
    pub on_hand: i64,
    pub reserved: i64,
    pub safety_stock: i64,
    pub incoming: i64,
}

impl Stock {
    /// What may still be promised; never below zero.
    pub const fn available(&self) -> i64 {
        let free = self.on_hand - self.reserved - self.safety_stock;
        if free > 0 { free } else { 0 }
    }
}

/// `Short`: its units turned out not to exist; it counts for nothing until its order gives it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReservationStatus {
    Held,
    Picked,
    Short,
}

/// Units kept for a fulfillment, which gives it its id.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reservation {
    pub order: OrderId,
    pub lines: Vec<Wanted>,
    pub status: ReservationStatus,
    pub at: Timestamp,
    /// For a short one: whether the order has been told; since when that is owed or, when it failed, when it was last tried; how often it failed.
    #[serde(default)]
    pub told: bool,
    #[serde(default)]
    pub short_since: Timestamp,
    #[serde(default)]
    pub failures: u32,
}

impl Reservation {
    /// Whether its units are part of `reserved`.
    pub fn counts(&self) -> bool {
        self.status != ReservationStatus::Short
    }
}

/// A place where stock is, and what it has promised of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Node {
    pub id: Uuid,
    /// `None` until the first event.
    pub profile: Option<Profile>,
    pub stock: BTreeMap<Sku, Stock>,
    pub reservations: BTreeMap<FulfillmentId, Reservation>,
    /// Short reservations whose orders have not been told.
    pub untold: Vec<FulfillmentId>,
    /// Reservations that have ended: an echo of `Reserve` for one of them is refused. Forgotten after [`ENDED_KEPT_DAYS`].
    pub ended: Ended,
    /// What was sent here, not collected, and is part of the stock: an echo is not counted twice. Forgotten after [`TAKEN_IN_KEPT_DAYS`].
    #[serde(default, skip_serializing_if = "Ended::is_empty")]
    pub taken_in: Ended,
}

/// How long a node remembers that a reservation has ended: far longer than any order goes on asking.
pub const ENDED_KEPT_DAYS: i64 = 3;
/// The same for what was taken in: an order that is late with it would have it counted twice, so it is remembered for much longer.
pub const TAKEN_IN_KEPT_DAYS: i64 = 365;

impl Node {
    pub fn exists(&self) -> bool {
        self.profile.is_some()
    }

    pub fn stock(&self, sku: &Sku) -> Stock {
        self.stock.get(sku).copied().unwrap_or_default()
    }
}
