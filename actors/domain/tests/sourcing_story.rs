//! What sourcing does, by example.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod market;

use comptoir_domain::node::NodeKind;
use comptoir_domain::sourcing::{Calendar, Candidate, Destination, Limit, Limits, Policy, Request, Splitting, Unsourceable, Weights};
use comptoir_domain::time::Span;
use market::{Desk, LYON, NOW, lille, lost, lyon, node, orleans, request, served, to_lyon};
use std::sync::Arc;

fn boots(quantity: i64) -> Request {
    request(&[("BOOT", quantity)], to_lyon())
}

fn limited(limits: Limits) -> Desk {
    Desk::new(Policy { limits, ..Policy::default() })
}

fn weighted(weights: Weights) -> Desk {
    Desk::new(Policy { weights, ..Policy::default() })
}

/// Nothing is worth anything but what the weights given say.
const INDIFFERENT: Weights = Weights {
    parcel_percent: 0,
    handling_percent: 0,
    late_hour: 0,
    waiting_day: 0,
    carbon_kg: 0,
    balance: 0,
    scarcity_percent: 0,
    clearance_percent: 0,
    rejection: 0,
    lost_unit: 0,
    split_piece: 0,
};

#[test]
fn the_nearest_of_those_that_have_it() {
    let plan = Desk::usual().plan(&boots(1), &[lille(&[5]), lyon(&[1]), orleans(&[5])]).unwrap();
    assert_eq!(served(&plan), [("LYO1", vec![(1, 1)])]);
    let part = &plan.parts[0];
    assert_eq!((part.parcel_cost, part.handling_cost, part.distance_km, part.carrier.as_deref()), (490, 100, Some(0.0), Some("home")));
    assert_eq!((plan.cost, plan.at_least, plan.candidates), (part.score.total(), plan.cost, 3));
    assert_eq!(lost(&plan), [(vec!["ORL1"], "parcel"), (vec!["LIL1"], "parcel")]);
}

#[test]
fn one_far_parcel_rather_than_two_near_ones() {
    let candidates = [lyon(&[1, 0]), node("LYO2", NodeKind::Store, 45.75, 4.85, &[0, 1]), lille(&[1, 1])];
    let plan = Desk::usual().plan(&request(&[("BOOT", 1), ("SOCK", 1)], to_lyon()), &candidates).unwrap();
    assert_eq!(served(&plan), [("LIL1", vec![(1, 1), (2, 1)])]);
    assert_eq!(lost(&plan), [(vec!["LYO1", "LYO2"], "parcel")]);
}

#[test]
fn a_line_comes_in_pieces_when_no_node_has_it_whole() {
    let whole = Desk::usual().plan(&boots(5), &[lyon(&[4]), orleans(&[4]), lille(&[5])]).unwrap();
    assert_eq!(served(&whole), [("LIL1", vec![(1, 5)])]);
    let split = Desk::usual().plan(&boots(5), &[lyon(&[1]), orleans(&[4]), lille(&[4])]).unwrap();
    assert_eq!(served(&split), [("LYO1", vec![(1, 1)]), ("ORL1", vec![(1, 4)])]);
    assert_eq!(split.parts[0].score.splitting, 150);
    let never = limited(Limits { splitting: Splitting::Never, ..Limits::default() });
    let refused = never.plan(&boots(5), &[lyon(&[1]), orleans(&[4]), lille(&[4])]).unwrap_err();
    assert_eq!((refused.limit, refused.partly), (Some(Limit::Splitting), vec![(1, 0)]));
}

#[test]
fn a_line_comes_in_pieces_when_that_is_cheaper_and_may_be() {
    // Lyon sends a parcel anyway, and has one of the two boots that Lille would be glad to keep.
    let request = request(&[("BOOT", 2), ("SOCK", 1), ("HAT", 1)], to_lyon());
    let scarce = Candidate { scarcity: vec![900], ..lille(&[2, 0, 1]) };
    let candidates = [lyon(&[1, 1, 0]), scarce];
    let cheaper = limited(Limits { splitting: Splitting::WhenCheaper, ..Limits::default() });
    assert_eq!(served(&cheaper.plan(&request, &candidates).unwrap()), [("LIL1", vec![(1, 1), (3, 1)]), ("LYO1", vec![(1, 1), (2, 1)])]);
    let needed = Desk::usual().plan(&request, &candidates).unwrap();
    assert_eq!(served(&needed), [("LIL1", vec![(1, 2), (3, 1)]), ("LYO1", vec![(2, 1)])]);
}

