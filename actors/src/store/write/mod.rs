//! The journal's transaction, in prepared SQL: this is the hot path, where a query builder would cost more than the database.
//!
//! What a batch means for the tables ([`content`]) is the same on both databases; how it gets there is not. SQLite lives in this
//! process, so the journal's own thread calls it and nothing is handed to another thread on the way; PostgreSQL is a network away, so
//! rows travel many to a statement.

mod checkpoint;
mod content;
mod postgres;
mod sqlite;

pub use postgres::PostgresAppender;
pub use sqlite::SqliteAppender;

use crate::journal::{Append, Tip};
use sea_orm::{ConnectionTrait, DbErr, Statement};
use uuid::Uuid;

/// Why a batch was not written.
#[derive(Debug)]
pub enum WriteFailure {
    /// An event of this version is already there.
    Overtaken,
    /// A unique value belongs to another entity.
    Taken(String),
    /// A statement failed for another reason; nothing of it is there.
    Failed(String),
    /// The database cannot be reached, and nothing of it is there.
    Gone(String),
    /// The connection died at COMMIT.
    Unknown(String),
    /// The journal does not hold what was seen in it before.
    WentBack,
}

/// Writes batches, one after the other.
pub enum Appender {
    Sqlite(SqliteAppender),
    Postgres(PostgresAppender),
}

impl Appender {
    /// Writes a batch in one transaction; `head` is the last `seq` as the caller knows it (PostgreSQL reads it afresh under the lock),
    /// `tip` an event that must be there. Gives the new head.
    pub async fn write(&mut self, id: Uuid, head: i64, tip: Option<Tip>, batch: &[Append]) -> Result<i64, WriteFailure> {
        match self {
            Appender::Sqlite(sqlite) => sqlite.write(id, head, batch).await,
            Appender::Postgres(postgres) => postgres.write(id, tip, batch).await,
        }
    }

    /// The last `seq` of a batch, if it was committed. An error when that cannot be known now.
    pub async fn find(&mut self, id: Uuid) -> Result<Option<i64>, String> {
        match self {
            Appender::Sqlite(sqlite) => sqlite.find(id).await.map_err(|error| error.to_string()),
            Appender::Postgres(postgres) => postgres.find(id).await.map_err(|error| error.to_string()),
        }
    }
}

/// The last event; none in an empty journal.
pub async fn tip(db: &impl ConnectionTrait) -> Result<Option<Tip>, DbErr> {
    let last = "SELECT seq, entity, version FROM events ORDER BY seq DESC LIMIT 1";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), last)).await?;
    row.map(|row| Ok(Tip { seq: row.try_get("", "seq")?, entity: row.try_get("", "entity")?, version: row.try_get("", "version")? }))
        .transpose()
}

/// What it means for an append that a unique value was there already; `what` is the database's own message.
fn not_unique(what: &str) -> WriteFailure {
    let journal = ["events_entity_version", "events.entity, events.version", "events_pkey", "events.seq"];
    if journal.iter().any(|name| what.contains(name)) { WriteFailure::Overtaken } else { WriteFailure::Taken(what.to_owned()) }
}
