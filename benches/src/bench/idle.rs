//! Visitors who have the webchat open and say nothing: what each costs in memory.

use crate::Options;
use crate::hub::Hub;
use crate::machine;
use crate::measured::median;
use crate::report::{Report, Row};
use crate::socket::Socket;
use anyhow::{Result, bail};
use std::cell::Cell;
use std::net::{IpAddr, Ipv4Addr};
use std::rc::Rc;
use std::time::Duration;
use tokio::task::JoinSet;

const VISITORS: usize = 10_000;
/// Visitors who connect at one time.
const AT_ONCE: usize = 50;
/// Visitors from one address of this machine.
const FROM_ONE: usize = 5_000;
/// Until everything that belongs to connecting is over, and the first pings have gone round.
const SETTLE: Duration = Duration::from_secs(25);

pub async fn run(options: &Options, report: &mut Report) -> Result<()> {
    let mut each = Vec::new();
    for _ in 0..options.runs {
        let hub = Hub::start().await?;
        each.push(bytes_of_one(&hub).await?);
        hub.stop().await?;
    }
    let each = median(each);
    report.add(Row {
        what: "10,000 idle visitors".into(),
        figure: format!("{:.1} KB each", each / 1_000.0),
        limit: String::new(),
        ratio: None,
        goal: "below 25 KB".into(),
    });
    Ok(())
}

async fn bytes_of_one(hub: &Hub) -> Result<f64> {
    let mut api = hub.api().await?;
    let mut tokens = Vec::with_capacity(VISITORS);
    for _ in 0..VISITORS {
        tokens.push(hub.visitor(&mut api).await?);
    }
    let before = machine::resident_bytes(hub.server.pid)?;
    let lost = Rc::new(Cell::new(0));
    let mut idling = JoinSet::new();
    for (batch, tokens) in tokens.chunks(AT_ONCE).enumerate() {
        let mut connecting = JoinSet::new();
        for (number, token) in tokens.iter().enumerate() {
            let (token, address) = (token.clone(), hub.server.address);
            let last = 2 + u8::try_from((batch * AT_ONCE + number) / FROM_ONE)?;
            connecting.spawn_local(async move {
                let mut socket = Socket::open_from(IpAddr::V4(Ipv4Addr::new(127, 0, 0, last)), address, "/live").await?;
                socket.hello(&token).await?;
                anyhow::Ok(socket)
            });
        }
        while let Some(connected) = connecting.join_next().await {
            let (mut socket, lost) = (connected??, lost.clone());
            idling.spawn_local(async move {
                // Pings are answered in there; it ends only when the connection does.
                let _ = socket.wait_for(|_| false).await;
                lost.set(lost.get() + 1);
            });
        }
    }
    tokio::time::sleep(SETTLE).await;
    if lost.get() > 0 {
        bail!("{} of {VISITORS} idle visitors have lost their connection", lost.get());
    }
    let after = machine::resident_bytes(hub.server.pid)?;
    Ok(after.saturating_sub(before) as f64 / VISITORS as f64)
}
