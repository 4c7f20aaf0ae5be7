//! What is in fact ordered: one SKU of a product.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "variants")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub sku: String,
    /// The product's handle.
    pub product: String,
    pub position: i32,
    pub title: String,
    /// JSON: names and values, in their order.
    pub options: String,
    /// Minor units of the shop's currency.
    pub price: i64,
    pub grams: i64,
    pub barcode: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
