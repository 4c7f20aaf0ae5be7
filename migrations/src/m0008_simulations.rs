//! What was tried on the past, and what came of it.

use crate::schema_change::SchemaChange;

pub(crate) const SIMULATIONS: SchemaChange = SchemaChange { name: "m0008_simulations", up: UP, down: DOWN };

const UP: &str = "
CREATE TABLE IF NOT EXISTS simulations (
    id {uuid} NOT NULL PRIMARY KEY,
    scenario {text} NOT NULL,
    by_name {text} NOT NULL,
    begun_at bigint NOT NULL,
    heard_at bigint NOT NULL,
    per_mille bigint NOT NULL,
    outcome {text},
    problem {text}
);
CREATE INDEX IF NOT EXISTS simulations_begun_at ON simulations (begun_at);
";

const DOWN: &str = "
DROP TABLE IF EXISTS simulations;
";
