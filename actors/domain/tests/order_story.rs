//! What an order does, from the shop's point of view: read it from top to bottom.
#![allow(clippy::unwrap_used)]

mod world;

use comptoir_domain::entity::{Effect, Entity, Shown, backoff};
use comptoir_domain::ids::{FulfillmentId, NodeCode};
use comptoir_domain::order::{Channel, Command, Delay, Event, FulfillmentStatus, Order, Quantities, Refusal, ReservationState, Status};
use comptoir_domain::time::Span;
use world::{CODE, World, at, relay, to_lyon, wanted};

fn of_node(world: &World, node: &str) -> FulfillmentId {
    world.order.fulfillments.iter().rev().find(|f| f.node.0 == node).unwrap().id
}

#[test]
fn a_pickup_from_click_to_counter() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 3), ("SOCK", 9)])]);
    world.place(&[("BOOT", 1), ("SOCK", 2)], at("LYO1"));
    assert_eq!(world.status(), Status::Reserved);
    assert_eq!(world.units(2), Quantities { reserved: 2, ..Quantities::default() });
    assert_eq!((world.available("LYO1", "BOOT"), world.available("LYO1", "SOCK")), (2, 7));
    assert_eq!(world.last().due_at, Some(world.now + Span::hours(2)));

    let fulfillment = world.id();
    world.go(Command::Accept { fulfillment });
    assert_eq!(world.status(), Status::InPreparation);
    world.go(Command::Pick { fulfillment, lines: None });
    assert_eq!(world.last().reservation, ReservationState::Picked);
    world.go(Command::Pack { fulfillment });
    world.go(Command::Ready { fulfillment, code: CODE.into(), until: world.now + Span::days(7) });
    assert_eq!(world.status(), Status::ReadyForPickup);

    assert_eq!(world.tell(Command::Collect { fulfillment, code: "000000".into() }), Err(Refusal::WrongCode));
    world.go(Command::Collect { fulfillment, code: "482 913".into() });
    assert_eq!(world.status(), Status::Completed);
    assert_eq!((world.on_hand("LYO1", "BOOT"), world.on_hand("LYO1", "SOCK")), (2, 7));
    assert_eq!(world.told(), ["order_confirmed", "ready_for_pickup", "collected"]);
}

#[test]
fn a_parcel_from_click_to_door() {
    let mut world = World::with(&[("ORL1", &[("BOOT", 3)])]);
    world.place(&[("BOOT", 1)], to_lyon());
    assert_eq!(world.last().due_at, Some(world.now + Span::hours(24)));
    let fulfillment = world.pack();
    world.go(Command::Ship { fulfillment, carrier: Some("Colissimo".into()), tracking_number: Some("8R123".into()) });
    assert_eq!((world.status(), world.on_hand("ORL1", "BOOT")), (Status::Shipped, 2));
    world.go(Command::Deliver { fulfillment });
    assert_eq!(world.status(), Status::Completed);
    assert_eq!(world.told(), ["order_confirmed", "shipped", "delivered"]);
}

#[test]
fn what_the_store_lacks_is_sent_there_and_collected() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 1)]), ("ORL1", &[("HAT", 3)])]).send_to_stores();
    world.place(&[("BOOT", 1), ("HAT", 1)], at("LYO1"));
    let (here, sent) = (of_node(&world, "LYO1"), of_node(&world, "ORL1"));
    let sent_to = |world: &World, id| world.order.sent_to(world.order.fulfillment(id).unwrap()).cloned();
    assert_eq!((sent_to(&world, here), sent_to(&world, sent)), (None, Some("LYO1".into())));
    let due = |id| world.order.fulfillment(id).unwrap().due_at;
    assert_eq!((due(here), due(sent)), (Some(world.now + Span::hours(2)), Some(world.now + Span::hours(24))));

    let until = world.now + Span::days(7);
    world.go(Command::Pick { fulfillment: sent, lines: None });
    world.go(Command::Pack { fulfillment: sent });
    let early = world.tell(Command::Ready { fulfillment: sent, code: CODE.into(), until }).unwrap_err();
    assert!(early.to_string().contains("Ship it to the counter"), "{early}");
    world.go(Command::Ship { fulfillment: sent, carrier: None, tracking_number: None });
    assert_eq!(world.on_hand("ORL1", "HAT"), 2, "it has left");
    let on_its_way = world.tell(Command::Collect { fulfillment: sent, code: CODE.into() }).unwrap_err();
    assert!(on_its_way.to_string().contains("when it has arrived"), "{on_its_way}");
    assert_eq!(world.tell(Command::Deliver { fulfillment: sent }), Err(Refusal::NotForDelivery));

    let ready = world.go(Command::Ready { fulfillment: sent, code: CODE.into(), until });
    assert!(matches!(&ready[..], [Event::Ready { node, .. }] if node.0 == "LYO1"), "it lies in Lyon: {ready:?}");
    assert_eq!(world.tell(Command::Ship { fulfillment: here, carrier: None, tracking_number: None }), Err(Refusal::NotForShipping));
    world.tell(Command::Collect { fulfillment: sent, code: CODE.into() }).unwrap();
    assert!(world.due().is_empty(), "its node was told when it left");
    assert_eq!((world.on_hand("ORL1", "HAT"), world.on_hand("LYO1", "HAT")), (2, 0));
    assert_eq!(world.told(), ["order_confirmed", "shipped", "ready_for_pickup", "collected"]);
    assert!(world.announced.iter().all(|told| told.sms == (told.template == "ready_for_pickup")), "on its way is no news for an SMS");
}

