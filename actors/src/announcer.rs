//! Makes known what is committed: views first, then live streams, then the entities and through them the callers; all in the journal's
//! order, whichever hub has written it.
//!
//! What other hubs write arrives over the bus, early, late, twice or never. Whatever is missing is waited for a moment, and then read
//! from the journal.

use crate::directory::Directories;
use crate::elsewhere::Elsewhere;
use crate::hubs::Bus;
use crate::journal::{Committed, Gauge, Settled};
use crate::views::Views;
use actix::prelude::Recipient;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::time::Instant;

/// A hub of which nothing is heard may still have written something: how often that is looked up.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// How long something missing may be on its way over the bus, before it is read from the journal. That takes the database many times what
/// it takes to hear of it: hubs that are merely slow must not make each other slower.
const GAP_PATIENCE: Duration = Duration::from_millis(200);
/// Messages of other hubs that wait for what is missing before them; beyond that they are read from the journal.
const EARLY: usize = 1_000;

/// What has become of appends of this hub at one time.
pub struct Batch {
    /// What was committed.
    pub events: Vec<Arc<Committed>>,
    /// What the entities are to hear that wait for it.
    pub told: Vec<(Recipient<Settled>, Settled)>,
    pub appends: usize,
}

/// Makes known what is committed, event by event.
pub struct Announcer {
    views: Arc<Views>,
    gauge: Arc<Gauge>,
}

impl Announcer {
    pub fn new(views: Arc<Views>, gauge: Arc<Gauge>) -> Self {
        Announcer { views, gauge }
    }

    /// The last event that views and live streams know of.
    fn seen(&self) -> i64 {
        self.gauge.head()
    }

    /// What this hub has committed; everything before it is known. Nobody who was answered reads older data here.
    pub fn own(&mut self, batch: Batch) {
        let Batch { events, told, appends } = batch;
        self.make_known(&events, |_| ());
        for (entity, settled) in told {
            // Never refused for a full mailbox: there are no more of these than appends in flight, and losing one would stall its entity.
            entity.do_send(settled);
        }
        self.gauge.done(appends);
    }

    /// What another hub has committed; everything before it is known.
    fn foreign(&mut self, directories: &Directories, events: &[Arc<Committed>]) {
        // Whoever hears of an event and asks the entity is answered by one that knows of it.
        self.make_known(events, |event| directories.overtaken(event.kind, event.entity, event.version));
    }

    /// Views first, then live streams. What is known already is passed over: it may have been read from the journal meanwhile.
    fn make_known(&mut self, events: &[Arc<Committed>], before: impl Fn(&Committed)) {
        let seen = self.seen();
        let new: Vec<&Arc<Committed>> = events.iter().filter(|event| event.seq > seen).collect();
        let Some(last) = new.last() else { return };
        for event in &new {
            before(event);
            self.views.advance(event);
        }
        self.gauge.advance(last);
        new.iter().for_each(|event| self.views.live.publish(event));
    }
}

/// An announcer on a database that has several hubs.
pub struct Ordered {
    announcer: Announcer,
    elsewhere: Elsewhere,
    directories: Arc<Directories>,
    /// None where Redis is not configured: then nothing is heard.
    bus: Option<Bus>,
    own: mpsc::Receiver<Batch>,
    /// What other hubs say that they have committed.
    heard: mpsc::Receiver<Vec<Arc<Committed>>>,
    /// Heard, but something before it is missing; by the first event.
    early: BTreeMap<i64, Vec<Arc<Committed>>>,
    /// When the journal was last looked at, or something was made known that was heard.
    news: Instant,
}

impl Ordered {
    pub fn new(
        announcer: Announcer,
        elsewhere: Elsewhere,
        directories: Arc<Directories>,
        bus: Option<Bus>,
        own: mpsc::Receiver<Batch>,
        heard: mpsc::Receiver<Vec<Arc<Committed>>>,
    ) -> Self {
        Ordered { announcer, elsewhere, directories, bus, own, heard, early: BTreeMap::new(), news: Instant::now() }
    }

