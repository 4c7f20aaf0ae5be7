//! The way to the other hubs: Redis, which carries what is said and keeps nothing.
//!
//! One thread holds two connections, one to listen and one to speak. Everything that goes out passes through one bounded queue, so that
//! whoever hears an answer has heard the events before it. While Redis does not answer, nothing is queued up for later: what is lost
//! shows as a gap, and is read from the journal.

use crate::hubs::message::Message;
use crate::hubs::registry::{BEAT, LEASE, Registry};
use futures_util::StreamExt;
use redis::aio::{MultiplexedConnection, PubSub};
use redis::io::tcp::TcpSettings;
use redis::{AsyncConnectionConfig, Client, IntoConnectionInfo, RedisError};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, MissedTickBehavior};
use uuid::Uuid;

/// Messages that wait to go out, at most.
const QUEUE: usize = 10_000;
/// Messages that go out in one round trip, at most.
const TOGETHER: usize = 256;
/// How long Redis may take to answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(1);
/// A hub hears its own beats: when it has heard nothing for so long, its ear is dead.
const DEAF_AFTER: Duration = Duration::from_secs(3);
/// The pause before connecting again.
const PAUSE: Duration = Duration::from_millis(200);

/// Why there is no bus.
#[derive(Debug, thiserror::Error)]
#[error("the address of Redis must be like redis://host:6379 or rediss://user:password@host:6380: {0}")]
pub struct BusError(#[from] RedisError);

/// Says things to the other hubs. Cheap to clone.
#[derive(Clone)]
pub struct Bus {
    shared: Arc<Shared>,
}

struct Shared {
    me: Uuid,
    out: mpsc::Sender<Out>,
    /// How often it was connected; odd while it is.
    connections: AtomicU64,
    registry: Registry,
}

enum Out {
    Message { to: Option<Uuid>, message: Message, delivered: Option<oneshot::Sender<bool>> },
    End(oneshot::Sender<()>),
}

impl Bus {
    pub fn me(&self) -> Uuid {
        self.shared.me
    }

    pub fn registry(&self) -> &Registry {
        &self.shared.registry
    }

    /// Whether Redis answers.
    pub fn is_up(&self) -> bool {
        self.connection() % 2 == 1
    }

    /// Another number whenever Redis was lost or found again: what was on its way in between may be lost.
    pub fn connection(&self) -> u64 {
        self.shared.connections.load(Ordering::Acquire)
    }

    /// Says something to all. Nobody hears it while Redis does not answer, or when the queue is full.
    pub fn say(&self, message: Message) {
        self.put_if_there_is_room(None, message);
    }

    /// Says something to one, who need not hear it.
    pub fn tell_soon(&self, to: Uuid, message: Message) {
        self.put_if_there_is_room(Some(to), message);
    }

    fn put_if_there_is_room(&self, to: Option<Uuid>, message: Message) {
        if self.is_up() && self.shared.out.try_send(Out::Message { to, message, delivered: None }).is_err() {
            metrics::counter!("comptoir_bus_dropped_total").increment(1);
        }
    }

    /// Says something to one. Waits for a place in the queue.
    pub async fn tell(&self, to: Uuid, message: Message) {
        if self.is_up() {
            let _ = self.shared.out.send(Out::Message { to: Some(to), message, delivered: None }).await;
        }
    }

    /// Says something to one; true when Redis has given it to a listening hub, false when certainly nobody has heard it, and `None` when
    /// that is not known.
    pub async fn deliver(&self, to: Uuid, message: Message) -> Option<bool> {
        if !self.is_up() {
            return Some(false);
        }
        let (sender, delivered) = oneshot::channel();
        match self.shared.out.try_send(Out::Message { to: Some(to), message, delivered: Some(sender) }) {
            Ok(()) => delivered.await.ok(),
            Err(_) => Some(false),
        }
    }

    /// Says farewell, and ends the line.
    pub async fn end(&self) {
        let (sender, ended) = oneshot::channel();
        if self.shared.out.send(Out::End(sender)).await.is_ok() {
            let _ = tokio::time::timeout(ANSWERS_WITHIN, ended).await;
        }
    }
}

/// What a bus hears.
pub enum Heard {
    /// The others can be reached (again); what they said before was not heard.
    Found,
    Message {
        from: Uuid,
        message: Message,
    },
    /// A hub that was not known says something.
    Newcomer,
    /// A hub is gone: its lease is over, or it has said farewell.
    Gone(Uuid),
}

/// The other end of a bus; whoever runs it carries the messages.
pub struct Line {
    shared: Arc<Shared>,
    queue: mpsc::Receiver<Out>,
    client: Client,
    /// Before all names in Redis: several journals may share one.
    prefix: String,
    ended: Option<oneshot::Sender<()>>,
}

/// A bus for the hubs of one journal; nothing is connected before the line runs.
pub fn bus(url: &str, journal: &str) -> Result<(Bus, Line), BusError> {
    let info = url.into_connection_info()?.set_tcp_settings(TcpSettings::default().set_nodelay(true));
    let client = Client::open(info)?;
    let (out, queue) = mpsc::channel(QUEUE);
    let me = Uuid::now_v7();
    let shared = Arc::new(Shared { me, out, connections: AtomicU64::new(0), registry: Registry::new(me) });
    let line = Line { shared: shared.clone(), queue, client, prefix: format!("comptoir:{journal}"), ended: None };
    Ok((Bus { shared }, line))
}

impl Line {
    /// Carries messages until the bus is ended; connects again for as long as that takes. `is_stuck` says whether this hub's way to the
    /// database is.
    pub async fn run(mut self, hear: impl Fn(Heard), is_stuck: impl Fn() -> bool) {
        let mut silent = false;
        while self.ended.is_none() {
            match self.connect().await {
                Ok((speaking, listening)) => {
                    silent = false;
                    self.turn_over();
                    hear(Heard::Found);
                    let why = self.talk(speaking, listening, &hear, &is_stuck).await;
                    self.turn_over();
                    if self.ended.is_none() {
                        tracing::warn!(%why, "Redis is lost: what other hubs write is read from the journal");
                    }
                }
                Err(error) if !silent => {
                    silent = true;
                    tracing::warn!(%error, "Redis does not answer: what other hubs write is read from the journal");
                }
                Err(_) => {}
            }
            self.expire(&hear);
            self.turn_away(PAUSE).await;
        }
        if let Some(ended) = self.ended.take() {
            let _ = ended.send(());
        }
    }

    /// Redis was found, or lost.
    fn turn_over(&self) {
        self.shared.connections.fetch_add(1, Ordering::AcqRel);
    }

    fn expire(&self, hear: &impl Fn(Heard)) {
        self.shared.registry.expired().into_iter().for_each(|hub| hear(Heard::Gone(hub)));
    }

    async fn connect(&self) -> Result<(MultiplexedConnection, PubSub), RedisError> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(ANSWERS_WITHIN))
            .set_response_timeout(Some(ANSWERS_WITHIN))
            .set_pipeline_buffer_size(TOGETHER);
        let connecting = async {
            let mut speaking = self.client.get_multiplexed_async_connection_with_config(&config).await?;
            let mut listening = self.client.get_async_pubsub().await?;
            listening.subscribe(&[self.everybody(), self.name_of(self.shared.me)]).await?;
            // Listening first: whoever is not in the list yet will be heard.
            for hub in self.registered(&mut speaking).await? {
                self.shared.registry.heard(hub);
            }
            Ok((speaking, listening))
        };
        let late = || RedisError::from((redis::ErrorKind::Io, "no answer in time"));
        tokio::time::timeout(3 * ANSWERS_WITHIN, connecting).await.unwrap_or_else(|_| Err(late()))
    }

    /// The hubs whose lease in Redis is not over.
    async fn registered(&self, speaking: &mut MultiplexedConnection) -> Result<Vec<Uuid>, RedisError> {
        let (mut found, mut cursor) = (Vec::new(), 0u64);
        loop {
            let scan = redis::cmd("SCAN").arg(cursor).arg("MATCH").arg(self.lease_of("*")).arg("COUNT").arg(1_000).to_owned();
            let (next, names): (u64, Vec<String>) = scan.query_async(speaking).await?;
            found.extend(names.iter().filter_map(|name| name.rsplit(':').next()?.parse().ok()).filter(|hub: &Uuid| *hub != self.shared.me));
            cursor = next;
            if cursor == 0 {
                return Ok(found);
            }
        }
    }

    fn everybody(&self) -> String {
        format!("{}:all", self.prefix)
    }

    fn name_of(&self, hub: Uuid) -> String {
        format!("{}:to:{hub}", self.prefix)
    }

    fn lease_of(&self, hub: &str) -> String {
        format!("{}:hub:{hub}", self.prefix)
    }

    /// Listens and speaks until one of the two fails; gives the reason.
    async fn talk(
        &mut self,
        speaking: MultiplexedConnection,
        listening: PubSub,
        hear: &impl Fn(Heard),
        is_stuck: &impl Fn() -> bool,
    ) -> String {
        let shared = self.shared.clone();
        let listen = async move {
            let mut messages = listening.into_on_message();
            loop {
                match tokio::time::timeout(DEAF_AFTER, messages.next()).await {
                    Ok(Some(message)) => take(&shared, message.get_payload_bytes(), hear),
                    Ok(None) => return "the connection was closed".to_owned(),
                    Err(_) => return "nothing is heard any more, not even ourselves".to_owned(),
                }
            }
        };
        tokio::select! {
            why = listen => why,
            why = self.speak(speaking, hear, is_stuck) => why,
        }
    }

    async fn speak(&mut self, mut speaking: MultiplexedConnection, hear: &impl Fn(Heard), is_stuck: &impl Fn() -> bool) -> String {
        let mut beat = tokio::time::interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let mut pipe = redis::pipe();
            let mut waiting: Vec<Option<oneshot::Sender<bool>>> = Vec::new();
            tokio::select! {
                biased;
                _ = beat.tick() => {
                    self.expire(hear);
                    let lease = i64::try_from(LEASE.as_millis()).unwrap_or(i64::MAX);
                    pipe.cmd("SET").arg(self.lease_of(&self.shared.me.to_string())).arg(env!("CARGO_PKG_VERSION")).arg("PX").arg(lease).ignore();
                    self.put(&mut pipe, None, &Message::Beat { state: self.shared.registry.note(is_stuck()) });
                    waiting.push(None);
                }
                first = self.queue.recv() => {
                    let mut next = first;
                    while let Some(out) = next {
                        match out {
                            Out::End(ended) => {
                                self.ended = Some(ended);
                                pipe.cmd("DEL").arg(self.lease_of(&self.shared.me.to_string())).ignore();
                                self.put(&mut pipe, None, &Message::Gone);
                                waiting.push(None);
                                break;
                            }
                            Out::Message { to, message, delivered } => {
                                if self.put(&mut pipe, to, &message) {
                                    waiting.push(delivered);
                                }
                            }
                        }
                        if waiting.len() >= TOGETHER {
                            break;
                        }
                        next = self.queue.try_recv().ok();
                    }
                }
            }
            if waiting.is_empty() {
                continue;
            }
            let listeners: Vec<i64> = match pipe.query_async(&mut speaking).await {
                Ok(listeners) => listeners,
                // Whoever waits to hear whether it was delivered learns that this is not known.
                Err(error) => return error.to_string(),
            };
            for (delivered, listeners) in waiting.into_iter().zip(listeners) {
                if let Some(delivered) = delivered {
                    let _ = delivered.send(listeners > 0);
                }
            }
            if self.ended.is_some() {
                return "the hub stops".to_owned();
            }
        }
    }

    /// Adds a message; false when it cannot be written.
    fn put(&self, pipe: &mut redis::Pipeline, to: Option<Uuid>, message: &Message) -> bool {
        let channel = to.map_or_else(|| self.everybody(), |hub| self.name_of(hub));
        match message.encode(self.shared.me) {
            Ok(bytes) => {
                pipe.cmd("PUBLISH").arg(channel).arg(bytes);
                true
            }
            Err(error) => {
                tracing::error!(%error, "a message to other hubs cannot be written");
                false
            }
        }
    }

    /// While nobody can be reached: whoever wants something delivered learns at once that it is not.
    async fn turn_away(&mut self, pause: Duration) {
        let until = Instant::now() + pause;
        while self.ended.is_none() {
            match tokio::time::timeout_at(until, self.queue.recv()).await {
                Ok(Some(Out::Message { delivered: Some(delivered), .. })) => drop(delivered.send(false)),
                Ok(Some(Out::Message { .. })) => {}
                Ok(Some(Out::End(ended))) => self.ended = Some(ended),
                Ok(None) | Err(_) => return,
            }
        }
    }
}

fn take(shared: &Shared, bytes: &[u8], hear: &impl Fn(Heard)) {
    let Some(from) = Message::sender(bytes).filter(|from| *from != shared.me) else { return };
    if shared.registry.heard(from) {
        hear(Heard::Newcomer);
    }
    match Message::decode(bytes) {
        Ok(Message::Beat { state }) => shared.registry.is(from, state),
        Ok(Message::Gone) => {
            shared.registry.gone(from);
            hear(Heard::Gone(from));
        }
        Ok(message) => hear(Heard::Message { from, message }),
        // Of another version, perhaps; events are found in the journal all the same.
        Err(error) => tracing::debug!(%error, hub = %from, "a message of another hub cannot be read"),
    }
}