#[test]
fn what_was_sent_to_a_store_and_nobody_collects_is_sold_there() {
    let mut world = World::with(&[("ORL1", &[("HAT", 3)])]).send_to_stores();
    world.place(&[("HAT", 2)], at("LYO1"));
    let fulfillment = world.arrive();
    world.wait(Span::days(7));
    world.tell(Command::Expire { fulfillment }).unwrap();
    let taking_in = world.due().first().cloned().unwrap();
    assert!(matches!(taking_in.effect, Effect::TakeIn { .. }), "{taking_in:?}");
    world.pay(&taking_in, false);
    world.settle();
    assert_eq!(world.order.fulfillment(fulfillment).unwrap().status, FulfillmentStatus::Expired);
    assert_eq!((world.available("LYO1", "HAT"), world.on_hand("ORL1", "HAT")), (2, 1), "counted once, though it was told twice");
    assert_eq!(world.status(), Status::Cancelled);
}

#[test]
fn it_is_taken_in_even_if_the_news_that_it_left_came_last_and_twice() {
    let mut world = World::with(&[("ORL1", &[("HAT", 3)])]).send_to_stores();
    world.place(&[("HAT", 2)], at("LYO1"));
    let fulfillment = world.pack();
    world.tell(Command::Ship { fulfillment, carrier: None, tracking_number: None }).unwrap();
    world.tell(Command::Ready { fulfillment, code: CODE.into(), until: world.now + Span::days(7) }).unwrap();
    world.wait(Span::days(7));
    world.tell(Command::Expire { fulfillment }).unwrap();
    let left = world.due().first().cloned().unwrap();
    assert!(matches!(left.effect, Effect::Consume { .. }), "{left:?}");
    world.pay(&left, true);
    world.pay(&left, true);
    world.settle();
    assert_eq!((world.on_hand("LYO1", "HAT"), world.on_hand("ORL1", "HAT")), (2, 1));
}

#[test]
fn what_lies_at_a_counter_may_be_cancelled_and_what_is_on_its_way_there_not() {
    let mut world = World::with(&[("ORL1", &[("HAT", 3)])]).send_to_stores();
    world.place(&[("HAT", 1)], at("LYO1"));
    let cancel = Command::Cancel { reason: "changed my mind".into(), by_customer: false };
    let fulfillment = world.pack();
    world.go(Command::Ship { fulfillment, carrier: None, tracking_number: None });
    assert_eq!(world.tell(cancel.clone()), Err(Refusal::NothingToCancel { status: Status::Shipped }));
    world.go(Command::Ready { fulfillment, code: CODE.into(), until: world.now + Span::days(7) });
    world.go(cancel);
    assert_eq!((world.status(), world.on_hand("LYO1", "HAT"), world.on_hand("ORL1", "HAT")), (Status::Cancelled, 1, 2));
}