    /// Until the journal ends.
    pub async fn run(mut self) {
        loop {
            let look_at = self.news + if self.early.is_empty() { LOOK_EVERY } else { self.patience() };
            tokio::select! {
                own = self.own.recv() => match own {
                    Some(batch) => self.own(batch).await,
                    None => return,
                },
                Some(events) = self.heard.recv() => self.hear(events),
                () = tokio::time::sleep_until(look_at) => {
                    // The hub is stopping, and its connections are about to be closed.
                    if !self.announcer.gauge.is_alive() {
                        return;
                    }
                    let looked = self.look(i64::MAX).await;
                    self.announcer.gauge.reached(looked.is_ok());
                    if let Err(error) = looked {
                        tracing::warn!(%error, "cannot look what other hubs have written");
                    }
                    self.news = Instant::now();
                }
            }
        }
    }

    fn patience(&self) -> Duration {
        if self.bus.as_ref().is_some_and(Bus::is_up) { GAP_PATIENCE } else { Duration::ZERO }
    }

    async fn own(&mut self, batch: Batch) {
        if let Some(first) = batch.events.first().map(|event| event.seq) {
            self.wait_for_all_before(first).await;
        }
        self.announcer.own(batch);
        self.follow_up();
    }

    /// What other hubs have committed before is made known before: everybody hears of everything in its order.
    async fn wait_for_all_before(&mut self, first: i64) {
        let begun = Instant::now();
        while self.announcer.seen() < first - 1 {
            let until = self.news.max(begun) + self.patience();
            match tokio::time::timeout_at(until, self.heard.recv()).await {
                Ok(Some(events)) => self.hear(events),
                Ok(None) | Err(_) => break,
            }
        }
        let mut attempt = 0u32;
        while let Err(error) = self.look(first - 1).await {
            tracing::error!(%error, attempt, "cannot read what other hubs have written before; everybody who waits for an answer waits");
            tokio::time::sleep(Duration::from_millis(100 << attempt.min(5))).await;
            attempt += 1;
        }
    }

    fn hear(&mut self, events: Vec<Arc<Committed>>) {
        let (Some(first), Some(last)) = (events.first().map(|event| event.seq), events.last().map(|event| event.seq)) else { return };
        if last <= self.announcer.seen() || self.early.len() >= EARLY {
            return;
        }
        self.early.insert(first, events);
        self.follow_up();
    }

    /// Makes known what was waiting for something before it.
    fn follow_up(&mut self) {
        while let Some(entry) = self.early.first_entry() {
            if *entry.key() > self.announcer.seen() + 1 {
                return;
            }
            let events = entry.remove();
            let before = self.announcer.seen();
            self.announcer.foreign(&self.directories, &events);
            count("bus", self.announcer.seen() - before);
            // Without Redis nothing comes that would show a gap: then it is looked all the same.
            if self.patience() > Duration::ZERO {
                self.news = Instant::now();
            }
        }
    }

    /// Reads what other hubs have written, up to this event.
    async fn look(&mut self, until: i64) -> Result<(), sea_orm::DbErr> {
        while self.announcer.seen() < until {
            let events = self.elsewhere.read_on(self.announcer.seen(), until).await?;
            if events.is_empty() {
                if let Some(tip) = self.announcer.gauge.tip()
                    && !self.elsewhere.holds(tip).await?
                {
                    self.announcer.gauge.went_back();
                }
                break;
            }
            count("journal", events.len() as i64);
            self.announcer.foreign(&self.directories, &events);
            // What was heard meanwhile need not be read.
            while let Ok(events) = self.heard.try_recv() {
                self.hear(events);
            }
            self.follow_up();
        }
        Ok(())
    }
}

/// How many events of other hubs came over the bus, and how many had to be read from the journal.
fn count(by: &'static str, events: i64) {
    metrics::counter!("comptoir_elsewhere_events_total", "by" => by).increment(u64::try_from(events).unwrap_or_default());
}
