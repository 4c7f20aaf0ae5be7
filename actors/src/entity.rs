//! The turn: how every customer, order and node lives.
//!
//! 1. A command arrives; `decide` gives events on the state as it stands in memory; they are applied at once.
//! 2. What they mean for the database goes to the journal as one append. The actor does not wait: it takes the next command.
//! 3. When the journal reports the append committed, and not before, the caller gets the answer, and what the entity
//!    owes others ([`Entity::pending`]) is paid.
//!
//! Every answer waits for the version it was decided on: acceptances, refusals, repeats and reads alike, in the order of arrival.
//! When an append is lost (another process was faster, a unique value is taken, the database failed), this incarnation of the state
//! is thrown away, the entity is loaded again, and what was waiting is decided again on the fresh state.

use crate::call::{By, Call, Failure, Key, Receipt};
use crate::directory::Resident;
use crate::effects;
use crate::hub::Hub;
use crate::journal::{Append, EventToWrite, Loss, Settled};
use crate::store::load::{self, Loaded};
use crate::store::rows::NewDelivery;
use actix::prelude::*;
use comptoir_domain::entity::{Entity, Owed, STUCK_AFTER};
use comptoir_domain::time::{Span, Timestamp};
use std::collections::{HashSet, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::oneshot;
use uuid::Uuid;

/// What a caller gets.
type Outcome<E, R> = Result<(Receipt, R), Failure<<E as Entity>::Refusal>>;

/// How often a command is decided again after losing a race, before the caller is told to try later.
const ATTEMPTS: u8 = 3;
/// Waiting commands an entity takes before callers are told to try later.
const MAILBOX: usize = 4_096;
/// A debt that is paid right after the commit is handed to the clock only if it is still there after this long.
const GRACE: Span = Span::seconds(3);
/// After leaving the directory an actor lingers this long for commands already on their way.
const LINGER: Duration = Duration::from_secs(2);

static INCARNATIONS: AtomicU64 = AtomicU64::new(1);

/// One entity, alive: its only writer.
pub struct EntityActor<E: Resident> {
    hub: Hub,
    id: Uuid,
    state: E,
    /// The version of `state`; what is committed may be older.
    version: i64,
    committed: i64,
    incarnation: u64,
    previous_incarnation: Option<u64>,
    fresh: bool,
    /// Whether `state` is what the journal says; false until loaded, and after a failed load.
    loaded: bool,
    /// Another hub has brought the entity further.
    behind: bool,
    /// `state` knows everything that was committed before this moment.
    known_at: Instant,
    verifying: bool,
    /// Oldest first: what waits for its version to be committed.
    waiting: VecDeque<Waiting<E>>,
    /// What waits for the state to become something.
    watching: Vec<Turn<E>>,
    /// The wake that is written in the database.
    wake: Option<Timestamp>,
    since_snapshot: u64,
    paying: HashSet<String>,
    /// Stuck debts that this incarnation has tried once more.
    tried_again: HashSet<String>,
    last_used: Instant,
    left_directory: bool,
}

/// A call in an actor's mailbox.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Turn<E: Resident> {
    command: Option<Arc<E::Command>>,
    by: By,
    key: Option<Key>,
    until_settled: bool,
    deliveries: Vec<NewDelivery>,
    attempt: u8,
    /// The `seq` of the last event that it caused; 0 if there is none, or it is not committed.
    seq: i64,
    /// When it was asked: an answer must know everything that was committed before.
    asked: Instant,
    answer: Box<dyn Answer<E>>,
}

impl<E: Resident> Turn<E> {
    /// The call as a message, and where its answer will come.
    pub fn new<R: Send + 'static>(call: Call<E>, read: impl Fn(&E) -> R + Send + 'static) -> (Self, oneshot::Receiver<Outcome<E, R>>) {
        let (sender, receiver) = oneshot::channel();
        let answer = Box::new(Reader { read, value: None, sender });
        let Call { command, by, key, until_settled, deliveries, new: _ } = call;
        let asked = Instant::now();
        (Turn { command: command.map(Arc::new), by, key, until_settled, deliveries, attempt: 1, seq: 0, asked, answer }, receiver)
    }
}

/// Where an answer goes: reads the state when it is decided, and speaks once that is durable.
trait Answer<E: Resident>: Send {
    fn read(&mut self, state: &E);
    /// Whether nobody waits for it any more.
    fn is_gone(&self) -> bool;
    fn send(self: Box<Self>, outcome: Result<Receipt, Failure<E::Refusal>>);
}

struct Reader<E: Resident, R, F> {
    read: F,
    value: Option<R>,
    sender: oneshot::Sender<Outcome<E, R>>,
}