#[test]
fn a_relay_point_hands_over_what_others_packed() {
    let mut world = World::with(&[("ORL1", &[("HAT", 3)])]);
    world.place(&[("HAT", 1)], relay("REL1"));
    let fulfillment = world.arrive();
    assert_eq!(world.status(), Status::ReadyForPickup);
    world.go(Command::Collect { fulfillment, code: CODE.into() });
    assert_eq!((world.status(), world.on_hand("ORL1", "HAT")), (Status::Completed, 2));

    // The carrier that runs it says so itself.
    let mut world = World::with(&[("ORL1", &[("HAT", 3)])]);
    world.place(&[("HAT", 1)], relay("REL1"));
    let fulfillment = world.arrive();
    world.go(Command::Deliver { fulfillment });
    assert_eq!(world.status(), Status::Completed);
}

#[test]
fn what_nobody_collects_at_a_relay_point_travels_back() {
    let mut world = World::with(&[("ORL1", &[("HAT", 3)])]);
    world.place(&[("HAT", 1)], relay("REL1"));
    world.arrive();
    world.wait(Span::days(7));
    world.settle();
    assert_eq!((world.status(), world.on_hand("ORL1", "HAT"), world.on_hand("REL1", "HAT")), (Status::Cancelled, 2, 0));
}

#[test]
fn what_is_not_there_is_refused_and_nothing_is_reserved() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 1), ("SOCK", 9)])]);
    let events = world.place(&[("SOCK", 1), ("BOOT", 2)], to_lyon());
    assert!(matches!(&events[..], [Event::Placed { .. }, Event::Refused { line: 2, available: 1, .. }]), "{events:?}");
    assert_eq!((world.status(), world.order.short_line), (Status::Refused, Some(2)));
    assert_eq!((world.available("LYO1", "SOCK"), world.order.fulfillments.len()), (9, 0));
    assert!(world.order.pending().is_empty() && world.told().is_empty());
}

#[test]
fn with_backorder_what_is_there_is_reserved_and_the_rest_comes_later() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 1)])]);
    let place = world.placing(&[("BOOT", 3)], to_lyon(), true);
    world.go(Command::Place(Box::new(place)));
    assert_eq!(world.status(), Status::Backordered);
    assert_eq!(world.units(1), Quantities { reserved: 1, backordered: 2, ..Quantities::default() });
    assert_eq!(world.told(), ["order_backordered"]);
}

#[test]
fn with_backorder_and_nothing_there_everything_comes_later() {
    let mut world = World::with(&[]);
    let place = world.placing(&[("BOOT", 3)], at("LYO1"), true);
    let events = world.go(Command::Place(Box::new(place)));
    assert!(matches!(&events[..], [Event::Placed { .. }, Event::Backordered { .. }]));
    assert_eq!((world.status(), world.units(1).backordered), (Status::Backordered, 3));
}

#[test]
fn bad_input_is_refused_in_words() {
    let world = World::with(&[]);
    let try_with = |lines: &[(&str, i64)]| {
        let place = world.placing(lines, to_lyon(), false);
        world.order.decide(&Command::Place(Box::new(place)), world.now).unwrap_err()
    };
    assert_eq!(try_with(&[]), Refusal::NoLines);
    assert_eq!(try_with(&[("BOOT", 1), ("SOCK", 0)]).to_string(), "Line 2 asks for 0 units; ask for 1 to 9999.");
    assert_eq!(try_with(&[("BOOT", 10_000)]).field().as_deref(), Some("lines[0].quantity"));
    assert!(matches!(try_with(&[(" ", 1)]), Refusal::NoSku { line: 1 }));
    assert!(matches!(try_with(&[("BO\0OT", 1)]), Refusal::NotPlain { field, .. } if field == "lines"));
    let nobody = Command::Cancel { reason: String::new(), by_customer: true };
    assert_eq!(world.order.decide(&nobody, world.now), Err(Refusal::UnknownOrder));
}

#[test]
fn placing_again_does_nothing_whatever_is_in_it() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 3)])]);
    world.place(&[("BOOT", 1)], to_lyon());
    assert_eq!(world.place(&[("BOOT", 2)], at("LYO1")), []);
}

#[test]
fn a_node_that_refuses_is_left_out_and_another_serves() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 1)]), ("LIL1", &[("BOOT", 1)])]);
    let place = world.placing(&[("BOOT", 1)], to_lyon(), false);
    world.tell(Command::Place(Box::new(place))).unwrap();
    world.count("LYO1", "BOOT", 0);
    world.settle();
    assert_eq!((world.status(), &world.last().node), (Status::Reserved, &NodeCode::from("LIL1")));
    assert_eq!(world.order.without, [NodeCode::from("LYO1")]);
}

