//! The agents' inbox.

use crate::api::problem::Problem;
use crate::app::App;
use crate::representation::Topic;
use comptoir_actors::store::queries::inbox::{self, View};
use comptoir_actors::store::queries::page::Cursor;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Topics, and how many there are in each view.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Inbox {
    pub topics: Vec<Topic>,
    pub counts: Counts,
    /// The last event that this takes into account.
    pub cursor: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = InboxCounts)]
pub struct Counts {
    pub open: i64,
    pub mine: i64,
    pub unassigned: i64,
    pub snoozed: i64,
}

/// A page of a view of `me`'s inbox.
pub async fn page(app: &App, me: Uuid, view: View, after: Option<Cursor>, limit: u64) -> Result<Inbox, Problem> {
    let (cursor, db) = (app.hub.journal().head(), app.hub.db());
    let page = inbox::topics(db, view, after, limit).await?;
    let counts = inbox::counts(db, me).await?;
    Ok(Inbox {
        topics: page.rows.into_iter().map(Topic::from).collect(),
        counts: Counts { open: counts.open, mine: counts.mine, unassigned: counts.unassigned, snoozed: counts.snoozed },
        cursor,
        next_cursor: page.next.map(|cursor| cursor.to_string()),
    })
}
