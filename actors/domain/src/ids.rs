//! Identities. Every id is a UUID; each kind has its own type, so that an order's id is never taken for a customer's.

use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                $name(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
    )+};
}

ids! {
    /// A person or company who buys.
    CustomerId,
    /// What was bought in one go.
    OrderId,
    /// The part of an order that one node executes. Its reservation at the node has the same id.
    FulfillmentId,
    /// A piece of work in the conversation.
    TopicId,
    /// One chat session, call or store visit.
    TouchId,
    /// What somebody said; made by whoever says it, so that saying it again is harmless.
    MessageId,
    /// A member of the retailer's staff.
    StaffId,
    /// A browser that opened the webchat.
    VisitorId,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl From<&str> for $name {
            fn from(code: &str) -> Self {
                $name(code.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

codes! {
    /// The retailer's own short name of a node, such as `LYO1`.
    NodeCode,
    /// The retailer's stock-keeping unit.
    Sku,
}

/// The namespace of every id that is derived rather than drawn.
const DERIVED: Uuid = Uuid::from_u128(0x6f0c_11c0_5a1e_4c0d_9d5e_c0a9_7012_0001);

/// An id that follows from what it stands for: the same words give the same id, on every hub and after every restart (UUIDv5).
pub fn derived(words: &str) -> Uuid {
    Uuid::new_v5(&DERIVED, words.as_bytes())
}

impl NodeCode {
    /// The id under which the node's actor and events are kept.
    pub fn entity(&self) -> Uuid {
        derived(&format!("node:{}", self.0))
    }
}

/// An order's number as it is read out on the phone: ten digits, the last a check digit (Luhn), grouped `4827-193-605`.
/// It follows from the order's id; `attempt` gives another one when the number is already taken.
pub fn order_number(order: OrderId, attempt: u32) -> String {
    let drawn = derived(&format!("number:{order}:{attempt}")).as_u128();
    let nine = (drawn % 900_000_000) as u64 + 100_000_000;
    let digits = nine * 10 + luhn(nine);
    format!("{:04}-{:03}-{:03}", digits / 1_000_000, digits / 1_000 % 1_000, digits % 1_000)
}

fn luhn(number: u64) -> u64 {
    let (mut sum, mut rest, mut double) = (0, number, true);
    while rest > 0 {
        let digit = rest % 10 * if double { 2 } else { 1 };
        sum += if digit > 9 { digit - 9 } else { digit };
        (rest, double) = (rest / 10, !double);
    }
    (10 - sum % 10) % 10
}

/// Reads an order number however it was typed (spaces, no dashes); `None` when it is none, or a digit is wrong.
pub fn parse_order_number(typed: &str) -> Option<String> {
    let digits: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if digits.len() != 10 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: u64 = digits.parse().ok()?;
    (luhn(number / 10) == number % 10).then(|| format!("{}-{}-{}", &digits[..4], &digits[4..7], &digits[7..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_number_survives_being_read_out() {
        let number = order_number(OrderId(derived("an order")), 0);
        assert_eq!(parse_order_number(&number.replace('-', " ")), Some(number.clone()));
        assert_ne!(order_number(OrderId(derived("an order")), 1), number);
    }

    #[test]
    fn a_mistyped_digit_is_noticed() {
        let number = order_number(OrderId(derived("an order")), 0);
        let last = number.chars().last().and_then(|c| c.to_digit(10)).unwrap();
        let wrong = format!("{}{}", &number[..number.len() - 1], (last + 1) % 10);
        assert_eq!(parse_order_number(&wrong), None);
    }
}
