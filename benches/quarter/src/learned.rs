//! What a strategy knows of the past: its own records, as a hub's views would keep them. Nothing of the generator's figures.

use crate::map::REGIONS;
use crate::retailer::{Retailer, day, day_of, weekday};
use comptoir_domain::node::NodeKind;
use comptoir_domain::time::{Span, Timestamp};

/// How much a cell's forecast leans on its row and column: as if so many units had been seen at their rate.
const LEAN: f64 = 2.0;
/// Rejections that every node is credited with before it was asked: so many, of so many offers.
const REJECTED: f64 = 1.0;
const OFFERED: f64 = 15.0;
/// No forecast goes farther, in days.
const MONTH: i64 = 28;
/// When people come, as every shop knows: over the counter, and online.
const COUNTER_HOURS: (i64, i64) = (10, 19);
const ONLINE_HOURS: (i64, i64) = (8, 24);

#[derive(Debug, Clone)]
pub struct Learned {
    /// By node, by article: sales over the counter, and days of opening with stock, in part where it ran out. What nobody could buy is not seen.
    counter_sales: Vec<Vec<f64>>,
    counter_days: Vec<Vec<f64>>,
    /// By region, by article.
    online: Vec<Vec<f64>>,
    /// By day, from the first one.
    counter_by_day: Vec<f64>,
    online_by_day: Vec<f64>,
    offers: Vec<f64>,
    rejections: Vec<f64>,
    preparation: Vec<(f64, f64)>,
    pub orders: f64,
    pub lines: f64,
    pub parcels: f64,
    forecast: Forecast,
}

/// Rates as they were worked out this morning. Units a day.
#[derive(Debug, Clone, Default)]
struct Forecast {
    counter: Vec<Vec<f64>>,
    online: Vec<Vec<f64>>,
    /// By day of the week, around 1; for counters 0 where they are closed.
    counter_week: [f64; 7],
    online_week: [f64; 7],
}

impl Learned {
    pub fn nothing(retailer: &Retailer) -> Self {
        let (nodes, articles) = (retailer.sites.len(), retailer.articles.len());
        Learned {
            counter_sales: vec![vec![0.0; articles]; nodes],
            counter_days: vec![vec![0.0; articles]; nodes],
            online: vec![vec![0.0; articles]; REGIONS.len()],
            counter_by_day: Vec::new(),
            online_by_day: Vec::new(),
            offers: vec![0.0; nodes],
            rejections: vec![0.0; nodes],
            preparation: vec![(0.0, 0.0); nodes],
            orders: 0.0,
            lines: 0.0,
            parcels: 0.0,
            forecast: Forecast::default(),
        }
    }

    pub fn begin_day(&mut self, retailer: &Retailer, today: i64, stock: &[Vec<i64>]) {
        self.counter_by_day.push(0.0);
        self.online_by_day.push(0.0);
        if weekday(today) < 6 {
            for (node, stock) in stock.iter().enumerate().filter(|(node, _)| retailer.sites[*node].kind == NodeKind::Store) {
                self.counter_days[node].iter_mut().zip(stock).filter(|(_, units)| **units > 0).for_each(|(days, _)| *days += 1.0);
            }
        }
    }

    /// A store's last unit has gone, or one has come back: what is left of the day counts no longer, or again, as one with stock.
    pub fn ran_out(&mut self, node: usize, article: usize, at: Timestamp, is_out: bool) {
        if weekday(day_of(at)) < 6 && at >= morning(day_of(at)) {
            let rest = left_of_day(at, COUNTER_HOURS);
            self.counter_days[node][article] += if is_out { -rest } else { rest };
        }
    }

    pub fn sold_at_counter(&mut self, node: usize, article: usize) {
        self.counter_sales[node][article] += 1.0;
        self.counter_by_day.last_mut().into_iter().for_each(|units| *units += 1.0);
    }

    pub fn ordered(&mut self, region: usize, articles: &[usize]) {
        self.orders += 1.0;
        self.lines += articles.len() as f64;
        articles.iter().for_each(|&article| self.online[region][article] += 1.0);
        self.online_by_day.last_mut().into_iter().for_each(|units| *units += articles.len() as f64);
    }

    pub fn accepted(&mut self, node: usize, preparation: Span) {
        self.offers[node] += 1.0;
        self.parcels += 1.0;
        self.preparation[node].0 += preparation.0 as f64;
        self.preparation[node].1 += 1.0;
    }

    pub fn rejected(&mut self, node: usize) {
        self.offers[node] += 1.0;
        self.rejections[node] += 1.0;
    }

    pub fn rejects_per_mille(&self, node: usize) -> i64 {
        ((self.rejections[node] + REJECTED) / (self.offers[node] + OFFERED) * 1_000.0).round() as i64
    }

    /// Working time until a parcel is packed; three hours where nobody knows.
    pub fn preparation(&self, node: usize) -> Span {
        let (sum, times) = self.preparation[node];
        let usual = Span::hours(3).0 as f64;
        Span(((sum + 2.0 * usual) / (times + 2.0)) as i64)
    }

