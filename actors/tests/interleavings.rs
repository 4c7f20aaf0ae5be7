//! What may happen at the same moment, too late, twice or after a crash: and that nothing comes of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod again;
mod databases;
mod retailer;

use comptoir_actors::{Failure, Hub};
use comptoir_domain::ids::{FulfillmentId, NodeCode, OrderId};
use comptoir_domain::node::{self, Wanted};
use comptoir_domain::order::{self, FulfillmentStatus, Order, ReservationState, Status};
use comptoir_domain::time::Span;
use databases::{Fresh, connect, in_a_system_on_both};
use futures_util::future::join_all;
use retailer::*;
use sea_orm::{ConnectionTrait, DbBackend};
use std::io::{BufRead, BufReader};
use std::time::Duration;
use uuid::Uuid;

fn node_of(order: &Order) -> &str {
    &order.fulfillments.iter().rfind(|fulfillment| fulfillment.status.is_live()).unwrap().node.0
}

fn last(order: &Order) -> FulfillmentId {
    order.fulfillments.last().unwrap().id
}

#[test]
fn a_reserve_that_comes_after_its_release_keeps_nothing() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        open_node(&hub, "LYO1", &[("LAMP", 5)]).await;
        let fulfillment = FulfillmentId(Uuid::now_v7());
        let release = || node::Command::Release { fulfillment, missing: vec![] };
        let reserve = || node::Command::Reserve {
            fulfillment,
            order: OrderId(Uuid::now_v7()),
            lines: vec![Wanted { sku: "LAMP".into(), quantity: 1 }],
        };
        let released = tell_node(&hub, "LYO1", release()).await.unwrap();
        assert!(released.seq > 0, "a release of what is not known must be remembered");
        assert_eq!(tell_node(&hub, "LYO1", reserve()).await, Err(Failure::Refused(node::Refusal::Ended)));
        assert_eq!(tell_node(&hub, "LYO1", release()).await.unwrap().seq, 0);

        let hub = reopen(hub, &url).await;
        assert_eq!(tell_node(&hub, "LYO1", reserve()).await, Err(Failure::Refused(node::Refusal::Ended)));
        assert_eq!(stock(&hub, "LYO1", "LAMP").await.reserved, 0);
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn an_order_that_is_cancelled_while_its_reservation_is_taken_keeps_nothing() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        open_node(&hub, "LYO1", &[("LAMP", 100)]).await;

        // Decided before the order is even durable: it owes the reservation when that commits, and the release right after.
        let held = hold_the_journal(&hub).await;
        let mut asked = Vec::new();
        for n in 0..12 {
            let (hub, key) = (hub.clone(), key(&format!("held {n}"), "body"));
            asked.push(actix::spawn(async move {
                let placing = place_under(&hub, order_for(vec![line("LAMP", 2)]), &key);
                let cancelling = async {
                    a_moment().await;
                    tell_order(&hub, order_under(&key), cancel()).await
                };
                let (placed, cancelled) = tokio::join!(placing, cancelling);
                assert!(cancelled.unwrap().seq > 0);
                assert_eq!(placed.unwrap().order.status, Status::Cancelled);
            }));
        }
        a_moment().await;
        a_moment().await;
        held.let_go().await;
        for answer in asked {
            answer.await.unwrap();
        }

        // And at any moment in between.
        let at_any_moment = (0..40u64).map(|n| {
            let (hub, key) = (hub.clone(), key(&format!("free {n}"), "body"));
            async move {
                let placing = place_under(&hub, order_for(vec![line("LAMP", 1)]), &key);
                let cancelling = async {
                    loop {
                        tokio::time::sleep(Duration::from_micros(n * 400)).await;
                        match tell_order(&hub, order_under(&key), cancel()).await {
                            Err(Failure::Refused(order::Refusal::UnknownOrder)) => {}
                            answer => break answer.unwrap(),
                        }
                    }
                };
                let (placed, _) = tokio::join!(placing, cancelling);
                placed.unwrap();
            }
        });
        join_all(at_any_moment).await;
        all_is_paid(&hub).await;
        let stock = stock(&hub, "LYO1", "LAMP").await;
        assert_eq!((stock.on_hand, stock.reserved), (100, 0));
        assert_eq!(number(hub.db(), "SELECT COUNT(*) FROM orders WHERE status <> 'cancelled'", []).await, 0);
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn a_count_below_what_is_promised_sends_the_order_elsewhere() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        open_node(&hub, "LYO1", &[("LAMP", 2)]).await;
        open_node(&hub, "ORL1", &[("LAMP", 2)]).await;
        let placed = place(&hub, order_for(vec![line("LAMP", 2)])).await;
        assert_eq!(node_of(&placed), "LYO1");
        tell_order(&hub, placed.id, order::Command::Accept { fulfillment: last(&placed) }).await.unwrap();
        count(&hub, "LYO1", "LAMP", 1).await;
        all_is_paid(&hub).await;
        let after = order(&hub, placed.id).await;
        assert_eq!((node_of(&after), after.status), ("ORL1", Status::Reserved));
        assert_eq!(after.fulfillments[0].status, FulfillmentStatus::Rejected);
        assert_eq!((stock(&hub, "LYO1", "LAMP").await.reserved, stock(&hub, "ORL1", "LAMP").await.reserved), (0, 2));
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn a_reservation_that_becomes_short_while_it_is_picked_ends_one_way_or_the_other() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        open_node(&hub, "LYO1", &[]).await;
        open_node(&hub, "ORL1", &[]).await;
        let cases = (0..12u64).map(|n| {
            let hub = &hub;
            async move {
                let sku = format!("LAMP-{n}");
                count(hub, "LYO1", &sku, 1).await;
                count(hub, "ORL1", &sku, 1).await;
                let placed = place(hub, order_for(vec![line(&sku, 1)])).await;
                assert_eq!(node_of(&placed), "LYO1");
                let pick = async {
                    tokio::time::sleep(Duration::from_micros(n * 300)).await;
                    tell_order(hub, placed.id, order::Command::Pick { fulfillment: last(&placed), lines: None }).await
                };
                let (picked, ()) = tokio::join!(pick, count(hub, "LYO1", &sku, 0));
                (placed.id, sku, picked)
            }
        });
        let outcomes = join_all(cases).await;
        all_is_paid(&hub).await;
        for (id, sku, picked) in outcomes {
            let after = order(&hub, id).await;
            match node_of(&after) {
                // The clerk has it in hand, whatever the count said.
                "LYO1" => {
                    assert!(picked.is_ok(), "{picked:?}");
                    assert_eq!(after.fulfillments[0].reservation, ReservationState::Picked);
                    assert_eq!(stock(&hub, "ORL1", &sku).await.reserved, 0);
                }
                _ => {
                    assert!(picked.is_err(), "{picked:?}");
                    assert_eq!((stock(&hub, "LYO1", &sku).await.reserved, stock(&hub, "ORL1", &sku).await.reserved), (0, 1));
                }
            }
        }
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn a_node_that_refused_is_left_out_of_the_next_plan() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        open_node(&hub, "LYO1", &[("LAMP", 1)]).await;
        open_node(&hub, "ORL1", &[("LAMP", 1)]).await;
        // Both are planned from the same stock, and both want the nearest unit.
        let held = hold_the_journal(&hub).await;
        let keys = [key("one", "body"), key("other", "body")];
        let placing = keys.iter().map(|key| place_under(&hub, order_for(vec![line("LAMP", 1)]), key));
        let release = async {
            a_moment().await;
            held.let_go().await;
        };
        let (placed, ()) = tokio::join!(join_all(placing), release);
        let mut orders: Vec<Order> = placed.into_iter().map(|placed| placed.unwrap().order).collect();
        orders.sort_by_key(|order| order.fulfillments.len());
        let (lucky, other) = (&orders[0], &orders[1]);
        assert_eq!((lucky.status, node_of(lucky), lucky.without.len()), (Status::Reserved, "LYO1", 0));
        assert_eq!((other.status, node_of(other), other.without.as_slice()), (Status::Reserved, "ORL1", &[NodeCode::from("LYO1")][..]));
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn a_pickup_whose_time_runs_out_while_no_hub_runs_expires_afterwards() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        open_node(&hub, "LYO1", &[("LAMP", 1)]).await;
        let placed = place(&hub, collected_at("LYO1", vec![line("LAMP", 1)])).await;
        let fulfillment = last(&placed);
        tell_order(&hub, placed.id, order::Command::Pick { fulfillment, lines: None }).await.unwrap();
        tell_order(&hub, placed.id, order::Command::Pack { fulfillment }).await.unwrap();
        let ready = order::Command::Ready { fulfillment, code: "482913".into(), until: hub.now() + Span(300) };
        tell_order(&hub, placed.id, ready).await.unwrap();
        hub.stop().await;
        drop(hub);
        tokio::time::sleep(Duration::from_millis(400)).await;

        let hub = open(&url).await;
        all_is_paid(&hub).await;
        let after = order(&hub, placed.id).await;
        assert_eq!((after.fulfillments[0].status, after.status), (FulfillmentStatus::Expired, Status::Cancelled));
        let stock = stock(&hub, "LYO1", "LAMP").await;
        assert_eq!((stock.on_hand, stock.reserved), (1, 0));
        let collected = tell_order(&hub, placed.id, order::Command::Collect { fulfillment, code: "482913".into() }).await;
        assert!(matches!(collected, Err(Failure::Refused(order::Refusal::OutOfOrder { .. }))), "{collected:?}");
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn what_cannot_be_paid_now_is_paid_by_itself_later() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        open_node(&hub, "LYO1", &[("LAMP", 5)]).await;
        let postgres = hub.db().get_database_backend() == DbBackend::Postgres;
        // The node's events cannot be written, as if its disk page were broken.
        let breaking = if postgres {
            "CREATE FUNCTION breaks() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'broken'; END $$ LANGUAGE plpgsql; \
             CREATE TRIGGER broken BEFORE INSERT ON events FOR EACH ROW WHEN (NEW.kind = 'node') EXECUTE FUNCTION breaks()"
        } else {
            "CREATE TRIGGER broken BEFORE INSERT ON events WHEN NEW.kind = 'node' BEGIN SELECT RAISE(ABORT, 'broken'); END"
        };
        hub.writer().await.execute_unprepared(breaking).await.unwrap();
        let key = key("an order", "body");
        let placed = place_under(&hub, order_for(vec![line("LAMP", 1)]), &key).await.unwrap();
        assert!(!placed.has_left_sourcing());
        assert_eq!(placed.order.fulfillments[0].reservation, ReservationState::Asked);
        hub.writer()
            .await
            .execute_unprepared(if postgres { "DROP TRIGGER broken ON events" } else { "DROP TRIGGER broken" })
            .await
            .unwrap();
        // Also when the hub has been away in between.
        let hub = reopen(hub, &url).await;
        all_is_paid(&hub).await;
        let after = order(&hub, placed.order.id).await;
        assert_eq!(after.status, Status::Reserved);
        assert!(history(hub.db(), after.id.0).await.contains(&"reservation.delayed".to_owned()));
        assert_eq!(stock(&hub, "LYO1", "LAMP").await.reserved, 1);
        is_clean(&hub).await;
        hub.stop().await;
    });
}

