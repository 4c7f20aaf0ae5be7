//! A node's rows: its own, and those of the stock that its events touched.

use super::{NewDelivery, NodeSubject, RowWrite, Stored, Subject, Table, id, number, text};
use comptoir_domain::ids::{FulfillmentId, Sku};
use comptoir_domain::node::{self, Node};
use comptoir_domain::time::Timestamp;
use sea_orm::Value;
use std::collections::BTreeSet;
use std::sync::Arc;
use uuid::Uuid;

impl Stored for Node {
    /// The SKUs that the events touch, once each: a reservation that ends is no longer in the state afterwards.
    type Before = BTreeSet<Sku>;

    fn before(&self, events: &[node::Event]) -> BTreeSet<Sku> {
        let mut touched = BTreeSet::new();
        let reserved =
            |fulfillment: &FulfillmentId| self.reservations.get(fulfillment).into_iter().flat_map(|reservation| &reservation.lines);
        for event in events {
            match event {
                node::Event::StockSet { sku, .. }
                | node::Event::StockAdjusted { sku, .. }
                | node::Event::StockReceived { sku, .. }
                | node::Event::SafetyStockSet { sku, .. } => touched.extend([sku.clone()]),
                node::Event::Reserved { lines, .. } | node::Event::TakenIn { lines, .. } => {
                    touched.extend(lines.iter().map(|line| line.sku.clone()))
                }
                node::Event::Short { fulfillment, .. } | node::Event::Consumed { fulfillment, .. } => {
                    touched.extend(reserved(fulfillment).map(|line| line.sku.clone()));
                }
                node::Event::Released { fulfillment, missing } => {
                    touched.extend(reserved(fulfillment).chain(missing).map(|line| line.sku.clone()));
                }
                // A short one that was picked all the same counts again.
                node::Event::Picked { fulfillment } if self.reservations.get(fulfillment).is_some_and(|kept| !kept.counts()) => {
                    touched.extend(reserved(fulfillment).map(|line| line.sku.clone()));
                }
                node::Event::Described { .. }
                | node::Event::Picked { .. }
                | node::Event::ShortTold { .. }
                | node::Event::ShortDelayed { .. } => {}
            }
        }
        touched
    }

    fn rows(touched: &BTreeSet<Sku>, after: &Self, events: &[node::Event], version: i64) -> Vec<RowWrite> {
        let described = events.iter().any(|event| matches!(event, node::Event::Described { .. }));
        let node = if described { node_row(after, version) } else { None };
        node.into_iter().chain(touched.iter().filter_map(|sku| stock_row(after, sku, version))).collect()
    }

    fn all_rows(&self, version: i64) -> Vec<RowWrite> {
        node_row(self, version).into_iter().chain(self.stock.keys().filter_map(|sku| stock_row(self, sku, version))).collect()
    }

    fn deliveries(&self, _: &node::Event, _: Timestamp, _: &mut Vec<NewDelivery>) {}

    fn subject(touched: &BTreeSet<Sku>, after: &Self, events: &[node::Event]) -> Subject {
        let Some(profile) = &after.profile else { return Subject::None };
        let described = events.iter().any(|event| matches!(event, node::Event::Described { .. }));
        Subject::Node(Arc::new(NodeSubject {
            code: profile.code.clone(),
            profile: described.then(|| profile.clone()),
            stock: touched.iter().map(|sku| (sku.clone(), after.stock(sku))).collect(),
        }))
    }

    fn message(_: &node::Event) -> Option<Uuid> {
        None
    }

    fn snapshot_after(&self) -> u64 {
        500.max(2 * (self.reservations.len() + self.ended.len()) as u64).max(self.stock.len() as u64)
    }
}

fn node_row(node: &Node, version: i64) -> Option<RowWrite> {
    let profile = node.profile.as_ref()?;
    let json = serde_json::to_string(profile).unwrap_or_default();
    Some(RowWrite::is(
        Table::Nodes,
        vec![
            text(&profile.code.0),
            id(node.id),
            text(&profile.name),
            text(profile.kind.as_str()),
            Value::String(Some(json)),
            number(version),
        ],
    ))
}

fn stock_row(node: &Node, sku: &Sku, version: i64) -> Option<RowWrite> {
    let profile = node.profile.as_ref()?;
    let stock = node.stock(sku);
    Some(RowWrite::is(
        Table::Stock,
        vec![
            text(&profile.code.0),
            text(&sku.0),
            number(stock.on_hand),
            number(stock.reserved),
            number(stock.safety_stock),
            number(stock.incoming),
            number(version),
        ],
    ))
}
