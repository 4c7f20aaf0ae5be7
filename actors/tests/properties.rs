//! Whatever a small retailer's staff, customers and stock-takers do, many of them at once, the ledger proves itself.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod databases;
mod retailer;

use comptoir_actors::{Failure, Hub, customers};
use comptoir_domain::customer;
use comptoir_domain::ids::{CustomerId, FulfillmentId, MessageId, OrderId, TopicId, derived};
use comptoir_domain::node::{Command as ToNode, StockChange};
use comptoir_domain::order::{self, FulfillmentStatus};
use comptoir_domain::time::Span;
use databases::Fresh;
use futures_util::future::join_all;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use retailer::*;
use std::cell::RefCell;
use uuid::Uuid;

const NODES: [&str; 3] = ["LYO1", "ORL1", "LIL1"];
const SKUS: [&str; 3] = ["LAMP", "CHAIR", "VASE"];
const CODE: &str = "482913";

/// Something that somebody does. Numbers choose among what is there, so that most of it makes sense.
#[derive(Debug, Clone)]
enum Deed {
    Order {
        lines: Vec<(usize, i64)>,
        at: Option<usize>,
        backorder: bool,
        by: usize,
    },
    /// Under the same key as an order that was placed before.
    OrderAgain {
        order: usize,
    },
    Cancel {
        order: usize,
        by_customer: bool,
    },
    Step {
        order: usize,
        fulfillment: usize,
        step: Step,
    },
    Count {
        node: usize,
        sku: usize,
        on_hand: i64,
    },
    Adjust {
        node: usize,
        sku: usize,
        by: i64,
    },
    Receive {
        node: usize,
        sku: usize,
        quantity: i64,
    },
    SafetyStock {
        node: usize,
        sku: usize,
        units: i64,
    },
    Say {
        customer: usize,
        message: usize,
    },
    Attach {
        customer: usize,
        email: usize,
    },
    Detach {
        customer: usize,
        email: usize,
    },
    Link {
        customer: usize,
        to: usize,
    },
    Unlink {
        customer: usize,
    },
    CloseTopics {
        customer: usize,
    },
}

#[derive(Debug, Clone, Copy)]
enum Step {
    Accept,
    RejectAll,
    RejectMissing,
    PickSome,
    PickAll,
    Pack,
    Ship,
    Ready,
    Collect,
    Deliver,
}

fn step() -> impl Strategy<Value = Step> {
    use Step::*;
    prop::sample::select(vec![Accept, RejectAll, RejectMissing, PickSome, PickAll, PickAll, Pack, Pack, Ship, Ready, Collect, Deliver])
}

fn deed() -> impl Strategy<Value = Deed> {
    let (node, sku, customer, order) = (0..NODES.len(), 0..SKUS.len(), 0..4usize, 0..64usize);
    let line = (sku.clone(), 1i64..4);
    prop_oneof![
        6 => (vec(line, 1..4), prop::option::weighted(0.3, node.clone()), any::<bool>(), customer.clone())
            .prop_map(|(lines, at, backorder, by)| Deed::Order { lines, at, backorder, by }),
        1 => order.clone().prop_map(|order| Deed::OrderAgain { order }),
        2 => (order.clone(), any::<bool>()).prop_map(|(order, by_customer)| Deed::Cancel { order, by_customer }),
        12 => (order, 0..3usize, step()).prop_map(|(order, fulfillment, step)| Deed::Step { order, fulfillment, step }),
        2 => (node.clone(), sku.clone(), 0i64..8).prop_map(|(node, sku, on_hand)| Deed::Count { node, sku, on_hand }),
        1 => (node.clone(), sku.clone(), -3i64..4).prop_map(|(node, sku, by)| Deed::Adjust { node, sku, by }),
        2 => (node.clone(), sku.clone(), 1i64..5).prop_map(|(node, sku, quantity)| Deed::Receive { node, sku, quantity }),
        1 => (node, sku, 0i64..3).prop_map(|(node, sku, units)| Deed::SafetyStock { node, sku, units }),
        3 => (customer.clone(), 0..12usize).prop_map(|(customer, message)| Deed::Say { customer, message }),
        1 => (customer.clone(), 0..3usize).prop_map(|(customer, email)| Deed::Attach { customer, email }),
        1 => (customer.clone(), 0..3usize).prop_map(|(customer, email)| Deed::Detach { customer, email }),
        1 => (customer.clone(), 0..4usize).prop_map(|(customer, to)| Deed::Link { customer, to }),
        1 => customer.clone().prop_map(|customer| Deed::Unlink { customer }),
        1 => customer.prop_map(|customer| Deed::CloseTopics { customer }),
    ]
}

