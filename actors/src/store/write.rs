//! The journal's transaction, in prepared SQL: this is the hot path, where a query builder would cost more than the database.

use crate::journal::{Append, ShownData};
use crate::store::rows::{RowWrite, Table};
use crate::store::upcast::SCHEMA;
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, SqlErr, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait, Value,
};
use std::collections::HashMap;
use std::fmt::Write as _;
use uuid::Uuid;

/// Names the lock under which PostgreSQL hubs append one after the other.
const APPEND_LOCK: i64 = 0x636f_6d70_746f_6972;

/// Rows in one statement, at most. Every number of rows up to this is its own statement, prepared once and then reused: a trip to the
/// database's thread costs more than the memory of a prepared statement ([`crate::store::connect`] keeps them all).
const ROWS: usize = 64;

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
}

/// Writes a batch in one transaction; `head` is the last `seq` as the caller knows it (PostgreSQL reads it afresh under the lock).
/// Gives the new head.
pub async fn batch(db: &DatabaseConnection, id: Uuid, head: i64, batch: &[Append]) -> Result<i64, WriteFailure> {
    let backend = db.get_database_backend();
    let options = TransactionOptions {
        isolation_level: None,
        access_mode: (backend != DbBackend::Sqlite).then_some(AccessMode::ReadWrite),
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
    };
    let transaction = db.begin_with_options(options).await.map_err(gone)?;
    let head = match write(&transaction, id, head, batch).await {
        Ok(head) => head,
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

/// The last `seq` of a batch, if it was committed.
pub async fn find_batch(db: &DatabaseConnection, id: Uuid) -> Result<Option<i64>, DbErr> {
    let transaction = db.begin().await?;
    // A PostgreSQL server may still be committing what we have lost sight of; until that is over it holds the lock.
    lock(&transaction).await?;
    let statement = Statement::from_sql_and_values(db.get_database_backend(), "SELECT last_seq FROM batches WHERE id = $1", [id.into()]);
    let found = transaction.query_one_raw(statement).await?.map(|row| row.try_get("", "last_seq")).transpose()?;
    transaction.rollback().await?;
    Ok(found)
}

async fn lock(transaction: &DatabaseTransaction) -> Result<(), DbErr> {
    if transaction.get_database_backend() == DbBackend::Postgres {
        transaction.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({APPEND_LOCK})")).await?;
    }
    Ok(())
}

/// The `seq` of the last event; 0 in an empty journal.
pub async fn head(db: &impl ConnectionTrait) -> Result<i64, DbErr> {
    let statement = Statement::from_string(db.get_database_backend(), "SELECT COALESCE(MAX(seq), 0) AS head FROM events");
    db.query_one_raw(statement).await?.map_or(Ok(0), |row| row.try_get("", "head"))
}

async fn write(db: &DatabaseTransaction, id: Uuid, head: i64, batch: &[Append]) -> Result<i64, DbErr> {
    lock(db).await?;
    let head = if db.get_database_backend() == DbBackend::Postgres { self::head(db).await? } else { head };
    let mut seq = head;
    let mut events = Rows::new(13);
    let mut keys = Rows::new(6);
    let mut deliveries = Rows::new(15);
    let mut snapshots: HashMap<Uuid, Vec<Value>> = HashMap::new();
    let mut wakes: HashMap<Uuid, Option<Vec<Value>>> = HashMap::new();
    let mut rows: HashMap<Table, Latest<'_>> = HashMap::new();

    for append in batch {
        for (index, event) in append.events.iter().enumerate() {
            seq += 1;
            events.push([
                seq.into(),
                append.entity.into(),
                append.kind.as_str().into(),
                (append.base + 1 + index as i64).into(),
                event.name.as_str().into(),
                SCHEMA.into(),
                event.data.as_ref().into(),
                append.at.0.into(),
                append.by.as_ref().into(),
                append.customer.into(),
                event.shown.code().into(),
                match &event.shown {
                    ShownData::Instead(data) => Some(data.to_string()).into(),
                    ShownData::Never | ShownData::AsIs => Value::String(None),
                },
                event.message.into(),
            ]);
        }
        if let Some(key) = &append.key {
            keys.push([
                key.id().into(),
                key.body_hash.as_str().into(),
                append.entity.into(),
                append.kind.as_str().into(),
                seq.into(),
                append.at.0.into(),
            ]);
        }
        for delivery in &append.deliveries {
            deliveries.push([
                delivery.id.into(),
                delivery.channel.into(),
                delivery.recipient.as_str().into(),
                delivery.template.as_str().into(),
                delivery.language.as_str().into(),
                delivery.data.to_string().into(),
                "waiting".into(),
                0i32.into(),
                delivery.at.0.into(),
                delivery.at.0.into(),
                delivery.customer.into(),
                delivery.order.as_ref().map(|(order, _)| *order).into(),
                delivery.order.as_ref().map(|(_, number)| number.clone()).into(),
                Value::BigInt(None),
                Value::BigInt(None),
            ]);
        }
        if let Some(state) = &append.snapshot {
            snapshots.insert(
                append.entity,
                vec![append.entity.into(), append.kind.as_str().into(), append.version().into(), state.as_str().into(), append.at.0.into()],
            );
        }
        if let Some(wake) = append.wake
            && !(append.events.is_empty() && has_newer_events(db, append).await?)
        {
            wakes.insert(append.entity, wake.map(|due| vec![append.entity.into(), append.kind.as_str().into(), due.0.into()]));
        }
        for row in &append.rows {
            rows.entry(row.table).or_default().put(row);
        }
    }

    events
        .insert(
            db,
            "INSERT INTO events (seq, entity, kind, version, type, schema, data, at, by_whom, customer, shown, shown_data, message) VALUES ",
            "",
        )
        .await?;
    keys.insert(db, "INSERT INTO answered_keys (id, body_hash, entity, kind, seq, at) VALUES ", "").await?;
    deliveries
        .insert(
            db,
            "INSERT INTO deliveries (id, channel, recipient, template, language, data, status, attempts, due_at, created_at, customer, \
             order_id, order_number, lease_until, sent_at) VALUES ",
            " ON CONFLICT (id) DO NOTHING",
        )
        .await?;
    let mut snapshot_rows = Rows::new(5);
    snapshots.into_values().for_each(|values| snapshot_rows.extend(values));
    snapshot_rows
        .insert(
            db,
            "INSERT INTO snapshots (entity, kind, version, state, at) VALUES ",
            " ON CONFLICT (entity) DO UPDATE SET version = excluded.version, state = excluded.state, at = excluded.at",
        )
        .await?;
    let (mut wake_rows, mut asleep) = (Rows::new(3), Rows::new(1));
    for (entity, wake) in wakes {
        match wake {
            Some(values) => wake_rows.extend(values),
            None => asleep.push([entity.into()]),
        }
    }
    wake_rows.insert(db, "INSERT INTO wakes (entity, kind, due) VALUES ", " ON CONFLICT (entity) DO UPDATE SET due = excluded.due").await?;
    asleep.insert(db, "DELETE FROM wakes WHERE entity IN (VALUES ", ")").await?;
    for table in Table::ALL {
        if let Some(latest) = rows.remove(&table) {
            latest.write(db, table).await?;
        }
    }
    if seq > head {
        let mut written = Rows::new(4);
        written.push([id.into(), (head + 1).into(), seq.into(), batch[0].at.0.into()]);
        written.insert(db, "INSERT INTO batches (id, first_seq, last_seq, at) VALUES ", "").await?;
    }
    Ok(seq)
}

/// Another hub may have brought the entity further: then its wake stands, and not one that was set without knowing.
async fn has_newer_events(db: &DatabaseTransaction, append: &Append) -> Result<bool, DbErr> {
    let statement = Statement::from_sql_and_values(
        db.get_database_backend(),
        "SELECT 1 AS newer FROM events WHERE entity = $1 AND version > $2 LIMIT 1",
        [append.entity.into(), append.base.into()],
    );
    Ok(db.query_one_raw(statement).await?.is_some())
}

/// The rows of one table in a batch: the last one of each key.
#[derive(Default)]
struct Latest<'a> {
    position: HashMap<Vec<u8>, usize>,
    rows: Vec<&'a RowWrite>,
}

impl<'a> Latest<'a> {
    fn put(&mut self, row: &'a RowWrite) {
        match self.position.entry(key_bytes(row.key())) {
            std::collections::hash_map::Entry::Occupied(at) => self.rows[*at.get()] = row,
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(self.rows.len());
                self.rows.push(row);
            }
        }
    }

    async fn write(self, db: &DatabaseTransaction, table: Table) -> Result<(), DbErr> {
        let (columns, keys) = (table.columns(), table.keys());
        let key_list = columns[..keys].join(", ");
        let (mut ending, mut written) = (Rows::new(keys), Rows::new(columns.len()));
        for row in self.rows {
            let target = if row.ends { &mut ending } else { &mut written };
            target.extend(row.values.iter().cloned());
        }
        // What ends makes room first: a handle may pass from one customer to another in one batch.
        ending.insert(db, &format!("DELETE FROM {} WHERE ({key_list}) IN (VALUES ", table.name()), ")").await?;
        let updates: Vec<String> = columns[keys..].iter().map(|column| format!("{column} = excluded.{column}")).collect();
        written
            .insert(
                db,
                &format!("INSERT INTO {} ({}) VALUES ", table.name(), columns.join(", ")),
                &format!(" ON CONFLICT ({key_list}) DO UPDATE SET {}", updates.join(", ")),
            )
            .await
    }
}

