use crate::ids::{FulfillmentId, NodeCode, Sku};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use thiserror::Error;

/// Why a node did not do what it was told, in words for whoever told it.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum Refusal {
    #[error("There is no such node. Create it first, with its code, name, kind and address.")]
    Unknown,
    #[error("This reservation has ended and cannot be made again. Ask for a new one.")]
    Ended,
    #[error("This reservation was made after all. Take it as it is.")]
    Reserved,
    #[error("The node knows no reservation {fulfillment}. Reserve the units before they leave.")]
    UnknownReservation { fulfillment: FulfillmentId },
    #[error("Only {available} of {sku} can still be promised here, and {wanted} were wanted. Take fewer, or another node.")]
    Insufficient { sku: Sku, wanted: i64, available: i64 },
    #[error("A reservation needs at least one line.")]
    NoLines,
    #[error("{quantity} is not a possible quantity of {sku}. Give a whole number from {least} to 1000000000.")]
    Quantity { sku: Sku, quantity: i64, least: i64 },
    #[error("{sku} has {on_hand} on hand: {by} would leave fewer than none. Count it and set the number found.")]
    BelowZero { sku: Sku, on_hand: i64, by: i64 },
    #[error("{sku} would have more than 1000000000 on hand. Check the quantity.")]
    TooMany { sku: Sku },
    #[error("A SKU has 1 to 100 characters, without control characters. Check what was typed or imported.")]
    Sku,
    #[error("The reason is too long or has control characters. Give at most 500 characters of plain text.")]
    Reason,
    #[error("The node's {field} {problem}.")]
    Profile { field: Cow<'static, str>, problem: Cow<'static, str> },
    #[error("This node's code is {code}, and a code never changes. Create another node for another code.")]
    OtherCode { code: NodeCode },
}
