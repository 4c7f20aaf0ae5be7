//! Stock look-ups: fifteen nodes' stock of one SKU, from memory.

use crate::Options;
use crate::http::{self, Connection};
use crate::hub::Hub;
use crate::limits::actix;
use crate::load::{self, Client, Window};
use crate::measured::Measured;
use crate::report::{Report, Row, grouped, under_load};
use crate::server::Server;
use crate::shop;
use anyhow::{Result, bail};
use std::time::Instant;

const AT_ONCE: usize = 64;

pub async fn run(options: &Options, report: &mut Report) -> Result<()> {
    let (mut measured, mut limits) = (Vec::new(), Vec::new());
    for _ in 0..options.runs {
        let server = actix::start().await?;
        let hello = vec![http::request("GET", "/hello", None, None)];
        limits.push(load::run(readers(&server, &hello).await?, options.seconds, &server).await?);
        server.stop().await?;

        let hub = Hub::start().await?;
        shop::open(&mut hub.api().await?).await?;
        let look_ups: Vec<_> = (0..shop::SKUS)
            .map(|number| http::request("GET", &format!("/api/v1/stock/{}", shop::sku(number)), Some(&hub.key), None))
            .collect();
        measured.push(load::run(readers(&hub.server, &look_ups).await?, options.seconds, &hub.server).await?);
        hub.stop().await?;
    }
    let (measured, limit) = (Measured::median(&measured), Measured::median(&limits));
    report.add(Row {
        what: format!("stock look-ups over HTTP, {AT_ONCE} at once"),
        figure: under_load(&measured, "look-up"),
        limit: format!("actix-web's bare hello: {}/s ({:.0} µs of server CPU)", grouped(limit.rate), limit.server_cpu),
        ratio: Some(measured.rate / limit.rate),
        goal: "ratio 0.50".into(),
    });
    Ok(())
}

async fn readers(server: &Server, requests: &[Vec<u8>]) -> Result<Vec<Reader>> {
    let mut readers = Vec::with_capacity(AT_ONCE);
    for number in 0..AT_ONCE {
        readers.push(Reader { connection: Connection::open(server.address).await?, requests: requests.to_vec(), next: number });
    }
    Ok(readers)
}

/// One who asks these in turn.
struct Reader {
    connection: Connection,
    requests: Vec<Vec<u8>>,
    next: usize,
}

impl Client for Reader {
    async fn step(&mut self, window: &mut Window) -> Result<()> {
        self.next = (self.next + 1) % self.requests.len();
        let began = Instant::now();
        let answer = self.connection.exchange(&self.requests[self.next]).await?;
        if answer.status != 200 {
            bail!("a look-up is answered {}: {}", answer.status, String::from_utf8_lossy(answer.body));
        }
        window.record(began);
        Ok(())
    }
}
