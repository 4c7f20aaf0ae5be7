use crate::ids::FulfillmentId;
use crate::node::{ENDED_KEPT_DAYS, Event, Node, Reservation, ReservationStatus, Stock, TAKEN_IN_KEPT_DAYS, Wanted};
use crate::time::{Span, Timestamp};

impl Node {
    pub(super) fn happened(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Described { profile } => self.profile = Some((**profile).clone()),
            Event::StockSet { sku, on_hand } => self.stock.entry(sku.clone()).or_default().on_hand = *on_hand,
            Event::StockAdjusted { sku, by, .. } => self.stock.entry(sku.clone()).or_default().on_hand += by,
            Event::StockReceived { sku, quantity } => {
                let stock = self.stock.entry(sku.clone()).or_default();
                stock.on_hand += quantity;
                stock.incoming = (stock.incoming - quantity).max(0);
            }
            Event::SafetyStockSet { sku, units } => self.stock.entry(sku.clone()).or_default().safety_stock = *units,
            Event::Reserved { fulfillment, order, lines } => {
                self.each(lines, |stock, quantity| stock.reserved += quantity);
                self.reservations.insert(
                    *fulfillment,
                    Reservation {
                        order: *order,
                        lines: lines.clone(),
                        status: ReservationStatus::Held,
                        at,
                        told: false,
                        short_since: Timestamp::default(),
                        failures: 0,
                    },
                );
            }
            Event::Picked { fulfillment } => self.change(*fulfillment, |reservation| reservation.status = ReservationStatus::Picked),
            Event::Short { fulfillment, .. } => {
                self.change(*fulfillment, |reservation| {
                    reservation.status = ReservationStatus::Short;
                    reservation.told = false;
                    reservation.short_since = at;
                    reservation.failures = 0;
                });
                self.untold.push(*fulfillment);
            }
            Event::ShortTold { fulfillment } => {
                self.change(*fulfillment, |reservation| reservation.told = true);
                self.untold.retain(|id| id != fulfillment);
            }
            Event::ShortDelayed { fulfillment } => self.change(*fulfillment, |reservation| {
                reservation.failures += 1;
                reservation.short_since = at;
            }),
            Event::Released { fulfillment, missing } => {
                self.end(*fulfillment, at);
                self.each(missing, leave);
            }
            Event::Consumed { fulfillment } => {
                if let Some(reservation) = self.end(*fulfillment, at) {
                    self.each(&reservation.lines, leave);
                }
            }
            Event::TakenIn { fulfillment, lines, .. } => {
                self.taken_in.remember(*fulfillment, at, Span::days(TAKEN_IN_KEPT_DAYS));
                self.each(lines, |stock, quantity| stock.on_hand = stock.on_hand.saturating_add(quantity));
            }
        }
    }

    fn each(&mut self, lines: &[Wanted], change: impl Fn(&mut Stock, i64)) {
        for line in lines {
            change(self.stock.entry(line.sku.clone()).or_default(), line.quantity);
        }
    }

    /// Changes a reservation; when that makes it count for the stock, or no longer, `reserved` follows.
    fn change(&mut self, fulfillment: FulfillmentId, change: impl FnOnce(&mut Reservation)) {
        let Some(mut reservation) = self.reservations.remove(&fulfillment) else { return };
        let counted = reservation.counts();
        change(&mut reservation);
        match (counted, reservation.counts()) {
            (true, false) => self.each(&reservation.lines, |stock, quantity| stock.reserved -= quantity),
            (false, true) => {
                self.each(&reservation.lines, |stock, quantity| stock.reserved += quantity);
                self.untold.retain(|id| *id != fulfillment);
            }
            _ => {}
        }
        self.reservations.insert(fulfillment, reservation);
    }

    fn end(&mut self, fulfillment: FulfillmentId, at: Timestamp) -> Option<Reservation> {
        self.ended.remember(fulfillment, at, Span::days(ENDED_KEPT_DAYS));
        let reservation = self.reservations.remove(&fulfillment)?;
        if reservation.counts() {
            self.each(&reservation.lines, |stock, quantity| stock.reserved -= quantity);
        } else {
            self.untold.retain(|id| *id != fulfillment);
        }
        Some(reservation)
    }
}

/// Units go; what was picked before a count that did not see it may be more than `on_hand`.
pub(super) fn leave(stock: &mut Stock, quantity: i64) {
    stock.on_hand = (stock.on_hand - quantity).max(0);
}
