//! Whatever happens to an order, in whatever sequence, with answers that come late, twice or never: these things stay true.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod world;

use comptoir_domain::entity::{Effect, Entity};
use comptoir_domain::ids::{FulfillmentId, NodeCode};
use comptoir_domain::node::{ReservationStatus, Wanted};
use comptoir_domain::order::{Command, Delivery, Event, Fulfillment, FulfillmentStatus, Order, ReservationState, Status};
use comptoir_domain::time::Span;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use world::{CODE, World, at, relay, to_lyon};

const NODES: [&str; 3] = ["LYO1", "ORL1", "LIL1"];
const SKUS: [&str; 3] = ["BOOT", "SOCK", "HAT"];

#[derive(Debug, Clone)]
enum Happening {
    /// The n-th debt that is due is paid; the answer may be lost on the way back.
    Pay {
        which: usize,
        answered: bool,
    },
    /// Paid twice, as after a crash between doing and knowing.
    PayTwice {
        which: usize,
    },
    /// It could not be tried.
    Fail {
        which: usize,
    },
    /// Somebody does a step of the n-th fulfillment, whether it is its turn or not.
    Step {
        step: u8,
        which: usize,
        units: i64,
    },
    /// Somebody does what comes next for the n-th fulfillment, except that nobody comes to collect it.
    Next {
        which: usize,
    },
    Count {
        node: usize,
        sku: usize,
        on_hand: i64,
    },
    Cancel {
        by_customer: bool,
    },
    Wait {
        hours: i64,
    },
    Settle,
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        4 => (0..4usize, prop::bool::weighted(0.8)).prop_map(|(which, answered)| Happening::Pay { which, answered }),
        1 => (0..4usize).prop_map(|which| Happening::PayTwice { which }),
        1 => (0..4usize).prop_map(|which| Happening::Fail { which }),
        8 => (0..9u8, 0..4usize, 1..4i64).prop_map(|(step, which, units)| Happening::Step { step, which, units }),
        4 => (0..2usize).prop_map(|which| Happening::Next { which }),
        1 => (0..3usize, 0..3usize, 0..6i64).prop_map(|(node, sku, on_hand)| Happening::Count { node, sku, on_hand }),
        1 => prop::bool::weighted(0.7).prop_map(|by_customer| Happening::Cancel { by_customer }),
        1 => (1..200i64).prop_map(|hours| Happening::Wait { hours }),
        3 => Just(Happening::Settle),
    ]
}

#[derive(Debug, Clone)]
struct Scene {
    stock: Vec<i64>,
    lines: Vec<(usize, i64)>,
    goes: Goes,
    backorder: bool,
    happenings: Vec<Happening>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Goes {
    Home,
    ToItsStore,
    /// Other nodes may send there what it lacks.
    ToAnyStore,
    ToARelayPoint,
}

fn scene() -> impl Strategy<Value = Scene> {
    (
        prop::collection::vec(0..6i64, 9),
        prop::collection::vec((0..3usize, 1..4i64), 1..4),
        prop::sample::select(vec![Goes::Home, Goes::ToItsStore, Goes::ToAnyStore, Goes::ToARelayPoint]),
        any::<bool>(),
        prop::collection::vec(happening(), 0..40),
    )
        .prop_map(|(stock, lines, goes, backorder, happenings)| Scene { stock, lines, goes, backorder, happenings })
}

impl Scene {
    fn world(&self) -> World {
        let mut world = World::with(&[]);
        for (n, on_hand) in self.stock.iter().enumerate() {
            world.count(NODES[n / 3], SKUS[n % 3], *on_hand);
        }
        if self.goes == Goes::ToAnyStore { world.send_to_stores() } else { world }
    }

