//! When an entity has something due.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "wakes")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub entity: Uuid,
    pub kind: String,
    pub due: i64,
    /// Until then a hub sees to it; 0: nobody does.
    pub leased_until: i64,
}

impl ActiveModelBehavior for ActiveModel {}
