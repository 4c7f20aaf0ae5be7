//! Promises before purchase: by which way a basket can be had, and when.

use crate::api::body::Body;
use crate::api::new_order::{AddressRequest, ChannelName, DeliveryRequest, LineRequest, delivery_of, lines_of};
use crate::api::problem::Problem;
use crate::app::App;
use crate::auth::Caller;
use crate::auth::promises::{Basket, HOLDS};
use crate::representation::Moment;
use crate::representation::explanation::{Sentences, Setting};
use crate::representation::order::node_name;
use actix_web::{post, web};
use comptoir_actors::orders::{NewLine, preview};
use comptoir_domain::ids::NodeCode;
use comptoir_domain::node::NodeKind;
use comptoir_domain::order::{Contact, Delivery};
use comptoir_domain::place::{Point, distance_km, is_no_postcode};
use comptoir_domain::sourcing::{Destination, Limit, Plan};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Stores that have everything, and are named at most.
const STORES: usize = 5;
/// Stores to which it can be sent, and relay points, that are named at most.
const SENT_TO: usize = 3;
/// Of the stores that lack something so many are tried: that it can be sent there is a matter of the policy, and hardly of the store.
const TRIED: usize = 10;

#[derive(Debug, Deserialize, ToSchema)]
pub struct PromiseRequest {
    #[serde(default)]
    channel: ChannelName,
    lines: Vec<LineRequest>,
    /// Where it would be sent, and from where stores are looked for.
    #[serde(default)]
    place: Option<PlaceRequest>,
    /// The one store or relay point that is asked about; without it those nearest to the place.
    #[serde(default)]
    #[schema(example = "LYO1")]
    node: Option<String>,
    #[serde(default)]
    gift: bool,
}

/// Where the customer is; a postcode is enough.
#[derive(Debug, Deserialize, ToSchema)]
pub struct PlaceRequest {
    #[schema(example = "69002")]
    postcode: String,
    #[serde(default)]
    city: Option<String>,
    #[serde(default)]
    #[schema(example = "FR")]
    country: Option<String>,
    #[serde(default)]
    latitude: Option<f64>,
    #[serde(default)]
    longitude: Option<f64>,
}

/// The ways in which the basket can be had, the soonest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct Promises {
    promises: Vec<Promise>,
    /// The ways in which it cannot.
    unavailable: Vec<Unavailable>,
}

