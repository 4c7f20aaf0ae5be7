//! The journal: one log for everything, written by group commit.
//!
//! Appends from all entities wait in one queue. The journal takes what is there, numbers the events, and writes events, changed rows,
//! deliveries, wakes and answered keys in one transaction; while that is being synced, the next batch gathers. `seq` starts at 1,
//! has no gaps and is in commit order. After the commit the views advance, the live streams hear of it, and then the entities.
//!
//! A batch that fails is tried append by append, so that a failure harms only its own entity. After a lost append everything queued
//! behind it from the same incarnation is dropped: it was decided on something that never became true.

use crate::announcer::{Announcer, Batch};
use crate::hubs::Bus;
use crate::hubs::message::{Message, json_text};
use crate::store::rows::{NewDelivery, RowWrite, Stored, Subject};
use crate::store::write::{Appender, WriteFailure};
use actix::prelude::*;
use comptoir_domain::entity::{Kind, Shown};
use comptoir_domain::time::Timestamp;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, watch};
use uuid::Uuid;

/// Events in one transaction, at most: keeps the wait of a single message short when the queue is long.
const BATCH_EVENTS: usize = 1_024;
/// Appends waiting, beyond which callers are told to come back: it bounds the memory that a stalled database can cost.
const BACKLOG: usize = 20_000;

/// A commit that takes longer is not to be waited for where another hub can do better.
const STUCK_AFTER: Duration = Duration::from_secs(1);

/// Appends that may fail one after the other before the rest of a batch is given up.
const FAILURES_IN_A_ROW: i32 = 3;

/// One event as it is written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct EventToWrite {
    pub name: String,
    /// The JSON of its data.
    #[serde(with = "json_text")]
    pub data: Arc<str>,
    pub shown: ShownData,
    /// The id of the message it is, which an entity never has twice.
    pub message: Option<Uuid>,
}

/// What the customer sees of an event, as JSON.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShownData {
    Never,
    AsIs,
    Instead(#[serde(with = "json_text")] Arc<str>),
}

impl ShownData {
    pub const fn code(&self) -> i16 {
        match self {
            ShownData::Never => 0,
            ShownData::AsIs => 1,
            ShownData::Instead(_) => 2,
        }
    }
}

impl EventToWrite {
    pub fn new<E: Stored>(event: &E::Event) -> Self {
        let (name, data) = crate::store::upcast::split(event);
        let shown = match E::shown_to_customer(event) {
            Shown::Never => ShownData::Never,
            Shown::AsIs => ShownData::AsIs,
            Shown::Instead(value) => ShownData::Instead(value.to_string().into()),
        };
        EventToWrite { name, data: data.into(), shown, message: E::message(event) }
    }
}

/// What one decision of one entity means for the database: all of it is written, or none.
pub struct Append {
    pub entity: Uuid,
    pub kind: Kind,
    pub incarnation: u64,
    /// The incarnation that ended when this one was loaded.
    pub replaces: Option<u64>,
    /// The version that it was decided on; its events are `base + 1` and on.
    pub base: i64,
    pub events: Vec<EventToWrite>,
    pub at: Timestamp,
    /// JSON of [`crate::call::By`].
    pub by: Arc<str>,
    pub customer: Option<Uuid>,
    pub rows: Vec<RowWrite>,
    pub subject: Subject,
    pub deliveries: Vec<NewDelivery>,
    /// `Some(None)` removes the entity's wake.
    pub wake: Option<Option<Timestamp>>,
    pub key: Option<crate::call::Key>,
    /// JSON of the state after the last event.
    pub snapshot: Option<String>,
    pub settled: Recipient<Settled>,
}

