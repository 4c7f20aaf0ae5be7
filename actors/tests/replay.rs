//! What if: a past period once more, under other rules or with other stock.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod databases;
mod retailer;

use comptoir_actors::Hub;
use comptoir_actors::sourcing::replay::{Outcome, Scenario, Side, StockChange, replay};
use comptoir_actors::store::catalogue::{self, Product, Variant};
use comptoir_domain::ids::NodeCode;
use comptoir_domain::order;
use comptoir_domain::sourcing::{Limits, Policy, Weights};
use comptoir_domain::time::{Span, Timestamp};
use databases::in_a_system_on_both;
use retailer::*;
use sea_orm::ConnectionTrait as _;
use std::cell::RefCell;

async fn what_if(hub: &Hub, from: Timestamp, policy: Option<Policy>, stock: Vec<StockChange>) -> Outcome {
    let scenario = Scenario { from, to: hub.now() + Span::seconds(1), policy, stock };
    let head = hub.journal().head();
    let heard = RefCell::new(Vec::new());
    let outcome = replay(hub.db(), hub.desk(), &scenario, |share| heard.borrow_mut().push(share)).await.unwrap();
    assert!(heard.borrow().is_sorted() && heard.borrow().last() == Some(&1.0), "{:?}", heard.borrow());
    assert_eq!(hub.journal().head(), head, "nothing live is touched");
    outcome
}

fn load(side: &Side) -> Vec<(&str, u64)> {
    side.load.iter().map(|(node, parts)| (node.0.as_str(), *parts)).collect()
}

fn without(node: &str) -> Option<Policy> {
    let limits = Limits { excluded_nodes: vec![node.into()], ..Limits::default() };
    Some(Policy { limits, ..Policy::default() })
}

/// An order for a lamp whose id is always the same: by it is drawn who would have rejected it.
async fn order_of(hub: &Hub, name: &str) -> order::Order {
    place_under(hub, order_for(vec![line("LAMP", 1)]), &key(name, "a lamp")).await.unwrap().order
}

/// Four orders for a lamp: two are served in Lyon, and one of those rejects; one is cancelled, which gives the last one its lamp.
async fn a_morning(hub: &Hub) -> Timestamp {
    open_node(hub, "LYO1", &[("LAMP", 9)]).await;
    open_node(hub, "ORL1", &[("LAMP", 9)]).await;
    count(hub, "LYO1", "LAMP", 2).await;
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    let from = hub.now();
    let cancelled = order_of(hub, "cancelled").await;
    let rejected = order_of(hub, "rejected").await;
    let fulfillment = rejected.fulfillments[0].id;
    let reject = order::Command::Reject { fulfillment, reason: "broken".into(), missing: vec![] };
    tell_order(hub, rejected.id, reject).await.unwrap();
    tell_order(hub, cancelled.id, cancel()).await.unwrap();
    all_is_paid(hub).await;
    order_of(hub, "third").await;
    order_of(hub, "fourth").await;
    from
}

#[test]
fn under_the_same_rules_the_same_comes_of_it() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        let from = a_morning(&hub).await;
        let Outcome { happened, instead } = what_if(&hub, from, None, vec![]).await;
        assert_eq!(load(&happened), [("LYO1", 3), ("ORL1", 1)]);
        assert_eq!((happened.orders, happened.units, happened.parcels, happened.rejections, happened.lost_units), (4, 4, 4, 1, 0));
        assert!(happened.parcel_cost > 0 && happened.handling_cost == 400 && happened.co2_grams > 0);
        assert_eq!(instead, happened);
        hub.stop().await;
    });
}

/// As long ago as if the hub had had its half minute to work out what stock is worth.
async fn long_ago(hub: &Hub, until: i64) {
    let before = format!("UPDATE events SET at = at - 60000 WHERE seq <= {until}");
    hub.writer().await.execute_unprepared(&before).await.unwrap();
}

