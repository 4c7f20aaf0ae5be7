//! Comptoir's schema, for SQLite and PostgreSQL both.
//!
//! The tables are written as SQL that both databases read; what differs between them stands in [`dialect`].
//! Times are Unix milliseconds, money is minor units, JSON is text, and nothing is a foreign key: the journal writes
//! rows of one entity without asking for those of another.

mod dialect;
mod m0001_journal;
mod m0002_read_tables;
mod m0003_staff_and_settings;
mod m0004_catalogue;
mod m0005_message_ids;
mod m0006_wake_leases;
mod m0007_sourcing_rules;
mod m0008_simulations;
mod m0009_sent_to;
mod m0010_products_written;
mod schema_change;

pub use sea_orm_migration::MigratorTrait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DatabaseConnection, DbBackend, SqliteTransactionMode, TransactionOptions, TransactionTrait};

/// All migrations, in their order.
pub struct Migrator;

impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_journal::JOURNAL),
            Box::new(m0002_read_tables::READ_TABLES),
            Box::new(m0003_staff_and_settings::STAFF_AND_SETTINGS),
            Box::new(m0004_catalogue::CATALOGUE),
            Box::new(m0005_message_ids::MESSAGE_IDS),
            Box::new(m0006_wake_leases::WAKE_LEASES),
            Box::new(m0007_sourcing_rules::SOURCING_RULES),
            Box::new(m0008_simulations::SIMULATIONS),
            Box::new(m0009_sent_to::SENT_TO),
            Box::new(m0010_products_written::PRODUCTS_WRITTEN),
        ]
    }
}

/// The advisory lock that lets one process at a time change a PostgreSQL database's schema.
const MIGRATING: i64 = 0x436f_6d70_746f_6972;

/// Brings a database up to date, all of it or nothing. Processes that do so at the same moment wait for each other;
/// a database that is up to date stays as it is.
pub async fn migrate(db: &DatabaseConnection) -> Result<(), DbErr> {
    let mode = TransactionOptions { sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate), ..Default::default() };
    let transaction = db.begin_with_options(mode).await?;
    if transaction.get_database_backend() == DbBackend::Postgres {
        transaction.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATING})")).await?;
    }
    Migrator::up(&transaction, None).await?;
    transaction.commit().await
}
