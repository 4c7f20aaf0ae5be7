//! Where a fulfillment is sent for the customer to collect it: that counter has it on its board.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct SentTo;

const UP: &str = "
ALTER TABLE fulfillments ADD COLUMN sent_to {text};
CREATE INDEX IF NOT EXISTS fulfillments_sent_to_status ON fulfillments (sent_to, status);
";

const DOWN: &str = "
DROP INDEX IF EXISTS fulfillments_sent_to_status;
ALTER TABLE fulfillments DROP COLUMN sent_to;
";

#[async_trait::async_trait]
impl MigrationTrait for SentTo {
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