// --- Crashes ---

/// Orders, cancellations, counts and picks, one after the other; `acknowledged` hears of every order that was answered.
async fn a_busy_customer(hub: Hub, n: usize, acknowledged: impl Fn(OrderId)) {
    for round in 0.. {
        let key = key(&format!("{n}-{round}"), "body");
        let Ok(placed) = place_under(&hub, order_for(vec![line("LAMP", 1), line("CHAIR", 2)]), &key).await else { return };
        acknowledged(placed.order.id);
        let done = match (n + round) % 4 {
            0 => tell_order(&hub, placed.order.id, cancel()).await.is_ok(),
            1 => match placed.order.fulfillments.first() {
                Some(first) => {
                    let fulfillment = first.id;
                    let _ = tell_order(&hub, placed.order.id, order::Command::Pick { fulfillment, lines: None }).await;
                    let _ = tell_order(&hub, placed.order.id, order::Command::Pack { fulfillment }).await;
                    let ship = order::Command::Ship { fulfillment, carrier: None, tracking_number: None };
                    !matches!(tell_order(&hub, placed.order.id, ship).await, Err(Failure::TryAgain))
                }
                None => true,
            },
            2 => tell_node(&hub, "LYO1", counted("LAMP", 5 + (round as i64 * 7) % 40)).await.is_ok(),
            _ => true,
        };
        if !done {
            return;
        }
    }
}

