//! What everybody in the retailer's house knows: nodes, articles, carriers, hours, and the deliveries that are planned. Nothing of what will
//! happen: strategies are shown this and their own past.

use crate::map::ADDRESSES;
use comptoir_domain::ids::{NodeCode, Sku};
use comptoir_domain::node::NodeKind;
use comptoir_domain::place::{Point, distance_km};
use comptoir_domain::sourcing::{Calendar, Destination, NamedCarrier, Service, arrival};
use comptoir_domain::time::{Span, Timestamp};
use std::sync::Arc;

/// Monday, 4 January 2027, midnight. Clocks are the same everywhere, and there are no holidays.
pub const BEGIN: Timestamp = Timestamp(1_799_020_800_000);
/// Days before the quarter from which the strategies learn.
pub const WARM_UP: i64 = 56;
/// The quarter.
pub const DAYS: i64 = 91;
/// Goods are delivered to a node before it opens.
pub const DELIVERED_AT: Span = Span::hours(6);

/// Prices of the ledger, in cents.
pub const LATE_HOUR: i64 = 20;
pub const CARBON_KG: i64 = 10;
pub const REJECTION: i64 = 300;
/// What a customer's disappointment costs beside the margin, when a line of an order has to be cancelled.
pub const GOODWILL: i64 = 500;

pub fn day(n: i64) -> Timestamp {
    BEGIN + Span::days(n)
}

pub fn day_of(at: Timestamp) -> i64 {
    (at - BEGIN).0.div_euclid(Span::days(1).0)
}

/// 0: Monday.
pub fn weekday(day: i64) -> usize {
    day.rem_euclid(7) as usize
}

#[derive(Debug, Clone)]
pub struct Site {
    pub code: NodeCode,
    pub kind: NodeKind,
    pub point: Point,
    /// Cents a line.
    pub handling: i64,
    /// Orders a day.
    pub capacity: i64,
    pub calendar: Arc<Calendar>,
    /// Days on which it is replenished, ascending.
    pub deliveries: Vec<i64>,
}

impl Site {
    /// How many deliveries there have been by this moment.
    pub fn cycle(&self, at: Timestamp) -> usize {
        self.deliveries.partition_point(|&delivery| day(delivery) + DELIVERED_AT <= at)
    }

    /// The day of the next delivery; after the last one the day after the period.
    pub fn next_delivery(&self, at: Timestamp) -> i64 {
        self.deliveries.get(self.cycle(at)).copied().unwrap_or(WARM_UP + DAYS)
    }
}

#[derive(Debug, Clone)]
pub struct Article {
    pub sku: Sku,
    pub grams: i64,
    /// Cents: what a sale earns.
    pub margin: i64,
}

impl Article {
    pub fn lost_online(&self) -> i64 {
        self.margin + GOODWILL
    }
}

#[derive(Debug, Clone)]
pub struct Retailer {
    pub sites: Vec<Site>,
    pub articles: Vec<Article>,
    pub carriers: Vec<NamedCarrier>,
    pub days_of_work: Vec<Timestamp>,
    /// By node, by article: up to how many units it is filled at a delivery.
    pub filled_to: Vec<Vec<i64>>,
}

/// Carriers work from Monday to Saturday.
pub fn days_of_work() -> Vec<Timestamp> {
    (0..WARM_UP + DAYS + 30).filter(|n| weekday(*n) < 6).map(day).collect()
}

pub fn sites() -> Vec<Site> {
    let until = WARM_UP + DAYS;
    let site = |(n, address): (usize, &crate::map::Address)| {
        let (hours, collection, handling, capacity) = match address.kind {
            NodeKind::Warehouse => ((6, 20), 18, 120, 70),
            NodeKind::Supplier => ((8, 17), 16, 450, 40),
            _ => ((10, 19), 17, 220, (8.0 * address.size).round().max(4.0) as i64),
        };
        let working = (0..until + 30).filter(|d| weekday(*d) < if address.kind == NodeKind::Supplier { 5 } else { 6 });
        let at = |d: i64, hour: i64| day(d) + Span::hours(hour);
        let open: Vec<_> = working.clone().map(|d| (at(d, hours.0), at(d, hours.1))).collect();
        let collections = working.map(|d| at(d, collection)).collect();
        // Stores every week, each on a working day of its own; warehouses every other week; suppliers make what is missing each Monday.
        let (every, first) = match address.kind {
            NodeKind::Warehouse => (14, 1 + 7 * n as i64),
            NodeKind::Supplier => (7, 0),
            _ => (7, n as i64 % 6),
        };
        Site {
            code: address.code.into(),
            kind: address.kind,
            point: address.point,
            handling,
            capacity,
            calendar: Arc::new(Calendar { open, collections }),
            deliveries: (0..until).filter(|d| d % every == first).collect(),
        }
    };
    ADDRESSES.iter().enumerate().map(site).collect()
}

/// An order as it comes in; one unit a line.
#[derive(Debug, Clone)]
pub struct Order {
    pub number: usize,
    pub at: Timestamp,
    pub region: usize,
    /// The customer's home, the relay point near it, or the store where it is collected.
    pub point: Point,
    pub way: Way,
    /// Indexes of different articles.
    pub lines: Vec<usize>,
    pub promised: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Home,
    Relay,
    /// At this node.
    Pickup(usize),
}

impl Order {
    pub fn destination(&self, retailer: &Retailer) -> Destination {
        match self.way {
            Way::Home => Destination::Ship { to: Some(self.point) },
            Way::Relay => Destination::RelayPoint { to: Some(self.point) },
            Way::Pickup(node) => Destination::Pickup { node: retailer.sites[node].code.clone(), point: Some(self.point) },
        }
    }

    /// What the shop says at the checkout, whoever will send it: so many days on which carriers work, by six in the evening.
    pub fn promise(at: Timestamp, way: Way, days_of_work: &[Timestamp]) -> Timestamp {
        let days = match way {
            Way::Home => 3,
            Way::Relay => 4,
            Way::Pickup(_) => 3,
        };
        arrival(at, days, days_of_work)
    }

    pub fn service(&self) -> Service {
        match self.way {
            Way::Home => Service::Home,
            Way::Relay => Service::RelayPoint,
            Way::Pickup(_) => Service::Store,
        }
    }

    pub fn tenths_of_km(&self, site: &Site) -> i64 {
        (distance_km(site.point, self.point) * 10.0).round() as i64
    }
}

impl Retailer {
    pub fn grams(&self, lines: impl IntoIterator<Item = usize>) -> i64 {
        lines.into_iter().map(|article| self.articles[article].grams).sum()
    }
}
