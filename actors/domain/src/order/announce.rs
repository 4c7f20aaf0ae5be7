//! Of what happens to an order, what the customer is also told by email or SMS.

use crate::order::{Announcement, Delay, Event, Order};

/// What the customer is told because of `event`; `order_after` is the order with the event applied.
pub fn announcements(order_after: &Order, event: &Event) -> Vec<Announcement> {
    let about = |template: &'static str, fulfillment, sms| {
        let once = format!("{template}:{fulfillment}");
        vec![Announcement { template, once, fulfillment: Some(fulfillment), expected: None, delay: None, sms }]
    };
    let whole = |template: &'static str, once: String| {
        vec![Announcement { template, once, fulfillment: None, expected: order_after.expected_at(), delay: None, sms: false }]
    };
    match event {
        Event::Reserved { fulfillment, .. } if order_after.confirmed_by == Some(*fulfillment) && order_after.has_confirmation() => {
            whole("order_confirmed", "order_confirmed".into())
        }
        // Somebody may be waiting for it at the door or on the way to the store.
        Event::Delayed { expected, told, fulfillments } => vec![Announcement {
            template: "order_later",
            // No fulfillment is late twice: what is planned again is another one.
            once: format!("order_later:{}", fulfillments.iter().map(|id| id.to_string()).collect::<Vec<_>>().join(",")),
            fulfillment: None,
            expected: Some(*expected),
            delay: Some(Delay { told: *told, fulfillments: fulfillments.clone() }),
            sms: true,
        }],
        // More may turn out to be missing later, and that is news again.
        Event::Backordered { .. } => whole("order_backordered", format!("order_backordered:{}", order_after.units().backordered)),
        // So may be what was on its way to a counter, once it is there.
        Event::Cancelled { .. } => whole("order_cancelled", format!("order_cancelled:{}", order_after.units().cancelled)),
        Event::Ready { fulfillment, .. } => about("ready_for_pickup", *fulfillment, true),
        // Whoever collects it is called when it is there.
        Event::Shipped { fulfillment, .. } => about("shipped", *fulfillment, order_after.delivery.counter().is_none()),
        Event::Collected { fulfillment, .. } => about("collected", *fulfillment, false),
        Event::Delivered { fulfillment, .. } => about("delivered", *fulfillment, false),
        Event::Expired { fulfillment, .. } => about("pickup_expired", *fulfillment, false),
        _ => Vec::new(),
    }
}