/// What happens at the same moment, one such moment after the other; after some of them the hub is started again.
fn story() -> impl Strategy<Value = Vec<(Vec<Deed>, bool)>> {
    vec((vec(deed(), 1..10), prop::bool::weighted(0.1)), 3..8)
}

struct World {
    hub: Hub,
    customers: [Uuid; 4],
    orders: RefCell<Vec<OrderId>>,
}

impl World {
    async fn new(url: &str) -> Self {
        let hub = open(url).await;
        for node in NODES {
            open_node(&hub, node, &[("LAMP", 3), ("CHAIR", 2)]).await;
        }
        let mut customers = [Uuid::nil(); 4];
        for customer in &mut customers {
            *customer = new_customer(&hub, "Camille").await;
        }
        World { hub, customers, orders: RefCell::default() }
    }

    fn order(&self, nth: usize) -> Option<OrderId> {
        let orders = self.orders.borrow();
        (!orders.is_empty()).then(|| orders[nth % orders.len()])
    }

    async fn place(&self, name: &str, order: comptoir_actors::orders::NewOrder) {
        let placed = place_under(&self.hub, order, &key(name, name)).await;
        let placed = placed.unwrap_or_else(|failure| panic!("an order cannot be placed: {failure:?}"));
        let mut orders = self.orders.borrow_mut();
        if !orders.contains(&placed.order.id) {
            orders.push(placed.order.id);
        }
    }

    async fn does(&self, deed: &Deed, name: String) {
        let hub = &self.hub;
        let to_node = |node: usize, change| tell_node(hub, NODES[node], ToNode::ChangeStock { changes: vec![change] });
        let to_customer =
            |customer: usize, command| customers::tell(hub, CustomerId(self.customers[customer]), command, comptoir_actors::By::system());
        match deed {
            Deed::Order { lines, at, backorder, by } => {
                let lines = lines.iter().map(|(sku, quantity)| line(SKUS[*sku], *quantity)).collect();
                let order = at.map_or_else(|| order_for(Vec::new()), |node| collected_at(NODES[node], Vec::new()));
                let customer = CustomerId(self.customers[*by]);
                self.place(&name, comptoir_actors::orders::NewOrder { lines, backorder: *backorder, customer, ..order }).await;
            }
            Deed::OrderAgain { order } => {
                if self.order(*order).is_some() {
                    // Whatever is in it: the key decides. Two of them may also be the first.
                    self.place("the same key", order_for(vec![line("LAMP", 1)])).await;
                }
            }
            Deed::Cancel { order, by_customer } => {
                if let Some(id) = self.order(*order) {
                    let cancel = order::Command::Cancel { reason: "changed_mind".into(), by_customer: *by_customer };
                    unless_down(tell_order(hub, id, cancel).await);
                }
            }
            Deed::Step { order, fulfillment, step } => {
                if let Some(id) = self.order(*order) {
                    self.steps(id, *fulfillment, *step).await;
                }
            }
            Deed::Count { node, sku, on_hand } => {
                unless_down(to_node(*node, StockChange::Set { sku: SKUS[*sku].into(), on_hand: *on_hand }).await);
            }
            Deed::Adjust { node, sku, by } => {
                unless_down(to_node(*node, StockChange::Adjust { sku: SKUS[*sku].into(), by: *by, reason: None }).await);
            }
            Deed::Receive { node, sku, quantity } => {
                unless_down(to_node(*node, StockChange::Receive { sku: SKUS[*sku].into(), quantity: *quantity }).await);
            }
            Deed::SafetyStock { node, sku, units } => {
                unless_down(to_node(*node, StockChange::SafetyStock { sku: SKUS[*sku].into(), units: *units }).await);
            }
            Deed::Say { customer, message } => {
                let message = MessageId(derived(&format!("{customer}: {message}")));
                unless_down(to_customer(*customer, says(message, "Bonjour")).await);
            }
            Deed::Attach { customer, email } => unless_down(to_customer(*customer, attach(&format!("{email}@exemple.fr"))).await),
            Deed::Detach { customer, email: nth } => {
                let handle = email(&format!("{nth}@exemple.fr"));
                unless_down(to_customer(*customer, customer::Command::Detach { handle }).await);
            }
            Deed::Link { customer, to } => {
                let link = customer::Command::Link { to: CustomerId(self.customers[*to]), to_name: None, evidence: vec![] };
                unless_down(tell_customer(hub, self.customers[*customer], link).await);
            }
            Deed::Unlink { customer } => unless_down(tell_customer(hub, self.customers[*customer], customer::Command::Unlink).await),
            Deed::CloseTopics { customer } => {
                let topics = |customer: &customer::Customer| customer.topics.iter().map(|topic| topic.id).collect::<Vec<TopicId>>();
                for topic in hub.read::<customer::Customer, _>(self.customers[*customer], topics).await.unwrap() {
                    unless_down(tell_customer(hub, self.customers[*customer], customer::Command::CloseTopic { topic }).await);
                }
            }
        }
    }

