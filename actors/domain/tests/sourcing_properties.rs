//! What a sourcing plan may be relied on for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use comptoir_domain::ids::{NodeCode, Sku};
use comptoir_domain::node::NodeKind;
use comptoir_domain::place::{Point, distance_km};
use comptoir_domain::sourcing::{Candidate, Destination, Plan, Request, RequestLine, Unsourceable, parcel_cost, plan, plan_partly};
use proptest::prelude::*;
use std::collections::BTreeMap;

const LYON: Point = Point { latitude: 45.76, longitude: 4.83 };

fn request(lines: &[(&str, i64)], destination: Destination) -> Request {
    let line = |(n, (sku, quantity)): (usize, &(&str, i64))| RequestLine { line: n as u32 + 1, sku: (*sku).into(), quantity: *quantity };
    Request { fulfillment_seed: "an order:0".into(), lines: lines.iter().enumerate().map(line).collect(), destination }
}

fn to_lyon() -> Destination {
    Destination::Ship { to: Some(LYON) }
}

fn node(code: &str, kind: NodeKind, latitude: f64, longitude: f64, available: &[i64]) -> Candidate {
    let point = Some(Point { latitude, longitude });
    Candidate { node: code.into(), kind, point, handling_cost: 100, available: available.to_vec() }
}

fn lyon(available: &[i64]) -> Candidate {
    node("LYO1", NodeKind::Store, 45.76, 4.83, available)
}

fn orleans(available: &[i64]) -> Candidate {
    node("ORL1", NodeKind::Warehouse, 47.94, 1.83, available)
}

fn lille(available: &[i64]) -> Candidate {
    node("LIL1", NodeKind::Store, 50.63, 3.06, available)
}

fn served(plan: &Plan) -> Vec<(&str, Vec<(u32, i64)>)> {
    plan.parts.iter().map(|part| (part.node.0.as_str(), part.lines.iter().map(|line| (line.line, line.quantity)).collect())).collect()
}

fn lost(plan: &Plan) -> Vec<(Vec<&str>, &str)> {
    plan.alternatives.iter().map(|other| (other.nodes.iter().map(|node| node.0.as_str()).collect(), other.lost_because.as_str())).collect()
}

#[test]
fn the_nearest_of_those_that_have_it() {
    let plan = plan(&request(&[("BOOT", 1)], to_lyon()), &[lille(&[5]), lyon(&[1]), orleans(&[5])]).unwrap();
    assert_eq!(served(&plan), [("LYO1", vec![(1, 1)])]);
    assert_eq!((plan.cost, plan.parts[0].distance_km, plan.candidates), (490 + 100, Some(0.0), 3));
    assert_eq!(lost(&plan), [(vec!["ORL1"], "costlier"), (vec!["LIL1"], "costlier")]);
}

#[test]
fn one_far_parcel_rather_than_two_near_ones() {
    let candidates = [lyon(&[1, 0]), node("LYO2", NodeKind::Store, 45.75, 4.85, &[0, 1]), lille(&[1, 1])];
    let plan = plan(&request(&[("BOOT", 1), ("SOCK", 1)], to_lyon()), &candidates).unwrap();
    assert_eq!(served(&plan), [("LIL1", vec![(1, 1), (2, 1)])]);
    assert_eq!(lost(&plan), [(vec!["LYO1", "LYO2"], "more_parcels")]);
}

#[test]
fn a_line_is_split_only_when_no_node_has_it_whole() {
    let whole = plan(&request(&[("BOOT", 5)], to_lyon()), &[lyon(&[4]), orleans(&[4]), lille(&[5])]).unwrap();
    assert_eq!(served(&whole), [("LIL1", vec![(1, 5)])]);
    let split = plan(&request(&[("BOOT", 5)], to_lyon()), &[lyon(&[1]), orleans(&[3]), lille(&[4])]).unwrap();
    assert_eq!(served(&split), [("LIL1", vec![(1, 4)]), ("LYO1", vec![(1, 1)])], "the last piece from the nearest");
}

#[test]
fn a_pickup_is_served_where_it_is_collected() {
    let pickup = Destination::Pickup { node: "LYO1".into() };
    let plan_of = |available| plan(&request(&[("BOOT", 2)], pickup.clone()), &[lyon(&[available]), orleans(&[9])]);
    assert_eq!(plan_of(2).unwrap().cost, 100, "no parcel");
    let short = Unsourceable { line: 1, sku: "BOOT".into(), wanted: 2, available: 1, partly: vec![(1, 1)] };
    assert_eq!(plan_of(1), Err(short));
}

#[test]
fn relay_points_ship_nothing_and_suppliers_do() {
    let relay = node("REL1", NodeKind::RelayPoint, 45.76, 4.83, &[9]);
    let supplier = node("SUP1", NodeKind::Supplier, 48.07, 6.87, &[9]);
    let plan = plan(&request(&[("BOOT", 1)], to_lyon()), &[relay, supplier]).unwrap();
    assert_eq!(served(&plan), [("SUP1", vec![(1, 1)])]);
}

