//! What nobody can do better than who knows everything beforehand: a lower bound on the ledger's total for a quarter.
//!
//! The clairvoyant knows every order and every counter customer of the quarter, which store would reject which order, and how long each
//! preparation takes. Of what binds a strategy this much is **relaxed**:
//!
//! 1. stock is not a limit but has a price for each node, article and time between two deliveries (a *cell*). By Lagrangian duality, for any
//!    prices ≥ 0, the cheapest way to serve every customer by himself, with those prices added, less the value of all stock at those
//!    prices, is no more than what any strategy can reach. Prices are raised where more is taken than is there, and lowered where less is
//!    (subgradient steps). More rounds make the bound better; true it is at any prices;
//! 2. a node's daily capacity is no limit;
//! 3. an order's line may be refused for its loss, and a counter customer too, although there is stock; so might no strategy;
//! 4. an order that strategies may have to source again later (after rejections) may take the stock of either cell that it could meet, and
//!    is always served at once.
//!
//! Each single order is still solved exactly, with whole parcels, weights, lateness and carbon, by dynamic programming over its lines.

use crate::course::{ATTEMPTS, REJECTED_AFTER};
use crate::demand::Event;
use crate::ledger::Shipment;
use crate::retailer::{Order, WARM_UP, day, day_of};
use crate::world::World;
use comptoir_domain::time::Timestamp;
use std::ops::Range;

/// Rounds; more of them would raise the bound by less than a thousandth.
const ROUNDS: usize = 250;
/// By how much a price moves in the first round in which more is taken than is there. Cents.
const STEP: f64 = 250.0;
/// The prices of the last rounds are averaged: they swing around the best ones.
const MEMORY: f64 = 0.9;

pub struct Clairvoyant {
    /// By cell.
    stock: Vec<f64>,
    /// Counter customers of a cell, and what each is worth.
    counter: Vec<(f64, f64)>,
    orders: Vec<Wish>,
}

/// An order's ways.
struct Wish {
    lines: usize,
    /// By line.
    losses: Vec<f64>,
    nodes: Vec<Server>,
}

struct Server {
    /// Lines that it may have, a bit each.
    has: usize,
    /// By set of lines: what sending them costs.
    costs: Vec<f64>,
    /// By line: the cells it can be taken from.
    cells: Vec<(usize, usize)>,
}

/// Which cell a unit belongs to.
struct Cells {
    first: Vec<usize>,
    before: Vec<usize>,
    articles: usize,
    all: usize,
}

impl Cells {
    fn of(world: &World, days: &Range<i64>) -> Self {
        let articles = world.retailer.articles.len();
        let (mut first, mut before, mut all) = (Vec::new(), Vec::new(), 0);
        for site in &world.retailer.sites {
            first.push(all);
            before.push(site.cycle(day(days.start)));
            all += (site.deliveries.len() + 1 - site.cycle(day(days.start))) * articles;
        }
        Cells { first, before, articles, all }
    }

    fn at(&self, world: &World, node: usize, article: usize, at: Timestamp) -> usize {
        self.first[node] + (world.retailer.sites[node].cycle(at) - self.before[node]) * self.articles + article
    }
}

impl Clairvoyant {
    pub fn of(world: &World, days: Range<i64>) -> Self {
        debug_assert!(days.start >= WARM_UP);
        let cells = Cells::of(world, &days);
        let mut stock = vec![0.0; cells.all];
        for (node, filled) in world.retailer.filled_to.iter().enumerate() {
            let end = cells.first.get(node + 1).copied().unwrap_or(cells.all);
            for (cell, units) in stock[cells.first[node]..end].iter_mut().zip(filled.iter().cycle()) {
                *cell = *units as f64;
            }
        }
        let mut counter = vec![(0.0, 0.0); cells.all];
        let mut orders = Vec::new();
        for &(at, event) in world.events.iter().filter(|(at, _)| days.contains(&day_of(*at))) {
            match event {
                Event::Delivery { .. } => {}
                Event::Counter { node, article } => {
                    let cell = &mut counter[cells.at(world, node, article, at)];
                    *cell = (cell.0 + 1.0, world.retailer.articles[article].margin as f64);
                }
                Event::Order(order) => orders.push(Wish::of(world, &cells, &world.orders[order])),
            }
        }
        Clairvoyant { stock, counter, orders }
    }

    /// The bound, in cents.
    pub fn at_least(&self) -> f64 {
        let mut prices = vec![0.0; self.stock.len()];
        let mut mean = prices.clone();
        let mut squares = vec![0.0; self.stock.len()];
        for _ in 0..ROUNDS {
            let (_, excess) = self.round(&prices);
            for (n, excess) in excess.iter().enumerate() {
                // Prices move by less the more they have moved (AdaGrad), each at its own pace.
                if prices[n] > 0.0 || *excess > 0.0 {
                    squares[n] += excess * excess;
                    prices[n] = f64::max(0.0, prices[n] + STEP * excess / f64::sqrt(squares[n]).max(1.0));
                }
                mean[n] = MEMORY * mean[n] + (1.0 - MEMORY) * prices[n];
            }
        }
        self.round(&mean).0.max(self.round(&prices).0)
    }

