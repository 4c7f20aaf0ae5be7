//! What staff say to a customer, and note about them.

use crate::api::body::Body;
use crate::api::customers::known;
use crate::api::problem::Problem;
use crate::api::{fields, idempotency};
use crate::app::App;
use crate::auth::Caller;
use actix_web::{HttpRequest, HttpResponse, post, web};
use comptoir_actors::conversation::{self, NotSaid, Said, Words};
use comptoir_domain::customer::Channel;
use comptoir_domain::ids::{MessageId, TopicId, derived};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

#[derive(Debug, Deserialize, ToSchema)]
pub struct NewMessage {
    channel: MessageChannel,
    text: String,
    /// Made by the sender: the same again is posted once.
    #[serde(default)]
    message_id: Option<Uuid>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum MessageChannel {
    Webchat,
    Email,
    Sms,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Posted {
    message_id: Uuid,
    seq: i64,
}

/// Write to a customer
///
/// An email or SMS goes to the address or number we are surest of.
#[utoipa::path(tag = "conversations", params(("id" = Uuid, Path)), request_body = NewMessage, responses(
    (status = 201, body = Posted), (status = 404, body = Problem), (status = 422, body = Problem)
))]
#[post("/customers/{id}/messages")]
pub async fn post_message(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<Uuid>,
    request: HttpRequest,
    body: Body<NewMessage>,
) -> Result<HttpResponse, Problem> {
    caller.staff_or_key()?;
    let NewMessage { channel, text, message_id } = body.value;
    let text = fields::text("text", &text, fields::LONGEST_TEXT)?;
    let customer = known(&app, *path).await?;
    let channel = match channel {
        MessageChannel::Webchat => Channel::Webchat,
        MessageChannel::Email => Channel::Email,
        MessageChannel::Sms => Channel::Sms,
    };
    let staff = caller.staff().ok().map(|me| me.reference());
    let words = words(&request, &caller, &body.raw, message_id, text)?;
    let said = conversation::say_as_staff(&app.hub, customer, channel, staff, words).await.map_err(|failure| match failure {
        NotSaid::Failed(failure) => failure.into(),
        NotSaid::NoAddress(_) => {
            Problem::unprocessable("no_address", "we have no such address of this customer; add one first").with_field("channel")
        }
    })?;
    Ok(posted(said))
}

#[derive(Debug, Deserialize, ToSchema)]
pub struct NewNote {
    text: String,
    #[serde(default)]
    message_id: Option<Uuid>,
    /// The topic that it is about.
    #[serde(default)]
    topic: Option<Uuid>,
}

/// Write a note
///
/// For staff only; the customer never sees it.
#[utoipa::path(tag = "conversations", params(("id" = Uuid, Path)), request_body = NewNote, responses(
    (status = 201, body = Posted), (status = 404, body = Problem), (status = 422, body = Problem)
))]
#[post("/customers/{id}/notes")]
pub async fn post_note(
    app: web::Data<App>,
    caller: Caller,
    path: web::Path<Uuid>,
    request: HttpRequest,
    body: Body<NewNote>,
) -> Result<HttpResponse, Problem> {
    caller.staff_or_key()?;
    let text = fields::text("text", &body.value.text, fields::LONGEST_TEXT)?;
    let customer = known(&app, *path).await?;
    let words = words(&request, &caller, &body.raw, body.value.message_id, text)?;
    let said = conversation::note(&app.hub, customer, body.value.topic.map(TopicId), words).await?;
    Ok(posted(said))
}

/// The words of a request. A message without an id gets one that follows from the `Idempotency-Key`, if there is one.
fn words(request: &HttpRequest, caller: &Caller, body: &[u8], message: Option<Uuid>, text: String) -> Result<Words, Problem> {
    let key = idempotency::key(request, caller, body)?;
    let drawn = || key.as_ref().map_or_else(Uuid::now_v7, |key| derived(&format!("message:{}", key.id())));
    Ok(Words { message: MessageId(message.unwrap_or_else(drawn)), text, by: caller.by(), key })
}

fn posted(said: Said) -> HttpResponse {
    HttpResponse::Created().json(Posted { message_id: said.message.0, seq: said.seq })
}
