use crate::ids::{FulfillmentId, OrderId, Sku};
use crate::node::Profile;
use serde::{Deserialize, Serialize};

/// So many units of a SKU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    pub sku: Sku,
    pub quantity: i64,
}

/// One change to one SKU's stock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum StockChange {
    /// A count: there are this many.
    Set { sku: Sku, on_hand: i64 },
    /// So many more or fewer, and why.
    Adjust { sku: Sku, by: i64, reason: Option<String> },
    /// Goods came in; they no longer count as incoming.
    Receive { sku: Sku, quantity: i64 },
    /// How many are never promised.
    SafetyStock { sku: Sku, units: i64 },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Creates the node or changes what is said about it.
    Describe(Box<Profile>),
    /// All or none of the changes.
    ChangeStock {
        changes: Vec<StockChange>,
    },
    /// All or nothing; a repeat does nothing; after the reservation has ended it is refused as [`crate::node::Refusal::Ended`].
    Reserve {
        fulfillment: FulfillmentId,
        order: OrderId,
        lines: Vec<Wanted>,
    },
    MarkPicked {
        fulfillment: FulfillmentId,
    },
    /// Gives the units back. `missing` were not on the shelf: `on_hand` falls by them. An unknown reservation leaves a tombstone.
    Release {
        fulfillment: FulfillmentId,
        missing: Vec<Wanted>,
    },
    /// The order goes on without a reservation that was refused: from now on it cannot be made any more, should it be asked for once more by
    /// somebody who is late. One that was made after all stands: [`crate::node::Refusal::Reserved`].
    GiveUp {
        fulfillment: FulfillmentId,
    },
    /// The units have left: `on_hand` falls.
    Consume {
        fulfillment: FulfillmentId,
    },
    /// What was sent here for an order's customer and not collected is part of the stock now. A repeat does nothing.
    TakeIn {
        fulfillment: FulfillmentId,
        order: OrderId,
        lines: Vec<Wanted>,
    },
    /// The order has been told that this reservation is short.
    ShortTold {
        fulfillment: FulfillmentId,
    },
    /// Telling failed; try again later.
    ShortDelayed {
        fulfillment: FulfillmentId,
    },
}
