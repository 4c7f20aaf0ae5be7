//! The work board of a node.

use crate::api::problem::Problem;
use crate::api::query::Query;
use crate::app::App;
use crate::auth::Caller;
use crate::reads;
use crate::representation::board::Board;
use actix_web::{get, web};
use comptoir_domain::ids::NodeCode;
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BoardQuery {
    /// The node's code; a clerk's own when left out.
    node: Option<String>,
}

/// The work of a node
///
/// For clerks of the node, agents, supervisors and programs.
#[utoipa::path(tag = "fulfillments", params(BoardQuery), responses((status = 200, body = Board), (status = 404, body = Problem)))]
#[get("/board")]
pub async fn of_node(app: web::Data<App>, caller: Caller, query: Query<BoardQuery>) -> Result<web::Json<Board>, Problem> {
    caller.staff_or_key()?;
    let own = || match &caller {
        Caller::Staff(me) => me.node.clone(),
        _ => None,
    };
    let node = query.0.node.or_else(own).ok_or_else(|| Problem::invalid_field("node", "is missing"))?;
    let node = NodeCode(node);
    if let Caller::Staff(me) = &caller
        && !me.sees_board_of(&node)
    {
        return Err(Problem::forbidden(format!("the board of {node} is for its own clerks, agents and supervisors")));
    }
    let board = reads::board::of_node(&app, &node).await?;
    board.map(web::Json).ok_or_else(|| Problem::not_found(&format!("node {node}")))
}
