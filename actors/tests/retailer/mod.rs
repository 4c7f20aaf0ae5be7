//! A small retailer on a real hub: nodes, customers and orders in a line or two, and how to look at what became of them.

#![allow(dead_code, unused_macros, unused_imports)]

use comptoir_actors::check;
use comptoir_actors::orders::{self, NewLine, NewOrder, PlacedOrder};
use comptoir_actors::store::connect::Writing;
use comptoir_actors::{By, Call, Failure, Hub, HubOptions, Key, Receipt};
use comptoir_domain::customer::{self, Customer, Post};
use comptoir_domain::handle::{Assurance, HandleKey, HandleKind};
use comptoir_domain::ids::{CustomerId, MessageId, NodeCode, OrderId, Sku, TopicId, TouchId, derived};
use comptoir_domain::node::{self, Node, NodeKind, Profile, Stock, StockChange};
use comptoir_domain::order::{self, Contact, Delivery, Order};
use comptoir_domain::place::{Address, Point};
use comptoir_domain::time::Span;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, Statement, TransactionTrait, Value};
use std::time::Duration;
use uuid::Uuid;

pub async fn open(url: &str) -> Hub {
    Hub::start(HubOptions { arbiters: 2, ..HubOptions::new(url) }).await.unwrap()
}

/// Stops a hub in order, and starts another on the same database.
pub async fn reopen(hub: Hub, url: &str) -> Hub {
    hub.stop().await;
    drop(hub);
    open(url).await
}

// --- Nodes ---

/// Lyon is where the customers are; what is farther away is chosen only when Lyon has nothing.
const PLACES: [(&str, f64, f64); 3] = [("LYO1", 45.76, 4.83), ("ORL1", 47.94, 1.83), ("LIL1", 50.63, 3.06)];

fn address(point: Option<Point>) -> Address {
    Address {
        name: "Camille Dubois".into(),
        street: "3 rue des Lilas".into(),
        postcode: "69002".into(),
        city: "Lyon".into(),
        country: "FR".into(),
        point,
    }
}

pub fn profile(code: &str) -> Profile {
    let place = PLACES.iter().find(|(known, ..)| *known == code);
    Profile {
        code: code.into(),
        name: code.into(),
        kind: NodeKind::Store,
        address: address(place.map(|&(_, latitude, longitude)| Point { latitude, longitude })),
        phone: None,
        hours: Default::default(),
        handling_cost: 100,
        practice: Default::default(),
    }
}

pub async fn open_node(hub: &Hub, code: &str, units: &[(&str, i64)]) {
    tell_node(hub, code, node::Command::Describe(Box::new(profile(code)))).await.unwrap();
    for (sku, on_hand) in units {
        count(hub, code, sku, *on_hand).await;
    }
}

pub async fn tell_node(hub: &Hub, code: &str, command: node::Command) -> Result<Receipt, Failure<node::Refusal>> {
    hub.tell::<Node>(NodeCode::from(code).entity(), command, By::system()).await
}

pub fn counted(sku: &str, on_hand: i64) -> node::Command {
    node::Command::ChangeStock { changes: vec![StockChange::Set { sku: sku.into(), on_hand }] }
}

pub fn adjusted(sku: &str, by: i64) -> node::Command {
    node::Command::ChangeStock { changes: vec![StockChange::Adjust { sku: sku.into(), by, reason: None }] }
}

pub async fn count(hub: &Hub, code: &str, sku: &str, on_hand: i64) {
    tell_node(hub, code, counted(sku, on_hand)).await.unwrap();
}

/// As the node itself says.
pub async fn stock(hub: &Hub, code: &str, sku: &str) -> Stock {
    let sku = Sku::from(sku);
    hub.read::<Node, _>(NodeCode::from(code).entity(), move |node| node.stock(&sku)).await.unwrap()
}

// --- Customers ---

pub fn email(address: &str) -> HandleKey {
    HandleKey { kind: HandleKind::Email, value: address.into() }
}

pub fn attach(address: &str) -> customer::Command {
    customer::Command::Attach { handle: email(address), assurance: Assurance::Confirmed }
}

pub fn create(name: &str) -> customer::Command {
    customer::Command::Create { name: Some(name.into()), language: "fr".into(), channel: customer::Channel::Webchat, handles: vec![] }
}

pub async fn new_customer(hub: &Hub, name: &str) -> Uuid {
    let id = Uuid::now_v7();
    tell_customer(hub, id, create(name)).await.unwrap();
    id
}

pub async fn tell_customer(hub: &Hub, id: Uuid, command: customer::Command) -> Result<Receipt, Failure<customer::Refusal>> {
    hub.tell::<Customer>(id, command, By::system()).await
}

pub fn says(message: MessageId, text: &str) -> customer::Command {
    customer::Command::Post(Box::new(Post {
        message,
        channel: customer::Channel::Webchat,
        from: customer::From::Customer,
        name: None,
        text: text.into(),
        to: None,
        new_topic: TopicId(Uuid::now_v7()),
        new_touch: TouchId(Uuid::now_v7()),
        staff: None,
    }))
}

// --- Orders ---

pub fn line(sku: &str, quantity: i64) -> NewLine {
    NewLine { sku: sku.into(), title: format!("A {sku}"), barcode: None, quantity, unit_price: 4_900, grams: 400, category: String::new() }
}

