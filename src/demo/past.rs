//! Lets the demo's past happen, through the same commands as everything later.

use super::data::{self, DemoCustomer, DemoOrder, DemoVisitor, Now, Placed, Said, To};
use super::seed::{SeedError, by, clerk_of};
use crate::auth::secrets;
use crate::shop_hours;
use comptoir_actors::call::{By, ByKind, Call};
use comptoir_actors::customers::{self, WhoIsIt};
use comptoir_actors::hub::Hub;
use comptoir_actors::orders::{self, NewLine, NewOrder};
use comptoir_actors::store::catalogue::{self, VariantInfo};
use comptoir_actors::store::rows::NewDelivery;
use comptoir_domain::customer::{self, Customer, From, Post, StaffRef};
use comptoir_domain::handle::{Assurance, HandleKey, HandleKind};
use comptoir_domain::ids::{self, CustomerId, MessageId, NodeCode, Sku, StaffId, TopicId, TouchId, VisitorId};
use comptoir_domain::node::Stock;
use comptoir_domain::order::{self, Contact, Delivery, Fulfillment, Order};
use comptoir_domain::place::{Address, point_of_postcode};
use futures_util::future::try_join_all;
use serde_json::json;
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Where orders to be sent are packed.
const WAREHOUSE: &str = "ORL1";
/// How long a parcel waits in the store.
const PICKUP_DAYS: u32 = 7;

/// Everybody's story, all at the same time.
pub(super) async fn happen(hub: &Hub) -> Result<(), SeedError> {
    let catalogue = Articles::read(hub).await?;
    let bought = catalogue.choose(hub)?;
    let customers = data::CUSTOMERS.iter().enumerate().map(|(place, customer)| {
        let orders = bought[place].iter().zip(customer.orders);
        story(hub, customer, orders)
    });
    try_join_all(customers).await?;
    // After them: one of the visitors claims the address of a customer.
    try_join_all(data::VISITORS.iter().enumerate().map(|(place, visitor)| visit(hub, place, visitor))).await?;
    Ok(())
}

/// What can be bought.
struct Articles {
    /// SKUs of each category, one of each product.
    of_category: HashMap<String, Vec<Sku>>,
    known: HashMap<Sku, VariantInfo>,
}

impl Articles {
    async fn read(hub: &Hub) -> Result<Self, SeedError> {
        let mut of_category: HashMap<String, Vec<Sku>> = HashMap::new();
        for product in data::products() {
            if let Some(variant) = product.variants.into_iter().next() {
                of_category.entry(product.category).or_default().push(Sku(variant.sku));
            }
        }
        let skus: Vec<Sku> = of_category.values().flatten().cloned().collect();
        let known = catalogue::lines_for(hub.db(), &skus).await?;
        Ok(Articles { of_category, known })
    }

    /// The lines of every customer's orders: articles that are in stock where they come from, another one each time.
    fn choose(&self, hub: &Hub) -> Result<Vec<Vec<Vec<NewLine>>>, SeedError> {
        let mut taken = HashSet::new();
        let lines_of = |order: &DemoOrder, taken: &mut HashSet<Sku>| {
            let (node, without) = match order.to {
                To::Home | To::Relay(_) => (WAREHOUSE, None),
                To::Store(code) => (code, None),
                To::StoreWithout(code) => (WAREHOUSE, Some(NodeCode::from(code))),
            };
            let shelf = Shelf { node: node.into(), without };
            order.lines.iter().map(|&(category, quantity)| self.article(hub, &shelf, category, quantity, taken)).collect()
        };
        let orders_of = |customer: &DemoCustomer| customer.orders.iter().map(|order| lines_of(order, &mut taken)).collect();
        data::CUSTOMERS.iter().map(orders_of).collect()
    }

