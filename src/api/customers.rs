//! Customers.

use crate::api::body::Body;
use crate::api::fields;
use crate::api::idempotency;
use crate::api::problem::Problem;
use crate::api::query::{self, Query};
use crate::app::App;
use crate::auth::Caller;
use crate::reads;
use crate::representation::{CustomerCard, CustomerContext, Event};
use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, get, patch, post, web};
use comptoir_actors::call::Failure;
use comptoir_actors::customers::{self, WhoIsIt};
use comptoir_actors::store::queries::customers as rows;
use comptoir_actors::store::queries::timeline::{self as events, Part};
use comptoir_domain::customer::{Channel, Command, Customer, Refusal};
use comptoir_domain::ids::CustomerId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CustomerQuery {
    /// An email, a phone number, an order number or a name.
    handle: Option<String>,
    /// The six digits that the customer's webchat shows: marks them used.
    code: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Customers {
    customers: Vec<CustomerCard>,
}

/// How many customers a search finds at most.
const FOUND: u64 = 20;

/// Find customers
#[utoipa::path(tag = "customers", params(CustomerQuery), responses(
    (status = 200, body = Customers), (status = 404, description = "No such code", body = Problem), (status = 422, body = Problem)
))]
#[get("/customers")]
pub async fn search(app: web::Data<App>, caller: Caller, query: Query<CustomerQuery>) -> Result<web::Json<Customers>, Problem> {
    caller.staff_or_key()?;
    if let Some(code) = query::typed(query.0.code.as_deref()) {
        caller.staff()?;
        let card = by_code(&app, &caller, code).await?;
        return Ok(web::Json(Customers { customers: vec![card] }));
    }
    let typed = query::typed(query.0.handle.as_deref())
        .ok_or_else(|| Problem::invalid_field("handle", "is missing: type an email, a number or a name"))?;
    if typed.chars().count() > fields::LONGEST_NAME {
        return Err(Problem::invalid_field("handle", "is too long"));
    }
    let phone = fields::parse_phone(typed, &app.config.region);
    let found = rows::search(app.hub.db(), typed, phone.as_deref(), FOUND).await?;
    Ok(web::Json(Customers { customers: found.into_iter().map(CustomerCard::from).collect() }))
}

/// Takes a conversation from the chat to the phone.
async fn by_code(app: &App, caller: &Caller, typed: &str) -> Result<CustomerCard, Problem> {
    let code: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let unknown = || Problem::not_found("such code (any more); ask for the one that is shown now");
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Problem::invalid_field("code", "must be the six digits that the customer sees"));
    }
    let customer = rows::by_handover_code(app.hub.db(), &code, app.hub.now()).await?.ok_or_else(unknown)?;
    match customers::tell(&app.hub, CustomerId(customer), Command::UseHandover { code }, caller.by()).await {
        Ok(_) => {}
        Err(Failure::Refused(Refusal::NoHandover)) => return Err(unknown()),
        Err(failure) => return Err(failure.into()),
    }
    let group = rows::group(app.hub.db(), customer).await?;
    reads::customers::card(app, group.canonical).await?.ok_or_else(unknown)
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct NewCustomer {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    phone: Option<String>,
    #[serde(default)]
    language: Option<String>,
}

/// Create a customer, or get the one who has this email or phone
#[utoipa::path(tag = "customers", request_body = NewCustomer,
    params(("Idempotency-Key" = Option<String>, Header, description = "The same key with the same body gives the first answer again")), responses(
    (status = 201, body = CustomerCard), (status = 200, description = "The one who has it", body = CustomerCard), (status = 422, body = Problem)
))]
#[post("/customers")]
pub async fn create(app: web::Data<App>, caller: Caller, request: HttpRequest, body: Body<NewCustomer>) -> Result<HttpResponse, Problem> {
    caller.staff_or_key()?;
    let key = idempotency::key(&request, &caller, &body.raw)?;
    if let Some(key) = &key
        && let Some(first) = app.hub.answered::<Refusal>(key).await?
    {
        return Ok(HttpResponse::Created().json(card(&app, CustomerId(first.entity)).await?));
    }
    let given = body.value;
    let contact = fields::contact("", [given.name.as_deref(), given.email.as_deref(), given.phone.as_deref()], &app.config.region)?;
    if contact == Default::default() {
        return Err(Problem::invalid_field("name", "is missing, and so are email and phone: give one of them"));
    }
    let language = language(&app, given.language.as_deref())?.unwrap_or_else(|| app.config.default_language().to_owned());
    let handles = fields::handles(&contact);
    let mut known = false;
    for handle in &handles {
        known |= customers::holder(app.hub.db(), handle).await?.is_some();
    }
    let who = WhoIsIt { name: contact.name, handles, language, channel: Channel::Phone };
    let id = customers::customer_for(&app.hub, &who, &caller.by(), key.as_ref()).await?;
    let card = reads::customers::card(&app, id.0).await?.ok_or_else(Problem::try_again)?;
    Ok(HttpResponse::build(if known { StatusCode::OK } else { StatusCode::CREATED }).json(card))
}

