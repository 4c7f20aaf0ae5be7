//! What always holds for a node's stock, whatever it is told and in whatever order.
#![allow(clippy::unwrap_used)]

use comptoir_domain::entity::{Effect, Entity, STUCK_AFTER};
use comptoir_domain::ids::{FulfillmentId, NodeCode, OrderId, Sku, derived};
use comptoir_domain::node::{Command, Event, Node, NodeKind, Practice, Profile, Refusal, ReservationStatus, StockChange, Wanted};
use comptoir_domain::place::{Address, Point};
use comptoir_domain::time::{Span, Timestamp};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn profile(name: &str) -> Profile {
    Profile {
        code: NodeCode::from("LYO1"),
        name: name.to_owned(),
        kind: NodeKind::Store,
        address: Address {
            name: String::new(),
            street: "12 rue de la République".to_owned(),
            postcode: "69002".to_owned(),
            city: "Lyon".to_owned(),
            country: "FR".to_owned(),
            point: Some(Point { latitude: 45.76, longitude: 4.84 }),
        },
        phone: Some("+33472000000".to_owned()),
        hours: BTreeMap::from([("mon".to_owned(), vec!["10:00-19:00".to_owned()])]),
        handling_cost: 120,
        practice: Practice::default(),
    }
}

fn sku(number: u8) -> Sku {
    Sku(format!("SKU-{number}"))
}

fn fulfillment(number: u8) -> FulfillmentId {
    FulfillmentId(derived(&format!("fulfillment {number}")))
}

fn order(number: u8) -> OrderId {
    OrderId(derived(&format!("order {number}")))
}

fn wanted(number: u8, quantity: i64) -> Wanted {
    Wanted { sku: sku(number), quantity }
}

fn set(number: u8, on_hand: i64) -> StockChange {
    StockChange::Set { sku: sku(number), on_hand }
}

fn reserve(number: u8, lines: Vec<Wanted>) -> Command {
    Command::Reserve { fulfillment: fulfillment(number), order: order(number), lines }
}

fn take_in(number: u8, lines: Vec<Wanted>) -> Command {
    Command::TakeIn { fulfillment: fulfillment(number), order: order(number), lines }
}

/// A node, its clock and everything that happened at it.
struct Shop {
    node: Node,
    now: Timestamp,
    history: Vec<(Timestamp, Event)>,
}

impl Shop {
    fn new() -> Self {
        let node = Node::blank(NodeCode::from("LYO1").entity());
        let mut shop = Shop { node, now: Timestamp(1_700_000_000_000), history: Vec::new() };
        shop.tell(Command::Describe(Box::new(profile("Lyon")))).unwrap();
        shop
    }

    fn with_stock(changes: Vec<StockChange>) -> Self {
        let mut shop = Shop::new();
        shop.tell(Command::ChangeStock { changes }).unwrap();
        shop
    }

    fn tell(&mut self, command: Command) -> Result<Vec<Event>, Refusal> {
        self.now = self.now + Span(1);
        let events = self.node.decide(&command, self.now)?;
        for event in &events {
            self.node.apply(event, self.now);
            self.history.push((self.now, event.clone()));
        }
        Ok(events)
    }

    fn status(&self, number: u8) -> Option<ReservationStatus> {
        self.node.reservations.get(&fulfillment(number)).map(|reservation| reservation.status)
    }
}

// Stock

#[test]
fn a_node_must_be_described_before_anything_else() {
    let node = Node::blank(NodeCode::from("LYO1").entity());
    assert_eq!(node.decide(&Command::ChangeStock { changes: vec![set(1, 5)] }, Timestamp(0)), Err(Refusal::Unknown));
    assert_eq!(node.decide(&reserve(1, vec![wanted(1, 1)]), Timestamp(0)), Err(Refusal::Unknown));
}

