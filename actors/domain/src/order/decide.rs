//! What an order does when it is told something: the steps of its fulfillments, and what ends them.

use crate::entity::{Entity, Kind, Owed, Shown};
use crate::ids::{CustomerId, FulfillmentId, OrderId, Sku};
use crate::node::Wanted;
use crate::order::FulfillmentStatus as Is;
use crate::order::pending::{add, wanted};
use crate::order::refusal::Refusal;
use crate::order::source::plain;
use crate::order::{
    Channel, Command, Contact, Delivery, Event, Fulfillment, FulfillmentLine, FulfillmentStatus, Order, ReservationState, Status,
};
use crate::time::Timestamp;
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Why a fulfillment was rejected that its node could not keep after a count.
const STOCK_CORRECTED: &str = "stock_corrected";
/// Why one was rejected that its node did not begin in time.
const OVERDUE: &str = "overdue";

impl Entity for Order {
    const KIND: Kind = Kind::Order;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn blank(id: Uuid) -> Self {
        Order {
            id: OrderId(id),
            placed_at: None,
            number: String::new(),
            customer: CustomerId::default(),
            contact: Contact::default(),
            language: String::new(),
            channel: Channel::Web,
            delivery: Delivery::Pickup { node: Default::default() },
            currency: String::new(),
            lines: Vec::new(),
            backorder: false,
            gift: false,
            promised: None,
            fulfillments: Vec::new(),
            plans: Vec::new(),
            without: Vec::new(),
            status: Status::Sourcing,
            reason: None,
            short_line: None,
            sourcing_since: Timestamp::default(),
            sourcing_failures: 0,
            promised_at: None,
            confirmed_by: None,
            told: BTreeMap::new(),
        }
    }

    fn decide(&self, command: &Command, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        if let Command::Place(place) = command {
            return self.place(place);
        }
        if !self.exists() {
            return Err(Refusal::UnknownOrder);
        }
        match command {
            Command::Place(_) => Ok(Vec::new()),
            Command::Plan(answer) => Ok(self.planned(answer)),
            Command::SourcingDelayed => Ok(self.sourcing_delayed()),
            Command::ReservationTaken { fulfillment } => self.reservation_taken(*fulfillment, now),
            Command::ReservationRefused { fulfillment } => self.reservation_refused(*fulfillment),
            Command::ReservationDelayed { fulfillment } => self.reservation_delayed(*fulfillment),
            Command::ReservationEnded { fulfillment } => self.reservation_ended(*fulfillment),
            Command::TakenIn { fulfillment } => self.taken_in(*fulfillment),
            Command::PickTold { fulfillment } => self.pick_told(*fulfillment),
            Command::ReservationShort { fulfillment } => self.short(*fulfillment),
            Command::Overdue { fulfillment, elsewhere } => self.overdue(*fulfillment, *elsewhere, now),
            Command::Accept { fulfillment } => self.accept(*fulfillment),
            Command::Reject { fulfillment, reason, missing } => self.reject(*fulfillment, reason, missing),
            Command::Pick { fulfillment, lines } => self.pick(*fulfillment, lines.as_deref()),
            Command::Pack { fulfillment } => self.pack(*fulfillment),
            Command::Ship { fulfillment, carrier, tracking_number } => self.ship(*fulfillment, carrier, tracking_number),
            Command::Ready { fulfillment, code, until } => self.ready(*fulfillment, code, *until),
            Command::Collect { fulfillment, code } => self.collect(*fulfillment, code),
            Command::Deliver { fulfillment } => self.deliver(*fulfillment),
            Command::Expire { fulfillment } => self.expire(*fulfillment, now),
            Command::Cancel { reason, by_customer } => self.cancel(reason, *by_customer),
        }
    }

    fn apply(&mut self, event: &Event, at: Timestamp) {
        self.happened(event, at);
    }

    fn pending(&self) -> Vec<Owed> {
        self.debts()
    }

    fn customer(&self) -> Option<CustomerId> {
        self.exists().then_some(self.customer)
    }

