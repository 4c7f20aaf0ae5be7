//! Errors as RFC 9457 problem documents. `code` is stable and for programs, `detail` is for people.

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use comptoir_domain::sourcing::Limit;
use sea_orm::DbErr;
use serde::{Serialize, Serializer};
use std::fmt;
use utoipa::ToSchema;

/// What went wrong, and what to do. It is handed on as an error everywhere, so what is rare is in boxes.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Problem {
    #[serde(rename = "type", serialize_with = "about_blank")]
    #[schema(value_type = String, example = "about:blank")]
    kind: (),
    pub status: u16,
    /// Stable, for programs.
    #[schema(example = "invalid_field")]
    pub code: String,
    pub title: &'static str,
    /// For people.
    pub detail: String,
    /// The field that is wrong, such as `lines[0].quantity`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Which limit of the sourcing policy, of nodes or of carriers was in the way, of `no_plan_within_limits`; `several`: no single one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, example = "most_km")]
    pub limit: Option<Limit>,
    /// The refused order, where one stays recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<uuid::Uuid>)]
    pub order_id: Option<Box<uuid::Uuid>>,
    /// Everything that is wrong with a policy or a carrier.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Flaw>>)]
    pub flaws: Option<Box<Vec<Flaw>>>,
    #[serde(skip)]
    retry_after: Option<u32>,
}

/// One of the things that are wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Flaw {
    #[schema(example = "weights.late_hour")]
    pub field: String,
    pub problem: String,
}

/// No kind of ours has a page of its own: `code` tells them apart.
fn about_blank<S: Serializer>((): &(), serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str("about:blank")
}

impl Problem {
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Problem {
            kind: (),
            status: status.as_u16(),
            code: code.to_owned(),
            title: status.canonical_reason().unwrap_or("Error"),
            detail: detail.into(),
            field: None,
            limit: None,
            order_id: None,
            flaws: None,
            retry_after: None,
        }
    }

    pub fn with_field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The request's syntax is wrong.
    pub fn bad_request(code: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail)
    }

    pub fn unauthenticated(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthenticated", detail)
    }

    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "forbidden", detail)
    }

    /// `what` completes “there is no …”.
    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("there is no {what}"))
    }

    pub fn conflict(code: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, detail)
    }

    /// A field of the body, path or query is wrong; `detail` completes “`field` …”.
    pub fn invalid_field(field: impl Into<String>, detail: impl fmt::Display) -> Self {
        let field = field.into();
        Self::unprocessable("invalid_field", format!("`{field}` {detail}")).with_field(field)
    }

    pub fn unprocessable(code: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
    }

    pub fn too_many_requests(seconds: u64) -> Self {
        let seconds = seconds.max(1);
        let mut problem =
            Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many_requests", format!("too many attempts; try again in {seconds} s"));
        problem.retry_after = u32::try_from(seconds).ok();
        problem
    }

    pub fn try_again() -> Self {
        let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "try_again", "the hub cannot answer just now; try again in a moment");
        problem.retry_after = Some(1);
        problem
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code, self.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status_code());
        response.content_type("application/problem+json");
        response.insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")));
        if let Some(seconds) = self.retry_after {
            response.insert_header((header::RETRY_AFTER, seconds));
        }
        if self.status == 401 {
            response.insert_header((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")));
        }
        response.body(serde_json::to_vec(self).unwrap_or_default())
    }
}

/// The database does not answer, or not as it should: nobody's input is to blame.
impl From<DbErr> for Problem {
    fn from(error: DbErr) -> Self {
        tracing::error!(%error, "the database failed");
        Problem::try_again()
    }
}