#[test]
fn describing_a_node_the_same_way_again_does_nothing_and_its_code_never_changes() {
    let mut shop = Shop::new();
    assert_eq!(shop.tell(Command::Describe(Box::new(profile("Lyon")))), Ok(vec![]));
    assert_eq!(shop.tell(Command::Describe(Box::new(profile("Lyon Bellecour")))).unwrap().len(), 1);
    let other = Profile { code: NodeCode::from("PAR1"), ..profile("Paris") };
    assert_eq!(shop.tell(Command::Describe(Box::new(other))), Err(Refusal::OtherCode { code: NodeCode::from("LYO1") }));
    let lost =
        Profile { address: Address { point: Some(Point { latitude: f64::NAN, longitude: 0.0 }), ..profile("x").address }, ..profile("x") };
    assert!(matches!(shop.tell(Command::Describe(Box::new(lost))), Err(Refusal::Profile { field, .. }) if field == "place"));
}

#[test]
fn changes_of_one_sku_work_in_sequence_and_all_or_none_of_them() {
    let mut shop = Shop::with_stock(vec![set(1, 5)]);
    let adjust = |by| StockChange::Adjust { sku: sku(1), by, reason: None };
    let events =
        shop.tell(Command::ChangeStock { changes: vec![adjust(-5), StockChange::Receive { sku: sku(1), quantity: 3 }, adjust(-2)] });
    assert_eq!(events.unwrap().len(), 3);
    assert_eq!(shop.node.stock(&sku(1)).on_hand, 1);

    let refused = shop.tell(Command::ChangeStock { changes: vec![set(1, 9), adjust(-10)] });
    assert_eq!(refused, Err(Refusal::BelowZero { sku: sku(1), on_hand: 9, by: -10 }));
    assert_eq!(shop.node.stock(&sku(1)).on_hand, 1);
}

#[test]
fn setting_what_is_already_so_is_no_news_but_an_unheard_of_sku_is() {
    let mut shop = Shop::with_stock(vec![set(1, 5)]);
    let safety = StockChange::SafetyStock { sku: sku(1), units: 0 };
    assert_eq!(shop.tell(Command::ChangeStock { changes: vec![set(1, 5), safety] }), Ok(vec![]));
    assert_eq!(shop.tell(Command::ChangeStock { changes: vec![set(2, 0), set(2, 0)] }).unwrap().len(), 1);
    assert!(shop.node.stock.contains_key(&sku(2)));
}

#[test]
fn impossible_quantities_and_skus_are_refused_with_what_to_do() {
    let mut shop = Shop::with_stock(vec![set(1, 1_000_000_000)]);
    let mut refused = |change| shop.tell(Command::ChangeStock { changes: vec![change] }).unwrap_err();
    assert!(matches!(refused(set(1, -1)), Refusal::Quantity { .. }));
    assert!(matches!(refused(set(1, 1_000_000_001)), Refusal::Quantity { .. }));
    assert!(matches!(refused(StockChange::Adjust { sku: sku(1), by: i64::MIN, reason: None }), Refusal::Quantity { .. }));
    assert!(matches!(refused(StockChange::Receive { sku: sku(1), quantity: 0 }), Refusal::Quantity { .. }));
    assert_eq!(refused(StockChange::Receive { sku: sku(1), quantity: 1 }), Refusal::TooMany { sku: sku(1) });
    assert_eq!(refused(StockChange::Set { sku: Sku::from("a\0b"), on_hand: 1 }), Refusal::Sku);
    let said = refused(set(1, -1)).to_string();
    assert_eq!(said, "-1 is not a possible quantity of SKU-1. Give a whole number from 0 to 1000000000.");
}

// Promises

#[test]
fn a_reservation_takes_all_its_lines_or_none() {
    let mut shop = Shop::with_stock(vec![set(1, 3), set(2, 1)]);
    let refused = shop.tell(reserve(1, vec![wanted(1, 2), wanted(2, 2)]));
    assert_eq!(refused, Err(Refusal::Insufficient { sku: sku(2), wanted: 2, available: 1 }));
    assert_eq!(shop.node.stock(&sku(1)).reserved, 0);

    let refused = shop.tell(reserve(1, vec![wanted(1, 2), wanted(1, 2)]));
    assert_eq!(refused, Err(Refusal::Insufficient { sku: sku(1), wanted: 4, available: 3 }), "lines of one SKU add up");

    shop.tell(reserve(1, vec![wanted(1, 2), wanted(2, 1)])).unwrap();
    assert_eq!(shop.tell(reserve(1, vec![wanted(1, 2), wanted(2, 1)])), Ok(vec![]), "a repeat does nothing");
    assert_eq!((shop.node.stock(&sku(1)).available(), shop.node.stock(&sku(2)).available()), (1, 0));
    assert_eq!(shop.tell(reserve(2, vec![])), Err(Refusal::NoLines));
    assert!(matches!(shop.tell(reserve(2, vec![wanted(1, -1)])), Err(Refusal::Quantity { .. })));
}

