//! Who buys.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "customers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub name: Option<String>,
    pub language: String,
    pub channel: String,
    pub created_at: i64,
    /// The customer that this one is an alias of.
    pub linked_to: Option<Uuid>,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
