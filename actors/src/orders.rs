//! Placing orders and planning them again: where live stock meets the pure sourcing function.

use crate::call::{By, Call, Failure, Key};
use crate::hub::Hub;
use comptoir_domain::ids::{self, CustomerId, NodeCode, OrderId, Sku};
use comptoir_domain::order::{self, Channel, Contact, Delivery, Line, Order, Place, Quantities, Status};
use comptoir_domain::place;
use comptoir_domain::sourcing::{self, Destination, Plan, Request, RequestLine, Unsourceable};
use std::time::Duration;
use uuid::Uuid;

/// How long a caller waits for an order to leave sourcing.
const SOURCING_PATIENCE: Duration = Duration::from_secs(2);
/// Numbers to try before giving up: with ten digits the second is hardly ever taken too.
const NUMBERS: u32 = 5;

/// An order to place; titles and prices are those of the catalogue at this moment.
#[derive(Debug, Clone, PartialEq)]
pub struct NewOrder {
    pub customer: CustomerId,
    pub contact: Contact,
    pub language: String,
    pub channel: Channel,
    pub lines: Vec<NewLine>,
    pub delivery: Delivery,
    pub backorder: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub struct NewLine {
    pub sku: Sku,
    pub title: String,
    pub barcode: Option<String>,
    pub quantity: i64,
    pub unit_price: i64,
}

/// An order that is on its way.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedOrder {
    pub order: Order,
    /// The journal's head as of this answer: whoever reads on from here misses nothing of the order.
    pub seq: i64,
    pub repeated: bool,
}

impl PlacedOrder {
    /// Whether it is known where the order's goods come from, or that they do not come.
    pub fn has_left_sourcing(&self) -> bool {
        self.order.status != Status::Sourcing
    }
}

/// Places an order and waits until it has left sourcing, for at most two seconds.
pub async fn place(hub: &Hub, new: NewOrder, by: By, key: Option<Key>) -> Result<PlacedOrder, Failure<order::Refusal>> {
    if let Some(key) = &key
        && let Some(first) = hub.answered(key).await?
    {
        let order = wait_for_sourcing(hub, first.entity).await?;
        return Ok(PlacedOrder { order, seq: first.seq, repeated: true });
    }
    let id = OrderId(key.as_ref().map_or_else(Uuid::now_v7, |key| ids::derived(&format!("order:{}", key.id()))));
    let lines: Vec<Line> = (1..)
        .zip(new.lines)
        .map(|(line, new)| Line {
            line,
            sku: new.sku,
            title: new.title,
            barcode: new.barcode,
            quantity: new.quantity,
            unit_price: new.unit_price,
            quantities: Quantities::default(),
        })
        .collect();
    let wanted = lines.iter().map(|line| RequestLine { line: line.line, sku: line.sku.clone(), quantity: line.quantity }).collect();
    let plan = plan(hub, id, 0, wanted, &new.delivery, &[], new.backorder);
    let mut place = Place {
        number: String::new(),
        customer: new.customer,
        contact: new.contact,
        language: new.language,
        channel: new.channel,
        delivery: new.delivery,
        currency: hub.options().currency.clone(),
        lines,
        backorder: new.backorder,
        plan,
    };
    for attempt in 0..NUMBERS {
        place.number = ids::order_number(id, attempt);
        let call = Call {
            command: Some(order::Command::Place(Box::new(place.clone()))),
            until_settled: true,
            // The key was not known a moment ago, and the id follows from it: if somebody else uses it right now, the journal says so.
            new: true,
            ..Call::command(order::Command::SourcingDelayed, by.clone()).with_key(key.clone())
        };
        match tokio::time::timeout(SOURCING_PATIENCE, hub.ask::<Order, _>(id.0, call, Order::clone)).await {
            Ok(Ok((receipt, order))) => {
                return Ok(PlacedOrder { order, seq: hub.journal().head(), repeated: receipt.repeated && receipt.seq > 0 });
            }
            Ok(Err(Failure::Taken(what))) if what.contains("number") => {}
            Ok(Err(failure)) => return Err(failure),
            Err(_) => {
                let order = match hub.read::<Order, _>(id.0, Order::clone).await {
                    // The database is slow, or away: whether there will be an order is not known yet.
                    Err(Failure::Unknown) => return Err(Failure::TryAgain),
                    order => order?,
                };
                return Ok(PlacedOrder { order, seq: hub.journal().head(), repeated: false });
            }
        }
    }
    Err(Failure::TryAgain)
}

async fn wait_for_sourcing(hub: &Hub, id: Uuid) -> Result<Order, Failure<order::Refusal>> {
    let call = Call { until_settled: true, ..Call::look() };
    match tokio::time::timeout(SOURCING_PATIENCE, hub.ask::<Order, _>(id, call, Order::clone)).await {
        Ok(answer) => answer.map(|(_, order)| order),
        Err(_) => hub.read::<Order, _>(id, Order::clone).await,
    }
}

/// Plans an order's open lines from the stock as it is now. `None` when the order cannot be read.
pub(crate) async fn plan_again(hub: &Hub, id: OrderId, without: &[NodeCode]) -> Option<order::Command> {
    let order = hub.read::<Order, _>(id.0, Order::clone).await.ok()?;
    let open = order
        .lines
        .iter()
        .filter(|line| line.quantities.open > 0)
        .map(|line| RequestLine { line: line.line, sku: line.sku.clone(), quantity: line.quantities.open })
        .collect();
    Some(order::Command::Plan(Box::new(plan(hub, id, order.plans.len(), open, &order.delivery, without, order.takes_backorders()))))
}

/// A plan over the live stock; `partly`: one for what there is, when not all of it can be had.
fn plan(
    hub: &Hub,
    order: OrderId,
    round: usize,
    lines: Vec<RequestLine>,
    delivery: &Delivery,
    without: &[NodeCode],
    partly: bool,
) -> Result<Plan, Unsourceable> {
    let destination = match delivery {
        Delivery::Ship { address } => {
            Destination::Ship { to: address.point.or_else(|| place::point_of_postcode(&address.country, &address.postcode)) }
        }
        Delivery::Pickup { node } => Destination::Pickup { node: node.clone() },
    };
    let candidates = hub.stock().candidates(&lines, without);
    let request = Request { fulfillment_seed: format!("fulfillment:{order}:{round}"), lines, destination };
    if partly { sourcing::plan_partly(&request, &candidates) } else { sourcing::plan(&request, &candidates) }
}