#[test]
fn safety_stock_is_never_promised_and_never_breaks_a_promise() {
    let mut shop = Shop::with_stock(vec![set(1, 5)]);
    shop.tell(reserve(1, vec![wanted(1, 5)])).unwrap();
    shop.tell(Command::ChangeStock { changes: vec![StockChange::SafetyStock { sku: sku(1), units: 4 }] }).unwrap();
    assert_eq!(shop.status(1), Some(ReservationStatus::Held));
    shop.tell(Command::Release { fulfillment: fulfillment(1), missing: vec![] }).unwrap();
    assert_eq!(shop.node.stock(&sku(1)).available(), 1);
}

#[test]
fn units_that_leave_are_on_hand_no_more_however_often_it_is_said() {
    let mut shop = Shop::with_stock(vec![set(1, 5)]);
    shop.tell(reserve(1, vec![wanted(1, 2)])).unwrap();
    let pick = Command::MarkPicked { fulfillment: fulfillment(1) };
    assert_eq!(shop.tell(pick.clone()).unwrap().len(), 1);
    assert_eq!(shop.tell(pick.clone()), Ok(vec![]));
    let consume = Command::Consume { fulfillment: fulfillment(1) };
    assert_eq!(shop.tell(consume.clone()).unwrap().len(), 1);
    assert_eq!(shop.tell(consume), Ok(vec![]));
    assert_eq!(shop.tell(pick), Ok(vec![]));
    let stock = shop.node.stock(&sku(1));
    assert_eq!((stock.on_hand, stock.reserved), (3, 0));
    let unknown = Command::Consume { fulfillment: fulfillment(9) };
    assert_eq!(shop.tell(unknown), Err(Refusal::UnknownReservation { fulfillment: fulfillment(9) }));
}

#[test]
fn what_is_taken_in_is_on_hand_once_however_late_it_is_said_again() {
    let mut shop = Shop::with_stock(vec![set(1, 5)]);
    assert_eq!(shop.tell(take_in(1, vec![wanted(1, 2), wanted(7, 1)])).unwrap().len(), 1);
    shop.now = shop.now + Span::days(30);
    shop.tell(take_in(2, vec![wanted(1, 1)])).unwrap();
    assert_eq!(shop.tell(take_in(1, vec![wanted(1, 2), wanted(7, 1)])), Ok(vec![]));
    assert_eq!((shop.node.stock(&sku(1)).available(), shop.node.stock(&sku(7)).available()), (8, 1));
}

#[test]
fn releasing_a_reservation_that_has_not_arrived_yet_stops_it() {
    let mut shop = Shop::with_stock(vec![set(1, 5)]);
    let release = Command::Release { fulfillment: fulfillment(1), missing: vec![] };
    assert_eq!(shop.tell(release.clone()).unwrap().len(), 1);
    assert_eq!(shop.tell(release), Ok(vec![]));
    assert_eq!(shop.tell(reserve(1, vec![wanted(1, 1)])), Err(Refusal::Ended));
    shop.now = shop.now + Span::days(4);
    shop.tell(Command::Release { fulfillment: fulfillment(2), missing: vec![] }).unwrap();
    assert_eq!(shop.node.ended.len(), 1, "what ended long ago is forgotten");
    shop.tell(reserve(1, vec![wanted(1, 1)])).unwrap();
}

