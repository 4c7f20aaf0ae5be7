//! The command line.

use crate::auth::keys::{self, KeyRole};
use crate::auth::secrets;
use crate::auth::{Role, passwords};
use crate::config::Config;
use crate::demo::{data, seed};
use crate::import::{self, apply};
use crate::representation::shop::DemoLogin;
use crate::simulate::Simulate;
use crate::startup::{self, Running, StartupError};
use crate::telemetry;
use clap::{Args, Parser, Subcommand, ValueEnum};
use comptoir_actors::check;
use comptoir_actors::store::connect::{self, ConnectError, Connections};
use comptoir_actors::store::staff::{self, Account};
use std::fs::File;
use std::io::{IsTerminal, Write};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use uuid::Uuid;

/// One hub for a retailer's customer conversations and orders.
#[derive(Debug, Parser)]
#[command(name = "comptoir", version, about, max_term_width = 110)]
struct Cli {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

/// Every setting also comes from `comptoir.toml` and from `COMPTOIR_*` variables.
#[derive(Debug, Args)]
struct Settings {
    /// The configuration file; `comptoir.toml` when it is there.
    #[arg(long, global = true, env = "COMPTOIR_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// `sqlite:FILE` or `postgres://…`.
    #[arg(long, global = true, value_name = "URL")]
    database: Option<String>,
    /// `redis://…`: for several hubs on one PostgreSQL database.
    #[arg(long, global = true, value_name = "URL")]
    redis: Option<String>,
    /// Where to listen; port 0 picks one.
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// The address under which customers and staff reach the hub.
    #[arg(long, global = true, value_name = "URL")]
    public_url: Option<String>,
    /// What is logged, such as `info` or `comptoir=debug,warn`.
    #[arg(long, global = true, value_name = "FILTER")]
    log: Option<String>,
    /// Any other setting.
    #[arg(long = "set", global = true, value_name = "NAME=VALUE", value_parser = setting)]
    set: Vec<(String, String)>,
}

fn setting(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write it as NAME=VALUE, such as shop_name=Maison")?;
    Ok((name.trim().to_owned(), value.to_owned()))
}

#[derive(Debug, Subcommand)]
enum Command {
    /// A seeded retailer to try everything on.
    Demo {
        /// Where its database is kept; a folder that is thrown away afterwards when left out.
        #[arg(long, value_name = "DIR")]
        data: Option<PathBuf>,
    },
    /// Run the hub.
    Serve,
    /// Bring the database up to date.
    Migrate,
    /// Take over a CSV file. Bad rows are reported, good ones go in.
    Import {
        what: What,
        #[arg(value_name = "FILE.csv")]
        file: PathBuf,
    },
    /// Staff.
    #[command(subcommand)]
    Staff(StaffCommand),
    /// API keys.
    #[command(subcommand)]
    Key(KeyCommand),
    /// Try a policy, or other stock, on the orders of a past period.
    Simulate(Simulate),
    /// Verify a database: what the tables say is what the journal says.
    Check,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum What {
    Nodes,
    Products,
    Stock,
}

#[derive(Debug, Subcommand)]
enum StaffCommand {
    /// Add an account. Without --password one is drawn and printed alone on stdout.
    Add {
        #[arg(long)]
        login: String,
        /// As colleagues and customers see it; the login when left out.
        #[arg(long)]
        name: Option<String>,
        /// agent, clerk, supervisor or admin.
        #[arg(long, value_parser = role)]
        role: Role,
        /// Where a clerk works.
        #[arg(long, required_if_eq("role", "clerk"))]
        node: Option<String>,
        #[arg(long)]
        language: Option<String>,
        #[arg(long)]
        password: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// Draw a key, and print it alone on stdout: it is shown this once.
    Add {
        /// Whose key it is.
        #[arg(long)]
        name: String,
        /// admin, integration or shop.
        #[arg(long, value_parser = key_role)]
        role: KeyRole,
    },
}

fn role(word: &str) -> Result<Role, String> {
    Role::parse(word).ok_or_else(|| format!("the roles are {}", Role::ALL.map(Role::as_str).join(", ")))
}

fn key_role(word: &str) -> Result<KeyRole, String> {
    KeyRole::parse(word).ok_or_else(|| format!("the roles are {}", KeyRole::ALL.map(KeyRole::as_str).join(", ")))
}

impl Settings {
    fn read(&self) -> Result<Config, String> {
        let named = [
            ("database", &self.database),
            ("redis", &self.redis),
            ("listen", &self.listen),
            ("public_url", &self.public_url),
            ("log", &self.log),
        ];
        let named = named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
        let flags: Vec<_> = self.set.iter().cloned().chain(named).collect();
        Config::read(self.config.as_deref(), &flags).map_err(|error| error.to_string())
    }
}

/// Runs what the command line says.
pub fn run() -> ExitCode {
    let cli = Cli::parse();
    let done = cli.settings.read().and_then(|config| {
        telemetry::start_log(&config)?;
        // Never dropped: what a silent database still keeps waiting could not give its connection back without a runtime.
        let system = ManuallyDrop::new(actix_web::rt::System::new());
        system.block_on(obey(cli.command, config))
    });
    match done {
        Ok(code) => code,
        Err(words) => {
            // Nothing is left to do about a closed stderr.
            let _ = writeln!(std::io::stderr(), "comptoir: {words}");
            ExitCode::FAILURE
        }
    }
}

async fn obey(command: Command, config: Config) -> Result<ExitCode, String> {
    match command {
        Command::Demo { data } => demo(config, data).await,
        Command::Serve => {
            let hub = startup::hub(&config).await.map_err(words)?;
            let running = startup::start(hub, config, None).await.map_err(words)?;
            print(&format!("listening on {}", running.url()));
            running.until_told().await.map_err(words)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Migrate => {
            open(&config).await?.close().await;
            Ok(ExitCode::SUCCESS)
        }
        Command::Import { what, file } => import(&config, what, &file).await,
        Command::Staff(StaffCommand::Add { login, name, role, node, language, password }) => {
            add_staff(&config, NewStaff { login, name, role, node, language, password }).await
        }
        Command::Key(KeyCommand::Add { name, role }) => {
            let connections = open(&config).await?;
            let key = keys::add(&*connections.writer().await, &name, role).await;
            connections.close().await;
            print(&key.map_err(words)?);
            Ok(ExitCode::SUCCESS)
        }
        Command::Simulate(what) => crate::simulate::simulate(&config, what).await,
        Command::Check => check(&config).await,
    }
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// One line on stdout; whoever started us may no longer listen.
fn print(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

/// Opens the database for ourselves alone, and brings it up to date.
async fn open(config: &Config) -> Result<Connections, String> {
    connect::open(&config.database).await.map_err(|error: ConnectError| error.to_string())
}

async fn demo(mut config: Config, data: Option<PathBuf>) -> Result<ExitCode, String> {
    let thrown_away = data.is_none();
    let folder = data.unwrap_or_else(|| std::env::temp_dir().join(format!("comptoir-demo-{}", Uuid::now_v7())));
    std::fs::create_dir_all(&folder).map_err(|error| format!("{} cannot be used: {error}", folder.display()))?;
    config.database = format!("sqlite:{}", folder.join("comptoir.db").display());
    config.redis = None;
    config.shop_name = data::SHOP_NAME.to_owned();
    config.shop_phone = Some(data::SHOP_PHONE.to_owned());
    config.currency = data::CURRENCY.to_owned();
    config.holidays = data::HOLIDAYS.iter().map(|&day| day.to_owned()).collect();
    let done = run_demo(config).await;
    if thrown_away {
        let _ = std::fs::remove_dir_all(&folder);
    }
    done.map(|()| ExitCode::SUCCESS)
}

async fn run_demo(config: Config) -> Result<(), String> {
    let hub = startup::hub(&config).await.map_err(words)?;
    let seeded = seed::seed(&hub).await;
    if seeded.is_err() {
        hub.stop().await;
    }
    let logins = seeded.map_err(words)?;
    let running: Running = startup::start(hub, config, Some(logins.clone())).await.map_err(|error: StartupError| error.to_string())?;
    print(&format!("listening on {}", running.url()));
    print(&welcome(&running.url(), &logins));
    running.until_told().await.map_err(words)
}

fn welcome(url: &str, logins: &[DemoLogin]) -> String {
    let mut lines = vec![
        String::new(),
        format!("  {:<10} {url}/", "shop"),
        format!("  {:<10} {url}/console", "console"),
        format!("  {:<10} {url}/store", "tablet"),
        format!("  {:<10} {url}/outbox", "outbox"),
        format!("  {:<10} {url}/docs", "API"),
        String::new(),
    ];
    for login in logins {
        let node = login.node.as_ref().map(|node| format!(" of {node}")).unwrap_or_default();
        lines.push(format!("  {:<10} password {}   {}, {}{node}", login.login, login.password, login.name, login.role));
    }
    lines.push("\n  Ctrl-C ends it.".to_owned());
    lines.join("\n")
}

async fn import(config: &Config, what: What, path: &Path) -> Result<ExitCode, String> {
    let file = || File::open(path).map_err(|error| format!("{} cannot be read: {error}", path.display()));
    file()?;
    // It does not stay: nothing is to be at home on it.
    let hub = startup::hub(&Config { redis: None, ..config.clone() }).await.map_err(words)?;
    let applied = match what {
        What::Nodes => apply::nodes(&hub, import::nodes(file()?)).await,
        What::Products => apply::products(&hub, import::products(file()?, &config.currency)).await,
        What::Stock => apply::stock(&hub, import::stock(file()?)).await,
    };
    hub.stop().await;
    let applied = applied.map_err(words)?;
    let mut err = std::io::stderr().lock();
    for bad in &applied.bad {
        let _ = writeln!(err, "{}:{}: {}", path.display(), bad.line, bad.reason);
    }
    print(&format!("{} taken over, {} left out", applied.good, applied.bad.len()));
    Ok(if applied.good == 0 && !applied.bad.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

struct NewStaff {
    login: String,
    name: Option<String>,
    role: Role,
    node: Option<String>,
    language: Option<String>,
    password: Option<String>,
}

async fn add_staff(config: &Config, new: NewStaff) -> Result<ExitCode, String> {
    let login = new.login.trim().to_lowercase();
    if login.is_empty() || login.chars().count() > 200 || login.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err("a login has 1 to 200 characters, without spaces".to_owned());
    }
    if new.role != Role::Clerk && new.node.is_some() {
        return Err("only a clerk belongs to a node; leave --node out".to_owned());
    }
    let language = match new.language.as_deref() {
        Some(tag) => config.language_like(tag).ok_or_else(|| format!("the languages are {}", config.languages.join(", ")))?,
        None => config.default_language(),
    };
    let drawn = new.password.is_none();
    let password = match new.password {
        Some(password) => password,
        None => secrets::random_word().map_err(words)?.chars().take(20).collect(),
    };
    let account = Account {
        id: Uuid::now_v7(),
        name: new.name.unwrap_or_else(|| login.clone()),
        login,
        password_hash: passwords::hash(password.clone()).await.map_err(words)?,
        role: new.role.as_str().to_owned(),
        node: new.node,
        language: language.to_owned(),
        created_at: jiff::Timestamp::now().as_millisecond(),
        disabled_at: None,
    };
    let connections = open(config).await?;
    let added = staff::add(&*connections.writer().await, account).await;
    connections.close().await;
    added.map_err(words)?;
    if drawn {
        print(&password);
        if std::io::stdout().is_terminal() {
            let _ = writeln!(std::io::stderr(), "This is the password; it is shown this once.");
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn check(config: &Config) -> Result<ExitCode, String> {
    let db = connect::open_to_read(&config.database).await.map_err(words)?;
    let report = check::check(&db).await.map_err(words)?;
    for stuck in &report.stuck {
        print(&format!("stuck: {stuck}"));
    }
    for difference in &report.differences {
        print(difference);
    }
    print(&format!(
        "{} events, {} customers, {} orders, {} nodes, {} rows: {}",
        report.events,
        report.customers,
        report.orders,
        report.nodes,
        report.rows,
        if report.is_clean() { "all as the journal says" } else { "not as the journal says" }
    ));
    Ok(if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
