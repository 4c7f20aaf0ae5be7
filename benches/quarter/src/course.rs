//! How a period goes under a strategy: the same customers for each, its own stock and its own records.

use crate::demand::Event;
use crate::learned::{Learned, morning};
use crate::ledger::{Bill, Shipment};
use crate::retailer::{Order, Retailer, day_of};
use crate::strategies::{Ask, Share, Strategy, View};
use crate::world::World;
use comptoir_domain::node::NodeKind;
use comptoir_domain::time::{Span, Timestamp};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A store that rejects does so after so long; then the order is sourced again.
pub const REJECTED_AFTER: Span = Span::hours(4);
/// So often an order is sourced; what is then still open is cancelled.
pub const ATTEMPTS: usize = 6;

pub struct Outcome {
    pub bill: Bill,
    pub learned: Learned,
    /// By node: parcels, of all days.
    pub loads: Vec<i64>,
}

/// An order that has to be sourced (again).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Open {
    at: Timestamp,
    order: usize,
    attempt: usize,
    lines: Vec<usize>,
    barred: Vec<usize>,
    /// Units (node, article) that rejections have kept from others until now, and the number of deliveries that the node had when they
    /// were reserved.
    returned: Vec<(usize, usize, usize)>,
}

pub struct Course<'a> {
    world: &'a World,
    strategy: &'a mut dyn Strategy,
    stock: Vec<Vec<i64>>,
    /// By node: orders taken today.
    taken: Vec<i64>,
    today: i64,
    /// The last day whose morning was held.
    awake: i64,
    learned: Learned,
    bill: Bill,
    loads: Vec<i64>,
    waiting: BinaryHeap<Reverse<Open>>,
    failed: Vec<bool>,
}

impl<'a> Course<'a> {
    /// Runs from one day to another (excluded), beginning with full shelves; what was open then is still sourced.
    pub fn run(world: &'a World, strategy: &'a mut dyn Strategy, learned: Learned, days: std::ops::Range<i64>) -> Outcome {
        let nodes = world.retailer.sites.len();
        let mut course = Course {
            world,
            strategy,
            stock: world.retailer.filled_to.clone(),
            taken: vec![0; nodes],
            today: days.start - 1,
            awake: days.start - 1,
            learned,
            bill: Bill::default(),
            loads: vec![0; nodes],
            waiting: BinaryHeap::new(),
            failed: vec![false; world.orders.len()],
        };
        let begin = world.events.partition_point(|(at, _)| day_of(*at) < days.start);
        let end = world.events.partition_point(|(at, _)| day_of(*at) < days.end);
        for &(at, event) in &world.events[begin..end] {
            course.source_until(at);
            course.pass(at);
            // The morning is held when the deliveries are in.
            if !matches!(event, Event::Delivery { .. }) {
                course.wake(at);
            }
            course.happen(at, event);
        }
        course.source_until(Timestamp(i64::MAX));
        course.bill.failed_orders = course.failed.iter().filter(|failed| **failed).count() as i64;
        Outcome { bill: course.bill, learned: course.learned, loads: course.loads }
    }

    /// Begins a new day when it is time.
    fn pass(&mut self, at: Timestamp) {
        if self.today < day_of(at) {
            self.today = day_of(at);
            self.taken.fill(0);
        }
    }

    /// Holds the morning of this day, if it is past and was not yet held.
    fn wake(&mut self, at: Timestamp) {
        if self.awake < self.today && at >= morning(self.today) {
            self.awake = self.today;
            self.learned.begin_day(&self.world.retailer, self.today, &self.stock);
            self.learned.forecast(self.today);
            let (stock, taken, learned) = (&self.stock, &self.taken, &self.learned);
            let at = morning(self.today);
            self.strategy.morning(&View { retailer: &self.world.retailer, stock, taken, learned, at, today: self.today });
        }
    }

