use super::cost::{FARTHEST, PARCEL_SOMEWHERE, parcel_cost};
use super::cover::{Gifts, Score, Server, cover};
use super::items::{Item, check, deal, items};
use crate::ids::{FulfillmentId, NodeCode, derived};
use crate::node::NodeKind;
use crate::place::distance_km;
use crate::sourcing::{Alternative, Candidate, Destination, Part, Plan, Request, Unsourceable};
use std::cmp::Ordering;

/// How many of the choices that lost are kept.
const ALTERNATIVES: usize = 3;

/// Decides which node serves which line.
///
/// A pickup is served by its own node alone. A shipment comes from suppliers, warehouses and stores (relay points keep no stock of
/// ours): from as few nodes as possible, then at the least cost ([`parcel_cost`](crate::sourcing::parcel_cost) and handling), then
/// from the nearest, then by code. A line is split only when no node has it whole. The candidates' order does not matter.
///
/// Lines of one SKU are sourced as one, since they draw on the same units. Lines that ask for nothing are left out.
pub fn plan(request: &Request, candidates: &[Candidate]) -> Result<Plan, Unsourceable> {
    let items = items(request);
    let allowed: Vec<&Candidate> = candidates.iter().filter(|candidate| may_serve(candidate, &request.destination)).collect();
    check(request, &items, &allowed)?;
    let looked_at = u32::try_from(allowed.len()).unwrap_or(u32::MAX);
    let servers = servers(&request.destination, &items, &allowed);
    let mut choices = choices(&servers, &items);
    choices.sort_by(|a, b| a.compare(b, &servers));
    // `check` has seen enough of everything, so there is a choice, unless nothing was wanted.
    let mut choices = choices.into_iter();
    let best = choices.next().unwrap_or_default();
    let mut alternatives: Vec<Alternative> = Vec::new();
    for other in choices.filter(|other| other.nodes != best.nodes) {
        let nodes: Vec<NodeCode> = other.nodes.iter().map(|s| servers[*s].candidate.node.clone()).collect();
        if alternatives.len() < ALTERNATIVES && alternatives.iter().all(|known| known.nodes != nodes) {
            alternatives.push(Alternative { nodes, cost: other.score.cost, lost_because: other.why_it_lost_to(&best).to_owned() });
        }
    }
    let parts = parts(request, &servers, &items, &best.gifts);
    Ok(Plan { cost: parts.iter().map(|part| part.parcel_cost + part.handling_cost).sum(), parts, candidates: looked_at, alternatives })
}

/// As [`plan`], but when there is not enough of everything, a plan for what there is; an error only if there is nothing at all.
/// For orders that take backorders.
pub fn plan_partly(request: &Request, candidates: &[Candidate]) -> Result<Plan, Unsourceable> {
    plan(request, candidates).or_else(|short| {
        if short.partly.iter().all(|(_, units)| *units == 0) {
            return Err(short);
        }
        // The lines keep their places, for the candidates' available units stand in the same order.
        let mut less = request.clone();
        for line in &mut less.lines {
            line.quantity = short.partly.iter().find(|partly| partly.0 == line.line).map_or(0, |partly| partly.1);
        }
        plan(&less, candidates)
    })
}

fn may_serve(candidate: &Candidate, destination: &Destination) -> bool {
    match destination {
        Destination::Pickup { node } => candidate.node == *node,
        Destination::Ship { .. } => candidate.kind != NodeKind::RelayPoint,
    }
}

/// Those of the candidates that have anything of what is wanted.
fn servers<'a>(destination: &Destination, items: &[Item], allowed: &[&'a Candidate]) -> Vec<Server<'a>> {
    let useful = allowed.iter().filter(|candidate| items.iter().any(|item| item.at(candidate) > 0));
    useful
        .map(|candidate| {
            let (parcel, distance) = match (destination, candidate.point) {
                (Destination::Pickup { .. }, _) => (0, 0),
                (Destination::Ship { to: None }, _) => (PARCEL_SOMEWHERE, 0),
                (Destination::Ship { to: Some(_) }, None) => (parcel_cost(FARTHEST), FARTHEST),
                (Destination::Ship { to: Some(to) }, Some(from)) => {
                    let tenths = (distance_km(from, *to) * 10.0).round() as i64;
                    (parcel_cost(tenths), tenths)
                }
            };
            let whole =
                items.iter().take(64).enumerate().fold(0, |set, (n, item)| set | u64::from(item.at(candidate) >= item.quantity) << n);
            Server { candidate, parcel, distance, whole }
        })
        .collect()
}

/// One way to serve everything.
#[derive(Default)]
struct Choice {
    gifts: Gifts,
    score: Score,
    /// By code.
    nodes: Vec<usize>,
}

