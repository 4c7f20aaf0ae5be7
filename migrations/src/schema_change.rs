//! A migration that is nothing but statements, as they all are.

use crate::dialect;
use sea_orm_migration::prelude::*;

/// Statements in the words of [`dialect`], and those that take them back.
pub(crate) struct SchemaChange {
    /// As it is remembered in the database: never changed.
    pub name: &'static str,
    pub up: &'static str,
    pub down: &'static str,
}

impl MigrationName for SchemaChange {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for SchemaChange {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, self.up).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        dialect::run(manager, self.down).await
    }

    /// All of it or nothing, on SQLite too.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