    fn shown_to_customer(event: &Event) -> Shown {
        match event {
            Event::Sourced { .. }
            | Event::ReservationRefused { .. }
            | Event::Rejected { .. }
            | Event::Overdue { .. }
            | Event::PickTold { .. }
            | Event::ReservationEnded { .. }
            | Event::TakenIn { .. }
            | Event::ReservationDelayed { .. }
            | Event::SourcingDelayed {} => Shown::Never,
            Event::Placed { .. }
            | Event::Reserved { .. }
            | Event::Backordered { .. }
            | Event::Delayed { .. }
            | Event::Refused { .. }
            | Event::Accepted { .. }
            | Event::Picked { .. }
            | Event::Packed { .. }
            | Event::Shipped { .. }
            | Event::Ready { .. }
            | Event::Collected { .. }
            | Event::Delivered { .. }
            | Event::Expired { .. } => Shown::AsIs,
            Event::Cancelled { reason } | Event::FulfillmentCancelled { reason, .. } if is_stable_reason(reason) => Shown::AsIs,
            Event::Cancelled { .. } => Shown::Instead(json!({})),
            Event::FulfillmentCancelled { fulfillment, node, .. } => Shown::Instead(json!({"fulfillment": fulfillment, "node": node})),
        }
    }
}

/// Whether a reason is one of our own words, such as `pickup_expired`. What staff typed is theirs, and not shown to the customer.
pub fn is_stable_reason(reason: &str) -> bool {
    reason.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
}

/// Every step does nothing when it has been done already, and is refused with what to do when it is not its turn.
impl Order {
    pub(super) fn known(&self, id: FulfillmentId) -> Result<&Fulfillment, Refusal> {
        self.fulfillment(id).ok_or(Refusal::UnknownFulfillment { fulfillment: id })
    }

    fn accept(&self, id: FulfillmentId) -> Result<Vec<Event>, Refusal> {
        let fulfillment = self.known(id)?;
        match fulfillment.status {
            Is::Offered => Ok(vec![Event::Accepted { fulfillment: id, node: fulfillment.node.clone() }]),
            status if has_been(status, Is::Accepted) => Ok(Vec::new()),
            status => Err(out_of_order("accepted", status, "")),
        }
    }

    fn reject(&self, id: FulfillmentId, reason: &str, missing: &[Wanted]) -> Result<Vec<Event>, Refusal> {
        let fulfillment = self.known(id)?;
        match fulfillment.status {
            Is::Offered | Is::Accepted | Is::Picking => {}
            Is::Rejected => return Ok(Vec::new()),
            status => return Err(out_of_order("rejected", status, "Cancel the order instead if it cannot be fulfilled.")),
        }
        let reason = reason.trim();
        if reason.is_empty() {
            return Err(Refusal::NoReason);
        }
        plain("reason", reason, 500)?;
        let missing = add_up(missing.iter().map(|wanted| (&wanted.sku, wanted.quantity)), &wanted(&fulfillment.lines))?;
        Ok(vec![Event::Rejected { fulfillment: id, node: fulfillment.node.clone(), reason: reason.to_owned(), missing }])
    }

    /// The node's promise turned out to be empty. What is picked is there all the same.
    fn short(&self, id: FulfillmentId) -> Result<Vec<Event>, Refusal> {
        let fulfillment = self.known(id)?;
        let unpicked = match fulfillment.status {
            Is::Planned => fulfillment.reservation == ReservationState::Asked,
            Is::Offered | Is::Accepted | Is::Picking => !all_picked(fulfillment),
            _ => false,
        };
        if !unpicked {
            return Ok(Vec::new());
        }
        let node = fulfillment.node.clone();
        Ok(vec![Event::Rejected { fulfillment: id, node, reason: STOCK_CORRECTED.into(), missing: Vec::new() }])
    }

    fn pick(&self, id: FulfillmentId, picked: Option<&[(Sku, i64)]>) -> Result<Vec<Event>, Refusal> {
        let fulfillment = self.known(id)?;
        match fulfillment.status {
            Is::Picking if all_picked(fulfillment) => return Ok(Vec::new()),
            Is::Offered | Is::Accepted | Is::Picking => {}
            status if has_been(status, Is::Packed) => return Ok(Vec::new()),
            status => return Err(out_of_order("picked", status, "")),
        }
        let left: Vec<FulfillmentLine> =
            fulfillment.lines.iter().map(|line| FulfillmentLine { quantity: line.quantity - line.picked, ..line.clone() }).collect();
        let mut now_picked = match picked {
            None => wanted(&left),
            Some([]) => return Err(Refusal::NothingPicked),
            Some(some) => add_up(some.iter().map(|(sku, quantity)| (sku, *quantity)), &wanted(&left))?,
        };
        // Units of a SKU go to its lines in their order.
        let mut lines = Vec::new();
        for line in &fulfillment.lines {
            let Some(units) = now_picked.iter_mut().find(|units| units.sku == line.sku) else { continue };
            let taken = units.quantity.min(line.quantity - line.picked);
            units.quantity -= taken;
            if taken > 0 {
                lines.push(FulfillmentLine { picked: line.picked + taken, ..line.clone() });
            }
        }
        let picked_after = |line: &FulfillmentLine| lines.iter().find(|now| now.line == line.line).map_or(line.picked, |now| now.picked);
        let complete = fulfillment.lines.iter().all(|line| picked_after(line) == line.quantity);
        let mut events = Vec::new();
        if fulfillment.status == Is::Offered {
            events.push(Event::Accepted { fulfillment: id, node: fulfillment.node.clone() });
        }
        events.push(Event::Picked { fulfillment: id, node: fulfillment.node.clone(), lines, complete });
        Ok(events)
    }