impl Append {
    /// Moves the entity's wake and nothing else.
    pub fn wake_only(
        entity: Uuid,
        kind: Kind,
        incarnation: u64,
        version: i64,
        at: Timestamp,
        wake: Option<Timestamp>,
        settled: Recipient<Settled>,
    ) -> Self {
        Append {
            entity,
            kind,
            incarnation,
            replaces: None,
            base: version,
            events: Vec::new(),
            at,
            by: "".into(),
            customer: None,
            rows: Vec::new(),
            subject: Subject::None,
            deliveries: Vec::new(),
            wake: Some(wake),
            key: None,
            snapshot: None,
            settled,
        }
    }

    pub fn version(&self) -> i64 {
        self.base + self.events.len() as i64
    }
}

/// Tells an entity what became of an append.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Settled {
    pub incarnation: u64,
    pub base: i64,
    pub version: i64,
    /// When its commit, or the attempt, began.
    pub begun: Instant,
    /// The `seq` of its last event.
    pub outcome: Result<i64, Loss>,
}

/// Why an append was not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Loss {
    /// Another process has written this entity's version.
    Overtaken,
    /// A unique value belongs to another entity; the constraint's or table's name.
    Taken(String),
    /// The database did not take it.
    Unavailable,
}

/// A committed event, as views and live streams get it.
#[derive(Debug, Serialize, Deserialize)]
pub struct Committed {
    pub seq: i64,
    pub at: Timestamp,
    pub entity: Uuid,
    pub kind: Kind,
    /// The entity's version with this event.
    pub version: i64,
    pub customer: Option<Uuid>,
    /// JSON of [`crate::call::By`].
    #[serde(with = "json_text")]
    pub by: Arc<str>,
    pub event: EventToWrite,
    /// What the entity looks like after the whole append; on its last event only.
    pub subject: Subject,
}

/// Into how many parts patience is cut.
const SLICES: u32 = 10;

/// The way to the journal.
#[derive(Clone)]
pub struct Journal {
    queue: mpsc::UnboundedSender<Append>,
    gauge: Arc<Gauge>,
}

/// An event by which a journal is known again: a copy that is behind has none, or another one, under its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tip {
    pub seq: i64,
    pub entity: Uuid,
    pub version: i64,
}

/// What the journal shows of itself.
pub struct Gauge {
    waiting: AtomicUsize,
    /// The last event that is known here; none in an empty journal.
    tip: watch::Sender<Option<Tip>>,
    /// The database no longer holds what this hub has seen in it.
    went_back: watch::Sender<bool>,
    /// When the commit began that is under way.
    committing: Mutex<Option<Instant>>,
    /// The last one who wanted something of the database could not reach it.
    out_of_reach: AtomicBool,
    alive: AtomicBool,
    commits: AtomicI64,
}

impl Gauge {
    /// Of a journal that ends in this event.
    pub fn new(tip: Option<Tip>) -> Self {
        Gauge {
            waiting: AtomicUsize::new(0),
            tip: watch::Sender::new(tip),
            went_back: watch::Sender::new(false),
            committing: Mutex::new(None),
            out_of_reach: AtomicBool::new(false),
            alive: AtomicBool::new(true),
            commits: AtomicI64::new(0),
        }
    }

    /// Everything up to this event is known here.
    pub fn advance(&self, event: &Committed) {
        self.tip.send_replace(Some(Tip { seq: event.seq, entity: event.entity, version: event.version }));
    }

    pub fn is_alive(&self) -> bool {
        self.alive.load(Ordering::Acquire)
    }

    /// The last event that is known here.
    pub fn tip(&self) -> Option<Tip> {
        *self.tip.borrow()
    }

    /// Its `seq`; 0 in an empty journal.
    pub fn head(&self) -> i64 {
        self.tip().map_or(0, |tip| tip.seq)
    }

    /// Whether the database could be reached just now.
    pub fn reached(&self, reached: bool) {
        self.out_of_reach.store(!reached, Ordering::Release);
    }

    /// The database does not hold the tip: it was restored, or is a copy that was behind. Nothing in memory can be believed any more.
    pub fn went_back(&self) {
        tracing::error!(tip = ?self.tip(), "the database does not hold what this hub has seen in it; this hub must not go on");
        self.alive.store(false, Ordering::Release);
        self.went_back.send_replace(true);
    }

