//! Strategies that choose by cost, with the product's own planning. They differ in what they price.

use super::{Ask, Refreshed, Share, Strategy, View};
use crate::learned::morning;
use crate::map::{CITIES, REGIONS};
use crate::retailer::{CARBON_KG, LATE_HOUR, REJECTION, Retailer};
use comptoir_domain::node::NodeKind;
use comptoir_domain::place::distance_km;
use comptoir_domain::sourcing::{
    Candidate, Limits, Outlook, Policy, Region, Request, RequestLine, Rules, Service, Shelf, Splitting, Weights, plan_partly,
};
use comptoir_domain::time::Span;
use std::time::Instant;

/// Which prices an article's outlook gets.
pub type Prices = fn(&Outlook) -> Vec<i64>;

/// An article's prices, and what they were worked out for.
#[derive(Default)]
struct Priced {
    today: i64,
    /// By node.
    stock: Vec<i64>,
    scarcity: Vec<i64>,
}

pub struct ByCost {
    pub name: &'static str,
    pub policy: Policy,
    pub prices: Option<Prices>,
    /// By article.
    priced: Vec<Priced>,
    /// By region, by node, as of this morning.
    serving: Vec<Vec<(i64, i64)>>,
    /// Whether prices stay as they are until the next morning, whatever is sold meanwhile.
    daily: bool,
    refreshed: Refreshed,
}

/// What it is worth to keep a node's day free whose orders are nearly full, for orders that only it can serve. Cents.
const BALANCE: i64 = 150;

/// Percent. The prices are of a program that deals stock out as if nothing went wrong later; they come out too low, for the duals of expected
/// demand as well.
const SCARCITY: i64 = 150;

/// The ledger's own costs; and `balance` and `scarcity`, which are on no bill.
fn weights() -> Weights {
    Weights {
        parcel_percent: 100,
        handling_percent: 100,
        late_hour: LATE_HOUR,
        waiting_day: 0,
        carbon_kg: CARBON_KG,
        balance: BALANCE,
        scarcity_percent: SCARCITY,
        clearance_percent: 0,
        rejection: REJECTION,
        lost_unit: 2_500,
        split_piece: 0,
    }
}

impl ByCost {
    pub fn new(name: &'static str, prices: Option<Prices>) -> Self {
        let limits = Limits { ship_to_store: true, splitting: Splitting::WhenCheaper, ..Limits::default() };
        let policy = Policy { weights: weights(), limits, ..Policy::default() };
        ByCost { name, policy, prices, priced: Vec::new(), serving: Vec::new(), daily: false, refreshed: Refreshed::default() }
    }

    /// Refreshes its prices in the morning only.
    pub fn refreshed_daily(self) -> Self {
        ByCost { daily: true, ..self }
    }

    /// Brings prices up to date where the stock has changed since they were worked out, or the day.
    fn refresh(&mut self, articles: &[usize], view: &View) {
        let Some(prices) = self.prices else { return };
        self.priced.resize_with(view.retailer.articles.len(), Priced::default);
        for &article in articles {
            let stock = || view.stock.iter().map(|of_node| of_node[article]);
            let known = &self.priced[article];
            if known.today != view.today || !known.stock.iter().copied().eq(stock()) {
                let outlook = outlook(view, article, &self.serving);
                let begun = Instant::now();
                let scarcity = prices(&outlook);
                let took = begun.elapsed();
                let Refreshed { times, took: all, worst } = self.refreshed;
                self.refreshed = Refreshed { times: times + 1, took: all + took, worst: worst.max(took) };
                self.priced[article] = Priced { today: view.today, stock: stock().collect(), scarcity };
            }
        }
    }

    fn candidate(&self, ask: &Ask, view: &View, node: usize) -> Candidate {
        let site = &view.retailer.sites[node];
        let available = ask.lines.iter().map(|article| view.stock[node][*article]).collect();
        Candidate {
            handling_cost: site.handling,
            calendar: site.calendar.clone(),
            preparation: view.learned.preparation(node),
            rejects_per_mille: view.learned.rejects_per_mille(node),
            orders_left: Some(site.capacity - view.taken[node]),
            load_per_mille: view.taken[node] * 1_000 / site.capacity.max(1),
            scarcity: if self.prices.is_some() {
                ask.lines.iter().map(|article| self.priced[*article].scarcity[node]).collect()
            } else {
                Vec::new()
            },
            ..Candidate::new(site.code.clone(), site.kind, Some(site.point), available)
        }
    }
}

