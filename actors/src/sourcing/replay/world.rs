//! The other world's stock: as it was, with other orders taken from it.

use super::past::{Past, PastOrder};
use super::{Scenario, StockChange, draw};
use crate::sourcing::desk::Desk;
use crate::sourcing::shelves::Shelves;
use crate::store::queries::event::EventRow;
use crate::store::upcast;
use comptoir_domain::entity::Entity as _;
use comptoir_domain::ids::{NodeCode, Sku};
use comptoir_domain::node::{Event, Node, Profile};
use comptoir_domain::place::Point;
use comptoir_domain::sourcing::{Candidate, Part, RequestLine};
use comptoir_domain::time::{Span, Timestamp};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// Nodes with what may be promised of each SKU.
pub struct World<'a> {
    scenario: &'a Scenario,
    /// As it really was: what happened to the stock is told as a difference to it.
    real: HashMap<Uuid, Node>,
    profiles: BTreeMap<NodeCode, Arc<Profile>>,
    /// Below zero where what was delivered less is missing already.
    available: HashMap<Sku, BTreeMap<NodeCode, i64>>,
    taken: HashMap<Uuid, Vec<(NodeCode, Sku, i64)>>,
    /// Orders by node on the last day that had any, with that day.
    today: HashMap<NodeCode, (i64, i64)>,
    /// Whether the period has begun.
    begun: bool,
}

impl<'a> World<'a> {
    pub fn new(scenario: &'a Scenario) -> Self {
        World {
            scenario,
            real: HashMap::new(),
            profiles: BTreeMap::new(),
            available: HashMap::new(),
            taken: HashMap::new(),
            today: HashMap::new(),
            begun: false,
        }
    }

    pub fn point(&self, node: &NodeCode) -> Option<Point> {
        self.profiles.get(node)?.address.point
    }

    pub fn profile(&self, node: &NodeCode) -> Option<&Arc<Profile>> {
        self.profiles.get(node)
    }

    /// Something happened to a node. What only the orders of the period did does not count: they are placed anew.
    pub fn node_event(&mut self, row: &EventRow, past: &Past) -> Result<(), serde_json::Error> {
        if row.at >= self.scenario.from {
            self.begin();
        }
        let event = upcast::join::<Node>(&row.r#type, upcast::SCHEMA, row.data.get())?;
        let node = self.real.entry(row.entity).or_insert_with(|| Node::blank(row.entity));
        let is_of_period =
            |node: &Node, fulfillment| node.reservations.get(fulfillment).is_some_and(|kept| past.orders.contains_key(&kept.order.0));
        let own = match &event {
            Event::Reserved { order, .. } | Event::TakenIn { order, .. } => past.orders.contains_key(&order.0),
            Event::Released { fulfillment, .. } | Event::Consumed { fulfillment } | Event::Short { fulfillment, .. } => {
                is_of_period(node, fulfillment)
            }
            _ => false,
        };
        // What is counted for the first time is what the node begins with.
        let begins = matches!(&event, Event::StockSet { sku, .. } if !node.stock.contains_key(sku));
        let touched = touched(node, &event);
        let before: Vec<i64> = touched.iter().map(|sku| free(node, sku)).collect();
        node.apply(&event, row.at);
        if let Event::Described { profile } = &event {
            self.profiles.insert(profile.code.clone(), Arc::new((**profile).clone()));
        }
        let Some(code) = node.profile.as_ref().map(|profile| profile.code.clone()) else { return Ok(()) };
        if !self.begun {
            return Ok(());
        }
        for (sku, before) in touched.into_iter().zip(before) {
            let mut change = free(node, &sku) - before;
            if own {
                // Of what the period's own orders did to the stock only what was missing on the shelf is the stock's.
                change = match &event {
                    Event::Released { missing, .. } => {
                        -missing.iter().filter(|wanted| wanted.sku == sku).map(|wanted| wanted.quantity).sum::<i64>()
                    }
                    _ => 0,
                };
            }
            if change > 0 && (begins || matches!(event, Event::StockReceived { .. })) {
                change = percent_of(&self.scenario.stock, &code, change);
            }
            *self.available.entry(sku).or_default().entry(code.clone()).or_default() += change;
        }
        Ok(())
    }

    /// The period begins, unless it has.
    pub fn begin(&mut self) {
        if std::mem::replace(&mut self.begun, true) {
            return;
        }
        for node in self.real.values() {
            let Some(profile) = &node.profile else { continue };
            for sku in node.stock.keys() {
                let units = percent_of(&self.scenario.stock, &profile.code, free(node, sku));
                self.available.entry(sku.clone()).or_default().insert(profile.code.clone(), units);
            }
        }
    }

    /// Those that have something of these lines.
    pub fn candidates(&mut self, desk: &Desk, lines: &[RequestLine], without: &[NodeCode], at: Timestamp) -> Vec<Candidate> {
        self.begin();
        let worths = desk.worths(lines);
        let mut found: BTreeMap<&NodeCode, Vec<i64>> = BTreeMap::new();
        for (n, line) in lines.iter().enumerate() {
            for (node, units) in
                self.available.get(&line.sku).into_iter().flatten().filter(|(node, units)| **units > 0 && !without.contains(node))
            {
                found.entry(node).or_insert_with(|| vec![0; lines.len()])[n] = *units;
            }
        }
        let day = at.0.div_euclid(Span::days(1).0);
        let candidate = |(node, available): (&NodeCode, Vec<i64>)| {
            let profile = self.profiles.get(node)?;
            let today = self.today.get(node).filter(|(of, _)| *of == day).map_or(0, |(_, orders)| *orders);
            Some(worths.at(desk.candidate_at(profile, available, at, today)))
        };
        found.into_iter().filter_map(candidate).collect()
    }

    /// Whether a node would reject an order: as it did, or, where it was not asked then, as often as its record says.
    pub fn rejects(&self, desk: &Desk, order: &PastOrder, node: &NodeCode) -> bool {
        if order.asked.contains(node) {
            return order.rejected_by.contains(node);
        }
        let chance = self.profiles.get(node).map_or(0, |profile| desk.habit(profile, order.placed_at).rejects_per_mille);
        draw(order.id, node) < chance
    }

    /// A node serves its part of an order.
    pub fn take(&mut self, order: Uuid, part: &Part, at: Timestamp) {
        let taken = self.taken.entry(order).or_default();
        for line in &part.lines {
            *self.available.entry(line.sku.clone()).or_default().entry(part.node.clone()).or_default() -= line.quantity;
            taken.push((part.node.clone(), line.sku.clone(), line.quantity));
        }
        let day = at.0.div_euclid(Span::days(1).0);
        let today = self.today.entry(part.node.clone()).or_default();
        *today = if today.0 == day { (day, today.1 + 1) } else { (day, 1) };
    }

    /// The customer does not want it any more.
    pub fn give_back(&mut self, order: Uuid) {
        for (node, sku, units) in self.taken.remove(&order).unwrap_or_default() {
            *self.available.entry(sku).or_default().entry(node).or_default() += units;
        }
    }
}

impl Shelves for World<'_> {
    fn node(&self, code: &NodeCode) -> Option<Arc<Profile>> {
        self.profiles.get(code).cloned()
    }

