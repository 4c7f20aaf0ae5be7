//! The reading half of a socket: one actor a client. It obeys frames one after the other, and watches over the connection.

use crate::app::App;
use crate::auth::keys::ApiKey;
use crate::auth::{Caller, Me, Role};
use crate::live::begin::{Begun, Outlet};
use crate::live::intake::Intake;
use crate::live::protocol::{self, ClientFrame, Presence, Rejection};
use crate::live::render::Renderer;
use crate::live::writer::{self, Outgoing};
use crate::live::{LONGEST_FRAME, commands};
use actix::prelude::*;
use actix_web::web;
use actix_ws::{AggregatedMessage, CloseCode, ProtocolError};
use comptoir_actors::customers::of_visitor;
use comptoir_actors::views::{Person, Queue, Subscription};
use comptoir_domain::ids::VisitorId;
use futures_util::{FutureExt as _, Stream};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// How long a client may take to say who it is.
const HELLO_WITHIN: Duration = Duration::from_secs(10);
const PING_EVERY: Duration = Duration::from_secs(20);
/// A client that has been silent for so long is gone.
const SILENT_FOR: Duration = Duration::from_secs(45);
/// How often it is looked up whether the session or key is still good.
const RECHECK_EVERY: Duration = Duration::from_secs(5);
/// How long a client that is let go may take to read why.
const LAST_WORDS: Duration = Duration::from_secs(5);
/// Items that wait for a client that does not read, before it is let go.
const QUEUE: usize = 512;
/// Frames of the session itself that may wait.
const OWN_QUEUE: usize = 64;
/// Frames that are being obeyed at one time; a client with more is told to slow down.
const AT_ONCE: usize = 64;
/// Frames that cannot be read, before the client is let go.
const NONSENSE: u32 = 20;
/// Streams one client may watch.
const STREAMS: usize = 200;

/// Who is at the other end.
#[derive(Debug, Clone)]
pub enum Who {
    Visitor {
        id: VisitorId,
        language: String,
    },
    Staff(Arc<Me>),
    Key(Arc<ApiKey>),
    /// Somebody with a tracking link.
    Tracking,
}

impl Who {
    pub fn staff(&self) -> Option<&Arc<Me>> {
        match self {
            Who::Staff(me) => Some(me),
            _ => None,
        }
    }
}

pub struct LiveSession {
    app: web::Data<App>,
    /// The staff session that came with the upgrade.
    cookie: Option<String>,
    /// The API key that the first frame held.
    token: Option<String>,
    who: Option<Who>,
    own: mpsc::Sender<Box<Outgoing>>,
    queue: Queue,
    streams: HashMap<Arc<str>, Vec<Subscription>>,
    last_heard: Instant,
    at_once: usize,
    nonsense: u32,
    present: bool,
}

/// Starts a session on a socket.
pub fn start(
    app: web::Data<App>,
    cookie: Option<String>,
    socket: actix_ws::Session,
    frames: impl Stream<Item = Result<AggregatedMessage, ProtocolError>> + 'static,
) {
    let (own, own_items) = mpsc::channel(OWN_QUEUE);
    let (queue, live_items) = Queue::new(QUEUE);
    let renderer = Renderer { app: app.clone() };
    LiveSession::create(move |ctx| {
        ctx.add_stream(frames);
        // A task of its own: what it sends does not wake the actor. When it ends, so does the socket, and with it the stream of frames.
        actix_web::rt::spawn(writer::run(socket, own_items, live_items, renderer));
        LiveSession {
            app,
            cookie,
            token: None,
            who: None,
            own,
            queue,
            streams: HashMap::new(),
            last_heard: Instant::now(),
            at_once: 0,
            nonsense: 0,
            present: false,
        }
    });
}

impl LiveSession {
    fn outlet(&self) -> Outlet {
        Outlet { app: self.app.clone(), own: self.own.clone(), queue: self.queue.clone() }
    }

    /// Sends a frame. A client so far behind that its own answers do not fit any more is let go.
    fn say(&self, text: String, ctx: &mut Context<Self>) {
        if self.own.try_send(Box::new(Outgoing::Text(text))).is_err() {
            ctx.stop();
        }
    }

