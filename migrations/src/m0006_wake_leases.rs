//! Leases on wakes: of several hubs one wakes an entity at a time, and another one does when that hub is gone.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct WakeLeases;

const UP: &str = "
ALTER TABLE wakes ADD COLUMN leased_until bigint NOT NULL DEFAULT 0;
";

const DOWN: &str = "
ALTER TABLE wakes DROP COLUMN leased_until;
";

#[async_trait::async_trait]
impl MigrationTrait for WakeLeases {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, DOWN).await
    }

    /// All of it or nothing, on SQLite too.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
