//! The one idea: an entity decides commands into events, and is what its events made of it.

use crate::ids::{CustomerId, FulfillmentId, NodeCode, OrderId};
use crate::time::{Span, Timestamp};
use crate::{customer, node, order};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::fmt::{Debug, Display};
use uuid::Uuid;

/// Which of the three kinds of entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Customer,
    Order,
    Node,
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Customer => "customer",
            Kind::Order => "order",
            Kind::Node => "node",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Kind::Customer, Kind::Order, Kind::Node].into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Something that has one writer, a whole state in memory, and a history.
///
/// `decide` and `apply` are pure and synchronous. The state is the fold of `apply` over the events, from [`Entity::blank`];
/// nothing else may change it, and `apply` never fails on an event that `decide` gave.
pub trait Entity: Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static {
    const KIND: Kind;
    type Command: Clone + Debug + Serialize + DeserializeOwned + Send + Sync + 'static;
    /// Serialises as `{"type": "message.posted", "data": {…}}`; every variant has braces, so that `data` is always there.
    type Event: Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static;
    /// Why a command was refused, in words for whoever sent it.
    type Refusal: Clone + Debug + Display + PartialEq + Serialize + DeserializeOwned + Send + 'static;

    /// The entity before its first event.
    fn blank(id: Uuid) -> Self;

    /// What happens if `command` is obeyed at `now`. No events: nothing to do, and that is fine (a repeat, mostly).
    fn decide(&self, command: &Self::Command, now: Timestamp) -> Result<Vec<Self::Event>, Self::Refusal>;

    fn apply(&mut self, event: &Self::Event, at: Timestamp);

    /// What this entity still owes, and when each is due. The same answer after a commit, at a wake and after a crash.
    fn pending(&self) -> Vec<Owed>;

    /// Whose timeline the entity's events belong to.
    fn customer(&self) -> Option<CustomerId>;

    /// What the customer may see of an event.
    fn shown_to_customer(event: &Self::Event) -> Shown;
}

/// What the customer may see of an event.
#[derive(Debug, Clone, PartialEq)]
pub enum Shown {
    /// Nothing: it is the retailer's own business.
    Never,
    AsIs,
    /// The event with this `data` in place of its own.
    Instead(serde_json::Value),
}

/// Something an entity owes.
#[derive(Debug, Clone, PartialEq)]
pub struct Owed {
    /// Names the debt within its entity, so that one already being paid is not paid twice at once.
    pub id: String,
    pub due: Timestamp,
    /// How often paying it has failed; at [`STUCK_AFTER`] it is no longer tried by itself.
    pub failures: u32,
    pub effect: Effect,
}

/// Failures after which a debt is *stuck*: the clock leaves it alone, `check` and a metric show it, and it is tried once more whenever its
/// entity comes to life and something happens to it.
pub const STUCK_AFTER: u32 = 12;

/// When a debt that has failed `failures` times is due again: 1 s, doubling up to 5 minutes.
pub fn backoff(failures: u32) -> Span {
    Span(1_000i64.saturating_mul(1 << failures.saturating_sub(1).min(9)).min(300_000))
}

/// What can be owed: always a command that is harmless when it arrives twice.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Ask the sourcing to plan the open lines of this order, leaving out the nodes in `without`; the plan comes back as [`order::Command::Plan`].
    Source { without: Vec<NodeCode> },
    /// A node has not begun in time: ask the sourcing whether others could serve all of it; the answer comes back as [`order::Command::Overdue`].
    SourceElsewhere { fulfillment: FulfillmentId },
    /// Ask a node to keep stock; the answer comes back as [`order::Command::ReservationTaken`] or [`order::Command::ReservationRefused`].
    Reserve { node: NodeCode, fulfillment: FulfillmentId, lines: Vec<node::Wanted> },
    /// Tell a node that the reserved units were picked; acknowledged by [`order::Command::PickTold`].
    TellPicked { node: NodeCode, fulfillment: FulfillmentId },
    /// Give a reservation back, with what was found missing on the shelf; acknowledged by [`order::Command::ReservationEnded`].
    Release { node: NodeCode, fulfillment: FulfillmentId, missing: Vec<node::Wanted> },
    /// The reserved units have left the node; acknowledged by [`order::Command::ReservationEnded`].
    Consume { node: NodeCode, fulfillment: FulfillmentId },
    /// What was sent to a store for this fulfillment and not collected there is that store's; acknowledged by [`order::Command::TakenIn`].
    TakeIn { node: NodeCode, fulfillment: FulfillmentId, lines: Vec<node::Wanted> },
    /// A node tells an order that its reservation cannot be kept; acknowledged by [`node::Command::ShortTold`].
    TellShort { order: OrderId, fulfillment: FulfillmentId },
    /// A customer tells another that they are one from now on; acknowledged by [`customer::Command::LinkTold`].
    TellLinked { to: CustomerId, adopt: Box<customer::Adopt> },
    /// A customer tells another that they are two again; acknowledged by [`customer::Command::LinkTold`].
    TellUnlinked { from: CustomerId },
    /// A command of the order to itself, when its time has come.
    Order(order::Command),
    /// A command of the customer to itself, when its time has come.
    Customer(customer::Command),
}