/// Lyon sells its lamps over the counter: the last three are worth more there than to whoever orders from next door.
#[test]
fn what_stock_was_worth_is_worked_out_in_the_other_world_too() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        let variant = Variant { sku: "LAMP".into(), price: 12_000, grams: 400, ..Variant::default() };
        let lamp = Product { handle: "lamp".into(), title: "Lamp".into(), variants: vec![variant], ..Product::default() };
        catalogue::upsert(&*hub.writer().await, &[lamp], hub.now()).await.unwrap();
        open_node(&hub, "LYO1", &[("LAMP", 33)]).await;
        open_node(&hub, "ORL1", &[("LAMP", 40)]).await;
        for _ in 0..30 {
            tell_node(&hub, "LYO1", adjusted("LAMP", -1)).await.unwrap();
        }
        long_ago(&hub, hub.journal().head()).await;
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        let from = hub.now();
        hub.desk().refresh(hub.db(), hub.stock(), from).await.unwrap();
        order_of(&hub, "first").await;
        order_of(&hub, "second").await;
        all_is_paid(&hub).await;
        let Outcome { happened, instead } = what_if(&hub, from, None, vec![]).await;
        assert_eq!(load(&happened), [("ORL1", 2)]);
        assert_eq!(instead, happened, "under the same rules");
        let careless = Policy { weights: Weights { scarcity_percent: 0, clearance_percent: 0, ..Weights::default() }, ..Policy::default() };
        let Outcome { instead, .. } = what_if(&hub, from, Some(careless), vec![]).await;
        assert_eq!(load(&instead), [("LYO1", 2)]);
        let plenty = StockChange { node: Some("LYO1".into()), percent: 100_000 };
        let Outcome { instead, .. } = what_if(&hub, from, None, vec![plenty]).await;
        assert_eq!(load(&instead), [("LYO1", 2)], "with a thousand times as many they are not scarce in Lyon");
        hub.stop().await;
    });
}

#[test]
fn under_other_rules_other_nodes_serve() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        let from = a_morning(&hub).await;
        let Outcome { happened, instead } = what_if(&hub, from, without("LYO1"), vec![]).await;
        assert_eq!(load(&instead), [("ORL1", 4)]);
        assert!(instead.parcel_cost > happened.parcel_cost && instead.co2_grams > happened.co2_grams);
        assert_eq!(instead.rejections, 0, "who was not asked rejects as its record says: Orléans has none");
        hub.stop().await;
    });
}

#[test]
fn with_less_stock_less_can_be_had() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        let from = a_morning(&hub).await;
        let only = |node: &str, percent| StockChange { node: Some(NodeCode::from(node)), percent };
        let none = what_if(&hub, from, None, vec![StockChange { node: None, percent: 0 }]).await.instead;
        assert_eq!((none.orders, none.lost_units, none.orders_with_losses, none.parcels), (4, 4, 4, 0));
        let half = what_if(&hub, from, without("LYO1"), vec![only("ORL1", 30)]).await.instead;
        assert_eq!((half.lost_units, load(&half)), (1, vec![("ORL1", 3)]), "two, and the one that was cancelled");
        hub.stop().await;
    });
}

#[test]
fn what_was_delivered_and_counted_meanwhile_is_there_in_the_other_world_too() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        open_node(&hub, "LYO1", &[("LAMP", 1)]).await;
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        let from = hub.now();
        place(&hub, order_for(vec![line("LAMP", 1)])).await;
        tell_node(&hub, "LYO1", adjusted("LAMP", 4)).await.unwrap();
        place(&hub, order_for(vec![line("LAMP", 2)])).await;
        // The shelf is counted: of the five that should be there, with three of them promised, one is missing.
        count(&hub, "LYO1", "LAMP", 4).await;
        place(&hub, order_for(vec![line("LAMP", 1)])).await;
        let refused = order_for(vec![line("LAMP", 1)]);
        assert_eq!(place(&hub, refused).await.status, order::Status::Refused);
        let Outcome { happened, instead } = what_if(&hub, from, None, vec![]).await;
        assert_eq!((happened.lost_units, happened.parcels), (1, 3));
        assert_eq!(instead, happened);
        let before = what_if(&hub, from + Span::days(-1), None, vec![]).await;
        assert_eq!(before.instead, happened, "a period that begins before anything was there");
        hub.stop().await;
    });
}
