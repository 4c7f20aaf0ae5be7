use crate::ids::{CustomerId, FulfillmentId, Sku};
use crate::node::Wanted;
use crate::order::{Channel, Contact, Delivery, Line};
use crate::sourcing::{Plan, Unsourceable};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A new order, with the plan that sourcing made for it from the stock as it stood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    pub number: String,
    pub customer: CustomerId,
    pub contact: Contact,
    pub language: String,
    pub channel: Channel,
    pub delivery: Delivery,
    pub currency: String,
    /// Their `quantities` are ignored: all units start open.
    pub lines: Vec<Line>,
    pub backorder: bool,
    /// A present: its lines should arrive together.
    #[serde(default)]
    pub gift: bool,
    /// By when the customer was told to have it, before they ordered.
    #[serde(default)]
    pub promised: Option<Timestamp>,
    pub plan: Result<Plan, Unsourceable>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Command {
    Place(Box<Place>),
    /// What sourcing answered for the open lines.
    Plan(Box<Result<Plan, Unsourceable>>),
    ReservationTaken {
        fulfillment: FulfillmentId,
    },
    /// The node has not enough (any more): it is left out and the lines are sourced again.
    ReservationRefused {
        fulfillment: FulfillmentId,
    },
    Accept {
        fulfillment: FulfillmentId,
    },
    /// `missing`: what was not on the shelf (a short pick); empty when the node cannot do it for another reason.
    Reject {
        fulfillment: FulfillmentId,
        reason: String,
        missing: Vec<Wanted>,
    },
    /// `None`: all of it.
    Pick {
        fulfillment: FulfillmentId,
        lines: Option<Vec<(Sku, i64)>>,
    },
    Pack {
        fulfillment: FulfillmentId,
    },
    Ship {
        fulfillment: FulfillmentId,
        carrier: Option<String>,
        tracking_number: Option<String>,
    },
    Ready {
        fulfillment: FulfillmentId,
        code: String,
        until: Timestamp,
    },
    Collect {
        fulfillment: FulfillmentId,
        code: String,
    },
    Deliver {
        fulfillment: FulfillmentId,
    },
    /// `by_customer`: only while nothing has been packed.
    Cancel {
        reason: String,
        by_customer: bool,
    },
    /// Nobody came: the time to collect is over.
    Expire {
        fulfillment: FulfillmentId,
    },
    /// The node should have packed it, and has not begun. `elsewhere`: others could serve all of it now.
    Overdue {
        fulfillment: FulfillmentId,
        elsewhere: bool,
    },
    /// The node's count was corrected below what it had promised.
    ReservationShort {
        fulfillment: FulfillmentId,
    },
    PickTold {
        fulfillment: FulfillmentId,
    },
    ReservationEnded {
        fulfillment: FulfillmentId,
    },
    /// The store has taken in what nobody collected there.
    TakenIn {
        fulfillment: FulfillmentId,
    },
    /// Paying a reservation's debt failed; try again later.
    ReservationDelayed {
        fulfillment: FulfillmentId,
    },
    /// Sourcing could not be tried; try again later.
    SourcingDelayed,
}
