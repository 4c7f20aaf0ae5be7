//! What one transaction of the journal held: how an unknown outcome is looked up.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "batches")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub first_seq: i64,
    pub last_seq: i64,
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
