//! What it costs that one node serves so much of everything: the one place where the parts of the cost are worked out.
//!
//! A node that may reject is priced as one further step: with its chance of rejecting, the plan pays for the rejection and for sending the
//! same from elsewhere, later. That is the cheapest other node that has all of it; where there is none, the cheapest other node for each
//! item by itself; and what nobody else has is lost. (That the next node may reject too is not looked at.)

use super::items::Item;
use super::reach::{Lane, Server};
use crate::sourcing::carrier::Band;
use crate::sourcing::cost::Cost;
use crate::sourcing::policy::Weights;
use crate::sourcing::{Request, Rules};
use crate::time::{Span, Timestamp};

/// A store that rejects does so, on average, so long after it was asked.
pub(super) const REJECTED_AFTER: Span = Span::hours(4);

/// When something is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    Now,
    AfterRejection,
}

/// What one node serves of the items, priced.
pub(super) struct Priced<'a> {
    pub lane: &'a Lane,
    pub cost: Cost,
}

pub(super) struct Pricing<'a> {
    pub request: &'a Request,
    pub rules: Rules<'a>,
    pub items: &'a [Item],
    pub servers: &'a [Server<'a>],
}

impl Pricing<'_> {
    /// What these units (by item) cost from a server, rejections apart, by the lane for which that is least.
    pub fn plain(&self, s: usize, units: &[i64], sent: Sent) -> Priced<'_> {
        let server = &self.servers[s];
        let weights = &self.rules.policy.weights;
        let grams = self.grams(units);
        let mut cost = Cost { balance: server.balance, ..Cost::default() };
        for ((n, item), units) in self.items.iter().enumerate().zip(units).filter(|(_, units)| **units > 0) {
            let (scarcity, clearance) = server.per_unit(weights, item);
            cost.handling += server.handling.saturating_mul(item.lines.len() as i64);
            cost.scarcity += scarcity.saturating_mul(*units);
            cost.clearance -= clearance.saturating_mul(*units);
            cost.splitting += if *units < self.items[n].quantity { weights.split_piece } else { 0 };
        }
        let by = |lane| {
            let Time { waiting, lateness } = Lane::at(lane, sent);
            let added = Cost { parcel: self.tariff(lane, grams), waiting, lateness, carbon: lane.carbon(grams), ..Cost::default() };
            Priced { lane, cost: cost + added }
        };
        let [first, others @ ..] = server.lanes.as_slice() else { unreachable!("a node without a lane is no server") };
        others.iter().map(by).fold(by(first), |one, other| if other.cost.total() < one.cost.total() { other } else { one })
    }

    /// As [`plain`](Pricing::plain), with what is expected of a rejection. `elsewhere`: what sending the same from elsewhere costs then.
    pub fn expected(&self, s: usize, units: &[i64], elsewhere: impl FnOnce() -> i64) -> Priced<'_> {
        let mut priced = self.plain(s, units, Sent::Now);
        let chance = self.servers[s].rejects_per_mille;
        if chance > 0 {
            priced.cost.rejection = rejection(chance, priced.cost.total(), elsewhere(), self.rules.policy.weights.rejection);
        }
        priced
    }

    /// What it costs to send these units from anywhere but here, after a rejection.
    pub fn elsewhere(&self, s: usize, units: &[i64]) -> i64 {
        let others = |wanted: &[i64]| {
            let able = (0..self.servers.len()).filter(|&other| other != s && self.has(other, wanted));
            able.map(|other| self.plain(other, wanted, Sent::AfterRejection).cost.total()).min()
        };
        others(units).unwrap_or_else(|| {
            let single = |n: usize| {
                let mut alone = vec![0; units.len()];
                alone[n] = units[n];
                others(&alone).unwrap_or_else(|| self.rules.policy.weights.lost_unit.saturating_mul(units[n]))
            };
            (0..units.len()).filter(|&n| units[n] > 0).map(single).sum()
        })
    }

    /// Whether a server has that much of every item.
    pub fn has(&self, s: usize, units: &[i64]) -> bool {
        self.servers[s].stock.iter().zip(units).all(|(stock, units)| stock >= units)
    }

    /// What these units (by item) weigh.
    pub fn grams(&self, units: &[i64]) -> i64 {
        self.items.iter().zip(units).fold(0i64, |sum, (item, units)| sum.saturating_add(units.saturating_mul(item.grams)))
    }

    fn tariff(&self, lane: &Lane, grams: i64) -> i64 {
        let band = |(carrier, band): (usize, usize)| &self.rules.carriers[carrier].carrier.bands[band];
        lane.tariff.map_or(0, |tariff| parcel(&self.rules.policy.weights, band(tariff), grams))
    }
}

/// What a parcel weighs in the plan's cost.
pub(super) fn parcel(weights: &Weights, band: &Band, grams: i64) -> i64 {
    percent(weights.parcel_percent, band.cost(grams).min(MOST_COST))
}

/// So that no sum of costs overflows.
const MOST_COST: i64 = 1_000_000_000_000;

pub(super) fn percent(percent: i64, of: i64) -> i64 {
    percent.saturating_mul(of) / 100
}

/// What a node's chance to reject adds to the cost of asking it: with that chance its own cost is spared, and the rejection and sending it
/// from elsewhere are paid instead.
pub(super) fn rejection(chance_per_mille: i64, own: i64, elsewhere: i64, rejection: i64) -> i64 {
    chance_per_mille * (elsewhere + rejection - own) / 1_000
}

/// What the time until a moment costs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Time {
    pub waiting: i64,
    pub lateness: i64,
}

impl Time {
    pub const fn cost(&self) -> i64 {
        self.waiting + self.lateness
    }

    pub fn until(arrives: Timestamp, request: &Request, rules: &Rules) -> Self {
        let weights = &rules.policy.weights;
        let waits = (arrives - request.at).0.max(0);
        let late = request.promised.map_or(0, |promised| (arrives - promised).0.max(0));
        Time {
            waiting: weights.waiting_day.saturating_mul(waits) / Span::days(1).0,
            lateness: weights.late_hour.saturating_mul(late) / Span::hours(1).0,
        }
    }
}
