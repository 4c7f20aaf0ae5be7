//! What was written of the catalogue lately: looked up every half minute, for what is to be sold off.

use crate::schema_change::SchemaChange;

pub(crate) const PRODUCTS_WRITTEN: SchemaChange = SchemaChange { name: "m0010_products_written", up: UP, down: DOWN };

const UP: &str = "
CREATE INDEX IF NOT EXISTS products_updated_at ON products (updated_at);
";

const DOWN: &str = "
DROP INDEX IF EXISTS products_updated_at;
";
