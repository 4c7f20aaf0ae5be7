//! What a sourcing plan may be relied on for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod market;

use comptoir_domain::ids::{NodeCode, Sku};
use comptoir_domain::node::NodeKind;
use comptoir_domain::place::{Point, distance_km};
use comptoir_domain::sourcing::{
    Band, Calendar, Candidate, Carrier, Destination, Limits, NamedCarrier, Plan, Policy, Request, Rules, Service, Splitting, Step, Weights,
    arrival,
};
use comptoir_domain::time::{Span, Timestamp};
use market::{Desk, LYON, NOW, node, request, to_lyon};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Up to `most` nodes around France with habits of their own, for so many lines of different SKUs.
fn candidates(most: usize, lines: usize) -> impl Strategy<Value = Vec<Candidate>> {
    let place = (43.0..50.5f64, -1.0..7.0f64, 0..4usize);
    let stock = prop::collection::vec(0..5i64, lines);
    let habits = (0..3i64, 0..30i64, prop_oneof![3 => Just(0i64), 1 => 0..700i64], prop::option::weighted(0.2, 0..2i64), 0..1_000i64);
    let worth = (prop::collection::vec(0..600i64, lines), prop::collection::vec(prop_oneof![4 => Just(0i64), 1 => 0..600i64], lines));
    let opening = (any::<bool>(), 0..48i64, 1..10i64, 0..72i64);
    let one = (place, stock, habits, worth, opening);
    prop::collection::vec(one, 1..=most).prop_map(|nodes| {
        let candidate = |(n, (place, available, habits, worth, opening)): (usize, _)| {
            let (latitude, longitude, kind): (f64, f64, usize) = place;
            let (handling, preparation, rejects_per_mille, orders_left, load_per_mille) = habits;
            let (scarcity, clearance) = worth;
            let at = |hours| NOW + Span::hours(hours);
            let (known, opens, hours, collected): (bool, i64, i64, i64) = opening;
            let week = Calendar {
                open: (0..3).map(|day| (at(opens + 24 * day), at(opens + 24 * day + hours))).collect(),
                collections: vec![at(collected), at(collected + 24)],
            };
            let calendar = if known { week } else { Calendar::default() };
            Candidate {
                node: NodeCode(format!("N{n}")),
                kind: [NodeKind::Store, NodeKind::Warehouse, NodeKind::Supplier, NodeKind::Store][kind],
                point: Some(Point { latitude, longitude }),
                handling_cost: handling * 100,
                available,
                calendar: Arc::new(calendar),
                preparation: Span::hours(preparation),
                rejects_per_mille,
                orders_left,
                load_per_mille,
                scarcity,
                clearance,
            }
        };
        nodes.into_iter().enumerate().map(candidate).collect()
    })
}

fn weights() -> impl Strategy<Value = Weights> {
    ((0..200i64, 0..200i64, 0..200i64, 0..300i64, 0..500i64), (0..400i64, 0..200i64, 0..200i64, 0..900i64, 0..5_000i64, 0..400i64))
        .prop_map(
            |(
                (parcel_percent, handling_percent, late_hour, waiting_day, carbon_kg),
                (balance, scarcity_percent, clearance_percent, rejection, lost_unit, split_piece),
            )| {
                Weights {
                    parcel_percent,
                    handling_percent,
                    late_hour,
                    waiting_day,
                    carbon_kg,
                    balance,
                    scarcity_percent,
                    clearance_percent,
                    rejection,
                    lost_unit,
                    split_piece,
                }
            },
        )
}

fn limits() -> impl Strategy<Value = Limits> {
    let splitting = prop_oneof![Just(Splitting::Never), Just(Splitting::WhenNeeded), Just(Splitting::WhenCheaper)];
    let excluded = prop::collection::vec((0..5usize).prop_map(|n| NodeCode(format!("N{n}"))), 0..2);
    (prop::option::weighted(0.3, 1..4u32), prop::option::weighted(0.3, 100..900u32), excluded, any::<bool>(), 0..2u32, splitting).prop_map(
        |(most_parcels, most_km, excluded_nodes, no_suppliers, stores_keep, splitting)| Limits {
            most_parcels,
            most_km,
            excluded_nodes,
            excluded_kinds: if no_suppliers { vec![NodeKind::Supplier] } else { Vec::new() },
            stores_keep,
            splitting,
            ship_to_store: true,
            ..Limits::default()
        },
    )
}

