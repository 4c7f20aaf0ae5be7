//! Hubs of our own: the release binary on a fresh database.

use crate::api::{self, Api};
use crate::server::Server;
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;
use tokio::process::Command;

pub struct Hub {
    pub server: Server,
    /// An API key with the role admin.
    pub key: String,
    // After the server, which writes into it.
    folder: TempDir,
}

impl Hub {
    /// On the disk that the binary is on: a temporary folder may be in memory, where nothing costs what it costs.
    pub async fn start() -> Result<Hub> {
        let comptoir = binary()?;
        let beside = comptoir.parent().context("the binary is nowhere")?;
        let folder = tempfile::Builder::new().prefix("comptoir-bench-").tempdir_in(beside)?;
        let on = On::sqlite(folder.path());
        let key = add_key(&comptoir, folder.path(), &on).await?;
        let server = serve(&comptoir, folder.path(), &on).await?;
        Ok(Hub { server, key, folder })
    }

    /// Stops it and starts it again on the same database.
    pub async fn restart(self) -> Result<Hub> {
        let Hub { server, key, folder } = self;
        server.stop().await?;
        let server = serve(&binary()?, folder.path(), &On::sqlite(folder.path())).await?;
        Ok(Hub { server, key, folder })
    }

    pub async fn stop(self) -> Result<()> {
        self.server.stop().await
    }

    pub async fn api(&self) -> Result<Api> {
        Api::open(self.server.address, &self.key).await
    }

    pub fn database(&self) -> PathBuf {
        self.folder.path().join(DATABASE)
    }

    /// A new visitor's token.
    pub async fn visitor(&self, api: &mut Api) -> Result<String> {
        let visitor = api.post("/visitors", &json!({})).await?;
        Ok(api::text(&visitor, "/token")?.to_owned())
    }
}

/// Several hubs on one PostgreSQL database, with Redis between them.
pub struct Hubs {
    pub hubs: Vec<Hub>,
}

impl Hubs {
    pub async fn start(database: &str, redis: &str, many: usize) -> Result<Hubs> {
        let comptoir = binary()?;
        let on = On { database: database.to_owned(), redis: Some(redis.to_owned()) };
        let mut hubs: Vec<Hub> = Vec::with_capacity(many);
        for _ in 0..many {
            let folder = tempfile::Builder::new().prefix("comptoir-bench-").tempdir()?;
            let key = match hubs.first() {
                Some(first) => first.key.clone(),
                None => add_key(&comptoir, folder.path(), &on).await?,
            };
            let server = serve(&comptoir, folder.path(), &on).await?;
            hubs.push(Hub { server, key, folder });
        }
        // They have found each other after a beat.
        tokio::time::sleep(Duration::from_secs(1)).await;
        Ok(Hubs { hubs })
    }

    pub async fn stop(self) -> Result<()> {
        for hub in self.hubs {
            hub.stop().await?;
        }
        Ok(())
    }
}

/// What a hub runs on.
struct On {
    database: String,
    redis: Option<String>,
}

impl On {
    fn sqlite(folder: &Path) -> On {
        On { database: format!("sqlite:{}", folder.join(DATABASE).display()), redis: None }
    }
}

const DATABASE: &str = "comptoir.db";

/// The binary is built beside this one.
fn binary() -> Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name("comptoir");
    if !path.is_file() {
        bail!("there is no {}; run `cargo build --release` first", path.display());
    }
    if cfg!(debug_assertions) {
        bail!("this is a debug build, whose figures mean nothing; run `cargo run --release -p comptoir-benches`");
    }
    Ok(path)
}

/// Nothing of the surroundings counts but what is said here. Visitors may come as fast as the load makes them.
fn command(comptoir: &Path, folder: &Path, on: &On) -> Command {
    let mut command = Command::new(comptoir);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("COMPTOIR_") {
            command.env_remove(name);
        }
    }
    command
        .env("COMPTOIR_DATABASE", &on.database)
        .envs(on.redis.as_ref().map(|redis| ("COMPTOIR_REDIS", redis)))
        .env("COMPTOIR_LIMITS__VISITORS", "1000000")
        .current_dir(folder)
        .kill_on_drop(true);
    command
}

async fn add_key(comptoir: &Path, folder: &Path, on: &On) -> Result<String> {
    let output = command(comptoir, folder, on).args(["key", "add", "--name", "bench", "--role", "admin"]).output().await?;
    if !output.status.success() {
        bail!("`comptoir key add` fails: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}

async fn serve(comptoir: &Path, folder: &Path, on: &On) -> Result<Server> {
    let log = folder.join("log");
    let mut serve = command(comptoir, folder, on);
    serve.args(["serve", "--listen", "127.0.0.1:0"]).stderr(File::create(&log)?);
    Server::start(serve).await.with_context(|| {
        let said = std::fs::read_to_string(&log).unwrap_or_default();
        format!("`comptoir serve` does not run; it says:\n{}", said.trim())
    })
}
