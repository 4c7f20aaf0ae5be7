//! Two customers found to be one, and back.

use crate::api::body::Body;
use crate::api::customers::{card, known};
use crate::api::handles::ChangedCustomer;
use crate::api::problem::Problem;
use crate::app::App;
use crate::auth::Caller;
use actix_web::{post, web};
use comptoir_actors::call::{Failure, Receipt};
use comptoir_actors::store::queries::customers as rows;
use comptoir_domain::customer::{Command, Customer, Refusal};
use comptoir_domain::handle::{HandleKey, HandleKind};
use comptoir_domain::ids::CustomerId;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Debug, Deserialize, ToSchema)]
pub struct Other {
    other: Uuid,
}

/// Link two customers
///
/// The other one becomes an alias of this one; nothing is deleted, and it can be undone.
#[utoipa::path(tag = "customers", params(("id" = Uuid, Path)), request_body = Other, responses(
    (status = 200, body = ChangedCustomer), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)
))]
#[post("/customers/{id}/link")]
pub async fn link(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<Uuid>,
    body: Body<Other>,
) -> Result<web::Json<ChangedCustomer>, Problem> {
    caller.staff()?;
    let (id, other) = (known(&app, *path).await?, known(&app, body.value.other).await?);
    let evidence = evidence(&app, id, other).await?;
    let receipt = match make_alias(&app, &caller, other, id, &evidence).await {
        // The other one has aliases of its own: then this one becomes an alias of it.
        Err(Failure::Refused(Refusal::HasAliases)) => make_alias(&app, &caller, id, other, &evidence).await?,
        answer => answer?,
    };
    Ok(web::Json(ChangedCustomer { seq: receipt.seq, customer: card(&app, id).await? }))
}

async fn make_alias(
    app: &App,
    caller: &Caller,
    alias: CustomerId,
    of: CustomerId,
    evidence: &[HandleKey],
) -> Result<Receipt, Failure<Refusal>> {
    let (to, to_name) = app.hub.read::<Customer, _>(of.0, |customer| (customer.linked_to, customer.name.clone())).await?;
    let command = Command::Link { to: to.unwrap_or(of), to_name, evidence: evidence.to_vec() };
    app.hub.tell::<Customer>(alias.0, command, caller.by()).await
}

/// The handles that speak for the two being one.
async fn evidence(app: &App, id: CustomerId, other: CustomerId) -> Result<Vec<HandleKey>, Problem> {
    let members = rows::group(app.hub.db(), id.0).await?.members;
    let kinds = [HandleKind::Email, HandleKind::Phone, HandleKind::Loyalty, HandleKind::External];
    let suggestions = rows::suggestions(app.hub.db(), &members).await?;
    let shared = suggestions.into_iter().filter(|suggestion| suggestion.customer_id == other.0).flat_map(|suggestion| suggestion.evidence);
    Ok(shared
        .filter_map(|shared| {
            let kind = kinds.into_iter().find(|kind| kind.as_str() == shared.kind)?;
            Some(HandleKey { kind, value: shared.value })
        })
        .collect())
}

/// Undo a link
#[utoipa::path(tag = "customers", params(("id" = Uuid, Path)), request_body = Other, responses(
    (status = 200, body = ChangedCustomer), (status = 404, body = Problem), (status = 409, body = Problem)
))]
#[post("/customers/{id}/unlink")]
pub async fn unlink(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<Uuid>,
    body: Body<Other>,
) -> Result<web::Json<ChangedCustomer>, Problem> {
    caller.staff()?;
    let (id, other) = (known(&app, *path).await?, known(&app, body.value.other).await?);
    let linked_to = |customer: &Customer| customer.linked_to;
    let alias = if app.hub.read(other.0, linked_to).await? == Some(id) {
        other
    } else if app.hub.read(id.0, linked_to).await? == Some(other) {
        id
    } else {
        return Err(Problem::conflict("not_linked", "these two are not linked to each other"));
    };
    let receipt = app.hub.tell::<Customer>(alias.0, Command::Unlink, caller.by()).await?;
    Ok(web::Json(ChangedCustomer { seq: receipt.seq, customer: card(&app, id).await? }))
}
