//! What happened to the orders of a period, as far as the journal tells by now.

use super::{PAGE, ReplayError, Scenario};
use crate::store::queries::event::EventRow;
use crate::store::queries::feed;
use crate::store::upcast;
use comptoir_domain::ids::{FulfillmentId, NodeCode, Sku};
use comptoir_domain::order::{Channel, Delivery, Event, Order};
use comptoir_domain::sourcing::{Part, RequestLine};
use comptoir_domain::time::Timestamp;
use sea_orm::DatabaseConnection;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// The orders of the period, by id.
#[derive(Default)]
pub struct Past {
    pub orders: HashMap<Uuid, PastOrder>,
}

/// An order, and what became of it.
pub struct PastOrder {
    pub id: Uuid,
    pub placed_at: Timestamp,
    pub channel: Channel,
    pub delivery: Delivery,
    pub lines: Vec<PastLine>,
    pub backorder: bool,
    pub gift: bool,
    /// By when the customer was told to have it.
    pub promised: Option<Timestamp>,
    /// What nodes did that neither refused nor rejected it.
    pub parts: Vec<Part>,
    /// Nodes that were asked, and those of them that rejected.
    pub asked: HashSet<NodeCode>,
    pub rejected_by: HashSet<NodeCode>,
    /// Units that could not be had.
    pub lost: i64,
}

pub struct PastLine {
    pub line: u32,
    pub sku: Sku,
    pub quantity: i64,
    pub grams: i64,
    pub category: String,
}

impl PastLine {
    pub fn wanted(&self) -> RequestLine {
        RequestLine { line: self.line, sku: self.sku.clone(), quantity: self.quantity, grams: self.grams }
    }
}

impl Past {
    /// Reads from event `first` to `head`; `progress` hears how many events were read.
    pub async fn read(
        db: &DatabaseConnection,
        scenario: &Scenario,
        first: i64,
        head: i64,
        progress: impl Fn(i64),
    ) -> Result<Self, ReplayError> {
        let mut past = Past::default();
        let mut since = first - 1;
        while since < head {
            let page = feed::events(db, since, PAGE).await?;
            let Some(last) = page.last() else { break };
            since = last.seq;
            for row in page.iter().filter(|row| row.kind == "order" && row.seq <= head) {
                past.hear(row, scenario).map_err(|error| ReplayError::Event { seq: row.seq, error })?;
            }
            progress(since - first);
            tokio::task::yield_now().await;
        }
        Ok(past)
    }

    fn hear(&mut self, row: &EventRow, scenario: &Scenario) -> Result<(), serde_json::Error> {
        if row.r#type == "order.placed" {
            if row.at <= scenario.to {
                self.placed(row)?;
            }
            return Ok(());
        }
        let Some(order) = self.orders.get_mut(&row.entity) else { return Ok(()) };
        match upcast::join::<Order>(&row.r#type, upcast::SCHEMA, row.data.get())? {
            Event::Sourced { plan } => {
                order.promised = order.promised.or_else(|| plan.arrives_at());
                order.asked.extend(plan.parts.iter().map(|part| part.node.clone()));
                order.parts.extend(plan.parts);
            }
            Event::ReservationRefused { fulfillment, .. } => order.forget(fulfillment),
            Event::Rejected { fulfillment, node, .. } => {
                order.forget(fulfillment);
                order.rejected_by.insert(node);
            }
            Event::Backordered { lines } => order.lost += lines.iter().map(|line| line.quantity).sum::<i64>(),
            Event::Refused { .. } => {
                order.lost = order.lines.iter().map(|line| line.quantity).sum();
                order.parts.clear();
            }
            _ => {}
        }
        Ok(())
    }

    fn placed(&mut self, row: &EventRow) -> Result<(), serde_json::Error> {
        let placed = upcast::join::<Order>(&row.r#type, upcast::SCHEMA, row.data.get())?;
        let Event::Placed { channel, delivery, lines, backorder, gift, promised, .. } = placed else { return Ok(()) };
        let line = |line: comptoir_domain::order::Line| PastLine {
            line: line.line,
            sku: line.sku,
            quantity: line.quantity,
            grams: line.grams,
            category: line.category,
        };
        let order = PastOrder {
            id: row.entity,
            placed_at: row.at,
            channel,
            delivery,
            lines: lines.into_iter().map(line).collect(),
            backorder,
            gift,
            promised,
            parts: Vec::new(),
            asked: HashSet::new(),
            rejected_by: HashSet::new(),
            lost: 0,
        };
        self.orders.insert(row.entity, order);
        Ok(())
    }
}

impl PastOrder {
    fn forget(&mut self, fulfillment: FulfillmentId) {
        self.parts.retain(|part| part.fulfillment != fulfillment);
    }
}
