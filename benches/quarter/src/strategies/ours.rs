//! Ours: learned rejections, calendars, carbon, capacity, and prices of stock that know how uncertain a counter's demand is.

use super::by_cost::ByCost;
use super::{OURS, OURS_DAILY};
use comptoir_domain::sourcing::scarcity;

pub fn ours() -> ByCost {
    ByCost::new(OURS, Some(scarcity))
}

/// The same with prices that are refreshed in the morning only.
pub fn daily() -> ByCost {
    ByCost::new(OURS_DAILY, Some(scarcity)).refreshed_daily()
}
