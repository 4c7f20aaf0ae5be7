use super::amounts::Amounts;
use super::items::{Item, deal, items};
use super::many::Location;
use super::pricing::{Priced, Pricing};
use super::reach::{Goal, Reach, Server, reach};
use super::search::{Choice, Offers, SPARE};
use crate::ids::{FulfillmentId, NodeCode, derived};
use crate::sourcing::cost::Cost;
use crate::sourcing::policy::{Limits, Splitting};
use crate::sourcing::{Alternative, Candidate, Destination, LeftOut, Limit, Part, Plan, PolicyName, Request, Rules, Unsourceable};
use crate::time::Timestamp;

/// How many of the choices that lost are kept.
const ALTERNATIVES: usize = SPARE;
/// How many of the nodes that limits kept out are named.
const LEFT_OUT: usize = 5;

/// Decides which node serves which line: the plan of least cost that breaks no limit.
///
/// **What is solved exactly.** With up to eight different SKUs (and up to 1,024 ways to cut them, where lines may come in pieces) and any
/// number of nodes, no plan within the policy's limits costs less than this one, where a plan gives each line, or each piece of it, to a
/// node that has it, each node sends one parcel by the carrier for which that is cheapest, and what is compared is the expected cost: a
/// node's chance to reject is priced as one further step ([`pricing`](super::pricing)). Larger orders get a good plan, and
/// [`Plan::at_least`] says what no plan could cost less than.
///
/// A pickup is served by its own node; what that one has not, others send there if the policy says so. A shipment comes from suppliers, warehouses and
/// stores; relay points keep no stock of ours. The candidates' order does not matter. Lines of one SKU are sourced as one, since they draw
/// on the same units. Lines that ask for nothing are left out.
pub fn plan(request: &Request, candidates: &[Candidate], rules: Rules, policy: Option<PolicyName>) -> Result<Plan, Unsourceable> {
    let items = items(request);
    let question = Question { request, candidates, rules, items: &items };
    let limits = &rules.policy.limits;
    let (servers, kept) = question.reach(limits);
    let together = enough(request, &items, &servers);
    if let Err(mut short) = together {
        short.limit = question.limit_in_the_way();
        return Err(short);
    }
    let pricing = Pricing { request, rules, items: &items, servers: &servers };
    let Some(found) = find(&pricing, limits) else {
        // There is enough of everything, but not so that a plan could use it.
        let partly = request.lines.iter().filter(|line| line.quantity > 0).map(|line| (line.line, 0)).collect();
        let first = request.lines.iter().find(|line| line.quantity > 0);
        let (line, sku, wanted) = first.map(|line| (line.line, line.sku.clone(), line.quantity)).unwrap_or_default();
        let limit = question.limit_in_the_way().or(Some(Limit::Several));
        return Err(Unsourceable { line, sku, wanted, available: 0, partly, limit });
    };
    let Found { best, others, at_least } = found;
    let (score, chosen) = (best.cost(), best.nodes(&servers));
    let mut alternatives: Vec<Alternative> = Vec::with_capacity(ALTERNATIVES);
    for other in &others {
        let nodes = other.nodes(&servers);
        if nodes != chosen && alternatives.len() < ALTERNATIVES && alternatives.iter().all(|known| known.nodes != nodes) {
            let cost = other.cost();
            let lost_because = cost.dearest_part_beside(&score).unwrap_or("equal").to_owned();
            alternatives.push(Alternative { nodes, cost: cost.total(), lost_because, score: cost, arrives_at: other.arrives() });
        }
    }
    alternatives.sort_by(|one, other| (one.cost, &one.nodes).cmp(&(other.cost, &other.nodes)));
    let cost = score.total();
    Ok(Plan {
        parts: parts(&pricing, &best),
        cost,
        candidates: u32::try_from(servers.len()).unwrap_or(u32::MAX),
        alternatives,
        policy,
        at_least: at_least.unwrap_or(cost).min(cost),
        left_out: kept.into_iter().take(LEFT_OUT).collect(),
        promised: request.promised,
    })
}

