//! Connections: one writer and a pool of readers on SQLite, pools on PostgreSQL.

use crate::store::write::{Appender, PostgresAppender, SqliteAppender};
use comptoir_migrations::migrate;
use parking_lot::Mutex;
use sea_orm::sqlx::Connection;
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement};
use std::fs::{File, OpenOptions};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// The settings of every connection to SQLite. A commit is durable when it returns.
const SQLITE_SETTINGS: [(&str, &str); 6] = [
    ("journal_mode", "WAL"),
    ("synchronous", "FULL"),
    // Only should nobody else do it: the journal sees to it before, see `write::checkpoint`.
    ("wal_autocheckpoint", "32000"),
    ("journal_size_limit", "67108864"),
    ("cache_size", "-32000"),
    ("temp_store", "MEMORY"),
];

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("the database URL must start with sqlite: or postgres://, not {0:?}")]
    Scheme(String),
    #[error("a hub is already running on this database ({0}); stop it first, or ask it over its API")]
    Held(PathBuf),
    #[error("cannot lock {path}: {error}")]
    Lock { path: PathBuf, error: std::io::Error },
    #[error("the database does not answer: {0}")]
    Database(#[from] DbErr),
    #[error("SQLite does not open the journal: {0}")]
    Sqlite(#[from] rusqlite::Error),
    #[error("SQLite did not take the setting {name} = {wanted} (it says {found}): commits would not be durable")]
    NotDurable { name: &'static str, wanted: &'static str, found: String },
}

/// The hub's connections. Holds the lock of a SQLite database.
pub struct Connections {
    writer: DatabaseConnection,
    reader: DatabaseConnection,
    kind: Kind,
}

enum Kind {
    Sqlite(Sqlite),
    /// The journal's own connections.
    Postgres(DatabaseConnection),
}

/// What only SQLite needs.
struct Sqlite {
    path: PathBuf,
    turns: Turns,
    lock: Mutex<Option<File>>,
}

/// Lets one write to SQLite after the other, in the order in which they came: journal and ordinary writes have a connection each, and
/// SQLite alone would let one of them try again and again. `false` when nobody may write any more.
pub(super) type Turns = Arc<tokio::sync::Mutex<bool>>;

/// The connection for ordinary writes, for as long as this is kept.
pub struct Writing<'a> {
    db: &'a DatabaseConnection,
    _turn: Option<tokio::sync::MutexGuard<'a, bool>>,
}

impl Deref for Writing<'_> {
    type Target = DatabaseConnection;

    fn deref(&self) -> &DatabaseConnection {
        self.db
    }
}

impl Connections {
    /// For ordinary writes. Let go of it soon: on SQLite the journal waits meanwhile.
    pub async fn writer(&self) -> Writing<'_> {
        let turn = match &self.kind {
            Kind::Sqlite(sqlite) => Some(sqlite.turns.lock().await),
            Kind::Postgres(_) => None,
        };
        Writing { db: &self.writer, _turn: turn }
    }

    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// The journal's way to the database.
    pub fn appender(&self) -> Result<Appender, ConnectError> {
        let sqlite = match &self.kind {
            Kind::Sqlite(sqlite) => sqlite,
            Kind::Postgres(journal) => return Ok(Appender::Postgres(PostgresAppender::new(journal.clone()))),
        };
        let appender = SqliteAppender::open(&sqlite.path, &SQLITE_SETTINGS, sqlite.turns.clone())?;
        for setting in DURABLE {
            setting.assert(appender.pragma(setting.name)?)?;
        }
        Ok(Appender::Sqlite(appender))
    }

    /// After this nothing is written any more, and another hub may have the database.
    pub async fn close(&self) {
        let journal = match &self.kind {
            Kind::Sqlite(sqlite) => {
                *sqlite.turns.lock().await = false;
                None
            }
            Kind::Postgres(journal) => Some(journal),
        };
        for connection in [&self.reader, &self.writer].into_iter().chain(journal) {
            if let Err(error) = connection.close_by_ref().await {
                tracing::warn!(%error, "cannot close a connection");
            }
        }
        if let Kind::Sqlite(sqlite) = &self.kind {
            sqlite.lock.lock().take();
        }
    }
}

/// Opens a database for a hub, alone on SQLite, and brings its schema up to date there.
pub async fn open(url: &str) -> Result<Connections, ConnectError> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        let writer = postgres(url, 4, Ping::Before).await?;
        migrate(&writer).await?;
        let journal = postgres(url, JOURNAL, Ping::Never).await?;
        return Ok(Connections { reader: postgres(url, 16, Ping::Before).await?, writer, kind: Kind::Postgres(journal) });
    }
    let Some(path) = url.strip_prefix("sqlite:") else { return Err(ConnectError::Scheme(url.to_owned())) };
    let path = Path::new(path.trim_start_matches("//").split('?').next().unwrap_or(path));
    let lock = hold(path)?;
    let writer = sqlite(path, 1, false).await?;
    assert_durable(&writer).await?;
    migrate(&writer).await?;
    let sqlite_only = Sqlite { path: path.to_owned(), turns: Arc::new(tokio::sync::Mutex::new(true)), lock: Mutex::new(Some(lock)) };
    Ok(Connections { reader: sqlite(path, 4, true).await?, writer, kind: Kind::Sqlite(sqlite_only) })
}

