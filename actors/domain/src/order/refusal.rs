use crate::ids::{FulfillmentId, Sku};
use crate::order::{FulfillmentStatus, Status};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use thiserror::Error;

/// Why an order did not do what it was told, in words for whoever asked.
#[derive(Debug, Clone, PartialEq, Eq, Error, Serialize, Deserialize)]
pub enum Refusal {
    #[error("There is no such order.")]
    UnknownOrder,
    #[error("This order has no fulfillment {fulfillment}.")]
    UnknownFulfillment { fulfillment: FulfillmentId },
    #[error("An order needs at least one line.")]
    NoLines,
    #[error("An order takes at most {most} lines; this one has {lines}. Place the rest as another order.")]
    TooManyLines { lines: usize, most: usize },
    #[error("Line {line} is given twice; number the lines 1, 2, 3 …")]
    LineTwice { line: u32 },
    #[error("Line {line} names no SKU.")]
    NoSku { line: u32 },
    #[error("Line {line} asks for {quantity} units; ask for 1 to {most}.")]
    BadQuantity { line: u32, quantity: i64, most: i64 },
    #[error("Line {line} has a price of {unit_price}; a price is 0 or more, in minor units.")]
    BadPrice { line: u32, unit_price: i64 },
    #[error("The {field} is too long or has control characters. Give at most {most} characters of plain text.")]
    NotPlain { field: Cow<'static, str>, most: usize },
    /// A step out of its order: what is the case, and what to do.
    #[error("The fulfillment is {}: it cannot be {step} now. {advice}", words(.status))]
    OutOfOrder { step: Cow<'static, str>, status: FulfillmentStatus, advice: Cow<'static, str> },
    #[error("Say why it is rejected.")]
    NoReason,
    #[error("Say what was picked, or leave the lines out to pick all of it.")]
    NothingPicked,
    #[error("{sku} is not part of this fulfillment.")]
    NotInFulfillment { sku: Sku },
    #[error("{quantity} of {sku} is not possible here: say 1 to {most}.")]
    NotThatMany { sku: Sku, quantity: i64, most: i64 },
    #[error("All units of {sku} have been picked already.")]
    NoneLeft { sku: Sku },
    #[error("The order is collected here: mark it ready instead of shipping it.")]
    NotForShipping,
    #[error("The order is shipped to an address: ship it instead of marking it ready.")]
    NotForPickup,
    #[error("The order is collected at a store: hand it over with the customer's code instead of having it delivered.")]
    NotForDelivery,
    #[error("This is not the pickup code. Ask the customer for the six digits in their message, and check the order number.")]
    WrongCode,
    #[error("The order is being packed or under way already, so it can no longer be cancelled here. Ask us, and staff will help.")]
    AlreadyPacked,
    #[error("The order is {}: there is nothing left to cancel.", .status.as_str().replace('_', " "))]
    NothingToCancel { status: Status },
}

fn words(status: &FulfillmentStatus) -> String {
    status.as_str().replace('_', " ")
}

impl Refusal {
    /// A stable word for programs.
    pub const fn code(&self) -> &'static str {
        match self {
            Refusal::UnknownOrder | Refusal::UnknownFulfillment { .. } => "not_found",
            Refusal::NoLines
            | Refusal::TooManyLines { .. }
            | Refusal::LineTwice { .. }
            | Refusal::NoSku { .. }
            | Refusal::BadQuantity { .. }
            | Refusal::BadPrice { .. }
            | Refusal::NotPlain { .. }
            | Refusal::NoReason
            | Refusal::NothingPicked
            | Refusal::NotInFulfillment { .. }
            | Refusal::NotThatMany { .. }
            | Refusal::NoneLeft { .. } => "invalid_field",
            Refusal::OutOfOrder { .. } => "out_of_order",
            Refusal::NotForShipping | Refusal::NotForPickup | Refusal::NotForDelivery => "wrong_delivery_method",
            Refusal::WrongCode => "wrong_code",
            Refusal::AlreadyPacked => "already_packed",
            Refusal::NothingToCancel { .. } => "nothing_to_cancel",
        }
    }

    /// Which field of the request is wrong, where one is: lines by their number.
    pub fn field(&self) -> Option<String> {
        match self {
            Refusal::NoLines
            | Refusal::TooManyLines { .. }
            | Refusal::NothingPicked
            | Refusal::NotInFulfillment { .. }
            | Refusal::NotThatMany { .. }
            | Refusal::NoneLeft { .. } => Some("lines".into()),
            Refusal::LineTwice { line } => Some(format!("lines[{}].line", line.saturating_sub(1))),
            Refusal::NoSku { line } => Some(format!("lines[{}].sku", line.saturating_sub(1))),
            Refusal::BadQuantity { line, .. } => Some(format!("lines[{}].quantity", line.saturating_sub(1))),
            Refusal::BadPrice { line, .. } => Some(format!("lines[{}].unit_price", line.saturating_sub(1))),
            Refusal::NotPlain { field, .. } => Some(field.to_string()),
            Refusal::NoReason => Some("reason".into()),
            Refusal::WrongCode => Some("code".into()),
            _ => None,
        }
    }
}