/// As [`plan`], but when there is not enough of everything, a plan for what there is; an error only if there is nothing at all.
/// For orders that take backorders.
pub fn plan_partly(request: &Request, candidates: &[Candidate], rules: Rules, policy: Option<PolicyName>) -> Result<Plan, Unsourceable> {
    plan(request, candidates, rules, policy.clone()).or_else(|short| {
        if short.partly.iter().all(|(_, units)| *units == 0) {
            return Err(short);
        }
        // The lines keep their places, for the candidates' figures stand in the same order.
        let mut less = request.clone();
        for line in &mut less.lines {
            line.quantity = short.partly.iter().find(|partly| partly.0 == line.line).map_or(0, |partly| partly.1);
        }
        plan(&less, candidates, rules, policy)
    })
}

struct Question<'a> {
    request: &'a Request,
    candidates: &'a [Candidate],
    rules: Rules<'a>,
    items: &'a [Item],
}

impl<'a> Question<'a> {
    /// Who can serve, by code, and whom a limit keeps out.
    fn reach(&self, limits: &Limits) -> (Vec<Server<'a>>, Vec<LeftOut>) {
        let goal = Goal::of(&self.request.destination);
        let mut servers: Vec<Server> = Vec::with_capacity(self.candidates.len());
        let mut kept = Vec::new();
        for candidate in self.candidates {
            match reach(candidate, self.request, &self.rules, limits, &goal, self.items) {
                Reach::Serves(server) => servers.push(server),
                // For a pickup it goes without saying that it is not sent from elsewhere.
                Reach::Kept(Limit::ShipToStore) | Reach::Nothing => {}
                Reach::Kept(limit) => kept.push(LeftOut { node: candidate.node.clone(), limit }),
            }
        }
        if !servers.is_sorted_by(|one, other| one.candidate.node <= other.candidate.node) {
            servers.sort_by(|one, other| one.candidate.node.cmp(&other.candidate.node));
        }
        kept.sort_by(|one, other| one.node.cmp(&other.node));
        if let Some(at) = servers.iter().position(|server| goal.is_at(&server.candidate.node)) {
            // Whoever collects it there wants what lies there: others send only what does not.
            let lies_there: Vec<bool> = self.items.iter().zip(&servers[at].gives).map(|(item, units)| *units >= item.quantity).collect();
            for (_, other) in servers.iter_mut().enumerate().filter(|(s, _)| *s != at) {
                other.gives.iter_mut().zip(&lies_there).filter(|(_, there)| **there).for_each(|(units, _)| *units = 0);
            }
        }
        (servers, kept)
    }

    fn is_feasible(&self, limits: &Limits) -> bool {
        let (servers, _) = self.reach(limits);
        let pricing = Pricing { request: self.request, rules: self.rules, items: self.items, servers: &servers };
        enough(self.request, self.items, &servers).is_ok() && find(&pricing, limits).is_some()
    }

    /// Which limit, lifted alone, would let it through. `None`: not even all together.
    fn limit_in_the_way(&self) -> Option<Limit> {
        let limits = &self.rules.policy.limits;
        let pickup = matches!(self.request.destination, Destination::Pickup { .. });
        let without_gift = Limits { gifts_together: false, ..limits.clone() };
        let lifted = [
            (Limit::MostParcels, Limits { most_parcels: None, ..limits.clone() }),
            (Limit::GiftsTogether, without_gift),
            (Limit::Splitting, Limits { splitting: limits.splitting.if_needed(), ..limits.clone() }),
            (Limit::StoresKeep, Limits { stores_keep: 0, ..limits.clone() }),
            (Limit::MostKm, Limits { most_km: None, ..limits.clone() }),
            (Limit::ExcludedNodes, Limits { excluded_nodes: Vec::new(), ..limits.clone() }),
            (Limit::ExcludedKinds, Limits { excluded_kinds: Vec::new(), ..limits.clone() }),
        ];
        if let Some((limit, _)) = lifted.iter().find(|(_, limits)| self.is_feasible(limits)) {
            return Some(*limit);
        }
        let none = Limits { ship_to_store: limits.ship_to_store, gifts_together: false, ..Limits::default() };
        if self.is_feasible(&none) {
            return Some(Limit::Several);
        }
        // What is no limit of the policy's: full days, and carriers that do not go there.
        let (_, kept) = self.reach(&none);
        let beyond = |limit| kept.iter().any(|kept| kept.limit == limit);
        let stock_of_all = |item: &Item| {
            let all = self.candidates.iter().filter(|candidate| !pickup || Goal::of(&self.request.destination).is_at(&candidate.node));
            all.fold(0i64, |sum, candidate| sum.saturating_add(item.figure(&candidate.available).max(0)))
        };
        let is_there = self.items.iter().all(|item| stock_of_all(item) >= item.quantity);
        [Limit::Capacity, Limit::NoCarrier].into_iter().find(|limit| is_there && beyond(*limit))
    }
}

