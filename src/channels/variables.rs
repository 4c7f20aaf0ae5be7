//! What templates can speak of.

use super::wording::{money, until};
use crate::shop_hours::local;
use comptoir_actors::sourcing::day_name;
use comptoir_domain::ids::{FulfillmentId, NodeCode};
use comptoir_domain::node::Profile;
use comptoir_domain::order::{Delivery, Order};
use comptoir_domain::time::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};
use std::sync::Arc;

/// Who reads it, where and when.
pub struct Reader<'a> {
    pub language: &'a str,
    pub zone: &'a TimeZone,
    /// When the message came up: "today" is that day, also when it is read again later.
    pub at: Timestamp,
}

/// What is known of an order and, where the message is about one, of a fulfillment: `order`, `customer`, `delivery`, `fulfillment`,
/// `store` and `pickup`.
pub fn of_order(
    order: &Order,
    fulfillment: Option<FulfillmentId>,
    tracking_url: &str,
    node: impl Fn(&NodeCode) -> Option<Arc<Profile>>,
    reader: &Reader,
) -> Value {
    let price = |amount| money(amount, &order.currency, reader.language);
    let name_of = |code: &NodeCode| node(code).map_or_else(|| code.0.clone(), |profile| profile.name.clone());
    let line = |title: &str, quantity: i64, unit_price: i64| json!({"title": title, "quantity": quantity, "total": price(unit_price.saturating_mul(quantity))});
    let delivery = match &order.delivery {
        Delivery::Ship { address } => json!({
            "method": "ship",
            "address": {"name": address.name, "street": address.street, "postcode": address.postcode, "city": address.city, "country": address.country},
            "node_name": null,
        }),
        Delivery::Pickup { node } | Delivery::RelayPoint { node } => {
            json!({"method": order.delivery.as_str(), "address": null, "node_name": name_of(node)})
        }
    };
    let store = order.delivery.counter().and_then(&node).map(|profile| store(&profile, reader));
    let fulfillment = fulfillment.and_then(|id| order.fulfillment(id));
    json!({
        "customer": {"name": order.contact.name},
        "order": {
            "number": order.number,
            "total": price(order.total().amount),
            "lines": order.lines.iter().map(|of| line(&of.title, of.quantity, of.unit_price)).collect::<Vec<_>>(),
            "delivery": delivery,
            "tracking_url": tracking_url,
        },
        "delivery": delivery,
        "fulfillment": fulfillment.map(|fulfillment| json!({
            "node_name": name_of(&fulfillment.node),
            "sent_to": order.sent_to(fulfillment).map(name_of),
            "carrier": fulfillment.carrier,
            "tracking_number": fulfillment.tracking_number,
            "lines": fulfillment.lines.iter().filter_map(|part| {
                let of = order.line(part.line)?;
                Some(line(&of.title, part.quantity, of.unit_price))
            }).collect::<Vec<_>>(),
        })),
        "store": store,
        "pickup": fulfillment.map(|fulfillment| json!({
            "code": fulfillment.pickup_code,
            "until": fulfillment.ready_until.map(|moment| until(moment, reader.at, reader.zone, reader.language)),
        })),
    })
}

fn store(profile: &Profile, reader: &Reader) -> Value {
    let today = local(reader.at, reader.zone).and_then(|now| profile.hours.get(day_name(now.weekday())));
    let open = today.filter(|spans| !spans.is_empty()).map(|spans| spans.join(", "));
    let address = &profile.address;
    json!({
        "name": profile.name,
        "street": address.street,
        "postcode": address.postcode,
        "city": address.city,
        "hours_today": open,
        "phone": profile.phone,
    })
}
