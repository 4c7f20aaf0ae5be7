//! What the feed says has happened, counted as it is read.

use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// Read on from `head`, and never from the beginning again: events do not change.
pub struct Ledger {
    pub head: i64,
    /// How often each order was placed.
    pub placed: HashMap<String, u32>,
    /// Where each message stands, and what it says.
    pub messages: HashMap<String, Vec<(i64, String)>>,
    /// Units by which stock was corrected.
    pub corrected: i64,
    /// Units that were sent, less those that were cancelled at the store to which they were sent.
    pub shipped: i64,
    sent: HashSet<String>,
    sourcing: HashSet<String>,
    /// What was asked in all rounds.
    orders: usize,
    said: usize,
    changes: i64,
}

impl Ledger {
    /// From after these events.
    pub fn new(events: Vec<Value>) -> Ledger {
        Ledger {
            head: events.len() as i64,
            placed: HashMap::new(),
            messages: HashMap::new(),
            corrected: 0,
            shipped: 0,
            sent: HashSet::new(),
            sourcing: HashSet::new(),
            orders: 0,
            said: 0,
            changes: 0,
        }
    }

    pub fn extend(&mut self, events: Vec<Value>) {
        for event in events {
            self.head = event["seq"].as_i64().expect("a seq");
            let entity = event["entity"]["id"].as_str().expect("an id").to_owned();
            let data = &event["data"];
            match event["type"].as_str().expect("a type") {
                "order.placed" => {
                    *self.placed.entry(entity.clone()).or_default() += 1;
                    self.sourcing.insert(entity);
                }
                "order.reserved" | "order.backordered" | "order.refused" | "order.cancelled" => drop(self.sourcing.remove(&entity)),
                // All orders that are sent have two units.
                "fulfillment.shipped" if self.sent.insert(data["fulfillment"].to_string()) => self.shipped += 2,
                "fulfillment.cancelled" if self.sent.remove(&data["fulfillment"].to_string()) => self.shipped -= 2,
                "stock.adjusted" => self.corrected += data["by"].as_i64().expect("units"),
                "message.posted" => {
                    let text = |name: &str| data[name].as_str().expect("a text").to_owned();
                    self.messages.entry(text("message_id")).or_default().push((self.head, text("text")));
                }
                _ => {}
            }
        }
    }

    /// Orders of which it is not known yet where their goods come from.
    pub fn under_way(&self) -> Vec<&String> {
        self.sourcing.iter().collect()
    }

    /// Everything that was asked has been answered: each has happened once, and nothing else has.
    pub fn count(&mut self, orders: usize, said: usize, changes: usize) {
        self.orders += orders;
        self.said += said;
        self.changes += changes as i64;
        assert!(self.placed.values().all(|times| *times == 1), "an order was placed twice");
        assert_eq!(self.placed.len(), self.orders, "as many orders as were asked for");
        assert!(self.messages.values().all(|times| times.len() == 1), "a message was posted twice");
        assert_eq!(self.messages.len(), self.said, "as many messages as were sent");
        assert_eq!(self.corrected, self.changes, "as many corrections as were made");
    }
}
