//! The journal's transaction on SQLite: a connection of its own, called from the journal's own thread.

use super::checkpoint::Checkpoints;
use super::content::{self, Cell, Rows};
use super::{WriteFailure, not_unique};
use crate::journal::Append;
use crate::store::connect::Turns;
use rusqlite::ffi::ErrorCode;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, Error, OptionalExtension, ToSql, TransactionBehavior, params_from_iter};
use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;
use uuid::Uuid;

/// Statements kept prepared: there are some thirty, one for each table that a batch can touch and one more where rows end.
const PREPARED: usize = 64;

pub struct SqliteAppender {
    db: Connection,
    checkpoints: Checkpoints,
    turns: Turns,
}

impl SqliteAppender {
    /// `pragmas`: those of the hub's other connections.
    pub fn open(path: &Path, pragmas: &[(&str, &str)], turns: Turns) -> Result<Self, Error> {
        let db = Connection::open(path)?;
        db.busy_timeout(Duration::from_secs(5))?;
        for (name, value) in pragmas {
            db.pragma_update(None, name, value)?;
        }
        db.set_prepared_statement_cache_capacity(PREPARED);
        Ok(SqliteAppender { db, checkpoints: Checkpoints::start(path)?, turns })
    }

    /// The value of a setting, as text.
    pub fn pragma(&self, name: &str) -> Result<String, Error> {
        let as_text = |value: ValueRef<'_>| match value {
            ValueRef::Integer(number) => number.to_string(),
            other => other.as_str().unwrap_or_default().to_owned(),
        };
        self.db.pragma_query_value(None, name, |row| row.get_ref(0).map(as_text))
    }

    /// Blocks its thread while SQLite writes: the journal has one of its own.
    pub(super) async fn write(&mut self, id: Uuid, head: i64, batch: &[Append]) -> Result<i64, WriteFailure> {
        let turn = self.turns.lock().await;
        if !*turn {
            return Err(WriteFailure::Gone("the hub has stopped".to_owned()));
        }
        self.end_transaction().map_err(|error| WriteFailure::Gone(error.to_string()))?;
        self.checkpoints.finish(&self.db);
        // No other process writes here, so no wake can have been overtaken.
        let (content, head) = content::of(id, head, batch, &HashSet::new());
        let transaction =
            self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|error| WriteFailure::Gone(error.to_string()))?;
        for rows in &content {
            insert(&transaction, rows).map_err(|error| classify(&error))?;
        }
        transaction.commit().map_err(|error| WriteFailure::Unknown(error.to_string()))?;
        self.checkpoints.wrote(content.iter().map(|rows| rows.cells.len() / rows.width).sum());
        Ok(head)
    }

    pub(super) async fn find(&mut self, id: Uuid) -> Result<Option<i64>, Error> {
        let _turn = self.turns.lock().await;
        self.end_transaction()?;
        self.db.query_row("SELECT last_seq FROM batches WHERE id = ?", [id.as_bytes()], |row| row.get(0)).optional()
    }

    /// After some errors SQLite rolls back by itself, after others it waits to be told; a COMMIT that failed may have left one open.
    fn end_transaction(&self) -> Result<(), Error> {
        if self.db.is_autocommit() { Ok(()) } else { self.db.execute_batch("ROLLBACK") }
    }
}

fn insert(db: &Connection, rows: &Rows<'_>) -> Result<(), Error> {
    let places = vec!["?"; rows.width].join(", ");
    let mut statement = db.prepare_cached(&format!("{}({places}){}", rows.before, rows.after))?;
    for row in rows.cells.chunks(rows.width) {
        statement.execute(params_from_iter(row))?;
    }
    Ok(())
}

impl ToSql for Cell<'_> {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>, Error> {
        Ok(ToSqlOutput::Borrowed(match self {
            Cell::Id(Some(id)) => ValueRef::Blob(id.as_bytes()),
            Cell::Text(Some(text)) => ValueRef::Text(text.as_bytes()),
            Cell::Long(Some(number)) => ValueRef::Integer(*number),
            Cell::Int(number) => ValueRef::Integer(i64::from(*number)),
            Cell::Short(number) => ValueRef::Integer(i64::from(*number)),
            Cell::Id(None) | Cell::Text(None) | Cell::Long(None) => ValueRef::Null,
            Cell::Other(value) => return Err(Error::ToSqlConversionFailure(format!("no column holds a value like {value:?}").into())),
        }))
    }
}

/// What an error inside the transaction means for its appends.
fn classify(error: &Error) -> WriteFailure {
    match error {
        Error::SqliteFailure(failure, Some(what)) if failure.code == ErrorCode::ConstraintViolation && what.starts_with("UNIQUE") => {
            not_unique(what)
        }
        _ => WriteFailure::Failed(error.to_string()),
    }
}