/// Whether these servers together have enough; if not, the first line that comes short.
fn enough(request: &Request, items: &[Item], servers: &[Server]) -> Result<(), Unsourceable> {
    let together = |n: usize| servers.iter().fold(0i64, |sum, server| sum.saturating_add(server.gives[n]));
    let sums: Vec<i64> = (0..items.len()).map(together).collect();
    if items.iter().zip(&sums).all(|(item, sum)| *sum >= item.quantity) {
        return Ok(());
    }
    let mut can_be_had = vec![0; request.lines.len()];
    for (item, sum) in items.iter().zip(sums) {
        let mut left = sum;
        for &n in &item.lines {
            can_be_had[n] = left.min(request.lines[n].quantity);
            left -= can_be_had[n];
        }
    }
    let asked = || request.lines.iter().zip(&can_be_had).filter(|(line, _)| line.quantity > 0);
    let partly = asked().map(|(line, units)| (line.line, *units)).collect();
    match asked().find(|(line, units)| **units < line.quantity) {
        Some((line, units)) => {
            Err(Unsourceable { line: line.line, sku: line.sku.clone(), wanted: line.quantity, available: *units, partly, limit: None })
        }
        None => Ok(()),
    }
}

/// One way to serve everything.
#[derive(Default)]
struct Way<'a> {
    /// Which server gives how many units of each item, and at what price.
    served: Vec<(usize, Vec<i64>, Priced<'a>)>,
}

impl<'a> Way<'a> {
    fn add(&mut self, s: usize, units: Vec<i64>, priced: Priced<'a>) {
        self.served.push((s, units, priced));
    }

    fn cost(&self) -> Cost {
        self.served.iter().fold(Cost::default(), |sum, (.., priced)| sum + priced.cost)
    }

    fn arrives(&self) -> Option<Timestamp> {
        self.served.iter().map(|(.., priced)| priced.lane.arrives).max()
    }

    /// By code.
    fn nodes(&self, servers: &[Server]) -> Vec<NodeCode> {
        let mut nodes: Vec<NodeCode> = self.served.iter().map(|(s, ..)| servers[*s].candidate.node.clone()).collect();
        nodes.sort();
        nodes
    }
}

struct Found<'a> {
    best: Way<'a>,
    others: Vec<Way<'a>>,
    /// What no plan can cost less than, where the best found may not be the best there is.
    at_least: Option<i64>,
}