#[test]
fn a_reservation_that_was_refused_and_given_up_is_not_made_by_somebody_who_is_late() {
    let mut shop = Shop::with_stock(vec![set(1, 0)]);
    let give_up = |number| Command::GiveUp { fulfillment: fulfillment(number) };
    assert!(matches!(shop.tell(reserve(1, vec![wanted(1, 1)])), Err(Refusal::Insufficient { .. })));
    assert_eq!(shop.tell(give_up(1)).unwrap().len(), 1);
    shop.tell(Command::ChangeStock { changes: vec![set(1, 5)] }).unwrap();
    assert_eq!(shop.tell(reserve(1, vec![wanted(1, 1)])), Err(Refusal::Ended));
    assert_eq!(shop.tell(give_up(1)), Ok(vec![]));
    shop.tell(reserve(2, vec![wanted(1, 1)])).unwrap();
    assert_eq!(shop.tell(give_up(2)), Err(Refusal::Reserved), "it was made after all, and stands");
    assert_eq!(shop.status(2), Some(ReservationStatus::Held));
}

// Promises that cannot be kept

#[test]
fn a_count_below_what_is_promised_makes_the_youngest_unpicked_reservations_short() {
    let mut shop = Shop::with_stock(vec![set(1, 6), set(2, 6)]);
    for number in 1..=3 {
        shop.tell(reserve(number, vec![wanted(1, 2)])).unwrap();
    }
    shop.tell(reserve(4, vec![wanted(2, 6)])).unwrap();
    shop.tell(Command::MarkPicked { fulfillment: fulfillment(3) }).unwrap();
    let events = shop.tell(Command::ChangeStock { changes: vec![set(1, 5)] }).unwrap();
    assert_eq!(events[1..], [Event::Short { fulfillment: fulfillment(2), order: order(2) }]);
    assert_eq!(shop.status(3), Some(ReservationStatus::Picked), "what is in somebody's hands is there");
    assert_eq!(shop.status(4), Some(ReservationStatus::Held), "other SKUs do not matter");
    assert_eq!(shop.node.stock(&sku(1)).reserved, 4);
}

#[test]
fn the_order_of_a_short_reservation_is_told_until_it_has_heard() {
    let mut shop = Shop::with_stock(vec![set(1, 2)]);
    shop.tell(reserve(1, vec![wanted(1, 2)])).unwrap();
    shop.tell(Command::ChangeStock { changes: vec![set(1, 1)] }).unwrap();
    let owed = shop.node.pending();
    assert_eq!(owed[0].effect, Effect::TellShort { order: order(1), fulfillment: fulfillment(1) });
    assert_eq!((owed[0].due, owed[0].failures), (shop.now, 0));

    for failures in 1..=STUCK_AFTER {
        shop.tell(Command::ShortDelayed { fulfillment: fulfillment(1) }).unwrap();
        let owed = &shop.node.pending()[0];
        assert_eq!(owed.failures, failures);
        assert!(owed.due >= shop.now + Span::seconds(1) && owed.due <= shop.now + Span::minutes(5));
    }
    assert_eq!(shop.tell(Command::ShortTold { fulfillment: fulfillment(1) }).unwrap().len(), 1);
    assert_eq!(shop.tell(Command::ShortTold { fulfillment: fulfillment(1) }), Ok(vec![]));
    assert_eq!(shop.node.pending(), vec![]);

    shop.tell(Command::Release { fulfillment: fulfillment(1), missing: vec![] }).unwrap();
    let stock = shop.node.stock(&sku(1));
    assert_eq!((stock.on_hand, stock.reserved, shop.status(1)), (1, 0, None));
}

#[test]
fn what_was_not_on_the_shelf_is_gone_and_may_leave_others_short() {
    let mut shop = Shop::with_stock(vec![set(1, 4)]);
    shop.tell(reserve(1, vec![wanted(1, 2)])).unwrap();
    shop.tell(reserve(2, vec![wanted(1, 1)])).unwrap();
    shop.tell(reserve(3, vec![wanted(1, 1)])).unwrap();
    let missing = vec![wanted(1, 3), wanted(1, -9), wanted(7, 1)];
    let events = shop.tell(Command::Release { fulfillment: fulfillment(1), missing }).unwrap();
    assert_eq!(events[0], Event::Released { fulfillment: fulfillment(1), missing: vec![wanted(1, 3)] });
    assert_eq!(events[1..], [Event::Short { fulfillment: fulfillment(3), order: order(3) }]);
    let stock = shop.node.stock(&sku(1));
    assert_eq!((stock.on_hand, stock.reserved), (1, 1));
}

