//! The hub: starts everything that lives, stops it without losing anything, and is the one door to the entities.

use crate::call::{By, Call, Failure, Key, Receipt};
use crate::clock;
use crate::directory::{Directories, Resident};
use crate::elsewhere::Elsewhere;
use crate::entity::EntityActor;
use crate::journal::{self, Journal};
use crate::store::connect::{self, Connections, Writing};
use crate::store::write;
use crate::views::{Live, StockIndex, Views};
use actix::prelude::*;
use comptoir_domain::entity::Kind;
use comptoir_domain::time::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// How long a caller waits at most.
const PATIENCE: Duration = Duration::from_secs(10);

/// How a hub is to be started.
#[derive(Debug, Clone)]
pub struct HubOptions {
    /// `sqlite:FILE` or `postgres://…`.
    pub database: String,
    /// Threads that entities live on.
    pub arbiters: usize,
    /// ISO 4217; the shop's one currency.
    pub currency: String,
    /// How long an order or customer stays in memory unused. Nodes stay.
    pub idle_after: Duration,
}

impl HubOptions {
    pub fn new(database: &str) -> Self {
        HubOptions {
            database: database.to_owned(),
            arbiters: std::thread::available_parallelism().map_or(2, |cores| cores.get()),
            currency: "EUR".to_owned(),
            idle_after: Duration::from_secs(20),
        }
    }
}

