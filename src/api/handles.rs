//! Handles of a customer, on the word of staff or a program.

use crate::api::body::Body;
use crate::api::customers::{card, known};
use crate::api::fields;
use crate::api::problem::Problem;
use crate::app::App;
use crate::auth::Caller;
use crate::representation::CustomerCard;
use actix_web::{delete, post, web};
use comptoir_actors::call::Failure;
use comptoir_actors::customers;
use comptoir_domain::customer::Command;
use comptoir_domain::handle::{Assurance, HandleKey, HandleKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Debug, Deserialize, ToSchema)]
pub struct NewHandle {
    kind: HandleKindName,
    #[schema(example = "camille@example.com")]
    value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandleKindName {
    Email,
    Phone,
    Loyalty,
    External,
}

impl HandleKindName {
    fn kind(self) -> HandleKind {
        match self {
            HandleKindName::Email => HandleKind::Email,
            HandleKindName::Phone => HandleKind::Phone,
            HandleKindName::Loyalty => HandleKind::Loyalty,
            HandleKindName::External => HandleKind::External,
        }
    }

    fn parse(word: &str) -> Option<Self> {
        match word {
            "email" => Some(HandleKindName::Email),
            "phone" => Some(HandleKindName::Phone),
            "loyalty" => Some(HandleKindName::Loyalty),
            "external" => Some(HandleKindName::External),
            _ => None,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct ChangedCustomer {
    pub seq: i64,
    pub customer: CustomerCard,
}

/// Confirm a handle
#[utoipa::path(tag = "customers", params(("id" = Uuid, Path)), request_body = NewHandle, responses(
    (status = 200, body = ChangedCustomer), (status = 404, body = Problem), (status = 409, description = "`handle_taken`", body = Problem), (status = 422, body = Problem)
))]
#[post("/customers/{id}/handles")]
pub async fn attach(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<Uuid>,
    body: Body<NewHandle>,
) -> Result<web::Json<ChangedCustomer>, Problem> {
    caller.staff_or_key()?;
    let handle = fields::handle(body.value.kind.kind(), &body.value.value, &app.config.region)?;
    let id = known(&app, *path).await?;
    let command = Command::Attach { handle, assurance: Assurance::Confirmed };
    let receipt = match customers::tell(&app.hub, id, command, caller.by()).await {
        Err(Failure::Taken(_)) => {
            let detail = "another customer has it; link the two if they are one";
            return Err(Problem::conflict("handle_taken", detail).with_field("value"));
        }
        answer => answer?,
    };
    Ok(web::Json(ChangedCustomer { seq: receipt.seq, customer: card(&app, id).await? }))
}

/// Remove a handle
#[utoipa::path(tag = "customers", params(("id" = Uuid, Path), ("kind" = String, Path), ("value" = String, Path)), responses(
    (status = 200, body = ChangedCustomer), (status = 404, body = Problem)
))]
#[delete("/customers/{id}/handles/{kind}/{value:.*}")]
pub async fn detach(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<(Uuid, String, String)>,
) -> Result<web::Json<ChangedCustomer>, Problem> {
    caller.staff_or_key()?;
    let (id, kind, value) = path.into_inner();
    let kind = HandleKindName::parse(&kind).ok_or_else(|| Problem::not_found(&format!("kind of handle “{kind}”")))?.kind();
    let id = known(&app, id).await?;
    // As it is kept, or as it was typed.
    let value = fields::handle(kind, &value, &app.config.region).map_or(value, |handle| handle.value);
    let command = Command::Detach { handle: HandleKey { kind, value } };
    let receipt = customers::tell(&app.hub, id, command, caller.by()).await?;
    Ok(web::Json(ChangedCustomer { seq: receipt.seq, customer: card(&app, id).await? }))
}
