//! Who may do what: staff and their sessions, programs and their keys. And how the shop is set up: settings, canned replies.
//!
//! Tokens and keys are never kept themselves, only their hash ([`hash`]); passwords come and go as argon2 hashes.

use super::models::{api_key, canned_reply, session, setting, staff};
use super::queries::sql::storable;
use comptoir_domain::time::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, SqlErr};
use sha2::{Digest, Sha256};
use uuid::Uuid;

pub use api_key::Model as ApiKey;
pub use canned_reply::Model as CannedReply;
pub use staff::Model as Account;

/// What stands in the tables in place of a token or a key: SHA-256 in hex. Both are long and random, so that nothing slower is needed.
pub fn hash(secret: &str) -> String {
    format!("{:x}", Sha256::digest(secret.as_bytes()))
}

/// Why an account cannot be added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    #[error("somebody already signs in as {0}")]
    LoginTaken(String),
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// Adds an account. A login is the same in capitals.
pub async fn add(db: &impl ConnectionTrait, mut account: Account) -> Result<(), AddError> {
    account.login = login_key(&account.login);
    let login = account.login.clone();
    match staff::Entity::insert(account.into_active_model()).exec_without_returning(db).await {
        Ok(_) => Ok(()),
        Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Err(AddError::LoginTaken(login)),
        Err(error) => Err(error.into()),
    }
}

/// The account that signs in with this login, also a disabled one.
pub async fn by_login(db: &impl ConnectionTrait, login: &str) -> Result<Option<Account>, DbErr> {
    staff::Entity::find().filter(staff::COLUMN.login.eq(login_key(login))).one(db).await
}

/// One account, also a disabled one.
pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Account>, DbErr> {
    staff::Entity::find_by_id(id).one(db).await
}

/// Everybody who works here, by name.
pub async fn list(db: &impl ConnectionTrait) -> Result<Vec<Account>, DbErr> {
    staff::Entity::find().filter(staff::COLUMN.disabled_at.is_null()).order_by_asc(staff::Column::Name).all(db).await
}

/// Gives an account another password, and ends its sessions.
pub async fn set_password(db: &impl ConnectionTrait, id: Uuid, password_hash: &str) -> Result<(), DbErr> {
    staff::Entity::update_many()
        .col_expr(staff::Column::PasswordHash, Expr::value(password_hash))
        .filter(staff::COLUMN.id.eq(id))
        .exec(db)
        .await?;
    end_sessions_of(db, id).await
}

/// Closes an account, and ends its sessions. What it did stays in the journal.
pub async fn disable(db: &impl ConnectionTrait, id: Uuid, now: Timestamp) -> Result<(), DbErr> {
    staff::Entity::update_many()
        .col_expr(staff::Column::DisabledAt, Expr::value(now.0))
        .filter(staff::COLUMN.id.eq(id))
        .filter(staff::COLUMN.disabled_at.is_null())
        .exec(db)
        .await?;
    end_sessions_of(db, id).await
}

fn login_key(login: &str) -> String {
    storable(login.trim().to_lowercase())
}

