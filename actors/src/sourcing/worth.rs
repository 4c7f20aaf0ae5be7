//! What a unit is worth where it lies: what taking it will cost later, and what it earns to be rid of it. Worked out in the background.

use super::demand::Demand;
use super::rulebook::Rulebook;
use crate::store::queries::sql::Sql;
use crate::views::StockIndex;
use comptoir_domain::ids::{NodeCode, Sku};
use comptoir_domain::node::{NodeKind, Profile};
use comptoir_domain::place::distance_km;
use comptoir_domain::sourcing::{Outlook, Region, Service, Shelf, scarcity};
use comptoir_domain::time::Timestamp;
use parking_lot::RwLock;
use sea_orm::{ConnectionTrait, DbErr};
use std::collections::HashMap;
use std::sync::Arc;

/// What a sale earns, of its price: what is lost with it.
const MARGIN_PERCENT: i64 = 40;
/// What lasts longer than this at a node, in days, is too much.
const TOO_LONG: f64 = 90.0;
/// What a unit earns of its price that is sold off where there is too much of it.
const CLEARANCE_PERCENT: i64 = 3;
/// The linear program is for so many pairs of node and region; with more, only the counters count.
const MOST_PAIRS: usize = 2_000;
/// SKUs that are worked out at one time, before others get their turn.
const AT_ONCE: usize = 200;

/// Minor units by node; nodes that are not named: nothing.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Worth {
    pub scarcity: HashMap<NodeCode, i64>,
    pub clearance: HashMap<NodeCode, i64>,
}

#[derive(Default)]
pub(super) struct Worths {
    by_sku: RwLock<HashMap<Sku, Arc<Worth>>>,
}

impl Worths {
    pub fn of(&self, sku: &Sku) -> Option<Arc<Worth>> {
        self.by_sku.read().get(sku).cloned()
    }

    /// Works out what is new; answers how many SKUs were.
    pub async fn refresh(
        &self,
        db: &impl ConnectionTrait,
        demand: &Demand,
        stock: &StockIndex,
        rulebook: &Rulebook,
        now: Timestamp,
    ) -> Result<usize, DbErr> {
        let news = demand.news();
        for some in news.chunks(AT_ONCE) {
            let priced = prices(db, some).await?;
            for (sku, price, grams) in priced {
                let worth = worth(&sku, price, grams, demand, stock, rulebook, now);
                let mut by_sku = self.by_sku.write();
                match worth {
                    Some(worth) => by_sku.insert(sku, Arc::new(worth)),
                    None => by_sku.remove(&sku),
                };
            }
            tokio::task::yield_now().await;
        }
        Ok(news.len())
    }
}

async fn prices(db: &impl ConnectionTrait, skus: &[Sku]) -> Result<Vec<(Sku, i64, i64)>, DbErr> {
    let rows = Sql::new("SELECT sku, price, grams FROM variants WHERE sku IN ").list(skus.iter().map(|sku| sku.0.clone())).all(db).await?;
    rows.iter().map(|row| Ok((Sku(row.try_get("", "sku")?), row.try_get("", "price")?, row.try_get("", "grams")?))).collect()
}

/// `None`: nothing of it is worth more or less than elsewhere.
fn worth(sku: &Sku, price: i64, grams: i64, demand: &Demand, stock: &StockIndex, rulebook: &Rulebook, now: Timestamp) -> Option<Worth> {
    let entries = stock.with_sku(sku, |entries| entries.iter().map(|(node, of)| (node.clone(), of.available())).collect::<Vec<_>>())?;
    let nodes: Vec<(Arc<Profile>, i64)> = entries
        .into_iter()
        .filter_map(|(node, available)| Some((stock.node(&node)?, available)))
        .filter(|(profile, available)| *available > 0 && profile.kind != NodeKind::RelayPoint)
        .collect();
    let expected = demand.of(sku, now);
    let loss = price * MARGIN_PERCENT / 100;
    let at_counter = |profile: &Profile| expected.counters.get(&profile.code).copied().unwrap_or_default();
    let shelves: Vec<Shelf> = nodes
        .iter()
        .map(|(profile, available)| {
            let days = demand.replenished_in(&profile.code, now);
            Shelf { available: *available, days, counter_demand: at_counter(profile) * days, counter_loss: loss }
        })
        .collect();
    let regions = if nodes.len() * expected.online.len() > MOST_PAIRS { Vec::new() } else { expected.online.clone() };
    let serving = |region: &super::demand::RegionName, profile: &Profile| {
        let tenths = match (region.point(), profile.address.point) {
            (Some(to), Some(from)) => (distance_km(from, to) * 10.0).round() as i64,
            _ => 5_000,
        };
        let home = rulebook.carriers().iter().filter(|named| named.carrier.services.contains(&Service::Home));
        let costs = home.filter_map(|named| Some(named.carrier.bands[named.carrier.band(tenths)?].cost(grams)));
        costs.min().unwrap_or(loss) + profile.handling_cost
    };
    let regions = regions
        .into_iter()
        .map(|(region, daily_demand)| {
            let serving = nodes.iter().map(|(profile, _)| serving(&region, profile)).collect();
            Region { daily_demand, loss, serving }
        })
        .collect();
    let online: f64 = expected.online.iter().map(|(_, daily)| daily).sum();
    let prices = scarcity(&Outlook { shelves, regions });
    let all: i64 = nodes.iter().map(|(_, available)| available).sum();
    let mut worth = Worth::default();
    for ((profile, available), price_here) in nodes.iter().zip(prices) {
        if price_here > 0 {
            worth.scarcity.insert(profile.code.clone(), price_here);
        }
        // Its share of what is asked for online goes with its share of the stock.
        let daily = at_counter(profile) + online * *available as f64 / all.max(1) as f64;
        let is_known = daily > 0.0 || online > 0.0 || !expected.counters.is_empty();
        if is_known && *available as f64 > daily * TOO_LONG {
            worth.clearance.insert(profile.code.clone(), price * CLEARANCE_PERCENT / 100);
        }
    }
    (worth != Worth::default()).then_some(worth)
}
