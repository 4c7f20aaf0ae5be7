//! What the retailer says, once and for all, of time and of what stock is worth.

use super::holidays::Holidays;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// What sourcing is told by whoever starts the hub.
#[derive(Debug, Clone)]
pub struct Retailer {
    /// The shop's own time: opening hours and collections are in it.
    pub time_zone: TimeZone,
    pub holidays: Holidays,
    pub valuation: Valuation,
}

impl Default for Retailer {
    fn default() -> Self {
        Retailer { time_zone: TimeZone::UTC, holidays: Holidays::default(), valuation: Valuation::default() }
    }
}

/// What a lost sale costs, what is too much, and what is to be sold off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Valuation {
    /// What a sale earns, in percent of its price: what is lost with it.
    pub margin_percent: u32,
    /// What lasts longer than so many days at a node is too much there.
    pub too_much_days: u32,
    /// What a unit earns, in percent of its price, that is taken where there is too much of it.
    pub clearance_percent: u32,
    /// A product with this tag is to be sold off wherever it lies, whatever the letters' case. Empty: none is.
    pub end_of_range_tag: String,
    /// What a unit of such a product earns, in percent of its price, at the node where what is there lasts longest; elsewhere less, as it
    /// lasts less long.
    pub end_of_range_percent: u32,
}

impl Default for Valuation {
    fn default() -> Self {
        Valuation {
            margin_percent: 40,
            too_much_days: 90,
            clearance_percent: 3,
            end_of_range_tag: "end-of-range".to_owned(),
            end_of_range_percent: 10,
        }
    }
}

/// Nobody plans for longer: ten years.
const MOST_DAYS: u32 = 3_650;

impl Valuation {
    /// What is wrong with it, in a sentence that begins with the name of what is.
    pub fn flaw(&self) -> Option<String> {
        let percents = [
            ("margin_percent", self.margin_percent),
            ("clearance_percent", self.clearance_percent),
            ("end_of_range_percent", self.end_of_range_percent),
        ];
        if let Some((name, given)) = percents.into_iter().find(|(_, given)| *given > 100) {
            return Some(format!("`{name}` is {given}; it is a share of the price, from 0 to 100"));
        }
        if !(1..=MOST_DAYS).contains(&self.too_much_days) {
            return Some(format!("`too_much_days` is {}; it must be from 1 to {MOST_DAYS} days", self.too_much_days));
        }
        None
    }
}

/// A share of an amount.
pub(super) fn percent(percent: u32, of: i64) -> i64 {
    of * i64::from(percent) / 100
}
