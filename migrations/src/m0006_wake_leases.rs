//! Leases on wakes: of several hubs one wakes an entity at a time, and another one does when that hub is gone.

use crate::schema_change::SchemaChange;

pub(crate) const WAKE_LEASES: SchemaChange = SchemaChange { name: "m0006_wake_leases", up: UP, down: DOWN };

const UP: &str = "
ALTER TABLE wakes ADD COLUMN leased_until bigint NOT NULL DEFAULT 0;
";

const DOWN: &str = "
ALTER TABLE wakes DROP COLUMN leased_until;
";
