//! One process of the program: started, killed, stopped for a while, told to end, and read.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a process may take to begin and to end, on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Instance {
    /// What it is told beside where to listen, as options and as variables.
    options: Vec<String>,
    variables: Vec<(String, String)>,
    folder: TempDir,
    child: Option<Child>,
    url: String,
}

impl Instance {
    /// On a database; not running yet.
    pub fn on(database: &str) -> Instance {
        let folder = tempfile::tempdir().expect("a folder");
        let options = ["--database", database].map(str::to_owned).to_vec();
        Instance { options, variables: Vec::new(), folder, child: None, url: String::new() }
    }

    pub fn option(mut self, name: &str, value: &str) -> Instance {
        self.options.extend([name.to_owned(), value.to_owned()]);
        self
    }

    pub fn variable(mut self, name: &str, value: &str) -> Instance {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_comptoir"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("COMPTOIR_") {
                command.env_remove(name);
            }
        }
        command
            .args(arguments)
            .args(&self.options)
            .args(["--listen", "127.0.0.1:0", "--log", "warn"])
            .env("COMPTOIR_LIMITS__VISITORS", "1000000")
            .env("COMPTOIR_LIMITS__SIGN_INS", "1000000")
            .env("COMPTOIR_LIMITS__LOOKUPS", "1000000")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs a subcommand to its end, and gives what it printed.
    pub fn says(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().expect("the program runs");
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "comptoir {arguments:?}: {out}{err}");
        out.trim().to_owned()
    }

    /// Starts the process and waits until it listens.
    pub fn start(&mut self) {
        self.spawn();
        assert!(self.listens(), "the program does not listen: {}", self.log());
    }

    /// Starts the process, and does not wait.
    pub fn spawn(&mut self) {
        assert!(self.child.is_none(), "it is running");
        let log = File::options().create(true).append(true).open(self.folder.path().join("log")).expect("a log");
        self.child = Some(self.command(&["serve"]).stdout(Stdio::piped()).stderr(log).spawn().expect("the program runs"));
    }

    /// Waits until the process that was spawned listens; `false` when it ended before, or says nothing.
    pub fn listens(&mut self) -> bool {
        let out = self.child.as_mut().and_then(|child| child.stdout.take()).expect("its output");
        let (sender, lines) = mpsc::channel();
        // Reads on to the end, so that the process never waits for us.
        std::thread::spawn(move || BufReader::new(out).lines().map_while(Result::ok).for_each(|line| drop(sender.send(line))));
        let Ok(line) = lines.recv_timeout(PATIENCE) else { return false };
        line.strip_prefix("listening on ").expect("where it listens").clone_into(&mut self.url);
        true
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("it can be killed");
            child.wait().expect("it is dead");
        }
    }

    /// SIGTERM.
    pub fn terminate(&self) {
        self.signal("TERM");
    }

    /// SIGSTOP: it keeps its connections and what it believes, and does nothing.
    pub fn stop(&self) {
        self.signal("STOP");
    }

    /// SIGCONT.
    pub fn wake(&self) {
        self.signal("CONT");
    }

    fn signal(&self, name: &str) {
        let told = Command::new("kill").args([&format!("-{name}"), &self.pid().to_string()]).status().expect("kill");
        assert!(told.success());
    }

    /// Waits for the process to end by itself.
    pub async fn ended(&mut self) -> ExitStatus {
        let mut child = self.child.take().expect("it was running");
        let begun = Instant::now();
        loop {
            if let Some(status) = child.try_wait().expect("its status") {
                return status;
            }
            if begun.elapsed() > PATIENCE {
                let _ = child.kill();
                panic!("the program does not end: {}", self.log());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub fn is_running(&self) -> bool {
        self.child.is_some()
    }

    /// What it has said on its log so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// The ledger proves itself; beside the running process, or without it.
    pub fn check(&self) -> String {
        let said = self.says(&["check"]);
        assert!(!said.contains("stuck"), "{said}");
        self.has_not_panicked();
        said
    }

    /// In no life, on no thread.
    pub fn has_not_panicked(&self) {
        let log = self.log();
        assert!(!log.contains("panicked"), "{log}");
    }

    pub fn pid(&self) -> u32 {
        self.child.as_ref().expect("it is running").id()
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// The memory that the process has, in megabytes.
    pub fn megabytes(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).expect("its status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("VmRSS");
        line.trim().trim_end_matches(" kB").parse::<f64>().expect("kilobytes") / 1024.0
    }
}

impl Drop for Instance {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            let log = self.log();
            if !log.is_empty() {
                eprintln!("the program said: {log}");
            }
        }
    }
}