    fn article(&self, hub: &Hub, shelf: &Shelf, category: &str, quantity: i64, taken: &mut HashSet<Sku>) -> Result<NewLine, SeedError> {
        let node = &shelf.node;
        let stock = hub.stock().of_node(node);
        let elsewhere = shelf.without.as_ref().map(|node| hub.stock().of_node(node)).unwrap_or_default();
        let enough = |sku: &&Sku| {
            let has = |stock: &BTreeMap<Sku, Stock>, least| stock.get(*sku).is_some_and(|stock| stock.available() >= least);
            !taken.contains(*sku) && has(&stock, quantity) && !has(&elsewhere, 1)
        };
        let found = self.of_category.get(category).into_iter().flatten().find(enough).and_then(|sku| Some((sku, self.known.get(sku)?)));
        let Some((sku, info)) = found else {
            return Err(SeedError::Refused { what: format!("line for {category}"), why: format!("{node} has none of it") });
        };
        taken.insert(sku.clone());
        Ok(NewLine {
            sku: sku.clone(),
            title: info.title.clone(),
            barcode: info.barcode.clone(),
            quantity,
            unit_price: info.price,
            grams: info.grams,
            category: info.category.clone(),
        })
    }
}

/// Where something comes from.
struct Shelf {
    node: NodeCode,
    /// A store that has none of it.
    without: Option<NodeCode>,
}

async fn story(hub: &Hub, who: &DemoCustomer, orders: impl Iterator<Item = (&Vec<NewLine>, &DemoOrder)>) -> Result<(), SeedError> {
    let key = |kind, value: &str| HandleKey { kind, value: value.to_owned() };
    let handles = vec![key(HandleKind::Email, who.email), key(HandleKind::Phone, who.phone)];
    let chats = who.talk.iter().any(|said| matches!(said, Said::Visitor(_)));
    let customer = if chats {
        let visitor = VisitorId(ids::derived(&format!("demo visitor:{}", who.email)));
        let id =
            customers::customer_of_visitor(hub, visitor, who.language, &as_visitor(visitor)).await.map_err(SeedError::of("customer"))?;
        let identify = customer::Command::Identify { name: Some(who.name.to_owned()), claims: handles.clone() };
        tell(hub, id, identify, as_visitor(visitor)).await?;
        for handle in handles {
            tell(hub, id, customer::Command::Attach { handle, assurance: Assurance::Confirmed }, by("camille")).await?;
        }
        id
    } else {
        let who =
            WhoIsIt { name: Some(who.name.to_owned()), handles, language: who.language.to_owned(), channel: customer::Channel::Store };
        customers::customer_for(hub, &who, &By::system(), None).await.map_err(SeedError::of("customer"))?
    };
    for (lines, order) in orders {
        let placed = place(hub, who, customer, lines.clone(), order).await?;
        let live: Vec<&Fulfillment> = placed.fulfillments.iter().filter(|fulfillment| fulfillment.offered_at.is_some()).collect();
        if live.is_empty() {
            return Err(SeedError::Refused { what: format!("order of {}", who.name), why: "no node has reserved it".to_owned() });
        }
        for fulfillment in live {
            advance(hub, &placed, fulfillment, order.now).await?;
        }
    }
    talk(hub, customer, who.email, who.talk).await
}

fn as_visitor(visitor: VisitorId) -> By {
    By { kind: ByKind::Visitor, id: Some(visitor.to_string()), name: None }
}