impl<E: Resident, R: Send, F: Fn(&E) -> R + Send> Answer<E> for Reader<E, R, F> {
    fn read(&mut self, state: &E) {
        self.value = Some((self.read)(state));
    }

    fn is_gone(&self) -> bool {
        self.sender.is_closed()
    }

    fn send(self: Box<Self>, outcome: Result<Receipt, Failure<E::Refusal>>) {
        let outcome = match (outcome, self.value) {
            (Ok(receipt), Some(value)) => Ok((receipt, value)),
            (Ok(_), None) => Err(Failure::TryAgain),
            (Err(failure), _) => Err(failure),
        };
        // A caller who no longer listens has lost nothing: what was decided stands.
        let _ = self.sender.send(outcome);
    }
}

/// A decided turn on its way to being durable.
struct Waiting<E: Resident> {
    /// It may be answered when this version is committed.
    version: i64,
    /// It has an append of its own (otherwise it only waits for an earlier one).
    appends: bool,
    outcome: Result<(), Failure<E::Refusal>>,
    turn: Turn<E>,
    /// What the entity owes as of this version.
    owed: Vec<Owed>,
}

impl<E: Resident> EntityActor<E> {
    /// Brings an entity to life on an arbiter. `fresh`: it cannot have a past.
    pub fn activate(hub: Hub, id: Uuid, fresh: bool, arbiter: &ArbiterHandle) -> Addr<Self> {
        Self::start_in_arbiter(arbiter, move |_| EntityActor {
            hub,
            id,
            state: E::blank(id),
            version: 0,
            committed: 0,
            incarnation: INCARNATIONS.fetch_add(1, Ordering::Relaxed),
            previous_incarnation: None,
            fresh,
            loaded: false,
            behind: false,
            known_at: Instant::now(),
            verifying: false,
            waiting: VecDeque::new(),
            watching: Vec::new(),
            wake: None,
            since_snapshot: 0,
            paying: HashSet::new(),
            tried_again: HashSet::new(),
            last_used: Instant::now(),
            left_directory: false,
        })
    }

    fn take(&mut self, mut turn: Turn<E>, ctx: &mut Context<Self>) {
        if !self.loaded {
            turn.answer.send(Err(Failure::TryAgain));
            return;
        }
        if self.behind && self.waiting.is_empty() {
            return self.begin_anew(VecDeque::from([turn]), ctx);
        }
        let Some(command) = turn.command.clone() else {
            return self.look(turn, ctx);
        };
        let now = self.hub.now();
        match self.state.decide(&command, now) {
            Err(refusal) => self.wait(turn, false, Err(Failure::Refused(refusal)), Vec::new()),
            Ok(events) if events.is_empty() => {
                if turn.until_settled && !self.state.is_settled() {
                    self.watching.push(turn);
                    return;
                }
                turn.answer.read(&self.state);
                self.wait(turn, false, Ok(()), Vec::new());
            }
            Ok(events) => {
                let append = self.apply(&events, now, &mut turn, ctx);
                let owed = self.state.pending();
                let append = self.with_wake(append, &owed, now);
                if !self.hub.journal().hand_over(append) {
                    // The journal is gone: the process is on its way down.
                    turn.answer.send(Err(Failure::TryAgain));
                    ctx.stop();
                    return;
                }
                turn.answer.read(&self.state);
                self.wait(turn, true, Ok(()), owed);
                self.answer_watchers();
            }
        }
        self.settle();
        self.verify(ctx);
    }

    fn look(&mut self, mut turn: Turn<E>, ctx: &mut Context<Self>) {
        if self.version == 0 {
            self.wait(turn, false, Err(Failure::Unknown), Vec::new());
        } else if turn.until_settled && !self.state.is_settled() {
            self.watching.push(turn);
            return;
        } else {
            turn.answer.read(&self.state);
            self.wait(turn, false, Ok(()), Vec::new());
        }
        self.settle();
        self.verify(ctx);
    }

