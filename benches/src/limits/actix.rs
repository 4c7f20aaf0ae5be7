//! actix alone: an answer of five bytes over HTTP, and an echo over WebSocket, in a process of their own.

use crate::load::{Client, Window};
use crate::server::Server;
use crate::socket::Socket;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use actix_ws::Message;
use anyhow::{Context, Result};
use futures_util::StreamExt;
use std::time::Instant;
use tokio::process::Command;

/// Serves until it is told to stop.
pub fn serve() -> Result<()> {
    actix_web::rt::System::new().block_on(async {
        let server = HttpServer::new(|| App::new().route("/hello", web::get().to(hello)).route("/echo", web::get().to(echo)));
        let server = server.bind("127.0.0.1:0")?;
        let address = server.addrs().first().copied().context("nothing is listened on")?;
        println!("listening on http://{address}");
        server.run().await?;
        Ok(())
    })
}

async fn hello() -> &'static str {
    "hello"
}

async fn echo(request: HttpRequest, body: web::Payload) -> actix_web::Result<HttpResponse> {
    let (response, mut session, mut frames) = actix_ws::handle(&request, body)?;
    actix_web::rt::spawn(async move {
        while let Some(Ok(frame)) = frames.next().await {
            let sent = match frame {
                Message::Text(text) => session.text(text).await,
                Message::Ping(bytes) => session.pong(&bytes).await,
                Message::Close(_) => break,
                _ => Ok(()),
            };
            if sent.is_err() {
                return;
            }
        }
        let _ = session.close(None).await;
    });
    Ok(response)
}

/// Starts it from this binary.
pub async fn start() -> Result<Server> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg("--limit-server");
    Server::start(command).await.context("the server of the limits does not run")
}

/// Says something and waits to hear it.
pub struct Echo {
    pub socket: Socket,
    pub text: String,
}

impl Client for Echo {
    async fn step(&mut self, window: &mut Window) -> Result<()> {
        let began = Instant::now();
        self.socket.send(self.text.clone()).await?;
        self.socket.wait_for(|_| true).await?;
        window.record(began);
        Ok(())
    }
}
