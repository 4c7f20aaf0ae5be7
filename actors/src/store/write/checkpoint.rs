//! Moving what was committed from SQLite's log into the database file, beside the journal and not in its way.
//!
//! Left to itself SQLite does this in the commit that makes the log too long, and everybody waits for tens of milliseconds. Here
//! another thread copies most of it while the journal goes on; the journal then copies the little that came in meanwhile, and with
//! nothing left to copy SQLite begins its log anew, so that the log stays short under any load.

use rusqlite::{Connection, Error};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{SyncSender, sync_channel};

/// Rows written before it is time: each changes about two pages, of 4 KB.
const ROWS: usize = 6_000;

pub(super) struct Checkpoints {
    /// Written since the last time.
    rows: usize,
    asked: bool,
    ask: SyncSender<()>,
    copied: Arc<AtomicBool>,
}

impl Checkpoints {
    /// Starts the thread; it ends with this.
    pub fn start(path: &Path) -> Result<Self, Error> {
        let db = Connection::open(path)?;
        let (ask, asked) = sync_channel(1);
        let copied = Arc::new(AtomicBool::new(false));
        let done = copied.clone();
        std::thread::Builder::new()
            .name("checkpoints".to_owned())
            .spawn(move || {
                while asked.recv().is_ok() {
                    checkpoint(&db);
                    done.store(true, Ordering::Release);
                }
            })
            .map_err(|error| Error::ToSqlConversionFailure(error.into()))?;
        Ok(Checkpoints { rows: 0, asked: false, ask, copied })
    }

    /// The journal has written so many rows; between two transactions of it.
    pub fn wrote(&mut self, rows: usize) {
        self.rows += rows;
        if self.rows >= ROWS && !self.asked {
            self.asked = self.ask.try_send(()).is_ok();
        }
    }

    /// Finishes what the thread has begun, if it has; the journal calls this between two transactions.
    pub fn finish(&mut self, journal: &Connection) {
        if self.copied.swap(false, Ordering::AcqRel) {
            checkpoint(journal);
            self.asked = false;
            self.rows = 0;
        }
    }
}

/// Copies what no reader still needs from the log. What cannot be copied now is copied the next time.
fn checkpoint(db: &Connection) {
    if let Err(error) = db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(())) {
        tracing::warn!(%error, "SQLite's log cannot be copied into the database now");
    }
}
