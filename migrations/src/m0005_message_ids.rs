//! The constraint on message ids, with the id first: ids that grow with time then go to the end of the index, and a commit of many
//! messages changes one page of it rather than one for each conversation.

use crate::schema_change::SchemaChange;

pub(crate) const MESSAGE_IDS: SchemaChange = SchemaChange { name: "m0005_message_ids", up: UP, down: DOWN };

const UP: &str = "
DROP INDEX IF EXISTS events_entity_message;
CREATE UNIQUE INDEX IF NOT EXISTS events_message_entity ON events (message, entity) WHERE message IS NOT NULL;
";

const DOWN: &str = "
DROP INDEX IF EXISTS events_message_entity;
CREATE UNIQUE INDEX IF NOT EXISTS events_entity_message ON events (entity, message) WHERE message IS NOT NULL;
";
