//! What the figures may be relied on for. A short period of the same world, so that tests are quick.

use crate::clairvoyant::Clairvoyant;
use crate::course::Course;
use crate::ledger::Bill;
use crate::quarter::past;
use crate::retailer::WARM_UP;
use crate::strategies::{self, Ask, Share, Strategy, View};
use crate::world::World;

const DAYS: std::ops::Range<i64> = WARM_UP..WARM_UP + 8;

fn bills(world: &World) -> Vec<(&'static str, Bill)> {
    let past = past(world);
    let bill = |mut strategy: Box<dyn Strategy>| (strategy.name(), Course::run(world, strategy.as_mut(), past.clone(), DAYS).bill);
    strategies::all().into_iter().map(bill).collect()
}

#[test]
fn the_same_seed_has_the_same_bills_and_no_bill_is_below_the_bound() {
    for seed in [7, 8] {
        let world = World::of(seed);
        let billed = bills(&world);
        let bound = Clairvoyant::of(&world, DAYS).at_least();
        assert!(bound > 0.0);
        for (name, bill) in &billed {
            assert!(bound <= bill.total() as f64, "{name} with seed {seed}: {} is below {bound}", bill.total());
            assert!(bill.orders > 400 && bill.lines > bill.orders, "{name}");
        }
        if seed == 7 {
            let again = World::of(seed);
            assert_eq!(bills(&again), billed);
            assert_eq!(Clairvoyant::of(&again, DAYS).at_least().to_bits(), bound.to_bits());
        }
    }
}

/// Chooses as another strategy does, and keeps books of its own.
struct Watched {
    inner: Box<dyn Strategy>,
    asked: i64,
}

impl Strategy for Watched {
    fn name(&self) -> &'static str {
        "watched"
    }

    fn morning(&mut self, view: &View) {
        self.inner.morning(view);
    }

    fn choose(&mut self, ask: &Ask, view: &View) -> Vec<Share> {
        let shares = self.inner.choose(ask, view);
        for (n, Share { node, lines }) in shares.iter().enumerate() {
            assert!(view.takes(ask, *node), "it takes no more, or has turned it down");
            assert!(!lines.is_empty() && lines.iter().all(|line| ask.lines.contains(line)));
            assert!(lines.iter().all(|article| view.stock[*node][*article] > 0), "a unit that is not there");
            assert!(shares[..n].iter().all(|other| other.node != *node && !other.lines.iter().any(|line| lines.contains(line))));
            self.asked += 1;
        }
        shares
    }
}

#[test]
fn no_strategy_gives_what_is_not_there_and_the_ledger_adds_up() {
    let world = World::of(9);
    let past = past(&world);
    for inner in strategies::all() {
        let name = inner.name();
        let mut watched = Watched { inner, asked: 0 };
        let outcome = Course::run(&world, &mut watched, past.clone(), DAYS);
        let bill = outcome.bill;
        assert_eq!(bill.total(), bill.parts().iter().map(|(_, cents)| cents).sum::<i64>());
        assert_eq!(watched.asked, bill.parcels + bill.rejections, "{name}: every offer became a parcel or was rejected");
        assert_eq!(outcome.loads.iter().sum::<i64>(), bill.parcels, "{name}");
        assert_eq!(bill.rejection, 300 * bill.rejections, "{name}");
        assert!(bill.lost_lines <= bill.lines && bill.failed_orders <= bill.orders, "{name}");
        assert!(bill.lost_counter >= bill.lost_counter_sales && bill.parcel > 0 && bill.handling > 0, "{name}");
    }
}

#[test]
fn customers_are_the_same_for_every_strategy() {
    let world = World::of(10);
    let customers = |bill: &Bill| (bill.orders, bill.lines, bill.counter_sales + bill.lost_counter_sales);
    let billed = bills(&world);
    assert!(billed.iter().all(|(_, bill)| customers(bill) == customers(&billed[0].1)));
}

#[test]
fn nothing_of_what_comes_is_known_before() {
    // Two worlds that differ only in what happens after the warm-up cannot be told apart by what was learned from it.
    let world = World::of(11);
    let mut shortened = World::of(11);
    shortened.events.retain(|(at, _)| *at < crate::retailer::day(WARM_UP));
    let (whole, cut) = (past(&world), past(&shortened));
    let figures =
        |learned: &crate::learned::Learned| (0..world.retailer.sites.len()).map(|node| learned.rejects_per_mille(node)).collect::<Vec<_>>();
    assert_eq!(figures(&whole), figures(&cut));
    assert_eq!((whole.orders, whole.lines, whole.parcels), (cut.orders, cut.lines, cut.parcels));
}
