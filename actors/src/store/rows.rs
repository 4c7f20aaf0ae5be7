//! What an entity's state looks like in the read tables.
//!
//! Rows are captured at apply, from the state in memory, and written in the transaction of the events. Every row belongs to one
//! entity, and carries the entity's version: within one batch the last one wins.

use comptoir_domain::customer::{self, Customer};
use comptoir_domain::entity::Entity;
use comptoir_domain::ids::{FulfillmentId, NodeCode, Sku};
use comptoir_domain::node::{self, Node, Profile, Stock};
use comptoir_domain::order::{self, Delivery, Order};
use comptoir_domain::time::Timestamp;
use sea_orm::Value;
use serde_json::json;
use std::collections::BTreeSet;
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
#[derive(Debug, Clone, PartialEq)]
pub struct NewDelivery {
    /// Follows from what it is about, so that it exists once.
    pub id: Uuid,
    /// `email` or `sms`.
    pub channel: &'static str,
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
#[derive(Debug, Clone, Default)]
pub enum Subject {
    #[default]
    None,
    Order(Arc<Order>),
    Customer(Arc<CustomerSubject>),
    Node(Arc<NodeSubject>),
}

/// What changed at a node.
#[derive(Debug, Clone)]
pub struct NodeSubject {
    pub code: NodeCode,
    pub profile: Option<Profile>,
    pub stock: Vec<(Sku, Stock)>,
}

/// The topics that changed, and who the customer is.
#[derive(Debug, Clone)]
pub struct CustomerSubject {
    pub name: Option<String>,
    pub topics: Vec<customer::Topic>,
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

impl Stored for Order {
    type Before = ();

    fn before(&self, _: &[order::Event]) {}

    fn rows(_: &(), after: &Self, _: &[order::Event], version: i64) -> Vec<RowWrite> {
        after.all_rows(version)
    }

    fn all_rows(&self, version: i64) -> Vec<RowWrite> {
        let Some(placed_at) = self.placed_at else { return Vec::new() };
        let (method, pickup_node) = match &self.delivery {
            Delivery::Ship { .. } => ("ship", None),
            Delivery::Pickup { node } => ("pickup", Some(node.0.as_str())),
        };
        let mut rows = Vec::with_capacity(1 + self.lines.len() + self.fulfillments.len());
        rows.push(RowWrite::is(
            Table::Orders,
            vec![
                id(self.id.0),
                text(&self.number),
                id(self.customer.0),
                maybe_text(self.contact.name.as_deref()),
                maybe_text(self.contact.email.as_deref()),
                maybe_text(self.contact.phone.as_deref()),
                text(self.status.as_str()),
                text(self.channel.as_str()),
                text(method),
                maybe_text(pickup_node),
                number(self.total().amount),
                text(&self.currency),
                number(placed_at.0),
                number(version),
            ],
        ));
        for line in &self.lines {
            let at = &line.quantities;
            rows.push(RowWrite::is(
                Table::OrderLines,
                vec![
                    id(self.id.0),
                    Value::Int(Some(line.line as i32)),
                    text(&line.sku.0),
                    text(&line.title),
                    number(line.quantity),
                    number(line.unit_price),
                    number(at.open),
                    number(at.reserved),
                    number(at.picked),
                    number(at.packed),
                    number(at.shipped),
                    number(at.ready),
                    number(at.delivered),
                    number(at.collected),
                    number(at.cancelled),
                    number(at.backordered),
                    number(at.returned),
                ],
            ));
        }
        for fulfillment in &self.fulfillments {
            rows.push(RowWrite::is(
                Table::Fulfillments,
                vec![
                    id(fulfillment.id.0),
                    id(self.id.0),
                    text(&self.number),
                    text(&fulfillment.node.0),
                    text(fulfillment.status.as_str()),
                    text(method),
                    text(self.channel.as_str()),
                    maybe_text(self.contact.name.as_deref()),
                    Value::String(Some(lines_as_json(self, fulfillment))),
                    moment(fulfillment.offered_at),
                    moment(fulfillment.due_at),
                    moment(fulfillment.ready_until),
                    maybe_text(fulfillment.carrier.as_deref()),
                    maybe_text(fulfillment.tracking_number.as_deref()),
                    number(version),
                ],
            ));
        }
        rows
    }

