//! Who may do what, and how the shop is set up: ordinary tables with ordinary writes.

use crate::schema_change::SchemaChange;

pub(crate) const STAFF_AND_SETTINGS: SchemaChange = SchemaChange { name: "m0003_staff_and_settings", up: UP, down: DOWN };

const UP: &str = "
CREATE TABLE IF NOT EXISTS staff (
    id {uuid} NOT NULL PRIMARY KEY,
    login {text} NOT NULL,
    name {text} NOT NULL,
    password_hash {text} NOT NULL,
    role {text} NOT NULL,
    node {text},
    language {text} NOT NULL,
    created_at bigint NOT NULL,
    disabled_at bigint
);
CREATE UNIQUE INDEX IF NOT EXISTS staff_login ON staff (login);

CREATE TABLE IF NOT EXISTS sessions (
    id {text} NOT NULL PRIMARY KEY,
    staff {uuid} NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint NOT NULL
) {compact};
CREATE INDEX IF NOT EXISTS sessions_staff ON sessions (staff);

CREATE TABLE IF NOT EXISTS api_keys (
    id {uuid} NOT NULL PRIMARY KEY,
    name {text} NOT NULL,
    role {text} NOT NULL,
    key_hash {text} NOT NULL,
    created_at bigint NOT NULL,
    revoked_at bigint
);
CREATE UNIQUE INDEX IF NOT EXISTS api_keys_key_hash ON api_keys (key_hash);

CREATE TABLE IF NOT EXISTS settings (
    name {text} NOT NULL PRIMARY KEY,
    value {text} NOT NULL
) {compact};

CREATE TABLE IF NOT EXISTS canned_replies (
    shortcut {text} NOT NULL,
    language {text} NOT NULL,
    text {text} NOT NULL,
    PRIMARY KEY (shortcut, language)
);
";

const DOWN: &str = "
DROP TABLE IF EXISTS staff;
DROP TABLE IF EXISTS sessions;
DROP TABLE IF EXISTS api_keys;
DROP TABLE IF EXISTS settings;
DROP TABLE IF EXISTS canned_replies;
";
