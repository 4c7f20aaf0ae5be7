//! What conversations notice of clients that behave badly: how much longer their slowest messages take, and what it costs in memory.

use crate::Options;
use crate::bench::chat::conversations;
use crate::hub::Hub;
use crate::load;
use crate::machine;
use crate::measured::{Measured, median};
use crate::report::{Report, Row, rate};
use crate::socket::Socket;
use anyhow::Result;
use std::net::SocketAddr;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::JoinSet;

/// Conversations that go on meanwhile.
const CONVERSATIONS: usize = 8;
/// Connections that never say who they are. Shown out after ten seconds, they come again.
const SILENT: usize = 1_000;
/// Clients who watch the inbox and read nothing.
const DEAF: usize = 4;
/// How often somebody sends a frame of ten megabytes, and somebody else one that is not JSON.
const NONSENSE_EVERY: Duration = Duration::from_millis(250);
const HUGE_FRAME: usize = 10_000_000;

pub async fn run(options: &Options, report: &mut Report) -> Result<()> {
    let (mut alone, mut crowded, mut times, mut grown) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.runs {
        let hub = Hub::start().await?;
        let before = load::run(conversations(&hub, CONVERSATIONS).await?, options.seconds, &hub.server).await?;
        let memory = machine::resident_bytes(hub.server.pid)?;
        let crowd = Crowd::gather(hub.server.address, hub.key.clone()).await?;
        let meanwhile = load::run(conversations(&hub, CONVERSATIONS).await?, options.seconds, &hub.server).await?;
        grown.push(machine::resident_bytes(hub.server.pid)?.saturating_sub(memory) as f64);
        crowd.leave();
        hub.stop().await?;
        times.push(meanwhile.p99.as_secs_f64() / before.p99.as_secs_f64());
        alone.push(before);
        crowded.push(meanwhile);
    }
    report.add(Row {
        what: format!("{CONVERSATIONS} conversations among {SILENT} silent sockets, {DEAF} that read nothing, and nonsense"),
        figure: format!("{}; p99 {:.1} times, memory +{:.0} MB", rate(&Measured::median(&crowded)), median(times), median(grown) / 1e6),
        limit: format!("without them: {}", rate(&Measured::median(&alone))),
        ratio: None,
        goal: "p99 within 2 times, memory within 100 MB".into(),
    });
    Ok(())
}

/// Has a thread of its own, so that what it costs us is not taken for what the hub's other clients wait.
struct Crowd {
    leave: oneshot::Sender<()>,
    thread: JoinHandle<()>,
}

impl Crowd {
    async fn gather(address: SocketAddr, key: String) -> Result<Crowd> {
        let (here, all_here) = oneshot::channel();
        let (leave, told_to_leave) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let thread = std::thread::spawn(move || {
            tokio::task::LocalSet::new().block_on(&runtime, async {
                let mut crowd = JoinSet::new();
                let _ = here.send(come(address, &key, &mut crowd).await);
                let _ = told_to_leave.await;
            });
        });
        all_here.await??;
        Ok(Crowd { leave, thread })
    }

    fn leave(self) {
        let _ = self.leave.send(());
        let _ = self.thread.join();
    }
}

async fn come(address: SocketAddr, key: &str, crowd: &mut JoinSet<()>) -> Result<()> {
    for _ in 0..SILENT {
        let mut socket = Socket::open(address, "/live").await?;
        crowd.spawn_local(async move {
            loop {
                let _ = socket.wait_for(|_| false).await;
                match Socket::open(address, "/live").await {
                    Ok(again) => socket = again,
                    Err(_) => return,
                }
            }
        });
    }
    for _ in 0..DEAF {
        let mut socket = Socket::open(address, "/live").await?;
        socket.hello(key).await?;
        socket.send(r#"{"type":"watch","ref":1,"stream":"inbox"}"#.to_owned()).await?;
        crowd.spawn_local(async move {
            std::future::pending::<()>().await;
            drop(socket);
        });
    }
    crowd.spawn_local(send_nonsense(address, "x".repeat(HUGE_FRAME)));
    crowd.spawn_local(send_nonsense(address, "this is no JSON".to_owned()));
    Ok(())
}

/// Each time on a new connection: the hub closes them.
async fn send_nonsense(address: SocketAddr, text: String) {
    loop {
        if let Ok(mut socket) = Socket::open(address, "/live").await {
            let _ = socket.send(text.clone()).await;
        }
        tokio::time::sleep(NONSENSE_EVERY).await;
    }
}
