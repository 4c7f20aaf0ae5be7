//! The hub: starts everything that lives, stops it without losing anything, and is the one door to the entities.

use crate::announcer::{Announcer, Ordered};
use crate::call::{By, ByKind, Call, Failure, Key, Receipt};
use crate::clock;
use crate::directory::{Directories, Resident};
use crate::elsewhere::Elsewhere;
use crate::entity::EntityActor;
use crate::hubs::message::{Message, State};
use crate::hubs::{self, Bus, BusError, Changed, Hubs};
use crate::journal::{self, Announcing, Gauge, Journal};
use crate::sourcing::{Desk, Retailer};
use crate::store::connect::{self, Connections, Writing};
use crate::store::{staff, write};
use crate::views::{Live, StockIndex, Views};
use actix::prelude::*;
use comptoir_domain::entity::Kind;
use comptoir_domain::time::Timestamp;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::{broadcast, mpsc};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// How long a caller waits at most.
const PATIENCE: Duration = Duration::from_secs(10);
/// Commits that wait for those of other hubs to be made known.
const COMMITTED: usize = 64;
/// Commits of other hubs that wait to be made known; beyond that they are read from the journal.
const HEARD: usize = 1_000;
/// The name of the setting that holds the journal's name.
const JOURNAL_ID: &str = "journal_id";

/// How a hub is to be started.
#[derive(Debug, Clone)]
pub struct HubOptions {
    /// `sqlite:FILE` or `postgres://…`.
    pub database: String,
    /// `redis://…`: what several hubs on one PostgreSQL database hear of each other by.
    pub redis: Option<String>,
    /// Threads that entities live on.
    pub arbiters: usize,
    /// ISO 4217; the shop's one currency.
    pub currency: String,
    pub retailer: Retailer,
    /// How long an order or customer stays in memory unused. Nodes stay.
    pub idle_after: Duration,
}

