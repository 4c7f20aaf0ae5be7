//! Places where stock is.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "nodes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub entity: Uuid,
    pub name: String,
    pub kind: String,
    /// JSON: what is said about the node.
    pub profile: String,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
