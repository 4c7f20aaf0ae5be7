//! Who will want what, where and when.

use crate::map::{ADDRESSES, CITIES, REGIONS};
use crate::retailer::{BEGIN, DAYS, DELIVERED_AT, Order, Retailer, WARM_UP, Way, day, weekday};
use comptoir_domain::node::NodeKind;
use comptoir_domain::place::Point;
use comptoir_domain::time::{Span, Timestamp};
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, LogNormal, Normal, Poisson};
use std::f64::consts::TAU;

/// Online orders on a mean day.
const ORDERS: f64 = 110.0;
/// Units asked for over all counters on a mean day of opening.
const COUNTER_UNITS: f64 = 260.0;
/// Of 100 orders, so many have 1, 2, … lines.
const BASKETS: [f64; 5] = [50.0, 26.0, 13.0, 7.0, 4.0];
const LINES: f64 = 1.89;
const ONLINE_WEEK: [f64; 7] = [1.10, 1.0, 0.98, 0.95, 0.92, 0.90, 1.15];
const COUNTER_WEEK: [f64; 6] = [0.75, 0.85, 1.0, 0.85, 1.05, 1.5];
/// The sale: the sixth week of the quarter.
const SALE: std::ops::Range<i64> = WARM_UP + 35..WARM_UP + 42;
const SALE_ONLINE: f64 = 1.9;
const SALE_COUNTER: f64 = 1.5;
/// Of all orders: collected in a store, brought to a relay point.
const PICKUPS: f64 = 0.10;
const RELAYS: f64 = 0.20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Delivery { node: usize },
    Counter { node: usize, article: usize },
    Order(usize),
}

pub struct Streams {
    pub orders: Vec<Order>,
    pub events: Vec<(Timestamp, Event)>,
}

/// How popular each article is, where, and in which season.
pub struct Tastes {
    /// By article, adding up to 1.
    popularity: Vec<f64>,
    /// By region, by article: around 1.
    regional: Vec<Vec<f64>>,
    /// By node, by article: around 1.
    local: Vec<Vec<f64>>,
    article_season: Vec<f64>,
    region_season: Vec<f64>,
}

fn around_one(dice: &mut ChaCha8Rng, spread: f64) -> f64 {
    LogNormal::new(-spread * spread / 2.0, spread).map_or(1.0, |factor: LogNormal<f64>| factor.sample(dice))
}

impl Tastes {
    pub fn of(dice: &mut ChaCha8Rng, articles: usize) -> Self {
        // Zipf with exponent 0.8: a fifth of the articles make half of the sales.
        let weights: Vec<f64> = (1..=articles).map(|rank| (rank as f64).powf(-0.8)).collect();
        let all: f64 = weights.iter().sum();
        let mut table = |rows: usize, spread: f64| -> Vec<Vec<f64>> {
            (0..rows).map(|_| (0..articles).map(|_| around_one(dice, spread)).collect()).collect()
        };
        let (regional, local) = (table(REGIONS.len(), 0.35), table(ADDRESSES.len(), 0.3));
        Tastes {
            popularity: weights.iter().map(|weight| weight / all).collect(),
            regional,
            local,
            article_season: (0..articles).map(|_| dice.random()).collect(),
            region_season: REGIONS.iter().map(|_| dice.random()).collect(),
        }
    }

    fn season(&self, day: i64, article: usize, region: usize) -> f64 {
        let turn = |period: f64, phase: f64| (TAU * (day as f64 / period + phase)).sin();
        1.0 + 0.3 * turn(182.0, self.article_season[article]) + 0.15 * turn(120.0, self.region_season[region])
    }

    /// Units on a mean day of opening.
    fn counter(&self, node: usize, article: usize) -> f64 {
        let address = &ADDRESSES[node];
        let stores: f64 = ADDRESSES.iter().map(|address| address.size).sum();
        let taste = self.regional[address.region][article] * self.local[node][article];
        COUNTER_UNITS * address.size / stores * self.popularity[article] * taste
    }

    /// What the retailer's planners fill the shelves up to: the counter's week with little risk, a part of the online demand, and their own
    /// errors of judgement. Warehouses are meant to have about half of two weeks' online demand, suppliers make a quarter of the articles.
    pub fn filled_to(&self, dice: &mut ChaCha8Rng) -> Vec<Vec<i64>> {
        let online_week = |article: usize| ORDERS * LINES * 7.0 * self.popularity[article];
        let stores: f64 = ADDRESSES.iter().map(|address| address.size).sum();
        let mut filled = Vec::with_capacity(ADDRESSES.len());
        for (node, address) in ADDRESSES.iter().enumerate() {
            let of_article = |article: usize| {
                let error = around_one(dice, 0.35);
                match address.kind {
                    NodeKind::Warehouse => quantile(0.5 * online_week(article) * error, 0.5),
                    NodeKind::Supplier if dice.random_bool(0.25) => quantile(0.5 * online_week(article), 0.9),
                    NodeKind::Supplier => 0,
                    _ => {
                        let mean = self.counter(node, article) * 6.0 + 0.4 * online_week(article) * address.size / stores;
                        let kept = mean > 0.25 || dice.random_bool(0.6);
                        if kept { quantile(mean * error, 0.85).max(1) } else { 0 }
                    }
                }
            };
            filled.push((0..self.popularity.len()).map(of_article).collect());
        }
        filled
    }

