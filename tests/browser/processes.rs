//! The programs that a test in a browser needs: chromedriver, and the demo. Each is ended by its own handle.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(60);

/// A process that ends with its owner.
struct Running(Child);

impl Running {
    /// Starts it, and waits for the line on its standard output of which `wanted` makes something.
    fn start<T: Send + 'static>(mut command: Command, wanted: impl Fn(&str) -> Option<T> + Send + 'static) -> Option<(Running, T)> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        let out = child.stdout.take().expect("its output");
        let (sender, found) = mpsc::channel();
        // Reads on to the end, so that the process never waits for us.
        std::thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                if let Some(found) = wanted(&line) {
                    let _ = sender.send(found);
                }
            }
        });
        let running = Running(child);
        let found = found.recv_timeout(PATIENCE).expect("the program says that it is ready");
        Some((running, found))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A chromedriver on a free port.
pub struct Chromedriver {
    pub url: String,
    _running: Running,
}

impl Chromedriver {
    /// `None` when there is none on this machine.
    pub fn start() -> Option<Chromedriver> {
        let mut command = Command::new("chromedriver");
        command.arg("--port=0");
        let (running, port) = Running::start(command, |line| {
            let (_, port) = line.split_once("was started successfully on port ")?;
            port.trim_end_matches('.').parse::<u16>().ok()
        })?;
        Some(Chromedriver { url: format!("http://127.0.0.1:{port}"), _running: running })
    }
}

/// The demo on a folder that stays.
pub struct Demo {
    pub url: String,
    running: Option<Running>,
}

impl Demo {
    pub fn start(data: &Path) -> Demo {
        let mut demo = Demo { url: String::new(), running: None };
        demo.run(data, "127.0.0.1:0");
        demo
    }

    /// Starts it again where it was.
    pub fn start_again(&mut self, data: &Path) {
        let address = self.url.trim_start_matches("http://").to_owned();
        self.run(data, &address);
    }

    fn run(&mut self, data: &Path, listen: &str) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_comptoir"));
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("COMPTOIR_") {
                command.env_remove(name);
            }
        }
        command.arg("demo").arg("--data").arg(data).args(["--listen", listen, "--log", "warn"]).current_dir(data);
        let (running, url) = Running::start(command, |line| line.strip_prefix("listening on ").map(str::to_owned)).expect("the demo");
        self.url = url;
        self.running = Some(running);
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        self.running = None;
    }

    /// What `comptoir check` says about the data.
    pub fn check(data: &Path) -> String {
        let database = format!("sqlite:{}", data.join("comptoir.db").display());
        let output = Command::new(env!("CARGO_BIN_EXE_comptoir")).args(["check", "--database", &database]).output().expect("the program");
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{said}");
        said
    }
}