fn language(app: &App, given: Option<&str>) -> Result<Option<String>, Problem> {
    fields::optional(given, |tag| {
        let known = app.config.language_like(tag.trim());
        known
            .map(str::to_owned)
            .ok_or_else(|| Problem::invalid_field("language", format_args!("must be one of {}", app.config.languages.join(", "))))
    })
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct CustomerChange {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    language: Option<String>,
}

/// Change name or language
#[utoipa::path(tag = "customers", params(("id" = Uuid, Path)), request_body = CustomerChange, responses(
    (status = 200, body = CustomerCard), (status = 404, body = Problem), (status = 422, body = Problem)
))]
#[patch("/customers/{id}")]
pub async fn change(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<Uuid>,
    body: Body<CustomerChange>,
) -> Result<web::Json<CustomerCard>, Problem> {
    caller.staff_or_key()?;
    let id = known(&app, *path).await?;
    let name = fields::optional(body.value.name.as_deref(), |value| fields::name("name", value))?;
    let language = language(&app, body.value.language.as_deref())?;
    if let Some(name) = name {
        customers::tell(&app.hub, id, Command::SetName { name }, caller.by()).await?;
    }
    if let Some(language) = language {
        customers::tell(&app.hub, id, Command::SetLanguage { language }, caller.by()).await?;
    }
    card(&app, id).await.map(web::Json)
}

/// The customer's id, if there is such a customer.
pub async fn known(app: &App, id: Uuid) -> Result<CustomerId, Problem> {
    match app.hub.read::<Customer, _>(id, |_| ()).await {
        Ok(()) => Ok(CustomerId(id)),
        Err(Failure::Unknown) => Err(Problem::not_found(&format!("customer {id}"))),
        Err(failure) => Err(failure.into()),
    }
}

/// The card of whoever this customer is by now.
pub async fn card(app: &App, id: CustomerId) -> Result<CustomerCard, Problem> {
    let group = rows::group(app.hub.db(), id.0).await?;
    reads::customers::card(app, group.canonical).await?.ok_or_else(|| Problem::not_found(&format!("customer {id}")))
}

/// Everything there is to know when one talks to a customer
#[utoipa::path(tag = "customers", params(("id" = Uuid, Path)), responses((status = 200, body = CustomerContext), (status = 404, body = Problem)))]
#[get("/customers/{id}")]
pub async fn one(app: web::Data<App>, caller: Caller, path: web::Path<Uuid>) -> Result<web::Json<CustomerContext>, Problem> {
    caller.staff_or_key()?;
    let context = reads::customers::context(&app, *path).await?;
    context.map(web::Json).ok_or_else(|| Problem::not_found(&format!("customer {path}")))
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct TimelineQuery {
    /// Events after this one.
    since: Option<i64>,
    /// Events before this one.
    before: Option<i64>,
    limit: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Timeline {
    /// Ascending.
    events: Vec<Event>,
    /// What to ask `since` next time.
    cursor: i64,
}

/// A customer's timeline
///
/// The first events after `since`, the last ones before `before`, or the last ones.
#[utoipa::path(tag = "customers", params(("id" = Uuid, Path), TimelineQuery), responses((status = 200, body = Timeline), (status = 404, body = Problem)))]
#[get("/customers/{id}/timeline")]
pub async fn timeline(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<Uuid>,
    query: Query<TimelineQuery>,
) -> Result<web::Json<Timeline>, Problem> {
    caller.staff_or_key()?;
    let part = match (query.0.since, query.0.before) {
        (Some(_), Some(_)) => return Err(Problem::invalid_field("before", "cannot stand beside since")),
        (Some(since), None) => Part::After(since),
        (None, Some(before)) => Part::Before(before),
        (None, None) => Part::Latest,
    };
    let limit = query::limit(query.0.limit)?;
    let group = reads::customers::group(&app, *path).await?.ok_or_else(|| Problem::not_found(&format!("customer {path}")))?;
    let rows = events::events(app.hub.db(), &group.members, part, false, limit).await?;
    let events: Vec<Event> = rows.iter().map(|row| Event::for_staff(row.into())).collect();
    let cursor = events.last().map_or(query.0.since.or(query.0.before).unwrap_or(0), |event| event.seq);
    Ok(web::Json(Timeline { events, cursor }))
}
