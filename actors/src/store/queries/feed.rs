//! The feed of all events, for programs that follow the shop.

use super::event::{COLUMNS, EventRow};
use super::sql::Sql;
use sea_orm::{ConnectionTrait, DbErr};

/// The first events after `since`, at most `limit`.
pub async fn events(db: &impl ConnectionTrait, since: i64, limit: u64) -> Result<Vec<EventRow>, DbErr> {
    let rows = Sql::new("SELECT ")
        .text(COLUMNS)
        .text(" FROM events WHERE seq > ")
        .value(since)
        .text(" ORDER BY seq LIMIT ")
        .value(i64::try_from(limit).unwrap_or(i64::MAX))
        .all(db)
        .await?;
    rows.iter().map(EventRow::read).collect()
}
