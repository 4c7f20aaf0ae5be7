//! How customers are recognised.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "handles")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub customer: Uuid,
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub value: String,
    pub assurance: String,
    pub since: i64,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