/// One way.
#[derive(Debug, Serialize, ToSchema)]
pub struct Promise {
    /// `ship`, `pickup` or `relay_point`.
    method: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    node: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    node_name: Option<String>,
    /// From the customer to the store or relay point.
    #[serde(skip_serializing_if = "Option::is_none")]
    distance_km: Option<f64>,
    /// When it arrives, or can be collected.
    at: Moment,
    parcels: usize,
    /// Grams of CO₂ equivalent.
    co2_grams: i64,
    /// What it costs the shop, in minor units: for staff and programs.
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<i64>,
    /// Why from there, and why then.
    because: Sentences,
    /// To be given with the order, which is then held to this date.
    promise: String,
    /// Until when it can be.
    holds_until: Moment,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Unavailable {
    method: &'static str,
    /// `insufficient_stock` or `no_plan_within_limits`.
    code: String,
    /// Which limit was in the way.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "most_km")]
    limit: Option<Limit>,
    detail: String,
}

/// When can it be there?
///
/// The ways in which a basket can be had at a place, with dates, emissions and costs. Nothing is reserved; an order that carries the
/// `promise` within half an hour is held to its date.
#[utoipa::path(tag = "orders", request_body = PromiseRequest, responses((status = 200, body = Promises), (status = 422, body = Problem)))]
#[post("/promises")]
pub async fn make(app: web::Data<App>, caller: Caller, body: Body<PromiseRequest>) -> Result<web::Json<Promises>, Problem> {
    let PromiseRequest { channel, lines, place, node, gift } = body.value;
    if place.is_none() && node.is_none() {
        return Err(Problem::invalid_field("place", "is missing: say where it goes, or name a store or relay point in `node`"));
    }
    let lines = lines_of(&app, &lines).await?;
    let home = place.map(|place| home(&app, place)).transpose()?;
    let asking = Asking { app: &app, channel, lines: &lines, gift, with_cost: caller.is_trusted() };
    let mut answer = Promises { promises: Vec::new(), unavailable: Vec::new() };
    if let Some(home) = &home {
        answer.add("ship", asking.by(home, None));
    }
    match (node, &home) {
        (Some(node), _) => {
            let counter = counter(&app, node)?;
            answer.add(counter.as_str(), asking.by(&counter, None));
        }
        (None, Some(home)) => {
            asking.at_stores(home, &mut answer);
            asking.at_relay_points(home, &mut answer);
        }
        (None, None) => {}
    }
    answer.promises.sort_by_key(|promise| promise.at);
    Ok(web::Json(answer))
}

impl Promises {
    fn add(&mut self, method: &'static str, by: Result<Option<Promise>, Problem>) {
        match by {
            Ok(promise) => self.promises.extend(promise),
            Err(Problem { code, limit, detail, .. }) => self.unavailable.push(Unavailable { method, code, limit, detail }),
        }
    }
}

/// The store or relay point that is asked about.
fn counter(app: &App, node: String) -> Result<Delivery, Problem> {
    let kind = app.hub.stock().node(&NodeCode(node.clone())).map(|profile| profile.kind);
    let request = match kind {
        Some(NodeKind::RelayPoint) => DeliveryRequest::RelayPoint { node },
        _ => DeliveryRequest::Pickup { node },
    };
    delivery_of(app, request, &Contact::default()).map_err(|problem| asked_here(problem, "delivery.node", "node"))
}

/// The words of a problem are those of an order, which names its fields otherwise.
fn asked_here(mut problem: Problem, there: &str, here: &str) -> Problem {
    problem.detail = problem.detail.replace(there, here);
    problem.field = problem.field.map(|field| field.replace(there, here));
    problem
}

/// Somebody's home, of which no more need be known than the postcode.
fn home(app: &App, place: PlaceRequest) -> Result<Delivery, Problem> {
    let PlaceRequest { postcode, city, country, latitude, longitude } = place;
    let unknown = || "?".to_owned();
    let address =
        AddressRequest { name: None, street: unknown(), postcode, city: city.unwrap_or_else(unknown), country, latitude, longitude };
    let home = delivery_of(app, DeliveryRequest::Ship { address }, &Contact::default())
        .map_err(|problem| asked_here(problem, "delivery.address.", "place."))?;
    // An order is taken as it is addressed; a date for a place that does not exist would be a guess.
    if let Delivery::Ship { address } = &home
        && address.point.is_none()
        && is_no_postcode(&address.country, &address.postcode)
    {
        return Err(Problem::invalid_field("place.postcode", format_args!("is none of France: “{}”", address.postcode)));
    }
    Ok(home)
}

struct Asking<'a> {
    app: &'a App,
    channel: ChannelName,
    lines: &'a [NewLine],
    gift: bool,
    with_cost: bool,
}