    fn pack(&self, id: FulfillmentId) -> Result<Vec<Event>, Refusal> {
        let fulfillment = self.known(id)?;
        match fulfillment.status {
            Is::Picking if all_picked(fulfillment) => Ok(vec![Event::Packed { fulfillment: id, node: fulfillment.node.clone() }]),
            status if has_been(status, Is::Packed) => Ok(Vec::new()),
            status => Err(out_of_order("packed", status, "Pick all of it first, or reject it if something is missing.")),
        }
    }

    fn ship(&self, id: FulfillmentId, carrier: &Option<String>, tracking_number: &Option<String>) -> Result<Vec<Event>, Refusal> {
        let fulfillment = self.known(id)?;
        if !self.travels(fulfillment) {
            return Err(Refusal::NotForShipping);
        }
        plain("carrier", carrier.as_deref().unwrap_or_default(), 200)?;
        plain("tracking_number", tracking_number.as_deref().unwrap_or_default(), 200)?;
        match fulfillment.status {
            Is::Packed => Ok(vec![Event::Shipped {
                fulfillment: id,
                node: fulfillment.node.clone(),
                carrier: carrier.clone(),
                tracking_number: tracking_number.clone(),
            }]),
            status if has_been(status, Is::Shipped) => Ok(Vec::new()),
            status => Err(out_of_order("shipped", status, "Pack it first.")),
        }
    }

    fn ready(&self, id: FulfillmentId, code: &str, until: Timestamp) -> Result<Vec<Event>, Refusal> {
        let fulfillment = self.known(id)?;
        let counter = self.delivery.counter().ok_or(Refusal::NotForPickup)?;
        match (fulfillment.status, self.travels(fulfillment)) {
            (Is::Packed, false) | (Is::Shipped, true) => {
                Ok(vec![Event::Ready { fulfillment: id, node: counter.clone(), code: code.to_owned(), until }])
            }
            (status, _) if has_been(status, Is::ReadyForPickup) => Ok(Vec::new()),
            (status @ Is::Packed, true) => {
                Err(out_of_order("made ready", status, "Ship it to the counter; it is made ready when it is there."))
            }
            (status, _) => Err(out_of_order("made ready", status, "Pack it first.")),
        }
    }

    fn collect(&self, id: FulfillmentId, code: &str) -> Result<Vec<Event>, Refusal> {
        let fulfillment = self.known(id)?;
        match fulfillment.status {
            Is::ReadyForPickup | Is::Collected => {}
            Is::Expired | Is::Cancelled | Is::Rejected => return Err(out_of_order("collected", fulfillment.status, "Place a new order.")),
            Is::Shipped => return Err(out_of_order("collected", Is::Shipped, "Mark it ready when it has arrived.")),
            status => return Err(out_of_order("collected", status, "Mark it ready first.")),
        }
        // People write codes in groups.
        let typed: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        if fulfillment.pickup_code.as_deref() != Some(typed.as_str()) {
            return Err(Refusal::WrongCode);
        }
        if fulfillment.status == Is::Collected {
            return Ok(Vec::new());
        }
        Ok(vec![Event::Collected { fulfillment: id, node: self.worked_on_at(fulfillment).clone() }])
    }

    /// Told by the carrier: at the door, or handed over at a relay point.
    fn deliver(&self, id: FulfillmentId) -> Result<Vec<Event>, Refusal> {
        let fulfillment = self.known(id)?;
        if matches!(self.delivery, Delivery::Pickup { .. }) {
            return Err(Refusal::NotForDelivery);
        }
        match fulfillment.status {
            Is::Shipped | Is::ReadyForPickup => {
                Ok(vec![Event::Delivered { fulfillment: id, node: self.worked_on_at(fulfillment).clone() }])
            }
            Is::Delivered => Ok(Vec::new()),
            status => Err(out_of_order("delivered", status, "Ship it first.")),
        }
    }

