//! Policies and carriers: every version that there ever was, so that a plan can always be explained by the one that made it.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct SourcingRules;

const TABLES: &[&str] = &["sourcing_rules"];

const UP: &str = "
CREATE TABLE IF NOT EXISTS sourcing_rules (
    kind {text} NOT NULL,
    name {text} NOT NULL,
    version bigint NOT NULL,
    body {text},
    at bigint NOT NULL,
    by_name {text} NOT NULL,
    PRIMARY KEY (kind, name, version)
);
";

#[async_trait::async_trait]
impl MigrationTrait for SourcingRules {
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
