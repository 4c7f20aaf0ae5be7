//! What is sold.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "products")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub handle: String,
    pub title: String,
    /// Cleaned: safe to put on a page.
    pub description_html: String,
    pub vendor: String,
    pub category: String,
    /// JSON: a list of words.
    pub tags: String,
    /// Its place in the catalogue.
    pub position: i64,
    pub updated_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