#[test]
fn an_order_that_was_never_reserved_is_refused_when_its_stock_is_gone() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 1)]), ("ORL1", &[("SOCK", 1)])]);
    let place = world.placing(&[("BOOT", 1), ("SOCK", 1)], to_lyon(), false);
    world.tell(Command::Place(Box::new(place))).unwrap();
    world.count("LYO1", "BOOT", 0);
    world.settle();
    assert_eq!((world.status(), world.order.short_line), (Status::Refused, Some(1)));
    assert_eq!(world.available("ORL1", "SOCK"), 1, "what was taken is given back");
    assert_eq!(world.told(), [""; 0]);
}

#[test]
fn a_short_pick_corrects_the_stock_and_is_sourced_elsewhere() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 2)]), ("ORL1", &[("BOOT", 5)])]);
    world.place(&[("BOOT", 2)], to_lyon());
    let fulfillment = world.id();
    world.go(Command::Pick { fulfillment, lines: Some(vec![("BOOT".into(), 1)]) });
    let nothing_said = Command::Reject { fulfillment, reason: " ".into(), missing: vec![] };
    assert_eq!(world.tell(nothing_said), Err(Refusal::NoReason));
    world.go(Command::Reject { fulfillment, reason: "not on the shelf".into(), missing: vec![wanted("BOOT", 1)] });
    assert_eq!((world.on_hand("LYO1", "BOOT"), world.available("LYO1", "BOOT")), (1, 1));
    assert_eq!((world.status(), &world.last().node), (Status::Reserved, &NodeCode::from("ORL1")));
    assert_eq!(world.told(), ["order_confirmed", "order_later"], "it comes from further away");
}

#[test]
fn whoever_will_have_it_later_than_they_were_told_is_told_again() {
    let broken = |world: &mut World| {
        let missing = vec![wanted("BOOT", 1)];
        world.go(Command::Reject { fulfillment: world.id(), reason: "broken".into(), missing });
    };
    let one = &[("BOOT", 1)][..];
    let mut world = World::with(&[("LYO1", one), ("LIL1", one)]);
    world.place(one, to_lyon());
    let promised = world.order.promised.unwrap();
    assert_eq!(world.order.expected_at(), Some(promised));

    broken(&mut world);
    let expected = world.order.expected_at().unwrap();
    assert!(expected >= promised + Span::days(1), "it comes from further away");
    assert_eq!(world.told(), ["order_confirmed", "order_later"]);
    let told = world.announced.last().unwrap();
    assert!(told.sms, "they may be waiting for it");
    let delay = Delay { told: promised, fulfillments: vec![world.id()] };
    assert_eq!((told.about.expected, told.about.delay.as_ref()), (Some(expected), Some(&delay)));

    world.wait(Span::hours(2));
    world.count("ORL1", "BOOT", 1);
    broken(&mut world);
    assert_eq!((world.status(), &world.last().node), (Status::Reserved, &NodeCode::from("ORL1")));
    assert!(world.order.expected_at() < Some(expected), "it comes sooner than they know");
    assert_eq!(world.told(), ["order_confirmed", "order_later"]);
}

#[test]
fn what_is_served_by_two_is_there_when_the_last_part_is() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 1)]), ("LIL1", &[("HAT", 1)])]);
    world.place(&[("BOOT", 1), ("HAT", 1)], to_lyon());
    let (promised, near) = (world.order.promised, of_node(&world, "LYO1"));
    world.count("ORL1", "BOOT", 1);
    world.go(Command::Reject { fulfillment: near, reason: "broken".into(), missing: vec![wanted("BOOT", 1)] });
    assert_eq!((world.status(), world.order.expected_at()), (Status::Reserved, promised), "the other part comes from Lille");
    assert_eq!(world.told(), ["order_confirmed"]);
}

#[test]
fn what_comes_later_is_told_beside_what_is_waited_for() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 2)])]);
    world.place(&[("BOOT", 2)], to_lyon());
    world.count("LIL1", "BOOT", 1);
    world.go(Command::Reject { fulfillment: world.id(), reason: "broken".into(), missing: vec![wanted("BOOT", 2)] });
    assert_eq!((world.status(), world.units(1).backordered), (Status::Backordered, 1));
    assert_eq!(world.told(), ["order_confirmed", "order_backordered", "order_later"]);
    let delay = world.announced.last().unwrap().about.delay.clone().unwrap();
    assert_eq!(delay.fulfillments, [world.id()], "one of the two");
}

