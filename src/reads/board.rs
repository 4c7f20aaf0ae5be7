//! A node's work board.

use crate::api::problem::Problem;
use crate::app::App;
use crate::representation::board::Board;
use crate::representation::{BoardCard, Node};
use comptoir_actors::store::queries::board;
use comptoir_domain::ids::NodeCode;

/// The board of a node; `None` when there is no such node.
pub async fn of_node(app: &App, code: &NodeCode) -> Result<Option<Board>, Problem> {
    let Some(profile) = app.hub.stock().node(code) else { return Ok(None) };
    // The head first: what is committed while we read comes once more as an event.
    let cursor = app.hub.journal().head();
    let cards = board::cards(app.hub.db(), &code.0).await?.into_iter().map(|row| BoardCard::read(row, app.hub.stock())).collect();
    Ok(Some(Board { node: Node::of(&profile, app.hub.now(), &app.hub.options().retailer), cursor, cards }))
}
