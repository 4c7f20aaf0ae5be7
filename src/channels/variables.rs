//! What templates can speak of.

use super::wording::{money, until};
use crate::shop_hours::{local, spoken_day};
use comptoir_actors::sourcing::{Retailer, day_name};
use comptoir_domain::ids::NodeCode;
use comptoir_domain::node::Profile;
use comptoir_domain::order::{About, Delivery, Fulfillment, Order};
use comptoir_domain::time::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;

/// Who reads it, where and when.
pub struct Reader<'a> {
    pub language: &'a str,
    pub retailer: &'a Retailer,
    /// When the message came up: "today" is that day, also when it is read again later.
    pub at: Timestamp,
}

/// What is known of an order and, where the message is about one, of a fulfillment, a delay or what is cancelled of it: `order`, `customer`, `delivery`,
/// `fulfillment`, `delay`, `rest`, `store` and `pickup`.
pub fn of_order(
    order: &Order,
    about: &About,
    tracking_url: &str,
    node: impl Fn(&NodeCode) -> Option<Arc<Profile>>,
    reader: &Reader,
) -> Value {
    let price = |amount| money(amount, &order.currency, reader.language);
    let day = |at| spoken_day(at, &reader.retailer.time_zone, reader.language);
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
    let units_of = |(number, quantity): (u32, i64)| order.line(number).map(|of| line(&of.title, quantity, of.unit_price));
    let lines_of = |fulfillment: &Fulfillment| -> Vec<Value> {
        fulfillment.lines.iter().filter_map(|part| units_of((part.line, part.quantity))).collect()
    };
    let fulfillment = about.fulfillment.and_then(|id| order.fulfillment(id));
    json!({
        "customer": {"name": order.contact.name},
        "order": {
            "number": order.number,
            "total": price(order.total().amount),
            "lines": order.lines.iter().map(|of| line(&of.title, of.quantity, of.unit_price)).collect::<Vec<_>>(),
            "delivery": delivery,
            "expected_day": about.expected.map(day),
            "tracking_url": tracking_url,
        },
        "delivery": delivery,
        "fulfillment": fulfillment.map(|fulfillment| json!({
            "node_name": name_of(&fulfillment.node),
            "sent_to": order.sent_to(fulfillment).map(name_of),
            "carrier": fulfillment.carrier,
            "tracking_number": fulfillment.tracking_number,
            "lines": lines_of(fulfillment),
        })),
        "delay": about.delay.as_ref().map(|delay| {
            let late: Vec<&Fulfillment> = delay.fulfillments.iter().filter_map(|id| order.fulfillment(*id)).collect();
            let units: i64 = late.iter().flat_map(|fulfillment| &fulfillment.lines).map(|line| line.quantity).sum();
            json!({
                "told_day": day(delay.told),
                "is_part": units < order.lines.iter().map(|line| line.quantity).sum(),
                "lines": late.into_iter().flat_map(lines_of).collect::<Vec<_>>(),
            })
        }),
        "rest": about.rest.as_ref().map(|lines| json!({"lines": lines.iter().filter_map(|line| units_of(*line)).collect::<Vec<_>>()})),
        "store": store,
        "pickup": fulfillment.map(|fulfillment| json!({
            "code": fulfillment.pickup_code,
            "until": fulfillment.ready_until.map(|moment| until(moment, reader.at, &reader.retailer.time_zone, reader.language)),
        })),
    })
}

fn store(profile: &Profile, reader: &Reader) -> Value {
    let today = local(reader.at, &reader.retailer.time_zone).map(|now| now.date());
    let today = today.filter(|date| !reader.retailer.holidays.close(&profile.practice, *date));
    let today = today.and_then(|date| profile.hours.get(day_name(date.weekday())));
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use comptoir_actors::sourcing::Holidays;
    use jiff::tz::TimeZone;

    #[test]
    fn a_store_is_not_said_to_be_open_on_a_holiday() {
        let profile = json!({"code": "LYO1", "name": "Lyon", "kind": "store", "street": "", "postcode": "", "city": "", "country": "FR",
            "hours": {"thu": ["10:00-19:00"], "fri": ["10:00-19:00"]}});
        let profile = serde_json::from_value(profile).unwrap();
        let retailer = Retailer { time_zone: TimeZone::UTC, holidays: Holidays(vec!["12-25".into()]), ..Retailer::default() };
        let hours_on = |day: &str| {
            let at = Timestamp(format!("{day}T09:00:00Z").parse::<jiff::Timestamp>().unwrap().as_millisecond());
            store(&profile, &Reader { language: "fr", retailer: &retailer, at })["hours_today"].clone()
        };
        assert_eq!(hours_on("2026-12-24"), json!("10:00-19:00"));
        assert_eq!(hours_on("2026-12-25"), json!(null), "a Friday");
    }
}
