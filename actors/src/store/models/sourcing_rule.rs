//! A version of a policy or of a carrier.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sourcing_rules")]
pub struct Model {
    /// `policy` or `carrier`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub kind: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    /// 1, 2, 3 …
    #[sea_orm(primary_key, auto_increment = false)]
    pub version: i64,
    /// JSON; none: from here on it is no longer used.
    pub body: Option<String>,
    pub at: i64,
    pub by_name: String,
}

impl ActiveModelBehavior for ActiveModel {}