#[test]
fn lines_of_one_sku_share_its_units() {
    let lines = [("BOOT", 2), ("BOOT", 3)];
    let short = plan(&request(&lines, to_lyon()), &[lyon(&[4, 4])]).unwrap_err();
    assert_eq!((short.line, short.wanted, short.available, short.partly), (2, 3, 2, vec![(1, 2), (2, 2)]));
    let both = plan(&request(&lines, to_lyon()), &[lyon(&[3, 3]), orleans(&[2, 2])]).unwrap();
    assert_eq!(served(&both), [("ORL1", vec![(1, 2)]), ("LYO1", vec![(2, 3)])], "and neither line is split");
}

#[test]
fn what_there_is_for_an_order_that_takes_backorders() {
    let plan = plan_partly(&request(&[("HAT", 1), ("BOOT", 5)], to_lyon()), &[lyon(&[0, 2]), orleans(&[0, 1])]).unwrap();
    assert_eq!(served(&plan), [("LYO1", vec![(2, 2)]), ("ORL1", vec![(2, 1)])]);
    assert!(plan_partly(&request(&[("HAT", 1)], to_lyon()), &[lyon(&[0])]).is_err());
}

#[test]
fn without_a_point_distance_counts_nothing() {
    let plan = plan(&request(&[("BOOT", 1)], Destination::Ship { to: None }), &[lyon(&[1]), lille(&[1])]).unwrap();
    assert_eq!((served(&plan), plan.parts[0].distance_km), (vec![("LIL1", vec![(1, 1)])], None));
    assert_eq!(lost(&plan), [(vec!["LYO1"], "farther")]);
}

#[test]
fn fulfillments_have_ids_that_follow_from_the_seed() {
    let of = |seed: &str| {
        let request = Request { fulfillment_seed: seed.into(), ..request(&[("BOOT", 5)], to_lyon()) };
        plan(&request, &[lyon(&[3]), orleans(&[3])]).unwrap().parts.into_iter().map(|part| part.fulfillment).collect::<Vec<_>>()
    };
    assert_eq!(of("a"), of("a"));
    assert!(of("a")[0] != of("a")[1] && of("a")[0] != of("b")[0]);
}

/// Up to `most` nodes around France, for so many lines of different SKUs.
fn candidates(most: usize, lines: usize) -> impl Strategy<Value = Vec<Candidate>> {
    let one = (43.0..50.5f64, -1.0..7.0f64, 0..3i64, prop::collection::vec(0..5i64, lines), 0..4u8);
    prop::collection::vec(one, 1..=most).prop_map(|nodes| {
        let candidate = |(n, (latitude, longitude, handling, available, kind)): (usize, (f64, f64, i64, Vec<i64>, u8))| Candidate {
            node: NodeCode(format!("N{n}")),
            kind: [NodeKind::Store, NodeKind::Warehouse, NodeKind::Supplier, NodeKind::Store][kind as usize],
            point: Some(Point { latitude, longitude }),
            handling_cost: handling * 100,
            available,
        };
        nodes.into_iter().enumerate().map(candidate).collect()
    })
}

fn wanted(quantities: &[i64]) -> Request {
    let skus: Vec<String> = (0..quantities.len()).map(|n| format!("SKU{n}")).collect();
    let lines: Vec<(&str, i64)> = skus.iter().map(String::as_str).zip(quantities.iter().copied()).collect();
    request(&lines, to_lyon())
}

/// Nodes, cents and tenths of kilometres of the best way to serve every line whole, by trying all; `None` if there is none.
fn best_by_trying(request: &Request, candidates: &[Candidate]) -> Option<(usize, i64, i64)> {
    let (lines, nodes) = (request.lines.len(), candidates.len());
    (0..nodes.pow(lines as u32))
        .filter_map(|choice| {
            let mut used = BTreeMap::<usize, i64>::new();
            for (n, line) in request.lines.iter().enumerate() {
                let node = choice / nodes.pow(n as u32) % nodes;
                if candidates[node].available[n] < line.quantity {
                    return None;
                }
                *used.entry(node).or_default() += 1;
            }
            let tenths = |node: &usize| (distance_km(candidates[*node].point.unwrap(), LYON) * 10.0).round() as i64;
            let cost = used.iter().map(|(node, lines)| parcel_cost(tenths(node)) + candidates[*node].handling_cost * lines).sum();
            Some((used.len(), cost, used.keys().map(tenths).sum()))
        })
        .min()
}

fn scored(plan: &Plan) -> (usize, i64, i64) {
    (plan.parts.len(), plan.cost, plan.parts.iter().map(|part| (part.distance_km.unwrap() * 10.0).round() as i64).sum())
}