    /// The bound at these prices, and by cell how much more is taken than there is.
    fn round(&self, prices: &[f64]) -> (f64, Vec<f64>) {
        let mut excess: Vec<f64> = self.stock.iter().map(|units| -units).collect();
        let mut bound: f64 = -self.stock.iter().zip(prices).map(|(units, price)| units * price).sum::<f64>();
        for ((cell, price), (customers, margin)) in excess.iter_mut().zip(prices).zip(&self.counter) {
            bound += customers * price.min(*margin);
            *cell += if price < margin { *customers } else { 0.0 };
        }
        let mut scratch = Scratch::default();
        for wish in &self.orders {
            bound += wish.cheapest(prices, &mut scratch, &mut excess);
        }
        (bound, excess)
    }
}

/// What the search for one order writes to, kept from order to order.
#[derive(Default)]
struct Scratch {
    best: Vec<f64>,
    /// By node: by set of lines served so far, the lines that this node serves of it.
    taken: Vec<u8>,
    by_line: Vec<f64>,
    units: Vec<f64>,
}

impl Wish {
    fn of(world: &World, cells: &Cells, order: &Order) -> Self {
        let articles = &world.retailer.articles;
        let sets = 1usize << order.lines.len();
        let latest = order.at + comptoir_domain::time::Span(REJECTED_AFTER.0 * (ATTEMPTS as i64 - 1));
        let server = |node: usize| {
            let filled = &world.retailer.filled_to[node];
            let carried = order.lines.iter().enumerate().filter(|(_, article)| filled[**article] > 0);
            let has = carried.fold(0, |has, (n, _)| has | 1 << n);
            if has == 0 || world.is_rejected(order.number, node) {
                return None;
            }
            let cost = |set: usize| {
                let lines: Vec<usize> = (0..order.lines.len()).filter(|n| set >> n & 1 == 1).map(|n| order.lines[n]).collect();
                let grams = world.retailer.grams(lines.iter().copied());
                Shipment::of(world, order, node, grams, lines.len() as i64, order.at).map(|shipment| shipment.total() as f64)
            };
            let costs: Option<Vec<f64>> = (0..sets).map(|set| if set == 0 { Some(0.0) } else { cost(set) }).collect();
            let cell = |article: &usize| (cells.at(world, node, *article, order.at), cells.at(world, node, *article, latest));
            Some(Server { has, costs: costs?, cells: order.lines.iter().map(cell).collect() })
        };
        Wish {
            lines: order.lines.len(),
            losses: order.lines.iter().map(|article| articles[*article].lost_online() as f64).collect(),
            nodes: (0..world.retailer.sites.len()).filter_map(server).collect(),
        }
    }

    /// The cheapest way to serve it at these prices; what it takes is added to `excess`.
    fn cheapest(&self, prices: &[f64], scratch: &mut Scratch, excess: &mut [f64]) -> f64 {
        let sets = 1usize << self.lines;
        let Scratch { best, taken, by_line, units } = scratch;
        sums(&self.losses, best);
        taken.clear();
        taken.resize(self.nodes.len() * sets, 0);
        for (server, taken) in self.nodes.iter().zip(taken.chunks_mut(sets)) {
            by_line.clear();
            by_line.extend(server.cells.iter().map(|(now, later)| prices[*now].min(prices[*later])));
            sums(by_line, units);
            for set in (1..sets).rev() {
                // All parts of what this node has of the set.
                let mut part = set & server.has;
                while part > 0 {
                    let cost = best[set & !part] + server.costs[part] + units[part];
                    if cost < best[set] {
                        best[set] = cost;
                        taken[set] = part as u8;
                    }
                    part = (part - 1) & set & server.has;
                }
            }
        }
        let mut set = sets - 1;
        for (server, taken) in self.nodes.iter().zip(taken.chunks(sets)).rev() {
            let part = taken[set] as usize;
            for n in (0..self.lines).filter(|n| part >> n & 1 == 1) {
                let (now, later) = server.cells[n];
                excess[if prices[now] <= prices[later] { now } else { later }] += 1.0;
            }
            set &= !part;
        }
        best[sets - 1]
    }
}

/// By set of lines: their figures added up.
fn sums(by_line: &[f64], sums: &mut Vec<f64>) {
    sums.clear();
    sums.push(0.0);
    for set in 1..1usize << by_line.len() {
        let lowest = set.trailing_zeros() as usize;
        sums.push(sums[set & (set - 1)] + by_line[lowest]);
    }
}