/// Opens a database to look at it, beside a running hub.
pub async fn open_to_read(url: &str) -> Result<DatabaseConnection, ConnectError> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok(postgres(url, 2, Ping::Before).await?);
    }
    let Some(path) = url.strip_prefix("sqlite:") else { return Err(ConnectError::Scheme(url.to_owned())) };
    Ok(sqlite(Path::new(path.trim_start_matches("//").split('?').next().unwrap_or(path)), 2, true).await?)
}

/// The lock says that a hub writes here; the operating system lets go of it whatever kills the hub.
fn hold(database: &Path) -> Result<File, ConnectError> {
    let mut path = database.as_os_str().to_owned();
    path.push("-hub");
    let path = PathBuf::from(path);
    let failed = |error| ConnectError::Lock { path: path.clone(), error };
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(ConnectError::Held(database.to_owned())),
        Err(std::fs::TryLockError::Error(error)) => Err(failed(error)),
    }
}

async fn sqlite(path: &Path, connections: u32, read_only: bool) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new("sqlite:comptoir.db");
    let path = path.to_owned();
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(5))
        .test_before_acquire(false)
        .idle_timeout(None::<Duration>)
        .max_lifetime(None::<Duration>)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        // After some errors (a full disk above all) SQLite rolls back by itself, the ROLLBACK that follows fails, and the connection
        // goes on counting a transaction that is none: the next ones would be savepoints that commit nothing. It is replaced.
        .map_sqlx_sqlite_pool_opts(|pool| pool.before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) })))
        .map_sqlx_sqlite_opts(move |options| {
            let options = options
                .filename(&path)
                .create_if_missing(!read_only)
                .pragma("query_only", if read_only { "ON" } else { "OFF" })
                .busy_timeout(Duration::from_secs(5))
                .statement_cache_capacity(1_024);
            SQLITE_SETTINGS.into_iter().fold(options, |options, (name, value)| options.pragma(name, value))
        });
    Database::connect(options).await
}

/// Durability is asserted, not assumed.
async fn assert_durable(db: &DatabaseConnection) -> Result<(), ConnectError> {
    for setting in DURABLE {
        let row = db.query_one_raw(Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {}", setting.name))).await?;
        let found = match row {
            Some(row) => row.try_get_by_index::<String>(0).or_else(|_| row.try_get_by_index::<i64>(0).map(|number| number.to_string()))?,
            None => String::new(),
        };
        setting.assert(found)?;
    }
    Ok(())
}

/// A setting without which a commit could be lost.
struct Durable {
    name: &'static str,
    /// As SQLite reads it back.
    wanted: &'static str,
    /// As one writes it.
    meaning: &'static str,
}

/// What must be in force on every connection that writes to SQLite.
const DURABLE: [Durable; 2] =
    [Durable { name: "journal_mode", wanted: "wal", meaning: "wal" }, Durable { name: "synchronous", wanted: "2", meaning: "FULL" }];

impl Durable {
    fn assert(&self, found: String) -> Result<(), ConnectError> {
        if found == self.wanted {
            return Ok(());
        }
        Err(ConnectError::NotDurable { name: self.name, wanted: self.meaning, found })
    }
}

/// Connections of the journal to PostgreSQL: one to write, and one to find out what became of a commit whose connection does not answer.
pub(crate) const JOURNAL: u32 = 2;

/// Statements that a connection keeps prepared: the journal has one for each table and number of rows.
const STATEMENTS: usize = 1_024;

/// Whether a connection is asked if it is still there before it is used: a round trip each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ping {
    Before,
    Never,
}

async fn postgres(url: &str, connections: u32, ping: Ping) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(5))
        .test_before_acquire(ping == Ping::Before)
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        // A hub that is stopped in the middle of a transaction must not hold the others.
        .map_sqlx_postgres_opts(|options| {
            options.statement_cache_capacity(STATEMENTS).options([
                ("lock_timeout", "5s"),
                ("idle_in_transaction_session_timeout", "5s"),
                ("synchronous_commit", "on"),
                ("tcp_keepalives_idle", "10"),
                ("tcp_keepalives_interval", "3"),
                ("tcp_keepalives_count", "3"),
            ])
        });
    Database::connect(options).await
}
