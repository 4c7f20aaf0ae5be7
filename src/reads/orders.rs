//! Orders, as they durably are.

use crate::api::problem::Problem;
use crate::app::App;
use crate::reads::seq_at;
use crate::representation::Order;
use crate::representation::order::Viewer;
use comptoir_actors::call::{Call, Failure};
use comptoir_actors::store::queries::orders;
use comptoir_domain::ids::parse_order_number;
use comptoir_domain::order as domain;
use futures_util::{StreamExt, TryStreamExt, stream};
use uuid::Uuid;

/// Orders that are read at the same time.
const AT_ONCE: usize = 16;

/// One order; `None` when there is none.
pub async fn one(app: &App, id: Uuid, viewer: Viewer) -> Result<Option<Order>, Problem> {
    Ok(state(app, id).await?.map(|(order, seq)| app.order(&order, seq, viewer)))
}

/// One order as the domain has it, with the `seq` of its last event.
pub async fn state(app: &App, id: Uuid) -> Result<Option<(domain::Order, i64)>, Problem> {
    match app.hub.ask(id, Call::look(), domain::Order::clone).await {
        Ok((receipt, order)) => Ok(Some((order, seq_at(app, id, receipt.version).await?))),
        Err(Failure::Unknown) => Ok(None),
        Err(failure) => Err(failure.into()),
    }
}

/// Several orders, in this order.
pub async fn many(app: &App, ids: impl IntoIterator<Item = Uuid>, viewer: Viewer) -> Result<Vec<Order>, Problem> {
    let found: Vec<Option<Order>> = stream::iter(ids).map(|id| one(app, id, viewer)).buffered(AT_ONCE).try_collect().await?;
    Ok(found.into_iter().flatten().collect())
}

/// The last orders of customers who are one.
pub async fn of_customers(app: &App, customers: &[Uuid], limit: u64, viewer: Viewer) -> Result<Vec<Order>, Problem> {
    let filter = orders::Filter { customers: Some(customers), ..orders::Filter::default() };
    let page = orders::list(app.hub.db(), filter, None, limit).await?;
    many(app, page.rows.into_iter().map(|row| row.id), viewer).await
}

/// The order that is meant by an id or by a number however it was typed.
pub async fn id_of(app: &App, id_or_number: &str) -> Result<Uuid, Problem> {
    let unknown = || Problem::not_found(&format!("order {id_or_number}"));
    if let Ok(id) = Uuid::try_parse(id_or_number) {
        return Ok(id);
    }
    let number = parse_order_number(id_or_number).ok_or_else(unknown)?;
    orders::id_by_number(app.hub.db(), &number).await?.ok_or_else(unknown)
}
