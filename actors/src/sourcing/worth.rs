//! What a unit is worth where it lies: what taking it will cost later, and what it earns to be rid of it. Worked out in the background.

use super::demand::{Demand, Expected, RegionName};
use super::end_of_range::EndOfRange;
use super::retailer::{Valuation, percent};
use super::rulebook::Rulebook;
use super::shelves::Shelves;
use crate::store::queries::sql::Sql;
use comptoir_domain::ids::{NodeCode, Sku};
use comptoir_domain::node::{NodeKind, Profile};
use comptoir_domain::place::distance_km;
use comptoir_domain::sourcing::{Candidate, Outlook, Region, RequestLine, Service, Shelf, scarcity};
use comptoir_domain::time::Timestamp;
use parking_lot::RwLock;
use sea_orm::{ConnectionTrait, DbErr, QueryResult};
use std::collections::HashMap;
use std::sync::Arc;

/// The linear program is for so many pairs of node and region; with more, only the counters count.
const MOST_PAIRS: usize = 2_000;
/// Units a day that are always taken to be asked for, where it is said how long stock lasts: one a year.
const LEAST_DAILY: f64 = 1.0 / 365.0;
/// SKUs that are worked out at one time, before others get their turn.
const AT_ONCE: usize = 200;

/// Minor units by node; nodes that are not named: nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Worth {
    pub scarcity: HashMap<NodeCode, i64>,
    pub clearance: HashMap<NodeCode, i64>,
}

/// What the lines of a request are worth, in their order.
pub(super) struct OfLines(Vec<Option<Arc<Worth>>>);

impl OfLines {
    /// A candidate that knows it.
    pub fn at(&self, candidate: Candidate) -> Candidate {
        let scarcity = self.figure(|worth| worth.scarcity.get(&candidate.node));
        let clearance = self.figure(|worth| worth.clearance.get(&candidate.node));
        Candidate { scarcity, clearance, ..candidate }
    }

    /// Nothing where there is none of any line.
    fn figure<'a>(&'a self, of: impl Fn(&'a Worth) -> Option<&'a i64>) -> Vec<i64> {
        if self.0.iter().all(Option::is_none) {
            return Vec::new();
        }
        self.0.iter().map(|worth| worth.as_deref().and_then(&of).copied().unwrap_or_default()).collect()
    }
}

pub(super) struct Worths {
    valuation: Valuation,
    end_of_range: EndOfRange,
    by_sku: RwLock<HashMap<Sku, Arc<Worth>>>,
}

impl Worths {
    pub fn new(valuation: Valuation) -> Self {
        Worths { end_of_range: EndOfRange::new(&valuation.end_of_range_tag), valuation, by_sku: RwLock::default() }
    }

    /// By the same valuation and for a demand of its own, of which what is marked now is news; nothing is worked out yet.
    pub async fn apart(&self, db: &impl ConnectionTrait, demand: &Demand) -> Result<Self, DbErr> {
        let worths = Worths::new(self.valuation.clone());
        demand.news_again(&worths.end_of_range.keep_up(db, Timestamp::default()).await?);
        Ok(worths)
    }

    pub fn of(&self, lines: &[RequestLine]) -> OfLines {
        let by_sku = self.by_sku.read();
        OfLines(lines.iter().map(|line| by_sku.get(&line.sku).cloned()).collect())
    }

    /// Works out what is new; answers how many SKUs were.
    pub async fn refresh(&self, db: &impl ConnectionTrait, known: Known<'_>) -> Result<usize, DbErr> {
        let marks = self.end_of_range.keep_up(db, known.now).await?;
        known.demand.news_again(&marks);
        self.work_out(db, known).await
    }

    /// As [`refresh`](Worths::refresh), for what is marked as it was.
    pub async fn work_out(&self, db: &impl ConnectionTrait, known: Known<'_>) -> Result<usize, DbErr> {
        let news = known.demand.news();
        for (done, some) in news.chunks(AT_ONCE).enumerate() {
            let goods = goods(db, some).await.inspect_err(|_| known.demand.news_again(&news[done * AT_ONCE..]))?;
            for good in goods {
                let worth = self.worth(&good, known);
                let mut by_sku = self.by_sku.write();
                match worth {
                    Some(worth) => by_sku.insert(good.sku, Arc::new(worth)),
                    None => by_sku.remove(&good.sku),
                };
            }
            tokio::task::yield_now().await;
        }
        Ok(news.len())
    }

    /// `None`: nothing of it is worth more or less than elsewhere.
    fn worth(&self, good: &Good, known: Known) -> Option<Worth> {
        let nodes = known.nodes(&good.sku);
        let expected = known.demand.of(&good.sku, known.now);
        let prices = scarcity(&self.outlook(good, &nodes, &expected, known));
        let scarcity = nodes.iter().zip(prices).filter(|(_, price)| *price > 0).map(|((profile, _), price)| (profile.code.clone(), price));
        let worth = Worth { scarcity: scarcity.collect(), clearance: self.clearance(good, &nodes, &expected) };
        (worth != Worth::default()).then_some(worth)
    }

