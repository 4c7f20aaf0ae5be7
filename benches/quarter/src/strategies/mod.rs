//! How orders are given to nodes. A strategy sees the retailer, the stock and its own past, never what will happen.

mod by_cost;
mod duals;
mod fewest;
mod myopic;
mod nearest;
mod ours;
mod ranked;

use crate::learned::Learned;
use crate::retailer::{Order, Retailer, Way};
use comptoir_domain::time::Timestamp;
use std::time::Duration;

/// What has to be found.
pub struct Ask<'a> {
    pub order: &'a Order,
    /// Articles that are still open, one unit of each. None after a rejection of everything else: then only units come back.
    pub lines: &'a [usize],
    /// Nodes that have turned it down.
    pub barred: &'a [usize],
}

/// The house as it is at this moment.
pub struct View<'a> {
    pub retailer: &'a Retailer,
    /// By node, by article.
    pub stock: &'a [Vec<i64>],
    /// By node: orders that it was asked for today.
    pub taken: &'a [i64],
    pub learned: &'a Learned,
    pub at: Timestamp,
    pub today: i64,
}

impl View<'_> {
    /// Whether a node takes another order today, and has not turned this one down.
    pub fn takes(&self, ask: &Ask, node: usize) -> bool {
        self.taken[node] < self.retailer.sites[node].capacity && !ask.barred.contains(&node)
    }

    /// Which of these lines a node has, keeping back so many units of each.
    pub fn has(&self, node: usize, lines: &[usize], kept: i64) -> Vec<usize> {
        lines.iter().copied().filter(|article| self.stock[node][*article] > kept).collect()
    }

    /// To the customer, in tenths of a kilometre. The store where the order is collected is nearest of all.
    pub fn distance(&self, ask: &Ask, node: usize) -> i64 {
        if ask.order.way == Way::Pickup(node) { -1 } else { ask.order.tenths_of_km(&self.retailer.sites[node]) }
    }
}

/// What one node is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    pub node: usize,
    pub lines: Vec<usize>,
}

/// How often an article's prices were worked out, and how long that took: altogether, and at worst.
#[derive(Debug, Clone, Copy, Default)]
pub struct Refreshed {
    pub times: u32,
    pub took: Duration,
    pub worst: Duration,
}

pub trait Strategy {
    fn name(&self) -> &'static str;

    /// After each day's deliveries, before anybody comes.
    fn morning(&mut self, _view: &View) {}

    /// Lines that are in no share are cancelled.
    fn choose(&mut self, ask: &Ask, view: &View) -> Vec<Share>;

    /// What refreshing prices took.
    fn refreshed(&self) -> Refreshed {
        Refreshed::default()
    }
}

/// Every strategy, in the order of the report.
pub fn all() -> Vec<Box<dyn Strategy>> {
    vec![
        Box::new(nearest::Nearest),
        Box::new(fewest::Fewest),
        Box::new(ranked::Ranked),
        Box::new(myopic::myopic()),
        Box::new(duals::duals()),
        Box::new(ours::daily()),
        Box::new(ours::ours()),
    ]
}

/// What the house did before.
pub fn nearest() -> impl Strategy {
    nearest::Nearest
}

/// Names by which the report refers to some of them.
pub const NEAREST: &str = "nearest-first";
pub const FEWEST: &str = "fewest parcels";
pub const RANKED: &str = "ranked rules";
pub const MYOPIC: &str = "least cost now";
pub const DUALS: &str = "expected-demand duals";
pub const OURS_DAILY: &str = "ours, prices of the morning";
pub const OURS: &str = "ours";