/// The best way within the limits on parcels and pieces, and others: the runners-up of a single node one after the other; or, to several,
/// one parcel with everything, and the ways to do without each of them.
fn find<'a>(pricing: &'a Pricing, limits: &Limits) -> Option<Found<'a>> {
    let items = pricing.items;
    if items.is_empty() {
        return Some(Found { best: Way::default(), others: Vec::new(), at_least: None });
    }
    let gift = pricing.request.gift && limits.gifts_together;
    let most = if gift { 1 } else { limits.most_parcels.map_or(usize::MAX, |most| most as usize) };
    let is_whole_somewhere = |n: usize| pricing.servers.iter().any(|server| server.gives[n] >= items[n].quantity);
    let in_pieces = |n: usize| match limits.splitting {
        Splitting::Never => false,
        Splitting::WhenNeeded => !is_whole_somewhere(n),
        Splitting::WhenCheaper => true,
    };
    let Some(amounts) = Amounts::of(items, |n| !gift && in_pieces(n)) else {
        let (gifts, bound) = Location::of(pricing).solve(most, !gift && limits.splitting != Splitting::Never)?;
        let mut best = Way::default();
        for (s, units) in by_server(gifts, items.len()) {
            let priced = pricing.expected(s, &units, || pricing.elsewhere(s, &units));
            best.add(s, units, priced);
        }
        return Some(Found { best, others: Vec::new(), at_least: Some(bound) });
    };
    let offers = Offers::of(pricing, &amounts, most);
    let way = |choice: Choice| {
        let mut way = Way::default();
        for (s, number) in choice {
            let units = amounts.all_units(number);
            let priced = pricing.expected(s, &units, || offers.elsewhere(s, number));
            way.add(s, units, priced);
        }
        way
    };
    let best = way(offers.best(most, &[])?);
    let alone = best.served.len() == 1;
    let mut others: Vec<Way> = Vec::with_capacity(ALTERNATIVES + 1);
    if !alone {
        others.extend(offers.best_alone().map(way));
    }
    let mut barred = Vec::with_capacity(ALTERNATIVES);
    for n in 0..ALTERNATIVES {
        let previous = if alone { others.last().unwrap_or(&best) } else { &best };
        if alone && previous.served.len() > 1 {
            break;
        }
        let Some((bar, ..)) = previous.served.get(if alone { 0 } else { n }) else { break };
        if !alone {
            barred.clear();
        }
        barred.push(*bar);
        match offers.best(most, &barred) {
            Some(other) => others.push(way(other)),
            None if alone => break,
            None => {}
        }
    }
    Some(Found { best, others, at_least: None })
}

fn by_server(gifts: Vec<(usize, usize, i64)>, items: usize) -> Vec<(usize, Vec<i64>)> {
    let mut by_server: Vec<(usize, Vec<i64>)> = Vec::new();
    for (s, n, units) in gifts {
        let at = by_server.iter().position(|(known, _)| *known == s).unwrap_or_else(|| {
            by_server.push((s, vec![0; items]));
            by_server.len() - 1
        });
        by_server[at].1[n] += units;
    }
    by_server
}

/// One part for each node, in the order of their first lines.
fn parts(pricing: &Pricing, way: &Way) -> Vec<Part> {
    let request = pricing.request;
    let mut parts: Vec<Part> = way.served.iter().map(|(s, units, priced)| part(pricing, *s, units, priced)).collect();
    for (n, item) in pricing.items.iter().enumerate() {
        let given = way.served.iter().enumerate().map(|(part, (_, units, _))| (part, units[n])).filter(|(_, units)| *units > 0).collect();
        for (part, line) in deal(request, item, given) {
            parts[part].lines.push(line);
        }
    }
    for part in &mut parts {
        part.lines.sort_by_key(|line| line.line);
    }
    let first_line = |part: &Part| part.lines.first().map(|line| line.line);
    parts.sort_by(|one, other| (first_line(one), &one.node).cmp(&(first_line(other), &other.node)));
    for (n, part) in parts.iter_mut().enumerate() {
        part.fulfillment = FulfillmentId(derived(&format!("fulfillment:{}:{n}", request.fulfillment_seed)));
    }
    parts
}

/// What a server does, without its lines and its id.
fn part(pricing: &Pricing, s: usize, units: &[i64], priced: &Priced) -> Part {
    let server = &pricing.servers[s];
    let Priced { lane, cost } = priced;
    let carrier = lane.tariff.map(|(carrier, _)| &pricing.rules.carriers[carrier]);
    Part {
        fulfillment: FulfillmentId::default(),
        node: server.candidate.node.clone(),
        lines: Vec::new(),
        distance_km: server.distance.filter(|_| carrier.is_some()).map(|tenths| tenths as f64 / 10.0),
        parcel_cost: cost.parcel,
        handling_cost: cost.handling,
        carrier: carrier.map(|carrier| carrier.name.clone()),
        ready_at: Some(lane.ready),
        arrives_at: Some(lane.arrives),
        co2: carrier.map_or(0, |named| named.carrier.co2(pricing.grams(units), server.distance.unwrap_or_default())),
        score: *cost,
    }
}
