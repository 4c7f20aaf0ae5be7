//! The journal's transaction on PostgreSQL: under one lock for all hubs, and in as few statements as can be.

use super::content::{self, Cell, Rows};
use super::{WriteFailure, not_unique};
use crate::journal::{Append, Tip};
use crate::store::connect::JOURNAL;
use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, SqlErr, Statement, TransactionTrait, Value};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::time::Duration;
use uuid::Uuid;

/// Names the lock under which hubs append one after the other.
const APPEND_LOCK: i64 = 0x636f_6d70_746f_6972;

/// How long the server may take: it waits for the lock, and for a hub that was stopped under it, at most five seconds each.
const ANSWERS_WITHIN: Duration = Duration::from_secs(12);

pub struct PostgresAppender {
    db: DatabaseConnection,
}

impl PostgresAppender {
    pub const fn new(db: DatabaseConnection) -> Self {
        PostgresAppender { db }
    }

    pub(super) async fn write(&self, id: Uuid, tip: Option<Tip>, batch: &[Append]) -> Result<i64, WriteFailure> {
        let writing = self.try_to_write(id, tip, batch);
        // A connection that is neither answered nor closed would be waited for as long as the system likes.
        tokio::time::timeout(ANSWERS_WITHIN, writing).await.unwrap_or_else(|_| Err(WriteFailure::Unknown("no answer in time".to_owned())))
    }

    async fn try_to_write(&self, id: Uuid, tip: Option<Tip>, batch: &[Append]) -> Result<i64, WriteFailure> {
        let transaction = self.begin().await.map_err(|error| WriteFailure::Gone(error.to_string()))?;
        let head = match append(&transaction, id, tip, batch).await {
            Ok(Some(head)) => head,
            Ok(None) => {
                let _ = transaction.rollback().await;
                return Err(WriteFailure::WentBack);
            }
            Err(error) => {
                let failure = classify(&error);
                // If rolling back fails too, the connection is gone, and with it the transaction.
                let _ = transaction.rollback().await;
                return Err(failure);
            }
        };
        transaction.commit().await.map_err(|error| WriteFailure::Unknown(error.to_string()))?;
        Ok(head)
    }

    pub(super) async fn find(&self, id: Uuid) -> Result<Option<i64>, DbErr> {
        let late = || DbErr::Custom("no answer in time".to_owned());
        tokio::time::timeout(ANSWERS_WITHIN, self.try_to_find(id)).await.unwrap_or_else(|_| Err(late()))
    }

    /// Each of our connections may have been closed since it was last used; that shows here, before anything was done.
    async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        for _ in 0..JOURNAL {
            if let Ok(transaction) = self.db.begin().await {
                return Ok(transaction);
            }
        }
        self.db.begin().await
    }

    async fn try_to_find(&self, id: Uuid) -> Result<Option<i64>, DbErr> {
        let transaction = self.begin().await?;
        // The server may still be committing what we have lost sight of; until that is over it holds the lock.
        lock(&transaction).await?;
        let statement = Statement::from_sql_and_values(DbBackend::Postgres, "SELECT last_seq FROM batches WHERE id = $1", [id.into()]);
        let found = transaction.query_one_raw(statement).await?.map(|row| row.try_get("", "last_seq")).transpose()?;
        transaction.rollback().await?;
        Ok(found)
    }
}

/// In a statement of its own, so that the head is read as the last hub left it.
async fn lock(transaction: &DatabaseTransaction) -> Result<(), DbErr> {
    transaction.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({APPEND_LOCK})")).await.map(drop)
}

/// The last `seq`, and whether the event is there that was seen before. A server that lost what it had answered (it was restored, or was a
/// copy that was behind) must not be written to from a memory that knows more.
async fn head_after(transaction: &DatabaseTransaction, tip: Option<Tip>) -> Result<Option<i64>, DbErr> {
    let Some(tip) = tip else { return super::tip(transaction).await.map(|last| Some(last.map_or(0, |last| last.seq))) };
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT MAX(seq) AS head FROM events HAVING EXISTS (SELECT 1 FROM events WHERE seq = $1 AND entity = $2 AND version = $3)",
        [tip.seq.into(), tip.entity.into(), tip.version.into()],
    );
    transaction.query_one_raw(statement).await?.map(|row| row.try_get("", "head")).transpose()
}

/// `None`: the journal went back, and nothing was written.
async fn append(transaction: &DatabaseTransaction, id: Uuid, tip: Option<Tip>, batch: &[Append]) -> Result<Option<i64>, DbErr> {
    lock(transaction).await?;
    let Some(head) = head_after(transaction, tip).await? else { return Ok(None) };
    let mut overtaken = HashSet::new();
    for append in batch.iter().filter(|append| append.events.is_empty()) {
        if has_newer_events(transaction, append).await? {
            overtaken.insert(append.entity);
        }
    }
    let (content, head) = content::of(id, head, batch, &overtaken);
    // What ends makes room first. All the rest is one statement: while it is under way the other hubs wait, and every answer that we wait
    // for in between is time in which nobody writes.
    let (ending, writing): (Vec<_>, Vec<_>) = content.into_iter().partition(|rows| rows.before.starts_with("DELETE"));
    for rows in &ending {
        write_at_once(transaction, std::slice::from_ref(rows)).await?;
    }
    write_at_once(transaction, &writing).await?;
    Ok(Some(head))
}

