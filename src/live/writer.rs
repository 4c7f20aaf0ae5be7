//! The writing half of a socket: everything that goes out to one client, in order.
//!
//! It runs beside the session actor, so that a client that does not read blocks nothing but its own queue. When that queue is full
//! the hub cuts it off, and the session ends; the client comes back and resumes by `seq`.

use crate::app::Phase;
use crate::live::protocol;
use crate::live::render::{Audience, Renderer};
use actix_web::web::Bytes;
use actix_ws::{CloseCode, CloseReason, Session};
use comptoir_actors::journal::Committed;
use comptoir_actors::views::{LiveItem, Stream};
use std::sync::Arc;
use tokio::sync::mpsc;

/// Events that may arrive for a stream while its beginning is still being read; beyond that the client must come again.
const HELD: usize = 2_000;

/// What the session itself has to send.
#[derive(Debug)]
pub enum Outgoing {
    Text(String),
    /// Events of these streams belong to the client's stream `name`; they are held until [`Outgoing::Open`].
    Begin {
        name: Arc<str>,
        streams: Vec<Stream>,
        audience: Audience,
    },
    /// The beginning of a stream: its first frame, what was missed, and then what was held, from after `cursor`.
    Open {
        name: Arc<str>,
        first: String,
        cursor: i64,
        missed: Vec<Missed>,
    },
    End {
        name: Arc<str>,
    },
    Ping,
    Pong(Bytes),
    Close {
        frame: Option<String>,
        reason: CloseReason,
    },
}

/// An event that the client did not have, ready but for its `prev`.
#[derive(Debug)]
pub struct Missed {
    pub seq: i64,
    /// The frame after `"prev":…,`.
    pub rest: String,
}

/// A stream that the client watches. There are few, mostly one: they stand in a list.
struct Open {
    name: Arc<str>,
    sources: Vec<Stream>,
    audience: Audience,
    /// The stream's previous frame, or its cursor.
    prev: i64,
    /// `None` once the beginning has been sent.
    held: Option<Vec<(Stream, Arc<Committed>)>>,
    /// While the beginning was being read, the stream changed behind it.
    stale: bool,
}

/// Writes until the session ends it, the client goes, or too much is held.
pub async fn run(
    mut session: Session,
    mut own: mpsc::Receiver<Box<Outgoing>>,
    mut live: mpsc::Receiver<Arc<LiveItem>>,
    renderer: Renderer,
) {
    let mut open: Vec<Open> = Vec::new();
    let mut phase = renderer.app.phase();
    loop {
        // The session's own items first: it says where a stream begins before it listens.
        let texts = tokio::select! {
            biased;
            _ = phase.wait_for(|phase| *phase != Phase::Serving) => {
                // Not all at once: they are about to knock at another door.
                let frame = protocol::bye("drain", 500 + u64::from(rand::random::<u8>()) * 8);
                let _ = session.text(frame).await;
                let _ = session.close(Some(CloseReason { code: CloseCode::Restart, description: Some("drain".to_owned()) })).await;
                return;
            }
            item = own.recv() => match item.map(|item| *item) {
                None => break,
                Some(Outgoing::Text(text)) => vec![text],
                Some(Outgoing::Begin { name, streams, audience }) => {
                    open.retain(|of| of.name != name);
                    open.iter_mut().for_each(|of| of.sources.retain(|source| !streams.contains(source)));
                    open.reserve_exact(1);
                    open.push(Open { name, sources: streams, audience, prev: 0, held: Some(Vec::new()), stale: false });
                    continue;
                }
                Some(Outgoing::Open { name, first, cursor, missed }) => {
                    let Some(stream) = open.iter_mut().find(|of| of.name == name) else { continue };
                    Box::pin(begin(stream, first, cursor, missed, &renderer)).await
                }
                Some(Outgoing::End { name }) => {
                    open.retain(|of| of.name != name);
                    continue;
                }
                Some(Outgoing::Ping) => {
                    if session.ping(b"").await.is_err() {
                        return;
                    }
                    continue;
                }
                Some(Outgoing::Pong(bytes)) => {
                    if session.pong(&bytes).await.is_err() {
                        return;
                    }
                    continue;
                }
                Some(Outgoing::Close { frame, reason }) => {
                    if let Some(frame) = frame {
                        let _ = session.text(frame).await;
                    }
                    let _ = session.close(Some(reason)).await;
                    return;
                }
            },
            item = live.recv() => match item.as_deref() {
                None => break,
                Some(LiveItem::Event(stream, event)) => {
                    let Some(of) = fed_by(&mut open, stream) else { continue };
                    match &mut of.held {
                        Some(held) if held.len() >= HELD => break,
                        Some(held) => { held.push((stream.clone(), event.clone())); continue }
                        None => Box::pin(event_frame(of, stream, event, &renderer)).await.into_iter().collect(),
                    }
                }
                Some(LiveItem::Resync(stream)) => {
                    let Some(of) = fed_by(&mut open, stream) else { continue };
                    if of.held.is_some() {
                        // A client that has not been greeted yet has nothing to drop.
                        of.stale = true;
                        continue;
                    }
                    vec![protocol::resync(&of.name)]
                }
                Some(LiveItem::Typing { stream, from_staff, name: who, on }) => match fed_by(&mut open, stream) {
                    Some(of) => vec![renderer.typing(&of.name, *from_staff, who.as_deref(), *on)],
                    None => continue,
                },
                Some(LiveItem::VisitorPresence { customer, online }) => match fed_by(&mut open, &Stream::Customer(*customer)) {
                    Some(of) if of.audience == Audience::Staff => vec![renderer.visitor_presence(&of.name, *online)],
                    _ => continue,
                },
                Some(LiveItem::StaffPresence) => vec![renderer.staff_presence()],
            },
        };
        for text in texts {
            if session.text(text).await.is_err() {
                return;
            }
        }
    }
    let _ = session.close(None).await;
}

/// The client's stream that an item of this stream of the hub's goes to.
fn fed_by<'a>(open: &'a mut [Open], source: &Stream) -> Option<&'a mut Open> {
    open.iter_mut().find(|of| of.sources.contains(source))
}

/// The stream's first frame, what was missed before it, and what happened while that was read.
async fn begin(stream: &mut Open, first: String, cursor: i64, missed: Vec<Missed>, renderer: &Renderer) -> Vec<String> {
    let mut texts = Vec::with_capacity(1 + missed.len());
    texts.push(first);
    stream.prev = cursor;
    for event in missed {
        if event.seq > stream.prev {
            texts.push(renderer.frame(&stream.name, event.seq, stream.prev, &event.rest));
            stream.prev = event.seq;
        }
    }
    for (source, event) in stream.held.take().unwrap_or_default() {
        texts.extend(event_frame(stream, &source, &event, renderer).await);
    }
    if stream.stale {
        texts.push(protocol::resync(&stream.name));
    }
    texts
}

async fn event_frame(stream: &mut Open, source: &Stream, event: &Committed, renderer: &Renderer) -> Option<String> {
    // What was read at the beginning may come once more.
    if event.seq <= stream.prev {
        return None;
    }
    let rest = renderer.event(&stream.audience, source, event).await?;
    let frame = renderer.frame(&stream.name, event.seq, stream.prev, &rest);
    stream.prev = event.seq;
    Some(frame)
}