/// An order to Lyon that takes no backorder.
pub fn order_for(lines: Vec<NewLine>) -> NewOrder {
    NewOrder {
        customer: CustomerId(derived("the customer who orders")),
        contact: Contact { name: Some("Camille".into()), email: Some("camille@exemple.fr".into()), phone: None },
        language: "fr".into(),
        channel: order::Channel::Web,
        lines,
        delivery: Delivery::Ship { address: address(None) },
        backorder: false,
        gift: false,
        promised: None,
    }
}

pub fn collected_at(code: &str, lines: Vec<NewLine>) -> NewOrder {
    NewOrder { delivery: Delivery::Pickup { node: code.into() }, ..order_for(lines) }
}

pub async fn place(hub: &Hub, order: NewOrder) -> Order {
    orders::place(hub, order, By::system(), None).await.unwrap().order
}

pub async fn place_under(hub: &Hub, order: NewOrder, key: &Key) -> Result<PlacedOrder, Failure<order::Refusal>> {
    orders::place(hub, order, By::system(), Some(key.clone())).await
}

/// The id of the order that will be placed under a key.
pub fn order_under(key: &Key) -> OrderId {
    OrderId(derived(&format!("order:{}", key.id())))
}

pub async fn tell_order(hub: &Hub, id: OrderId, command: order::Command) -> Result<Receipt, Failure<order::Refusal>> {
    hub.tell::<Order>(id.0, command, By::system()).await
}

pub async fn order(hub: &Hub, id: OrderId) -> Order {
    hub.read::<Order, _>(id.0, Order::clone).await.unwrap()
}

pub fn cancel() -> order::Command {
    order::Command::Cancel { reason: "changed_mind".into(), by_customer: false }
}

// --- Keys ---

pub fn key(key: &str, body: &str) -> Key {
    Key { caller: "the shop".into(), key: key.into(), body_hash: body.into() }
}

pub async fn tell_node_under(hub: &Hub, code: &str, command: node::Command, key: &Key) -> Result<Receipt, Failure<node::Refusal>> {
    let call = Call::command(command, By::system()).with_key(Some(key.clone()));
    hub.ask::<Node, ()>(NodeCode::from(code).entity(), call, |_| ()).await.map(|(receipt, ())| receipt)
}

// --- What became of it ---

/// The types of an entity's events, oldest first.
pub async fn history(db: &DatabaseConnection, entity: Uuid) -> Vec<String> {
    let sql = "SELECT type FROM events WHERE entity = $1 ORDER BY version";
    let rows = db.query_all_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [entity.into()])).await.unwrap();
    rows.iter().map(|row| row.try_get("", "type").unwrap()).collect()
}

/// A single number from the database.
pub async fn number(db: &impl ConnectionTrait, sql: &str, values: impl IntoIterator<Item = Value>) -> i64 {
    let row = db.query_one_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, values)).await.unwrap().unwrap();
    row.try_get_by_index(0).unwrap()
}

/// Waits until no order or node owes anybody anything: what is owed has a wake. What is due only in hours is not owed yet.
pub async fn all_is_paid(hub: &Hub) {
    let mut tries = 0;
    loop {
        let soon = hub.now() + Span::hours(1);
        let owed = number(hub.db(), "SELECT COUNT(*) FROM wakes WHERE kind <> 'customer' AND due < $1", [soon.0.into()]).await;
        if owed == 0 && hub.journal().is_idle() {
            return;
        }
        tries += 1;
        assert!(tries < 400, "{owed} entities still owe something after 20 seconds");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// What is committed is whole: the tables say what the journal says, and both sides of every reservation agree.
pub async fn is_clean(hub: &Hub) {
    assert!(hub.drain(Duration::from_secs(10)).await, "the journal does not come to rest");
    let report = check::check(hub.db()).await.unwrap();
    assert!(report.is_clean(), "{:#?}", &report.differences[..report.differences.len().min(8)]);
    assert!(report.stuck.is_empty(), "{:?}", report.stuck);
}

/// Keeps the journal from committing until it is let go (within the five seconds that a hub waits for its database).
pub struct Held<'a> {
    transaction: DatabaseTransaction,
    _turn: Writing<'a>,
}

impl Held<'_> {
    pub async fn let_go(self) {
        self.transaction.rollback().await.unwrap();
    }
}

pub async fn hold_the_journal(hub: &Hub) -> Held<'_> {
    let turn = hub.writer().await;
    let transaction = turn.begin().await.unwrap();
    if turn.get_database_backend() == DbBackend::Postgres {
        transaction.execute_unprepared("LOCK TABLE events IN SHARE MODE").await.unwrap();
    }
    Held { transaction, _turn: turn }
}

/// Long enough for anything that is not held back to happen.
pub async fn a_moment() {
    tokio::time::sleep(Duration::from_millis(150)).await;
}

/// Until it is done: another hub that was faster is no reason to give up, and with a key or a message id asking again is safe.
macro_rules! insist {
    ($ask:expr) => {
        loop {
            match $ask.await {
                Err(comptoir_actors::Failure::TryAgain) => tokio::time::sleep(Duration::from_millis(20)).await,
                answer => break answer,
            }
        }
    };
}
pub(crate) use insist;
