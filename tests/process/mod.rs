//! The program as anybody runs it: a process of its own, on a database of its own, asked over its sockets alone.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod api;
#[path = "../../actors/tests/databases/mod.rs"]
pub mod databases;
pub mod socket;

use api::{Answer, Api};
use databases::Fresh;
use serde_json::json;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Everybody's password here.
pub const PASSWORD: &str = "a good password";
/// How long a process may take to begin and to end, on a machine that has other things to do.
const PATIENCE: Duration = Duration::from_secs(60);

/// A retailer's program, which can be killed and started again on what it has left.
pub struct Comptoir {
    /// Of a program that may do everything.
    pub key: String,
    database: Fresh,
    folder: TempDir,
    child: Option<Child>,
    url: String,
}

impl Comptoir {
    /// With a key, and with staff: login, role, and a clerk's node.
    pub fn new(database: Fresh, staff: &[(&str, &str, Option<&str>)]) -> Comptoir {
        let folder = tempfile::tempdir().expect("a folder");
        let mut comptoir = Comptoir { key: String::new(), database, folder, child: None, url: String::new() };
        comptoir.key = comptoir.says(&["key", "add", "--name", "back office", "--role", "admin"]);
        for (login, role, node) in staff {
            let mut arguments = vec!["staff", "add", "--login", login, "--role", role, "--password", PASSWORD];
            arguments.extend(node.iter().flat_map(|node| ["--node", node]));
            comptoir.says(&arguments);
        }
        comptoir
    }

    /// Started, with nodes, products and stock.
    pub async fn open(database: Fresh, staff: &[(&str, &str, Option<&str>)]) -> Comptoir {
        let mut comptoir = Comptoir::new(database, staff);
        comptoir.start();
        comptoir.furnish().await;
        comptoir
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
            .args(["--database", &self.database.url, "--listen", "127.0.0.1:0", "--log", "warn"])
            .env("COMPTOIR_LIMITS__VISITORS", "1000000")
            .env("COMPTOIR_LIMITS__SIGN_INS", "1000000")
            .env("COMPTOIR_LIMITS__LOOKUPS", "1000000")
            .current_dir(self.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// Runs a subcommand to its end, and gives what it printed.
    fn says(&self, arguments: &[&str]) -> String {
        let output = self.command(arguments).output().expect("the program runs");
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "comptoir {arguments:?}: {out}{err}");
        out.trim().to_owned()
    }

    /// Starts the process and waits until it listens.
    pub fn start(&mut self) {
        self.spawn();
        let out = self.child.as_mut().and_then(|child| child.stdout.take()).expect("its output");
        let (sender, lines) = mpsc::channel();
        // Reads on to the end, so that the process never waits for us.
        std::thread::spawn(move || BufReader::new(out).lines().map_while(Result::ok).for_each(|line| drop(sender.send(line))));
        let line = lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("the program does not listen: {}", self.log()));
        line.strip_prefix("listening on ").expect("where it listens").clone_into(&mut self.url);
    }

    /// Starts the process, and does not wait.
    pub fn spawn(&mut self) {
        assert!(self.child.is_none(), "it is running");
        let log = File::options().create(true).append(true).open(self.folder.path().join("log")).expect("a log");
        self.child = Some(self.command(&["serve"]).stdout(Stdio::piped()).stderr(log).spawn().expect("the program runs"));
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
        let told = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status().expect("kill");
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

    /// What it must have said on its log so far: no panic, wherever it was.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// The ledger proves itself; beside the running process, or without it.
    pub fn check(&self) -> String {
        let said = self.says(&["check"]);
        assert!(!said.contains("stuck"), "{said}");
        let log = self.log();
        assert!(!log.contains("panicked"), "{log}");
        said
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

    pub fn anybody(&self) -> Api {
        Api::new(&self.url)
    }

    pub fn program(&self) -> Api {
        Api::new(&self.url).bearer(&self.key)
    }

    pub async fn signed_in(&self, login: &str) -> Api {
        Api::new(&self.url).signed_in(login, PASSWORD).await
    }

    /// A new browser.
    pub async fn visitor(&self) -> Visitor {
        Visitor::of(&self.anybody().post("/visitors", json!({})).await)
    }

    /// Two stores, a warehouse, two sizes of a pullover. Paris has 5 of size L, and nobody else has.
    async fn furnish(&self) {
        let program = self.program();
        for (code, name, kind, latitude, longitude) in [
            ("LYO1", "Lyon Bellecour", "store", 45.757, 4.832),
            ("PAR1", "Paris Marais", "store", 48.857, 2.361),
            ("ORL1", "Entrepôt d'Orléans", "warehouse", 47.902, 1.909),
        ] {
            let node = json!({"code": code, "name": name, "kind": kind, "street": "1 rue de la Paix", "postcode": "69002", "city": "Ville",
                "country": "FR", "latitude": latitude, "longitude": longitude, "hours": {"mon": ["10:00-19:00"]}});
            program.post("/nodes", node).await.is(200);
        }
        let sizes = ["M", "L"].map(|size| {
            json!({"sku": format!("PULL-{size}"), "title": size, "options": {"Taille": size}, "price": {"amount": 7900, "currency": "EUR"},
                "grams": 400})
        });
        let product = json!({"handle": "pull-leonie", "title": "Pull Léonie", "description_html": "", "vendor": "Véra", "category": "Mailles",
            "tags": [], "variants": sizes});
        program.post("/products", product).await.is(200);
        for (node, sku, units) in [("LYO1", "PULL-M", 100_000), ("ORL1", "PULL-M", 100_000), ("PAR1", "PULL-L", 5)] {
            program.post(&format!("/nodes/{node}/stock"), json!({"changes": [{"sku": sku, "set": units}]})).await.is(200);
        }
    }
}

impl Drop for Comptoir {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            eprintln!("the program said: {}", self.log());
        }
    }
}

/// A browser with the webchat.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub id: String,
    pub token: String,
    pub refresh: String,
}

impl Visitor {
    fn of(answer: &Answer) -> Visitor {
        assert_eq!(answer.status, 201, "{}", answer.json);
        let text = |name: &str| answer.json[name].as_str().expect("a text").to_owned();
        Visitor { id: text("visitor_id"), token: text("token"), refresh: text("refresh_token") }
    }

    /// The same browser, some time later.
    pub async fn again(&self, anybody: &Api) -> Visitor {
        Visitor::of(&anybody.post("/visitors", json!({"refresh_token": self.refresh})).await)
    }
}

/// An order to be sent.
pub fn shipped(email: &str) -> serde_json::Value {
    json!({"channel": "web", "customer": {"name": "Camille Durand", "email": email}, "lines": [{"sku": "PULL-M", "quantity": 2}],
        "delivery": {"method": "ship", "address": {"name": "Camille Durand", "street": "3 rue Mercière", "postcode": "69002", "city": "Lyon",
            "country": "FR"}}})
}

/// An order for the store in Lyon.
pub fn picked_up(email: &str) -> serde_json::Value {
    json!({"channel": "web", "customer": {"name": "Camille Durand", "email": email}, "lines": [{"sku": "PULL-M", "quantity": 1}],
        "delivery": {"method": "pickup", "node": "LYO1"}})
}
