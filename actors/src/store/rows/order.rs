//! An order's rows, and what goes out because of its events.

use super::{NewDelivery, RowWrite, Stored, Subject, Table, id, maybe_text, moment, number, text};
use comptoir_domain::order::{self, Order};
use comptoir_domain::time::Timestamp;
use sea_orm::Value;
use serde_json::json;
use std::sync::Arc;
use uuid::Uuid;

impl Stored for Order {
    type Before = ();

    fn before(&self, _: &[order::Event]) {}

    fn rows(_: &(), after: &Self, _: &[order::Event], version: i64) -> Vec<RowWrite> {
        after.all_rows(version)
    }

    fn all_rows(&self, version: i64) -> Vec<RowWrite> {
        let Some(placed_at) = self.placed_at else { return Vec::new() };
        let method = self.delivery.as_str();
        let counter = self.delivery.counter().map(|node| node.0.as_str());
        let mut rows = Vec::with_capacity(1 + self.lines.len() + self.fulfillments.len());
        rows.push(RowWrite::is(
            Table::Orders,
            vec![
                id(self.id.0),
                text(&self.number),
                id(self.customer.0),
                maybe_text(self.contact.name.as_deref()),
                maybe_text(self.contact.email.as_deref()),
                maybe_text(self.contact.phone.as_deref()),
                text(self.status.as_str()),
                text(self.channel.as_str()),
                text(method),
                maybe_text(counter),
                number(self.total().amount),
                text(&self.currency),
                number(placed_at.0),
                number(version),
            ],
        ));
        for line in &self.lines {
            let at = &line.quantities;
            rows.push(RowWrite::is(
                Table::OrderLines,
                vec![
                    id(self.id.0),
                    Value::Int(Some(line.line as i32)),
                    text(&line.sku.0),
                    text(&line.title),
                    number(line.quantity),
                    number(line.unit_price),
                    number(at.open),
                    number(at.reserved),
                    number(at.picked),
                    number(at.packed),
                    number(at.shipped),
                    number(at.ready),
                    number(at.delivered),
                    number(at.collected),
                    number(at.cancelled),
                    number(at.backordered),
                    number(at.returned),
                ],
            ));
        }
        for fulfillment in &self.fulfillments {
            rows.push(RowWrite::is(
                Table::Fulfillments,
                vec![
                    id(fulfillment.id.0),
                    id(self.id.0),
                    text(&self.number),
                    text(&fulfillment.node.0),
                    text(fulfillment.status.as_str()),
                    text(method),
                    text(self.channel.as_str()),
                    maybe_text(self.contact.name.as_deref()),
                    Value::String(Some(lines_as_json(self, fulfillment))),
                    moment(fulfillment.offered_at),
                    moment(fulfillment.due_at),
                    moment(fulfillment.ready_until),
                    maybe_text(fulfillment.carrier.as_deref()),
                    maybe_text(fulfillment.tracking_number.as_deref()),
                    maybe_text(self.sent_to(fulfillment).map(|node| node.0.as_str())),
                    number(version),
                ],
            ));
        }
        rows
    }

    fn deliveries(&self, event: &order::Event, now: Timestamp, into: &mut Vec<NewDelivery>) {
        for announcement in order::announcements(self, event) {
            let mut tell = |channel: &'static str, recipient: &str| {
                into.push(NewDelivery {
                    id: comptoir_domain::ids::derived(&format!("delivery:{}:{}:{channel}", self.id, announcement.once)),
                    channel: channel.into(),
                    recipient: recipient.to_owned(),
                    template: announcement.template.to_owned(),
                    language: self.language.clone(),
                    data: json!(announcement.about),
                    at: now,
                    customer: Some(self.customer.0),
                    order: Some((self.id.0, self.number.clone())),
                });
            };
            if let Some(email) = &self.contact.email {
                tell("email", email);
            }
            if let (true, Some(phone)) = (announcement.sms, &self.contact.phone) {
                tell("sms", phone);
            }
        }
    }

    fn subject(_: &(), after: &Self, _: &[order::Event]) -> Subject {
        Subject::Order(Arc::new(after.clone()))
    }

    fn message(_: &order::Event) -> Option<Uuid> {
        None
    }

    /// It is known where the goods come from, or that they do not come.
    fn is_settled(&self) -> bool {
        self.status != order::Status::Sourcing
    }

    fn carries_id(command: &order::Command) -> bool {
        matches!(command, order::Command::Place(_))
    }

    fn snapshot_after(&self) -> u64 {
        64
    }
}

fn lines_as_json(order: &Order, fulfillment: &order::Fulfillment) -> String {
    let lines: Vec<_> = fulfillment
        .lines
        .iter()
        .map(|part| {
            let line = order.line(part.line);
            json!({
                "line": part.line,
                "sku": part.sku,
                "title": line.map(|line| line.title.as_str()),
                "barcode": line.and_then(|line| line.barcode.as_deref()),
                "quantity": part.quantity,
                "picked": part.picked,
            })
        })
        .collect();
    serde_json::Value::Array(lines).to_string()
}