async fn place(hub: &Hub, who: &DemoCustomer, customer: CustomerId, lines: Vec<NewLine>, order: &DemoOrder) -> Result<Order, SeedError> {
    let delivery = match order.to {
        To::Store(code) | To::StoreWithout(code) => Delivery::Pickup { node: code.into() },
        To::Relay(code) => Delivery::RelayPoint { node: code.into() },
        To::Home => Delivery::Ship {
            address: Address {
                name: who.name.to_owned(),
                street: who.street.to_owned(),
                postcode: who.postcode.to_owned(),
                city: who.city.to_owned(),
                country: "FR".to_owned(),
                point: point_of_postcode("FR", who.postcode),
            },
        },
    };
    let (channel, by) = match (order.placed, order.to) {
        (Placed::Phone(agent), _) => (order::Channel::Phone, by(agent)),
        (Placed::Store, To::Store(code)) => (order::Channel::Store, clerk_of(&code.into())),
        (Placed::Store, _) => (order::Channel::Store, By::system()),
        (Placed::Web, _) => (order::Channel::Web, as_visitor(VisitorId(ids::derived(&format!("demo visitor:{}", who.email))))),
    };
    let new = NewOrder {
        customer,
        contact: Contact { name: Some(who.name.to_owned()), email: Some(who.email.to_owned()), phone: Some(who.phone.to_owned()) },
        language: who.language.to_owned(),
        channel,
        lines,
        delivery,
        backorder: false,
        gift: false,
        promised: None,
    };
    Ok(orders::place(hub, new, by, None).await.map_err(SeedError::of("order"))?.order)
}

/// Moves a fulfillment on, step by step, as far as it has come.
async fn advance(hub: &Hub, order: &Order, fulfillment: &Fulfillment, now: Now) -> Result<(), SeedError> {
    use order::Command::{Accept, Cancel, Collect, Deliver, Pack, Pick, Ready, Ship};
    let (id, clerk) = (fulfillment.id, clerk_of(&fulfillment.node));
    let mut steps = vec![Accept { fulfillment: id }, Pick { fulfillment: id, lines: None }, Pack { fulfillment: id }];
    match now {
        Now::Offered => steps.clear(),
        Now::Accepted => steps.truncate(1),
        Now::Picked => steps.truncate(2),
        Now::Packed => {}
        Now::Ready | Now::Collected => {
            let code = secrets::six_digits().map_err(|error| SeedError::Refused { what: "pickup code".into(), why: error.to_string() })?;
            let counter = order.sent_to(fulfillment);
            if counter.is_some() {
                steps.push(Ship { fulfillment: id, carrier: None, tracking_number: None });
            }
            let until = waits_until(hub, counter.unwrap_or(&fulfillment.node));
            steps.push(Ready { fulfillment: id, code: code.clone(), until });
            if now == Now::Collected {
                steps.push(Collect { fulfillment: id, code });
            }
        }
        Now::Sent(carrier, number) | Now::Delivered(carrier, number) => {
            steps.push(Ship { fulfillment: id, carrier: Some(carrier.to_owned()), tracking_number: Some(number.to_owned()) });
            if matches!(now, Now::Delivered(..)) {
                steps.push(Deliver { fulfillment: id });
            }
        }
        Now::Cancelled(why) => steps = vec![Cancel { reason: why.to_owned(), by_customer: true }],
    }
    for step in steps {
        hub.tell::<Order>(order.id.0, step, clerk.clone()).await.map_err(SeedError::of("order"))?;
    }
    Ok(())
}

fn waits_until(hub: &Hub, node: &NodeCode) -> comptoir_domain::time::Timestamp {
    shop_hours::last_closing(hub.now(), PICKUP_DAYS, hub.stock().node(node).as_deref(), &hub.options().retailer)
}