    fn happen(&mut self, at: Timestamp, event: Event) {
        match event {
            Event::Delivery { node } => self.stock[node].clone_from(&self.world.retailer.filled_to[node]),
            Event::Counter { node, article } => {
                if self.stock[node][article] > 0 {
                    self.take(node, article, at);
                    self.bill.counter_sales += 1;
                    self.learned.sold_at_counter(node, article);
                } else {
                    self.bill.lose_at_counter(self.world.retailer.articles[article].margin);
                }
            }
            Event::Order(order) => {
                let placed = &self.world.orders[order];
                self.bill.orders += 1;
                self.bill.lines += placed.lines.len() as i64;
                self.learned.ordered(placed.region, &placed.lines);
                self.source(Open { at, order, attempt: 0, lines: placed.lines.clone(), barred: Vec::new(), returned: Vec::new() });
            }
        }
    }

    fn take(&mut self, node: usize, article: usize, at: Timestamp) {
        self.stock[node][article] -= 1;
        if self.stock[node][article] == 0 && self.has_counter(node) {
            self.learned.ran_out(node, article, at, true);
        }
    }

    fn give_back(&mut self, node: usize, article: usize, at: Timestamp) {
        if self.stock[node][article] == 0 && self.has_counter(node) {
            self.learned.ran_out(node, article, at, false);
        }
        self.stock[node][article] += 1;
    }

    fn has_counter(&self, node: usize) -> bool {
        self.world.retailer.sites[node].kind == NodeKind::Store
    }

    fn source_until(&mut self, at: Timestamp) {
        while self.waiting.peek().is_some_and(|Reverse(open)| open.at < at) {
            if let Some(Reverse(open)) = self.waiting.pop() {
                self.pass(open.at);
                self.source(open);
            }
        }
    }

    fn source(&mut self, open: Open) {
        let world = self.world;
        for &(node, article, cycle) in &open.returned {
            // A delivery has filled the shelf meanwhile, as if the unit had been sold.
            if world.retailer.sites[node].cycle(open.at) == cycle {
                self.give_back(node, article, open.at);
            }
        }
        let order: &Order = &world.orders[open.order];
        let retailer: &Retailer = &world.retailer;
        let ask = Ask { order, lines: &open.lines, barred: &open.barred };
        let (stock, taken, learned) = (&self.stock, &self.taken, &self.learned);
        let shares = self.strategy.choose(&ask, &View { retailer, stock, taken, learned, at: open.at, today: self.today });
        let mut left = open.lines.clone();
        let mut barred = open.barred.clone();
        let (mut again, mut returned) = (Vec::new(), Vec::new());
        for Share { node, lines } in shares {
            assert!(
                !open.barred.contains(&node) && self.taken[node] < retailer.sites[node].capacity,
                "a node that takes nothing was asked"
            );
            for article in &lines {
                let at = left.iter().position(|line| line == article);
                assert!(at.is_some() && self.stock[node][*article] > 0, "a unit was sold that is not there");
                left.retain(|line| line != article);
                self.take(node, *article, open.at);
            }
            self.taken[node] += 1;
            let grams = retailer.grams(lines.iter().copied());
            let shipment = Shipment::of(world, order, node, grams, lines.len() as i64, open.at);
            match shipment.filter(|_| !world.is_rejected(order.number, node)) {
                Some(shipment) => {
                    self.bill += shipment;
                    self.failed[order.number] |= shipment.late;
                    self.loads[node] += 1;
                    self.learned.accepted(node, world.preparation(order.number, node));
                }
                None => {
                    self.learned.rejected(node);
                    self.bill.rejected();
                    barred.push(node);
                    let cycle = retailer.sites[node].cycle(open.at);
                    returned.extend(lines.iter().map(|article| (node, *article, cycle)));
                    again.extend(lines);
                }
            }
        }
        if open.attempt + 1 >= ATTEMPTS {
            left.append(&mut again);
        }
        for article in left {
            self.bill.lose_online(retailer.articles[article].lost_online());
            self.failed[order.number] = true;
        }
        if !returned.is_empty() {
            let at = open.at + REJECTED_AFTER;
            self.waiting.push(Reverse(Open { at, order: open.order, attempt: open.attempt + 1, lines: again, barred, returned }));
        }
    }
}
