//! Policies and carriers as they are kept: by name, every version. A version is written once and never changed.

use super::models::sourcing_rule;
use comptoir_domain::time::Timestamp;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, SqlErr};

pub use sourcing_rule::Model as Version;

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Policy,
    Carrier,
}

impl Kind {
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Policy => "policy",
            Kind::Carrier => "carrier",
        }
    }
}

/// Everything that is kept: every version of every rule, by kind, name and version.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Version>, DbErr> {
    let find = sourcing_rule::Entity::find();
    let by_name = find.order_by_asc(sourcing_rule::Column::Kind).order_by_asc(sourcing_rule::Column::Name);
    by_name.order_by_asc(sourcing_rule::Column::Version).all(db).await
}

/// The versions of one rule, the newest first.
pub async fn versions(db: &impl ConnectionTrait, kind: Kind, name: &str) -> Result<Vec<Version>, DbErr> {
    let of_this =
        sourcing_rule::Entity::find().filter(sourcing_rule::COLUMN.kind.eq(kind.as_str())).filter(sourcing_rule::COLUMN.name.eq(name));
    of_this.order_by_desc(sourcing_rule::Column::Version).all(db).await
}

/// How many versions there are of everything: another number, and something is new.
pub async fn count(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    use sea_orm::PaginatorTrait;
    sourcing_rule::Entity::find().count(db).await
}

/// Why a version was not written.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// Somebody else has written one meanwhile; this is theirs.
    #[error("version {0} is newer than the one that was changed")]
    Overtaken(i64),
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Writes the next version; `after`: the one that it changes, 0 for a new rule. Without a body the rule ends.
pub async fn keep(
    db: &impl ConnectionTrait,
    kind: Kind,
    name: &str,
    after: Option<i64>,
    body: Option<String>,
    at: Timestamp,
    by_name: &str,
) -> Result<i64, KeepError> {
    let newest = versions(db, kind, name).await?.first().map_or(0, |version| version.version);
    if after.is_some_and(|after| after != newest) {
        return Err(KeepError::Overtaken(newest));
    }
    let version =
        Version { kind: kind.as_str().into(), name: name.to_owned(), version: newest + 1, body, at: at.0, by_name: by_name.to_owned() };
    match sourcing_rule::Entity::insert(version.into_active_model()).exec_without_returning(db).await {
        Ok(_) => Ok(newest + 1),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Err(KeepError::Overtaken(newest + 1)),
        Err(error) => Err(error.into()),
    }
}
