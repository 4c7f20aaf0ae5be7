//! What an order is placed with: read, checked, and put into the hub's words.

use crate::api::problem::Problem;
use crate::api::{fields, nodes};
use crate::app::App;
use crate::auth::Caller;
use crate::auth::promises::{Basket, Broken};
use comptoir_actors::call::Failure;
use comptoir_actors::customers::{self, WhoIsIt};
use comptoir_actors::orders::{NewLine, NewOrder};
use comptoir_domain::customer::{Channel as Conversation, Command, Customer};
use comptoir_domain::handle::HandleKind;
use comptoir_domain::ids::{CustomerId, NodeCode, Sku, VisitorId};
use comptoir_domain::node::NodeKind;
use comptoir_domain::order::{Channel, Contact, Delivery};
use comptoir_domain::place::Address;
use comptoir_domain::time::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Lines of one order.
const MOST_LINES: usize = 200;
/// Units of one line.
const MOST_UNITS: i64 = 100_000;

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewOrder)]
pub struct OrderRequest {
    #[serde(default)]
    #[schema(example = "web")]
    pub channel: ChannelName,
    #[serde(default)]
    pub customer: CustomerRequest,
    pub lines: Vec<LineRequest>,
    pub delivery: DeliveryRequest,
    /// Whether what is not there now may be delivered later.
    #[serde(default = "yes")]
    pub backorder: bool,
    /// A present: its lines should arrive together.
    #[serde(default)]
    pub gift: bool,
    /// From `POST /promises`: the order is held to its date.
    #[serde(default)]
    pub promise: Option<String>,
    /// In which the customer is written to.
    #[serde(default)]
    #[schema(example = "fr")]
    pub language: Option<String>,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChannelName {
    #[default]
    Web,
    Phone,
    Store,
}

impl ChannelName {
    pub(crate) fn of_order(self) -> Channel {
        match self {
            ChannelName::Web => Channel::Web,
            ChannelName::Phone => Channel::Phone,
            ChannelName::Store => Channel::Store,
        }
    }

    fn of_conversation(self) -> Conversation {
        match self {
            ChannelName::Web => Conversation::Webchat,
            ChannelName::Phone => Conversation::Phone,
            ChannelName::Store => Conversation::Store,
        }
    }
}

/// A known customer's `id`, or what is known of whoever orders.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct CustomerRequest {
    #[serde(default)]
    pub id: Option<Uuid>,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub phone: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct LineRequest {
    pub sku: String,
    pub quantity: i64,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "method", rename_all = "snake_case", try_from = "AnyDelivery")]
pub enum DeliveryRequest {
    Ship {
        address: AddressRequest,
    },
    /// At a store.
    Pickup {
        node: String,
    },
    RelayPoint {
        node: String,
    },
}

/// Read like this, so that what is wrong within an address is said with its place.
#[derive(Deserialize)]
struct AnyDelivery {
    method: Method,
    #[serde(default)]
    address: Option<AddressRequest>,
    #[serde(default)]
    node: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Method {
    Ship,
    Pickup,
    RelayPoint,
}

impl TryFrom<AnyDelivery> for DeliveryRequest {
    type Error = &'static str;

