//! Where a fulfillment is sent for the customer to collect it: that counter has it on its board.

use crate::schema_change::SchemaChange;

pub(crate) const SENT_TO: SchemaChange = SchemaChange { name: "m0009_sent_to", up: UP, down: DOWN };

const UP: &str = "
ALTER TABLE fulfillments ADD COLUMN sent_to {text};
CREATE INDEX IF NOT EXISTS fulfillments_sent_to_status ON fulfillments (sent_to, status) WHERE sent_to IS NOT NULL;
";

const DOWN: &str = "
DROP INDEX IF EXISTS fulfillments_sent_to_status;
ALTER TABLE fulfillments DROP COLUMN sent_to;
";
