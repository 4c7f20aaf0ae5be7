//! The machine that is measured on, and how much of it others had meanwhile.

use crate::Options;
use anyhow::{Context, Result};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::fs;

/// Sockets that this process and the servers it starts may each have.
const SOCKETS: u64 = 20_000;

/// Raises the limit of open files for this process and those it starts.
pub fn allow_many_sockets() -> Result<()> {
    let limit = getrlimit(Resource::Nofile);
    let enough = |bound: Option<u64>| bound.is_none_or(|bound| bound >= SOCKETS);
    if enough(limit.current) {
        return Ok(());
    }
    let raised = Rlimit { current: Some(SOCKETS), maximum: if enough(limit.maximum) { limit.maximum } else { Some(SOCKETS) } };
    setrlimit(Resource::Nofile, raised).with_context(|| format!("this user may not open {SOCKETS} files; raise `ulimit -Hn`"))
}

/// The machine as it was at the beginning.
pub struct Machine {
    load: String,
    busy: u64,
    elapsed: u64,
}

impl Machine {
    pub fn look() -> Result<Machine> {
        let load = fs::read_to_string("/proc/loadavg")?.split(' ').next().unwrap_or_default().to_owned();
        let (busy, elapsed) = ticks()?;
        Ok(Machine { load, busy, elapsed })
    }

    /// A sentence on the machine, for whoever compares figures.
    pub fn describe(&self, options: &Options) -> Result<String> {
        let (busy, elapsed) = ticks()?;
        let (busy, elapsed) = (busy - self.busy, (elapsed - self.elapsed).max(1));
        let others = busy.saturating_sub(own_ticks()?) * 100 / elapsed;
        let model = field("/proc/cpuinfo", "model name")?;
        let cores = std::thread::available_parallelism()?;
        let memory = field("/proc/meminfo", "MemTotal")?.trim_end_matches(" kB").parse::<u64>().unwrap_or_default() / (1024 * 1024);
        let kernel = fs::read_to_string("/proc/sys/kernel/osrelease")?;
        Ok(format!(
            "{cores} cores ({model}), {memory} GiB, Linux {}; generator and server share them. Median of {}, {} s each. \
             Load average at the beginning {}; other processes had {others} % of the machine meanwhile.",
            kernel.trim(),
            options.runs,
            options.seconds,
            self.load
        ))
    }
}

fn field(file: &str, name: &str) -> Result<String> {
    let text = fs::read_to_string(file)?;
    let line = text.lines().find(|line| line.starts_with(name));
    Ok(line.and_then(|line| line.split_once(':')).map_or("unknown", |(_, value)| value.trim()).to_owned())
}

/// Clock ticks that all cores were busy, and that passed.
fn ticks() -> Result<(u64, u64)> {
    let text = fs::read_to_string("/proc/stat")?;
    let line = text.lines().next().context("/proc/stat is empty")?;
    let ticks: Vec<u64> = line.split_whitespace().skip(1).take(8).filter_map(|value| value.parse().ok()).collect();
    let elapsed: u64 = ticks.iter().sum();
    // The fourth is idle, the fifth is waiting for the disk.
    Ok((elapsed - ticks.iter().skip(3).take(2).sum::<u64>(), elapsed))
}

/// Clock ticks of this process and of those that it started and that have ended.
fn own_ticks() -> Result<u64> {
    let stat = stat_of("self")?;
    Ok(stat[..4].iter().sum())
}

/// User and system ticks of a process, then those of its ended children.
fn stat_of(process: &str) -> Result<[u64; 4]> {
    let text = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, after_name) = text.rsplit_once(')').context("/proc/…/stat has another form")?;
    let mut fields = after_name.split_whitespace().skip(11).map(|value| value.parse().unwrap_or_default());
    Ok(std::array::from_fn(|_| fields.next().unwrap_or_default()))
}

/// Seconds of processor time that a process has had.
pub fn cpu_seconds(pid: u32) -> Result<f64> {
    let [user, system, ..] = stat_of(&pid.to_string())?;
    Ok((user + system) as f64 / rustix::param::clock_ticks_per_second() as f64)
}

/// Memory that a process occupies, in bytes.
pub fn resident_bytes(pid: u32) -> Result<u64> {
    let text = field(&format!("/proc/{pid}/status"), "VmRSS")?;
    Ok(text.trim_end_matches(" kB").parse::<u64>().context("VmRSS is no number")? * 1024)
}

/// Bytes that a process has caused to be written to the disk.
pub fn written_bytes(pid: u32) -> Result<u64> {
    field(&format!("/proc/{pid}/io"), "write_bytes")?.parse().context("write_bytes is no number")
}