    fn delivery(&self) -> Delivery {
        match self.goes {
            Goes::Home => to_lyon(),
            Goes::ToItsStore | Goes::ToAnyStore => at("LYO1"),
            Goes::ToARelayPoint => relay("REL1"),
        }
    }
}

fn step(world: &mut World, step: u8, which: usize, units: i64) {
    let fulfillments = &world.order.fulfillments;
    // The newest first: the older ones are mostly over.
    let Some(chosen) = fulfillments.iter().rev().cycle().take(fulfillments.len() * 4).nth(which) else { return };
    let (fulfillment, sku) = (chosen.id, chosen.lines[0].sku.clone());
    let _refused_or_not = world.tell(match step {
        0 => Command::Accept { fulfillment },
        1 => Command::Reject { fulfillment, reason: "not found".into(), missing: vec![Wanted { sku, quantity: units }] },
        2 => Command::Pick { fulfillment, lines: None },
        3 => Command::Pick { fulfillment, lines: Some(vec![(sku, units)]) },
        4 => Command::Pack { fulfillment },
        5 => Command::Ship { fulfillment, carrier: None, tracking_number: Some("8R123".into()) },
        6 => Command::Ready { fulfillment, code: CODE.into(), until: world.now + Span::days(7) },
        7 => Command::Collect { fulfillment, code: CODE.into() },
        _ => Command::Deliver { fulfillment },
    });
}

fn next_step(world: &mut World, which: usize) {
    let Some(chosen) = world.order.fulfillments.iter().rev().nth(which) else { return };
    let step_of = |status| match status {
        FulfillmentStatus::Offered | FulfillmentStatus::Accepted | FulfillmentStatus::Picking
            if chosen.lines.iter().any(|line| line.picked < line.quantity) =>
        {
            Some(2)
        }
        FulfillmentStatus::Picking => Some(4),
        FulfillmentStatus::Packed if world.order.travels(chosen) => Some(5),
        FulfillmentStatus::Packed | FulfillmentStatus::Shipped => Some(6),
        _ => None,
    };
    if let Some(next) = step_of(chosen.status) {
        step(world, next, which, 1);
    }
}

fn happen(world: &mut World, happening: &Happening) {
    let due = world.due();
    let nth = |which: &usize| due.get(which % due.len().max(1));
    match happening {
        Happening::Pay { which, answered } => {
            if let Some(owed) = nth(which) {
                world.pay(owed, *answered);
            }
        }
        Happening::PayTwice { which } => {
            if let Some(owed) = nth(which) {
                world.pay(owed, true);
                world.pay(owed, true);
            }
        }
        Happening::Fail { which } => {
            if let Some(owed) = nth(which) {
                match owed.effect {
                    Effect::Source { .. } => drop(world.tell(Command::SourcingDelayed).unwrap()),
                    Effect::Reserve { fulfillment, .. }
                    | Effect::Release { fulfillment, .. }
                    | Effect::Consume { fulfillment, .. }
                    | Effect::TakeIn { fulfillment, .. }
                    | Effect::TellPicked { fulfillment, .. } => drop(world.tell(Command::ReservationDelayed { fulfillment }).unwrap()),
                    _ => {}
                }
            }
        }
        Happening::Step { step: which_step, which, units } => step(world, *which_step, *which, *units),
        Happening::Next { which } => next_step(world, *which),
        Happening::Count { node, sku, on_hand } => world.count(NODES[*node], SKUS[*sku], *on_hand),
        Happening::Cancel { by_customer } => {
            let _refused_or_not = world.tell(Command::Cancel { reason: "changed my mind".into(), by_customer: *by_customer });
        }
        Happening::Wait { hours } => world.wait(Span::hours(*hours)),
        Happening::Settle => world.settle(),
    }
}

fn units(order: &Order, line: u32, of: impl Fn(&Fulfillment) -> bool) -> i64 {
    let lines = order.fulfillments.iter().filter(|f| of(f)).flat_map(|f| &f.lines);
    lines.filter(|served| served.line == line).map(|served| served.quantity).sum()
}

/// Every unit is in exactly one place, and the fulfillments say the same as the lines.
fn units_are_where_they_are_said_to_be(order: &Order) {
    use FulfillmentStatus::*;
    for line in &order.lines {
        let q = line.quantities;
        assert_eq!(q.sum(), line.quantity, "{line:?}");
        let all = [q.open, q.reserved, q.picked, q.packed, q.shipped, q.ready, q.delivered, q.collected, q.cancelled, q.backordered];
        assert!(all.iter().all(|units| *units >= 0), "{line:?}");
        let count = |of: &[FulfillmentStatus]| units(order, line.line, |f| of.contains(&f.status));
        assert_eq!(q.reserved + q.picked, count(&[Offered, Accepted, Picking]));
        assert_eq!((q.packed, q.ready, q.shipped), (count(&[Packed]), count(&[ReadyForPickup]), count(&[Shipped])));
        assert_eq!((q.collected, q.delivered), (count(&[Collected]), count(&[Delivered])));
        assert!(count(&[Planned]) <= q.open, "what is planned is open still");
    }
}

/// A reservation is owed, held or ended as the fulfillment's status says; nothing that has left is still kept.
fn reservations_fit_their_fulfillments(order: &Order) {
    use FulfillmentStatus::*;
    for f in &order.fulfillments {
        let fits = match (f.status, &f.reservation) {
            (Planned, reservation) => *reservation == ReservationState::Asked,
            (Offered | Accepted, reservation) => *reservation == ReservationState::Held,
            (ReadyForPickup, ReservationState::Consuming | ReservationState::Ended) => f.shipped_at.is_some(),
            (Picking | Packed | ReadyForPickup, ReservationState::PickUntold | ReservationState::Picked) => true,
            (Picking, reservation) => *reservation == ReservationState::Held,
            (Packed | ReadyForPickup, _) => false,
            (Shipped | Collected | Delivered, reservation) => matches!(reservation, ReservationState::Consuming | ReservationState::Ended),
            (Cancelled | Expired, ReservationState::Consuming | ReservationState::TakingIn) => f.shipped_at.is_some(),
            (Rejected | Cancelled | Expired, reservation) => {
                matches!(reservation, ReservationState::Releasing { .. } | ReservationState::Ended)
            }
        };
        assert!(fits, "{f:?}");
    }
}

fn debts_have_names_of_their_own(order: &Order) {
    let debts = order.pending();
    let names: BTreeSet<_> = debts.iter().map(|owed| &owed.id).collect();
    assert_eq!(names.len(), debts.len(), "{debts:?}");
}

/// The state is the fold of its events, also of events and states that went to the database and back.
fn history_gives_the_state_again(world: &World) {
    let mut again = Order::blank(world.order.id.0);
    for (at, event) in &world.history {
        let kept: Event = serde_json::from_str(&serde_json::to_string(event).unwrap()).unwrap();
        assert_eq!(kept, *event);
        again.apply(&kept, *at);
    }
    assert_eq!(again, world.order);
    let kept: Order = serde_json::from_str(&serde_json::to_string(&world.order).unwrap()).unwrap();
    assert_eq!(kept, world.order);
}

/// When all is paid, the nodes keep exactly what the order's fulfillments count on, and have given what has left.
fn nodes_agree(world: &World) {
    let mut kept = BTreeMap::<(NodeCode, FulfillmentId), i64>::new();
    for f in &world.order.fulfillments {
        if matches!(f.reservation, ReservationState::Held | ReservationState::Picked) {
            kept.insert((f.node.clone(), f.id), f.lines.iter().map(|line| line.quantity).sum());
        }
    }
    let at_nodes = world.nodes.iter().flat_map(|(code, node)| {
        node.reservations.iter().map(|(id, reservation)| ((code.clone(), *id), reservation.lines.iter().map(|line| line.quantity).sum()))
    });
    assert_eq!(kept, at_nodes.collect());
    for f in world.order.fulfillments.iter().filter(|f| f.reservation == ReservationState::Held) {
        let status = world.nodes[&f.node].reservations[&f.id].status;
        assert_eq!(status, ReservationStatus::Held, "nobody counts on units that are not there");
    }
    let sum = |of: &dyn Fn(&Fulfillment) -> bool| -> i64 {
        world.order.fulfillments.iter().filter(|f| of(f)).flat_map(|f| &f.lines).map(|line| line.quantity).sum()
    };
    assert_eq!(world.consumed, sum(&|f| f.shipped_at.is_some() || f.status == FulfillmentStatus::Collected));
    let at_store = matches!(world.order.delivery, Delivery::Pickup { .. });
    let nobody_came = |f: &Fulfillment| matches!(f.status, FulfillmentStatus::Cancelled | FulfillmentStatus::Expired);
    assert_eq!(world.taken_in, sum(&|f| at_store && f.shipped_at.is_some() && nobody_came(f)));
}

fn nothing_is_owed_but_later(world: &World) {
    for owed in world.order.pending() {
        let by_the_clock = matches!(owed.effect, Effect::Order(Command::Expire { .. }) | Effect::SourceElsewhere { .. });
        assert!(by_the_clock && owed.due > world.now, "{owed:?}");
    }
    assert_ne!(world.status(), Status::Sourcing, "an order comes out of sourcing");
}

fn announced_once(world: &World) {
    let once: BTreeSet<_> = world.announced.iter().map(|announcement| &announcement.once).collect();
    assert_eq!(once.len(), world.announced.len(), "{:?}", world.announced);
}

/// Whoever is told of a delay hears of a later day, and of what they were not told about before.
fn delays_are_news(world: &World) {
    let mut told = BTreeSet::new();
    for delayed in &world.announced {
        let Some(delay) = &delayed.about.delay else { continue };
        assert!(delayed.about.expected >= Some(delay.told + Span::hours(12)), "{delayed:?}");
        assert!(!delay.fulfillments.is_empty() && delay.fulfillments.iter().all(|part| told.insert(*part)), "{:?}", world.announced);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_024, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens(scene in scene()) {
        let mut world = scene.world();
        let lines: Vec<(&str, i64)> = scene.lines.iter().map(|(sku, quantity)| (SKUS[*sku], *quantity)).collect();
        let place = world.placing(&lines, scene.delivery(), scene.backorder);
        world.tell(Command::Place(Box::new(place))).unwrap();
        for happening in &scene.happenings {
            happen(&mut world, happening);
            units_are_where_they_are_said_to_be(&world.order);
            reservations_fit_their_fulfillments(&world.order);
            debts_have_names_of_their_own(&world.order);
        }
        // Long enough for every retry.
        world.wait(Span::minutes(5));
        world.settle();
        units_are_where_they_are_said_to_be(&world.order);
        nothing_is_owed_but_later(&world);
        nodes_agree(&world);
        announced_once(&world);
        delays_are_news(&world);
        history_gives_the_state_again(&world);
    }
}

/// The random scenes would prove little if they all ended early.
#[test]
fn the_scenes_go_far() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut reached = BTreeSet::new();
    for _ in 0..1_500 {
        let scene = scene().new_tree(&mut runner).unwrap().current();
        let mut world = scene.world();
        let lines: Vec<(&str, i64)> = scene.lines.iter().map(|(sku, quantity)| (SKUS[*sku], *quantity)).collect();
        let place = world.placing(&lines, scene.delivery(), scene.backorder);
        world.tell(Command::Place(Box::new(place))).unwrap();
        scene.happenings.iter().for_each(|happening| happen(&mut world, happening));
        reached.extend(world.history.iter().map(|(_, event)| serde_json::to_value(event).unwrap()["type"].as_str().unwrap().to_owned()));
    }
    assert_eq!(reached.len(), 24, "every kind of event happens: {reached:?}");
}
