//! A server process: the hub, or one that a limit is measured on.

use crate::machine;
use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};
use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

const READY_WITHIN: Duration = Duration::from_secs(60);
const STOPS_WITHIN: Duration = Duration::from_secs(30);

/// A process that has said where it listens. It ends when this is dropped.
pub struct Server {
    child: Child,
    pub pid: u32,
    pub address: SocketAddr,
}

impl Server {
    /// Starts a process and waits for its line `listening on http://…`.
    pub async fn start(mut command: Command) -> Result<Server> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true).spawn().context("it cannot be started")?;
        let pid = child.id().context("it has ended at once")?;
        let mut lines = BufReader::new(child.stdout.take().context("it has no output")?).lines();
        let ready = async {
            while let Some(line) = lines.next_line().await? {
                if let Some(address) = line.trim().strip_prefix("listening on http://") {
                    return address.trim_end_matches('/').parse::<SocketAddr>().context("it listens on no address");
                }
            }
            bail!("it has ended before it listened");
        };
        let address = timeout(READY_WITHIN, ready).await.context("it does not listen")??;
        // Whatever else it prints is read, so that it never waits for us.
        tokio::task::spawn_local(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Server { child, pid, address })
    }

    pub fn cpu_seconds(&self) -> Result<f64> {
        machine::cpu_seconds(self.pid)
    }

    /// Asks it to end, and waits until it has.
    pub async fn stop(mut self) -> Result<()> {
        let pid = i32::try_from(self.pid).ok().and_then(Pid::from_raw).context("no process has this id")?;
        kill_process(pid, Signal::TERM)?;
        if timeout(STOPS_WITHIN, self.child.wait()).await.is_err() {
            self.child.kill().await?;
            bail!("the server did not end within {} s of SIGTERM", STOPS_WITHIN.as_secs());
        }
        Ok(())
    }
}