#[test]
fn a_confirmation_says_by_when_it_comes_as_it_is_planned_then() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 1)]), ("LIL1", &[("BOOT", 1)])]);
    let place = world.placing(&[("BOOT", 1)], to_lyon(), false);
    world.tell(Command::Place(Box::new(place))).unwrap();
    let promised = world.order.promised;
    world.count("LYO1", "BOOT", 0);
    world.settle();
    assert_eq!((world.status(), &world.last().node), (Status::Reserved, &NodeCode::from("LIL1")));
    assert_eq!(world.told(), ["order_confirmed"], "once is enough");
    let confirmed = world.announced.last().unwrap();
    assert!(confirmed.about.expected > promised && confirmed.about.expected == world.order.expected_at());
}

#[test]
fn what_was_said_of_one_part_was_not_said_of_the_other() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 1)]), ("ORL1", &[("HAT", 1)])]);
    world.place(&[("BOOT", 1), ("HAT", 1)], to_lyon());
    let promised = world.order.promised.unwrap();
    world.count("LIL1", "HAT", 1);
    world.count("LIL1", "BOOT", 1);
    let parts = [of_node(&world, "ORL1"), of_node(&world, "LYO1")];
    for part in parts {
        world.go(Command::Accept { fulfillment: part });
    }
    world.wait(Span::days(2));
    for fulfillment in parts {
        world.go(Command::Reject { fulfillment, reason: "broken".into(), missing: vec![] });
    }
    assert_eq!(world.told(), ["order_confirmed", "order_later", "order_later"]);
    for told in &world.announced[1..] {
        let delay = told.about.delay.as_ref().unwrap();
        assert_eq!((delay.told, delay.fulfillments.len()), (promised, 1));
    }
    assert_ne!(world.announced[1].once, world.announced[2].once);
}

#[test]
fn whoever_gets_no_confirmation_is_told_of_a_later_day_all_the_same() {
    let told = |email: Option<String>| {
        let mut world = World::with(&[("LYO1", &[("BOOT", 1)]), ("LIL1", &[("BOOT", 1)])]);
        let mut place = world.placing(&[("BOOT", 1)], to_lyon(), false);
        place.contact.email = email;
        world.tell(Command::Place(Box::new(place))).unwrap();
        world.count("LYO1", "BOOT", 0);
        world.settle();
        world.told()
    };
    assert_eq!(told(Some("camille@example.com".into())), ["order_confirmed"]);
    assert_eq!(told(None), ["order_later"], "they were told the first day on the phone");
}

#[test]
fn what_is_sent_to_the_store_where_it_was_ordered_is_confirmed() {
    let mut world = World::with(&[("ORL1", &[("HAT", 1)])]).send_to_stores();
    let mut place = world.placing(&[("HAT", 1)], at("LYO1"), false);
    place.channel = Channel::Store;
    world.go(Command::Place(Box::new(place)));
    assert_eq!(world.told(), ["order_confirmed"]);
}

#[test]
fn what_was_promised_is_never_refused_but_backordered() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 2)])]);
    world.place(&[("BOOT", 2)], at("LYO1"));
    world.count("LYO1", "BOOT", 1);
    world.settle();
    assert_eq!(world.order.fulfillments[0].reason.as_deref(), Some("stock_corrected"));
    assert_eq!((world.status(), world.units(1).backordered), (Status::Backordered, 2));
    assert_eq!(world.told(), ["order_confirmed", "order_backordered"]);
}

#[test]
fn what_a_node_does_not_begin_in_time_goes_elsewhere() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 2)]), ("ORL1", &[("BOOT", 2)])]);
    world.place(&[("BOOT", 2)], to_lyon());
    world.wait(Span::hours(23));
    world.settle();
    assert_eq!(world.last().node, NodeCode::from("LYO1"), "it has until tomorrow");
    world.wait(Span::hours(2));
    world.settle();
    assert_eq!(world.order.fulfillments[0].reason.as_deref(), Some("overdue"));
    assert_eq!((world.status(), &world.last().node), (Status::Reserved, &NodeCode::from("ORL1")));
    assert_eq!(world.available("LYO1", "BOOT"), 2, "its units are free again");
    assert_eq!(world.told(), ["order_confirmed", "order_later"]);
}

