//! What is sold.

use crate::dialect;
use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub(crate) struct Catalogue;

const TABLES: &[&str] = &["products", "variants"];

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

#[async_trait::async_trait]
impl MigrationTrait for Catalogue {
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
