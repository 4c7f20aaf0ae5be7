//! What is asked for, where, and how often nodes are replenished: learned from the journal, as the habits are.
//!
//! At a node's counter: what falls by a correction, or between one count and the next, has been sold there; and what is ordered for pickup
//! is asked for there, too. Online: what is ordered for shipping, by region. Old demand fades: after four weeks it counts a third.
//!
//! Only orders that are taken count, and each for so many units at most: anybody can ask for a thousand and be refused.

use crate::sourcing::event::{Asked, Told};
use crate::sourcing::shelves::Shelves;
use comptoir_domain::ids::{NodeCode, Sku};
use comptoir_domain::time::{Span, Timestamp};
use parking_lot::RwLock;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// How long it takes until demand counts a third.
const FADES: Span = Span::days(28);
/// What one order asks for beyond so many units of a SKU is nothing that the next weeks will ask for again.
const MOST_OF_AN_ORDER: i64 = 20;
/// How often a node is replenished of which nothing is known.
const USUAL_INTERVAL: Span = Span::days(7);
/// How much a new interval between two deliveries counts beside those before.
const NEW_INTERVAL: f64 = 0.3;

/// A region of customers: the first two digits of a French postcode, or a country.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct RegionName(pub String);

#[derive(Default)]
pub(super) struct Demand {
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    /// When the first event was heard.
    since: Option<Timestamp>,
    /// Orders of which it is not known yet whether they are taken.
    asked: HashMap<Uuid, Asked>,
    by_sku: HashMap<Sku, OfSku>,
    deliveries: HashMap<NodeCode, Deliveries>,
    /// SKUs of which something new is known.
    news: HashSet<Sku>,
}

#[derive(Default)]
struct OfSku {
    counters: HashMap<NodeCode, Fading>,
    online: HashMap<RegionName, Fading>,
}

/// Units that fade.
#[derive(Clone, Copy)]
struct Fading {
    units: f64,
    at: Timestamp,
}

impl Fading {
    fn at(self, now: Timestamp) -> f64 {
        self.units * (-((now - self.at).0.max(0) as f64) / FADES.0 as f64).exp()
    }

    fn add(&mut self, units: i64, now: Timestamp) {
        *self = Fading { units: self.at(now) + units as f64, at: now };
    }
}

#[derive(Clone, Copy)]
struct Deliveries {
    last: Timestamp,
    interval: f64,
}

/// What is expected of a SKU.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Expected {
    /// Units a day at the counter, by node.
    pub counters: HashMap<NodeCode, f64>,
    /// Units a day online, by region.
    pub online: Vec<(RegionName, f64)>,
}

impl Demand {
    /// Learns from an event. `stock` is as it was before, where it matters.
    pub fn hear(&self, told: &Told, at: Timestamp, stock: &impl Shelves) {
        let mut known = self.known.write();
        known.since.get_or_insert(at);
        match told {
            Told::Ordered { order, asked } => drop(known.asked.insert(*order, asked.clone())),
            Told::Taken { order } => {
                if let Some(asked) = known.asked.remove(order) {
                    known.ordered(&asked, at);
                }
            }
            Told::Over { order } => drop(known.asked.remove(order)),
            Told::Corrected { node, sku, by } if *by < 0 => known.at_counter(sku, node, -by, at),
            Told::Counted { node, sku, on_hand } => match stock.on_hand(node, sku) {
                Some(before) if before > *on_hand => known.at_counter(sku, node, before - on_hand, at),
                _ => known.news.extend([sku.clone()]),
            },
            Told::Delivered { node, sku } => {
                known.news.insert(sku.clone());
                match known.deliveries.get_mut(node) {
                    // What comes within half a day is one delivery.
                    Some(known) if at - known.last > Span::hours(12) => {
                        known.interval = known.interval * (1.0 - NEW_INTERVAL) + (at - known.last).0 as f64 * NEW_INTERVAL;
                        known.last = at;
                    }
                    Some(_) => {}
                    None => {
                        known.deliveries.insert(node.clone(), Deliveries { last: at, interval: USUAL_INTERVAL.0 as f64 });
                    }
                }
            }
            Told::Corrected { .. } => {}
        }
    }

    /// SKUs of which something new is known since the last time it was asked.
    pub fn news(&self) -> Vec<Sku> {
        std::mem::take(&mut self.known.write().news).into_iter().collect()
    }

    /// They are news still.
    pub fn news_again(&self, skus: &[Sku]) {
        self.known.write().news.extend(skus.iter().cloned());
    }

    pub fn of(&self, sku: &Sku, now: Timestamp) -> Expected {
        let known = self.known.read();
        let Some(of) = known.by_sku.get(sku) else { return Expected::default() };
        // What has been heard for a week only says as much as a week can.
        let heard = known.since.map_or(0, |since| (now - since).0.max(Span::days(1).0)) as f64;
        let days = FADES.0 as f64 * (1.0 - (-heard / FADES.0 as f64).exp()) / Span::days(1).0 as f64;
        let mut online: Vec<_> = of.online.iter().map(|(region, units)| (region.clone(), units.at(now) / days)).collect();
        online.sort_by(|one, other| one.0.cmp(&other.0));
        Expected { counters: of.counters.iter().map(|(node, units)| (node.clone(), units.at(now) / days)).collect(), online }
    }

