//! Nodes, carriers and wishes for tests of sourcing.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use comptoir_domain::node::NodeKind;
use comptoir_domain::place::Point;
use comptoir_domain::sourcing::{
    self, Candidate, Destination, NamedCarrier, Plan, Policy, Request, RequestLine, Rules, Unsourceable, usual_carriers,
};
use comptoir_domain::time::{Span, Timestamp};

pub const LYON: Point = Point { latitude: 45.76, longitude: 4.83 };

/// A Monday, 10:00.
pub const NOW: Timestamp = Timestamp(1_800_000_000_000);

pub fn request(lines: &[(&str, i64)], destination: Destination) -> Request {
    let line = |(n, (sku, quantity)): (usize, &(&str, i64))| RequestLine {
        line: n as u32 + 1,
        sku: (*sku).into(),
        quantity: *quantity,
        grams: 400,
    };
    let lines = lines.iter().enumerate().map(line).collect();
    Request { fulfillment_seed: "an order:0".into(), lines, destination, at: NOW, promised: None, gift: false }
}

pub fn to_lyon() -> Destination {
    Destination::Ship { to: Some(LYON) }
}

pub fn node(code: &str, kind: NodeKind, latitude: f64, longitude: f64, available: &[i64]) -> Candidate {
    let candidate = Candidate::new(code.into(), kind, Some(Point { latitude, longitude }), available.to_vec());
    Candidate { handling_cost: 100, ..candidate }
}

pub fn lyon(available: &[i64]) -> Candidate {
    node("LYO1", NodeKind::Store, 45.76, 4.83, available)
}

pub fn orleans(available: &[i64]) -> Candidate {
    node("ORL1", NodeKind::Warehouse, 47.94, 1.83, available)
}

pub fn lille(available: &[i64]) -> Candidate {
    node("LIL1", NodeKind::Store, 50.63, 3.06, available)
}

/// The next thirty days: carriers work on each.
pub fn days_of_work() -> Vec<Timestamp> {
    (-1..30).map(|day| NOW + Span::days(day) + Span::hours(14)).collect()
}

/// A policy with what it is applied with.
#[derive(Debug)]
pub struct Desk {
    pub policy: Policy,
    pub carriers: Vec<NamedCarrier>,
    pub days: Vec<Timestamp>,
}

impl Desk {
    pub fn new(policy: Policy) -> Self {
        Desk { policy, carriers: usual_carriers(), days: days_of_work() }
    }

    pub fn usual() -> Self {
        Desk::new(Policy::default())
    }

    pub fn rules(&self) -> Rules<'_> {
        Rules { policy: &self.policy, carriers: &self.carriers, days_of_work: &self.days }
    }

    pub fn plan(&self, request: &Request, candidates: &[Candidate]) -> Result<Plan, Unsourceable> {
        sourcing::plan(request, candidates, self.rules(), None)
    }

    pub fn plan_partly(&self, request: &Request, candidates: &[Candidate]) -> Result<Plan, Unsourceable> {
        sourcing::plan_partly(request, candidates, self.rules(), None)
    }
}

/// Which node serves how many of which line.
pub fn served(plan: &Plan) -> Vec<(&str, Vec<(u32, i64)>)> {
    plan.parts.iter().map(|part| (part.node.0.as_str(), part.lines.iter().map(|line| (line.line, line.quantity)).collect())).collect()
}

/// Which nodes lost, and because of what.
pub fn lost(plan: &Plan) -> Vec<(Vec<&str>, &str)> {
    plan.alternatives.iter().map(|other| (other.nodes.iter().map(|node| node.0.as_str()).collect(), other.lost_because.as_str())).collect()
}
