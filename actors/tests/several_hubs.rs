//! Several hubs on one PostgreSQL database: each makes known what the others have written, in the order of the journal. Each test runs with
//! Redis between the hubs, where `COMPTOIR_TEST_REDIS` names one, and without.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod databases;
mod retailer;

use comptoir_actors::Failure;
use comptoir_actors::views::{Queue, Stream, Subscription};
use comptoir_actors::{Hub, HubOptions, LiveItem};
use comptoir_domain::customer::{Customer, Refusal};
use comptoir_domain::ids::{MessageId, NodeCode, Sku};
use comptoir_domain::order::Order;
use databases::Fresh;
use futures_util::future::join_all;
use retailer::*;
use sea_orm::ConnectionTrait;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use uuid::Uuid;

/// What another hub does must show within this: it looks every quarter of a second.
const SOON: Duration = Duration::from_secs(5);

/// Somebody who listens to a stream of a hub.
struct Listener {
    items: mpsc::Receiver<Arc<LiveItem>>,
    _subscription: Subscription,
}

impl Listener {
    fn of(hub: &Hub, stream: Stream) -> Self {
        let (queue, items) = Queue::new(10_000);
        Listener { items, _subscription: hub.live().listen(stream, &queue) }
    }

    /// The numbers of all events until this one.
    async fn until(&mut self, last: i64) -> Vec<i64> {
        let mut heard = Vec::new();
        while heard.last() != Some(&last) {
            let item =
                tokio::time::timeout(SOON, self.items.recv()).await.unwrap_or_else(|_| panic!("{last} was never heard of: {heard:?}"));
            if let LiveItem::Event(_, event) = &*item.unwrap() {
                heard.push(event.seq);
            }
        }
        heard
    }
}

