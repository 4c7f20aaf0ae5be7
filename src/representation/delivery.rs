//! An email or SMS, as the outbox shows it.

use crate::representation::Moment;
use comptoir_actors::store::queries::outbox::DeliveryRow;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// An email or SMS on its way out, or out.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Delivery {
    pub id: Uuid,
    /// `email` or `sms`.
    #[schema(example = "email")]
    pub channel: String,
    pub to: String,
    pub subject: Option<String>,
    #[schema(example = "ready_for_pickup")]
    pub template: String,
    /// `waiting`, `sending`, `sent`, `kept` or `dead`.
    #[schema(example = "kept")]
    pub status: String,
    pub attempts: i32,
    pub created_at: Moment,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Moment>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order_number: Option<String>,
}

impl From<DeliveryRow> for Delivery {
    fn from(row: DeliveryRow) -> Self {
        Delivery {
            id: row.id,
            channel: row.channel,
            to: row.to,
            subject: row.subject,
            template: row.template,
            status: row.status,
            attempts: row.attempts,
            created_at: row.created_at.into(),
            sent_at: row.sent_at.map(Moment),
            error: row.error,
            order_number: row.order_number,
        }
    }
}

/// One delivery with what it says.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct RenderedDelivery {
    #[serde(flatten)]
    pub delivery: Delivery,
    /// The email's page; none for an SMS.
    pub html: Option<String>,
    pub text: Option<String>,
}