    fn close(&self, reason: &str, reconnect_after_ms: u64, code: CloseCode, ctx: &mut Context<Self>) {
        let frame = Some(protocol::bye(reason, reconnect_after_ms));
        let closing = Outgoing::Close { frame, reason: (code, reason.to_owned()).into() };
        if self.own.try_send(Box::new(closing)).is_err() {
            ctx.stop();
        }
        // Whoever does not read does not read this either.
        ctx.run_later(LAST_WORDS, |_, ctx| ctx.stop());
    }

    fn watch_over(&self, ctx: &mut Context<Self>) {
        ctx.run_later(HELLO_WITHIN, |session, ctx| {
            if session.who.is_none() {
                session.close("idle", 1_000, CloseCode::Policy, ctx);
            }
        });
        ctx.run_interval(PING_EVERY, |session, ctx| {
            if session.last_heard.elapsed() > SILENT_FOR {
                session.close("idle", 0, CloseCode::Away, ctx);
            } else if session.own.try_send(Box::new(Outgoing::Ping)).is_err() {
                ctx.stop();
            }
        });
        let queue = self.queue.clone();
        let cut = async move { queue.cut().await };
        ctx.spawn(cut.into_actor(self).map(|(), session, ctx| {
            metrics::counter!("comptoir_live_cut_total").increment(1);
            session.close("slow", 1_000, CloseCode::Again, ctx);
        }));
    }

    /// Whoever signs out, or whose key is revoked, is no longer told anything.
    fn recheck(&self, ctx: &mut Context<Self>) {
        let (app, cookie, token) = (self.app.clone(), self.cookie.clone(), self.token.clone());
        let looking = match &self.who {
            Some(Who::Staff(_)) => async move {
                match cookie {
                    Some(cookie) => app.sessions.find(&app.hub, &cookie).await.map(|me| me.is_some()).unwrap_or(true),
                    None => false,
                }
            }
            .boxed_local(),
            Some(Who::Key(_)) => async move {
                match token {
                    Some(token) => Caller::of_token(&app, &token).await.map(|caller| caller.is_some()).unwrap_or(true),
                    None => false,
                }
            }
            .boxed_local(),
            _ => return,
        };
        ctx.spawn(looking.into_actor(self).map(|good, session, ctx| {
            if !good {
                session.close("signed_out", 0, CloseCode::Policy, ctx);
            }
        }));
    }

    fn take(&mut self, text: &str, ctx: &mut Context<Self>) {
        let frame = match protocol::parse(text) {
            Ok(frame) => frame,
            Err((reference, rejection)) => {
                self.nonsense += 1;
                self.say(protocol::rejected(&reference, &rejection), ctx);
                if self.nonsense >= NONSENSE {
                    self.close("invalid_frames", 60_000, CloseCode::Policy, ctx);
                }
                return;
            }
        };
        match (frame, self.who.clone()) {
            (ClientFrame::Ping, _) => self.say(protocol::pong(), ctx),
            (ClientFrame::Hello { token, since, language, track }, None) => self.hello(token, since, language, track, ctx),
            (ClientFrame::Hello { since, .. }, Some(Who::Visitor { id, .. })) => self.begin_visitor(id, since, ctx),
            (ClientFrame::Hello { .. }, Some(_)) => {
                self.say(protocol::rejected(&Value::Null, &Rejection::new("already_greeted", "this connection has said hello")), ctx);
            }
            (_, None) => {
                self.say(protocol::rejected(&Value::Null, &Rejection::new("unauthenticated", "the first frame must be hello")), ctx);
                self.close("unauthenticated", 1_000, CloseCode::Policy, ctx);
            }
            (ClientFrame::Watch { reference, stream, since }, Some(who)) => self.watch(who, reference, stream, since, ctx),
            (ClientFrame::Unwatch { stream }, Some(_)) => {
                if let Some((name, _)) = self.streams.remove_entry(stream.as_str())
                    && self.own.try_send(Box::new(Outgoing::End { name })).is_err()
                {
                    ctx.stop();
                }
            }
            (ClientFrame::Typing { on, customer }, Some(who)) => commands::typing(&self.app, &who, customer, on),
            (ClientFrame::Presence { status }, Some(Who::Staff(_))) => self.be_present(status == Presence::Online),
            (frame, Some(who)) => self.obey(frame, who, ctx),
        }
    }

