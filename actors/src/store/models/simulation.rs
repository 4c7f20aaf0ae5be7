//! A scenario that was tried on the past.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "simulations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    /// JSON.
    pub scenario: String,
    pub by_name: String,
    pub begun_at: i64,
    /// When it was last at work.
    pub heard_at: i64,
    /// How far it has come, of a thousand.
    pub per_mille: i64,
    /// JSON, when it is done.
    pub outcome: Option<String>,
    /// Why it could not be done.
    pub problem: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
