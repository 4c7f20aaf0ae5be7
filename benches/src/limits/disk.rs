//! The disk: what one append costs that must not be lost.

use crate::measured::Latencies;
use anyhow::Result;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// Appends 512 bytes and syncs, over and over; the median of one.
pub fn append_and_sync(folder: &Path, time: Duration) -> Result<Duration> {
    let path = folder.join("append");
    let mut file = OpenOptions::new().create_new(true).append(true).open(&path)?;
    let (began, mut latencies) = (Instant::now(), Latencies::default());
    while began.elapsed() < time {
        let at = Instant::now();
        file.write_all(&[b'x'; 512])?;
        file.sync_data()?;
        latencies.record(at.elapsed());
    }
    std::fs::remove_file(path)?;
    Ok(latencies.quantile(0.5))
}
