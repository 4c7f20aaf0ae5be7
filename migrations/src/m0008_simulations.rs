//! What was tried on the past, and what came of it.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Simulations;

const TABLES: &[&str] = &["simulations"];

const UP: &str = "
CREATE TABLE IF NOT EXISTS simulations (
    id {uuid} NOT NULL PRIMARY KEY,
    scenario {text} NOT NULL,
    by_name {text} NOT NULL,
    begun_at bigint NOT NULL,
    heard_at bigint NOT NULL,
    per_mille bigint NOT NULL,
    outcome {text},
    problem {text}
);
CREATE INDEX IF NOT EXISTS simulations_begun_at ON simulations (begun_at);
";

#[async_trait::async_trait]
impl MigrationTrait for Simulations {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::drop(manager, TABLES).await
    }

    /// All of it or nothing, on SQLite too.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