async fn open_shop(url: &str) -> Hub {
    let hub = open(url).await;
    for node in ["LYO1", "ORL1", "LIL1"] {
        open_node(&hub, node, &[("LAMP", 60), ("CHAIR", 80)]).await;
    }
    hub
}

/// Whatever the crash left half done is done, and nothing is done twice.
async fn heals(url: &str, acknowledged: &[OrderId]) {
    let hub = open(url).await;
    all_is_paid(&hub).await;
    is_clean(&hub).await;
    assert_eq!(number(hub.db(), "SELECT COUNT(*) FROM orders WHERE status = 'sourcing'", []).await, 0);
    for id in acknowledged {
        let there = number(hub.db(), "SELECT COUNT(*) FROM orders WHERE id = $1", [id.0.into()]).await;
        assert_eq!(there, 1, "an order that was acknowledged is lost");
    }
    // Each effect once: what was consumed is what was shipped.
    let shipped = number(hub.db(), "SELECT COUNT(*) FROM events WHERE type = 'fulfillment.shipped'", []).await;
    let consumed = number(hub.db(), "SELECT COUNT(*) FROM events WHERE type = 'stock.consumed'", []).await;
    assert_eq!(shipped, consumed);
    hub.stop().await;
}

#[test]
fn every_moment_is_a_good_moment_to_crash() {
    let fresh = Fresh::sqlite();
    let images = tempfile::tempdir().unwrap();
    actix::System::new().block_on(async {
        let hub = open_shop(&fresh.url).await;
        let work: Vec<_> = (0..6).map(|n| actix::spawn(a_busy_customer(hub.clone(), n, |_| ()))).collect();
        let camera = connect(&fresh.url).await;
        let mut taken = Vec::new();
        for n in 0..8 {
            tokio::time::sleep(Duration::from_millis(60)).await;
            // What a crash between two commits leaves: exactly what is committed.
            let image = images.path().join(format!("{n}.db"));
            camera.execute_unprepared(&format!("VACUUM INTO '{}'", image.display())).await.unwrap();
            taken.push(format!("sqlite:{}", image.display()));
        }
        work.iter().for_each(|work| work.abort());
        camera.close().await.unwrap();
        hub.stop().await;
        join_all(taken.iter().map(|image| heals(image, &[]))).await;
    });
}

#[test]
fn a_hub_that_is_killed_at_work_loses_nothing_it_acknowledged() {
    for fresh in Fresh::each() {
        let mut killed = again::run_again(&[], "the_hub_that_is_killed", &fresh.url).spawn().unwrap();
        let mut acknowledged = Vec::new();
        let mut said = Vec::new();
        for line in BufReader::new(killed.stderr.take().unwrap()).lines() {
            let line = line.unwrap();
            match line.strip_prefix("acknowledged ") {
                Some(id) => acknowledged.push(OrderId(id.parse().unwrap())),
                None => said.push(line),
            }
            if acknowledged.len() == 60 {
                killed.kill().unwrap();
                break;
            }
        }
        killed.wait().unwrap();
        assert_eq!(acknowledged.len(), 60, "{said:?}");
        actix::System::new().block_on(heals(&fresh.url, &acknowledged));
    }
}

#[test]
#[ignore = "is run by the test that kills it"]
fn the_hub_that_is_killed() {
    again::in_this_process(|url| async move {
        let hub = open_shop(&url).await;
        join_all((0..8).map(|n| a_busy_customer(hub.clone(), n, |id| eprintln!("acknowledged {id}")))).await;
    });
}
