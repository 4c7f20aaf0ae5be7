//! What an order's status is: it follows from where its units are, and from nothing else.

use crate::order::{FulfillmentStatus, Order, Quantities, Status};

impl Order {
    /// The order's units, all lines together.
    pub(super) fn units(&self) -> Quantities {
        self.lines.iter().fold(Quantities::default(), |sum, line| {
            let of = &line.quantities;
            Quantities {
                open: sum.open + of.open,
                reserved: sum.reserved + of.reserved,
                picked: sum.picked + of.picked,
                packed: sum.packed + of.packed,
                shipped: sum.shipped + of.shipped,
                ready: sum.ready + of.ready,
                delivered: sum.delivered + of.delivered,
                collected: sum.collected + of.collected,
                cancelled: sum.cancelled + of.cancelled,
                backordered: sum.backordered + of.backordered,
                returned: sum.returned + of.returned,
            }
        })
    }

    /// The most pressing thing first: what still looks for a node, then what waits for the customer, what staff work on, what
    /// is under way, what will come later.
    pub(super) fn status_by_units(&self) -> Status {
        let units = self.units();
        if self.short_line.is_some() {
            return Status::Refused;
        }
        if units.cancelled == units.sum() {
            return Status::Cancelled;
        }
        if units.open > 0 {
            return Status::Sourcing;
        }
        if units.ready > 0 {
            return Status::ReadyForPickup;
        }
        let part_has_left = units.shipped + units.delivered + units.collected + units.returned > 0;
        let accepted = self.fulfillments.iter().any(|f| matches!(f.status, FulfillmentStatus::Accepted | FulfillmentStatus::Picking));
        if units.picked + units.packed > 0 || accepted || (units.reserved > 0 && part_has_left) {
            return Status::InPreparation;
        }
        if units.shipped > 0 {
            return Status::Shipped;
        }
        if units.backordered > 0 {
            return Status::Backordered;
        }
        if units.reserved > 0 { Status::Reserved } else { Status::Completed }
    }
}