    fn hello(
        &mut self,
        token: Option<String>,
        since: Option<i64>,
        language: Option<String>,
        track: Option<protocol::Track>,
        ctx: &mut Context<Self>,
    ) {
        if let Some(track) = track {
            let outlet = self.outlet();
            let beginning = async move { outlet.tracking(&track).await };
            ctx.wait(beginning.into_actor(self).map(|begun, session, ctx| {
                session.who = Some(Who::Tracking);
                session.begun(&Value::Null, begun, ctx);
            }));
            return;
        }
        let (app, cookie, shown) = (self.app.clone(), self.cookie.clone(), token.clone());
        let asking = async move {
            match (shown, cookie) {
                (Some(token), _) => Caller::of_token(&app, &token).await,
                (None, Some(cookie)) => Ok(app.sessions.find(&app.hub, &cookie).await?.map(Caller::Staff)),
                (None, None) => Ok(None),
            }
        };
        let default_language = self.app.config.languages.first().cloned().unwrap_or_else(|| "fr".to_owned());
        ctx.wait(asking.into_actor(self).map(move |caller, session, ctx| match caller {
            Ok(Some(Caller::Visitor(id))) => {
                let language = language.filter(|tag| session.app.config.languages.contains(tag)).unwrap_or(default_language);
                session.who = Some(Who::Visitor { id, language });
                session.be_present(true);
                session.begin_visitor(id, since, ctx);
            }
            Ok(Some(Caller::Staff(me))) => {
                let mut you = json!(&*me);
                you["kind"] = "staff".into();
                session.who = Some(Who::Staff(me));
                session.be_present(true);
                session.greet(you, ctx);
            }
            Ok(Some(Caller::Key(key))) => {
                let you = json!({"kind": "key", "name": key.name});
                session.who = Some(Who::Key(key));
                session.token = token;
                session.greet(you, ctx);
            }
            Ok(Some(Caller::Anybody) | None) => {
                let rejection = Rejection::new("unauthenticated", "this token or session is not valid (any more)");
                session.say(protocol::rejected(&Value::Null, &rejection), ctx);
                session.close("unauthenticated", 1_000, CloseCode::Policy, ctx);
            }
            Err(problem) => {
                session.say(protocol::rejected(&Value::Null, &problem.into()), ctx);
                session.close("try_again", 2_000, CloseCode::Again, ctx);
            }
        }));
    }

    fn greet(&self, you: Value, ctx: &mut Context<Self>) {
        ctx.run_interval(RECHECK_EVERY, |session, ctx| session.recheck(ctx));
        let outlet = self.outlet();
        let greeting = async move { outlet.greet(you).await };
        ctx.wait(greeting.into_actor(self).map(|sent, _, ctx| {
            if sent.is_err() {
                ctx.stop();
            }
        }));
    }

    fn begin_visitor(&mut self, id: VisitorId, since: Option<i64>, ctx: &mut Context<Self>) {
        self.streams.remove("me");
        let outlet = self.outlet();
        let beginning = async move { outlet.visitor(id, since).await };
        ctx.wait(beginning.into_actor(self).map(|begun, session, ctx| session.begun(&Value::Null, begun, ctx)));
    }

    fn watch(&mut self, who: Who, reference: Value, stream: String, since: Option<i64>, ctx: &mut Context<Self>) {
        if !matches!(who, Who::Staff(_) | Who::Key(_)) {
            let rejection = Rejection::new("forbidden", "a visitor has one stream, and it is already there");
            return self.say(protocol::rejected(&reference, &rejection), ctx);
        }
        self.streams.remove(stream.as_str());
        if self.streams.len() >= STREAMS {
            let rejection = Rejection::new("too_many_streams", format!("at most {STREAMS} streams can be watched; unwatch some first"));
            return self.say(protocol::rejected(&reference, &rejection), ctx);
        }
        let outlet = self.outlet();
        let (asked, answer, name): (_, _, Arc<str>) = (reference.clone(), reference, stream.as_str().into());
        let beginning = async move { outlet.watch(&who, &asked, &stream, since).await };
        ctx.wait(beginning.into_actor(self).map(move |begun, session, ctx| {
            // The writer may hold a beginning that never came.
            if begun.is_err() && session.own.try_send(Box::new(Outgoing::End { name })).is_err() {
                ctx.stop();
            }
            session.begun(&answer, begun, ctx);
        }));
    }

