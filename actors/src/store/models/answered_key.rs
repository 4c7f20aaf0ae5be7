//! Idempotency keys that have had their answer.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "answered_keys")]
pub struct Model {
    /// Follows from the caller and the caller's key.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub body_hash: String,
    pub entity: Uuid,
    pub kind: String,
    pub seq: i64,
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