    /// So many appends have come to their end.
    pub fn done(&self, appends: usize) {
        self.waiting.fetch_sub(appends, Ordering::AcqRel);
    }
}

/// Whom the journal hands over to what it has committed.
pub enum Announcing {
    /// On a database that has one hub: done before the next commit.
    Here(Announcer),
    /// Beside it: what other hubs have committed before may have to be waited for. The next commit does not wait for that.
    Beside(mpsc::Sender<Batch>),
}

/// The journal's other end; whoever runs it is the journal.
pub struct Writer {
    queue: mpsc::UnboundedReceiver<Append>,
    gauge: Arc<Gauge>,
    appender: Appender,
    announcing: Announcing,
    bus: Option<Bus>,
    head: i64,
    /// When the last commit began.
    begun: Instant,
    /// Incarnations that have lost an append and not yet been replaced.
    ended: HashSet<u64>,
}

/// A journal that writes here, and goes on where its gauge stands.
pub fn journal(appender: Appender, gauge: Arc<Gauge>, announcing: Announcing, bus: Option<Bus>) -> (Journal, Writer) {
    let (sender, queue) = mpsc::unbounded_channel();
    let head = gauge.head();
    let writer = Writer { queue, gauge: gauge.clone(), appender, announcing, bus, head, begun: Instant::now(), ended: HashSet::new() };
    (Journal { queue: sender, gauge }, writer)
}

impl Journal {
    /// False when the journal has stopped: the process is going down.
    pub fn hand_over(&self, append: Append) -> bool {
        self.gauge.waiting.fetch_add(1, Ordering::Relaxed);
        self.queue.send(append).is_ok()
    }

    /// Whether so much is waiting that nothing more should be asked for now.
    pub fn is_overloaded(&self) -> bool {
        self.gauge.waiting.load(Ordering::Relaxed) > BACKLOG
    }

    /// Returns when the database no longer holds what this hub has seen in it: the process must end, and may start again on what is there.
    pub async fn went_back(&self) {
        // The sender lives as long as we do.
        let _ = self.gauge.went_back.subscribe().wait_for(|went_back| *went_back).await;
    }

    /// The `seq` of the last event that is known here.
    pub fn head(&self) -> i64 {
        self.gauge.head()
    }

    /// Waits until everything up to this event is known here, for so long at most; true when it is.
    ///
    /// In slices: a process that was stopped for longer than that wakes with its patience gone, and has had no time yet to hear anything.
    pub async fn knows(&self, seq: i64, patience: Duration) -> bool {
        let mut tip = self.gauge.tip.subscribe();
        for _ in 0..SLICES {
            let known = tip.wait_for(|tip| tip.map_or(0, |tip| tip.seq) >= seq);
            if let Ok(known) = tokio::time::timeout(patience / SLICES, known).await {
                return known.is_ok();
            }
        }
        false
    }

    /// Transactions committed since the start.
    pub fn commits(&self) -> i64 {
        self.gauge.commits.load(Ordering::Relaxed)
    }

    pub fn is_alive(&self) -> bool {
        self.gauge.is_alive() && !self.queue.is_closed()
    }

    /// From now on nobody is to ask for anything more: the hub is stopping.
    pub(crate) fn end(&self) {
        self.gauge.alive.store(false, Ordering::Release);
    }

    /// Whether nothing can be committed just now: the database is out of reach, or takes unusually long.
    pub fn is_stuck(&self) -> bool {
        let late = |since: Option<Instant>| since.is_some_and(|since| since.elapsed() > STUCK_AFTER);
        self.gauge.out_of_reach.load(Ordering::Acquire) || late(*self.gauge.committing.lock())
    }

    pub fn is_idle(&self) -> bool {
        self.gauge.waiting.load(Ordering::Acquire) == 0
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.gauge.alive.store(false, Ordering::Release);
    }
}