    /// Where other hubs write too, an answer that commits nothing may stand on a state that is no longer the last one: before it is given,
    /// the database is asked for the version. One question answers everybody who has asked before it.
    fn verify(&mut self, ctx: &mut Context<Self>) {
        if self.verifying || self.committed != self.version || !self.waiting.front().is_some_and(|first| self.is_unsure(first)) {
            return;
        }
        self.verifying = true;
        let (hub, id, incarnation, asked) = (self.hub.clone(), self.id, self.incarnation, Instant::now());
        let asking = async move { load::version(hub.db(), id).await };
        ctx.spawn(asking.into_actor(self).map(move |newest, actor, ctx| {
            actor.verifying = false;
            match newest {
                // Loaded again meanwhile, and what waits then may have come after the question.
                _ if actor.incarnation != incarnation => {}
                Ok(newest) if newest <= actor.version => actor.known_at = asked,
                Ok(_) => {
                    actor.behind = true;
                    // With an append on its way the fence will say the same.
                    if actor.waiting.iter().all(|waiting| !waiting.appends) {
                        let again = std::mem::take(&mut actor.waiting).into_iter().map(|waiting| waiting.turn).collect();
                        return actor.begin_anew(again, ctx);
                    }
                }
                Err(error) => {
                    tracing::warn!(kind = E::KIND.as_str(), entity = %actor.id, %error, "cannot ask whether an entity has changed");
                    let unsure = |waiting: &Waiting<E>| !waiting.appends && waiting.version <= actor.committed;
                    while actor.waiting.front().is_some_and(unsure) {
                        let Some(waiting) = actor.waiting.pop_front() else { break };
                        waiting.turn.answer.send(Err(Failure::TryAgain));
                    }
                }
            }
            if let Some(owed) = actor.settle() {
                actor.pay(owed, ctx);
            }
            actor.verify(ctx);
        }));
    }

    /// Whether something may have been committed elsewhere before this was asked of which this state knows nothing.
    fn is_unsure(&self, waiting: &Waiting<E>) -> bool {
        self.hub.is_one_of_several() && !waiting.appends && waiting.version <= self.committed && waiting.turn.asked > self.known_at
    }

    /// Applies the events at once, and gathers what the journal has to write for them.
    fn apply(&mut self, events: &[E::Event], now: Timestamp, turn: &mut Turn<E>, ctx: &mut Context<Self>) -> Append {
        let base = self.version;
        let before = self.state.before(events);
        let mut written = Vec::with_capacity(events.len());
        let mut deliveries = turn.deliveries.clone();
        for event in events {
            self.state.apply(event, now);
            E::deliveries(&self.state, event, now, &mut deliveries);
            written.push(EventToWrite::new::<E>(event));
        }
        self.version += events.len() as i64;
        self.since_snapshot += events.len() as u64;
        let snapshot = (self.since_snapshot >= E::snapshot_after(&self.state)).then(|| serde_json::to_string(&self.state).ok()).flatten();
        if snapshot.is_some() {
            self.since_snapshot = 0;
        }
        Append {
            entity: self.id,
            kind: E::KIND,
            incarnation: self.incarnation,
            replaces: self.previous_incarnation.take(),
            base,
            events: written,
            at: now,
            by: serde_json::to_string(&turn.by).unwrap_or_default().into(),
            customer: self.state.customer().map(|customer| customer.0),
            rows: E::rows(&before, &self.state, events, self.version),
            subject: E::subject(&before, &self.state, events),
            deliveries,
            wake: None,
            key: turn.key.clone(),
            snapshot,
            settled: ctx.address().recipient(),
        }
    }

    /// Adds the next wake, if what is written in the database is too late, or for nothing.
    fn with_wake(&mut self, mut append: Append, owed: &[Owed], now: Timestamp) -> Append {
        let next = next_wake(owed, now);
        let stale = match (self.wake, next) {
            (None, None) => false,
            (Some(written), Some(next)) => next < written || written < now,
            _ => true,
        };
        if stale {
            self.wake = next;
            append.wake = Some(next);
        }
        append
    }

    fn wait(&mut self, turn: Turn<E>, appends: bool, outcome: Result<(), Failure<E::Refusal>>, owed: Vec<Owed>) {
        self.waiting.push_back(Waiting { version: self.version, appends, outcome, turn, owed });
    }

    fn answer_watchers(&mut self) {
        let mut index = 0;
        while index < self.watching.len() {
            if self.state.is_settled() {
                let mut turn = self.watching.swap_remove(index);
                turn.answer.read(&self.state);
                self.wait(turn, false, Ok(()), Vec::new());
            } else {
                index += 1;
            }
        }
    }

    /// Sends every answer whose version is committed.
    fn settle(&mut self) -> Option<Vec<Owed>> {
        let mut owed = None;
        while self.waiting.front().is_some_and(|first| first.version <= self.committed && !self.is_unsure(first)) {
            let Some(Waiting { version, appends, outcome, mut turn, owed: debts }) = self.waiting.pop_front() else { break };
            if appends {
                owed = Some(debts);
                if turn.until_settled && !self.state.is_settled() {
                    // Done, but not yet as the caller wants to see it.
                    turn.command = None;
                    self.watching.push(turn);
                    continue;
                }
                if turn.until_settled && version < self.version {
                    turn.command = None;
                    turn.answer.read(&self.state);
                    self.wait(turn, false, Ok(()), Vec::new());
                    continue;
                }
            }
            let receipt = Receipt { seq: turn.seq, version, repeated: !appends && turn.command.is_some() };
            turn.answer.send(outcome.map(|()| receipt));
        }
        owed
    }