    /// Works out this morning's rates.
    pub fn forecast(&mut self, today: i64) {
        let days = self.online_by_day.len().saturating_sub(1).max(1);
        let first = today - days as i64;
        let (counter_week, counter_now) = pattern(&self.counter_by_day[..days], first);
        let (online_week, online_now) = pattern(&self.online_by_day[..days], first);
        let counter = factored(&self.counter_sales, &self.counter_days, counter_now);
        let exposure: Vec<Vec<f64>> = self.online.iter().map(|row| vec![days as f64; row.len()]).collect();
        let online = factored(&self.online, &exposure, online_now);
        self.forecast = Forecast { counter, online, counter_week, online_week };
    }

    /// Units expected to be asked for at a node's counter from a moment until a later morning.
    pub fn counter_demand(&self, node: usize, article: usize, from: Timestamp, until_day: i64) -> f64 {
        self.forecast.counter[node][article] * over(&self.forecast.counter_week, from, until_day, COUNTER_HOURS)
    }

    /// Units expected to be ordered from a region on a day, on average from a moment until a later morning.
    pub fn online_demand(&self, region: usize, article: usize, from: Timestamp, until_day: i64) -> f64 {
        let days = (morning(until_day) - from).0 as f64 / Span::days(1).0 as f64;
        self.forecast.online[region][article] * over(&self.forecast.online_week, from, until_day, ONLINE_HOURS) / days.max(0.05)
    }

    /// What share of a parcel a line takes up.
    pub fn parcels_per_line(&self) -> f64 {
        if self.lines > 0.0 { self.parcels / self.lines } else { 1.0 }
    }
}

/// A day's factor by weekday, and how the last week compares with the whole. For counters, which are closed on Sundays, the rates are by
/// day of opening: a closed day's factor is 0, and the others are around 1.
fn pattern(by_day: &[f64], first: i64) -> ([f64; 7], f64) {
    let mut sums = [(0.0, 0.0); 7];
    for (n, units) in by_day.iter().enumerate() {
        let at = &mut sums[weekday(first + n as i64)];
        *at = (at.0 + units, at.1 + 1.0);
    }
    let means = sums.map(|(units, days): (f64, f64)| if days > 0.0 { units / days } else { 0.0 });
    let open = means.iter().filter(|mean| **mean > 0.0).count().max(1) as f64;
    let mean = means.iter().sum::<f64>() / open;
    let week = if mean > 0.0 { means.map(|units| units / mean) } else { [1.0; 7] };
    let last: f64 = by_day.iter().rev().take(7).sum::<f64>();
    let weeks = by_day.len().min(7) as f64 / 7.0 * by_day.iter().sum::<f64>() / by_day.len().max(1) as f64 * 7.0;
    (week, if weeks > 0.0 { last / weeks } else { 1.0 })
}

/// The rate of each cell: its own record, leaning on what its row and its column say together.
fn factored(units: &[Vec<f64>], days: &[Vec<f64>], now: f64) -> Vec<Vec<f64>> {
    let articles = units.first().map_or(0, Vec::len);
    let column = |table: &[Vec<f64>], article: usize| table.iter().map(|row| row[article]).sum::<f64>();
    let popular: Vec<f64> = (0..articles)
        .map(|article| {
            let exposed = column(days, article);
            if exposed > 0.0 { (column(units, article) + 0.1) / (exposed + 1.0) } else { 0.0 }
        })
        .collect();
    let of_row = |(units, days): (&Vec<f64>, &Vec<f64>)| {
        let expected: f64 = days.iter().zip(&popular).map(|(days, rate)| days * rate).sum();
        let row = if expected > 0.0 { units.iter().sum::<f64>() / expected } else { 0.0 };
        let cell = |article: usize| {
            let prior = row * popular[article];
            if prior > 0.0 { now * (units[article] + LEAN) / (days[article] + LEAN / prior) } else { 0.0 }
        };
        (0..articles).map(cell).collect()
    };
    units.iter().zip(days).map(of_row).collect()
}

/// The factors of the days until a later morning added up, of today only what is left of the hours in which people come.
fn over(week: &[f64; 7], from: Timestamp, until_day: i64, hours: (i64, i64)) -> f64 {
    let today = day_of(from);
    let left = left_of_day(from, hours);
    let rest: f64 = (today + 1..until_day.min(today + MONTH)).map(|day| week[weekday(day)]).sum();
    if until_day > today { left * week[weekday(today)] + rest } else { 0.0 }
}

/// What share of the hours in which people come is still to come today.
fn left_of_day(from: Timestamp, (opens, closes): (i64, i64)) -> f64 {
    let today = day(day_of(from));
    let (opens, closes) = (today + Span::hours(opens), today + Span::hours(closes));
    (closes - from.max(opens)).0.max(0) as f64 / (closes - opens).0 as f64
}

/// The moment at which forecasts are made and prices refreshed: after the deliveries, before anybody comes.
pub fn morning(today: i64) -> Timestamp {
    crate::retailer::day(today) + crate::retailer::DELIVERED_AT
}
