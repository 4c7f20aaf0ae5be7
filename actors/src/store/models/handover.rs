//! Live six-digit codes that take a chat to the phone.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "handovers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub customer: Uuid,
    pub code: String,
    pub expires_at: i64,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
