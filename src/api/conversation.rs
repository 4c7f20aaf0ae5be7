//! What staff say to a customer, and note about them.

use crate::api::body::Body;
use crate::api::customers::known;
use crate::api::fields;
use crate::api::problem::Problem;
use crate::app::App;
use crate::auth::Caller;
use actix_web::{HttpResponse, post, web};
use comptoir_actors::call::{Call, Failure};
use comptoir_actors::customers;
use comptoir_domain::customer::{Channel, Command, Customer, From, Post};
use comptoir_domain::handle::HandleKind;
use comptoir_domain::ids::{CustomerId, MessageId, TopicId, TouchId};
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
    body: Body<NewMessage>,
) -> Result<HttpResponse, Problem> {
    caller.staff_or_key()?;
    let NewMessage { channel, text, message_id } = body.value;
    let text = fields::text("text", &text, fields::LONGEST_TEXT)?;
    let customer = known(&app, *path).await?;
    let (channel, kind) = match channel {
        MessageChannel::Webchat => (Channel::Webchat, None),
        MessageChannel::Email => (Channel::Email, Some(HandleKind::Email)),
        MessageChannel::Sms => (Channel::Sms, Some(HandleKind::Phone)),
    };
    let to = match kind {
        Some(kind) => Some(address(&app, customer, kind).await?),
        None => None,
    };
    let message = MessageId(message_id.unwrap_or_else(Uuid::now_v7));
    let post = Post {
        message,
        channel,
        from: From::Staff,
        name: caller.by().name,
        text,
        to,
        new_topic: TopicId(Uuid::now_v7()),
        new_touch: TouchId(Uuid::now_v7()),
        staff: caller.staff().ok().map(|me| me.reference()),
    };
    posted(&app, &caller, customer, message, Command::Post(Box::new(post))).await
}

/// Where an email or SMS goes.
async fn address(app: &App, customer: CustomerId, kind: HandleKind) -> Result<String, Problem> {
    let read = move |customer: &Customer| (customer.linked_to, customer.best(kind).map(|handle| handle.key.value.clone()));
    let (linked_to, mut best) = app.hub.read::<Customer, _>(customer.0, read).await?;
    if let Some(to) = linked_to {
        best = app.hub.read::<Customer, _>(to.0, read).await?.1.or(best);
    }
    best.ok_or_else(|| Problem::unprocessable("no_address", "we have no such address of this customer").with_field("channel"))
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
pub async fn post_note(app: web::Data<App>, caller: Caller, path: web::Path<Uuid>, body: Body<NewNote>) -> Result<HttpResponse, Problem> {
    caller.staff_or_key()?;
    let text = fields::text("text", &body.value.text, fields::LONGEST_TEXT)?;
    let customer = known(&app, *path).await?;
    let message = MessageId(body.value.message_id.unwrap_or_else(Uuid::now_v7));
    let note = Command::Note { message, topic: body.value.topic.map(TopicId), name: caller.by().name, text };
    posted(&app, &caller, customer, message, note).await
}

/// Posts, or finds what was posted under this id before.
async fn posted(app: &App, caller: &Caller, customer: CustomerId, message: MessageId, command: Command) -> Result<HttpResponse, Problem> {
    let answer = customers::ask(&app.hub, customer, Call::command(command, caller.by()), |customer| customer.id).await;
    let (seq, failure) = match answer {
        Ok((receipt, _)) if receipt.seq > 0 => (Some(receipt.seq), None),
        Ok((_, at)) => (customers::seq_of_message(&app.hub, message, at).await?, None),
        Err(failure @ Failure::Taken(_)) => (customers::seq_of_message(&app.hub, message, customer).await?, Some(failure)),
        Err(failure) => return Err(failure.into()),
    };
    match (seq, failure) {
        (Some(seq), _) => Ok(HttpResponse::Created().json(Posted { message_id: message.0, seq })),
        (None, Some(failure)) => Err(failure.into()),
        (None, None) => Err(Problem::try_again()),
    }
}