impl HubOptions {
    pub fn new(database: &str) -> Self {
        HubOptions {
            database: database.to_owned(),
            redis: None,
            arbiters: std::thread::available_parallelism().map_or(2, |cores| cores.get()),
            currency: "EUR".to_owned(),
            retailer: Retailer::default(),
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
    #[error("cannot start a thread: {0}")]
    Thread(#[from] std::io::Error),
    #[error(transparent)]
    Bus(#[from] BusError),
    #[error("SQLite has one hub: Redis is for several, on PostgreSQL. Leave `redis` out, or give a postgres:// database.")]
    RedisWithSqlite,
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
    /// The others on this database, where there may be any.
    hubs: Option<Hubs>,
    /// What has to be done from time to time.
    chores: OnceLock<Vec<JoinHandle<()>>>,
}

/// How often sourcing's rules are looked up where other hubs may write them: so much later a new version counts here.
const RULES_EVERY: Duration = Duration::from_millis(250);
/// How often it is worked out anew what units are worth where they lie.
const WORTHS_EVERY: Duration = Duration::from_secs(30);

async fn keep_up_with_rules(hub: Hub) {
    loop {
        tokio::time::sleep(RULES_EVERY).await;
        if let Err(error) = hub.desk().keep_up(hub.db()).await {
            tracing::warn!(%error, "cannot look up sourcing's rules");
        }
    }
}

async fn refresh_worths(hub: Hub) {
    loop {
        tokio::time::sleep(WORTHS_EVERY).await;
        if let Err(error) = hub.desk().refresh(hub.db(), hub.stock(), hub.now()).await {
            tracing::warn!(%error, "cannot work out what stock is worth");
        }
    }
}

impl Hub {
    /// Connects, brings the schema up to date, and starts journal and clock. Needs a running actix system.
    pub async fn start(options: HubOptions) -> Result<Hub, StartError> {
        let connections = connect::open(&options.database).await?;
        let several = connections.reader().get_database_backend() != DbBackend::Sqlite;
        let (bus, line) = match &options.redis {
            Some(_) if !several => return Err(StartError::RedisWithSqlite),
            Some(redis) => {
                let (bus, line) = hubs::bus::bus(redis, &journal_id(&connections).await?)?;
                (Some(bus), Some(line))
            }
            None => (None, None),
        };
        let tip = write::tip(connections.reader()).await?;
        let views = Arc::new(Views::load(connections.reader(), options.retailer.clone(), bus.clone()).await?);
        let directories = Arc::new(Directories::new());
        let gauge = Arc::new(Gauge::new(tip));
        let announcer = Announcer::new(views.clone(), gauge.clone());
        let (announcing, ordered, heard) = if several {
            let (sender, own) = mpsc::channel(COMMITTED);
            let (events, heard) = mpsc::channel(HEARD);
            let elsewhere = Elsewhere::new(connections.reader().clone());
            let ordered = Ordered::new(announcer, elsewhere, directories.clone(), bus.clone(), own, heard);
            (Announcing::Beside(sender), Some(ordered), Some(events))
        } else {
            (Announcing::Here(announcer), None, None)
        };
        let (journal, writer) = journal::journal(connections.appender()?, gauge, announcing, bus.clone());
        // Waking a runtime that also watches sockets costs a system call more; SQLite has none.
        thread("journal", several, async move {
            let announcing = ordered.map(|ordered| tokio::spawn(ordered.run()));
            writer.run().await;
            if let Some(announcing) = announcing {
                let _ = announcing.await;
            }
        })?;
        let arbiters = (0..options.arbiters.max(1)).map(|_| Arbiter::new()).collect();
        let hubs = heard.map(|heard| Hubs::new(bus, heard));
        let inner = Inner { options, connections, directories, arbiters, journal, views, hubs, chores: OnceLock::new() };
        let hub = Hub { inner: Arc::new(inner) };
        if let Some(line) = line {
            let hearing = hub.clone();
            let asking = hub.clone();
            thread("hubs", true, line.run(move |heard| hubs::hear(&hearing, heard), move || asking.journal().is_stuck()))?;
        }
        let mut chores = vec![actix::spawn(clock::run(hub.clone())), actix::spawn(refresh_worths(hub.clone()))];
        if hub.is_one_of_several() {
            chores.push(actix::spawn(keep_up_with_rules(hub.clone())));
        }
        let _ = hub.inner.chores.set(chores);
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

    /// Drains, then closes the database and ends the entities.
    pub async fn stop(&self) {
        if !self.drain(PATIENCE).await {
            tracing::warn!("stopping with appends still on their way: their callers were not answered");
        }
        for chore in self.inner.chores.get().into_iter().flatten() {
            chore.abort();
        }
        if let Some(bus) = self.bus() {
            bus.end().await;
        }
        self.inner.journal.end();
        // An entity that is reading gives its connection back first: dropped with its arbiter, the pool could not take it any more.
        if tokio::time::timeout(PATIENCE, self.inner.connections.close()).await.is_err() {
            tracing::warn!("stopping with queries still on their way");
            return;
        }
        for arbiter in &self.inner.arbiters {
            arbiter.stop();
        }
    }

    /// Tells an entity to do something; answers when that is durable.
    pub async fn tell<E: Resident>(&self, id: Uuid, command: E::Command, by: By) -> Result<Receipt, Failure<E::Refusal>> {
        self.command::<E>(id, Call::command(command, by)).await
    }

    /// The same, with all that a call can say.
    pub async fn command<E: Resident>(&self, id: Uuid, call: Call<E>) -> Result<Receipt, Failure<E::Refusal>> {
        self.ask_under_key(id, call, None::<fn(&E)>).await.map(|(receipt, _)| receipt)
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
        match self.ask_under_key(id, call, Some(read)).await? {
            (receipt, Some(value)) => Ok((receipt, value)),
            (_, None) => Err(Failure::TryAgain),
        }
    }

    async fn ask_under_key<E: Resident, R: Send + 'static>(
        &self,
        id: Uuid,
        mut call: Call<E>,
        read: Option<impl Fn(&E) -> R + Send + Clone + 'static>,
    ) -> Result<(Receipt, Option<R>), Failure<E::Refusal>> {
        if self.inner.journal.is_overloaded() || !self.inner.journal.is_alive() {
            return Err(Failure::TryAgain);
        }
        if let Some(key) = &call.key
            && let Some(first) = self.answered(key).await?
        {
            return self.again(id, first, call.until_settled, read).await;
        }
        let by_the_hub = call.by.kind == ByKind::System;
        if call.key.is_none()
            && !by_the_hub
            && call.command.as_ref().is_some_and(|command| !E::carries_id(command))
            && self.home(id).is_some()
        {
            // It may have to be asked twice, at its home and here.
            call.key = Some(Key::of_command(Uuid::now_v7()));
        }
        let Some(key) = call.key.clone() else { return self.ask_once(id, call, read).await };
        let until_settled = call.until_settled;
        match self.ask_once(id, call, read.clone()).await {
            // Two with one key at the same moment, and the other one was first: either this one's append found the key taken,
            // or it found everything done already.
            Err(Failure::Taken(what)) if what.contains("answered_keys") => match self.answered(&key).await? {
                Some(first) => self.again(id, first, until_settled, read).await,
                None => Err(Failure::TryAgain),
            },
            Ok((receipt, value)) if receipt.seq == 0 => match self.answered(&key).await? {
                Some(first) => self.again(id, first, until_settled, read).await,
                None => Ok((receipt, value)),
            },
            answer => answer,
        }
    }

    async fn ask_once<E: Resident, R: Send + 'static>(
        &self,
        id: Uuid,
        mut call: Call<E>,
        read: Option<impl Fn(&E) -> R + Send + 'static>,
    ) -> Result<(Receipt, Option<R>), Failure<E::Refusal>> {
        let asking = async {
            // Who only looks is answered here: the state is read from the journal as well as from its home.
            let at_home = call.command.is_some() || call.until_settled;
            if at_home && let (Some(hubs), Some(home)) = (&self.inner.hubs, self.home(id)) {
                if let Some(outcome) = hubs.ask_at_home(self, home, id, &call, read.as_ref()).await {
                    return outcome;
                }
                // It may have been obeyed there.
                call.new = false;
            }
            E::directory(self).ask(self, id, call, move |state| read.as_ref().map(|read| read(state))).await
        };
        tokio::time::timeout(PATIENCE, asking).await.unwrap_or(Err(Failure::TryAgain))
    }

    async fn again<E: Resident, R: Send + 'static>(
        &self,
        id: Uuid,
        first: Answered,
        until_settled: bool,
        read: Option<impl Fn(&E) -> R + Send + 'static>,
    ) -> Result<(Receipt, Option<R>), Failure<E::Refusal>> {
        if first.entity != id {
            return Err(Failure::KeyReused);
        }
        let (receipt, value) = self.ask_once::<E, R>(id, Call { until_settled, ..Call::look() }, read).await?;
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

    /// What sourcing knows beside the stock: rules, habits, calendars.
    pub fn desk(&self) -> &Desk {
        &self.inner.views.desk
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

    /// Whether other hubs may write to this database.
    pub fn is_one_of_several(&self) -> bool {
        self.inner.hubs.is_some()
    }

    /// The way to the other hubs, if Redis is configured.
    pub fn bus(&self) -> Option<&Bus> {
        self.inner.hubs.as_ref().and_then(|hubs| hubs.bus())
    }

    /// The other hub that an entity is at home on; `None` when that is this one, or nobody else can be asked.
    pub(crate) fn home(&self, id: Uuid) -> Option<Uuid> {
        self.bus().filter(|bus| bus.is_up())?.registry().home(id)
    }

    /// Something of an entity may be due: tells the hub that it is at home on.
    pub(crate) fn wake(&self, kind: Kind, entity: Uuid) {
        match (self.bus(), self.home(entity)) {
            (Some(bus), Some(home)) => bus.tell_soon(home, Message::Wake { kind, entity }),
            _ => self.wake_here(kind, entity),
        }
    }

    pub(crate) fn wake_here(&self, kind: Kind, entity: Uuid) {
        match kind {
            Kind::Customer => self.inner.directories.customers.wake(self, entity),
            Kind::Order => self.inner.directories.orders.wake(self, entity),
            Kind::Node => self.inner.directories.nodes.wake(self, entity),
        }
    }

    pub(crate) fn hubs(&self) -> Option<&Hubs> {
        self.inner.hubs.as_ref()
    }

    /// Says that something in the ordinary tables has changed which other hubs may remember.
    pub fn changed(&self, what: Changed) {
        if let Some(bus) = self.bus() {
            bus.say(Message::Changed(what));
        }
    }

    /// What other hubs have changed in the ordinary tables; `None` where there are none.
    pub fn changes(&self) -> Option<broadcast::Receiver<Changed>> {
        self.inner.hubs.as_ref().map(|hubs| hubs.changes())
    }

    /// This hub is on its way down: from now on entities are at home on the others.
    pub fn leave(&self) {
        if let Some(bus) = self.bus() {
            bus.registry().leave();
            bus.say(Message::Beat { state: State::Leaving });
        }
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

/// Runs something on a thread of its own.
fn thread(name: &str, sockets: bool, run: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    if sockets {
        runtime.enable_all();
    } else {
        runtime.enable_time();
    }
    let runtime = runtime.build()?;
    std::thread::Builder::new().name(name.to_owned()).spawn(move || runtime.block_on(run)).map(drop)
}

/// The name that a journal has for those who share it: drawn once, and kept in its database.
async fn journal_id(connections: &Connections) -> Result<String, DbErr> {
    match staff::setting(connections.reader(), JOURNAL_ID).await? {
        Some(id) => Ok(id),
        None => staff::set_once(&*connections.writer().await, JOURNAL_ID, &Uuid::new_v4().to_string()).await,
    }
}

/// What is remembered of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    pub entity: Uuid,
    pub seq: i64,
}
