//! Of what happens to an order, what the customer is also told by email or SMS.

use crate::ids::FulfillmentId;
use crate::order::{About, Announcement, Delay, Event, Order, Status};

/// What the customer is told because of `event`; `order_after` is the order with the event applied.
pub fn announcements(order_after: &Order, event: &Event) -> Vec<Announcement> {
    let part = |template: &'static str, fulfillment: &FulfillmentId, sms| {
        let about = About { fulfillment: Some(*fulfillment), ..About::default() };
        vec![Announcement { template, once: format!("{template}:{fulfillment}"), about, sms }]
    };
    let whole = |template: &'static str, once: String, about| vec![Announcement { template, once, about, sms: false }];
    match event {
        Event::Reserved { fulfillment, .. } if order_after.confirmed_by == Some(*fulfillment) && order_after.has_confirmation() => {
            whole("order_confirmed", "order_confirmed".into(), About { expected: order_after.expected_at(), ..About::default() })
        }
        // Somebody may be waiting for it at the door or on the way to the store.
        Event::Delayed { expected, told, fulfillments } => {
            let delay = Delay { told: *told, fulfillments: fulfillments.clone() };
            // No fulfillment is late twice: what is planned again is another one.
            let once = fulfillments.iter().fold("order_later".to_owned(), |once, fulfillment| format!("{once}:{fulfillment}"));
            let about = About { expected: Some(*expected), delay: Some(delay), ..About::default() };
            vec![Announcement { template: "order_later", once, about, sms: true }]
        }
        // More may turn out to be missing later, and that is news again.
        Event::Backordered { .. } => {
            whole("order_backordered", format!("order_backordered:{}", order_after.units().backordered), About::default())
        }
        // So may be what was on its way to a counter, once it is there.
        Event::Cancelled { .. } => {
            let cancelled = order_after.lines.iter().map(|line| (line.line, line.quantities.cancelled)).filter(|(_, units)| *units > 0);
            let goes_on = order_after.status != Status::Cancelled;
            let about = About { rest: goes_on.then_some(cancelled.collect()), ..About::default() };
            whole("order_cancelled", format!("order_cancelled:{}", order_after.units().cancelled), about)
        }
        Event::Ready { fulfillment, .. } => part("ready_for_pickup", fulfillment, true),
        // Whoever collects it is called when it is there.
        Event::Shipped { fulfillment, .. } => part("shipped", fulfillment, order_after.delivery.counter().is_none()),
        Event::Collected { fulfillment, .. } => part("collected", fulfillment, false),
        Event::Delivered { fulfillment, .. } => part("delivered", fulfillment, false),
        Event::Expired { fulfillment, .. } => part("pickup_expired", fulfillment, false),
        _ => Vec::new(),
    }
}