/// One to three carriers, one of which does not go far, with tariffs that need make no sense.
fn carriers() -> impl Strategy<Value = Vec<NamedCarrier>> {
    let steps = prop::collection::vec((200..3_000i64, 100..1_500i64), 1..3).prop_map(|steps| {
        let mut up_to = 0;
        steps
            .into_iter()
            .map(|(grams, cost)| {
                up_to += grams;
                Step { up_to_grams: up_to, cost }
            })
            .collect::<Vec<_>>()
    });
    let band = (0..5u8, steps).prop_map(|(days, steps)| Band { up_to_km: None, days, steps });
    let carrier = (prop::collection::vec(band, 1..3), 10..600u32, 0..500i64, 0..400i64, any::<bool>()).prop_map(
        |(mut bands, km, co2_per_parcel, co2_per_tonne_km, ends)| {
            let last = bands.len() - 1;
            for (n, band) in (1..).zip(&mut bands) {
                band.up_to_km = Some(km * n);
            }
            bands[last].up_to_km = if ends { bands[last].up_to_km } else { None };
            Carrier { services: vec![Service::Home, Service::Store], bands, co2_per_parcel, co2_per_tonne_km }
        },
    );
    prop::collection::vec(carrier, 1..=3).prop_map(|carriers| {
        (1..).zip(carriers).map(|(n, carrier): (u32, _)| NamedCarrier { name: format!("carrier {n}"), carrier }).collect()
    })
}

fn desk() -> impl Strategy<Value = Desk> {
    (weights(), limits(), carriers())
        .prop_map(|(weights, limits, carriers)| Desk { carriers, ..Desk::new(Policy { weights, limits, ..Policy::default() }) })
}

fn wanted(quantities: &[i64]) -> Request {
    let skus: Vec<String> = (0..quantities.len()).map(|n| format!("SKU{n}")).collect();
    let lines: Vec<(&str, i64)> = skus.iter().map(String::as_str).zip(quantities.iter().copied()).collect();
    let mut request = request(&lines, to_lyon());
    for (n, line) in request.lines.iter_mut().enumerate() {
        line.grams = 150 * (n as i64 + 1);
    }
    request
}

/// The same, collected at this node: others may send there what it has not.
fn collected_at(counter: &Candidate, wanted: Request) -> Request {
    Request { destination: Destination::Pickup { node: counter.node.clone(), point: counter.point }, ..wanted }
}

fn is_counter(candidate: &Candidate, request: &Request) -> bool {
    matches!(&request.destination, Destination::Pickup { node, .. } if *node == candidate.node)
}

fn tenths(candidate: &Candidate, request: &Request) -> i64 {
    let to = match &request.destination {
        Destination::Pickup { point, .. } => point.unwrap(),
        _ => LYON,
    };
    (distance_km(candidate.point.unwrap(), to) * 10.0).round() as i64
}

/// Units that a store keeps for its own counter.
fn keeps(candidate: &Candidate, request: &Request, limits: &Limits) -> i64 {
    if candidate.kind == NodeKind::Store && !is_counter(candidate, request) { i64::from(limits.stores_keep) } else { 0 }
}

/// The best plan by trying all of them, with the costs worked out once more from what the documentation says.
struct Trial<'a> {
    request: &'a Request,
    rules: Rules<'a>,
    /// Those that no limit keeps out, what they may give, and what they could give after somebody else's rejection.
    nodes: Vec<(&'a Candidate, Vec<i64>, Vec<i64>)>,
}

