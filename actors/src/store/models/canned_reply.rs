//! Replies that agents insert by a shortcut.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "canned_replies")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub shortcut: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub language: String,
    pub text: String,
}

impl ActiveModelBehavior for ActiveModel {}
