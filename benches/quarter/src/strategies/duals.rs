//! Acimovic and Graves: the order's own cost, and for each unit the dual price of its stock in a linear program over the demand that is
//! expected until the next delivery. One plan by cost; refreshed daily. What stores reject is not part of it.

use super::DUALS;
use super::by_cost::{ByCost, ledgers_weights};
use comptoir_domain::sourcing::scarcity_of_expected_demand;

pub fn duals() -> ByCost {
    ByCost::new(DUALS, ledgers_weights(), false, Some(scarcity_of_expected_demand))
}
