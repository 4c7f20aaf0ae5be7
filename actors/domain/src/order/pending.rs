//! What an order owes others, read off its state: the same after a commit, at a wake and after a crash.

use crate::entity::{Effect, Owed, backoff};
use crate::ids::Sku;
use crate::node::Wanted;
use crate::order::{Command, Fulfillment, FulfillmentLine, FulfillmentStatus, Order, ReservationState, Status};
use crate::time::{Span, Timestamp};

/// How long until it is looked again for somebody else to serve what is overdue.
const LOOKS_AGAIN_AFTER: Span = Span::hours(4);

impl Order {
    pub(super) fn debts(&self) -> Vec<Owed> {
        let mut debts: Vec<Owed> = self.fulfillments.iter().filter_map(|fulfillment| self.owed_to_node(fulfillment)).collect();
        debts.extend(self.fulfillments.iter().filter_map(|fulfillment| self.owed_to_clock(fulfillment)));
        if self.owes_sourcing() {
            debts.push(Owed {
                id: "source".into(),
                due: retry_at(self.sourcing_since, self.sourcing_failures),
                failures: self.sourcing_failures,
                effect: Effect::Source { without: self.without.clone() },
            });
        }
        debts
    }

    fn owed_to_clock(&self, fulfillment: &Fulfillment) -> Option<Owed> {
        if let Some(due) = self.overdue_from(fulfillment) {
            let effect = Effect::SourceElsewhere { fulfillment: fulfillment.id };
            return Some(Owed { id: format!("overdue:{}", fulfillment.id), due, failures: 0, effect });
        }
        let due = fulfillment.ready_until.filter(|_| fulfillment.status == FulfillmentStatus::ReadyForPickup)?;
        let effect = Effect::Order(Command::Expire { fulfillment: fulfillment.id });
        Some(Owed { id: format!("expire:{}", fulfillment.id), due, failures: 0, effect })
    }

    /// From when on it is looked for somebody else: when the node should have packed it and has not begun, and every few hours after that.
    /// `None`: the node has begun, or the customer comes to this very node.
    pub(super) fn overdue_from(&self, fulfillment: &Fulfillment) -> Option<Timestamp> {
        let waits = fulfillment.status == FulfillmentStatus::Offered && self.travels(fulfillment);
        let due = fulfillment.due_at.filter(|_| waits)?;
        Some(fulfillment.overdue_at.map_or(due, |at| at + LOOKS_AGAIN_AFTER))
    }

    /// Whether open units look for a node. While a reservation is being asked for nothing is sourced: its answer may open more.
    pub(super) fn owes_sourcing(&self) -> bool {
        self.status == Status::Sourcing
            && !self.fulfillments.iter().any(|f| f.reservation == ReservationState::Asked)
            && self.units().open > 0
    }

    /// Whether a node still has something to be told or asked about the reservation.
    pub(super) fn owes_node(&self, fulfillment: &Fulfillment) -> bool {
        self.owed_to_node(fulfillment).is_some()
    }

    fn owed_to_node(&self, fulfillment: &Fulfillment) -> Option<Owed> {
        let (id, node) = (fulfillment.id, fulfillment.node.clone());
        let (word, effect) = match &fulfillment.reservation {
            ReservationState::Asked => ("reserve", Effect::Reserve { node, fulfillment: id, lines: wanted(&fulfillment.lines) }),
            ReservationState::PickUntold => ("tell_picked", Effect::TellPicked { node, fulfillment: id }),
            ReservationState::Releasing { missing } => ("release", Effect::Release { node, fulfillment: id, missing: missing.clone() }),
            ReservationState::Consuming => ("consume", Effect::Consume { node, fulfillment: id }),
            ReservationState::TakingIn => {
                let node = self.sent_to(fulfillment)?.clone();
                ("take_in", Effect::TakeIn { node, fulfillment: id, lines: wanted(&fulfillment.lines) })
            }
            ReservationState::Held | ReservationState::Picked | ReservationState::Ended => return None,
        };
        let due = retry_at(fulfillment.owed_since, fulfillment.failures);
        Some(Owed { id: format!("{word}:{id}"), due, failures: fulfillment.failures, effect })
    }
}

fn retry_at(since: Timestamp, failures: u32) -> Timestamp {
    since + if failures == 0 { Span(0) } else { backoff(failures) }
}

/// The lines by SKU: a node counts units, whichever line they are for.
pub(super) fn wanted(lines: &[FulfillmentLine]) -> Vec<Wanted> {
    let mut by_sku: Vec<Wanted> = Vec::with_capacity(lines.len());
    for line in lines {
        add(&mut by_sku, &line.sku, line.quantity);
    }
    by_sku
}

pub(super) fn add(by_sku: &mut Vec<Wanted>, sku: &Sku, quantity: i64) {
    match by_sku.iter_mut().find(|known| known.sku == *sku) {
        Some(known) => known.quantity = known.quantity.saturating_add(quantity),
        None => by_sku.push(Wanted { sku: sku.clone(), quantity }),
    }
}