    /// The words are serde's own for a field that is not there.
    fn try_from(given: AnyDelivery) -> Result<Self, Self::Error> {
        let no_node = "missing field `node`";
        match given.method {
            Method::Ship => given.address.map(|address| DeliveryRequest::Ship { address }).ok_or("missing field `address`"),
            Method::Pickup => given.node.map(|node| DeliveryRequest::Pickup { node }).ok_or(no_node),
            Method::RelayPoint => given.node.map(|node| DeliveryRequest::RelayPoint { node }).ok_or(no_node),
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct AddressRequest {
    #[serde(default)]
    pub name: Option<String>,
    pub street: String,
    pub postcode: String,
    pub city: String,
    #[serde(default)]
    #[schema(example = "FR")]
    pub country: Option<String>,
    #[serde(default)]
    pub latitude: Option<f64>,
    #[serde(default)]
    pub longitude: Option<f64>,
}

/// An order whose every field has been checked; whose it is has not been asked yet.
pub struct CheckedOrder {
    channel: ChannelName,
    customer: Option<Uuid>,
    contact: Contact,
    language: String,
    lines: Vec<NewLine>,
    delivery: Delivery,
    backorder: bool,
    gift: bool,
    promised: Option<Timestamp>,
}

impl OrderRequest {
    /// `language`: the caller's, for an order that names none.
    pub async fn check(self, app: &App, language: &str) -> Result<CheckedOrder, Problem> {
        let region = &app.config.region;
        let given = &self.customer;
        let contact = fields::contact("customer", [given.name.as_deref(), given.email.as_deref(), given.phone.as_deref()], region)?;
        let delivery = delivery_of(app, self.delivery, &contact)?;
        let language = match self.language.as_deref() {
            Some(tag) => app
                .config
                .language_like(tag)
                .ok_or_else(|| Problem::invalid_field("language", format_args!("must be one of {}", app.config.languages.join(", "))))?,
            None => language,
        };
        let lines = lines_of(app, &self.lines).await?;
        let promised = self.promise.as_deref().map(|promise| promised(app, promise, &lines, &delivery)).transpose()?;
        Ok(CheckedOrder {
            channel: self.channel,
            customer: given.id,
            contact,
            language: language.to_owned(),
            lines,
            promised,
            delivery,
            backorder: self.backorder,
            gift: self.gift,
        })
    }
}

/// By when the customer was told to have it.
fn promised(app: &App, promise: &str, lines: &[NewLine], delivery: &Delivery) -> Result<Timestamp, Problem> {
    let basket = Basket { lines: lines.iter().map(|line| (&line.sku, line.quantity)).collect(), delivery };
    app.promises.read(promise, &basket, app.hub.now()).map_err(|broken| match broken {
        Broken::NotThis => Problem::invalid_field("promise", "was not given for this basket and this place; ask POST /promises for one"),
        Broken::Expired => Problem::conflict("promise_expired", "the date was given more than half an hour ago; ask POST /promises again")
            .with_field("promise"),
    })
}

pub(crate) async fn lines_of(app: &App, given: &[LineRequest]) -> Result<Vec<NewLine>, Problem> {
    if given.is_empty() || given.len() > MOST_LINES {
        return Err(Problem::invalid_field("lines", format_args!("must have 1 to {MOST_LINES} entries")));
    }
    let mut skus = Vec::with_capacity(given.len());
    for (index, line) in given.iter().enumerate() {
        skus.push(Sku(fields::code(&format!("lines[{index}].sku"), &line.sku, 100)?));
        fields::between(&format!("lines[{index}].quantity"), line.quantity, 1, MOST_UNITS)?;
    }
    let known = app.catalogue.look_up(&app.hub, &skus).await?;
    let mut lines = Vec::with_capacity(given.len());
    for (index, ((sku, info), line)) in skus.into_iter().zip(known).zip(given).enumerate() {
        let Some(info) = info else {
            let problem = Problem::unprocessable("unknown_sku", format!("“{sku}” is not sold here; the catalogue is at /api/v1/products"));
            return Err(problem.with_field(format!("lines[{index}].sku")));
        };
        lines.push(NewLine {
            sku,
            title: info.title.clone(),
            barcode: info.barcode.clone(),
            quantity: line.quantity,
            unit_price: info.price,
            grams: info.grams,
            category: info.category.clone(),
        });
    }
    Ok(lines)
}

/// `contact`: whose name stands on the parcel where the address has none.
pub(crate) fn delivery_of(app: &App, given: DeliveryRequest, contact: &Contact) -> Result<Delivery, Problem> {
    Ok(match given {
        DeliveryRequest::Ship { address } => Delivery::Ship { address: address_of(address, contact, &app.config.region)? },
        DeliveryRequest::Pickup { node } => Delivery::Pickup { node: counter(app, node, NodeKind::Store)? },
        DeliveryRequest::RelayPoint { node } => Delivery::RelayPoint { node: counter(app, node, NodeKind::RelayPoint)? },
    })
}

fn address_of(given: AddressRequest, contact: &Contact, region: &str) -> Result<Address, Problem> {
    let name = fields::optional(given.name.as_deref(), |value| fields::name("delivery.address.name", value))?;
    Ok(Address {
        name: name.or_else(|| contact.name.clone()).unwrap_or_default(),
        street: fields::text("delivery.address.street", &given.street, 400)?,
        postcode: fields::name("delivery.address.postcode", &given.postcode)?,
        city: fields::name("delivery.address.city", &given.city)?,
        country: fields::country("delivery.address.country", given.country.as_deref().unwrap_or(region))?,
        point: nodes::point(given.latitude, given.longitude, "delivery.address.")?,
    })
}

/// A node where customers collect.
fn counter(app: &App, code: String, kind: NodeKind) -> Result<NodeCode, Problem> {
    let node = NodeCode(code);
    match app.hub.stock().node(&node).map(|profile| profile.kind) {
        Some(found) if found == kind => Ok(node),
        Some(NodeKind::RelayPoint) => Err(Problem::invalid_field("delivery.node", "is a relay point: give the method `relay_point`")),
        Some(NodeKind::Store) => Err(Problem::invalid_field("delivery.node", "is a store: give the method `pickup`")),
        Some(_) => Err(Problem::invalid_field("delivery.node", "is neither a store nor a relay point: nothing can be collected there")),
        None => Err(Problem::invalid_field("delivery.node", format_args!("names no node: there is no “{}”", node.0))),
    }
}

impl CheckedOrder {
    /// Whether nothing but the caller says whose order it is, so that placing it again would make another customer.
    pub fn is_anonymous(&self) -> bool {
        self.customer.is_none() && self.contact.email.is_none() && self.contact.phone.is_none()
    }

    /// Finds or creates the customer: a visitor's own, or the one a trusted caller means.
    pub async fn for_caller(self, app: &App, caller: &Caller) -> Result<NewOrder, Problem> {
        let (customer, contact) = match caller {
            Caller::Visitor(visitor) => self.of_visitor(app, *visitor, caller).await?,
            _ => match self.customer {
                Some(id) => self.of_known(app, id).await?,
                None => self.of_handles(app, caller).await?,
            },
        };
        Ok(NewOrder {
            customer,
            contact,
            language: self.language,
            channel: self.channel.of_order(),
            lines: self.lines,
            delivery: self.delivery,
            backorder: self.backorder,
            gift: self.gift,
            promised: self.promised,
        })
    }

    /// What a visitor types about themselves is only claimed.
    async fn of_visitor(&self, app: &App, visitor: VisitorId, caller: &Caller) -> Result<(CustomerId, Contact), Problem> {
        if self.customer.is_some() {
            return Err(Problem::forbidden("a visitor orders for themselves; leave `customer.id` out").with_field("customer.id"));
        }
        let customer = customers::customer_of_visitor(&app.hub, visitor, &self.language, &caller.by()).await?;
        let claims = fields::handles(&self.contact);
        if self.contact.name.is_some() || !claims.is_empty() {
            let identify = Command::Identify { name: self.contact.name.clone(), claims };
            customers::tell(&app.hub, customer, identify, caller.by()).await?;
        }
        Ok((customer, self.contact.clone()))
    }

    /// A customer named by id; where nothing else is given, announcements go to the addresses we are surest of.
    async fn of_known(&self, app: &App, id: Uuid) -> Result<(CustomerId, Contact), Problem> {
        let read = |customer: &Customer| {
            let best = |kind| customer.best(kind).map(|handle| handle.key.value.clone());
            let contact = Contact { name: customer.name.clone(), email: best(HandleKind::Email), phone: best(HandleKind::Phone) };
            (customer.linked_to.unwrap_or(customer.id), contact)
        };
        match app.hub.read::<Customer, _>(id, read).await {
            Ok((id, known)) => {
                let given = &self.contact;
                let contact = Contact {
                    name: given.name.clone().or(known.name),
                    email: given.email.clone().or(known.email),
                    phone: given.phone.clone().or(known.phone),
                };
                Ok((id, contact))
            }
            Err(Failure::Unknown) => {
                Err(Problem::unprocessable("unknown_customer", format!("there is no customer {id}")).with_field("customer.id"))
            }
            Err(failure) => Err(failure.into()),
        }
    }

    /// What a trusted caller brings attaches.
    async fn of_handles(&self, app: &App, caller: &Caller) -> Result<(CustomerId, Contact), Problem> {
        let who = WhoIsIt {
            name: self.contact.name.clone(),
            handles: fields::handles(&self.contact),
            language: self.language.clone(),
            channel: self.channel.of_conversation(),
        };
        let customer = customers::customer_for(&app.hub, &who, &caller.by(), None).await?;
        Ok((customer, self.contact.clone()))
    }
}