/// Waits for something that must become true.
async fn soon(what: &str, mut is_true: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !is_true().await {
        assert!(begun.elapsed() < SOON, "{what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Opens three hubs on one database, and closes them in order; with Redis, and without.
fn with_three(test: impl AsyncFn([&Hub; 3])) {
    with_three_over(None, &test);
    if let Some(redis) = redis() {
        with_three_over(Some(redis), &test);
    }
}

/// Only with Redis.
fn with_three_that_hear_each_other(test: impl AsyncFn([&Hub; 3])) {
    if let Some(redis) = redis() {
        with_three_over(Some(redis), &test);
    }
}

fn redis() -> Option<String> {
    let redis = std::env::var("COMPTOIR_TEST_REDIS").ok();
    if redis.is_none() {
        println!("COMPTOIR_TEST_REDIS is not set: this test runs without Redis alone");
    }
    redis
}

fn with_three_over(redis: Option<String>, test: &impl AsyncFn([&Hub; 3])) {
    let Some(fresh) = Fresh::postgres() else { return };
    actix::System::new().block_on(async {
        let open = async || Hub::start(HubOptions { arbiters: 2, redis: redis.clone(), ..HubOptions::new(&fresh.url) }).await.unwrap();
        let (one, two, three) = (open().await, open().await, open().await);
        for bus in [&one, &two, &three].into_iter().filter_map(Hub::bus) {
            soon("they do not find each other", async || bus.is_up() && bus.registry().living() == 3).await;
        }
        test([&one, &two, &three]).await;
        is_clean(&one).await;
        for hub in [one, two, three] {
            hub.stop().await;
        }
    });
}

#[test]
fn whoever_listens_anywhere_hears_everything_once_and_in_order() {
    with_three(async |hubs| {
        let customer = new_customer(hubs[0], "Camille").await;
        let mut listeners = hubs.map(|hub| Listener::of(hub, Stream::Customer(customer)));
        // All hubs write to one customer, and to others in between.
        join_all((0..90).map(|n| async move {
            let hub = hubs[n % 3];
            let one_of_many = if n % 5 == 0 { new_customer(hub, "Somebody else").await } else { customer };
            let message = MessageId(Uuid::now_v7());
            insist!(tell_customer(hub, one_of_many, says(message, &format!("{n}")))).unwrap();
        }))
        .await;
        let count = "SELECT COUNT(*) FROM events WHERE customer = $1 AND seq > 1";
        let (many, last) = (
            number(hubs[0].db(), count, [customer.into()]).await,
            number(hubs[0].db(), "SELECT MAX(seq) FROM events WHERE customer = $1", [customer.into()]).await,
        );
        assert_eq!(number(hubs[0].db(), "SELECT COUNT(*) FROM events WHERE type = 'message.posted'", []).await, 90);
        for listener in &mut listeners {
            let heard = listener.until(last).await;
            let heard: Vec<i64> = heard.into_iter().filter(|seq| *seq > 1).collect();
            assert!(heard.is_sorted_by(|one, next| one < next), "{heard:?}");
            assert_eq!(heard.len() as i64, many, "{heard:?}");
        }
    });
}

#[test]
fn stock_and_entities_are_right_on_every_hub() {
    with_three(async |[one, two, three]| {
        open_node(one, "LYO1", &[("LAMP", 5)]).await;
        let customer = new_customer(one, "Camille").await;
        for hub in [two, three] {
            soon("the node does not show", async || available(hub, "LAMP") == Some(5)).await;
        }
        // They live on two hubs now, and are changed on the third.
        for hub in [one, two] {
            hub.read::<Customer, _>(customer, |_| ()).await.unwrap();
            assert_eq!(stock(hub, "LYO1", "LAMP").await.on_hand, 5);
        }
        count(three, "LYO1", "LAMP", 3).await;
        tell_customer(three, customer, says(MessageId(Uuid::now_v7()), "Bonjour")).await.unwrap();
        for hub in [one, two] {
            soon("the count does not show", async || available(hub, "LAMP") == Some(3)).await;
            assert_eq!(stock(hub, "LYO1", "LAMP").await.on_hand, 3, "the entity is behind its view");
            soon("the message does not show", async || {
                hub.read(customer, |customer: &Customer| !customer.topics.is_empty()).await.unwrap()
            })
            .await;
        }
    });
}

#[test]
fn an_order_placed_on_one_hub_is_on_the_boards_of_all() {
    with_three(async |[one, two, three]| {
        open_node(one, "LYO1", &[("LAMP", 5)]).await;
        soon("the node does not show", async || available(two, "LAMP") == Some(5)).await;
        let mut boards = [one, three].map(|hub| Listener::of(hub, Stream::Node(NodeCode("LYO1".into()))));
        let placed = place(two, order_for(vec![line("LAMP", 2)])).await;
        let id = placed.id.0;
        let last = number(two.db(), "SELECT MAX(seq) FROM events WHERE entity = $1", [id.into()]).await;
        for board in &mut boards {
            board.until(last).await;
        }
        for hub in [one, three] {
            assert_eq!(available(hub, "LAMP"), Some(3));
            assert_eq!(hub.read::<Order, _>(id, |order| order.status).await.unwrap(), placed.status);
        }
    });
}

#[test]
fn of_five_units_five_are_sold_however_many_hubs_sell_them() {
    with_three(async |hubs| {
        open_node(hubs[0], "LYO1", &[("LAMP", 5)]).await;
        for hub in hubs {
            soon("the node does not show", async || available(hub, "LAMP") == Some(5)).await;
        }
        join_all((0..60).map(|n| async move {
            let key = key(&format!("order {n}"), "body");
            insist!(place_under(hubs[n % 3], order_for(vec![line("LAMP", 1)]), &key)).unwrap();
        }))
        .await;
        all_is_paid(hubs[0]).await;
        assert_eq!(number(hubs[0].db(), "SELECT COUNT(*) FROM orders WHERE status = 'reserved'", []).await, 5);
        assert_eq!(number(hubs[0].db(), "SELECT COUNT(*) FROM orders WHERE status = 'refused'", []).await, 55);
        for hub in hubs {
            soon("the last unit still shows", async || available(hub, "LAMP") == Some(0)).await;
        }
    });
}

/// An entity that is at home on the third of three hubs, as the first one sees it.
fn at_home_on(home: &Hub, seen_by: &Hub) -> Uuid {
    let there = home.bus().unwrap().me();
    std::iter::repeat_with(Uuid::now_v7).find(|id| seen_by.bus().unwrap().registry().home(*id) == Some(there)).unwrap()
}

#[test]
fn a_command_is_obeyed_where_its_entity_is_at_home() {
    with_three_that_hear_each_other(async |[one, two, three]| {
        let customer = at_home_on(three, one);
        for hub in [one, two] {
            tell_customer(hub, customer, create("Camille")).await.unwrap();
            let said = tell_customer(hub, customer, says(MessageId(Uuid::now_v7()), "Bonjour")).await.unwrap();
            assert!(hub.journal().head() >= said.seq, "who was answered knows of it");
        }
        let alive = |hub: &Hub| hub.population().iter().map(|(_, many)| many).sum::<usize>();
        assert_eq!([one, two, three].map(alive), [0, 0, 1]);
        // What is refused there is refused here, in the same words.
        let refused = tell_customer(one, customer, says(MessageId(Uuid::now_v7()), "")).await.unwrap_err();
        assert_eq!(refused, Failure::Refused(Refusal::EmptyText));
    });
}

#[test]
fn a_hub_that_is_gone_is_done_without() {
    with_three_that_hear_each_other(async |[one, two, three]| {
        let customer = at_home_on(three, one);
        tell_customer(one, customer, create("Camille")).await.unwrap();
        three.bus().unwrap().end().await;
        let message = MessageId(Uuid::now_v7());
        tell_customer(one, customer, says(message, "Bonjour")).await.unwrap();
        tell_customer(two, customer, says(message, "Bonjour")).await.unwrap();
        let posted = number(one.db(), "SELECT COUNT(*) FROM events WHERE type = 'message.posted'", []).await;
        assert_eq!(posted, 1, "the same message is said once");
    });
}

#[test]
fn who_is_there_and_who_types_shows_on_every_hub() {
    with_three_that_hear_each_other(async |[one, two, three]| {
        let customer = Uuid::now_v7();
        let (queue, mut items) = Queue::new(100);
        let _listening = two.live().listen(Stream::Customer(customer), &queue);
        one.live().visitor(customer, true);
        one.live().typing(customer, false, None, true);
        let mut next = async || tokio::time::timeout(SOON, items.recv()).await.unwrap().unwrap();
        assert!(matches!(*next().await, LiveItem::VisitorPresence { online: true, .. }));
        assert!(matches!(*next().await, LiveItem::Typing { on: true, .. }));
        soon("the visitor does not show", async || three.live().is_visitor_online(customer)).await;
        one.bus().unwrap().end().await;
        assert!(matches!(*next().await, LiveItem::VisitorPresence { online: false, .. }));
    });
}

/// What a hub's stock index says of a SKU.
fn available(hub: &Hub, sku: &str) -> Option<i64> {
    hub.stock().with_sku(&Sku(sku.into()), |entries| entries.iter().map(|(_, stock)| stock.available()).sum())
}

#[test]
fn a_database_that_has_lost_what_was_answered_is_not_written_to_from_a_memory_that_knows_more() {
    let Some(fresh) = Fresh::postgres() else { return };
    actix::System::new().block_on(async {
        let (writes, looks) = (open(&fresh.url).await, open(&fresh.url).await);
        let customer = new_customer(&writes, "Camille").await;
        let said = tell_customer(&writes, customer, says(MessageId(Uuid::now_v7()), "Bonjour")).await.unwrap();
        soon("the message does not show", async || looks.journal().head() == said.seq).await;
        // As a copy that was a moment behind, or a restored one.
        databases::connect(&fresh.url).await.execute_unprepared(&format!("DELETE FROM events WHERE seq = {}", said.seq)).await.unwrap();
        let refused = tell_customer(&writes, customer, says(MessageId(Uuid::now_v7()), "Encore")).await.unwrap_err();
        assert_eq!(refused, Failure::TryAgain);
        for hub in [&writes, &looks] {
            tokio::time::timeout(SOON, hub.journal().went_back()).await.expect("it goes on");
            assert!(!hub.journal().is_alive());
        }
        assert_eq!(number(looks.db(), "SELECT MAX(seq) FROM events", []).await, said.seq - 1, "nothing is written");
        let again = open(&fresh.url).await;
        tell_customer(&again, customer, says(MessageId(Uuid::now_v7()), "Encore")).await.unwrap();
        again.stop().await;
    });
}
