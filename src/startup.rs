//! Puts the process together, runs it, and takes it down without losing anything.

use crate::api::body::LARGEST_BODY;
use crate::api::problem::Problem;
use crate::app::{App, Phase};
use crate::channels::worker::Worker;
use crate::config::Config;
use crate::guard::guard;
use crate::representation::shop::DemoLogin;
use crate::telemetry::RequestSpan;
use crate::{api, assets, health, live, pages};
use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::web::{Data, PathConfig, PayloadConfig, ServiceConfig};
use actix_web::{HttpServer, web};
use comptoir_actors::hub::{Hub, HubOptions, StartError};
use comptoir_actors::hubs::Changed;
use socket2::{Domain, Protocol, SockAddr, Socket, Type};
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::time::Duration;
use tokio::sync::broadcast::error::RecvError;
use tracing_actix_web::TracingLogger;

/// Why the process does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartupError {
    #[error("cannot listen on {address}: {error}")]
    Listen { address: String, error: std::io::Error },
    #[error(transparent)]
    Hub(#[from] StartError),
    #[error("{0}")]
    Setup(String),
    #[error(
        "the database does not hold what this hub has seen in it: it was restored, or is a copy that was behind. Nothing was written. Start \
         the hub again to go on from what is there."
    )]
    WentBack,
    #[error("the server failed: {0}")]
    Server(#[from] std::io::Error),
}

/// How long requests on their way may take when the process goes down.
const LAST_REQUESTS: u64 = 15;
/// How long a connection may leave what we sent unacknowledged.
const UNACKNOWLEDGED: Duration = Duration::from_secs(30);

/// A hub that answers on an address.
pub struct Running {
    pub app: Data<App>,
    pub address: SocketAddr,
    handle: ServerHandle,
    server: actix_web::rt::task::JoinHandle<std::io::Result<()>>,
    chores: Vec<actix_web::rt::task::JoinHandle<()>>,
}

/// Starts a hub on a configuration's database.
pub async fn hub(config: &Config) -> Result<Hub, StartError> {
    let mut options = HubOptions::new(&config.database);
    options.currency.clone_from(&config.currency);
    options.redis.clone_from(&config.redis);
    options.retailer = config.retailer();
    if config.arbiters > 0 {
        options.arbiters = config.arbiters;
    }
    Hub::start(options).await
}

/// Listens, and answers; a hub that cannot is stopped. Needs a running actix system.
pub async fn start(hub: Hub, config: Config, demo_logins: Option<Vec<DemoLogin>>) -> Result<Running, StartupError> {
    let started = listen_and_answer(hub.clone(), config, demo_logins).await;
    if started.is_err() {
        hub.stop().await;
    }
    started
}

async fn listen_and_answer(hub: Hub, config: Config, demo_logins: Option<Vec<DemoLogin>>) -> Result<Running, StartupError> {
    let listener = listen(&config.listen).map_err(|error| StartupError::Listen { address: config.listen.clone(), error })?;
    let address = listener.local_addr()?;
    let workers = if config.workers > 0 { config.workers } else { std::thread::available_parallelism().map_or(2, |cores| cores.get()) };
    let app = Data::new(App::new(hub, config, &address.to_string(), demo_logins).await.map_err(StartupError::Setup)?);
    let worker = Worker::new(app.clone()).map_err(StartupError::Setup)?;
    let server = serve(app.clone(), listener, workers)?;
    let handle = server.handle();
    let chores = vec![
        actix_web::rt::spawn(worker.run()),
        actix_web::rt::spawn(tidy_up(app.clone())),
        actix_web::rt::spawn(forget_what_others_change(app.clone())),
    ];
    Ok(Running { app, address, handle, server: actix_web::rt::spawn(server), chores })
}

fn serve(app: Data<App>, listener: TcpListener, workers: usize) -> std::io::Result<Server> {
    let server = HttpServer::new(move || {
        actix_web::App::new().app_data(app.clone()).configure(routes).wrap(from_fn(guard)).wrap(TracingLogger::<RequestSpan>::new())
    })
    .workers(workers)
    // An ack behind an event is not to wait until the client's system has acknowledged the event.
    .tcp_nodelay(true)
    .keep_alive(Duration::from_secs(75))
    .client_request_timeout(Duration::from_secs(10))
    .shutdown_timeout(LAST_REQUESTS)
    .disable_signals()
    .listen(listener)?
    .run();
    Ok(server)
}

fn routes(config: &mut ServiceConfig) {
    config.app_data(PayloadConfig::new(LARGEST_BODY));
    config.app_data(PathConfig::default().error_handler(|_, _| Problem::not_found("such thing: the address holds no valid id").into()));
    config.configure(api::configure);
    config.configure(live::configure);
    config.configure(assets::configure);
    config.configure(health::configure);
    config.configure(pages::configure);
    config.default_service(web::to(pages::nothing));
}

/// A listener that holds a queue as long as the system allows, and whose connections end when nobody is there any more.
fn listen(address: &str) -> std::io::Result<TcpListener> {
    let unknown = || std::io::Error::new(std::io::ErrorKind::InvalidInput, "this is no address such as 127.0.0.1:8080");
    let address = address.to_socket_addrs().map_err(|_| unknown())?.next().ok_or_else(unknown)?;
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(UNACKNOWLEDGED))?;
    socket.bind(&SockAddr::from(address))?;
    socket.listen(4_096)?;
    Ok(socket.into())
}

/// What has to be swept up from time to time.
async fn tidy_up(app: Data<App>) {
    let mut ticks: u64 = 0;
    while !app.is_draining() {
        tokio::time::sleep(Duration::from_secs(1)).await;
        ticks += 1;
        if ticks.is_multiple_of(20) {
            // The usual program's key stays known without anybody waiting for a look-up.
            if let Err(error) = app.keys.refresh(&app.hub).await {
                tracing::warn!(%error, "the keys cannot be read again");
            }
        }
        if ticks.is_multiple_of(300) {
            app.limits.tidy_up();
            app.sessions.tidy_up(&app.hub).await;
        }
    }
}

/// What another hub has changed in the ordinary tables is no longer remembered here.
async fn forget_what_others_change(app: Data<App>) {
    let Some(mut changes) = app.hub.changes() else { return };
    let mut phase = app.phase();
    loop {
        let change = tokio::select! {
            change = changes.recv() => change,
            _ = phase.wait_for(|phase| *phase == Phase::Draining) => return,
        };
        match change {
            Ok(change) => app.forget(&change),
            Err(RecvError::Lagged(_)) => app.forget(&Changed::Anything),
            Err(RecvError::Closed) => return,
        }
    }
}

impl Running {
    /// Runs until SIGTERM or Ctrl-C, then drains.
    pub async fn until_told(self) -> Result<(), StartupError> {
        let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            _ = terminated.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
            () = self.app.hub.journal().went_back() => return Err(StartupError::WentBack),
        }
        let seconds = self.app.config.drain_seconds;
        tracing::info!(seconds, "draining");
        self.app.leave();
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        self.stop().await
    }

    /// Refuses new work, finishes and commits what was taken, closes the sockets.
    pub async fn stop(self) -> Result<(), StartupError> {
        self.app.drain();
        self.handle.stop(true).await;
        let served = self.server.await;
        for chore in self.chores {
            let _ = tokio::time::timeout(Duration::from_secs(5), chore).await;
        }
        self.app.hub.stop().await;
        match served {
            Ok(result) => Ok(result?),
            Err(error) => Err(StartupError::Setup(format!("the server ended badly: {error}"))),
        }
    }

    /// What is printed when the process is ready.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}
