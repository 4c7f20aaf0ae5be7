//! An entity's state at a version, so that loading it does not read all its events.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "snapshots")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub entity: Uuid,
    pub kind: String,
    pub version: i64,
    /// JSON.
    pub state: String,
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
