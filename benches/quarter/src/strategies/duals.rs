//! Acimovic and Graves: the order's own cost, and for each unit the dual price of its stock in a linear program over the demand that is
//! expected until the next delivery. One plan by cost. Kinder than the literature: the stores' records of rejections are
//! heeded as they are by ours, and prices are refreshed as often.

use super::DUALS;
use super::by_cost::ByCost;
use comptoir_domain::sourcing::scarcity_of_expected_demand;

pub fn duals() -> ByCost {
    ByCost::new(DUALS, Some(scarcity_of_expected_demand))
}
