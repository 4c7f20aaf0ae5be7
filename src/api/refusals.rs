//! What the entities refuse, as problem documents.

use crate::api::problem::Problem;
use actix_web::http::StatusCode;
use comptoir_actors::call::Failure;
use comptoir_domain::{customer, node, order};

impl<R: Into<Problem>> From<Failure<R>> for Problem {
    fn from(failure: Failure<R>) -> Self {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Unknown => Problem::not_found("such thing here"),
            Failure::Taken(_) => Problem::conflict("taken", "this already belongs to somebody else"),
            Failure::KeyReused => {
                Problem::unprocessable("idempotency_key_reused", "this Idempotency-Key was used for another request; draw a new one")
            }
            Failure::TryAgain => Problem::try_again(),
        }
    }
}

impl From<order::Refusal> for Problem {
    fn from(refusal: order::Refusal) -> Self {
        let status = match refusal.code() {
            "not_found" => StatusCode::NOT_FOUND,
            "invalid_field" => StatusCode::UNPROCESSABLE_ENTITY,
            _ => StatusCode::CONFLICT,
        };
        let problem = Problem::new(status, refusal.code(), refusal.to_string());
        match refusal.field() {
            Some(field) => problem.with_field(field),
            None => problem,
        }
    }
}

impl From<node::Refusal> for Problem {
    fn from(refusal: node::Refusal) -> Self {
        use node::Refusal;
        let words = refusal.to_string();
        let wrong = |field: &str| Problem::unprocessable("invalid_field", words.clone()).with_field(field);
        match &refusal {
            Refusal::Unknown => Problem::new(StatusCode::NOT_FOUND, "not_found", words),
            Refusal::Quantity { .. } | Refusal::Sku | Refusal::Reason => wrong("changes"),
            Refusal::Profile { field, .. } => wrong(field),
            Refusal::OtherCode { .. } => wrong("code"),
            Refusal::BelowZero { .. } => Problem::conflict("below_zero", words),
            Refusal::TooMany { .. } => Problem::conflict("too_many", words),
            Refusal::Insufficient { .. } => Problem::conflict("insufficient_stock", words),
            Refusal::Ended | Refusal::Reserved | Refusal::UnknownReservation { .. } | Refusal::NoLines => {
                Problem::conflict("reservation", words)
            }
        }
    }
}

impl From<customer::Refusal> for Problem {
    fn from(refusal: customer::Refusal) -> Self {
        use customer::Refusal;
        let words = refusal.to_string();
        let wrong = |field: &str| Problem::unprocessable("invalid_field", words.clone()).with_field(field);
        match &refusal {
            Refusal::Unknown | Refusal::UnknownHandle | Refusal::UnknownTopic | Refusal::UnknownTouch => {
                Problem::new(StatusCode::NOT_FOUND, "not_found", words)
            }
            Refusal::EmptyText | Refusal::LongText | Refusal::UnkeepableText => wrong("text"),
            Refusal::Name => wrong("name"),
            Refusal::Language => wrong("language"),
            Refusal::Handle => wrong("value"),
            Refusal::NotInFuture => wrong("until"),
            Refusal::HandoverCode => wrong("code"),
            Refusal::TooManyHandles => Problem::conflict("too_many_handles", words),
            Refusal::NoProof => Problem::conflict("no_proof", words),
            Refusal::NoHandover => Problem::new(StatusCode::NOT_FOUND, "not_found", words),
            Refusal::LinkedTo { .. } => Problem::conflict("linked_to_another", words),
            Refusal::LinkToSelf => wrong("other"),
            Refusal::AlreadyLinked { .. } => Problem::conflict("already_linked", words),
            Refusal::HasAliases => Problem::conflict("has_aliases", words),
        }
    }
}
