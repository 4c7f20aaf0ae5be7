//! The one account by which every strategy is billed, whatever it looks at itself.

use crate::retailer::{CARBON_KG, LATE_HOUR, Order, REJECTION};
use crate::world::World;
use comptoir_domain::sourcing::arrival;
use comptoir_domain::time::{Span, Timestamp};
use std::ops::AddAssign;

/// What one parcel (or what is laid ready for a pickup) costs. Cents, grams of CO₂.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Shipment {
    pub parcel: i64,
    pub handling: i64,
    pub lateness: i64,
    pub carbon: i64,
    pub co2: i64,
    pub late: bool,
    pub ready: Timestamp,
}

impl Shipment {
    /// Some of an order's lines, asked of a node at a moment, as it then really goes. `None` where no carrier goes.
    pub fn of(world: &World, order: &Order, node: usize, grams: i64, lines: i64, asked: Timestamp) -> Option<Self> {
        let site = &world.retailer.sites[node];
        let ready = site.calendar.done(asked, world.preparation(order.number, node));
        let handling = site.handling * lines;
        if order.way == crate::retailer::Way::Pickup(node) {
            return Some(Shipment { handling, ready, ..Shipment::default() }.arriving(ready, order));
        }
        let tenths = order.tenths_of_km(site);
        let leaves = site.calendar.collected(ready);
        let serving = world.retailer.carriers.iter().filter(|named| named.carrier.services.contains(&order.service()));
        let ways = serving.filter_map(|named| {
            let band = &named.carrier.bands[named.carrier.band(tenths)?];
            let co2 = named.carrier.co2(grams, tenths);
            let shipment =
                Shipment { parcel: band.cost(grams), handling, carbon: co2 * CARBON_KG / 1_000, co2, ready, ..Shipment::default() };
            Some(shipment.arriving(arrival(leaves, band.days, &world.retailer.days_of_work), order))
        });
        ways.min_by_key(Shipment::total)
    }

    fn arriving(self, arrives: Timestamp, order: &Order) -> Self {
        let late = (arrives - order.promised).0.max(0);
        Shipment { lateness: LATE_HOUR * late / Span::hours(1).0, late: late > 0, ..self }
    }

    pub fn total(&self) -> i64 {
        self.parcel + self.handling + self.lateness + self.carbon
    }
}

/// The bill of a quarter. Cents, and counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bill {
    pub parcel: i64,
    pub handling: i64,
    pub lateness: i64,
    pub carbon: i64,
    pub rejection: i64,
    pub lost_online: i64,
    pub lost_counter: i64,
    pub co2: i64,
    pub orders: i64,
    pub lines: i64,
    pub parcels: i64,
    pub late_parcels: i64,
    pub rejections: i64,
    pub lost_lines: i64,
    pub counter_sales: i64,
    pub lost_counter_sales: i64,
    /// Orders of which something came late or not at all.
    pub failed_orders: i64,
}

impl Bill {
    pub fn parts(&self) -> [(&'static str, i64); 7] {
        [
            ("parcels", self.parcel),
            ("handling", self.handling),
            ("lateness", self.lateness),
            ("carbon", self.carbon),
            ("rejections", self.rejection),
            ("lost online", self.lost_online),
            ("lost at the counter", self.lost_counter),
        ]
    }

    pub fn total(&self) -> i64 {
        self.parts().iter().map(|(_, cents)| cents).sum()
    }

    pub fn rejected(&mut self) {
        self.rejections += 1;
        self.rejection += REJECTION;
    }

    pub fn lose_online(&mut self, cents: i64) {
        self.lost_lines += 1;
        self.lost_online += cents;
    }

    pub fn lose_at_counter(&mut self, cents: i64) {
        self.lost_counter_sales += 1;
        self.lost_counter += cents;
    }
}

impl AddAssign<Shipment> for Bill {
    fn add_assign(&mut self, shipment: Shipment) {
        self.parcels += 1;
        self.parcel += shipment.parcel;
        self.handling += shipment.handling;
        self.lateness += shipment.lateness;
        self.carbon += shipment.carbon;
        self.co2 += shipment.co2;
        self.late_parcels += i64::from(shipment.late);
    }
}