/// Begins a session for whoever holds `token`.
pub async fn begin_session(
    db: &impl ConnectionTrait,
    token: &str,
    account: Uuid,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<(), DbErr> {
    let row = session::ActiveModel { id: Set(hash(token)), staff: Set(account), created_at: Set(now.0), expires_at: Set(expires_at.0) };
    session::Entity::insert(row).exec_without_returning(db).await.map(|_| ())
}

/// Who holds `token`, if the session lasts and the account is open; with when it expires.
pub async fn by_session(db: &impl ConnectionTrait, token: &str, now: Timestamp) -> Result<Option<(Account, Timestamp)>, DbErr> {
    let Some(session) = session::Entity::find_by_id(hash(token)).filter(session::COLUMN.expires_at.gt(now.0)).one(db).await? else {
        return Ok(None);
    };
    let account = by_id(db, session.staff).await?.filter(|account| account.disabled_at.is_none());
    Ok(account.map(|account| (account, Timestamp(session.expires_at))))
}

/// Makes a session last longer.
pub async fn prolong_session(db: &impl ConnectionTrait, token: &str, expires_at: Timestamp) -> Result<(), DbErr> {
    session::Entity::update_many()
        .col_expr(session::Column::ExpiresAt, Expr::value(expires_at.0))
        .filter(session::COLUMN.id.eq(hash(token)))
        .exec(db)
        .await
        .map(|_| ())
}

/// Ends a session.
pub async fn end_session(db: &impl ConnectionTrait, token: &str) -> Result<(), DbErr> {
    session::Entity::delete_by_id(hash(token)).exec(db).await.map(|_| ())
}

/// Ends all sessions of an account.
pub async fn end_sessions_of(db: &impl ConnectionTrait, account: Uuid) -> Result<(), DbErr> {
    session::Entity::delete_many().filter(session::COLUMN.staff.eq(account)).exec(db).await.map(|_| ())
}

/// Forgets the sessions that have expired; tells how many.
pub async fn forget_expired_sessions(db: &impl ConnectionTrait, now: Timestamp) -> Result<u64, DbErr> {
    Ok(session::Entity::delete_many().filter(session::COLUMN.expires_at.lte(now.0)).exec(db).await?.rows_affected)
}

/// Adds a key for a program; only its hash is kept.
pub async fn add_key(db: &impl ConnectionTrait, id: Uuid, name: &str, role: &str, key: &str, now: Timestamp) -> Result<(), DbErr> {
    let row = ApiKey { id, name: name.to_owned(), role: role.to_owned(), key_hash: hash(key), created_at: now.0, revoked_at: None };
    api_key::Entity::insert(row.into_active_model()).exec_without_returning(db).await.map(|_| ())
}

/// What is known of a key, unless it has been revoked.
pub async fn by_key(db: &impl ConnectionTrait, key: &str) -> Result<Option<ApiKey>, DbErr> {
    api_key::Entity::find().filter(api_key::COLUMN.key_hash.eq(hash(key))).filter(api_key::COLUMN.revoked_at.is_null()).one(db).await
}

/// All keys, the oldest first, revoked ones too.
pub async fn keys(db: &impl ConnectionTrait) -> Result<Vec<ApiKey>, DbErr> {
    api_key::Entity::find().order_by_asc(api_key::Column::CreatedAt).order_by_asc(api_key::Column::Id).all(db).await
}

/// Revokes a key; tells whether there was one to revoke.
pub async fn revoke_key(db: &impl ConnectionTrait, id: Uuid, now: Timestamp) -> Result<bool, DbErr> {
    let revoked = api_key::Entity::update_many()
        .col_expr(api_key::Column::RevokedAt, Expr::value(now.0))
        .filter(api_key::COLUMN.id.eq(id))
        .filter(api_key::COLUMN.revoked_at.is_null())
        .exec(db)
        .await?;
    Ok(revoked.rows_affected > 0)
}

/// A setting of the shop.
pub async fn setting(db: &impl ConnectionTrait, name: &str) -> Result<Option<String>, DbErr> {
    Ok(setting::Entity::find_by_id(name).one(db).await?.map(|row| row.value))
}

/// Sets a setting, new or known.
pub async fn set(db: &impl ConnectionTrait, name: &str, value: &str) -> Result<(), DbErr> {
    let row = setting::ActiveModel { name: Set(name.to_owned()), value: Set(value.to_owned()) };
    let known = OnConflict::column(setting::Column::Name).update_column(setting::Column::Value).to_owned();
    setting::Entity::insert(row).on_conflict(known).exec_without_returning(db).await.map(|_| ())
}

/// Sets a setting that nobody has set yet, and gives what it is then: of two who do so at once, both get the same.
pub async fn set_once(db: &impl ConnectionTrait, name: &str, value: &str) -> Result<String, DbErr> {
    let row = setting::ActiveModel { name: Set(name.to_owned()), value: Set(value.to_owned()) };
    let known = OnConflict::column(setting::Column::Name).do_nothing().to_owned();
    setting::Entity::insert(row).on_conflict(known).exec_without_returning(db).await?;
    Ok(setting(db, name).await?.unwrap_or_else(|| value.to_owned()))
}

/// All canned replies, by shortcut.
pub async fn canned_replies(db: &impl ConnectionTrait) -> Result<Vec<CannedReply>, DbErr> {
    canned_reply::Entity::find().order_by_asc(canned_reply::Column::Shortcut).order_by_asc(canned_reply::Column::Language).all(db).await
}

/// Keeps a canned reply, new or known.
pub async fn keep_canned_reply(db: &impl ConnectionTrait, reply: CannedReply) -> Result<(), DbErr> {
    let known = OnConflict::columns([canned_reply::Column::Shortcut, canned_reply::Column::Language])
        .update_column(canned_reply::Column::Text)
        .to_owned();
    canned_reply::Entity::insert(reply.into_active_model()).on_conflict(known).exec_without_returning(db).await.map(|_| ())
}

/// Removes a canned reply.
pub async fn remove_canned_reply(db: &impl ConnectionTrait, shortcut: &str, language: &str) -> Result<(), DbErr> {
    canned_reply::Entity::delete_by_id((shortcut.to_owned(), language.to_owned())).exec(db).await.map(|_| ())
}