    fn deliveries(&self, event: &order::Event, now: Timestamp, into: &mut Vec<NewDelivery>) {
        for announcement in order::announcements(self, event) {
            let mut tell = |channel: &'static str, recipient: &str| {
                into.push(NewDelivery {
                    id: comptoir_domain::ids::derived(&format!("delivery:{}:{}:{channel}", self.id, announcement.once)),
                    channel,
                    recipient: recipient.to_owned(),
                    template: announcement.template.to_owned(),
                    language: self.language.clone(),
                    data: json!({"fulfillment": announcement.fulfillment}),
                    at: now,
                    customer: Some(self.customer.0),
                    order: Some((self.id.0, self.number.clone())),
                });
            };
            if let Some(email) = &self.contact.email {
                tell("email", email);
            }
            if let (true, Some(phone)) = (announcement.sms, &self.contact.phone) {
                tell("sms", phone);
            }
        }
    }

    fn subject(_: &(), after: &Self, _: &[order::Event]) -> Subject {
        Subject::Order(Arc::new(after.clone()))
    }

    fn message(_: &order::Event) -> Option<Uuid> {
        None
    }

    fn snapshot_after(&self) -> u64 {
        64
    }
}

fn lines_as_json(order: &Order, fulfillment: &order::Fulfillment) -> String {
    let lines: Vec<_> = fulfillment
        .lines
        .iter()
        .map(|part| {
            let line = order.line(part.line);
            json!({
                "line": part.line,
                "sku": part.sku,
                "title": line.map(|line| line.title.as_str()),
                "barcode": line.and_then(|line| line.barcode.as_deref()),
                "quantity": part.quantity,
                "picked": part.picked,
            })
        })
        .collect();
    serde_json::Value::Array(lines).to_string()
}

impl Stored for Node {
    /// The SKUs that the events touch, once each: a reservation that ends is no longer in the state afterwards.
    type Before = BTreeSet<Sku>;

    fn before(&self, events: &[node::Event]) -> BTreeSet<Sku> {
        let mut touched = BTreeSet::new();
        let reserved =
            |fulfillment: &FulfillmentId| self.reservations.get(fulfillment).into_iter().flat_map(|reservation| &reservation.lines);
        for event in events {
            match event {
                node::Event::StockSet { sku, .. }
                | node::Event::StockAdjusted { sku, .. }
                | node::Event::StockReceived { sku, .. }
                | node::Event::SafetyStockSet { sku, .. } => touched.extend([sku.clone()]),
                node::Event::Reserved { lines, .. } => touched.extend(lines.iter().map(|line| line.sku.clone())),
                node::Event::Short { fulfillment, .. } | node::Event::Consumed { fulfillment, .. } => {
                    touched.extend(reserved(fulfillment).map(|line| line.sku.clone()));
                }
                node::Event::Released { fulfillment, missing } => {
                    touched.extend(reserved(fulfillment).chain(missing).map(|line| line.sku.clone()));
                }
                // A short one that was picked all the same counts again.
                node::Event::Picked { fulfillment } if self.reservations.get(fulfillment).is_some_and(|kept| !kept.counts()) => {
                    touched.extend(reserved(fulfillment).map(|line| line.sku.clone()));
                }
                node::Event::Described { .. }
                | node::Event::Picked { .. }
                | node::Event::ShortTold { .. }
                | node::Event::ShortDelayed { .. } => {}
            }
        }
        touched
    }

    fn rows(touched: &BTreeSet<Sku>, after: &Self, events: &[node::Event], version: i64) -> Vec<RowWrite> {
        let described = events.iter().any(|event| matches!(event, node::Event::Described { .. }));
        let node = if described { node_row(after, version) } else { None };
        node.into_iter().chain(touched.iter().filter_map(|sku| stock_row(after, sku, version))).collect()
    }

