//! Several hubs on one PostgreSQL database: each makes known what the others have written, in the order of the journal.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod databases;
mod retailer;

use comptoir_actors::views::{Queue, Stream, Subscription};
use comptoir_actors::{Hub, LiveItem};
use comptoir_domain::customer::Customer;
use comptoir_domain::ids::{MessageId, NodeCode, Sku};
use comptoir_domain::order::Order;
use databases::Fresh;
use futures_util::future::join_all;
use retailer::*;
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

/// Opens three hubs on one database, and closes them in order.
fn with_three(test: impl AsyncFnOnce([&Hub; 3])) {
    let Some(fresh) = Fresh::postgres() else { return };
    actix::System::new().block_on(async {
        let (one, two, three) = (open(&fresh.url).await, open(&fresh.url).await, open(&fresh.url).await);
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

/// What a hub's stock index says of a SKU.
fn available(hub: &Hub, sku: &str) -> Option<i64> {
    hub.stock().with_sku(&Sku(sku.into()), |entries| entries.iter().map(|(_, stock)| stock.available()).sum())
}
