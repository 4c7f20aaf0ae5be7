use crate::ids::{CustomerId, FulfillmentId, NodeCode, OrderId, Sku};
use crate::money::Money;
use crate::node::Wanted;
use crate::place::Address;
use crate::sourcing::{Part, Plan};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Where the order was placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Web,
    Phone,
    Store,
}

impl Channel {
    pub const fn as_str(self) -> &'static str {
        match self {
            Channel::Web => "web",
            Channel::Phone => "phone",
            Channel::Store => "store",
        }
    }
}

/// How the goods reach the customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "snake_case")]
pub enum Delivery {
    Ship {
        address: Address,
    },
    /// Collected at a store.
    Pickup {
        node: NodeCode,
    },
    /// Collected at a counter that others run: a node without stock.
    RelayPoint {
        node: NodeCode,
    },
}

impl Delivery {
    pub const fn as_str(&self) -> &'static str {
        match self {
            Delivery::Ship { .. } => "ship",
            Delivery::Pickup { .. } => "pickup",
            Delivery::RelayPoint { .. } => "relay_point",
        }
    }

    /// Where the customer collects it; `None` when it is brought to an address.
    pub const fn counter(&self) -> Option<&NodeCode> {
        match self {
            Delivery::Ship { .. } => None,
            Delivery::Pickup { node } | Delivery::RelayPoint { node } => Some(node),
        }
    }
}

/// Whom the order is for, as given with it: where its announcements go.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// How many units of a line are where. The sum is always what was ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantities {
    pub open: i64,
    pub reserved: i64,
    pub picked: i64,
    pub packed: i64,
    pub shipped: i64,
    pub ready: i64,
    pub delivered: i64,
    pub collected: i64,
    pub cancelled: i64,
    pub backordered: i64,
    pub returned: i64,
}

impl Quantities {
    pub const fn sum(&self) -> i64 {
        self.open
            + self.reserved
            + self.picked
            + self.packed
            + self.shipped
            + self.ready
            + self.delivered
            + self.collected
            + self.cancelled
            + self.backordered
            + self.returned
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// 1, 2, 3 …
    pub line: u32,
    pub sku: Sku,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub barcode: Option<String>,
    pub quantity: i64,
    /// Minor units of the order's currency.
    pub unit_price: i64,
    /// Of one unit.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub grams: i64,
    /// The product's, in the catalogue of the moment when it was ordered.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub category: String,
    #[serde(default)]
    pub quantities: Quantities,
}

fn is_zero(number: &i64) -> bool {
    *number == 0
}

/// `Sourcing`: some units look for a node. `Refused`: not enough stock, and no backorder wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Sourcing,
    Reserved,
    Backordered,
    InPreparation,
    ReadyForPickup,
    Shipped,
    Completed,
    Cancelled,
    Refused,
}

impl Status {
    pub const fn as_str(self) -> &'static str {
        match self {
            Status::Sourcing => "sourcing",
            Status::Reserved => "reserved",
            Status::Backordered => "backordered",
            Status::InPreparation => "in_preparation",
            Status::ReadyForPickup => "ready_for_pickup",
            Status::Shipped => "shipped",
            Status::Completed => "completed",
            Status::Cancelled => "cancelled",
            Status::Refused => "refused",
        }
    }
}

/// `Planned`: its reservation has been asked for. `Offered`: reserved, and on the node's board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FulfillmentStatus {
    Planned,
    Offered,
    Accepted,
    Picking,
    Packed,
    ReadyForPickup,
    Shipped,
    Collected,
    Delivered,
    Rejected,
    Cancelled,
    Expired,
}

impl FulfillmentStatus {
    pub const fn as_str(self) -> &'static str {
        match self {
            FulfillmentStatus::Planned => "planned",
            FulfillmentStatus::Offered => "offered",
            FulfillmentStatus::Accepted => "accepted",
            FulfillmentStatus::Picking => "picking",
            FulfillmentStatus::Packed => "packed",
            FulfillmentStatus::ReadyForPickup => "ready_for_pickup",
            FulfillmentStatus::Shipped => "shipped",
            FulfillmentStatus::Collected => "collected",
            FulfillmentStatus::Delivered => "delivered",
            FulfillmentStatus::Rejected => "rejected",
            FulfillmentStatus::Cancelled => "cancelled",
            FulfillmentStatus::Expired => "expired",
        }
    }

    /// Whether the fulfillment still has work in it.
    pub const fn is_live(self) -> bool {
        !matches!(
            self,
            FulfillmentStatus::Collected
                | FulfillmentStatus::Delivered
                | FulfillmentStatus::Rejected
                | FulfillmentStatus::Cancelled
                | FulfillmentStatus::Expired
        )
    }
}