    fn all_rows(&self, version: i64) -> Vec<RowWrite> {
        node_row(self, version).into_iter().chain(self.stock.keys().filter_map(|sku| stock_row(self, sku, version))).collect()
    }

    fn deliveries(&self, _: &node::Event, _: Timestamp, _: &mut Vec<NewDelivery>) {}

    fn subject(touched: &BTreeSet<Sku>, after: &Self, events: &[node::Event]) -> Subject {
        let Some(profile) = &after.profile else { return Subject::None };
        let described = events.iter().any(|event| matches!(event, node::Event::Described { .. }));
        Subject::Node(Arc::new(NodeSubject {
            code: profile.code.clone(),
            profile: described.then(|| profile.clone()),
            stock: touched.iter().map(|sku| (sku.clone(), after.stock(sku))).collect(),
        }))
    }

    fn message(_: &node::Event) -> Option<Uuid> {
        None
    }

    fn snapshot_after(&self) -> u64 {
        500.max(2 * (self.reservations.len() + self.ended.len()) as u64).max(self.stock.len() as u64)
    }
}

fn node_row(node: &Node, version: i64) -> Option<RowWrite> {
    let profile = node.profile.as_ref()?;
    let json = serde_json::to_string(profile).unwrap_or_default();
    Some(RowWrite::is(
        Table::Nodes,
        vec![
            text(&profile.code.0),
            id(node.id),
            text(&profile.name),
            text(profile.kind.as_str()),
            Value::String(Some(json)),
            number(version),
        ],
    ))
}

fn stock_row(node: &Node, sku: &Sku, version: i64) -> Option<RowWrite> {
    let profile = node.profile.as_ref()?;
    let stock = node.stock(sku);
    Some(RowWrite::is(
        Table::Stock,
        vec![
            text(&profile.code.0),
            text(&sku.0),
            number(stock.on_hand),
            number(stock.reserved),
            number(stock.safety_stock),
            number(stock.incoming),
            number(version),
        ],
    ))
}

impl Stored for Customer {
    /// The keys of handles and topics, and whether a handover was live.
    type Before = (Vec<comptoir_domain::handle::HandleKey>, Vec<Uuid>, bool);

    fn before(&self, _: &[customer::Event]) -> Self::Before {
        (
            self.handles.iter().map(|handle| handle.key.clone()).collect(),
            self.topics.iter().map(|topic| topic.id.0).collect(),
            self.handover.is_some(),
        )
    }

    fn rows((handles, topics, had_handover): &Self::Before, after: &Self, events: &[customer::Event], version: i64) -> Vec<RowWrite> {
        use customer::Event;
        let talk_only =
            |event: &Event| matches!(event, Event::MessagePosted { .. } | Event::NotePosted { .. } | Event::TopicAssigned { .. });
        if events.iter().all(talk_only) {
            return changed_topics(after, events).map(|topic| topic_row(after, topic, version)).collect();
        }
        let mut rows = after.all_rows(version);
        for key in handles {
            if after.handle(key).is_none() {
                rows.push(RowWrite::ends(Table::Handles, vec![id(after.id.0), text(key.kind.as_str()), text(&key.value)]));
            }
        }
        for topic in topics {
            if !after.topics.iter().any(|kept| kept.id.0 == *topic) {
                rows.push(RowWrite::ends(Table::Topics, vec![id(*topic)]));
            }
        }
        if *had_handover && after.handover.is_none() {
            rows.push(RowWrite::ends(Table::Handovers, vec![id(after.id.0)]));
        }
        rows
    }