impl Writer {
    /// Writes until nobody can append any more.
    pub async fn run(mut self) {
        loop {
            let Some(first) = self.queue.recv().await else { return };
            let mut events = first.events.len();
            let mut batch = vec![first];
            while events < BATCH_EVENTS {
                match self.queue.try_recv() {
                    // Both a smaller and a larger base may follow; only the order within one entity matters, and the queue keeps it.
                    Ok(append) => {
                        events += append.events.len();
                        batch.push(append);
                    }
                    Err(_) => break,
                }
            }
            self.write(batch).await;
        }
    }

    async fn write(&mut self, mut batch: Vec<Append>) {
        self.drop_ended(&mut batch);
        if batch.is_empty() {
            return;
        }
        match self.commit(&batch).await {
            Ok(()) => self.committed(batch).await,
            Err(WriteFailure::Gone(error)) => {
                tracing::error!(%error, appends = batch.len(), "the database does not take a batch");
                for append in batch {
                    self.lose(append, Loss::Unavailable).await;
                }
            }
            Err(_) if batch.len() > 1 => self.write_singly(batch).await,
            Err(failure) => {
                tracing::warn!(?failure, kind = append_kind(&batch), "an append is lost");
                for append in batch {
                    self.lose(append, loss(&failure)).await;
                }
            }
        }
    }

    /// One append, one transaction: only what cannot be written is lost.
    async fn write_singly(&mut self, batch: Vec<Append>) {
        metrics::counter!("comptoir_journal_batches_split_total").increment(1);
        let (mut gone, mut failures) = (false, 0);
        for append in batch {
            let mut single = vec![append];
            self.drop_ended(&mut single);
            if single.is_empty() {
                continue;
            }
            let outcome = if gone { Err(WriteFailure::Gone("the database is gone".into())) } else { self.commit(&single).await };
            match outcome {
                Ok(()) => {
                    failures = 0;
                    self.committed(single).await;
                }
                Err(failure) => {
                    // A full disk fails every append: there is no point in asking for each of a thousand.
                    failures += i32::from(matches!(failure, WriteFailure::Failed(_)));
                    gone |= matches!(failure, WriteFailure::Gone(_)) || failures >= FAILURES_IN_A_ROW;
                    tracing::warn!(?failure, kind = append_kind(&single), "an append is lost");
                    for append in single {
                        self.lose(append, loss(&failure)).await;
                    }
                }
            }
        }
    }

    /// In the order of the queue: what an ended incarnation left behind stands before the first append of the one that replaced it.
    fn drop_ended(&mut self, batch: &mut Vec<Append>) {
        let taken = batch.len();
        batch.retain(|append| {
            if let Some(ended) = append.replaces {
                self.ended.remove(&ended);
            }
            !self.ended.contains(&append.incarnation)
        });
        self.gauge.done(taken - batch.len());
    }

    /// Writes a batch. `Err` means that nothing of it is there: an outcome that is not known is found out first.
    async fn commit(&mut self, batch: &[Append]) -> Result<(), WriteFailure> {
        let id = Uuid::now_v7();
        self.begun = Instant::now();
        *self.gauge.committing.lock() = Some(self.begun);
        let outcome = self.appender.write(id, self.head, self.gauge.tip(), batch).await;
        self.gauge.reached(!matches!(outcome, Err(WriteFailure::Gone(_) | WriteFailure::Unknown(_))));
        let outcome = self.decided(id, outcome).await;
        *self.gauge.committing.lock() = None;
        outcome
    }