/// A row's key as bytes that are equal exactly when the keys are.
fn key_bytes(key: &[Value]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(24);
    for part in key {
        match part {
            Value::Uuid(Some(id)) => bytes.extend_from_slice(id.as_bytes()),
            Value::String(Some(text)) => bytes.extend_from_slice(text.as_bytes()),
            Value::Int(Some(number)) => bytes.extend_from_slice(&number.to_be_bytes()),
            other => bytes.extend_from_slice(format!("{other:?}").as_bytes()),
        }
        bytes.push(0xff);
    }
    bytes
}

/// Values for a multi-row statement.
struct Rows {
    width: usize,
    values: Vec<Value>,
}

impl Rows {
    fn new(width: usize) -> Self {
        Rows { width, values: Vec::new() }
    }

    fn push<const N: usize>(&mut self, row: [Value; N]) {
        debug_assert_eq!(N, self.width);
        self.values.extend(row);
    }

    fn extend(&mut self, row: impl IntoIterator<Item = Value>) {
        self.values.extend(row);
        debug_assert_eq!(self.values.len() % self.width, 0);
    }

    /// Runs `before (…), (…) after` for all rows, in chunks.
    async fn insert(self, db: &DatabaseTransaction, before: &str, after: &str) -> Result<(), DbErr> {
        let backend = db.get_database_backend();
        let mut values = self.values.into_iter();
        let mut left = values.len() / self.width;
        while left > 0 {
            let rows = left.min(ROWS);
            let mut sql = String::with_capacity(before.len() + after.len() + rows * self.width * 6);
            sql.push_str(before);
            for row in 0..rows {
                sql.push_str(if row == 0 { "(" } else { ", (" });
                for column in 0..self.width {
                    sql.push_str(if column == 0 { "" } else { ", " });
                    if backend == DbBackend::Sqlite {
                        // SQLite would look a numbered parameter up by going through all before it.
                        sql.push('?');
                    } else {
                        let _ = write!(sql, "${}", row * self.width + column + 1);
                    }
                }
                sql.push(')');
            }
            sql.push_str(after);
            let chunk: Vec<Value> = values.by_ref().take(rows * self.width).collect();
            db.execute_raw(Statement::from_sql_and_values(backend, sql, chunk)).await?;
            left -= rows;
        }
        Ok(())
    }
}

fn gone(error: DbErr) -> WriteFailure {
    WriteFailure::Gone(error.to_string())
}

/// What an error inside the transaction means for its appends.
fn classify(error: &DbErr) -> WriteFailure {
    match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(what)) => {
            let journal = ["events_entity_version", "events.entity, events.version", "events_pkey", "events.seq"];
            if journal.iter().any(|name| what.contains(name)) { WriteFailure::Overtaken } else { WriteFailure::Taken(what) }
        }
        _ if matches!(error, DbErr::Conn(_) | DbErr::ConnectionAcquire(_)) => WriteFailure::Gone(error.to_string()),
        _ => WriteFailure::Failed(error.to_string()),
    }
}
