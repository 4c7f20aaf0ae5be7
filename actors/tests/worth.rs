//! What is learned of demand, and what it does to where orders come from.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod databases;
mod retailer;

use comptoir_actors::sourcing::{Retailer, Valuation};
use comptoir_actors::store::catalogue::{self, Product, Variant};
use comptoir_actors::{Hub, HubOptions};
use comptoir_domain::node;
use databases::in_a_system_on_both;
use retailer::*;

async fn sells(hub: &Hub, sku: &str, price: i64) {
    sells_with_tags(hub, sku, price, &[]).await;
}

async fn sells_with_tags(hub: &Hub, sku: &str, price: i64, tags: &[&str]) {
    let tags = tags.iter().map(|tag| (*tag).to_owned()).collect();
    let variant = Variant { sku: sku.into(), price, grams: 400, ..Variant::default() };
    let product = Product { handle: sku.to_lowercase(), title: sku.into(), variants: vec![variant], tags, ..Product::default() };
    catalogue::upsert(&*hub.writer().await, &[product], hub.now()).await.unwrap();
}

async fn refresh(hub: &Hub) -> usize {
    hub.desk().refresh(hub.db(), hub.stock(), hub.now()).await.unwrap()
}

async fn valued(url: &str, valuation: Valuation) -> Hub {
    let retailer = Retailer { valuation, ..Retailer::default() };
    Hub::start(HubOptions { arbiters: 2, retailer, ..HubOptions::new(url) }).await.unwrap()
}

/// Of thirty-three lamps at the counter in Lyon thirty were sold; Orléans has forty.
async fn three_left_in_lyon(hub: &Hub) {
    sells(hub, "LAMP", 12_000).await;
    open_node(hub, "LYO1", &[("LAMP", 33)]).await;
    open_node(hub, "ORL1", &[("LAMP", 40)]).await;
    for _ in 0..30 {
        tell_node(hub, "LYO1", adjusted("LAMP", -1)).await.unwrap();
    }
}

async fn node_of(hub: &Hub) -> String {
    let plan = place(hub, order_for(vec![line("LAMP", 1)])).await.plans.remove(0);
    plan.parts[0].node.0.clone()
}

/// Lyon is nearest, but sells the lamp over the counter every day: its last ones are worth more there.
#[test]
fn what_a_counter_will_sell_is_kept_for_it() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        sells(&hub, "LAMP", 12_000).await;
        open_node(&hub, "LYO1", &[("LAMP", 40)]).await;
        open_node(&hub, "ORL1", &[("LAMP", 40)]).await;
        assert_eq!(node_of(&hub).await, "LYO1", "as long as nothing is known");
        for _ in 0..30 {
            tell_node(&hub, "LYO1", adjusted("LAMP", -1)).await.unwrap();
        }
        count(&hub, "LYO1", "LAMP", 3).await;
        assert_eq!(refresh(&hub).await, 1);
        assert_eq!(node_of(&hub).await, "ORL1");
        assert_eq!(refresh(&hub).await, 1, "the order itself is news");
        assert_eq!(refresh(&hub).await, 0);

        let hub = reopen(hub, &url).await;
        refresh(&hub).await;
        assert_eq!(node_of(&hub).await, "ORL1", "what was learned is in the journal");
        hub.stop().await;
    });
}

#[test]
fn a_delivery_makes_it_plenty_again() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        three_left_in_lyon(&hub).await;
        refresh(&hub).await;
        assert_eq!(node_of(&hub).await, "ORL1");
        let received = node::StockChange::Receive { sku: "LAMP".into(), quantity: 4_000 };
        tell_node(&hub, "LYO1", node::Command::ChangeStock { changes: vec![received] }).await.unwrap();
        refresh(&hub).await;
        assert_eq!(node_of(&hub).await, "LYO1");
        hub.stop().await;
    });
}