    async fn decided(&mut self, id: Uuid, outcome: Result<i64, WriteFailure>) -> Result<(), WriteFailure> {
        metrics::histogram!("comptoir_journal_commit_seconds").record(self.begun.elapsed().as_secs_f64());
        match outcome {
            Ok(head) => {
                self.head = head;
                self.gauge.commits.fetch_add(1, Ordering::Relaxed);
                Ok(())
            }
            Err(WriteFailure::Unknown(error)) => {
                tracing::warn!(%error, "the outcome of a commit is not known; looking it up");
                self.find_out(id).await
            }
            Err(WriteFailure::WentBack) => {
                self.gauge.went_back();
                Err(WriteFailure::Gone("the journal went back".into()))
            }
            Err(failure) => Err(failure),
        }
    }

    /// After a connection died at COMMIT: found means committed. Nothing else can go on before this is known.
    async fn find_out(&mut self, id: Uuid) -> Result<(), WriteFailure> {
        let mut attempt = 0u32;
        loop {
            match self.appender.find(id).await {
                Ok(Some(last_seq)) => {
                    self.head = last_seq;
                    return Ok(());
                }
                Ok(None) => return Err(WriteFailure::Gone("the commit did not happen".into())),
                Err(error) => {
                    tracing::error!(%error, attempt, "cannot look up a commit");
                    tokio::time::sleep(Duration::from_millis(100 << attempt.min(5))).await;
                    attempt += 1;
                }
            }
        }
    }

    async fn committed(&mut self, batch: Vec<Append>) {
        let many: usize = batch.iter().map(|append| append.events.len()).sum();
        let mut seq = self.head - many as i64;
        let (appends, mut events, mut told) = (batch.len(), Vec::with_capacity(many), Vec::with_capacity(batch.len()));
        for append in batch {
            let last = append.events.len();
            let (base, mut version, mut subject) = (append.base, append.base, append.subject);
            for (index, event) in append.events.into_iter().enumerate() {
                (seq, version) = (seq + 1, version + 1);
                events.push(Arc::new(Committed {
                    seq,
                    at: append.at,
                    entity: append.entity,
                    kind: append.kind,
                    version,
                    customer: append.customer,
                    by: append.by.clone(),
                    event,
                    subject: if index + 1 == last { std::mem::take(&mut subject) } else { Subject::None },
                }));
            }
            if last > 0 {
                told.push((
                    append.settled,
                    Settled { incarnation: append.incarnation, base, version, begun: self.begun, outcome: Ok(seq) },
                ));
            }
        }
        metrics::counter!("comptoir_journal_events_total").increment(many as u64);
        metrics::counter!("comptoir_journal_commits_total").increment(1);
        if let Some(bus) = &self.bus
            && bus.registry().living() > 1
            && !events.is_empty()
        {
            bus.say(Message::Events(events.clone()));
        }
        self.announce(Batch { events, told, appends }).await;
    }

    /// What became of appends, in the order in which it came about.
    async fn announce(&mut self, batch: Batch) {
        match &mut self.announcing {
            Announcing::Here(announcer) => announcer.own(batch),
            // Its end is the process's.
            Announcing::Beside(announcer) => drop(announcer.send(batch).await),
        }
    }

    async fn lose(&mut self, append: Append, loss: Loss) {
        if append.events.is_empty() {
            return self.gauge.done(1);
        }
        self.ended.insert(append.incarnation);
        metrics::counter!("comptoir_journal_appends_lost_total").increment(1);
        let (base, version) = (append.base, append.version());
        let settled = Settled { incarnation: append.incarnation, base, version, begun: self.begun, outcome: Err(loss) };
        self.announce(Batch { events: Vec::new(), told: vec![(append.settled, settled)], appends: 1 }).await;
    }
}

fn loss(failure: &WriteFailure) -> Loss {
    match failure {
        WriteFailure::Overtaken => Loss::Overtaken,
        WriteFailure::Taken(what) => Loss::Taken(what.clone()),
        WriteFailure::Failed(_) | WriteFailure::Gone(_) | WriteFailure::Unknown(_) | WriteFailure::WentBack => Loss::Unavailable,
    }
}

fn append_kind(batch: &[Append]) -> &'static str {
    batch.first().map_or("", |append| append.kind.as_str())
}