/// Exactly what was wanted, nowhere more than there is, each node once.
fn serves_exactly(plan: &Plan, request: &Request, candidates: &[Candidate]) {
    for line in &request.lines {
        let units: i64 = plan.parts.iter().flat_map(|part| &part.lines).filter(|served| served.line == line.line).map(|l| l.quantity).sum();
        assert_eq!(units, line.quantity, "line {}", line.line);
    }
    let mut taken = BTreeMap::<(&NodeCode, &Sku), i64>::new();
    for part in &plan.parts {
        assert!(part.lines.iter().all(|line| line.quantity > 0));
        part.lines.iter().for_each(|line| *taken.entry((&part.node, &line.sku)).or_default() += line.quantity);
    }
    for ((node, sku), units) in taken {
        let candidate = candidates.iter().find(|candidate| candidate.node == *node).unwrap();
        let n = request.lines.iter().position(|line| line.sku == *sku).unwrap();
        assert!(units <= candidate.available[n], "{node} has not {units} of {sku}");
    }
    let mut nodes: Vec<_> = plan.parts.iter().map(|part| &part.node).collect();
    nodes.sort();
    nodes.dedup();
    assert_eq!(nodes.len(), plan.parts.len());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn no_other_way_has_fewer_nodes_or_among_those_costs_less(
        candidates in candidates(5, 4),
        quantities in prop::collection::vec(1..4i64, 4),
    ) {
        let request = wanted(&quantities);
        if let Some(best) = best_by_trying(&request, &candidates) {
            let plan = plan(&request, &candidates).unwrap();
            serves_exactly(&plan, &request, &candidates);
            prop_assert_eq!(scored(&plan), best);
        }
    }

    #[test]
    fn a_plan_covers_exactly_and_splits_only_what_nobody_has_whole(
        candidates in candidates(6, 12),
        quantities in prop::collection::vec(1..9i64, 12),
        lines in 1..=12usize,
    ) {
        let request = wanted(&quantities[..lines]);
        let together = |n: usize| candidates.iter().map(|candidate| candidate.available[n]).sum::<i64>();
        match plan(&request, &candidates) {
            Ok(plan) => {
                serves_exactly(&plan, &request, &candidates);
                for (n, line) in request.lines.iter().enumerate() {
                    let serving = plan.parts.iter().filter(|part| part.lines.iter().any(|served| served.line == line.line)).count();
                    let mut stocks: Vec<i64> = candidates.iter().map(|candidate| candidate.available[n]).collect();
                    stocks.sort_by_key(|units| -units);
                    let fewest = (1..=stocks.len()).find(|k| stocks[..*k].iter().sum::<i64>() >= line.quantity).unwrap();
                    prop_assert_eq!(serving, fewest, "line {} comes from the fewest nodes", line.line);
                }
            }
            Err(short) => {
                let n = short.line as usize - 1;
                prop_assert!(together(n) < short.wanted && together(n) == short.available);
                prop_assert!((0..n).all(|earlier| together(earlier) >= request.lines[earlier].quantity), "it is the first one");
                let partly = plan_partly(&request, &candidates);
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
        let request = request(&lines, to_lyon());
        let candidates: Vec<Candidate> = stock
            .iter()
            .enumerate()
            .map(|(n, units)| node(&format!("N{n}"), NodeKind::Store, 46.0, 2.0 + n as f64, &vec![*units; lines.len()]))
            .collect();
        match plan(&request, &candidates) {
            Ok(plan) => serves_exactly(&plan, &request, &candidates),
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
    ) {
        let request = wanted(&quantities);
        prop_assert_eq!(plan(&request, &candidates), plan(&request, &shuffled));
    }

    #[test]
    fn what_lost_was_no_better(candidates in candidates(6, 3), quantities in prop::collection::vec(1..4i64, 3)) {
        if let Ok(plan) = plan(&wanted(&quantities), &candidates) {
            prop_assert!(plan.alternatives.len() <= 3);
            let mut chosen: Vec<_> = plan.parts.iter().map(|part| part.node.clone()).collect();
            chosen.sort();
            for other in &plan.alternatives {
                prop_assert_ne!(&other.nodes, &chosen);
                match other.lost_because.as_str() {
                    "more_parcels" => prop_assert!(other.nodes.len() > plan.parts.len()),
                    "costlier" => prop_assert!(other.nodes.len() <= plan.parts.len() && other.cost > plan.cost),
                    "farther" => prop_assert!((other.nodes.len(), other.cost) == (plan.parts.len(), plan.cost)),
                    "splits_a_line" => prop_assert!(other.nodes.len() <= plan.parts.len() && other.cost <= plan.cost),
                    unknown => prop_assert!(false, "{unknown}"),
                }
            }
        }
    }
}
