//! Which nodes can serve at all, by which lanes, and which limits keep the others out.

use super::items::Item;
use super::pricing::{REJECTED_AFTER, Sent, Time, percent};
use crate::ids::NodeCode;
use crate::node::NodeKind;
use crate::place::{Point, distance_km};
use crate::sourcing::carrier::{Service, arrival};
use crate::sourcing::policy::{Limits, Weights};
use crate::sourcing::{Candidate, Destination, Limit, Request, Rules};
use crate::time::Timestamp;

/// As far as two places can be apart, in tenths of a kilometre: a node without a place counts as being there.
const FARTHEST: i64 = 200_151;
/// How far a parcel travels to an address whose point is unknown, in tenths of a kilometre.
const SOMEWHERE: i64 = 5_000;

/// A way from a node to the customer.
pub(super) struct Lane {
    /// Carrier and band; none where the customer comes.
    pub tariff: Option<(usize, usize)>,
    pub ready: Timestamp,
    pub arrives: Timestamp,
    now: Time,
    after_rejection: Time,
    /// Minor units for a parcel, and for each gram of it.
    carbon_fixed: f64,
    carbon_per_gram: f64,
}

impl Lane {
    pub fn at(&self, sent: Sent) -> Time {
        match sent {
            Sent::Now => self.now,
            Sent::AfterRejection => self.after_rejection,
        }
    }

    pub fn carbon(&self, grams: i64) -> i64 {
        (self.carbon_fixed + self.carbon_per_gram * grams as f64) as i64
    }
}

/// A node that may serve: its figures, worked out once.
pub(super) struct Server<'a> {
    pub candidate: &'a Candidate,
    /// Tenths of a kilometre to the customer; `None` where one of the places is unknown.
    pub distance: Option<i64>,
    /// By item: what may be taken.
    pub gives: Vec<i64>,
    /// By item: what could be taken after somebody else's rejection.
    pub stock: Vec<i64>,
    pub lanes: Vec<Lane>,
    /// Minor units a line.
    pub handling: i64,
    pub balance: i64,
    pub rejects_per_mille: i64,
}

impl Server<'_> {
    /// What a unit of an item costs later if it is taken here, and what it earns.
    pub fn per_unit(&self, weights: &Weights, item: &Item) -> (i64, i64) {
        let scarcity = percent(weights.scarcity_percent, item.figure(&self.candidate.scarcity).max(0));
        let clearance = percent(weights.clearance_percent, item.figure(&self.candidate.clearance).max(0));
        (scarcity, clearance)
    }
}

/// Where the goods go.
pub(super) struct Goal<'a> {
    service: Service,
    point: Option<Point>,
    /// The node where they are collected.
    counter: Option<&'a NodeCode>,
}

impl<'a> Goal<'a> {
    pub fn of(destination: &'a Destination) -> Self {
        let (service, point, counter) = match destination {
            Destination::Ship { to } => (Service::Home, *to, None),
            Destination::RelayPoint { to } => (Service::RelayPoint, *to, None),
            Destination::Pickup { node, point } => (Service::Store, *point, Some(node)),
        };
        Goal { service, point, counter }
    }

    /// Whether the goods are collected at this node.
    pub fn is_at(&self, node: &NodeCode) -> bool {
        self.counter == Some(node)
    }
}

/// What a candidate can do for a request: serve, or not because of a limit, or nothing of it at all.
pub(super) enum Reach<'a> {
    Serves(Server<'a>),
    Kept(Limit),
    Nothing,
}

pub(super) fn reach<'a>(
    candidate: &'a Candidate,
    request: &Request,
    rules: &Rules,
    limits: &Limits,
    goal: &Goal,
    items: &[Item],
) -> Reach<'a> {
    if candidate.kind == NodeKind::RelayPoint || !items.iter().any(|item| item.figure(&candidate.available) > 0) {
        return Reach::Nothing;
    }
    let counter = goal.is_at(&candidate.node);
    if goal.service == Service::Store && !counter && !limits.ship_to_store {
        return Reach::Kept(Limit::ShipToStore);
    }
    if limits.excluded_nodes.contains(&candidate.node) {
        return Reach::Kept(Limit::ExcludedNodes);
    }
    if limits.excluded_kinds.contains(&candidate.kind) {
        return Reach::Kept(Limit::ExcludedKinds);
    }
    if candidate.orders_left.is_some_and(|left| left <= 0) {
        return Reach::Kept(Limit::Capacity);
    }
    let distance = match (candidate.point, goal.point) {
        _ if counter => Some(0),
        (Some(from), Some(to)) => Some((distance_km(from, to) * 10.0).round() as i64),
        _ => None,
    };
    let counted = distance.unwrap_or(if candidate.point.is_none() { FARTHEST } else { SOMEWHERE });
    if limits.most_km.is_some_and(|most| counted > i64::from(most) * 10) {
        return Reach::Kept(Limit::MostKm);
    }
    let keeps = if candidate.kind == NodeKind::Store && !counter { i64::from(limits.stores_keep) } else { 0 };
    let stock: Vec<i64> = items.iter().map(|item| (item.figure(&candidate.available) - keeps).max(0)).collect();
    if stock.iter().all(|units| *units == 0) {
        return Reach::Kept(Limit::StoresKeep);
    }
    let lanes = lanes(candidate, request, rules, goal.service, counted, counter);
    if lanes.is_empty() {
        return Reach::Kept(Limit::NoCarrier);
    }
    let weights = &rules.policy.weights;
    Reach::Serves(Server {
        candidate,
        distance,
        gives: stock.clone(),
        stock,
        lanes,
        handling: percent(weights.handling_percent, candidate.handling_cost.max(0)),
        balance: weights.balance.saturating_mul(candidate.load_per_mille.max(0)) / 1_000,
        rejects_per_mille: candidate.rejects_per_mille.clamp(0, 1_000),
    })
}

fn lanes(candidate: &Candidate, request: &Request, rules: &Rules, service: Service, distance: i64, counter: bool) -> Vec<Lane> {
    let calendar = &candidate.calendar;
    let ready = calendar.done(request.at, candidate.preparation);
    let later = calendar.done(request.at + REJECTED_AFTER, candidate.preparation);
    let lane = |tariff, arrives, arrives_later, carbon: (f64, f64)| Lane {
        tariff,
        ready,
        arrives,
        now: Time::until(arrives, request, rules),
        after_rejection: Time::until(arrives_later, request, rules),
        carbon_fixed: carbon.0,
        carbon_per_gram: carbon.1,
    };
    if counter {
        return vec![lane(None, ready, later, (0.0, 0.0))];
    }
    let (leaves, leaves_later) = (calendar.collected(ready), calendar.collected(later));
    let for_a_gram = rules.policy.weights.carbon_kg as f64 / 1_000.0;
    let serving = rules.carriers.iter().enumerate().filter(|(_, named)| named.carrier.services.contains(&service));
    serving
        .filter_map(|(c, named)| {
            let band = named.carrier.band(distance)?;
            let days = named.carrier.bands[band].days;
            let per_gram = distance as f64 * named.carrier.co2_per_tonne_km as f64 / 10_000_000.0;
            Some(lane(
                Some((c, band)),
                arrival(leaves, days, rules.days_of_work),
                arrival(leaves_later, days, rules.days_of_work),
                (named.carrier.co2_per_parcel as f64 * for_a_gram, per_gram * for_a_gram),
            ))
        })
        .collect()
}