    /// Pays what is due, each debt once at a time.
    fn pay(&mut self, owed: Vec<Owed>, ctx: &mut Context<Self>) {
        let now = self.hub.now();
        for debt in owed {
            if debt.due > now || self.paying.contains(&debt.id) {
                continue;
            }
            if debt.failures >= STUCK_AFTER {
                if !self.tried_again.insert(debt.id.clone()) {
                    continue;
                }
                metrics::counter!("comptoir_stuck_debts_total", "kind" => E::KIND.as_str()).increment(1);
                tracing::error!(kind = E::KIND.as_str(), entity = %self.id, debt = debt.id, "a debt is stuck; trying it once more");
            }
            self.paying.insert(debt.id.clone());
            let (hub, id) = (self.hub.clone(), self.id);
            let paying = async move {
                let paid = effects::pay(&hub, E::KIND, id, debt.effect).await;
                if !paid {
                    // Nothing could be recorded either: do not run hot.
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                debt.id
            };
            ctx.spawn(paying.into_actor(self).map(|debt, actor, ctx| {
                actor.paying.remove(&debt);
                if actor.loaded && actor.committed == actor.version {
                    let owed = actor.state.pending();
                    actor.pay(owed, ctx);
                }
            }));
        }
    }

    /// Loads the state; whatever is in the mailbox waits.
    fn load(&mut self, again: VecDeque<Turn<E>>, ctx: &mut Context<Self>) {
        self.loaded = false;
        let (hub, id, asked) = (self.hub.clone(), self.id, Instant::now());
        let loading = async move { load::load::<E>(hub.db(), id).await };
        ctx.wait(loading.into_actor(self).map(move |result, actor, ctx| {
            match result {
                Ok(Loaded { state, version, since_snapshot, wake }) => {
                    actor.state = state;
                    (actor.version, actor.committed) = (version, version);
                    actor.since_snapshot = since_snapshot;
                    actor.wake = wake;
                    actor.loaded = true;
                    (actor.behind, actor.known_at) = (false, asked);
                }
                Err(error) => {
                    tracing::error!(kind = E::KIND.as_str(), entity = %actor.id, %error, "cannot load an entity");
                }
            }
            for turn in again {
                actor.take(turn, ctx);
            }
            if !actor.loaded {
                actor.hub.forget::<E>(actor.id, &ctx.address());
                ctx.stop();
            }
        }));
    }

    /// An append was lost: this incarnation ends here.
    fn lost(&mut self, loss: Loss, ctx: &mut Context<Self>) {
        let (mut again, mut blamed) = (VecDeque::new(), false);
        for Waiting { appends, mut turn, .. } in std::mem::take(&mut self.waiting) {
            // The journal settles in order, so everything that still waits was decided on the lost version or a later one.
            match &loss {
                Loss::Unavailable => turn.answer.send(Err(Failure::TryAgain)),
                Loss::Taken(what) if !blamed && appends => {
                    blamed = true;
                    turn.answer.send(Err(Failure::Taken(what.clone())));
                }
                Loss::Taken(_) => again.push_back(turn),
                Loss::Overtaken if turn.attempt >= ATTEMPTS => turn.answer.send(Err(Failure::TryAgain)),
                Loss::Overtaken => {
                    turn.attempt += 1;
                    again.push_back(turn);
                }
            }
        }
        metrics::counter!("comptoir_incarnations_lost_total", "kind" => E::KIND.as_str()).increment(1);
        self.begin_anew(again, ctx);
    }

    /// Another incarnation, on what the database says.
    fn begin_anew(&mut self, mut again: VecDeque<Turn<E>>, ctx: &mut Context<Self>) {
        // What these wait to see is still to come.
        again.extend(std::mem::take(&mut self.watching));
        self.previous_incarnation = Some(self.incarnation);
        self.incarnation = INCARNATIONS.fetch_add(1, Ordering::Relaxed);
        self.load(again, ctx);
    }

    fn leave_when_idle(&self, after: Duration, ctx: &mut Context<Self>) {
        ctx.run_later(after, |actor, ctx| {
            actor.watching.retain(|turn| !turn.answer.is_gone());
            let idle = actor.idle_after();
            let busy = !actor.waiting.is_empty() || !actor.watching.is_empty() || !actor.paying.is_empty();
            if busy || actor.last_used.elapsed() < idle {
                return actor.leave_when_idle(idle, ctx);
            }
            actor.hub.forget::<E>(actor.id, &ctx.address());
            actor.left_directory = true;
            actor.stop_when_quiet(ctx);
        });
    }

    /// One that does not exist (yet) was only asked for, by a visitor who has said nothing for instance: there is nothing to keep.
    fn idle_after(&self) -> Duration {
        let idle = self.hub.idle_after(E::KIND);
        if self.version == 0 { idle.min(LINGER) } else { idle }
    }

    fn stop_when_quiet(&self, ctx: &mut Context<Self>) {
        ctx.run_later(LINGER, |actor, ctx| {
            let busy = !actor.waiting.is_empty() || !actor.watching.is_empty() || !actor.paying.is_empty();
            if busy || actor.last_used.elapsed() < LINGER {
                actor.stop_when_quiet(ctx);
            } else {
                ctx.stop();
            }
        });
    }
}

/// When the clock has to come by: the earliest debt that is not stuck; what is due now gets a moment to be paid first.
fn next_wake(owed: &[Owed], now: Timestamp) -> Option<Timestamp> {
    let earliest = owed.iter().filter(|debt| debt.failures < STUCK_AFTER).map(|debt| debt.due).min()?;
    Some(earliest.max(now + GRACE))
}

/// Nothing in it points into itself.
impl<E: Resident> Unpin for EntityActor<E> {}

impl<E: Resident> Actor for EntityActor<E> {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Context<Self>) {
        ctx.set_mailbox_capacity(MAILBOX);
        if self.fresh {
            self.loaded = true;
        } else {
            self.load(VecDeque::new(), ctx);
        }
        self.leave_when_idle(self.idle_after(), ctx);
    }