    fn outlook(&self, good: &Good, nodes: &[Stocked], expected: &Expected, known: Known) -> Outlook {
        let loss = percent(self.valuation.margin_percent, good.price);
        let shelf = |(profile, available): &Stocked| {
            let days = known.demand.replenished_in(&profile.code, known.now);
            Shelf { available: *available, days, counter_demand: at_counter(expected, profile) * days, counter_loss: loss }
        };
        let serving = |region: &RegionName, profile: &Profile| {
            let tenths = match (region.point(), profile.address.point) {
                (Some(to), Some(from)) => (distance_km(from, to) * 10.0).round() as i64,
                _ => 5_000,
            };
            let home = known.rulebook.carriers().iter().filter(|named| named.carrier.services.contains(&Service::Home));
            let costs = home.filter_map(|named| Some(named.carrier.bands[named.carrier.band(tenths)?].cost(good.grams)));
            costs.min().unwrap_or(loss) + profile.handling_cost
        };
        let regions: &[_] = if nodes.len() * expected.online.len() > MOST_PAIRS { &[] } else { &expected.online };
        let region = |(region, daily_demand): &(RegionName, f64)| {
            let serving = nodes.iter().map(|(profile, _)| serving(region, profile)).collect();
            Region { daily_demand: *daily_demand, loss, serving }
        };
        Outlook { shelves: nodes.iter().map(shelf).collect(), regions: regions.iter().map(region).collect() }
    }

    /// What a unit earns by node: a share of its price.
    fn clearance(&self, good: &Good, nodes: &[Stocked], expected: &Expected) -> HashMap<NodeCode, i64> {
        let online: f64 = expected.online.iter().map(|(_, daily)| daily).sum();
        let all: i64 = nodes.iter().map(|(_, available)| available).sum();
        // Its share of what is asked for online goes with its share of the stock.
        let daily = |(profile, available): &Stocked| at_counter(expected, profile) + online * *available as f64 / all.max(1) as f64;
        let lasts = |stocked: &Stocked| stocked.1 as f64 / daily(stocked).max(LEAST_DAILY);
        if self.end_of_range.has(&good.sku) {
            let most = percent(self.valuation.end_of_range_percent, good.price) as f64;
            let longest = nodes.iter().map(lasts).fold(f64::MIN_POSITIVE, f64::max);
            let earns = |stocked: &Stocked| (stocked.0.code.clone(), (most * lasts(stocked) / longest).round() as i64);
            return nodes.iter().map(earns).collect();
        }
        let is_known = online > 0.0 || !expected.counters.is_empty();
        let too_much = f64::from(self.valuation.too_much_days);
        let is_too_much = |stocked: &&Stocked| is_known && stocked.1 as f64 > daily(stocked) * too_much;
        let earns = percent(self.valuation.clearance_percent, good.price);
        nodes.iter().filter(is_too_much).map(|(profile, _)| (profile.code.clone(), earns)).collect()
    }
}

/// What is known of stock, demand and rules, and when.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    pub demand: &'a Demand,
    pub stock: &'a dyn Shelves,
    pub rulebook: &'a Rulebook,
    pub now: Timestamp,
}

/// A node, and how many units of a SKU may be promised there.
type Stocked = (Arc<Profile>, i64);

impl Known<'_> {
    /// Those that have some of it.
    fn nodes(self, sku: &Sku) -> Vec<Stocked> {
        let described = self.stock.available(sku).into_iter().filter_map(|(node, available)| Some((self.stock.node(&node)?, available)));
        described.filter(|(profile, available)| *available > 0 && profile.kind != NodeKind::RelayPoint).collect()
    }
}

/// Units a day.
fn at_counter(expected: &Expected, profile: &Profile) -> f64 {
    expected.counters.get(&profile.code).copied().unwrap_or_default()
}

/// What the catalogue says of a SKU.
struct Good {
    sku: Sku,
    price: i64,
    grams: i64,
}

async fn goods(db: &impl ConnectionTrait, skus: &[Sku]) -> Result<Vec<Good>, DbErr> {
    let rows = Sql::new("SELECT sku, price, grams FROM variants WHERE sku IN ").list(skus.iter().map(|sku| sku.0.clone())).all(db).await?;
    let good = |row: &QueryResult| {
        Ok(Good { sku: Sku(row.try_get("", "sku")?), price: row.try_get("", "price")?, grams: row.try_get("", "grams")? })
    };
    rows.iter().map(good).collect()
}
