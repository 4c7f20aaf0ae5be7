//! The live protocol: one WebSocket, on which everything that happens arrives as it happens.
//!
//! A [`session`] is an actix actor that reads one client's frames; its [`writer`] sends what goes out, so that a client which does
//! not read blocks nothing. [`begin`] is how a stream starts: listen first, then read, then what happened in between.
//! [`intake`] bounds what a client may send before it has said something, [`commands`] obeys what clients ask, [`render`] writes events as each audience may see them.

mod begin;
mod commands;
mod intake;
mod protocol;
mod render;
mod session;
mod writer;

use crate::api::problem::Problem;
use crate::app::App;
use crate::auth::{origin, sessions};
use crate::live::intake::Intake;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::StreamExt;

/// Longest frame that is read; whatever is longer ends the connection.
pub const LONGEST_FRAME: usize = 64 * 1024;

pub fn configure(config: &mut web::ServiceConfig) {
    config.route("/live", web::get().to(open));
}

/// Turns a request into a live session. Nobody is trusted before the first frame; the cookie of the upgrade counts only when a page of
/// ours sent it.
async fn open(app: web::Data<App>, request: HttpRequest, body: web::Payload) -> Result<HttpResponse, Problem> {
    if app.is_leaving() {
        return Err(Problem::try_again());
    }
    let cookie =
        request.cookie(sessions::COOKIE).filter(|_| origin::is_ours(&request, &app.config)).map(|cookie| cookie.value().to_owned());
    let welcome = origin::is_welcome(&request, &app.config);
    if !welcome {
        return Err(Problem::forbidden("this site may not open a live connection; add it to widget_origins"));
    }
    let intake = Intake::default();
    let body = intake.of(&request, body).await.map_err(|_| Problem::try_again())?;
    let (response, socket, frames) = actix_ws::handle(&request, body)
        .map_err(|error| Problem::bad_request("not_a_websocket", format!("this address speaks WebSocket: {error}")))?;
    let frames = frames.max_frame_size(LONGEST_FRAME).aggregate_continuations().max_continuation_size(LONGEST_FRAME);
    let frames = frames.inspect(move |_| intake.understood());
    session::start(app, cookie, socket, frames);
    Ok(response)
}