impl Asking<'_> {
    /// `None`: it can be had, but nobody knows when.
    fn by(&self, delivery: &Delivery, distance_km: Option<f64>) -> Result<Option<Promise>, Problem> {
        let planned = preview(&self.app.hub, self.channel.of_order(), delivery, self.lines, self.gift, None);
        let plan = planned.map_err(|short| crate::api::orders::unsourceable(&short, self.lines))?;
        Ok(self.promise(delivery, &plan, distance_km))
    }

    fn promise(&self, delivery: &Delivery, plan: &Plan, distance_km: Option<f64>) -> Option<Promise> {
        let (at, now) = (plan.arrives_at()?, self.app.hub.now());
        let setting = Setting { nodes: self.app.hub.stock(), zone: &self.app.time_zone, currency: &self.app.config.currency };
        let node = delivery.counter();
        let basket = Basket { lines: self.lines.iter().map(|line| (&line.sku, line.quantity)).collect(), delivery };
        Some(Promise {
            method: delivery.as_str(),
            node: node.map(|node| node.0.clone()),
            node_name: node.map(|node| node_name(node, self.app.hub.stock())),
            distance_km: distance_km.map(|km| (km * 10.0).round() / 10.0),
            at: Moment(at),
            parcels: plan.parts.iter().filter(|part| part.carrier.is_some()).count(),
            co2_grams: plan.parts.iter().map(|part| part.co2).sum(),
            cost: self.with_cost.then_some(plan.cost),
            because: setting.explain(plan, delivery).customer,
            promise: self.app.promises.make(&basket, at, now + HOLDS),
            holds_until: Moment(now + HOLDS),
        })
    }

    /// The nearest stores that have everything, and the nearest of those to which it can be sent.
    fn at_stores(&self, home: &Delivery, answer: &mut Promises) {
        let (having_all, lacking): (Vec<_>, Vec<_>) =
            self.nearest(NodeKind::Store, home).into_iter().partition(|(node, _)| self.has_all(node));
        let pickup = |(node, distance)| (Delivery::Pickup { node }, distance);
        let mut found = self.some(having_all.into_iter().map(pickup), STORES);
        found.extend(self.some(lacking.into_iter().take(TRIED).map(pickup), SENT_TO));
        if found.is_empty() {
            answer.add("pickup", Err(Problem::conflict("insufficient_stock", "no store has all of it")));
        }
        answer.promises.extend(found);
    }

    /// The nearest relay points; where it can be had at none, why not at the nearest.
    fn at_relay_points(&self, home: &Delivery, answer: &mut Promises) {
        let nearest = self.nearest(NodeKind::RelayPoint, home);
        let ways: Vec<_> = nearest.into_iter().take(SENT_TO).map(|(node, distance)| (Delivery::RelayPoint { node }, distance)).collect();
        let found = self.some(ways.iter().cloned(), SENT_TO);
        if let (true, Some((first, _))) = (found.is_empty(), ways.first()) {
            answer.add("relay_point", self.by(first, None));
        }
        answer.promises.extend(found);
    }

    /// The first so many of these ways by which it can be had. Somebody may be faster between a look and the plan: then it is not offered.
    fn some(&self, ways: impl Iterator<Item = (Delivery, Option<f64>)>, most: usize) -> Vec<Promise> {
        ways.filter_map(|(delivery, distance)| self.by(&delivery, distance).ok().flatten()).take(most).collect()
    }

    fn has_all(&self, node: &NodeCode) -> bool {
        let stock = self.app.hub.stock();
        let wanted = |line: &NewLine| -> i64 { self.lines.iter().filter(|other| other.sku == line.sku).map(|other| other.quantity).sum() };
        self.lines.iter().all(|line| stock.at(node, &line.sku).is_some_and(|stock| stock.available() >= wanted(line)))
    }

    /// Counters of a kind with how far they are from the customer, the nearest first; in the order of their codes where it is not known
    /// where the customer is.
    fn nearest(&self, kind: NodeKind, home: &Delivery) -> Vec<(NodeCode, Option<f64>)> {
        let from = match Destination::of(home, |_| None) {
            Destination::Ship { to } => to,
            _ => None,
        };
        let distance = |point: Option<Point>| Some(distance_km(from?, point?));
        let nodes = self.app.hub.stock().nodes();
        let of_kind = nodes.iter().filter(|profile| profile.kind == kind);
        let mut nearest: Vec<_> = of_kind.map(|profile| (profile.code.clone(), distance(profile.address.point))).collect();
        nearest.sort_by(|(_, one), (_, other)| one.unwrap_or(f64::MAX).total_cmp(&other.unwrap_or(f64::MAX)));
        nearest
    }
}