impl Choice {
    fn of(servers: &[Server], items: &[Item], gifts: Gifts) -> Self {
        let mut choice = Choice { gifts, ..Choice::default() };
        for &(s, n, _) in &choice.gifts {
            let server = &servers[s];
            if !choice.nodes.contains(&s) {
                choice.nodes.push(s);
                choice.score = choice.score + Score { nodes: 1, cost: server.parcel, distance: server.distance };
            }
            choice.score.cost += server.candidate.handling_cost.saturating_mul(items[n].lines.len() as i64);
        }
        choice.nodes.sort_by_key(|s| &servers[*s].candidate.node);
        choice
    }

    /// Fewest pieces first (nothing is split without need), then the score, then the codes.
    fn compare(&self, other: &Choice, servers: &[Server]) -> Ordering {
        let codes = |choice: &'_ Choice| choice.nodes.iter().map(|s| &servers[*s].candidate.node).cloned().collect::<Vec<_>>();
        let by_score = (self.gifts.len(), self.score).cmp(&(other.gifts.len(), other.score));
        by_score.then_with(|| codes(self).cmp(&codes(other)))
    }

    /// Among equals the code decides, which is called `farther` too: it is the last word that there is.
    fn why_it_lost_to(&self, best: &Choice) -> &'static str {
        if self.score.nodes > best.score.nodes {
            "more_parcels"
        } else if self.score.cost > best.score.cost {
            "costlier"
        } else if self.gifts.len() > best.gifts.len() {
            "splits_a_line"
        } else {
            "farther"
        }
    }
}

/// The best choice, and others: the runners-up of a single node one after the other, or the ways to do without each of several.
fn choices(servers: &[Server], items: &[Item]) -> Vec<Choice> {
    let mut choices = Vec::with_capacity(ALTERNATIVES + 1);
    let Some(best) = cover(servers, items, &[]).map(|gifts| Choice::of(servers, items, gifts)) else { return choices };
    let one_node = best.nodes.len() == 1;
    let mut to_bar: Vec<usize> = best.nodes.iter().copied().take(ALTERNATIVES).collect();
    let mut barred = Vec::with_capacity(ALTERNATIVES);
    choices.push(best);
    while choices.len() <= ALTERNATIVES {
        let Some(next) = to_bar.pop() else { break };
        if !one_node {
            barred.clear();
        }
        barred.push(next);
        if let Some(other) = cover(servers, items, &barred).map(|gifts| Choice::of(servers, items, gifts)) {
            if let (true, [only]) = (one_node, other.nodes.as_slice()) {
                to_bar.push(*only);
            }
            choices.push(other);
        }
    }
    choices
}

/// One part for each node, in the order of their first lines.
fn parts(request: &Request, servers: &[Server], items: &[Item], gifts: &Gifts) -> Vec<Part> {
    let mut by_server: Vec<(usize, Part)> = Vec::new();
    for (n, item) in items.iter().enumerate() {
        let given: Vec<(usize, i64)> = gifts.iter().filter(|gift| gift.1 == n).map(|gift| (gift.0, gift.2)).collect();
        for (s, line) in deal(request, item, given) {
            match by_server.iter_mut().find(|(known, _)| *known == s) {
                Some((_, part)) => part.lines.push(line),
                None => by_server.push((s, part(&request.destination, &servers[s], line))),
            }
        }
    }
    for (_, part) in &mut by_server {
        part.lines.sort_by_key(|line| line.line);
    }
    by_server.sort_by(|(a, one), (b, other)| {
        let first_line = |part: &Part| part.lines.first().map(|line| line.line);
        (first_line(one), &servers[*a].candidate.node).cmp(&(first_line(other), &servers[*b].candidate.node))
    });
    let numbered = by_server.into_iter().enumerate();
    numbered
        .map(|(n, (s, mut part))| {
            part.fulfillment = FulfillmentId(derived(&format!("fulfillment:{}:{n}", request.fulfillment_seed)));
            part.handling_cost = servers[s].candidate.handling_cost.saturating_mul(part.lines.len() as i64);
            part
        })
        .collect()
}

/// A part with its first line; its id and handling follow when it is complete.
fn part(destination: &Destination, server: &Server, line: crate::order::FulfillmentLine) -> Part {
    let known = matches!(destination, Destination::Ship { to: Some(_) }) && server.candidate.point.is_some();
    Part {
        fulfillment: FulfillmentId::default(),
        node: server.candidate.node.clone(),
        lines: vec![line],
        distance_km: known.then(|| server.distance as f64 / 10.0),
        parcel_cost: server.parcel,
        handling_cost: 0,
    }
}