#[test]
fn a_pickup_is_served_where_it_is_collected() {
    let pickup = Destination::Pickup { node: "LYO1".into(), point: Some(LYON) };
    let candidates = |available| [lyon(&[available]), orleans(&[9])];
    let wish = request(&[("BOOT", 2)], pickup);
    let here = Desk::usual().plan(&wish, &candidates(2)).unwrap();
    assert_eq!((here.parts[0].parcel_cost, here.parts[0].carrier.as_deref(), here.candidates), (0, None, 1));
    let short = Unsourceable { line: 1, sku: "BOOT".into(), wanted: 2, available: 1, partly: vec![(1, 1)], limit: None };
    assert_eq!(Desk::usual().plan(&wish, &candidates(1)), Err(short));
    let sent_there = limited(Limits { ship_to_store: true, ..Limits::default() });
    let plan = sent_there.plan(&wish, &candidates(1)).unwrap();
    assert_eq!(served(&plan), [("ORL1", vec![(1, 2)])]);
    assert_eq!(plan.parts[0].carrier.as_deref(), Some("shuttle"));
}

#[test]
fn a_place_that_nobody_knows_is_far_away() {
    let somewhere = request(&[("BOOT", 1)], Destination::Ship { to: None });
    let within = |most_km| limited(Limits { most_km: Some(most_km), ..Limits::default() }).plan(&somewhere, &[lyon(&[1])]);
    assert_eq!(within(50).unwrap_err().limit, Some(Limit::MostKm));
    assert!(within(500).is_ok());
}

#[test]
fn what_lies_where_it_is_collected_is_not_sent_there_however_cheap_that_is() {
    let sent_there = limited(Limits { ship_to_store: true, ..Limits::default() });
    let pickup = Destination::Pickup { node: "LYO1".into(), point: Some(LYON) };
    let dear = Candidate { handling_cost: 100_000, ..lyon(&[2, 1]) };
    let plan = sent_there.plan(&request(&[("BOOT", 2), ("HAT", 2)], pickup), &[dear, orleans(&[9, 9])]).unwrap();
    assert_eq!(served(&plan), [("LYO1", vec![(1, 2)]), ("ORL1", vec![(2, 2)])]);
}

#[test]
fn a_relay_point_is_reached_by_a_carrier_that_goes_there() {
    let wish = request(&[("BOOT", 1)], Destination::RelayPoint { to: Some(LYON) });
    let plan = Desk::usual().plan(&wish, &[lyon(&[1])]).unwrap();
    assert_eq!((plan.parts[0].carrier.as_deref(), plan.parts[0].parcel_cost), (Some("relay"), 350));
}

#[test]
fn relay_points_ship_nothing_and_suppliers_do() {
    let relay = node("REL1", NodeKind::RelayPoint, 45.76, 4.83, &[9]);
    let supplier = node("SUP1", NodeKind::Supplier, 48.07, 6.87, &[9]);
    let plan = Desk::usual().plan(&boots(1), &[relay, supplier]).unwrap();
    assert_eq!(served(&plan), [("SUP1", vec![(1, 1)])]);
}

#[test]
fn lines_of_one_sku_share_its_units() {
    let lines = [("BOOT", 2), ("BOOT", 3)];
    let short = Desk::usual().plan(&request(&lines, to_lyon()), &[lyon(&[4, 4])]).unwrap_err();
    assert_eq!((short.line, short.wanted, short.available, short.partly), (2, 3, 2, vec![(1, 2), (2, 2)]));
    let both = Desk::usual().plan(&request(&lines, to_lyon()), &[lyon(&[3, 3]), orleans(&[2, 2])]).unwrap();
    assert_eq!(served(&both), [("ORL1", vec![(1, 2)]), ("LYO1", vec![(2, 3)])], "and neither line is split");
}

