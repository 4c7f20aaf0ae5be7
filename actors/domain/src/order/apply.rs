//! What events make of an order. Every unit moves from one place to another; none appears, none is lost.

use crate::ids::FulfillmentId;
use crate::order::{Delivery, Event, Fulfillment, FulfillmentLine, FulfillmentStatus, Order, Quantities, ReservationState, Status};
use crate::sourcing::Plan;
use crate::time::Timestamp;

/// One of a line's counters.
type Place = fn(&mut Quantities) -> &mut i64;

const OPEN: Place = |q| &mut q.open;
const RESERVED: Place = |q| &mut q.reserved;
const PICKED: Place = |q| &mut q.picked;
const PACKED: Place = |q| &mut q.packed;
const SHIPPED: Place = |q| &mut q.shipped;
const READY: Place = |q| &mut q.ready;
const DELIVERED: Place = |q| &mut q.delivered;
const COLLECTED: Place = |q| &mut q.collected;
const CANCELLED: Place = |q| &mut q.cancelled;
const BACKORDERED: Place = |q| &mut q.backordered;

impl Order {
    pub(super) fn happened(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Placed { number, customer, contact, language, channel, delivery, currency, lines, backorder, gift, promised } => {
                self.placed_at = Some(at);
                self.number = number.clone();
                self.customer = *customer;
                self.contact = contact.clone();
                self.language = language.clone();
                self.channel = *channel;
                self.delivery = delivery.clone();
                self.currency = currency.clone();
                self.lines = lines.clone();
                self.backorder = *backorder;
                self.gift = *gift;
                self.promised = *promised;
                self.sourcing_since = at;
            }
            Event::Sourced { plan } => self.sourced(plan, at),
            Event::Reserved { fulfillment, due_at, .. } => {
                self.move_all(*fulfillment, RESERVED);
                self.change(*fulfillment, |f| {
                    f.status = FulfillmentStatus::Offered;
                    f.offered_at = Some(at);
                    f.due_at = Some(*due_at);
                    f.now_owes(ReservationState::Held, at);
                });
            }
            Event::ReservationRefused { fulfillment, .. } => {
                self.taken_from(*fulfillment, OPEN, FulfillmentStatus::Rejected, "not_in_stock");
                self.change(*fulfillment, |f| f.now_owes(ReservationState::Ended, at));
                self.source_again(*fulfillment, at);
            }
            Event::Backordered { lines } => lines.iter().for_each(|line| self.move_units(line.line, line.quantity, OPEN, BACKORDERED)),
            Event::Delayed { expected, fulfillments, .. } => {
                let late = self.fulfillments.iter().filter(|f| fulfillments.contains(&f.id)).flat_map(|f| &f.lines);
                self.told.extend(late.map(|line| (line.line, *expected)));
            }
            Event::Refused { line, reason, .. } => {
                self.cancel_unassigned();
                self.short_line = Some(*line);
                self.reason = Some(reason.clone());
            }
            Event::Cancelled { reason } => {
                self.cancel_unassigned();
                self.reason = Some(reason.clone());
            }
            Event::Accepted { fulfillment, .. } => {
                self.promised_at.get_or_insert(at);
                self.change(*fulfillment, |f| {
                    f.status = FulfillmentStatus::Accepted;
                    f.accepted_at = Some(at);
                });
            }
            Event::Rejected { fulfillment, reason, missing, .. } => {
                self.taken_from(*fulfillment, OPEN, FulfillmentStatus::Rejected, reason);
                self.change(*fulfillment, |f| f.now_owes(ReservationState::Releasing { missing: missing.clone() }, at));
                self.source_again(*fulfillment, at);
            }
            Event::Picked { fulfillment, lines, complete, .. } => self.picked(*fulfillment, lines, *complete, at),
            Event::Packed { fulfillment, .. } => {
                self.move_all(*fulfillment, PACKED);
                self.change(*fulfillment, |f| {
                    f.status = FulfillmentStatus::Packed;
                    f.packed_at = Some(at);
                });
            }
            Event::Shipped { fulfillment, carrier, tracking_number, .. } => {
                self.move_all(*fulfillment, SHIPPED);
                self.change(*fulfillment, |f| {
                    f.status = FulfillmentStatus::Shipped;
                    f.shipped_at = Some(at);
                    f.carrier = carrier.clone();
                    f.tracking_number = tracking_number.clone();
                    f.now_owes(ReservationState::Consuming, at);
                });
            }
            Event::Ready { fulfillment, code, until, .. } => {
                self.move_all(*fulfillment, READY);
                self.change(*fulfillment, |f| {
                    f.status = FulfillmentStatus::ReadyForPickup;
                    f.ready_at = Some(at);
                    f.ready_until = Some(*until);
                    f.pickup_code = Some(code.clone());
                });
            }
            Event::Collected { fulfillment, .. } => {
                self.move_all(*fulfillment, COLLECTED);
                self.change(*fulfillment, |f| {
                    f.status = FulfillmentStatus::Collected;
                    f.collected_at = Some(at);
                    // What was sent here left its node when it was shipped.
                    if f.shipped_at.is_none() {
                        f.now_owes(ReservationState::Consuming, at);
                    }
                });
            }
            Event::Delivered { fulfillment, .. } => {
                self.move_all(*fulfillment, DELIVERED);
                self.change(*fulfillment, |f| {
                    f.status = FulfillmentStatus::Delivered;
                    f.delivered_at = Some(at);
                });
            }
            Event::FulfillmentCancelled { fulfillment, reason, .. } => {
                self.taken_from(*fulfillment, CANCELLED, FulfillmentStatus::Cancelled, reason);
                self.no_longer_wanted(*fulfillment, at);
            }
            Event::Overdue { fulfillment, .. } => self.change(*fulfillment, |f| f.overdue_at = Some(at)),
            Event::Expired { fulfillment, .. } => {
                self.taken_from(*fulfillment, CANCELLED, FulfillmentStatus::Expired, "pickup_expired");
                self.no_longer_wanted(*fulfillment, at);
                if self.status_by_units() == Status::Cancelled {
                    self.reason.get_or_insert_with(|| "pickup_expired".into());
                }
            }
            Event::PickTold { fulfillment } => self.change(*fulfillment, |f| f.now_owes(ReservationState::Picked, at)),
            Event::ReservationEnded { fulfillment } => {
                let next = self.after_it_left(*fulfillment);
                self.change(*fulfillment, |f| f.now_owes(next, at));
            }
            Event::TakenIn { fulfillment } => self.change(*fulfillment, |f| f.now_owes(ReservationState::Ended, at)),
            Event::ReservationDelayed { fulfillment } => self.change(*fulfillment, |f| {
                f.owed_since = at;
                f.failures = f.failures.saturating_add(1);
            }),
            Event::SourcingDelayed {} => {
                self.sourcing_since = at;
                self.sourcing_failures = self.sourcing_failures.saturating_add(1);
            }
        }
        self.status = self.status_by_units();
        if !matches!(self.status, Status::Sourcing | Status::Refused | Status::Cancelled) {
            self.promised_at.get_or_insert(at);
        }
        if let Event::Reserved { fulfillment, .. } = event
            && self.confirmed_by.is_none()
            && self.is_settled_but_for(None, 0)
            && self.units().backordered == 0
        {
            self.confirmed_by = Some(*fulfillment);
            if let Some(expected) = self.later_at().filter(|_| self.has_confirmation()) {
                self.told = self.lines.iter().map(|line| (line.line, expected)).collect();
            }
        }
    }

    fn sourced(&mut self, plan: &Plan, at: Timestamp) {
        self.fulfillments.extend(plan.parts.iter().map(|part| Fulfillment {
            id: part.fulfillment,
            node: part.node.clone(),
            status: FulfillmentStatus::Planned,
            lines: part.lines.iter().map(|line| FulfillmentLine { picked: 0, ..line.clone() }).collect(),
            reservation: ReservationState::Asked,
            owed_since: at,
            failures: 0,
            offered_at: None,
            due_at: None,
            overdue_at: None,
            accepted_at: None,
            packed_at: None,
            ready_at: None,
            ready_until: None,
            pickup_code: None,
            shipped_at: None,
            carrier: None,
            tracking_number: None,
            collected_at: None,
            delivered_at: None,
            reason: None,
        }));
        self.promised = self.promised.or_else(|| plan.arrives_at());
        self.plans.push(plan.clone());
        (self.sourcing_since, self.sourcing_failures) = (at, 0);
    }

    fn picked(&mut self, id: FulfillmentId, lines: &[FulfillmentLine], complete: bool, at: Timestamp) {
        for now in lines {
            let before = self.fulfillment(id).and_then(|f| f.lines.iter().find(|line| line.line == now.line)).map_or(0, |line| line.picked);
            self.move_units(now.line, now.picked - before, RESERVED, PICKED);
        }
        self.change(id, |f| {
            f.status = FulfillmentStatus::Picking;
            for now in lines {
                f.lines.iter_mut().filter(|line| line.line == now.line).for_each(|line| line.picked = now.picked);
            }
            if complete {
                f.now_owes(ReservationState::PickUntold, at);
            }
        });
    }

    /// The fulfillment is over and has nothing any more: its units go to `place`.
    fn taken_from(&mut self, id: FulfillmentId, place: Place, status: FulfillmentStatus, reason: &str) {
        self.move_all(id, place);
        self.change(id, |f| {
            f.status = status;
            f.reason = Some(reason.to_owned());
        });
    }

    /// Its node keeps the units no longer. Those that were sent to a store lie there, and are that store's from now on; from a relay point
    /// they travel back.
    fn no_longer_wanted(&mut self, id: FulfillmentId, at: Timestamp) {
        let next = match self.fulfillment(id).map(|f| &f.reservation) {
            // First the node where they were must know that they left.
            None | Some(ReservationState::Consuming) => return,
            Some(ReservationState::Ended) => self.after_it_left(id),
            Some(_) => ReservationState::Releasing { missing: Vec::new() },
        };
        self.change(id, |f| f.now_owes(next, at));
    }

    /// What is owed once the node has been told that its units are gone.
    fn after_it_left(&self, id: FulfillmentId) -> ReservationState {
        use FulfillmentStatus::{Cancelled, Expired};
        let left_there = |f: &Fulfillment| f.shipped_at.is_some() && matches!(f.status, Cancelled | Expired);
        let at_store = matches!(self.delivery, Delivery::Pickup { .. });
        if at_store && self.fulfillment(id).is_some_and(left_there) { ReservationState::TakingIn } else { ReservationState::Ended }
    }

    fn source_again(&mut self, id: FulfillmentId, at: Timestamp) {
        if let Some(node) = self.fulfillment(id).map(|f| f.node.clone()).filter(|node| !self.without.contains(node)) {
            self.without.push(node);
        }
        (self.sourcing_since, self.sourcing_failures) = (at, 0);
    }

    /// What no fulfillment has any more.
    fn cancel_unassigned(&mut self) {
        for line in &mut self.lines {
            let quantities = &mut line.quantities;
            quantities.cancelled += quantities.open + quantities.backordered;
            (quantities.open, quantities.backordered) = (0, 0);
        }
    }

    /// Moves all units of a fulfillment from where they are to `place`.
    fn move_all(&mut self, id: FulfillmentId, place: Place) {
        let Some(fulfillment) = self.fulfillment(id) else { return };
        let status = fulfillment.status;
        let lines: Vec<(u32, i64, i64)> = fulfillment.lines.iter().map(|line| (line.line, line.quantity, line.picked)).collect();
        for (line, quantity, picked) in lines {
            match status {
                FulfillmentStatus::Planned => self.move_units(line, quantity, OPEN, place),
                FulfillmentStatus::Offered | FulfillmentStatus::Accepted | FulfillmentStatus::Picking => {
                    self.move_units(line, picked, PICKED, place);
                    self.move_units(line, quantity - picked, RESERVED, place);
                }
                FulfillmentStatus::Packed => self.move_units(line, quantity, PACKED, place),
                FulfillmentStatus::ReadyForPickup => self.move_units(line, quantity, READY, place),
                FulfillmentStatus::Shipped => self.move_units(line, quantity, SHIPPED, place),
                FulfillmentStatus::Collected
                | FulfillmentStatus::Delivered
                | FulfillmentStatus::Rejected
                | FulfillmentStatus::Cancelled
                | FulfillmentStatus::Expired => {}
            }
        }
    }

    fn move_units(&mut self, line: u32, units: i64, from: Place, to: Place) {
        if let Some(line) = self.lines.iter_mut().find(|candidate| candidate.line == line) {
            *from(&mut line.quantities) -= units;
            *to(&mut line.quantities) += units;
        }
    }

    fn change(&mut self, id: FulfillmentId, change: impl FnOnce(&mut Fulfillment)) {
        if let Some(fulfillment) = self.fulfillments.iter_mut().find(|fulfillment| fulfillment.id == id) {
            change(fulfillment);
        }
    }
}

impl Fulfillment {
    /// A new state of the reservation is a new debt (or none): it is due at once and has never failed.
    fn now_owes(&mut self, reservation: ReservationState, at: Timestamp) {
        self.reservation = reservation;
        self.owed_since = at;
        self.failures = 0;
    }
}
