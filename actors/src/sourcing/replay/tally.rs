//! Both sides billed alike.

use super::past::PastOrder;
use super::world::World;
use crate::sourcing::rulebook::Rulebook;
use comptoir_domain::ids::NodeCode;
use comptoir_domain::sourcing::{Part, Service};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What came of a period's orders.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Side {
    pub orders: u64,
    pub units: i64,
    /// Units that could not be had.
    pub lost_units: i64,
    /// Orders of which some could not be had.
    pub orders_with_losses: u64,
    /// Parts that are sent; what is collected where it lies is none.
    pub parcels: u64,
    /// What carriers take, and what the nodes' work costs, in minor units.
    pub parcel_cost: i64,
    pub handling_cost: i64,
    /// Grams of CO₂ equivalent.
    pub co2_grams: i64,
    /// Orders of which it was foreseen when they arrive, and those of them after the promised moment.
    pub foreseen: u64,
    pub late: u64,
    pub rejections: u64,
    /// Parts by node.
    pub load: BTreeMap<NodeCode, u64>,
}

pub struct Tally {
    rulebook: Arc<Rulebook>,
    pub side: Side,
}

impl Tally {
    pub fn new(rulebook: Arc<Rulebook>) -> Self {
        Tally { rulebook, side: Side::default() }
    }

    /// Counts an order that was served by these parts, with so many units lost.
    pub fn order(&mut self, order: &PastOrder, parts: &[Part], lost: i64, world: &World) {
        self.side.orders += 1;
        self.side.units += order.lines.iter().map(|line| line.quantity).sum::<i64>();
        self.side.lost_units += lost;
        self.side.orders_with_losses += u64::from(lost > 0);
        for part in parts {
            *self.side.load.entry(part.node.clone()).or_default() += 1;
            self.part(order, part, world);
        }
        let arrives = parts.iter().map(|part| part.arrives_at).collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max());
        if let (Some(arrives), Some(promised)) = (arrives, order.promised) {
            self.side.foreseen += 1;
            self.side.late += u64::from(arrives > promised);
        }
    }

    fn part(&mut self, order: &PastOrder, part: &Part, world: &World) {
        let profile = world.profile(&part.node);
        self.side.handling_cost += profile.map_or(0, |profile| profile.handling_cost) * part.lines.len() as i64;
        let tenths = part.distance_km.map(|km| (km * 10.0).round() as i64);
        let carriers = self.rulebook.carriers();
        let by_name = part.carrier.as_ref().and_then(|name| carriers.iter().find(|named| named.name == *name));
        // Plans of before name no carrier: they went home.
        let home = || carriers.iter().find(|named| tenths.is_some() && named.carrier.services.contains(&Service::Home));
        let Some(carrier) = by_name.or_else(home).map(|named| &named.carrier) else { return };
        let weight = |line: u32| order.lines.iter().find(|known| known.line == line).map_or(0, |known| known.grams);
        let grams = part.lines.iter().map(|served| weight(served.line) * served.quantity).sum();
        let tenths = tenths.unwrap_or_default();
        let Some(band) = carrier.band(tenths) else { return };
        self.side.parcels += 1;
        self.side.parcel_cost += carrier.bands[band].cost(grams);
        self.side.co2_grams += carrier.co2(grams, tenths);
    }
}