#[test]
fn a_short_reservation_that_was_picked_all_the_same_counts_again_before_the_others() {
    let mut shop = Shop::with_stock(vec![set(1, 2)]);
    shop.tell(reserve(1, vec![wanted(1, 1)])).unwrap();
    shop.tell(reserve(2, vec![wanted(1, 1)])).unwrap();
    shop.tell(Command::ChangeStock { changes: vec![set(1, 1)] }).unwrap();
    assert_eq!(shop.status(2), Some(ReservationStatus::Short));
    shop.tell(Command::MarkPicked { fulfillment: fulfillment(2) }).unwrap();
    assert_eq!((shop.status(1), shop.status(2)), (Some(ReservationStatus::Short), Some(ReservationStatus::Picked)));
    assert_eq!(shop.node.untold, vec![fulfillment(1)]);
    assert_eq!(shop.node.stock(&sku(1)).reserved, 1);
}

// Whatever happens

fn lines() -> impl Strategy<Value = Vec<Wanted>> {
    prop::collection::vec((0..3u8, 1..6i64).prop_map(|(number, quantity)| wanted(number, quantity)), 1..4)
}

fn change() -> impl Strategy<Value = StockChange> {
    let reason = prop::option::of(Just("found behind the shelf".to_owned()));
    prop_oneof![
        (0..3u8, 0..15i64).prop_map(|(number, on_hand)| set(number, on_hand)),
        (0..3u8, -6..6i64, reason).prop_map(|(number, by, reason)| StockChange::Adjust { sku: sku(number), by, reason }),
        (0..3u8, 1..6i64).prop_map(|(number, quantity)| StockChange::Receive { sku: sku(number), quantity }),
        (0..3u8, 0..4i64).prop_map(|(number, units)| StockChange::SafetyStock { sku: sku(number), units }),
    ]
}

fn command() -> impl Strategy<Value = Command> {
    let id = || (0..12u8).prop_map(fulfillment);
    prop_oneof![
        1 => "[A-Z][a-z]{1,8}".prop_map(|name| Command::Describe(Box::new(profile(&name)))),
        4 => prop::collection::vec(change(), 1..4).prop_map(|changes| Command::ChangeStock { changes }),
        8 => (0..12u8, lines()).prop_map(|(number, lines)| reserve(number, lines)),
        3 => id().prop_map(|fulfillment| Command::MarkPicked { fulfillment }),
        3 => (id(), prop_oneof![Just(vec![]), lines()]).prop_map(|(fulfillment, missing)| Command::Release { fulfillment, missing }),
        2 => id().prop_map(|fulfillment| Command::Consume { fulfillment }),
        1 => (0..12u8, lines()).prop_map(|(number, lines)| take_in(number, lines)),
        1 => id().prop_map(|fulfillment| Command::ShortTold { fulfillment }),
        1 => id().prop_map(|fulfillment| Command::ShortDelayed { fulfillment }),
    ]
}

/// The units of each SKU in reservations that are as `counts` says.
fn promised(node: &Node, counts: impl Fn(ReservationStatus) -> bool) -> BTreeMap<Sku, i64> {
    let mut promised = BTreeMap::new();
    for line in node.reservations.values().filter(|reservation| counts(reservation.status)).flat_map(|reservation| &reservation.lines) {
        *promised.entry(line.sku.clone()).or_default() += line.quantity;
    }
    promised
}

fn assert_sound(node: &Node) {
    let live = promised(node, |status| status != ReservationStatus::Short);
    let held = promised(node, |status| status == ReservationStatus::Held);
    for (sku, stock) in &node.stock {
        assert!(stock.available() >= 0 && stock.on_hand >= 0 && stock.safety_stock >= 0 && stock.incoming >= 0, "{sku}: {stock:?}");
        assert_eq!(stock.reserved, live.get(sku).copied().unwrap_or_default(), "reserved is the sum of the live reservations of {sku}");
        assert!(stock.on_hand >= stock.reserved || !held.contains_key(sku), "{sku} promises what it has not: {stock:?}");
    }
    assert!(live.keys().all(|sku| node.stock.contains_key(sku)));
    let untold = |id: &FulfillmentId| node.reservations[id].status == ReservationStatus::Short && !node.reservations[id].told;
    assert!(node.untold.iter().all(untold));
    assert_eq!(node.pending().len(), node.untold.len());
    assert!(node.reservations.keys().all(|id| !node.ended.contains(*id)), "what lives has not ended");
}

