//! Placing orders and planning them again: where live stock meets the pure sourcing function.

use crate::call::{By, Call, Failure, Key};
use crate::hub::Hub;
use crate::sourcing::{Scoped, Wish};
use comptoir_domain::ids::{self, CustomerId, FulfillmentId, NodeCode, OrderId, Sku};
use comptoir_domain::order::{self, Channel, Contact, Delivery, Line, Order, Place, Quantities, Status};
use comptoir_domain::sourcing::{Destination, Method, Plan, Policy, Request, RequestLine, Unsourceable};
use comptoir_domain::time::Timestamp;
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
    /// A present: its lines should arrive together.
    pub gift: bool,
    /// By when the customer was told to have it.
    pub promised: Option<Timestamp>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct NewLine {
    pub sku: Sku,
    pub title: String,
    pub barcode: Option<String>,
    pub quantity: i64,
    pub unit_price: i64,
    /// Of one unit.
    pub grams: i64,
    /// The product's.
    pub category: String,
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
            grams: new.grams,
            category: new.category,
            quantities: Quantities::default(),
        })
        .collect();
    let question = Question {
        seed: seed(id, 0),
        channel: new.channel,
        delivery: &new.delivery,
        lines: lines.iter().map(|line| wanted(line, line.quantity)).collect(),
        categories: lines.iter().map(|line| line.category.as_str()).collect(),
        gift: new.gift,
        promised: new.promised,
        without: &[],
        partly: new.backorder,
    };
    let plan = question.ask(hub, None);
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
        gift: new.gift,
        promised: new.promised,
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
    let open = order.lines.iter().map(|line| (line, line.quantities.open)).filter(|(_, open)| *open > 0);
    let question = Question::again(&order, open, without, order.takes_backorders());
    Some(order::Command::Plan(Box::new(question.ask(hub, None))))
}

/// Whether other nodes could serve all of a fulfillment now.
pub(crate) async fn can_be_served_elsewhere(hub: &Hub, id: OrderId, fulfillment: FulfillmentId) -> bool {
    let Ok(order) = hub.read::<Order, _>(id.0, Order::clone).await else { return false };
    let Some(overdue) = order.fulfillment(fulfillment) else { return false };
    let without: Vec<NodeCode> = order.without.iter().chain([&overdue.node]).cloned().collect();
    let served = overdue.lines.iter().filter_map(|served| Some((order.line(served.line)?, served.quantity)));
    Question::again(&order, served, &without, false).ask(hub, None).is_ok()
}

/// What would become of an order at this moment; nothing is reserved. `policy`: one that need not be in force.
pub fn preview(
    hub: &Hub,
    channel: Channel,
    delivery: &Delivery,
    lines: &[NewLine],
    gift: bool,
    policy: Option<&Policy>,
) -> Result<Plan, Unsourceable> {
    let wanted = |(line, new): (u32, &NewLine)| RequestLine { line, sku: new.sku.clone(), quantity: new.quantity, grams: new.grams };
    let question = Question {
        seed: "preview".to_owned(),
        channel,
        delivery,
        lines: (1..).zip(lines).map(wanted).collect(),
        categories: lines.iter().map(|line| line.category.as_str()).collect(),
        gift,
        promised: None,
        without: &[],
        partly: false,
    };
    question.ask(hub, policy)
}

/// What sourcing is asked about an order.
struct Question<'a> {
    /// What the ids of new fulfillments follow from: another one each time an order is planned.
    seed: String,
    channel: Channel,
    delivery: &'a Delivery,
    lines: Vec<RequestLine>,
    /// Of the lines.
    categories: Vec<&'a str>,
    gift: bool,
    promised: Option<Timestamp>,
    without: &'a [NodeCode],
    partly: bool,
}

fn seed(order: OrderId, round: usize) -> String {
    format!("fulfillment:{order}:{round}")
}

fn wanted(line: &Line, quantity: i64) -> RequestLine {
    RequestLine { line: line.line, sku: line.sku.clone(), quantity, grams: line.grams }
}

impl<'a> Question<'a> {
    /// About so many units of these lines of an order that is there already.
    fn again(order: &'a Order, lines: impl Iterator<Item = (&'a Line, i64)>, without: &'a [NodeCode], partly: bool) -> Self {
        let (lines, categories) = lines.map(|(line, units)| (wanted(line, units), line.category.as_str())).unzip();
        Question {
            seed: seed(order.id, order.plans.len()),
            channel: order.channel,
            delivery: &order.delivery,
            lines,
            categories,
            gift: order.gift,
            promised: order.promised,
            without,
            partly,
        }
    }

    /// By the policy in force for such an order, or by this one.
    fn ask(self, hub: &Hub, policy: Option<&Policy>) -> Result<Plan, Unsourceable> {
        let destination = Destination::of(self.delivery, |node| hub.stock().node(node)?.address.point);
        let request = Request {
            fulfillment_seed: self.seed,
            lines: self.lines,
            destination,
            at: hub.now(),
            promised: self.promised,
            gift: self.gift,
        };
        let scoped = Scoped { channel: self.channel, method: Method::of(self.delivery), categories: &self.categories };
        hub.desk().plan(hub.stock(), &Wish { request, scoped, without: self.without, partly: self.partly }, policy)
    }
}