    /// The clock's own command: too early or too late, it does nothing.
    fn expire(&self, id: FulfillmentId, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        let fulfillment = self.known(id)?;
        let over = fulfillment.status == Is::ReadyForPickup && fulfillment.ready_until.is_some_and(|until| now >= until);
        Ok(if over { vec![Event::Expired { fulfillment: id, node: self.worked_on_at(fulfillment).clone() }] } else { Vec::new() })
    }

    /// The clock's own command: too early or too late, it does nothing. What nobody else has stays where it is: late is better than never.
    fn overdue(&self, id: FulfillmentId, elsewhere: bool, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        let fulfillment = self.known(id)?;
        let node = fulfillment.node.clone();
        Ok(match self.overdue_from(fulfillment) {
            Some(due) if now >= due && elsewhere => {
                vec![Event::Rejected { fulfillment: id, node, reason: OVERDUE.into(), missing: Vec::new() }]
            }
            Some(due) if now >= due => vec![Event::Overdue { fulfillment: id, node }],
            _ => Vec::new(),
        })
    }

    fn cancel(&self, reason: &str, by_customer: bool) -> Result<Vec<Event>, Refusal> {
        if self.status == Status::Cancelled {
            return Ok(Vec::new());
        }
        plain("reason", reason, 500)?;
        let units = self.units();
        if units.open + units.reserved + units.picked + units.packed + units.ready + units.backordered == 0 {
            return Err(Refusal::NothingToCancel { status: self.status });
        }
        if by_customer && units.packed + units.ready + units.shipped + units.delivered + units.collected + units.returned > 0 {
            return Err(Refusal::AlreadyPacked);
        }
        let mut events = self.cancel_fulfillments(reason);
        events.push(Event::Cancelled { reason: reason.to_owned() });
        Ok(events)
    }

    /// Ends every fulfillment whose goods have not left, or lie at a counter.
    pub(super) fn cancel_fulfillments(&self, reason: &str) -> Vec<Event> {
        let still_there = self.fulfillments.iter().filter(|f| f.status.is_live() && f.status != Is::Shipped);
        let cancelled = |f: &Fulfillment| {
            let node = self.worked_on_at(f).clone();
            Event::FulfillmentCancelled { fulfillment: f.id, node, reason: reason.to_owned() }
        };
        still_there.map(cancelled).collect()
    }
}

fn all_picked(fulfillment: &Fulfillment) -> bool {
    fulfillment.lines.iter().all(|line| line.picked == line.quantity)
}

/// Whether a fulfillment that goes well has passed `step`.
fn has_been(status: FulfillmentStatus, step: FulfillmentStatus) -> bool {
    let reached = |status| match status {
        Is::Planned => 0,
        Is::Offered => 1,
        Is::Accepted => 2,
        Is::Picking => 3,
        Is::Packed => 4,
        Is::Shipped => 5,
        Is::ReadyForPickup => 6,
        Is::Collected | Is::Delivered => 7,
        Is::Rejected | Is::Cancelled | Is::Expired => -1,
    };
    reached(status) >= reached(step)
}

fn out_of_order(step: &'static str, status: FulfillmentStatus, advice: &'static str) -> Refusal {
    let advice = match status {
        Is::Planned => "Wait until its stock is reserved.",
        Is::Rejected | Is::Cancelled | Is::Expired => "It is over; look at the order for what took its place.",
        _ => advice,
    };
    Refusal::OutOfOrder { step: step.into(), status, advice: advice.into() }
}

/// Adds up what is named per SKU; no more than there is of each.
fn add_up<'a>(named: impl Iterator<Item = (&'a Sku, i64)>, there_is: &[Wanted]) -> Result<Vec<Wanted>, Refusal> {
    let mut sums: Vec<Wanted> = Vec::new();
    for (sku, quantity) in named {
        let most = there_is.iter().find(|wanted| wanted.sku == *sku).map(|wanted| wanted.quantity);
        let most = most.ok_or_else(|| Refusal::NotInFulfillment { sku: sku.clone() })?;
        if most == 0 {
            return Err(Refusal::NoneLeft { sku: sku.clone() });
        }
        if quantity <= 0 {
            return Err(Refusal::NotThatMany { sku: sku.clone(), quantity, most });
        }
        add(&mut sums, sku, quantity);
        if let Some(sum) = sums.iter().find(|sum| sum.sku == *sku && sum.quantity > most) {
            return Err(Refusal::NotThatMany { sku: sku.clone(), quantity: sum.quantity, most });
        }
    }
    Ok(sums)
}
