//! Simulations as they are kept: what was asked, how far it has come, what came of it. Every hub can tell.

use super::models::simulation;
use comptoir_domain::time::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

pub use simulation::Model as Simulation;

/// Keeps one that begins.
pub async fn begin(db: &impl ConnectionTrait, simulation: Simulation) -> Result<(), DbErr> {
    simulation::Entity::insert(simulation.into_active_model()).exec_without_returning(db).await.map(|_| ())
}

/// It has come so far.
pub async fn advance(db: &impl ConnectionTrait, id: Uuid, per_mille: i64, now: Timestamp) -> Result<(), DbErr> {
    simulation::Entity::update_many()
        .col_expr(simulation::Column::PerMille, Expr::value(per_mille))
        .col_expr(simulation::Column::HeardAt, Expr::value(now.0))
        .filter(simulation::COLUMN.id.eq(id))
        .exec(db)
        .await
        .map(|_| ())
}

/// It is over: with an outcome, or with a problem.
pub async fn end(db: &impl ConnectionTrait, id: Uuid, ended: Result<String, String>, now: Timestamp) -> Result<(), DbErr> {
    let (outcome, problem) = (ended.as_ref().ok().cloned(), ended.err());
    simulation::Entity::update_many()
        .col_expr(simulation::Column::PerMille, Expr::value(1_000))
        .col_expr(simulation::Column::HeardAt, Expr::value(now.0))
        .col_expr(simulation::Column::Outcome, Expr::value(outcome))
        .col_expr(simulation::Column::Problem, Expr::value(problem))
        .filter(simulation::COLUMN.id.eq(id))
        .exec(db)
        .await
        .map(|_| ())
}

pub async fn one(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Simulation>, DbErr> {
    simulation::Entity::find_by_id(id).one(db).await
}

/// The last ones, the newest first.
pub async fn latest(db: &impl ConnectionTrait, most: u64) -> Result<Vec<Simulation>, DbErr> {
    simulation::Entity::find().order_by_desc(simulation::Column::BegunAt).limit(most).all(db).await
}
