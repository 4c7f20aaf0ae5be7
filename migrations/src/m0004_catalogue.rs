//! What is sold.

use crate::schema_change::SchemaChange;

pub(crate) const CATALOGUE: SchemaChange = SchemaChange { name: "m0004_catalogue", up: UP, down: DOWN };

const UP: &str = "
CREATE TABLE IF NOT EXISTS products (
    handle {text} NOT NULL PRIMARY KEY,
    title {text} NOT NULL,
    description_html {text} NOT NULL,
    vendor {text} NOT NULL,
    category {text} NOT NULL,
    tags {text} NOT NULL,
    position bigint NOT NULL,
    updated_at bigint NOT NULL
);
CREATE INDEX IF NOT EXISTS products_category ON products (category);

CREATE TABLE IF NOT EXISTS variants (
    sku {text} NOT NULL PRIMARY KEY,
    product {text} NOT NULL,
    position integer NOT NULL,
    title {text} NOT NULL,
    options {text} NOT NULL,
    price bigint NOT NULL,
    grams bigint NOT NULL,
    barcode {text}
);
CREATE INDEX IF NOT EXISTS variants_product ON variants (product);
CREATE INDEX IF NOT EXISTS variants_barcode ON variants (barcode);
";

const DOWN: &str = "
DROP TABLE IF EXISTS products;
DROP TABLE IF EXISTS variants;
";