async fn has_newer_events(db: &DatabaseTransaction, append: &Append) -> Result<bool, DbErr> {
    let statement = Statement::from_sql_and_values(
        DbBackend::Postgres,
        "SELECT 1 AS newer FROM events WHERE entity = $1 AND version > $2 LIMIT 1",
        [append.entity.into(), append.base.into()],
    );
    Ok(db.query_one_raw(statement).await?.is_some())
}

/// All rows of some tables in one statement, with a parameter for each column: its text is the same for any number of rows, so that the
/// server parses and plans it once.
async fn write_at_once(db: &DatabaseTransaction, tables: &[Rows<'_>]) -> Result<(), DbErr> {
    let Some(last) = tables.len().checked_sub(1) else { return Ok(()) };
    let (mut sql, mut columns) = (String::new(), Vec::new());
    for (index, rows) in tables.iter().enumerate() {
        // Writing to a string does not fail.
        let _ = match index {
            _ if index == last => Ok(()),
            0 => write!(sql, "WITH table_0 AS ("),
            _ => write!(sql, "table_{index} AS ("),
        };
        sql.push_str(rows.before.strip_suffix("VALUES ").unwrap_or(&rows.before));
        sql.push_str("SELECT * FROM UNNEST(");
        for (column, cell) in rows.cells.iter().take(rows.width).enumerate() {
            let comma = if column == 0 { "" } else { ", " };
            columns.push(Value::from(column_of(rows.cells.iter().skip(column).step_by(rows.width))?));
            let _ = write!(sql, "{comma}${}::text::{}[]", columns.len(), column_type(cell)?);
        }
        sql.push(')');
        sql.push_str(&rows.after);
        sql.push_str(match index {
            _ if index == last => "",
            _ if index + 1 == last => ") ",
            _ => "), ",
        });
    }
    db.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, sql, columns)).await.map(drop)
}

fn column_type(cell: &Cell<'_>) -> Result<&'static str, DbErr> {
    match cell {
        Cell::Id(_) => Ok("uuid"),
        Cell::Text(_) => Ok("text"),
        Cell::Long(_) => Ok("bigint"),
        Cell::Int(_) => Ok("integer"),
        Cell::Short(_) => Ok("smallint"),
        Cell::Other(value) => Err(unknown(value)),
    }
}

fn unknown(value: &Value) -> DbErr {
    DbErr::Type(format!("no column holds a value like {value:?}"))
}

/// The values of a column as PostgreSQL writes an array: `{1,2,NULL}`, texts in quotes.
fn column_of<'a>(cells: impl Iterator<Item = &'a Cell<'a>>) -> Result<String, DbErr> {
    let mut array = String::from("{");
    for cell in cells {
        if array.len() > 1 {
            array.push(',');
        }
        let _ = match cell {
            Cell::Id(Some(id)) => write!(array, "{id}"),
            Cell::Text(Some(text)) => {
                array.push('"');
                let mut rest = text.as_ref();
                while let Some(at) = rest.find(['"', '\\']) {
                    array.push_str(&rest[..at]);
                    array.push('\\');
                    array.push_str(&rest[at..=at]);
                    rest = &rest[at + 1..];
                }
                array.push_str(rest);
                array.push('"');
                Ok(())
            }
            Cell::Long(Some(number)) => write!(array, "{number}"),
            Cell::Int(number) => write!(array, "{number}"),
            Cell::Short(number) => write!(array, "{number}"),
            Cell::Id(None) | Cell::Text(None) | Cell::Long(None) => write!(array, "NULL"),
            Cell::Other(value) => return Err(unknown(value)),
        };
    }
    array.push('}');
    Ok(array)
}

/// What an error inside the transaction means for its appends.
fn classify(error: &DbErr) -> WriteFailure {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(what)) => not_unique(&what),
        _ if matches!(error, DbErr::Conn(_) | DbErr::ConnectionAcquire(_)) => WriteFailure::Gone(error.to_string()),
        _ => WriteFailure::Failed(error.to_string()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_written_as_postgresql_reads_an_array() {
        let text = |text: &'static str| Cell::Text(Some(text.into()));
        let column = |cells: &[Cell<'_>]| column_of(cells.iter()).unwrap();
        assert_eq!(column(&[Cell::Long(Some(1)), Cell::Long(None), Cell::Long(Some(-3))]), "{1,NULL,-3}");
        assert_eq!(
            column(&[text(r#"{"a": "b\n"}"#), text(""), text("NULL"), text("é, {x}")]),
            r#"{"{\"a\": \"b\\n\"}","","NULL","é, {x}"}"#
        );
        assert!(column_of([Cell::Other(&Value::Bool(Some(true)))].iter()).is_err());
    }
}