impl Strategy for ByCost {
    fn name(&self) -> &'static str {
        self.name
    }

    fn morning(&mut self, view: &View) {
        if self.prices.is_some() {
            self.serving = serving(view.retailer, view.learned.parcels_per_line());
            // Those that are refreshed once a day are so now, with the deliveries of the morning.
            if self.daily {
                let articles: Vec<usize> = (0..view.retailer.articles.len()).collect();
                self.refresh(&articles, view);
            }
        }
    }

    fn choose(&mut self, ask: &Ask, view: &View) -> Vec<Share> {
        let retailer = view.retailer;
        if !self.daily {
            self.refresh(ask.lines, view);
        }
        let nodes: Vec<usize> = (0..retailer.sites.len()).filter(|node| view.takes(ask, *node)).collect();
        let candidates: Vec<Candidate> = nodes.iter().map(|node| self.candidate(ask, view, *node)).collect();
        let line = |(n, article): (usize, &usize)| {
            let article = &retailer.articles[*article];
            RequestLine { line: n as u32, sku: article.sku.clone(), quantity: 1, grams: article.grams }
        };
        let request = Request {
            fulfillment_seed: String::new(),
            lines: ask.lines.iter().enumerate().map(line).collect(),
            destination: ask.order.destination(retailer),
            at: view.at,
            promised: Some(ask.order.promised),
            gift: false,
        };
        let rules = Rules { policy: &self.policy, carriers: &retailer.carriers, days_of_work: &retailer.days_of_work };
        let Ok(plan) = plan_partly(&request, &candidates, rules, None) else { return Vec::new() };
        let share = |part: &comptoir_domain::sourcing::Part| {
            let node = retailer.sites.iter().position(|site| site.code == part.node)?;
            let lines = part.lines.iter().filter(|line| line.quantity > 0).map(|line| ask.lines[line.line as usize]).collect();
            Some(Share { node, lines })
        };
        plan.parts.iter().filter_map(share).collect()
    }

    fn refreshed(&self) -> Refreshed {
        self.refreshed
    }
}

/// An article's outlook from what is known this morning.
fn outlook(view: &View, article: usize, serving: &[Vec<(i64, i64)>]) -> Outlook {
    let retailer = view.retailer;
    let margin = retailer.articles[article].margin;
    let shelves: Vec<Shelf> = retailer
        .sites
        .iter()
        .enumerate()
        .map(|(node, site)| {
            let until = site.next_delivery(view.at);
            let days = (morning(until) - view.at).0 as f64 / Span::days(1).0 as f64;
            let counter = site.kind == NodeKind::Store;
            let counter_demand = if counter { view.learned.counter_demand(node, article, view.at, until) } else { 0.0 };
            Shelf { available: view.stock[node][article], days, counter_demand, counter_loss: margin }
        })
        .collect();
    let stocked = retailer.sites.iter().zip(&shelves).filter(|(_, shelf)| shelf.available > 0);
    let until = stocked.map(|(site, _)| site.next_delivery(view.at)).max().unwrap_or(view.today + 1);
    let heavy = retailer.articles[article].grams;
    let region = |(region, costs): (usize, &Vec<(i64, i64)>)| Region {
        daily_demand: view.learned.online_demand(region, article, view.at, until),
        loss: retailer.articles[article].lost_online(),
        serving: costs.iter().map(|(fixed, per_kg)| fixed + per_kg * heavy / 1_000).collect(),
    };
    Outlook { regions: serving.iter().enumerate().map(region).collect(), shelves }
}

/// By region, by node: what a line costs from there to where the region's people live, on average: its share of a parcel and its handling,
/// and what a kilogram adds. Cents.
fn serving(retailer: &Retailer, parcels_per_line: f64) -> Vec<Vec<(i64, i64)>> {
    let home = retailer.carriers.iter().find(|named| named.carrier.services.contains(&Service::Home));
    let cost = |region: usize, node: usize| {
        let site = &retailer.sites[node];
        let cities = CITIES.iter().filter(|city| city.region == region);
        let (sum, people) = cities.fold((0.0, 0.0), |(sum, people), city| {
            let tenths = (distance_km(site.point, city.point) * 10.0) as i64;
            let band = home.and_then(|named| Some(&named.carrier.bands[named.carrier.band(tenths)?]));
            (sum + city.weight * band.map_or(0.0, |band| band.cost(1) as f64), people + city.weight)
        });
        ((sum / people * parcels_per_line).round() as i64 + site.handling, 50)
    };
    (0..REGIONS.len()).map(|region| (0..retailer.sites.len()).map(|node| cost(region, node)).collect()).collect()
}
