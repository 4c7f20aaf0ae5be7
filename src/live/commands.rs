//! What clients ask over the socket: the same as over REST, through the same doors.

use crate::api::fields;
use crate::api::problem::Problem;
use crate::app::App;
use crate::auth::Caller;
use crate::live::protocol::{ClientFrame, Rejection};
use crate::live::session::Who;
use crate::representation::Moment;
use comptoir_actors::call::{By, Failure};
use comptoir_actors::conversation::{self, NotSaid, Proof, Words};
use comptoir_actors::customers::of_visitor;
use comptoir_domain::customer::{Channel, Refusal, StaffRef};
use comptoir_domain::handle::{HandleKey, HandleKind};
use comptoir_domain::ids::{CustomerId, MessageId, StaffId, VisitorId};
use serde_json::{Value, json};
use uuid::Uuid;

/// Something that was asked and is durable.
pub struct Done {
    pub seq: i64,
    pub result: Option<Value>,
}

impl Done {
    fn at(seq: i64) -> Self {
        Done { seq, result: None }
    }
}

/// The `ref` under which a frame is answered.
pub fn reference(frame: &ClientFrame) -> Value {
    match frame {
        ClientFrame::Watch { reference, .. }
        | ClientFrame::Message { reference, .. }
        | ClientFrame::Note { reference, .. }
        | ClientFrame::Identify { reference, .. }
        | ClientFrame::Handover { reference }
        | ClientFrame::Prove { reference, .. }
        | ClientFrame::ProveCode { reference, .. } => reference.clone(),
        ClientFrame::Hello { .. }
        | ClientFrame::Unwatch { .. }
        | ClientFrame::Typing { .. }
        | ClientFrame::Presence { .. }
        | ClientFrame::Ping => Value::Null,
    }
}

/// Obeys a frame, if it is for whoever sent it.
pub async fn obey(app: &App, who: &Who, frame: ClientFrame) -> Result<Done, Rejection> {
    match who {
        Who::Visitor { id, language } => as_visitor(app, *id, language, frame).await,
        Who::Staff(me) => {
            let staff = StaffRef { id: StaffId(me.id), name: me.name.clone() };
            as_staff(app, Some(staff), Caller::Staff(me.clone()).by(), frame).await
        }
        Who::Key(key) => as_staff(app, None, Caller::Key(key.clone()).by(), frame).await,
        Who::Tracking => Err(not_for_you()),
    }
}

async fn as_visitor(app: &App, id: VisitorId, language: &str, frame: ClientFrame) -> Result<Done, Rejection> {
    let (hub, by) = (&app.hub, Caller::Visitor(id).by());
    match frame {
        ClientFrame::Message { message_id, text, .. } => {
            let text = fields::text("text", &text, fields::LONGEST_TEXT)?;
            let said = conversation::say_as_visitor(hub, id, language, words(message_id, text, by)).await.map_err(refused)?;
            Ok(Done::at(said.seq))
        }
        ClientFrame::Identify { name, email, phone, .. } => {
            let contact = fields::contact("", [name.as_deref(), email.as_deref(), phone.as_deref()], &app.config.region)?;
            let claims = fields::handles(&contact);
            let receipt = conversation::identify(hub, id, language, contact.name, claims, by).await.map_err(refused)?;
            Ok(Done::at(receipt.seq))
        }
        ClientFrame::Handover { .. } => {
            let (receipt, handover) = conversation::handover(hub, id, language, by).await.map_err(refused)?;
            let result = json!({"code": handover.code, "expires_at": Moment(handover.expires_at)});
            Ok(Done { seq: receipt.seq, result: Some(result) })
        }
        ClientFrame::Prove { email, .. } => {
            let email = HandleKey { kind: HandleKind::Email, value: fields::email("email", &email)? };
            app.limits.proof(id)?;
            let receipt = conversation::request_proof(hub, id, language, email, by).await.map_err(refused)?;
            Ok(Done { seq: receipt.seq, result: Some(json!({"sent": true})) })
        }
        ClientFrame::ProveCode { code, .. } => match conversation::prove(hub, id, language, &code, by).await.map_err(refused)? {
            Proof::Attached { seq } | Proof::Linked { seq, .. } => {
                app.hub.live().resync(of_visitor(id).0);
                Ok(Done { seq, result: Some(json!({"proved": true})) })
            }
            Proof::Wrong => Err(Rejection::new("wrong_code", "this is not the code that was sent; look again, or ask for a new one")),
        },
        _ => Err(not_for_you()),
    }
}

async fn as_staff(app: &App, staff: Option<StaffRef>, by: By, frame: ClientFrame) -> Result<Done, Rejection> {
    let hub = &app.hub;
    match frame {
        ClientFrame::Message { message_id, text, customer, channel, .. } => {
            let customer = CustomerId(customer.ok_or_else(|| Rejection::new("invalid_frame", "say to which `customer`"))?);
            let channel = match channel.as_deref() {
                None | Some("webchat") => Channel::Webchat,
                Some("email") => Channel::Email,
                Some("sms") => Channel::Sms,
                Some(_) => return Err(Rejection::new("invalid_frame", "`channel` is webchat, email or sms")),
            };
            let text = fields::text("text", &text, fields::LONGEST_TEXT)?;
            let said = conversation::say_as_staff(hub, customer, channel, staff, words(message_id, text, by)).await;
            said.map(|said| Done::at(said.seq)).map_err(|failure| match failure {
                NotSaid::Failed(failure) => refused(failure),
                NotSaid::NoAddress(channel) => no_address(channel),
            })
        }
        ClientFrame::Note { message_id, customer, text, .. } => {
            let text = fields::text("text", &text, fields::LONGEST_TEXT)?;
            let said = conversation::note(hub, CustomerId(customer), None, words(message_id, text, by)).await.map_err(refused)?;
            Ok(Done::at(said.seq))
        }
        _ => Err(not_for_you()),
    }
}

fn words(message: Uuid, text: String, by: By) -> Words {
    Words { message: MessageId(message), text, by, key: None }
}

/// Shows somebody that somebody else is typing. Nothing of it is kept.
pub fn typing(app: &App, who: &Who, customer: Option<Uuid>, on: bool) {
    match (who, customer) {
        (Who::Visitor { id, .. }, _) => app.hub.live().typing(of_visitor(*id).0, false, None, on),
        (Who::Staff(me), Some(customer)) => app.hub.live().typing(customer, true, Some(me.name.as_str().into()), on),
        _ => {}
    }
}

fn no_address(channel: Channel) -> Rejection {
    let what = if channel == Channel::Email { "email address" } else { "phone number" };
    Rejection::new("no_address", format!("this customer has no {what}; add one first"))
}

fn not_for_you() -> Rejection {
    Rejection::new("forbidden", "this frame is not for you to send")
}

fn refused(failure: Failure<Refusal>) -> Rejection {
    Problem::from(failure).into()
}
