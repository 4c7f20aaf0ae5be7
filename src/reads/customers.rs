//! Customers: who they are, and everything that staff need to know when they talk to them.

use crate::api::problem::Problem;
use crate::app::App;
use crate::reads;
use crate::representation::customer::{CustomerContext, CustomerDetail};
use crate::representation::order::Viewer;
use crate::representation::{CustomerCard, Event, Topic};
use comptoir_actors::call::Failure;
use comptoir_actors::customers::of_visitor;
use comptoir_actors::store::queries::customers::{self, Group};
use comptoir_actors::store::queries::inbox;
use comptoir_actors::store::queries::timeline::{self, Part};
use comptoir_domain::customer::Customer;
use comptoir_domain::ids::VisitorId;
use uuid::Uuid;

/// Events of the timeline that a context begins with.
pub const TIMELINE: u64 = 50;
/// Orders that a context holds.
pub const ORDERS: u64 = 20;
/// Topics that a context holds.
const TOPICS: u64 = 50;

/// A customer at a glance; `None` when there is none.
pub async fn card(app: &App, id: Uuid) -> Result<Option<CustomerCard>, Problem> {
    Ok(customers::cards(app.hub.db(), &[id]).await?.pop().map(CustomerCard::from))
}

/// Everybody who is one with this customer; `None` when there is no such customer.
pub async fn group(app: &App, id: Uuid) -> Result<Option<Group>, Problem> {
    let group = customers::group(app.hub.db(), id).await?;
    let exists = !customers::names(app.hub.db(), &[group.canonical]).await?.is_empty();
    Ok(exists.then_some(group))
}

/// Everybody who is one with a visitor, whose orders and words are the visitor's own.
pub async fn group_of_visitor(app: &App, visitor: VisitorId) -> Result<Group, Problem> {
    Ok(customers::group(app.hub.db(), of_visitor(visitor).0).await?)
}

/// The whole context of a customer; `None` when there is none.
///
/// The timeline ends at the cursor, and what is beside it is read after the cursor: it may know of more than the timeline tells, never of
/// less. What it knows already comes once more as an event, and changes nothing.
pub async fn context(app: &App, id: Uuid) -> Result<Option<CustomerContext>, Problem> {
    let (cursor, db) = (app.hub.journal().head(), app.hub.db());
    let customer = match app.hub.read(id, Customer::clone).await {
        Ok(customer) => customer,
        Err(Failure::Unknown) => return Ok(None),
        Err(failure) => return Err(failure.into()),
    };
    let Group { members, .. } = customers::group(db, id).await?;
    let Some(card) = card(app, id).await? else { return Ok(None) };
    let online = members.iter().any(|member| app.hub.live().is_visitor_online(*member));
    let rows = timeline::events(db, &members, Part::Before(cursor + 1), false, TIMELINE).await?;
    Ok(Some(CustomerContext {
        customer: CustomerDetail::of(card, &customer, online),
        suggestions: customers::suggestions(db, &members).await?.into_iter().map(Into::into).collect(),
        topics: inbox::of_customers(db, &members, TOPICS).await?.into_iter().map(Topic::from).collect(),
        orders: reads::orders::of_customers(app, &members, ORDERS, Viewer::Staff).await?,
        timeline: rows.iter().map(|row| Event::for_staff(row.into())).collect(),
        cursor,
    }))
}

/// A visitor's own timeline: what is theirs to see, the last events, oldest first.
pub async fn timeline_for_visitor(app: &App, members: &[Uuid], part: Part, limit: u64) -> Result<Vec<Event>, Problem> {
    let rows = timeline::events(app.hub.db(), members, part, true, limit).await?;
    Ok(rows.iter().filter_map(|row| Event::for_customer(row.into())).collect())
}
