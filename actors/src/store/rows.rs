//! What an entity's state looks like in the read tables.
//!
//! Rows are captured at apply, from the state in memory, and written in the transaction of the events. Every row belongs to one
//! entity, and carries the entity's version: within one batch the last one wins.

mod customer;
mod node;
mod order;

use comptoir_domain::customer::{Customer, Topic};
use comptoir_domain::entity::Entity;
use comptoir_domain::ids::{NodeCode, Sku};
use comptoir_domain::node::{Profile, Stock};
use comptoir_domain::order::Order;
use comptoir_domain::time::Timestamp;
use sea_orm::Value;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;
use uuid::Uuid;

/// The read tables that entities write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Table {
    Orders,
    OrderLines,
    Fulfillments,
    Nodes,
    Stock,
    Customers,
    Handles,
    Topics,
    Handovers,
}

impl Table {
    pub const ALL: [Table; 9] = [
        Table::Orders,
        Table::OrderLines,
        Table::Fulfillments,
        Table::Nodes,
        Table::Stock,
        Table::Customers,
        Table::Handles,
        Table::Topics,
        Table::Handovers,
    ];

    pub const fn name(self) -> &'static str {
        match self {
            Table::Orders => "orders",
            Table::OrderLines => "order_lines",
            Table::Fulfillments => "fulfillments",
            Table::Nodes => "nodes",
            Table::Stock => "stock",
            Table::Customers => "customers",
            Table::Handles => "handles",
            Table::Topics => "topics",
            Table::Handovers => "handovers",
        }
    }

    /// The columns in the order of a row's values; the first [`Table::keys`] of them are the primary key.
    pub const fn columns(self) -> &'static [&'static str] {
        match self {
            Table::Orders => &[
                "id",
                "number",
                "customer",
                "customer_name",
                "email",
                "phone",
                "status",
                "channel",
                "method",
                "pickup_node",
                "total",
                "currency",
                "placed_at",
                "version",
            ],
            Table::OrderLines => &[
                "order_id",
                "line",
                "sku",
                "title",
                "quantity",
                "unit_price",
                "open",
                "reserved",
                "picked",
                "packed",
                "shipped",
                "ready",
                "delivered",
                "collected",
                "cancelled",
                "backordered",
                "returned",
            ],
            Table::Fulfillments => &[
                "id",
                "order_id",
                "number",
                "node",
                "status",
                "method",
                "channel",
                "customer_name",
                "lines",
                "offered_at",
                "due_at",
                "ready_until",
                "carrier",
                "tracking_number",
                "sent_to",
                "version",
            ],
            Table::Nodes => &["code", "entity", "name", "kind", "profile", "version"],
            Table::Stock => &["node", "sku", "on_hand", "reserved", "safety_stock", "incoming", "version"],
            Table::Customers => &["id", "name", "language", "channel", "created_at", "linked_to", "version"],
            Table::Handles => &["customer", "kind", "value", "assurance", "since", "version"],
            Table::Topics => &[
                "id",
                "customer",
                "channel",
                "status",
                "assignee_id",
                "assignee_name",
                "last_text",
                "last_from",
                "last_at",
                "waiting_since",
                "snoozed_until",
                "closed_at",
                "unread",
                "version",
            ],
            Table::Handovers => &["customer", "code", "expires_at", "version"],
        }
    }

    pub const fn keys(self) -> usize {
        match self {
            Table::OrderLines | Table::Stock => 2,
            Table::Handles => 3,
            _ => 1,
        }
    }
}

/// One row as it shall be from now on, or its end.
#[derive(Debug, Clone, PartialEq)]
pub struct RowWrite {
    pub table: Table,
    /// All columns; of a row that ends only the key's.
    pub values: Vec<Value>,
    pub ends: bool,
}

impl RowWrite {
    fn is(table: Table, values: Vec<Value>) -> Self {
        debug_assert_eq!(values.len(), table.columns().len());
        RowWrite { table, values, ends: false }
    }

    fn ends(table: Table, key: Vec<Value>) -> Self {
        RowWrite { table, values: key, ends: true }
    }

    pub fn key(&self) -> &[Value] {
        &self.values[..self.table.keys()]
    }
}

/// A message to the outside that goes out with the events it is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewDelivery {
    /// Follows from what it is about, so that it exists once.
    pub id: Uuid,
    /// `email` or `sms`.
    pub channel: Cow<'static, str>,
    pub recipient: String,
    pub template: String,
    pub language: String,
    /// What the template needs besides the order: JSON.
    pub data: serde_json::Value,
    pub at: Timestamp,
    pub customer: Option<Uuid>,
    pub order: Option<(Uuid, String)>,
}

/// What the live streams show of an entity after an append.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    #[default]
    None,
    Order(Arc<Order>),
    Customer(Arc<CustomerSubject>),
    Node(Arc<NodeSubject>),
}

/// What changed at a node.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NodeSubject {
    pub code: NodeCode,
    pub profile: Option<Profile>,
    pub stock: Vec<(Sku, Stock)>,
}

/// The topics that changed, and who the customer is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CustomerSubject {
    pub name: Option<String>,
    pub topics: Vec<Topic>,
    /// The customer itself, when more than the conversation has changed.
    pub customer: Option<Customer>,
    /// Whom a link or unlink concerns: their streams have changed behind their cursors.
    pub resync: Vec<Uuid>,
}

/// An entity that can be kept in the store.
pub trait Stored: Entity + Unpin {
    /// What has to be known of the state before the events, to see which rows end.
    type Before;

    fn before(&self, events: &[Self::Event]) -> Self::Before;
    /// The rows that `events` changed.
    fn rows(before: &Self::Before, after: &Self, events: &[Self::Event], version: i64) -> Vec<RowWrite>;
    /// Every row of the entity: what `check` compares with the tables.
    fn all_rows(&self, version: i64) -> Vec<RowWrite>;
    /// What goes out because of an event; `self` is the state after it.
    fn deliveries(&self, event: &Self::Event, now: Timestamp, into: &mut Vec<NewDelivery>);
    fn subject(before: &Self::Before, after: &Self, events: &[Self::Event]) -> Subject;
    /// The id of the message that an event is.
    fn message(event: &Self::Event) -> Option<Uuid>;
    /// Whether what was begun has come to an outcome that a caller may want to wait for.
    fn is_settled(&self) -> bool {
        true
    }
    /// Whether a command carries an id of its own by which a repeat is recognised.
    fn carries_id(_command: &Self::Command) -> bool {
        false
    }
    /// Events after which a snapshot pays: in proportion to the state, so that large states do not cost more than their events.
    fn snapshot_after(&self) -> u64;
}

fn text(value: &str) -> Value {
    Value::String(Some(value.to_owned()))
}

fn maybe_text(value: Option<&str>) -> Value {
    Value::String(value.map(str::to_owned))
}

fn number(value: i64) -> Value {
    Value::BigInt(Some(value))
}

fn moment(value: Option<Timestamp>) -> Value {
    Value::BigInt(value.map(|at| at.0))
}

fn id(value: Uuid) -> Value {
    Value::Uuid(Some(value))
}