impl<'a> Trial<'a> {
    fn new(request: &'a Request, candidates: &'a [Candidate], rules: Rules<'a>) -> Self {
        let limits = &rules.policy.limits;
        let may_serve = |candidate: &&Candidate| {
            !limits.excluded_nodes.contains(&candidate.node)
                && !limits.excluded_kinds.contains(&candidate.kind)
                && candidate.orders_left != Some(0)
                && limits.most_km.is_none_or(|km| tenths(candidate, request) <= i64::from(km) * 10)
        };
        let given = |candidate: &'a Candidate| {
            let keeps = keeps(candidate, request, limits);
            let units: Vec<i64> = candidate.available.iter().map(|units| (units - keeps).max(0)).collect();
            (candidate, units.clone(), units)
        };
        let mut trial = Trial { request, rules, nodes: candidates.iter().filter(may_serve).map(given).collect() };
        let nothing = vec![0; request.lines.len()];
        let reached = |at: usize| trial.price(trial.nodes[at].0, &nothing, Span(0)).is_some();
        trial.nodes = (0..trial.nodes.len()).filter(|at| reached(*at)).map(|at| trial.nodes[at].clone()).collect();
        // What lies at the counter is sent there from nowhere.
        if let Some(there) = trial.nodes.iter().position(|(candidate, ..)| is_counter(candidate, request)) {
            for n in (0..request.lines.len()).filter(|n| trial.nodes[there].1[*n] >= request.lines[*n].quantity).collect::<Vec<_>>() {
                (0..trial.nodes.len()).filter(|at| *at != there).for_each(|at| trial.nodes[at].1[n] = 0);
            }
        }
        trial
    }

    /// Without rejections; `None` where no carrier goes. `later`: so long after now.
    fn price(&self, candidate: &Candidate, units: &[i64], later: Span) -> Option<i64> {
        let weights = &self.rules.policy.weights;
        let grams: i64 = self.request.lines.iter().zip(units).map(|(line, units)| line.grams * units).sum();
        let packed = candidate.calendar.done(NOW + later, candidate.preparation);
        let leaves = candidate.calendar.collected(packed);
        let km_10 = tenths(candidate, self.request);
        let time = |arrives: Timestamp| {
            let late = self.request.promised.map_or(0, |promised| (arrives - promised).0.max(0));
            weights.waiting_day * (arrives - NOW).0 / Span::days(1).0 + weights.late_hour * late / Span::hours(1).0
        };
        let carried = self.rules.carriers.iter().filter_map(|named| {
            let carrier = &named.carrier;
            let band = carrier.bands.iter().find(|band| band.up_to_km.is_none_or(|km| km_10 <= i64::from(km) * 10))?;
            let a_gram = weights.carbon_kg as f64 / 1_000.0;
            let for_a_gram_of_goods = km_10 as f64 * carrier.co2_per_tonne_km as f64 / 10_000_000.0;
            Some(
                weights.parcel_percent * band.cost(grams) / 100
                    + time(arrival(leaves, band.days, self.rules.days_of_work))
                    + (carrier.co2_per_parcel as f64 * a_gram + for_a_gram_of_goods * a_gram * grams as f64) as i64,
            )
        });
        let brought = if is_counter(candidate, self.request) { Some(time(packed)) } else { carried.min() };
        let mut sum = brought? + weights.balance * candidate.load_per_mille / 1_000;
        for (n, line) in self.request.lines.iter().enumerate().filter(|(n, _)| units[*n] > 0) {
            sum += weights.handling_percent * candidate.handling_cost / 100;
            sum += (weights.scarcity_percent * candidate.scarcity[n] / 100 - weights.clearance_percent * candidate.clearance[n] / 100)
                * units[n];
            sum += if units[n] < line.quantity { weights.split_piece } else { 0 };
        }
        Some(sum)
    }

    fn has(&self, at: usize, units: &[i64]) -> bool {
        self.nodes[at].2.iter().zip(units).all(|(stock, units)| stock >= units)
    }

    fn expected(&self, at: usize, units: &[i64]) -> i64 {
        let weights = &self.rules.policy.weights;
        let own = self.price(self.nodes[at].0, units, Span(0)).unwrap();
        let others = |units: &[i64]| {
            let able = (0..self.nodes.len()).filter(|other| *other != at && self.has(*other, units));
            able.map(|other| self.price(self.nodes[other].0, units, Span::hours(4)).unwrap()).min()
        };
        let one_by_one = || {
            let only = |n: usize| units.iter().enumerate().map(|(m, units)| if m == n { *units } else { 0 }).collect::<Vec<_>>();
            (0..units.len()).filter(|n| units[*n] > 0).map(|n| others(&only(n)).unwrap_or(weights.lost_unit * units[n])).sum()
        };
        let elsewhere = others(units).unwrap_or_else(one_by_one);
        own + self.nodes[at].0.rejects_per_mille * (elsewhere + weights.rejection - own) / 1_000
    }

    fn may_split(&self, n: usize) -> bool {
        match self.rules.policy.limits.splitting {
            Splitting::Never => false,
            Splitting::WhenNeeded => !self.nodes.iter().any(|(_, gives, _)| gives[n] >= self.request.lines[n].quantity),
            Splitting::WhenCheaper => true,
        }
    }

    /// The least cost of serving everything, over all ways; `None` if there is none.
    fn best(&self) -> Option<i64> {
        let mut given = vec![vec![0; self.request.lines.len()]; self.nodes.len()];
        let mut best = None;
        self.give(0, 0, self.request.lines.first()?.quantity, &mut given, &mut best);
        best
    }

    /// Gives `left` units of line `n` by the nodes from `at` on, in every way.
    fn give(&self, n: usize, at: usize, left: i64, given: &mut Vec<Vec<i64>>, best: &mut Option<i64>) {
        if left == 0 {
            return match self.request.lines.get(n + 1) {
                Some(next) => self.give(n + 1, 0, next.quantity, given, best),
                None => self.finish(given, best),
            };
        }
        let Some((_, gives, _)) = self.nodes.get(at) else { return };
        for units in 0..=left.min(gives[n]) {
            if units == 0 || units == self.request.lines[n].quantity || self.may_split(n) {
                given[at][n] = units;
                self.give(n, at + 1, left - units, given, best);
                given[at][n] = 0;
            }
        }
    }

    fn finish(&self, given: &[Vec<i64>], best: &mut Option<i64>) {
        let serving = || given.iter().enumerate().filter(|(_, units)| units.iter().any(|units| *units > 0));
        if serving().count() > self.rules.policy.limits.most_parcels.unwrap_or(u32::MAX) as usize {
            return;
        }
        let cost = serving().map(|(at, units)| self.expected(at, units)).sum();
        *best = Some(best.map_or(cost, |best: i64| best.min(cost)));
    }
}

