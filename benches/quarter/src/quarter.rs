//! One seed: the warm-up, the quarter under each strategy, and the clairvoyant's bound.

use crate::clairvoyant::Clairvoyant;
use crate::course::{Course, Outcome};
use crate::learned::Learned;
use crate::ledger::Bill;
use crate::retailer::{DAYS, WARM_UP};
use crate::strategies::{self, Refreshed, Strategy};
use crate::world::World;
use comptoir_domain::node::NodeKind;

/// How a strategy did.
#[derive(Debug, Clone, PartialEq)]
pub struct Result {
    pub name: &'static str,
    pub bill: Bill,
    /// Standard deviation over mean of the stores' parcels against their capacity.
    pub spread: f64,
}

impl Result {
    pub fn orders(&self) -> f64 {
        self.bill.orders.max(1) as f64
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Quarter {
    pub seed: u64,
    pub results: Vec<Result>,
    /// Cents: no strategy can do with less.
    pub bound: f64,
}

impl Quarter {
    pub fn of(seed: u64) -> Self {
        let world = World::of(seed);
        // What everybody knows when the quarter begins was seen while the nearest node was asked first.
        let past = past(&world);
        let days = WARM_UP..WARM_UP + DAYS;
        let mut results: Vec<Result> = Vec::new();
        for mut strategy in strategies::all() {
            let outcome = Course::run(&world, strategy.as_mut(), past.clone(), days.clone());
            let Refreshed { times, took, worst } = strategy.refreshed();
            if times > 0 {
                eprintln!(
                    "seed {seed}: {}: {times} refreshes of an article's prices, {:?} each, at worst {worst:?}",
                    strategy.name(),
                    took / times
                );
            }
            results.push(result(&world, strategy.as_ref(), &outcome));
        }
        let bound = Clairvoyant::of(&world, days).at_least();
        Quarter { seed, results, bound }
    }

    /// One line, for whoever waits.
    pub fn in_short(&self) -> String {
        let totals = self.results.iter().map(|result| format!("{} {:.1} k€", result.name, result.bill.total() as f64 / 100_000.0));
        format!("{}, at least {:.1} k€", totals.collect::<Vec<_>>().join(", "), self.bound / 100_000.0)
    }

    pub fn named(&self, name: &str) -> Option<&Result> {
        self.results.iter().find(|result| result.name == name)
    }

    /// How much of the gap between a strategy and the bound another one closes.
    pub fn closed(&self, from: &str, by: &str) -> Option<f64> {
        let (from, by) = (self.named(from)?.bill.total() as f64, self.named(by)?.bill.total() as f64);
        Some((from - by) / (from - self.bound))
    }
}

pub fn past(world: &World) -> Learned {
    let mut nearest = strategies::nearest();
    Course::run(world, &mut nearest, Learned::nothing(&world.retailer), 0..WARM_UP).learned
}

fn result(world: &World, strategy: &dyn Strategy, outcome: &Outcome) -> Result {
    let sites = world.retailer.sites.iter().zip(&outcome.loads).filter(|(site, _)| site.kind == NodeKind::Store);
    let shares: Vec<f64> = sites.map(|(site, parcels)| *parcels as f64 / site.capacity as f64).collect();
    let mean = shares.iter().sum::<f64>() / shares.len().max(1) as f64;
    let variance = shares.iter().map(|share| (share - mean).powi(2)).sum::<f64>() / shares.len().max(1) as f64;
    Result { name: strategy.name(), bill: outcome.bill, spread: if mean > 0.0 { variance.sqrt() / mean } else { 0.0 } }
}