#[test]
fn what_nobody_else_has_stays_where_it_is_though_it_is_late() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 2)]), ("ORL1", &[])]);
    world.place(&[("BOOT", 2)], to_lyon());
    world.wait(Span::hours(25));
    world.settle();
    assert_eq!((world.status(), world.last().overdue_at), (Status::Reserved, Some(world.now)));
    world.wait(Span::hours(3));
    assert!(world.due().is_empty(), "it is not looked at all the time");
    world.count("ORL1", "BOOT", 5);
    world.wait(Span::hours(1));
    world.settle();
    assert_eq!(world.last().node, NodeCode::from("ORL1"));
}

#[test]
fn what_has_been_begun_stays_and_a_pickup_too() {
    let both = [("LYO1", &[("BOOT", 2)][..]), ("ORL1", &[("BOOT", 2)])];
    let mut begun = World::with(&both);
    begun.place(&[("BOOT", 1)], to_lyon());
    let fulfillment = begun.id();
    begun.go(Command::Accept { fulfillment });
    let mut pickup = World::with(&both);
    pickup.place(&[("BOOT", 1)], at("LYO1"));
    for mut world in [begun, pickup] {
        world.wait(Span::days(3));
        assert!(world.due().is_empty());
    }
}

#[test]
fn bad_news_may_overtake_the_answer_that_it_is_about() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 2)]), ("ORL1", &[("BOOT", 2)])]);
    let place = world.placing(&[("BOOT", 2)], to_lyon(), false);
    world.tell(Command::Place(Box::new(place))).unwrap();
    let fulfillment = world.id();
    let asked = world.due();
    world.pay(&asked[0], false);
    world.count("LYO1", "BOOT", 1);
    world.tell(Command::ReservationShort { fulfillment }).unwrap();
    assert_eq!(world.tell(Command::ReservationTaken { fulfillment }), Ok(vec![]), "it is being given back already");
    world.settle();
    assert_eq!((world.status(), &world.last().node), (Status::Reserved, &NodeCode::from("ORL1")));
}

#[test]
fn what_has_been_picked_is_there_whatever_the_count_says() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 2)])]);
    world.place(&[("BOOT", 2)], at("LYO1"));
    let fulfillment = world.pack();
    assert_eq!(world.tell(Command::ReservationShort { fulfillment }), Ok(vec![]));
}

#[test]
fn picks_add_up_and_never_exceed_what_is_wanted() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 9)])]);
    world.place(&[("BOOT", 3)], to_lyon());
    let fulfillment = world.id();
    let pick = |sku: &str, units| Command::Pick { fulfillment, lines: Some(vec![(sku.into(), units)]) };
    let first = world.go(pick("BOOT", 2));
    assert!(matches!(&first[..], [Event::Accepted { .. }, Event::Picked { complete: false, .. }]), "picking accepts");
    assert!(matches!(world.tell(pick("BOOT", 2)), Err(Refusal::NotThatMany { quantity: 2, most: 1, .. })));
    assert!(matches!(world.tell(pick("HAT", 1)), Err(Refusal::NotInFulfillment { .. })));
    assert!(matches!(world.tell(Command::Pack { fulfillment }), Err(Refusal::OutOfOrder { step, .. }) if step == "packed"));
    assert_eq!(world.units(1), Quantities { reserved: 1, picked: 2, ..Quantities::default() });
    world.go(pick("BOOT", 1));
    assert_eq!(world.go(Command::Pick { fulfillment, lines: None }), []);
    world.go(Command::Pack { fulfillment });
    assert_eq!(world.units(1).packed, 3);
}

#[test]
fn units_of_one_sku_in_two_lines_are_picked_line_by_line() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 9)])]);
    world.place(&[("BOOT", 2), ("BOOT", 3)], to_lyon());
    assert!(matches!(&world.order.fulfillments[..], [_]));
    let fulfillment = world.id();
    world.go(Command::Pick { fulfillment, lines: Some(vec![("BOOT".into(), 3)]) });
    assert_eq!((world.units(1).picked, world.units(2).picked), (2, 1));
}

