//! A Redis of a test's own, which can be emptied, killed and started again on the same port.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long it may take to listen, on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct Redis {
    address: SocketAddr,
    folder: TempDir,
    child: Option<Child>,
}

impl Redis {
    /// `None` where it is not installed.
    pub fn start() -> Option<Redis> {
        let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
        let mut redis = Redis { address, folder: tempfile::tempdir().expect("a folder"), child: None };
        if !redis.begin() {
            println!("redis-server is not installed: this test is left out");
            return None;
        }
        Some(redis)
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Nothing is kept: whatever ends it empties it.
    fn begin(&mut self) -> bool {
        let mut command = Command::new("redis-server");
        command
            .args(["--bind", "127.0.0.1", "--port", &self.address.port().to_string(), "--save", "", "--appendonly", "no"])
            .arg("--dir")
            .arg(self.folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let Ok(child) = command.spawn() else { return false };
        self.child = Some(child);
        let begun = Instant::now();
        while self.ask("PING").is_none() {
            assert!(begun.elapsed() < PATIENCE, "Redis does not listen on {}", self.address);
            std::thread::sleep(Duration::from_millis(20));
        }
        true
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("it can be killed");
            child.wait().expect("it is dead");
        }
    }

    /// Killed, and started again with nothing in it.
    pub fn restart(&mut self) {
        self.kill();
        assert!(self.begin(), "it is installed");
    }

    /// Forgets everything, and keeps its connections.
    pub fn empty(&self) {
        assert_eq!(self.ask("FLUSHALL").as_deref(), Some("+OK"));
    }

    /// Says one line to it, and gives the first line of its answer.
    fn ask(&self, line: &str) -> Option<String> {
        let mut stream = TcpStream::connect(self.address).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        stream.write_all(format!("{line}\r\n").as_bytes()).ok()?;
        let mut answer = [0; 64];
        let length = stream.read(&mut answer).ok()?;
        let answer = String::from_utf8_lossy(&answer[..length]);
        answer.lines().next().map(str::to_owned)
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        self.kill();
    }
}
