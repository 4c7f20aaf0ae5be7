//! PostgreSQL itself, as durable as the hub's: what it can do with rows like those of the journal.

use anyhow::{Context, Result, bail};
use sea_orm::{ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement, TransactionTrait, Value};
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::process::Command;
use uuid::Uuid;

/// Rows of a large transaction.
pub const ROWS: usize = 100;
/// Connections that pgbench writes over.
pub const CLIENTS: u32 = 8;

/// The servers for what needs more than one process.
pub struct Servers {
    /// Its superuser's URL.
    pub postgres: String,
    pub redis: String,
}

impl Servers {
    /// Those that `tests/services.sh` has started.
    pub fn named() -> Result<Servers> {
        let named = |name: &str| {
            std::env::var(name).with_context(|| {
                format!(
                    "{name} is not set; `. tests/services.sh; eval \"$(start_postgres)\"; eval \"$(start_redis)\"` starts private servers"
                )
            })
        };
        Ok(Servers { postgres: named("COMPTOIR_TEST_POSTGRES")?, redis: named("COMPTOIR_TEST_REDIS")? })
    }

    /// A new database, and its URL.
    pub async fn database(&self) -> Result<Fresh> {
        let (address, _) = self.postgres.rsplit_once('/').context("COMPTOIR_TEST_POSTGRES ends in the name of a database")?;
        let name = format!("comptoir_bench_{}", Uuid::new_v4().simple());
        tell(&self.postgres, &format!("CREATE DATABASE {name}")).await?;
        Ok(Fresh { url: format!("{address}/{name}"), name, admin: self.postgres.clone() })
    }
}

/// A database for one measurement.
pub struct Fresh {
    pub url: String,
    name: String,
    admin: String,
}

impl Fresh {
    pub async fn remove(self) -> Result<()> {
        tell(&self.admin, &format!("DROP DATABASE {} WITH (FORCE)", self.name)).await
    }
}

async fn tell(url: &str, sql: &str) -> Result<()> {
    let db = Database::connect(url).await?;
    db.execute_unprepared(sql).await?;
    db.close().await?;
    Ok(())
}

/// Rows a second that one connection inserts, [`ROWS`] in one statement and one transaction.
pub async fn rows_a_second(fresh: &Fresh, time: Duration) -> Result<f64> {
    let db = Database::connect(&fresh.url).await?;
    table(&db).await?;
    let places: Vec<String> =
        (0..ROWS).map(|row| format!("(${}, ${}, ${}, ${})", 4 * row + 1, 4 * row + 2, 4 * row + 3, 4 * row + 4)).collect();
    let insert = format!("INSERT INTO limit_events (seq, entity, version, data) VALUES {}", places.join(", "));
    let (began, mut seq) = (Instant::now(), 0i64);
    while began.elapsed() < time {
        let values = (0..ROWS as i64)
            .flat_map(|row| [Value::from(seq + row + 1), Value::from(Uuid::now_v7()), Value::from(1i64), Value::from(DATA.as_str())]);
        let transaction = db.begin().await?;
        transaction.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, &insert, values)).await?;
        transaction.commit().await?;
        seq += ROWS as i64;
    }
    let rate = seq as f64 / began.elapsed().as_secs_f64();
    db.execute_unprepared("DROP TABLE limit_events").await?;
    db.close().await?;
    Ok(rate)
}

static DATA: std::sync::LazyLock<String> =
    std::sync::LazyLock::new(|| r#"{"number":"4827-193-605","channel":"web","total":{"amount":4900,"currency":"EUR"}}"#.repeat(3));

async fn table(db: &DatabaseConnection) -> Result<()> {
    db.execute_unprepared(
        "CREATE TABLE limit_events (seq bigint PRIMARY KEY, entity uuid NOT NULL, version bigint NOT NULL, data text NOT NULL)",
    )
    .await?;
    db.execute_unprepared("CREATE UNIQUE INDEX limit_events_entity ON limit_events (entity, version)").await?;
    Ok(())
}

/// Transactions of one row a second, as pgbench measures them with [`CLIENTS`] connections.
pub async fn pgbench(fresh: &Fresh, time: Duration) -> Result<f64> {
    let db = Database::connect(&fresh.url).await?;
    table(&db).await?;
    db.execute_unprepared("CREATE SEQUENCE limit_seq").await?;
    let script = tempfile::NamedTempFile::new()?;
    let insert = format!("INSERT INTO limit_events VALUES (nextval('limit_seq'), gen_random_uuid(), 1, '{}');\n", DATA.as_str());
    std::fs::write(script.path(), insert)?;
    let output = Command::new(program()?)
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=1"])
        .args(["--client", &CLIENTS.to_string(), "--time", &time.as_secs().max(1).to_string(), "--file"])
        .arg(script.path())
        .arg(&fresh.url)
        .output()
        .await?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if !output.status.success() {
        bail!("pgbench fails: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let tps = said.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next()?.parse().ok());
    db.close().await?;
    tps.with_context(|| format!("pgbench gives no rate: {said}"))
}

/// pgbench stands with PostgreSQL's other programs.
fn program() -> Result<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").map(|found| found.flatten().map(|version| version.path().join("bin/pgbench")));
    versions.into_iter().flatten().filter(|path| path.is_file()).max().context("PostgreSQL's pgbench is not installed")
}