    fn begun(&mut self, reference: &Value, begun: Result<Begun, Rejection>, ctx: &mut Context<Self>) {
        match begun {
            Ok(Begun { name, subscriptions }) => {
                self.streams.insert(name, subscriptions);
            }
            Err(rejection) => {
                self.say(protocol::rejected(reference, &rejection), ctx);
                if self.streams.is_empty() && !matches!(self.who, Some(Who::Staff(_) | Who::Key(_))) {
                    self.close(&rejection.code, 2_000, CloseCode::Policy, ctx);
                }
            }
        }
    }

    /// Frames that do something. They are handed over in the order in which they came.
    fn obey(&mut self, frame: ClientFrame, who: Who, ctx: &mut Context<Self>) {
        let reference = commands::reference(&frame);
        if self.at_once >= AT_ONCE {
            let rejection = Rejection::new("too_many_requests", "too many frames are waiting for their answers; send the next ones later");
            return self.say(protocol::rejected(&reference, &rejection), ctx);
        }
        self.at_once += 1;
        let app = self.app.clone();
        let obeying = async move { commands::obey(&app, &who, frame).await };
        ctx.spawn(obeying.into_actor(self).map(move |answer, session, ctx| {
            session.at_once -= 1;
            let text = match answer {
                Ok(done) => protocol::ack(&reference, done.seq, done.result),
                Err(rejection) => protocol::rejected(&reference, &rejection),
            };
            session.say(text, ctx);
        }));
    }

    fn be_present(&mut self, here: bool) {
        if self.present == here {
            return;
        }
        self.present = here;
        match &self.who {
            Some(Who::Visitor { id, .. }) => self.app.hub.live().visitor(of_visitor(*id).0, here),
            // A clerk at the tablet is not somebody who answers the chat.
            Some(Who::Staff(me)) if me.role != Role::Clerk => self.app.hub.live().staff(Person { id: me.id, name: me.name.clone() }, here),
            _ => {}
        }
    }
}

impl Actor for LiveSession {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Context<Self>) {
        metrics::gauge!("comptoir_live_sessions").increment(1.0);
        self.watch_over(ctx);
    }

    fn stopped(&mut self, _: &mut Context<Self>) {
        metrics::gauge!("comptoir_live_sessions").decrement(1.0);
        self.be_present(false);
    }
}

impl StreamHandler<Result<AggregatedMessage, ProtocolError>> for LiveSession {
    fn handle(&mut self, message: Result<AggregatedMessage, ProtocolError>, ctx: &mut Context<Self>) {
        self.last_heard = Instant::now();
        match message {
            Ok(AggregatedMessage::Text(text)) => self.take(&text, ctx),
            Ok(AggregatedMessage::Binary(_)) => {
                let rejection = Rejection::new("invalid_frame", "frames are JSON texts");
                self.say(protocol::rejected(&Value::Null, &rejection), ctx);
                self.close("invalid_frames", 60_000, CloseCode::Unsupported, ctx);
            }
            Ok(AggregatedMessage::Ping(bytes)) => {
                if self.own.try_send(Box::new(Outgoing::Pong(bytes))).is_err() {
                    ctx.stop();
                }
            }
            Ok(AggregatedMessage::Pong(_)) => {}
            Ok(AggregatedMessage::Close(_)) => ctx.stop(),
            Err(error) if matches!(error, ProtocolError::Overflow) || Intake::is_too_much(&error) => {
                let rejection = Rejection::new("frame_too_large", format!("a frame has at most {LONGEST_FRAME} bytes"));
                self.say(protocol::rejected(&Value::Null, &rejection), ctx);
                self.close("frame_too_large", 60_000, CloseCode::Size, ctx);
            }
            Err(_) => ctx.stop(),
        }
    }

    fn finished(&mut self, ctx: &mut Context<Self>) {
        ctx.stop();
    }
}