/// Exactly what was wanted, nowhere more than may be given, each node once, and no limit broken.
fn keeps_to_the_rules(plan: &Plan, request: &Request, candidates: &[Candidate], rules: Rules) {
    let limits = &rules.policy.limits;
    for line in &request.lines {
        let units: i64 = plan.parts.iter().flat_map(|part| &part.lines).filter(|served| served.line == line.line).map(|l| l.quantity).sum();
        assert_eq!(units, line.quantity, "line {}", line.line);
        let pieces = plan.parts.iter().filter(|part| part.lines.iter().any(|served| served.line == line.line)).count();
        assert!(pieces == 1 || limits.splitting != Splitting::Never, "line {} is split", line.line);
    }
    let mut taken = BTreeMap::<(&NodeCode, &Sku), i64>::new();
    for part in &plan.parts {
        assert!(part.lines.iter().all(|line| line.quantity > 0));
        part.lines.iter().for_each(|line| *taken.entry((&part.node, &line.sku)).or_default() += line.quantity);
        assert!(!limits.excluded_nodes.contains(&part.node));
        assert!(limits.most_km.is_none_or(|km| part.distance_km.unwrap_or_default() <= f64::from(km)));
        assert!(part.arrives_at >= part.ready_at && part.ready_at >= Some(NOW));
        assert_eq!((part.parcel_cost, part.handling_cost), (part.score.parcel, part.score.handling));
    }
    for ((node, sku), units) in taken {
        let candidate = candidates.iter().find(|candidate| candidate.node == *node).unwrap();
        let n = request.lines.iter().position(|line| line.sku == *sku).unwrap();
        assert!(units + keeps(candidate, request, limits) <= candidate.available[n], "{node} has not {units} of {sku}");
        assert!(candidate.orders_left != Some(0) && !limits.excluded_kinds.contains(&candidate.kind));
    }
    let mut nodes: Vec<_> = plan.parts.iter().map(|part| &part.node).collect();
    nodes.sort();
    nodes.dedup();
    assert_eq!(nodes.len(), plan.parts.len());
    assert!(plan.parts.len() <= limits.most_parcels.unwrap_or(u32::MAX) as usize);
    assert_eq!(plan.cost, plan.parts.iter().map(|part| part.score.total()).sum::<i64>());
    assert!(plan.at_least <= plan.cost);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    /// With every part of the cost and every limit on. The trial adds up the same figures, so not a cent may differ.
    #[test]
    fn no_plan_within_the_limits_costs_less(
        candidates in candidates(5, 4),
        quantities in prop::collection::vec(1..4i64, 1..=4),
        desk in desk(),
        promised in prop::option::of(-24..120i64),
        collected in prop::bool::weighted(0.3),
    ) {
        let request = Request { promised: promised.map(|hours| NOW + Span::hours(hours)), ..wanted(&quantities) };
        let request = if collected { collected_at(&candidates[0], request) } else { request };
        let best = Trial::new(&request, &candidates, desk.rules()).best();
        match desk.plan(&request, &candidates) {
            Ok(plan) => {
                keeps_to_the_rules(&plan, &request, &candidates, desk.rules());
                prop_assert_eq!(Some(plan.cost), best);
                prop_assert_eq!(plan.at_least, plan.cost);
                for other in &plan.alternatives {
                    prop_assert!(other.cost >= plan.cost && other.cost == other.score.total());
                    prop_assert_eq!(other.lost_because == "equal", other.score.dearest_part_beside(&plan.parts.iter().map(|part| part.score).fold(Default::default(), |sum, score| sum + score)).is_none());
                }
            }
            Err(_) => prop_assert_eq!(best, None),
        }
    }

    #[test]
    fn whatever_comes_short_is_named(
        candidates in candidates(6, 12),
        quantities in prop::collection::vec(1..9i64, 12),
        lines in 1..=12usize,
    ) {
        let (desk, request) = (Desk::usual(), wanted(&quantities[..lines]));
        let candidates: Vec<Candidate> = candidates.into_iter().map(|candidate| Candidate { orders_left: None, ..candidate }).collect();
        let together = |n: usize| candidates.iter().map(|candidate| candidate.available[n]).sum::<i64>();
        match desk.plan(&request, &candidates) {
            Ok(plan) => keeps_to_the_rules(&plan, &request, &candidates, desk.rules()),
            Err(short) => {
                let n = short.line as usize - 1;
                prop_assert!(together(n) < short.wanted && together(n) == short.available);
                prop_assert!((0..n).all(|earlier| together(earlier) >= request.lines[earlier].quantity), "it is the first one");
                let partly = desk.plan_partly(&request, &candidates);
                prop_assert_eq!(partly.is_err(), short.partly.iter().all(|(_, units)| *units == 0));
            }
        }
    }

    #[test]
    fn lines_of_one_sku_are_never_promised_the_same_unit(
        stock in prop::collection::vec(0..6i64, 1..5),
        quantities in prop::collection::vec(1..4i64, 1..5),
    ) {
        let lines: Vec<(&str, i64)> = quantities.iter().map(|quantity| ("BOOT", *quantity)).collect();
        let (desk, request) = (Desk::usual(), request(&lines, to_lyon()));
        let candidates: Vec<Candidate> = stock
            .iter()
            .enumerate()
            .map(|(n, units)| node(&format!("N{n}"), NodeKind::Store, 46.0, 2.0 + n as f64, &vec![*units; lines.len()]))
            .collect();
        match desk.plan(&request, &candidates) {
            Ok(plan) => keeps_to_the_rules(&plan, &request, &candidates, desk.rules()),
            Err(short) => {
                prop_assert!(stock.iter().sum::<i64>() < quantities.iter().sum::<i64>());
                prop_assert_eq!(short.partly.iter().map(|(_, units)| units).sum::<i64>(), stock.iter().sum::<i64>());
            }
        }
    }

    #[test]
    fn the_order_in_which_nodes_are_known_does_not_matter(
        (candidates, shuffled) in candidates(6, 3).prop_flat_map(|nodes| (Just(nodes.clone()), Just(nodes).prop_shuffle())),
        quantities in prop::collection::vec(1..6i64, 3),
        desk in desk(),
    ) {
        let request = wanted(&quantities);
        prop_assert_eq!(desk.plan(&request, &candidates), desk.plan(&request, &shuffled));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    /// More lines than the exact search takes: the plan keeps to the rules, and none costs less than its bound.
    #[test]
    fn of_many_lines_the_plan_is_good_and_the_bound_is_true(
        candidates in candidates(3, 9),
        quantities in prop::collection::vec(1..3i64, 9),
        desk in desk(),
    ) {
        let request = wanted(&quantities);
        if let Ok(plan) = desk.plan(&request, &candidates) {
            keeps_to_the_rules(&plan, &request, &candidates, desk.rules());
            let best = Trial::new(&request, &candidates, desk.rules()).best().unwrap();
            prop_assert!(plan.at_least <= best && best <= plan.cost, "{} <= {best} <= {}", plan.at_least, plan.cost);
        }
    }
}