#[test]
fn a_step_done_twice_is_done_once() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 2)])]);
    world.place(&[("BOOT", 2)], at("LYO1"));
    let fulfillment = world.make_ready();
    let until = world.now;
    for again in [
        Command::Accept { fulfillment },
        Command::Pick { fulfillment, lines: None },
        Command::Pack { fulfillment },
        Command::Ready { fulfillment, code: "111111".into(), until },
        Command::ReservationTaken { fulfillment },
        Command::PickTold { fulfillment },
        Command::ReservationEnded { fulfillment },
    ] {
        assert_eq!(world.tell(again.clone()), Ok(vec![]), "{again:?}");
    }
    world.go(Command::Collect { fulfillment, code: CODE.into() });
    assert_eq!(world.tell(Command::Collect { fulfillment, code: CODE.into() }), Ok(vec![]));
}

#[test]
fn a_step_out_of_order_says_what_to_do() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 2)])]);
    world.place(&[("BOOT", 2)], at("LYO1"));
    let fulfillment = world.id();
    let refusal = world.tell(Command::Collect { fulfillment, code: CODE.into() }).unwrap_err();
    assert_eq!(refusal.to_string(), "The fulfillment is offered: it cannot be collected now. Mark it ready first.");
    assert_eq!(world.tell(Command::Ship { fulfillment, carrier: None, tracking_number: None }), Err(Refusal::NotForShipping));
    assert_eq!(world.tell(Command::Deliver { fulfillment }), Err(Refusal::NotForDelivery));
    world.make_ready();
    let refusal = world.tell(Command::Reject { fulfillment, reason: "broken".into(), missing: vec![] }).unwrap_err();
    assert_eq!(refusal.code(), "out_of_order");
}

#[test]
fn nobody_came() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 2)])]);
    world.place(&[("BOOT", 2)], at("LYO1"));
    let fulfillment = world.make_ready();
    assert_eq!(world.tell(Command::Expire { fulfillment }), Ok(vec![]), "not yet");
    world.wait(Span::days(7));
    world.settle();
    assert_eq!((world.last().status, world.status()), (FulfillmentStatus::Expired, Status::Cancelled));
    assert_eq!((world.order.reason.as_deref(), world.available("LYO1", "BOOT")), (Some("pickup_expired"), 2));
    assert_eq!(world.told().last(), Some(&"pickup_expired"));
}

#[test]
fn the_customer_may_cancel_until_it_is_packed_and_staff_until_it_has_left() {
    let mut world = World::with(&[("ORL1", &[("BOOT", 2)])]);
    world.place(&[("BOOT", 2)], to_lyon());
    let fulfillment = world.pack();
    let cancel = |by_customer| Command::Cancel { reason: "changed my mind".into(), by_customer };
    assert_eq!(world.tell(cancel(true)), Err(Refusal::AlreadyPacked));
    world.go(cancel(false));
    assert_eq!((world.status(), world.available("ORL1", "BOOT")), (Status::Cancelled, 2));
    assert_eq!(world.tell(cancel(false)), Ok(vec![]));
    assert!(matches!(world.tell(Command::Accept { fulfillment }), Err(Refusal::OutOfOrder { .. })));

    let mut world = World::with(&[("ORL1", &[("BOOT", 2)])]);
    world.place(&[("BOOT", 2)], to_lyon());
    let fulfillment = world.pack();
    world.go(Command::Ship { fulfillment, carrier: None, tracking_number: None });
    assert_eq!(world.tell(cancel(false)), Err(Refusal::NothingToCancel { status: Status::Shipped }));
}

#[test]
fn cancelling_while_a_reservation_is_asked_for_leaves_nothing_behind() {
    let mut world = World::with(&[("ORL1", &[("BOOT", 2)])]);
    let place = world.placing(&[("BOOT", 2)], to_lyon(), false);
    world.tell(Command::Place(Box::new(place))).unwrap();
    let asked = world.due();
    world.go(Command::Cancel { reason: String::new(), by_customer: true });
    // The question arrives after the release: the tombstone there refuses it.
    world.pay(&asked[0], true);
    world.settle();
    assert_eq!((world.status(), world.available("ORL1", "BOOT")), (Status::Cancelled, 2));
}

#[test]
fn a_debt_that_cannot_be_paid_is_tried_more_and_more_rarely() {
    let mut world = World::with(&[("ORL1", &[("BOOT", 2)])]);
    let place = world.placing(&[("BOOT", 2)], to_lyon(), false);
    world.tell(Command::Place(Box::new(place))).unwrap();
    let fulfillment = world.id();
    for failures in 1..=15 {
        world.tell(Command::ReservationDelayed { fulfillment }).unwrap();
        let owed = world.order.pending();
        assert!(matches!(&owed[..], [owed] if owed.failures == failures && owed.due == world.now + backoff(failures)));
        world.wait(backoff(failures));
    }
    world.settle();
    assert_eq!(world.status(), Status::Reserved);
}

