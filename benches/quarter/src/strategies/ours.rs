//! Ours: learned rejections, calendars, carbon, capacity, and prices of stock that are averaged over scenarios of the demand.

use super::OURS;
use super::by_cost::{ByCost, ledgers_weights};
use comptoir_domain::sourcing::{Weights, scarcity};

/// A node whose day is full is worth that much to keep for orders that only it can serve. Cents.
const BALANCE: i64 = 60;

pub fn ours() -> ByCost {
    ByCost::new(OURS, Weights { balance: BALANCE, ..ledgers_weights() }, true, Some(scarcity))
}
