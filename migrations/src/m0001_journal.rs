//! The journal: what happened, and what the turn needs to carry on after a restart.

use crate::schema_change::SchemaChange;

pub(crate) const JOURNAL: SchemaChange = SchemaChange { name: "m0001_journal", up: UP, down: DOWN };

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

const DOWN: &str = "
DROP TABLE IF EXISTS events;
DROP TABLE IF EXISTS batches;
DROP TABLE IF EXISTS snapshots;
DROP TABLE IF EXISTS wakes;
DROP TABLE IF EXISTS answered_keys;
";