proptest! {
    #[test]
    fn reserved_is_what_is_promised_and_never_more_than_there_is(commands in prop::collection::vec(command(), 1..80)) {
        let mut shop = Shop::with_stock(vec![set(0, 10), set(1, 10)]);
        for command in commands {
            let before = shop.node.clone();
            let told = shop.tell(command.clone());
            assert_sound(&shop.node);
            match (&told, &command) {
                (Err(_), _) => prop_assert_eq!(&shop.node, &before, "a refusal changes nothing"),
                (Ok(events), Command::Reserve { lines, .. }) if !events.is_empty() => {
                    for line in lines {
                        let wanted: i64 = lines.iter().filter(|other| other.sku == line.sku).map(|other| other.quantity).sum();
                        prop_assert!(wanted <= before.stock(&line.sku).available());
                    }
                }
                _ => {}
            }
            // Orders repeat themselves after a crash.
            let harmless = matches!(command, Command::Reserve { .. } | Command::MarkPicked { .. } | Command::Release { .. } | Command::Consume { .. });
            if harmless && told.is_ok() {
                let ended_meanwhile = shop.tell(command);
                prop_assert!(ended_meanwhile == Ok(vec![]), "a repeat does nothing");
            }
        }
    }

    #[test]
    fn a_node_is_what_its_events_made_of_it(commands in prop::collection::vec(command(), 1..60)) {
        let mut shop = Shop::new();
        for command in commands {
            let _ = shop.tell(command);
        }
        let mut replayed = Node::blank(shop.node.id);
        for (at, event) in &shop.history {
            let kept = serde_json::to_string(event).unwrap();
            replayed.apply(&serde_json::from_str(&kept).unwrap(), *at);
        }
        prop_assert_eq!(&replayed, &shop.node);
        let snapshot: Node = serde_json::from_str(&serde_json::to_string(&shop.node).unwrap()).unwrap();
        prop_assert_eq!(&snapshot, &shop.node);
        prop_assert_eq!(snapshot.pending(), shop.node.pending());
        prop_assert!(shop.node.ended.iter().all(|(id, _)| snapshot.ended.contains(*id)));
    }

    /// Many orders for few units, while some are given back, some leave and the count is corrected.
    #[test]
    fn exactly_as_many_units_are_sold_as_there_are(
        units in 0..20i64,
        turns in prop::collection::vec((0..60u8, prop::sample::select(vec!["reserve", "reserve", "reserve", "release", "consume", "found"])), 1..200),
    ) {
        let mut shop = Shop::with_stock(vec![set(1, units)]);
        let (mut there, mut gone) = (units, 0);
        for (number, turn) in turns {
            let live = shop.status(number).is_some();
            match turn {
                "reserve" => {
                    let fits = shop.node.stock(&sku(1)).available() >= 1;
                    let fresh = !live && !shop.node.ended.contains(fulfillment(number));
                    let taken = shop.tell(reserve(number, vec![wanted(1, 1)])).is_ok_and(|events| !events.is_empty());
                    prop_assert_eq!(taken, fits && fresh);
                }
                "release" => drop(shop.tell(Command::Release { fulfillment: fulfillment(number), missing: vec![] })),
                "consume" => gone += i64::from(shop.tell(Command::Consume { fulfillment: fulfillment(number) }).is_ok_and(|events| !events.is_empty())),
                _ => {
                    shop.tell(Command::ChangeStock { changes: vec![StockChange::Adjust { sku: sku(1), by: 1, reason: None }] }).unwrap();
                    there += 1;
                }
            }
            let stock = shop.node.stock(&sku(1));
            prop_assert_eq!(stock.on_hand + gone, there);
            prop_assert!(stock.reserved + gone <= there);
        }
        // Enough further orders take all that is left, and not one more.
        let left = shop.node.stock(&sku(1)).available();
        let won = (100..=200u8).filter(|number| shop.tell(reserve(*number, vec![wanted(1, 1)])).is_ok()).count();
        prop_assert_eq!(won as i64, left);
        prop_assert_eq!(shop.node.stock(&sku(1)).reserved + gone, there);
    }
}
