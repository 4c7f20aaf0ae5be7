use crate::ids::{FulfillmentId, OrderId, Sku};
use crate::node::{Profile, Wanted};
use serde::{Deserialize, Serialize};

/// What happened at a node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    #[serde(rename = "node.described")]
    Described { profile: Box<Profile> },
    #[serde(rename = "stock.set")]
    StockSet { sku: Sku, on_hand: i64 },
    #[serde(rename = "stock.adjusted")]
    StockAdjusted { sku: Sku, by: i64, reason: Option<String> },
    #[serde(rename = "stock.received")]
    StockReceived { sku: Sku, quantity: i64 },
    #[serde(rename = "stock.safety_set")]
    SafetyStockSet { sku: Sku, units: i64 },
    #[serde(rename = "stock.reserved")]
    Reserved { fulfillment: FulfillmentId, order: OrderId, lines: Vec<Wanted> },
    #[serde(rename = "stock.picked")]
    Picked { fulfillment: FulfillmentId },
    /// The reservation cannot be kept: a count or correction took its units away.
    #[serde(rename = "stock.short")]
    Short { fulfillment: FulfillmentId, order: OrderId },
    #[serde(rename = "stock.short_told")]
    ShortTold { fulfillment: FulfillmentId },
    #[serde(rename = "stock.short_delayed")]
    ShortDelayed { fulfillment: FulfillmentId },
    #[serde(rename = "stock.released")]
    Released { fulfillment: FulfillmentId, missing: Vec<Wanted> },
    #[serde(rename = "stock.consumed")]
    Consumed { fulfillment: FulfillmentId },
    /// What was sent here for an order's customer and not collected.
    #[serde(rename = "stock.taken_in")]
    TakenIn { fulfillment: FulfillmentId, order: OrderId, lines: Vec<Wanted> },
}
