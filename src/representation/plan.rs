//! A sourcing plan, as staff and programs see it.

use crate::representation::Moment;
use crate::representation::order::node_name;
use comptoir_actors::views::StockIndex;
use comptoir_domain::ids::NodeCode;
use comptoir_domain::sourcing::{self as domain, Cost};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Which node serves which line, what that costs, and what lost.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Plan {
    /// `null`: the usual one.
    policy: Option<PolicyName>,
    /// Minor units, as are all costs here.
    cost: i64,
    /// No plan could cost less.
    at_least: i64,
    /// Nodes that were looked at.
    candidates: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    promised_at: Option<Moment>,
    parts: Vec<Part>,
    alternatives: Vec<Alternative>,
    left_out: Vec<LeftOut>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct PolicyName {
    name: String,
    version: u32,
}

/// What one node does.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = PlanPart)]
pub struct Part {
    fulfillment_id: Uuid,
    node: String,
    node_name: String,
    kind: Option<&'static str>,
    lines: Vec<Line>,
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_km: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    carrier: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ready_at: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    arrives_at: Option<Moment>,
    /// Grams of CO₂ equivalent.
    co2_grams: i64,
    cost: i64,
    score: Score,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = PlanLine)]
pub struct Line {
    line: u32,
    sku: String,
    quantity: i64,
}

/// The parts of a cost, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Score {
    parcel: i64,
    handling: i64,
    waiting: i64,
    lateness: i64,
    carbon: i64,
    balance: i64,
    scarcity: i64,
    clearance: i64,
    rejection: i64,
    splitting: i64,
}

impl From<Cost> for Score {
    fn from(cost: Cost) -> Self {
        let Cost { parcel, handling, waiting, lateness, carbon, balance, scarcity, clearance, rejection, splitting } = cost;
        Score { parcel, handling, waiting, lateness, carbon, balance, scarcity, clearance, rejection, splitting }
    }
}

/// A choice that was not made.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Alternative {
    nodes: Vec<NamedNode>,
    cost: i64,
    /// The part of the score that spoke most against it, or `equal`.
    #[schema(example = "parcel")]
    lost_because: String,
    score: Score,
    #[serde(skip_serializing_if = "Option::is_none")]
    arrives_at: Option<Moment>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NamedNode {
    node: String,
    name: String,
}

/// A node that a limit kept out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LeftOut {
    #[serde(flatten)]
    node: NamedNode,
    #[schema(example = "most_km")]
    limit: &'static str,
}

impl Plan {
    pub fn of(plan: &domain::Plan, nodes: &StockIndex) -> Self {
        let named = |code: &NodeCode| NamedNode { node: code.0.clone(), name: node_name(code, nodes) };
        let part = |part: &domain::Part| Part {
            fulfillment_id: part.fulfillment.0,
            node: part.node.0.clone(),
            node_name: node_name(&part.node, nodes),
            kind: nodes.node(&part.node).map(|profile| profile.kind.as_str()),
            lines: part.lines.iter().map(|line| Line { line: line.line, sku: line.sku.0.clone(), quantity: line.quantity }).collect(),
            distance_km: part.distance_km,
            carrier: part.carrier.clone(),
            ready_at: part.ready_at.map(Moment),
            arrives_at: part.arrives_at.map(Moment),
            co2_grams: part.co2,
            cost: part.score.total(),
            score: part.score.into(),
        };
        let alternative = |other: &domain::Alternative| Alternative {
            nodes: other.nodes.iter().map(named).collect(),
            cost: other.cost,
            lost_because: other.lost_because.clone(),
            score: other.score.into(),
            arrives_at: other.arrives_at.map(Moment),
        };
        Plan {
            policy: plan.policy.clone().map(|domain::PolicyName { name, version }| PolicyName { name, version }),
            cost: plan.cost,
            at_least: plan.at_least,
            candidates: plan.candidates,
            promised_at: plan.promised.map(Moment),
            parts: plan.parts.iter().map(part).collect(),
            alternatives: plan.alternatives.iter().map(alternative).collect(),
            left_out: plan.left_out.iter().map(|out| LeftOut { node: named(&out.node), limit: out.limit.as_str() }).collect(),
        }
    }
}