/// Why a hub does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Connect(#[from] connect::ConnectError),
    #[error("the database does not answer: {0}")]
    Database(#[from] DbErr),
    #[error("cannot start the journal's thread: {0}")]
    Thread(#[from] std::io::Error),
}

/// The one door to the entities. Cheap to clone; may be used from any thread.
#[derive(Clone)]
pub struct Hub {
    inner: Arc<Inner>,
}

struct Inner {
    options: HubOptions,
    connections: Connections,
    directories: Arc<Directories>,
    arbiters: Vec<Arbiter>,
    journal: Journal,
    views: Arc<Views>,
    clock: OnceLock<JoinHandle<()>>,
}

impl Hub {
    /// Connects, brings the schema up to date, and starts journal and clock. Needs a running actix system.
    pub async fn start(options: HubOptions) -> Result<Hub, StartError> {
        let connections = connect::open(&options.database).await?;
        let head = write::head(connections.reader()).await?;
        let views = Arc::new(Views::load(connections.reader()).await?);
        let directories = Arc::new(Directories::new());
        let sockets = connections.reader().get_database_backend() != DbBackend::Sqlite;
        // SQLite has one hub.
        let elsewhere = sockets.then(|| Elsewhere::new(connections.reader().clone(), directories.clone(), views.clone()));
        let (journal, writer) = journal::journal(connections.appender()?, views.clone(), elsewhere, head);
        std::thread::Builder::new().name("journal".to_owned()).spawn(move || {
            let mut runtime = tokio::runtime::Builder::new_current_thread();
            // Waking a runtime that also watches sockets costs a system call more; SQLite has none.
            if sockets {
                runtime.enable_all()
            } else {
                runtime.enable_time()
            };
            match runtime.build() {
                Ok(runtime) => runtime.block_on(writer.run()),
                Err(error) => tracing::error!(%error, "the journal has no runtime"),
            }
        })?;
        let arbiters = (0..options.arbiters.max(1)).map(|_| Arbiter::new()).collect();
        let hub = Hub { inner: Arc::new(Inner { options, connections, directories, arbiters, journal, views, clock: OnceLock::new() }) };
        let _ = hub.inner.clock.set(actix::spawn(clock::run(hub.clone())));
        Ok(hub)
    }

    /// Waits until everything that was taken is committed, for at most `patience`; true when it is.
    pub async fn drain(&self, patience: Duration) -> bool {
        let deadline = tokio::time::Instant::now() + patience;
        let mut quiet = 0;
        while quiet < 3 && tokio::time::Instant::now() < deadline {
            quiet = if self.inner.journal.is_idle() { quiet + 1 } else { 0 };
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        quiet >= 3
    }

    /// Drains, then ends the entities and closes the database.
    pub async fn stop(&self) {
        if !self.drain(PATIENCE).await {
            tracing::warn!("stopping with appends still on their way: their callers were not answered");
        }
        if let Some(clock) = self.inner.clock.get() {
            clock.abort();
        }
        self.inner.journal.end();
        for arbiter in &self.inner.arbiters {
            arbiter.stop();
        }
        self.inner.connections.close().await;
    }

    /// Tells an entity to do something; answers when that is durable.
    pub async fn tell<E: Resident>(&self, id: Uuid, command: E::Command, by: By) -> Result<Receipt, Failure<E::Refusal>> {
        self.ask::<E, ()>(id, Call::command(command, by), |_| ()).await.map(|(receipt, ())| receipt)
    }

    /// Looks at an entity as it durably is.
    pub async fn read<E: Resident, R: Send + 'static>(
        &self,
        id: Uuid,
        read: impl Fn(&E) -> R + Send + Clone + 'static,
    ) -> Result<R, Failure<E::Refusal>> {
        self.ask(id, Call::look(), read).await.map(|(_, value)| value)
    }

    /// Asks an entity, and reads it in the same turn. With a key, the first answer's receipt comes again, and `read` sees the present state.
    pub async fn ask<E: Resident, R: Send + 'static>(
        &self,
        id: Uuid,
        call: Call<E>,
        read: impl Fn(&E) -> R + Send + Clone + 'static,
    ) -> Result<(Receipt, R), Failure<E::Refusal>> {
        if self.inner.journal.is_overloaded() || !self.inner.journal.is_alive() {
            return Err(Failure::TryAgain);
        }
        let Some(key) = call.key.clone() else { return self.ask_once(id, call, read).await };
        if let Some(first) = self.answered(&key).await? {
            return self.again(id, first, read).await;
        }
        match self.ask_once(id, call, read.clone()).await {
            // Two with one key at the same moment, and the other one was first: either this one's append found the key taken,
            // or it found everything done already.
            Err(Failure::Taken(what)) if what.contains("answered_keys") => match self.answered(&key).await? {
                Some(first) => self.again(id, first, read).await,
                None => Err(Failure::TryAgain),
            },
            Ok((receipt, value)) if receipt.seq == 0 => match self.answered(&key).await? {
                Some(first) => self.again(id, first, read).await,
                None => Ok((receipt, value)),
            },
            answer => answer,
        }
    }

    async fn ask_once<E: Resident, R: Send + 'static>(
        &self,
        id: Uuid,
        call: Call<E>,
        read: impl Fn(&E) -> R + Send + 'static,
    ) -> Result<(Receipt, R), Failure<E::Refusal>> {
        let asking = E::directory(self).ask(self, id, call, read);
        tokio::time::timeout(PATIENCE, asking).await.unwrap_or(Err(Failure::TryAgain))
    }

    async fn again<E: Resident, R: Send + 'static>(
        &self,
        id: Uuid,
        first: Answered,
        read: impl Fn(&E) -> R + Send + 'static,
    ) -> Result<(Receipt, R), Failure<E::Refusal>> {
        if first.entity != id {
            return Err(Failure::KeyReused);
        }
        let (receipt, value) = self.ask_once(id, Call::look(), read).await?;
        Ok((Receipt { seq: first.seq, version: receipt.version, repeated: true }, value))
    }

    /// What was answered under a key, if it was used.
    pub async fn answered<R>(&self, key: &Key) -> Result<Option<Answered>, Failure<R>> {
        let db = self.db();
        let statement = Statement::from_sql_and_values(
            db.get_database_backend(),
            "SELECT body_hash, entity, seq FROM answered_keys WHERE id = $1",
            [key.id().into()],
        );
        let row = db.query_one_raw(statement).await.map_err(|error| {
            tracing::error!(%error, "cannot look up an idempotency key");
            Failure::TryAgain
        })?;
        let Some(row) = row else { return Ok(None) };
        let read = || -> Result<(String, Answered), DbErr> {
            Ok((row.try_get("", "body_hash")?, Answered { entity: row.try_get("", "entity")?, seq: row.try_get("", "seq")? }))
        };
        match read() {
            Ok((body_hash, _)) if body_hash != key.body_hash => Err(Failure::KeyReused),
            Ok((_, answered)) => Ok(Some(answered)),
            Err(_) => Err(Failure::TryAgain),
        }
    }

    /// For reading the tables.
    pub fn db(&self) -> &DatabaseConnection {
        self.inner.connections.reader()
    }

    /// For writing tables that are no entity's: staff, keys, products, settings, sessions, leases. Let go of it soon.
    pub async fn writer(&self) -> Writing<'_> {
        self.inner.connections.writer().await
    }

    pub fn stock(&self) -> &StockIndex {
        &self.inner.views.stock
    }

    pub fn live(&self) -> &Arc<Live> {
        &self.inner.views.live
    }

    pub fn journal(&self) -> &Journal {
        &self.inner.journal
    }

    pub fn options(&self) -> &HubOptions {
        &self.inner.options
    }

    pub fn now(&self) -> Timestamp {
        Timestamp(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as i64))
    }

    pub(crate) fn directories(&self) -> &Directories {
        &self.inner.directories
    }

    pub(crate) fn arbiter(&self, spread: usize) -> ArbiterHandle {
        self.inner.arbiters[spread % self.inner.arbiters.len()].handle()
    }

    pub(crate) fn forget<E: Resident>(&self, id: Uuid, address: &Addr<EntityActor<E>>) {
        E::directory(self).forget(id, address);
    }

    /// How long an unused entity of this kind stays in memory.
    pub(crate) fn idle_after(&self, kind: Kind) -> Duration {
        match kind {
            Kind::Node => Duration::from_secs(24 * 3600),
            Kind::Customer | Kind::Order => self.inner.options.idle_after,
        }
    }

    /// How many entities are alive, by kind.
    pub fn population(&self) -> [(Kind, usize); 3] {
        let living = &self.inner.directories;
        [(Kind::Customer, living.customers.len()), (Kind::Order, living.orders.len()), (Kind::Node, living.nodes.len())]
    }
}

/// What is remembered of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    pub entity: Uuid,
    pub seq: i64,
}