/// `words` make the ids: the same at every start.
async fn talk(hub: &Hub, customer: CustomerId, words: &str, talk: &[Said]) -> Result<(), SeedError> {
    for (place, said) in talk.iter().enumerate() {
        let id = |what: &str| ids::derived(&format!("demo {what}:{words}:{place}"));
        let message = MessageId(id("message"));
        let post = |channel, from, login: Option<&str>, text: &str| {
            let staff = login.map(staff_ref);
            customer::Command::Post(Box::new(Post {
                message,
                channel,
                from,
                name: staff.as_ref().map(|staff| first_name(&staff.name)),
                text: text.to_owned(),
                to: None,
                new_topic: TopicId(id("topic")),
                new_touch: TouchId(id("touch")),
                staff,
            }))
        };
        match *said {
            Said::Visitor(text) => {
                let visitor = VisitorId(ids::derived(&format!("demo visitor:{words}")));
                tell(hub, customer, post(customer::Channel::Webchat, From::Customer, None, text), as_visitor(visitor)).await?;
            }
            Said::Agent(login, text) => {
                tell(hub, customer, post(customer::Channel::Webchat, From::Staff, Some(login), text), by(login)).await?;
            }
            Said::Email(login, text) => {
                let command = post(customer::Channel::Email, From::Staff, Some(login), text);
                email(hub, customer, words, message, command, login, text).await?;
            }
            Said::Note(login, text) => {
                let note = customer::Command::Note { message, topic: None, name: Some(staff_ref(login).name), text: text.to_owned() };
                tell(hub, customer, note, by(login)).await?;
            }
            Said::Call(login, text) => {
                let touch = TouchId(id("touch"));
                tell(hub, customer, customer::Command::OpenTouch { touch, channel: customer::Channel::Phone }, by(login)).await?;
                let note = customer::Command::Note { message, topic: None, name: Some(staff_ref(login).name), text: text.to_owned() };
                tell(hub, customer, note, by(login)).await?;
                tell(hub, customer, customer::Command::CloseTouch { touch }, by(login)).await?;
            }
            Said::Closed(login) => {
                let topics =
                    hub.read::<Customer, _>(customer.0, |customer| customer.topics.iter().map(|topic| topic.id).collect::<Vec<_>>());
                for topic in topics.await.map_err(SeedError::of("conversation"))? {
                    tell(hub, customer, customer::Command::CloseTopic { topic }, by(login)).await?;
                }
            }
        }
    }
    Ok(())
}

/// Posts a message that also goes out, in the same commit.
async fn email(
    hub: &Hub,
    customer: CustomerId,
    address: &str,
    message: MessageId,
    command: customer::Command,
    login: &str,
    text: &str,
) -> Result<(), SeedError> {
    let delivery = NewDelivery {
        id: ids::derived(&format!("delivery:{message}")),
        channel: "email".into(),
        recipient: address.to_owned(),
        template: "message".to_owned(),
        language: "fr".to_owned(),
        data: json!({"text": text, "from_name": first_name(&staff_ref(login).name)}),
        at: hub.now(),
        customer: Some(customer.0),
        order: None,
    };
    let command = match command {
        customer::Command::Post(post) => customer::Command::Post(Box::new(Post { to: Some(address.to_owned()), ..*post })),
        other => other,
    };
    let call = Call { deliveries: vec![delivery], ..Call::command(command, by(login)) };
    customers::ask(hub, customer, call, |_| ()).await.map_err(SeedError::of("email"))?;
    Ok(())
}

async fn visit(hub: &Hub, place: usize, visitor: &DemoVisitor) -> Result<(), SeedError> {
    let words = format!("somebody {place}");
    let id = VisitorId(ids::derived(&format!("demo visitor:{words}")));
    let customer = customers::customer_of_visitor(hub, id, visitor.language, &as_visitor(id)).await.map_err(SeedError::of("visitor"))?;
    if visitor.name.is_some() || visitor.email.is_some() {
        let claims = visitor.email.map(|email| HandleKey { kind: HandleKind::Email, value: email.to_owned() }).into_iter().collect();
        tell(hub, customer, customer::Command::Identify { name: visitor.name.map(str::to_owned), claims }, as_visitor(id)).await?;
    }
    talk(hub, customer, &words, visitor.talk).await
}

fn staff_ref(login: &str) -> StaffRef {
    let by = by(login);
    StaffRef { id: StaffId(by.id.and_then(|id| id.parse::<Uuid>().ok()).unwrap_or_default()), name: by.name.unwrap_or_default() }
}

/// What customers see of a member of staff.
fn first_name(name: &str) -> String {
    name.split_whitespace().next().unwrap_or_default().to_owned()
}

async fn tell(hub: &Hub, customer: CustomerId, command: customer::Command, by: By) -> Result<(), SeedError> {
    customers::tell(hub, customer, command, by).await.map(|_| ()).map_err(SeedError::of("conversation"))
}