    fn stopped(&mut self, ctx: &mut Context<Self>) {
        if !self.left_directory {
            self.hub.forget::<E>(self.id, &ctx.address());
        }
    }
}

impl<E: Resident> Handler<Turn<E>> for EntityActor<E> {
    type Result = ();

    fn handle(&mut self, turn: Turn<E>, ctx: &mut Context<Self>) {
        self.last_used = Instant::now();
        self.take(turn, ctx);
    }
}

impl<E: Resident> Handler<Settled> for EntityActor<E> {
    type Result = ();

    fn handle(&mut self, settled: Settled, ctx: &mut Context<Self>) {
        if settled.incarnation != self.incarnation {
            return;
        }
        match settled.outcome {
            Ok(last_seq) => {
                self.committed = settled.version;
                // When this was being committed nobody else had written.
                self.known_at = self.known_at.max(settled.begun);
                for waiting in self.waiting.iter_mut().take_while(|waiting| waiting.version <= settled.version) {
                    if waiting.appends && waiting.version == settled.version {
                        waiting.turn.seq = last_seq;
                    }
                }
                if let Some(owed) = self.settle() {
                    self.pay(owed, ctx);
                }
                self.verify(ctx);
            }
            Err(loss) => self.lost(loss, ctx),
        }
    }
}

/// Another hub has written this version of the entity.
#[derive(Message)]
#[rtype(result = "()")]
pub struct BroughtFurther {
    pub version: i64,
}

impl<E: Resident> Handler<BroughtFurther> for EntityActor<E> {
    type Result = ();

    fn handle(&mut self, elsewhere: BroughtFurther, ctx: &mut Context<Self>) {
        if !self.loaded || elsewhere.version <= self.version {
            return;
        }
        self.behind = true;
        // Who watches must see it; for anybody else it is loaded when it is asked for. An append on its way will be refused by the fence.
        if self.waiting.is_empty() && !self.watching.is_empty() {
            self.begin_anew(VecDeque::new(), ctx);
        }
    }
}

/// The clock says that something may be due.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Wake;

impl<E: Resident> Handler<Wake> for EntityActor<E> {
    type Result = ();

    fn handle(&mut self, _: Wake, ctx: &mut Context<Self>) {
        if !self.loaded || self.committed != self.version {
            return;
        }
        if self.behind && self.waiting.is_empty() {
            self.begin_anew(VecDeque::new(), ctx);
            ctx.notify(Wake);
            return;
        }
        let now = self.hub.now();
        let owed = self.state.pending();
        let next = next_wake(&owed, now);
        if self.wake != next || next.is_none() {
            self.wake = next;
            self.hub.journal().hand_over(Append::wake_only(
                self.id,
                E::KIND,
                self.incarnation,
                self.version,
                now,
                next,
                ctx.address().recipient(),
            ));
        }
        self.pay(owed, ctx);
    }
}