/// What the order knows of a fulfillment's reservation at its node, and what it still owes there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum ReservationState {
    /// Owed: `Reserve`.
    Asked,
    Held,
    /// Owed: `TellPicked`.
    PickUntold,
    /// Held, and the node knows it was picked.
    Picked,
    /// Owed: `Release`.
    Releasing {
        missing: Vec<Wanted>,
    },
    /// Owed: `Consume`.
    Consuming,
    /// It has left the node for a store, and nobody collects it there. Owed to that store: `TakeIn`.
    TakingIn,
    Ended,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FulfillmentLine {
    pub line: u32,
    pub sku: Sku,
    pub quantity: i64,
    #[serde(default)]
    pub picked: i64,
}

/// The part of an order that one node executes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fulfillment {
    pub id: FulfillmentId,
    pub node: NodeCode,
    pub status: FulfillmentStatus,
    pub lines: Vec<FulfillmentLine>,
    pub reservation: ReservationState,
    /// When the reservation's present debt arose or was last tried in vain, and how often it was.
    pub owed_since: Timestamp,
    #[serde(default)]
    pub failures: u32,
    pub offered_at: Option<Timestamp>,
    /// When the node should have packed it.
    pub due_at: Option<Timestamp>,
    /// When it was last found overdue, with nobody else to serve it.
    #[serde(default)]
    pub overdue_at: Option<Timestamp>,
    pub accepted_at: Option<Timestamp>,
    pub packed_at: Option<Timestamp>,
    pub ready_at: Option<Timestamp>,
    /// Until when it waits for the customer.
    pub ready_until: Option<Timestamp>,
    /// Six digits; the customer shows them, the clerk types them.
    pub pickup_code: Option<String>,
    pub shipped_at: Option<Timestamp>,
    pub carrier: Option<String>,
    pub tracking_number: Option<String>,
    pub collected_at: Option<Timestamp>,
    pub delivered_at: Option<Timestamp>,
    /// Why it was rejected or cancelled.
    pub reason: Option<String>,
}

/// What was bought, and how it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Order {
    pub id: OrderId,
    /// `None` until the first event.
    pub placed_at: Option<Timestamp>,
    pub number: String,
    pub customer: CustomerId,
    pub contact: Contact,
    pub language: String,
    pub channel: Channel,
    pub delivery: Delivery,
    pub currency: String,
    pub lines: Vec<Line>,
    /// Whether what is not there now may be delivered later.
    pub backorder: bool,
    /// A present: its lines should arrive together.
    #[serde(default)]
    pub gift: bool,
    /// By when the customer was told to have it: what they were told before they ordered, or else what the first plan came to.
    #[serde(default)]
    pub promised: Option<Timestamp>,
    pub fulfillments: Vec<Fulfillment>,
    /// The plans in the order they were made; the last one is in force.
    pub plans: Vec<Plan>,
    /// Nodes that refused or rejected: left out of the next plan.
    pub without: Vec<NodeCode>,
    pub status: Status,
    /// What ended it: why it was refused or cancelled.
    pub reason: Option<String>,
    /// The line that could not be had, for a refusal.
    pub short_line: Option<u32>,
    /// When sourcing became due or was last tried in vain, and how often it was.
    pub sourcing_since: Timestamp,
    #[serde(default)]
    pub sourcing_failures: u32,
    /// Since when the customer has our promise: the order was sourced as far as it could be, or a node began to work on it.
    /// What is found missing later is backordered instead of refused.
    #[serde(default)]
    pub promised_at: Option<Timestamp>,
    /// The reservation with which every unit first had its node.
    #[serde(default)]
    pub confirmed_by: Option<FulfillmentId>,
    /// By when the customer was last told to have these lines, where that is later than was promised.
    #[serde(default)]
    pub told: BTreeMap<u32, Timestamp>,
}