    fn code_of(&self, entity: Uuid) -> Option<NodeCode> {
        Some(self.real.get(&entity)?.profile.as_ref()?.code.clone())
    }

    /// As it really was: of what a count found missing, what was sold is what it was missing from.
    fn on_hand(&self, node: &NodeCode, sku: &Sku) -> Option<i64> {
        Some(self.real.get(&node.entity())?.stock.get(sku)?.on_hand)
    }

    /// In this world.
    fn available(&self, sku: &Sku) -> Vec<(NodeCode, i64)> {
        self.available.get(sku).into_iter().flatten().map(|(node, units)| (node.clone(), *units)).collect()
    }
}

/// What may be promised; below zero where more is promised than there is.
fn free(node: &Node, sku: &Sku) -> i64 {
    let stock = node.stock(sku);
    stock.on_hand - stock.reserved - stock.safety_stock
}

/// The SKUs that an event changes.
fn touched(node: &Node, event: &Event) -> Vec<Sku> {
    let reserved =
        |fulfillment| node.reservations.get(fulfillment).into_iter().flat_map(|kept| kept.lines.iter().map(|wanted| wanted.sku.clone()));
    match event {
        Event::StockSet { sku, .. }
        | Event::StockAdjusted { sku, .. }
        | Event::StockReceived { sku, .. }
        | Event::SafetyStockSet { sku, .. } => vec![sku.clone()],
        Event::Reserved { lines, .. } | Event::TakenIn { lines, .. } => lines.iter().map(|wanted| wanted.sku.clone()).collect(),
        Event::Released { fulfillment, .. }
        | Event::Consumed { fulfillment }
        | Event::Short { fulfillment, .. }
        | Event::Picked { fulfillment } => reserved(fulfillment).collect(),
        Event::Described { .. } | Event::ShortTold { .. } | Event::ShortDelayed { .. } => Vec::new(),
    }
}

fn percent_of(changes: &[StockChange], node: &NodeCode, units: i64) -> i64 {
    let of_node = |change: &&StockChange| change.node.as_ref().is_none_or(|of| of == node);
    changes.iter().filter(of_node).fold(units, |units, change| units * i64::from(change.percent) / 100)
}
