//! What screens show, gathered from actors and tables: REST answers and live contexts alike.

pub mod board;
pub mod customers;
pub mod inbox;
pub mod orders;

use crate::api::problem::Problem;
use crate::app::App;
use comptoir_actors::store::queries::sql::Sql;
use uuid::Uuid;

/// The `seq` of the event after which an entity had this version.
pub async fn seq_at(app: &App, entity: Uuid, version: i64) -> Result<i64, Problem> {
    let row =
        Sql::new("SELECT seq FROM events WHERE entity = ").value(entity).text(" AND version = ").value(version).one(app.hub.db()).await?;
    Ok(match row {
        Some(row) => row.try_get("", "seq")?,
        None => app.hub.journal().head(),
    })
}