/// That something comes later than the customer was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delay {
    /// By when they were told to have it.
    pub told: Timestamp,
    /// What is late.
    pub fulfillments: Vec<FulfillmentId>,
}

/// What an announcement is about, as it was when it came up: it reads the same whenever it is read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    pub fulfillment: Option<FulfillmentId>,
    /// By when it should be there.
    pub expected: Option<Timestamp>,
    /// What changed about that.
    pub delay: Option<Delay>,
    /// The lines that are cancelled, and how many units of each, while others go on.
    pub rest: Option<Vec<(u32, i64)>>,
}

/// Something the customer is told outside the conversation; the words are in the templates.
#[derive(Debug, Clone, PartialEq)]
pub struct Announcement {
    /// `order_confirmed`, `ready_for_pickup` …: the template's name.
    pub template: &'static str,
    /// Names it within the order, so that it goes out once: `ready_for_pickup:FULFILLMENT`.
    pub once: String,
    pub about: About,
    /// Whether it also goes out as an SMS, if there is a phone number.
    pub sms: bool,
}

impl Order {
    pub fn exists(&self) -> bool {
        self.placed_at.is_some()
    }

    pub fn fulfillment(&self, id: FulfillmentId) -> Option<&Fulfillment> {
        self.fulfillments.iter().find(|fulfillment| fulfillment.id == id)
    }

    /// What the plans say of a fulfillment.
    pub fn planned_part(&self, id: FulfillmentId) -> Option<&Part> {
        self.plans.iter().flat_map(|plan| &plan.parts).find(|part| part.fulfillment == id)
    }

    /// By when all of it should be there: as was promised, or later where the plan for what is still under way says so.
    pub fn expected_at(&self) -> Option<Timestamp> {
        self.promised.max(self.arrivals().map(|(_, at)| at).max())
    }

    /// The same, where that is later than was promised.
    pub fn later_at(&self) -> Option<Timestamp> {
        self.expected_at().filter(|expected| Some(*expected) > self.promised)
    }

    /// The fulfillments that are under way, and when each should be there.
    pub fn arrivals(&self) -> impl Iterator<Item = (&Fulfillment, Timestamp)> {
        let under_way = self.fulfillments.iter().filter(|fulfillment| fulfillment.status.is_live());
        under_way.filter_map(|fulfillment| Some((fulfillment, self.planned_part(fulfillment.id)?.arrives_at?)))
    }

    /// Whether there is a confirmation that says by when it comes. There is none without an address, nor for what is bought in a store and
    /// taken along there: who stands at the counter needs none.
    pub fn has_confirmation(&self) -> bool {
        let at_counter = self.channel == Channel::Store && matches!(self.delivery, Delivery::Pickup { .. });
        let taken_along =
            at_counter && !self.fulfillments.iter().any(|fulfillment| fulfillment.status.is_live() && self.travels(fulfillment));
        self.contact.email.is_some() && !taken_along
    }

    /// The counter to which a fulfillment is sent for the customer to collect it; `None` when it is collected where it is packed, or
    /// brought to an address.
    pub fn sent_to(&self, fulfillment: &Fulfillment) -> Option<&NodeCode> {
        self.delivery.counter().filter(|counter| **counter != fulfillment.node)
    }

    /// Whether a fulfillment leaves its node as a parcel.
    pub fn travels(&self, fulfillment: &Fulfillment) -> bool {
        self.delivery.counter() != Some(&fulfillment.node)
    }

    /// The node whose staff do the next step of a fulfillment: what is sent to a counter is theirs there once it has left.
    pub fn worked_on_at<'a>(&'a self, fulfillment: &'a Fulfillment) -> &'a NodeCode {
        let has_left = fulfillment.shipped_at.is_some();
        self.sent_to(fulfillment).filter(|_| has_left).unwrap_or(&fulfillment.node)
    }

    pub fn line(&self, line: u32) -> Option<&Line> {
        self.lines.iter().find(|candidate| candidate.line == line)
    }

    pub fn total(&self) -> Money {
        Money { amount: self.lines.iter().map(|line| line.unit_price * line.quantity).sum(), currency: self.currency.clone() }
    }
}