    /// Days until a node is replenished.
    pub fn replenished_in(&self, node: &NodeCode, now: Timestamp) -> f64 {
        let known = self.known.read();
        let day = Span::days(1).0 as f64;
        let Some(of) = known.deliveries.get(node) else { return USUAL_INTERVAL.0 as f64 / day };
        let since = (now - of.last).0 as f64;
        // An overdue one may come any day.
        (of.interval - since).max(day) / day
    }
}

impl Known {
    fn ordered(&mut self, asked: &Asked, at: Timestamp) {
        for (sku, units) in &asked.lines {
            let units = (*units).min(MOST_OF_AN_ORDER);
            if let Some(node) = &asked.pickup {
                self.at_counter(sku, node, units, at);
            } else if let Some(region) = &asked.region {
                let online = &mut self.by_sku.entry(sku.clone()).or_default().online;
                online.entry(region.clone()).or_insert(Fading { units: 0.0, at }).add(units, at);
                self.news.insert(sku.clone());
            }
        }
    }

    fn at_counter(&mut self, sku: &Sku, node: &NodeCode, units: i64, at: Timestamp) {
        let counters = &mut self.by_sku.entry(sku.clone()).or_default().counters;
        counters.entry(node.clone()).or_insert(Fading { units: 0.0, at }).add(units, at);
        self.news.insert(sku.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::StockIndex;

    const NOW: Timestamp = Timestamp(1_800_000_000_000);

    fn sold(units: i64) -> Told {
        Told::Corrected { node: "LYO1".into(), sku: "LAMP".into(), by: -units }
    }

    #[test]
    fn demand_is_so_much_a_day_and_fades() {
        let (demand, stock) = (Demand::default(), StockIndex::default());
        for day in 0..56 {
            demand.hear(&sold(3), NOW + Span::days(day), &stock);
        }
        let rate = |days| demand.of(&"LAMP".into(), NOW + Span::days(days)).counters[&NodeCode::from("LYO1")];
        assert!((2.8..3.2).contains(&rate(56)), "{}", rate(56));
        assert!(rate(84) < 0.5 * rate(56));
    }

    #[test]
    fn what_comes_and_what_is_too_much_is_no_demand() {
        let (demand, stock) = (Demand::default(), StockIndex::default());
        demand.hear(&sold(-3), NOW, &stock);
        demand.hear(&Told::Counted { node: "LYO1".into(), sku: "LAMP".into(), on_hand: 9 }, NOW, &stock);
        assert_eq!(demand.of(&"LAMP".into(), NOW), Expected::default());
    }

    #[test]
    fn pickups_are_asked_for_at_their_counter_and_parcels_in_their_region() {
        let (demand, stock) = (Demand::default(), StockIndex::default());
        let lines = vec![("LAMP".into(), 2)];
        let (at_counter, online, refused) = (Uuid::from_u128(1), Uuid::from_u128(2), Uuid::from_u128(3));
        let collected = Asked { lines: lines.clone(), pickup: Some("LYO1".into()), region: None };
        demand.hear(&Told::Ordered { order: at_counter, asked: collected }, NOW, &stock);
        let sent = Asked { lines, pickup: None, region: Some(RegionName("69".into())) };
        demand.hear(&Told::Ordered { order: online, asked: sent.clone() }, NOW, &stock);
        let vain = Asked { lines: vec![("VASE".into(), 400)], ..sent };
        demand.hear(&Told::Ordered { order: refused, asked: vain }, NOW, &stock);
        assert_eq!(demand.news(), [], "nobody knows yet whether they are taken");
        for told in [
            Told::Taken { order: at_counter },
            Told::Taken { order: online },
            Told::Over { order: refused },
            Told::Taken { order: refused },
        ] {
            demand.hear(&told, NOW, &stock);
        }
        let expected = demand.of(&"LAMP".into(), NOW + Span::days(1));
        assert!(expected.counters.contains_key(&NodeCode::from("LYO1")) && expected.online[0].0 == RegionName("69".into()));
        assert_eq!(demand.news(), [Sku::from("LAMP")]);
        assert_eq!(demand.news(), []);
    }

    #[test]
    fn deliveries_come_as_often_as_they_did() {
        let (demand, stock) = (Demand::default(), StockIndex::default());
        let node = NodeCode::from("LYO1");
        assert_eq!(demand.replenished_in(&node, NOW), 7.0);
        for week in 0..10 {
            for sku in ["LAMP", "BOOT"] {
                demand.hear(&Told::Delivered { node: node.clone(), sku: sku.into() }, NOW + Span::days(week * 2), &stock);
            }
        }
        let expected = demand.replenished_in(&node, NOW + Span::days(18));
        assert!((2.0..2.5).contains(&expected), "every other day: {expected}");
    }
}