#[test]
fn who_loses_nothing_with_a_sale_keeps_nothing_for_it() {
    in_a_system_on_both(|url| async move {
        let hub = valued(&url, Valuation { margin_percent: 0, clearance_percent: 0, ..Valuation::default() }).await;
        three_left_in_lyon(&hub).await;
        refresh(&hub).await;
        assert_eq!(node_of(&hub).await, "LYO1", "its last three");
        hub.stop().await;
    });
}

/// Orléans has lamps for six weeks: that is too much for some.
#[test]
fn what_is_too_much_is_for_the_retailer_to_say() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        sells(&hub, "LAMP", 12_000).await;
        open_node(&hub, "LYO1", &[("LAMP", 40)]).await;
        open_node(&hub, "ORL1", &[("LAMP", 430)]).await;
        for code in ["LYO1", "ORL1"] {
            tell_node(&hub, code, adjusted("LAMP", -10)).await.unwrap();
        }
        hub.stop().await;
        for (too_much_days, node, clearance) in [(90, "LYO1", 0), (20, "ORL1", -6_000)] {
            let hub = valued(&url, Valuation { margin_percent: 0, too_much_days, clearance_percent: 50, ..Valuation::default() }).await;
            refresh(&hub).await;
            let plan = place(&hub, order_for(vec![line("LAMP", 1)])).await.plans.remove(0);
            assert_eq!((plan.parts[0].node.0.as_str(), plan.parts[0].score.clearance), (node, clearance), "{plan:?}");
            hub.stop().await;
        }
    });
}

/// Of two stores in one street the one with more than it will sell earns the order, as long as the lamp is marked.
#[test]
fn the_end_of_a_range_goes_where_it_would_last_longest() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        sells(&hub, "LAMP", 12_000).await;
        open_node(&hub, "LYO1", &[("LAMP", 50)]).await;
        let beside = node::Profile { code: "LYO2".into(), ..profile("LYO1") };
        tell_node(&hub, "LYO2", node::Command::Describe(Box::new(beside))).await.unwrap();
        count(&hub, "LYO2", "LAMP", 100).await;
        for code in ["LYO1", "LYO2"] {
            tell_node(&hub, code, adjusted("LAMP", -2)).await.unwrap();
        }
        let planned = async || {
            refresh(&hub).await;
            let plan = place(&hub, order_for(vec![line("LAMP", 1)])).await.plans.remove(0);
            (plan.parts[0].node.0.clone(), plan.parts[0].score.clearance, plan.alternatives[0].lost_because.clone())
        };
        assert_eq!(planned().await.0, "LYO1", "alike but for the code");
        sells_with_tags(&hub, "LAMP", 12_000, &["lamps", " End-of-Range "]).await;
        assert_eq!(planned().await, ("LYO2".to_owned(), -1_200, "clearance".to_owned()), "a tenth of the price");
        sells_with_tags(&hub, "LAMP", 12_000, &["end-of-season"]).await;
        assert_eq!(planned().await.1, 0, "not any more");
        hub.stop().await;
    });
}

#[test]
fn what_nobody_asks_for_is_sold_off_where_most_of_it_is() {
    in_a_system_on_both(|url| async move {
        let valuation = Valuation { end_of_range_tag: "Fin de Série".to_owned(), end_of_range_percent: 30, ..Valuation::default() };
        let hub = valued(&url, valuation).await;
        sells_with_tags(&hub, "LAMP", 12_000, &["FIN DE SÉRIE"]).await;
        open_node(&hub, "LYO1", &[("LAMP", 4)]).await;
        open_node(&hub, "ORL1", &[("LAMP", 16)]).await;
        refresh(&hub).await;
        let plan = place(&hub, order_for(vec![line("LAMP", 1)])).await.plans.remove(0);
        assert_eq!((plan.parts[0].node.0.as_str(), plan.parts[0].score.clearance), ("ORL1", -3_600));
        assert_eq!(plan.alternatives[0].score.clearance, -900, "a quarter as much, as it lasts a quarter as long");
        hub.stop().await;
    });
}