#[test]
fn what_there_is_for_an_order_that_takes_backorders() {
    let wish = request(&[("HAT", 1), ("BOOT", 5)], to_lyon());
    let plan = Desk::usual().plan_partly(&wish, &[lyon(&[0, 2]), orleans(&[0, 1])]).unwrap();
    assert_eq!(served(&plan), [("LYO1", vec![(2, 2)]), ("ORL1", vec![(2, 1)])]);
    assert!(Desk::usual().plan_partly(&request(&[("HAT", 1)], to_lyon()), &[lyon(&[0])]).is_err());
}

#[test]
fn without_a_point_distance_counts_nothing() {
    let plan = Desk::usual().plan(&request(&[("BOOT", 1)], Destination::Ship { to: None }), &[lyon(&[1]), lille(&[1])]).unwrap();
    assert_eq!((served(&plan), plan.parts[0].distance_km), (vec![("LIL1", vec![(1, 1)])], None));
    assert_eq!(lost(&plan), [(vec!["LYO1"], "equal")]);
}

#[test]
fn fulfillments_have_ids_that_follow_from_the_seed() {
    let of = |seed: &str| {
        let request = Request { fulfillment_seed: seed.into(), ..boots(5) };
        let plan = Desk::usual().plan(&request, &[lyon(&[3]), orleans(&[3])]).unwrap();
        plan.parts.into_iter().map(|part| part.fulfillment).collect::<Vec<_>>()
    };
    assert_eq!(of("a"), of("a"));
    assert!(of("a")[0] != of("a")[1] && of("a")[0] != of("b")[0]);
}

#[test]
fn a_promise_is_worth_a_dearer_parcel() {
    // Lyon's people come tomorrow morning, and its parcels leave the day after; Orléans sends today.
    let at = |hours| NOW + Span::hours(hours);
    let closed = Calendar { open: vec![(at(24), at(33))], collections: vec![at(48)] };
    let lyon = Candidate { calendar: Arc::new(closed), preparation: Span::hours(2), ..lyon(&[1]) };
    let wish = |promised| Request { promised, ..boots(1) };
    let candidates = [lyon, orleans(&[1])];
    let patient = Desk::usual().plan(&wish(None), &candidates).unwrap();
    assert_eq!(served(&patient), [("LYO1", vec![(1, 1)])]);
    assert_eq!(patient.parts[0].ready_at, Some(at(26)), "two hours of work, from the opening on");
    let promised = Desk::usual().plan(&wish(Some(at(60))), &candidates).unwrap();
    assert_eq!(served(&promised), [("ORL1", vec![(1, 1)])]);
    assert_eq!(lost(&promised), [(vec!["LYO1"], "lateness")]);
    assert_eq!(promised.promised, Some(at(60)));
}

#[test]
fn a_node_earns_an_order_by_what_it_should_sell_off_and_loses_it_by_what_is_scarce() {
    let two = |lyon_more: Candidate| Desk::usual().plan(&boots(1), &[lyon_more, orleans(&[1])]).unwrap().parts[0].node.0.clone();
    assert_eq!(two(lyon(&[1])), "LYO1");
    assert_eq!(two(Candidate { scarcity: vec![500], ..lyon(&[1]) }), "ORL1");
    assert_eq!(two(Candidate { scarcity: vec![500], clearance: vec![700], ..lyon(&[1]) }), "LYO1");
}

#[test]
fn a_full_day_and_a_bad_record_cost_something_and_a_day_that_is_over_everything() {
    let near = || node("LYO2", NodeKind::Store, 45.9, 4.9, &[1]);
    let choice = |lyon: Candidate| Desk::usual().plan(&boots(1), &[lyon, near()]).unwrap();
    assert_eq!(choice(lyon(&[1])).parts[0].node.0, "LYO1");
    let busy = choice(Candidate { load_per_mille: 900, ..lyon(&[1]) });
    assert_eq!((busy.parts[0].node.0.as_str(), lost(&busy)), ("LYO2", vec![(vec!["LYO1"], "balance")]));
    let careless = choice(Candidate { rejects_per_mille: 400, ..lyon(&[1]) });
    assert_eq!((careless.parts[0].node.0.as_str(), lost(&careless)), ("LYO2", vec![(vec!["LYO1"], "rejection")]));
    let full = choice(Candidate { orders_left: Some(0), ..lyon(&[1]) });
    assert_eq!(full.parts[0].node.0, "LYO2");
    assert_eq!(full.left_out.iter().map(|out| (out.node.0.as_str(), out.limit)).collect::<Vec<_>>(), [("LYO1", Limit::Capacity)]);
}