#[test]
fn debts_have_names() {
    let mut world = World::with(&[("ORL1", &[("BOOT", 2)])]);
    let place = world.placing(&[("BOOT", 1), ("BOOT", 1)], to_lyon(), false);
    world.tell(Command::Place(Box::new(place))).unwrap();
    let owed = world.order.pending();
    assert_eq!(owed[0].id, format!("reserve:{}", world.id()));
    assert!(matches!(&owed[0].effect, Effect::Reserve { lines, .. } if *lines == [wanted("BOOT", 2)]), "a node counts units, not lines");
}

#[test]
fn what_is_bought_and_taken_along_in_the_store_needs_no_confirmation() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 2)])]);
    let mut place = world.placing(&[("BOOT", 1)], at("LYO1"), false);
    place.channel = Channel::Store;
    world.go(Command::Place(Box::new(place)));
    assert_eq!((world.status(), world.told()), (Status::Reserved, vec![]));
}

#[test]
fn the_customer_sees_what_concerns_them() {
    let mut world = World::with(&[("LYO1", &[("BOOT", 1)]), ("ORL1", &[("BOOT", 1)])]);
    world.place(&[("BOOT", 1)], to_lyon());
    let fulfillment = world.id();
    world.go(Command::Reject { fulfillment, reason: "closed today".into(), missing: vec![] });
    let fulfillment = world.pack();
    world.go(Command::Ship { fulfillment, carrier: None, tracking_number: None });
    let word = |event: &Event| serde_json::to_value(event).unwrap()["type"].as_str().unwrap().to_owned();
    let seen: Vec<String> =
        world.history.iter().filter(|(_, event)| Order::shown_to_customer(event) == Shown::AsIs).map(|(_, event)| word(event)).collect();
    assert_eq!(
        seen,
        [
            "order.placed",
            "order.reserved",
            "order.reserved",
            "order.delayed",
            "fulfillment.accepted",
            "fulfillment.picked",
            "fulfillment.packed",
            "fulfillment.shipped"
        ]
    );
}

#[test]
fn what_staff_typed_as_a_reason_is_not_shown_to_the_customer() {
    let typed = Event::Cancelled { reason: "the card looks stolen".to_owned() };
    assert_eq!(Order::shown_to_customer(&typed), Shown::Instead(serde_json::json!({})));
    let known = Event::Cancelled { reason: "pickup_expired".to_owned() };
    assert_eq!(Order::shown_to_customer(&known), Shown::AsIs);
}

#[test]
fn what_was_on_its_way_to_a_store_can_be_cancelled_there_after_the_rest() {
    let mut world = World::with(&[("ORL1", &[("HAT", 1)]), ("LYO1", &[("BOOT", 1)])]).send_to_stores();
    world.place(&[("BOOT", 1), ("HAT", 1)], at("LYO1"));
    let sent = of_node(&world, "ORL1");
    let cancel = Command::Cancel { reason: "changed my mind".into(), by_customer: false };
    for step in [
        Command::Accept { fulfillment: sent },
        Command::Pick { fulfillment: sent, lines: None },
        Command::Pack { fulfillment: sent },
        Command::Ship { fulfillment: sent, carrier: None, tracking_number: None },
    ] {
        world.go(step);
    }
    world.go(cancel.clone());
    assert_eq!((world.units(1).cancelled, world.units(2).shipped), (1, 1));
    world.go(Command::Ready { fulfillment: sent, code: CODE.into(), until: world.now + Span::days(7) });
    world.go(cancel);
    assert_eq!(world.status(), Status::Cancelled);
    assert_eq!(world.told(), ["order_confirmed", "shipped", "order_cancelled", "ready_for_pickup", "order_cancelled"]);
    let once: std::collections::BTreeSet<_> = world.announced.iter().map(|told| &told.once).collect();
    assert_eq!(once.len(), 5, "each is a message of its own");
    let rest = |at: usize| world.announced[at].about.rest.clone();
    assert_eq!((rest(2), rest(4)), (Some(vec![(1, 1)]), None), "the hat was on its way at first");
}
