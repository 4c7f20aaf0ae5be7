//! What the past says of each node: how often it rejects, how long it takes to pack, and how much it has to do today.
//!
//! Everything is learned from orders' events.

use super::calendars::Calendars;
use super::event::OfOffer;
use crate::views::StockIndex;
use comptoir_domain::ids::{FulfillmentId, NodeCode};
use comptoir_domain::time::{Span, Timestamp};
use parking_lot::RwLock;
use std::collections::HashMap;

/// How much of what was learned stays when something new is learned: it is a mean over about fifty offers.
const REMEMBERED: f64 = 0.98;
/// Before anything is known: 2 %, as firmly as after ten offers.
const PRIOR_CHANCE: f64 = 0.02;
const PRIOR_OFFERS: f64 = 10.0;
/// And so much work until it is packed, as firmly as after three.
const USUAL_WORK: Span = Span::hours(2);
const PRIOR_PACKED: f64 = 3.0;

/// What is known of a node.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Habit {
    /// Of a thousand offers it rejects so many.
    pub rejects_per_mille: i64,
    /// Open hours from the offer until it is packed, on average.
    pub preparation: Span,
    /// Offers that it has neither packed nor rejected.
    pub open: i64,
    /// Offers of today, those that it did not reject.
    pub today: i64,
}

#[derive(Default)]
pub(super) struct Habits {
    known: RwLock<Known>,
}

#[derive(Default)]
struct Known {
    nodes: HashMap<NodeCode, Record>,
    offers: HashMap<FulfillmentId, Timestamp>,
}

#[derive(Default)]
struct Record {
    offers: f64,
    rejected: f64,
    packed: f64,
    /// Milliseconds of work, added up.
    work: f64,
    open: i64,
    today: i64,
    /// The day that `today` counts, by its midnight.
    day: Timestamp,
}

impl Habits {
    /// Learns from what has become of an offer.
    pub fn hear(&self, name: &str, told: OfOffer, at: Timestamp, stock: &StockIndex, calendars: &Calendars) {
        let OfOffer { fulfillment, node } = told;
        let (_, midnight) = calendars.days(at);
        let offered = match self.count(name, fulfillment, &node, at, midnight) {
            Some(offered) if name == "fulfillment.packed" => offered,
            _ => return,
        };
        // Without a lock: the node's opening hours are under one of their own.
        let work = stock.node(&node).map_or(at - offered, |profile| calendars.open_between(&profile, offered, at));
        if let Some(record) = self.known.write().nodes.get_mut(&node) {
            record.packed = record.packed * REMEMBERED + 1.0;
            record.work = record.work * REMEMBERED + work.0 as f64;
        }
    }

    /// Counts an offer, or what has become of it; answers when it was made. What was never offered, or was before anybody took notes, says
    /// nothing.
    fn count(&self, name: &str, fulfillment: FulfillmentId, node: &NodeCode, at: Timestamp, midnight: Timestamp) -> Option<Timestamp> {
        let mut known = self.known.write();
        let Known { nodes, offers } = &mut *known;
        if !nodes.contains_key(node) {
            nodes.insert(node.clone(), Record::default());
        }
        let record = nodes.get_mut(node)?;
        if record.day < midnight {
            (record.day, record.today) = (midnight, 0);
        }
        if name == "order.reserved" {
            if offers.insert(fulfillment, at).is_none() {
                record.open += 1;
                record.today += 1;
            }
            return None;
        }
        let offered = offers.remove(&fulfillment)?;
        record.open -= 1;
        if name != "fulfillment.packed" && offered >= midnight {
            record.today -= 1;
        }
        if name != "fulfillment.cancelled" {
            record.offers = record.offers * REMEMBERED + 1.0;
            record.rejected = record.rejected * REMEMBERED + f64::from(name == "fulfillment.rejected");
        }
        Some(offered)
    }

    /// The records alone, without what is open and what was today.
    pub fn records(&self) -> Self {
        let known = self.known.read();
        let record = |record: &Record| Record { open: 0, today: 0, ..*record };
        let nodes = known.nodes.iter().map(|(node, of)| (node.clone(), record(of))).collect();
        Habits { known: RwLock::new(Known { nodes, offers: HashMap::new() }) }
    }

    /// What is known of a node. `usual`: how long packing takes there as far as nobody has learned it.
    pub fn of(&self, node: &NodeCode, midnight: Timestamp, usual: Option<Span>) -> Habit {
        let known = self.known.read();
        let nothing = Record::default();
        let record = known.nodes.get(node).unwrap_or(&nothing);
        let chance = (record.rejected + PRIOR_CHANCE * PRIOR_OFFERS) / (record.offers + PRIOR_OFFERS);
        let work = (record.work + usual.unwrap_or(USUAL_WORK).0 as f64 * PRIOR_PACKED) / (record.packed + PRIOR_PACKED);
        Habit {
            rejects_per_mille: (chance * 1_000.0).round() as i64,
            preparation: Span(work as i64),
            open: record.open,
            today: if record.day == midnight { record.today } else { 0 },
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::sourcing::Holidays;
    use jiff::tz::TimeZone;
    use uuid::Uuid;

    const MIDNIGHT: Timestamp = Timestamp(1_800_057_600_000);

    struct Story {
        habits: Habits,
        stock: StockIndex,
        calendars: Calendars,
    }

    impl Story {
        fn new() -> Self {
            Story { habits: Habits::default(), stock: StockIndex::default(), calendars: Calendars::new(TimeZone::UTC, Holidays::default()) }
        }

        fn happens(&self, name: &str, fulfillment: u128, at: Timestamp) {
            let told = OfOffer { fulfillment: FulfillmentId(Uuid::from_u128(fulfillment)), node: "LYO1".into() };
            self.habits.hear(name, told, at, &self.stock, &self.calendars);
        }

        fn habit(&self) -> Habit {
            self.habits.of(&"LYO1".into(), MIDNIGHT, None)
        }
    }

    #[test]
    fn nothing_is_known_of_a_new_node_but_what_is_usual() {
        let usual = Habit { rejects_per_mille: 20, preparation: USUAL_WORK, open: 0, today: 0 };
        assert_eq!(Story::new().habit(), usual);
    }

    #[test]
    fn a_record_is_made_of_what_was_done_with_offers() {
        let story = Story::new();
        for n in 0..100 {
            let offered = MIDNIGHT + Span::minutes(n as i64);
            story.happens("order.reserved", n, offered);
            let done = if n % 4 == 0 { "fulfillment.rejected" } else { "fulfillment.packed" };
            story.happens(done, n, offered + Span::minutes(30));
        }
        let habit = story.habit();
        assert!((200..260).contains(&habit.rejects_per_mille), "a quarter, nearly: {habit:?}");
        assert!(habit.preparation < Span::minutes(45), "{habit:?}");
        assert_eq!((habit.open, habit.today), (0, 75), "what it rejects is not its work");
    }

    #[test]
    fn what_is_open_and_what_was_yesterday() {
        let story = Story::new();
        story.happens("order.reserved", 1, MIDNIGHT + Span::hours(-1));
        story.happens("order.reserved", 2, MIDNIGHT + Span::hours(9));
        story.happens("order.reserved", 2, MIDNIGHT + Span::hours(9));
        assert_eq!((story.habit().open, story.habit().today), (2, 1));
        story.happens("fulfillment.cancelled", 2, MIDNIGHT + Span::hours(10));
        story.happens("fulfillment.rejected", 3, MIDNIGHT + Span::hours(10));
        assert_eq!((story.habit().open, story.habit().today, story.habit().rejects_per_mille), (1, 0, 20), "it did not reject an offer");
    }
}
