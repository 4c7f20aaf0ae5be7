//! The constraint on message ids, with the id first: ids that grow with time then go to the end of the index, and a commit of many
//! messages changes one page of it rather than one for each conversation.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct MessageIds;

const UP: &str = "
DROP INDEX IF EXISTS events_entity_message;
CREATE UNIQUE INDEX IF NOT EXISTS events_message_entity ON events (message, entity) WHERE message IS NOT NULL;
";

const DOWN: &str = "
DROP INDEX IF EXISTS events_message_entity;
CREATE UNIQUE INDEX IF NOT EXISTS events_entity_message ON events (entity, message) WHERE message IS NOT NULL;
";

#[async_trait::async_trait]
impl MigrationTrait for MessageIds {
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
