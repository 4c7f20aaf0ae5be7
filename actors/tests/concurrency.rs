//! Many at once, all wanting the same: nobody gets what is not there, and nobody is told what is not so.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod databases;
mod retailer;

use comptoir_actors::customers::{self, WhoIsIt};
use comptoir_actors::{By, Hub};
use comptoir_domain::customer;
use comptoir_domain::order::Status;
use databases::in_a_system_on_both;
use futures_util::future::join_all;
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use retailer::*;
use std::collections::HashSet;
use std::time::Duration;

#[test]
fn of_two_hundred_who_want_one_of_five_exactly_five_get_it() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        open_node(&hub, "LYO1", &[("LAMP", 3)]).await;
        open_node(&hub, "LIL1", &[("LAMP", 2)]).await;
        let placed = join_all((0..200).map(|_| place(&hub, order_for(vec![line("LAMP", 1)])))).await;
        all_is_paid(&hub).await;
        let mut statuses = Vec::new();
        for placed in &placed {
            statuses.push(order(&hub, placed.id).await.status);
        }
        let with = |status| statuses.iter().filter(|found| **found == status).count();
        assert_eq!((with(Status::Reserved), with(Status::Refused)), (5, 195));
        for (node, units) in [("LYO1", 3), ("LIL1", 2)] {
            let stock = stock(&hub, node, "LAMP").await;
            assert_eq!((stock.on_hand, stock.reserved, stock.available()), (units, units, 0));
        }
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn cancellations_and_counts_in_the_middle_of_a_rush_promise_nothing_twice() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        open_node(&hub, "LYO1", &[("LAMP", 3)]).await;
        open_node(&hub, "LIL1", &[("LAMP", 2)]).await;
        let shoppers = (0..200u64).map(|n| {
            let hub = &hub;
            async move {
                let mut chance = StdRng::seed_from_u64(n);
                tokio::time::sleep(Duration::from_millis(chance.random_range(0..300))).await;
                let placed = place(hub, order_for(vec![line("LAMP", chance.random_range(1..=2))])).await;
                if placed.status != Status::Refused && chance.random_bool(0.6) {
                    // The order may have been refused since, when a count took its unit away.
                    let _ = tell_order(hub, placed.id, cancel()).await;
                }
            }
        });
        let counting = async {
            let mut chance = StdRng::seed_from_u64(7_000);
            for _ in 0..40 {
                let node = if chance.random_bool(0.5) { "LYO1" } else { "LIL1" };
                count(&hub, node, "LAMP", chance.random_range(0..=5)).await;
                tokio::time::sleep(Duration::from_millis(8)).await;
            }
            count(&hub, "LYO1", "LAMP", 3).await;
            count(&hub, "LIL1", "LAMP", 2).await;
        };
        tokio::join!(join_all(shoppers), counting);
        all_is_paid(&hub).await;
        for (node, units) in [("LYO1", 3), ("LIL1", 2)] {
            let stock = stock(&hub, node, "LAMP").await;
            assert!(stock.on_hand == units && (0..=units).contains(&stock.reserved), "{node}: {stock:?}");
        }
        let promised = number(hub.db(), "SELECT CAST(COALESCE(SUM(reserved), 0) AS bigint) FROM order_lines", []).await;
        let kept = number(hub.db(), "SELECT CAST(SUM(reserved) AS bigint) FROM stock", []).await;
        assert_eq!(promised, kept);
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn two_orders_at_once_for_a_new_email_make_one_customer() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        open_node(&hub, "LYO1", &[("LAMP", 1_000)]).await;
        async fn buys(hub: &Hub, n: usize) -> customer::Customer {
            let who = WhoIsIt {
                name: Some("Camille".into()),
                handles: vec![email(&format!("new-{n}@exemple.fr"))],
                language: "fr".into(),
                channel: customer::Channel::Webchat,
            };
            let customer = customers::customer_for(hub, &who, &By::system(), None).await.unwrap();
            let placed = place(hub, comptoir_actors::orders::NewOrder { customer, ..order_for(vec![line("LAMP", 1)]) }).await;
            assert_eq!((placed.customer, placed.status), (customer, Status::Reserved));
            hub.read::<customer::Customer, _>(customer.0, customer::Customer::clone).await.unwrap()
        }
        for n in 0..50 {
            let (one, other) = tokio::join!(buys(&hub, n), buys(&hub, n));
            assert_eq!(one.id, other.id);
            assert!(one.handle(&email(&format!("new-{n}@exemple.fr"))).is_some());
        }
        assert_eq!(number(hub.db(), "SELECT COUNT(*) FROM customers", []).await, 50);
        assert_eq!(number(hub.db(), "SELECT COUNT(DISTINCT customer) FROM orders", []).await, 50);
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn many_who_bring_one_handle_among_others_end_up_with_one_customer_each() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        // Ten devices of one household: an address of their own each, and one that they share.
        let found = join_all((0..10).map(|n| {
            let hub = &hub;
            async move {
                let who = WhoIsIt {
                    name: None,
                    handles: vec![email("shared@exemple.fr"), email(&format!("own-{n}@exemple.fr"))],
                    language: "fr".into(),
                    channel: customer::Channel::Webchat,
                };
                customers::customer_for(hub, &who, &By::system(), None).await
            }
        }))
        .await;
        let customers: HashSet<_> = found.into_iter().map(|found| found.unwrap()).collect();
        assert_eq!(customers.len(), 1);
        assert_eq!(number(hub.db(), "SELECT COUNT(*) FROM handles", []).await, 11);
        is_clean(&hub).await;
        hub.stop().await;
    });
}