    pub fn streams(&self, dice: &mut ChaCha8Rng, retailer: &Retailer) -> Streams {
        let mut events = Vec::new();
        for (node, site) in retailer.sites.iter().enumerate() {
            events.extend(site.deliveries.iter().map(|&d| (day(d) + DELIVERED_AT, Event::Delivery { node })));
        }
        let mut orders = Vec::new();
        for today in 0..WARM_UP + DAYS {
            self.counters(dice, today, &mut events);
            self.online(dice, today, retailer, &mut orders);
        }
        orders.sort_by_key(|order: &Order| order.at);
        for (number, order) in orders.iter_mut().enumerate() {
            order.number = number;
            events.push((order.at, Event::Order(number)));
        }
        // Stable: deliveries come before whatever else happens in the same moment.
        events.sort_by_key(|(at, _)| *at);
        Streams { orders, events }
    }

    fn counters(&self, dice: &mut ChaCha8Rng, today: i64, events: &mut Vec<(Timestamp, Event)>) {
        let Some(pattern) = COUNTER_WEEK.get(weekday(today)) else { return };
        let sale = if SALE.contains(&today) { SALE_COUNTER } else { 1.0 };
        for (node, address) in ADDRESSES.iter().enumerate().filter(|(_, address)| address.kind == NodeKind::Store) {
            for article in 0..self.popularity.len() {
                let mean = self.counter(node, article) * pattern * sale * self.season(today, article, address.region);
                for _ in 0..count(dice, mean) {
                    let at = day(today) + Span::minutes(dice.random_range(600..1_140));
                    events.push((at, Event::Counter { node, article }));
                }
            }
        }
    }

    fn online(&self, dice: &mut ChaCha8Rng, today: i64, retailer: &Retailer, orders: &mut Vec<Order>) {
        let sale = if SALE.contains(&today) { SALE_ONLINE } else { 1.0 };
        let weights: Vec<f64> = CITIES.iter().map(|city| city.weight).collect();
        for _ in 0..count(dice, ORDERS * ONLINE_WEEK[weekday(today)] * sale) {
            let city = &CITIES[drawn(dice, &weights)];
            let wanted: Vec<f64> = (0..self.popularity.len())
                .map(|article| self.popularity[article] * self.regional[city.region][article] * self.season(today, article, city.region))
                .collect();
            let mut wanted = wanted;
            let mut lines = Vec::new();
            for _ in 0..=drawn(dice, &BASKETS) {
                let article = drawn(dice, &wanted);
                wanted[article] = 0.0;
                lines.push(article);
            }
            lines.sort_unstable();
            // Most people order in the evening.
            let minute = if dice.random_bool(0.4) { dice.random_range(1_140..1_410) } else { dice.random_range(450..1_400) };
            let at = day(today) + Span::minutes(minute);
            let spread = |dice: &mut ChaCha8Rng| Normal::new(0.0, 0.12).map_or(0.0, |spread: Normal<f64>| spread.sample(dice));
            let home = Point { latitude: city.point.latitude + spread(dice), longitude: city.point.longitude + spread(dice) };
            let chance: f64 = dice.random();
            let (way, point) = if chance < PICKUPS {
                let stores = retailer.sites.iter().enumerate().filter(|(_, site)| site.kind == NodeKind::Store);
                let nearest = stores.min_by(|(_, one), (_, other)| {
                    let km = |site: &crate::retailer::Site| comptoir_domain::place::distance_km(site.point, home);
                    km(one).total_cmp(&km(other))
                });
                nearest.map_or((Way::Home, home), |(node, site)| (Way::Pickup(node), site.point))
            } else if chance < PICKUPS + RELAYS {
                (Way::Relay, home)
            } else {
                (Way::Home, home)
            };
            let promised = Order::promise(at, way, &retailer.days_of_work);
            orders.push(Order { number: 0, at, region: city.region, point, way, lines, promised });
        }
        debug_assert!(orders.iter().all(|order| order.at >= BEGIN));
    }
}

fn count(dice: &mut ChaCha8Rng, mean: f64) -> usize {
    Poisson::new(mean).map_or(0, |counts: Poisson<f64>| counts.sample(dice) as usize)
}

/// An index, each with its weight as its chance.
fn drawn(dice: &mut ChaCha8Rng, weights: &[f64]) -> usize {
    let mut left = dice.random::<f64>() * weights.iter().sum::<f64>();
    let found = weights.iter().position(|weight| {
        left -= weight;
        left < 0.0
    });
    found.unwrap_or(weights.len() - 1)
}

/// The least count that a Poisson variable does not exceed with this probability.
fn quantile(mean: f64, level: f64) -> i64 {
    let (mut count, mut chance) = (0, (-mean).exp());
    let mut below = chance;
    while below < level && count < 10_000 {
        count += 1;
        chance *= mean / count as f64;
        below += chance;
    }
    count
}
