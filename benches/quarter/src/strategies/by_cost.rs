//! Strategies that choose by cost, with the product's own planning. They differ in what they price.

use super::{Ask, Share, Strategy, View};
use crate::map::{CITIES, REGIONS};
use crate::retailer::{CARBON_KG, LATE_HOUR, REJECTION, Retailer};
use comptoir_domain::node::NodeKind;
use comptoir_domain::place::distance_km;
use comptoir_domain::sourcing::{
    Candidate, Limits, Outlook, Policy, Region, Request, RequestLine, Rules, Service, Shelf, Splitting, Weights, plan_partly,
};
use std::time::{Duration, Instant};

/// Which prices an article's outlook gets.
pub type Prices = fn(&Outlook) -> Vec<i64>;

pub struct ByCost {
    pub name: &'static str,
    pub policy: Policy,
    /// Whether nodes' own records of rejections are looked at.
    pub heeds_rejections: bool,
    pub prices: Option<Prices>,
    /// By article, by node: this morning's prices.
    scarcity: Vec<Vec<i64>>,
    /// What the refreshing took, for the curious: how often, altogether, and at worst.
    pub refreshed: (u32, Duration, Duration),
}

/// The ledger's own costs, and nothing else.
pub fn ledgers_weights() -> Weights {
    Weights {
        parcel_percent: 100,
        handling_percent: 100,
        late_hour: LATE_HOUR,
        waiting_day: 0,
        carbon_kg: CARBON_KG,
        balance: 0,
        scarcity_percent: 100,
        clearance_percent: 0,
        rejection: REJECTION,
        lost_unit: 2_500,
        split_piece: 0,
    }
}

impl ByCost {
    pub fn new(name: &'static str, weights: Weights, heeds_rejections: bool, prices: Option<Prices>) -> Self {
        let limits = Limits { ship_to_store: true, splitting: Splitting::WhenCheaper, ..Limits::default() };
        let policy = Policy { weights, limits, ..Policy::default() };
        ByCost { name, policy, heeds_rejections, prices, scarcity: Vec::new(), refreshed: Default::default() }
    }

    fn candidate(&self, ask: &Ask, view: &View, node: usize) -> Candidate {
        let site = &view.retailer.sites[node];
        let available = ask.lines.iter().map(|article| view.stock[node][*article]).collect();
        Candidate {
            handling_cost: site.handling,
            calendar: site.calendar.clone(),
            preparation: view.learned.preparation(node),
            rejects_per_mille: if self.heeds_rejections { view.learned.rejects_per_mille(node) } else { 0 },
            orders_left: Some(site.capacity - view.taken[node]),
            load_per_mille: view.taken[node] * 1_000 / site.capacity.max(1),
            scarcity: if self.prices.is_some() {
                ask.lines.iter().map(|article| self.scarcity[*article][node]).collect()
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
        let Some(prices) = self.prices else { return };
        let serving = serving(view.retailer, view.learned.parcels_per_line());
        self.scarcity = (0..view.retailer.articles.len())
            .map(|article| {
                let outlook = outlook(view, article, &serving);
                let begun = Instant::now();
                let prices = prices(&outlook);
                let took = begun.elapsed();
                self.refreshed = (self.refreshed.0 + 1, self.refreshed.1 + took, self.refreshed.2.max(took));
                prices
            })
            .collect();
    }

    fn choose(&mut self, ask: &Ask, view: &View) -> Vec<Share> {
        let retailer = view.retailer;
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
            let days = site.days_to_delivery(view.at);
            let counter = site.kind == NodeKind::Store;
            let counter_demand = if counter { view.learned.counter_demand(node, article, view.today, days) } else { 0.0 };
            Shelf { available: view.stock[node][article], days, counter_demand, counter_loss: margin }
        })
        .collect();
    let horizon = shelves.iter().filter(|shelf| shelf.available > 0).map(|shelf| shelf.days).fold(1.0, f64::max);
    let heavy = retailer.articles[article].grams;
    let region = |(region, costs): (usize, &Vec<(i64, i64)>)| Region {
        daily_demand: view.learned.online_demand(region, article, view.today, horizon),
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
