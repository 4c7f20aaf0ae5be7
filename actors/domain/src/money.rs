//! Money in minor units of one currency.

use serde::{Deserialize, Serialize};

/// An amount in minor units (cents) of a currency (ISO 4217, upper case).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    pub amount: i64,
    pub currency: String,
}

impl Money {
    pub fn new(amount: i64, currency: &str) -> Self {
        Money { amount, currency: currency.to_owned() }
    }
}