    async fn steps(&self, id: OrderId, nth: usize, step: Step) {
        use order::Command;
        let order = order(&self.hub, id).await;
        let live: Vec<_> = order.fulfillments.iter().filter(|f| f.status.is_live() || f.status == FulfillmentStatus::Shipped).collect();
        if live.is_empty() {
            return;
        }
        let chosen = live[nth % live.len()];
        let fulfillment: FulfillmentId = chosen.id;
        let first = comptoir_domain::node::Wanted { sku: chosen.lines[0].sku.clone(), quantity: 1 };
        let command = match step {
            Step::Accept => Command::Accept { fulfillment },
            Step::RejectAll => Command::Reject { fulfillment, reason: "too_busy".into(), missing: vec![] },
            Step::RejectMissing => Command::Reject { fulfillment, reason: "not_found".into(), missing: vec![first] },
            Step::PickSome => Command::Pick { fulfillment, lines: Some(vec![(first.sku, 1)]) },
            Step::PickAll => Command::Pick { fulfillment, lines: None },
            Step::Pack => Command::Pack { fulfillment },
            Step::Ship => Command::Ship { fulfillment, carrier: None, tracking_number: None },
            Step::Ready => Command::Ready { fulfillment, code: CODE.into(), until: self.hub.now() + Span::days(7) },
            Step::Collect => Command::Collect { fulfillment, code: CODE.into() },
            Step::Deliver => Command::Deliver { fulfillment },
        };
        unless_down(tell_order(&self.hub, id, command).await);
    }
}

/// To be refused is part of life; to be asked to try again is not, where nothing is broken.
fn unless_down<T, R: std::fmt::Debug>(answer: Result<T, Failure<R>>) {
    if let Err(failure @ (Failure::TryAgain | Failure::Unknown | Failure::KeyReused)) = answer {
        panic!("{failure:?}");
    }
}

/// Waits until all that is owed at once is paid. What waits for a customer to come by is owed later.
async fn rests(hub: &Hub) {
    for _ in 0..400 {
        let soon = hub.now() + Span::hours(1);
        let owed = number(hub.db(), "SELECT COUNT(*) FROM wakes WHERE kind <> 'customer' AND due < $1", [soon.0.into()]).await;
        let links =
            number(hub.db(), "SELECT COUNT(*) FROM wakes WHERE kind = 'customer' AND due < $1", [(hub.now() + Span::minutes(10)).0.into()])
                .await;
        if owed + links == 0 && hub.journal().is_idle() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("something is still owed after 20 seconds");
}

async fn comes_out_clean(url: String, story: Vec<(Vec<Deed>, bool)>) {
    let mut world = World::new(&url).await;
    for (moment, (deeds, restarts)) in story.iter().enumerate() {
        let all = deeds.iter().enumerate().map(|(n, deed)| world.does(deed, format!("{moment}.{n}")));
        join_all(all).await;
        if *restarts {
            world.hub = reopen(world.hub, &url).await;
        }
    }
    rests(&world.hub).await;
    is_clean(&world.hub).await;
    // What the orders believe to be reserved, picked, packed or ready is what the nodes keep for them.
    let held = "SELECT CAST(COALESCE(SUM(reserved + picked + packed + ready), 0) AS bigint) FROM order_lines";
    let kept = "SELECT CAST(COALESCE(SUM(reserved), 0) AS bigint) FROM stock";
    assert_eq!(number(world.hub.db(), held, []).await, number(world.hub.db(), kept, []).await);
    world.hub.stop().await;
}

fn told_again_and_again(cases: u32, fresh: impl Fn() -> Option<Fresh>) {
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, max_shrink_iters: 30, ..Config::default() });
    let outcome = runner.run(&story(), |story| {
        if let Some(fresh) = fresh() {
            actix::System::new().block_on(comes_out_clean(fresh.url.clone(), story));
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

#[test]
fn a_small_world_stays_whole_on_sqlite() {
    told_again_and_again(16, || Some(Fresh::sqlite()));
}

#[test]
fn a_small_world_stays_whole_on_postgresql() {
    told_again_and_again(8, Fresh::postgres);
}
