//! Policies and carriers: every version that there ever was, so that a plan can always be explained by the one that made it.

use crate::schema_change::SchemaChange;

pub(crate) const SOURCING_RULES: SchemaChange = SchemaChange { name: "m0007_sourcing_rules", up: UP, down: DOWN };

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

const DOWN: &str = "
DROP TABLE IF EXISTS sourcing_rules;
";