#[test]
fn carbon_counts_as_much_as_it_is_said_to() {
    let heavy = |weights| {
        let mut wish = boots(1);
        wish.lines[0].grams = 25_000;
        let cheap = Candidate { handling_cost: 0, ..lille(&[1]) };
        let near = Candidate { handling_cost: 900, ..lyon(&[1]) };
        weighted(weights).plan(&wish, &[cheap, near]).unwrap().parts[0].node.0.clone()
    };
    assert_eq!(heavy(Weights { handling_percent: 100, ..INDIFFERENT }), "LIL1");
    assert_eq!(heavy(Weights { handling_percent: 100, carbon_kg: 1_000, ..INDIFFERENT }), "LYO1");
}

#[test]
fn whatever_cannot_be_had_says_which_limit_was_in_the_way() {
    let two = request(&[("BOOT", 1), ("SOCK", 1)], to_lyon());
    let apart = [lyon(&[1, 0]), lille(&[0, 1])];
    let limit = |limits: Limits, request: &Request| limited(limits).plan(request, &apart).unwrap_err().limit;
    let none = Limits::default;
    assert_eq!(limit(Limits { most_parcels: Some(1), ..none() }, &two), Some(Limit::MostParcels));
    assert_eq!(limit(none(), &Request { gift: true, ..two.clone() }), Some(Limit::GiftsTogether));
    assert_eq!(limit(Limits { most_km: Some(100), ..none() }, &two), Some(Limit::MostKm));
    assert_eq!(limit(Limits { excluded_nodes: vec!["LIL1".into()], ..none() }, &two), Some(Limit::ExcludedNodes));
    assert_eq!(limit(Limits { excluded_kinds: vec![NodeKind::Store], ..none() }, &two), Some(Limit::ExcludedKinds));
    assert_eq!(limit(Limits { stores_keep: 1, ..none() }, &two), Some(Limit::StoresKeep));
    assert_eq!(limit(Limits { most_km: Some(100), most_parcels: Some(1), ..none() }, &two), Some(Limit::Several));
    let full = [lyon(&[1, 0]), Candidate { orders_left: Some(0), ..lille(&[0, 1]) }];
    assert_eq!(Desk::usual().plan(&two, &full).unwrap_err().limit, Some(Limit::Capacity));
    let nobody = Desk { carriers: Vec::new(), ..Desk::usual() };
    assert_eq!(nobody.plan(&two, &apart).unwrap_err().limit, Some(Limit::NoCarrier));
    assert_eq!(Desk::usual().plan(&request(&[("BOOT", 3)], to_lyon()), &apart).unwrap_err().limit, None, "there is not enough");
}

#[test]
fn a_policy_that_cannot_be_meant_is_refused_with_what_is_wrong() {
    let fields = |policy: Policy| policy.flaws(|node| node.0 == "LYO1").into_iter().map(|flaw| flaw.field).collect::<Vec<_>>();
    let weights = |weights| fields(Policy { weights, ..Policy::default() });
    let limits = |limits| fields(Policy { limits, ..Policy::default() });
    assert!(fields(Policy::default()).is_empty());
    assert_eq!(
        weights(Weights { late_hour: -1, parcel_percent: 2_000, ..Weights::default() }),
        ["weights.parcel_percent", "weights.late_hour"]
    );
    assert_eq!(limits(Limits { most_parcels: Some(0), ..Limits::default() }), ["limits.most_parcels"]);
    assert_eq!(limits(Limits { most_km: Some(0), ..Limits::default() }), ["limits.most_km"]);
    let nodes = ["LYO1", "LYO9", "LYO1"].map(Into::into).to_vec();
    assert_eq!(limits(Limits { excluded_nodes: nodes, ..Limits::default() }), ["limits.excluded_nodes[1]", "limits.excluded_nodes[2]"]);
    let contradiction = Limits { most_parcels: Some(1), splitting: Splitting::WhenCheaper, ..Limits::default() };
    assert_eq!(limits(contradiction), ["limits.splitting"]);
    let everybody = vec![NodeKind::Store, NodeKind::Warehouse, NodeKind::Supplier];
    assert_eq!(limits(Limits { excluded_kinds: everybody, ..Limits::default() }), ["limits.excluded_kinds"]);
}
