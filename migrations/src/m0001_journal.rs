//! The journal: what happened, and what the turn needs to carry on after a restart.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Journal;

const TABLES: &[&str] = &["events", "batches", "snapshots", "wakes", "answered_keys"];

const UP: &str = "
CREATE TABLE IF NOT EXISTS events (
    seq {seq} NOT NULL PRIMARY KEY,
    entity {uuid} NOT NULL,
    kind {text} NOT NULL,
    version bigint NOT NULL,
    type {text} NOT NULL,
    schema smallint NOT NULL,
    data {text} NOT NULL,
    at bigint NOT NULL,
    by_whom {text} NOT NULL,
    customer {uuid},
    shown smallint NOT NULL,
    shown_data {text},
    message {uuid}
);
CREATE UNIQUE INDEX IF NOT EXISTS events_entity_version ON events (entity, version);
CREATE UNIQUE INDEX IF NOT EXISTS events_entity_message ON events (entity, message) WHERE message IS NOT NULL;
CREATE INDEX IF NOT EXISTS events_customer_seq ON events (customer, seq) WHERE customer IS NOT NULL;

CREATE TABLE IF NOT EXISTS batches (
    id {uuid} NOT NULL PRIMARY KEY,
    first_seq bigint NOT NULL,
    last_seq bigint NOT NULL,
    at bigint NOT NULL
) {compact};

CREATE TABLE IF NOT EXISTS snapshots (
    entity {uuid} NOT NULL PRIMARY KEY,
    kind {text} NOT NULL,
    version bigint NOT NULL,
    state {text} NOT NULL,
    at bigint NOT NULL
);

CREATE TABLE IF NOT EXISTS wakes (
    entity {uuid} NOT NULL PRIMARY KEY,
    kind {text} NOT NULL,
    due bigint NOT NULL
) {compact};
CREATE INDEX IF NOT EXISTS wakes_due ON wakes (due);

CREATE TABLE IF NOT EXISTS answered_keys (
    id {uuid} NOT NULL PRIMARY KEY,
    body_hash {text} NOT NULL,
    entity {uuid} NOT NULL,
    kind {text} NOT NULL,
    seq bigint NOT NULL,
    at bigint NOT NULL
) {compact};
";

#[async_trait::async_trait]
impl MigrationTrait for Journal {
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
