//! SQLite itself, as durable as the hub's: what one writer can do with rows like those of the journal.

use anyhow::Result;
use rusqlite::{Connection, ToSql};
use std::path::Path;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Rows of a large transaction.
pub const ROWS: usize = 100;

/// What one connection managed in a second.
#[derive(Debug, Clone, Copy)]
pub struct Sqlite {
    /// Transactions of one row.
    pub commits: f64,
    /// Rows, in transactions of [`ROWS`].
    pub rows: f64,
}

pub fn measure(folder: &Path, time: Duration) -> Result<Sqlite> {
    let path = folder.join("limit.db");
    let db = Connection::open(&path)?;
    db.pragma_update(None, "journal_mode", "WAL")?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "wal_autocheckpoint", 4_000)?;
    db.execute_batch("CREATE TABLE events (seq integer PRIMARY KEY, entity blob NOT NULL, version bigint NOT NULL, data text NOT NULL)")?;
    db.execute_batch("CREATE UNIQUE INDEX events_entity_version ON events (entity, version)")?;
    let mut writer = Writer { db, seq: 0 };
    let commits = writer.rows_a_second(1, time)?;
    let rows = writer.rows_a_second(ROWS, time)?;
    drop(writer);
    for ending in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(folder.join(format!("limit.db{ending}")));
    }
    Ok(Sqlite { commits, rows })
}

struct Writer {
    db: Connection,
    seq: i64,
}

impl Writer {
    fn rows_a_second(&mut self, in_one: usize, time: Duration) -> Result<f64> {
        let data = r#"{"number":"4827-193-605","channel":"web","total":{"amount":4900,"currency":"EUR"}}"#.repeat(3);
        let values = vec!["(?, ?, ?, ?)"; in_one].join(", ");
        let insert = format!("INSERT INTO events (seq, entity, version, data) VALUES {values}");
        let (began, first) = (Instant::now(), self.seq);
        while began.elapsed() < time {
            self.db.prepare_cached("BEGIN IMMEDIATE")?.execute([])?;
            let rows: Vec<(i64, [u8; 16])> = (1..).take(in_one).map(|row| (self.seq + row, Uuid::now_v7().into_bytes())).collect();
            let parameters: Vec<&dyn ToSql> = rows
                .iter()
                .flat_map(|(seq, entity)| [seq as &dyn ToSql, entity as &dyn ToSql, &1i64 as &dyn ToSql, &data as &dyn ToSql])
                .collect();
            self.db.prepare_cached(&insert)?.execute(&parameters[..])?;
            self.db.prepare_cached("COMMIT")?.execute([])?;
            self.seq += in_one as i64;
        }
        Ok((self.seq - first) as f64 / began.elapsed().as_secs_f64())
    }
}