    fn all_rows(&self, version: i64) -> Vec<RowWrite> {
        let Some(created_at) = self.created_at else { return Vec::new() };
        let mut rows = vec![RowWrite::is(
            Table::Customers,
            vec![
                id(self.id.0),
                maybe_text(self.name.as_deref()),
                text(&self.language),
                text(self.channel.as_str()),
                number(created_at.0),
                Value::Uuid(self.linked_to.map(|to| to.0)),
                number(version),
            ],
        )];
        rows.extend(self.handles.iter().map(|handle| {
            RowWrite::is(
                Table::Handles,
                vec![
                    id(self.id.0),
                    text(handle.key.kind.as_str()),
                    text(&handle.key.value),
                    text(handle.assurance.as_str()),
                    number(handle.since.0),
                    number(version),
                ],
            )
        }));
        rows.extend(self.topics.iter().map(|topic| topic_row(self, topic, version)));
        if let Some(handover) = &self.handover {
            rows.push(RowWrite::is(
                Table::Handovers,
                vec![id(self.id.0), text(&handover.code), number(handover.expires_at.0), number(version)],
            ));
        }
        rows
    }

    fn deliveries(&self, event: &customer::Event, now: Timestamp, into: &mut Vec<NewDelivery>) {
        let customer::Event::MessagePosted { message_id, channel, from: customer::From::Staff, name, text, to: Some(to), .. } = event
        else {
            return;
        };
        let channel = match channel {
            customer::Channel::Email => "email",
            customer::Channel::Sms => "sms",
            _ => return,
        };
        into.push(NewDelivery {
            id: comptoir_domain::ids::derived(&format!("delivery:{}:{message_id}", self.id)),
            channel,
            recipient: to.clone(),
            template: "message".to_owned(),
            language: self.language.clone(),
            data: json!({"text": text, "from_name": name}),
            at: now,
            customer: Some(self.id.0),
            order: None,
        });
    }

    fn subject(_: &Self::Before, after: &Self, events: &[customer::Event]) -> Subject {
        use customer::Event;
        let mut resync = Vec::new();
        let mut more = false;
        for event in events {
            match event {
                Event::MessagePosted { .. } | Event::NotePosted { .. } | Event::TopicAssigned { .. } => {}
                Event::Linked { other, .. } | Event::Unlinked { other } | Event::Adopted { other, .. } | Event::LetGo { other } => {
                    resync.extend([after.id.0, other.0]);
                    more = true;
                }
                _ => more = true,
            }
        }
        let topics = if more { after.topics.clone() } else { changed_topics(after, events).cloned().collect() };
        Subject::Customer(Arc::new(CustomerSubject { name: after.name.clone(), topics, customer: more.then(|| after.clone()), resync }))
    }

    fn message(event: &customer::Event) -> Option<Uuid> {
        match event {
            customer::Event::MessagePosted { message_id, .. } | customer::Event::NotePosted { message_id, .. } => Some(message_id.0),
            _ => None,
        }
    }

    fn snapshot_after(&self) -> u64 {
        200
    }
}

/// The topics that messages, notes and assignments among `events` are about, each once.
fn changed_topics<'a>(after: &'a Customer, events: &'a [customer::Event]) -> impl Iterator<Item = &'a customer::Topic> {
    after.topics.iter().filter(|topic| {
        events.iter().any(|event| match event {
            customer::Event::MessagePosted { topic: about, .. } | customer::Event::TopicAssigned { topic: about, .. } => *about == topic.id,
            _ => false,
        })
    })
}

fn topic_row(customer: &Customer, topic: &customer::Topic, version: i64) -> RowWrite {
    RowWrite::is(
        Table::Topics,
        vec![
            id(topic.id.0),
            id(customer.id.0),
            text(topic.channel.as_str()),
            text(topic.status.as_str()),
            Value::Uuid(topic.assignee.as_ref().map(|staff| staff.id.0)),
            maybe_text(topic.assignee.as_ref().map(|staff| staff.name.as_str())),
            text(&topic.last_text),
            text(match topic.last_from {
                customer::From::Customer => "customer",
                customer::From::Staff => "staff",
            }),
            number(topic.last_at.0),
            moment(topic.waiting_since),
            moment(topic.snoozed_until),
            moment(topic.closed_at),
            Value::Int(Some(topic.unread as i32)),
            number(version),
        ],
    )
}
