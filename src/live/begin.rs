//! How a stream begins: listen first, then read; what happens in between is held by the writer and follows.

use crate::api::problem::Problem;
use crate::app::App;
use crate::live::protocol::{Rejection, Track};
use crate::live::render::{Audience, Renderer};
use crate::live::session::Who;
use crate::live::writer::{Missed, Outgoing};
use crate::reads;
use crate::representation::order::Viewer;
use actix_web::web;
use comptoir_actors::customers::of_visitor;
use comptoir_actors::store::queries::inbox::View;
use comptoir_actors::store::queries::timeline::{self, Part};
use comptoir_actors::views::{Queue, Stream, Subscription};
use comptoir_domain::customer::Customer;
use comptoir_domain::handle::{Assurance, HandleKind};
use comptoir_domain::ids::{NodeCode, OrderId, VisitorId};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use uuid::Uuid;

/// Events that a resuming client is sent one by one; one that has missed more begins afresh.
const MISSED: u64 = 2_000;

/// How long a client that knows more than this hub waits, at most, for the hub to know it too.
const CATCHES_UP_WITHIN: Duration = Duration::from_secs(2);

/// A stream that has begun.
pub struct Begun {
    pub name: Arc<str>,
    pub subscriptions: Vec<Subscription>,
}

/// Where a stream's frames go.
pub struct Outlet {
    pub app: web::Data<App>,
    pub own: mpsc::Sender<Box<Outgoing>>,
    pub queue: Queue,
}

impl From<Problem> for Rejection {
    fn from(problem: Problem) -> Self {
        Rejection { code: problem.code, detail: problem.detail }
    }
}

fn closing() -> Rejection {
    Rejection::new("try_again", "the connection is closing; come again")
}

impl Outlet {
    async fn send(&self, item: Outgoing) -> Result<(), Rejection> {
        self.own.send(Box::new(item)).await.map_err(|_| closing())
    }

    /// From here on the writer holds what happens on these streams.
    async fn listen(&self, name: &str, streams: Vec<Stream>, audience: Audience) -> Result<Begun, Rejection> {
        let name: Arc<str> = name.into();
        self.send(Outgoing::Begin { name: name.clone(), streams: streams.clone(), audience }).await?;
        let subscriptions = streams.into_iter().map(|stream| self.app.hub.live().listen(stream, &self.queue)).collect();
        Ok(Begun { name, subscriptions })
    }

    /// What a client that has everything up to `since` has missed; `None` when it is too much, or `since` is none of ours.
    async fn missed(&self, members: &[Uuid], since: i64, audience: &Audience) -> Result<Option<Vec<Missed>>, Rejection> {
        // The client may come from a hub that was a moment ahead of this one.
        if since < 0 || !self.app.hub.journal().knows(since, CATCHES_UP_WITHIN).await {
            return Ok(None);
        }
        let for_customer = *audience == Audience::Customer;
        let rows = timeline::events(self.app.hub.db(), members, Part::After(since), for_customer, MISSED).await.map_err(Problem::from)?;
        if rows.len() as u64 == MISSED {
            return Ok(None);
        }
        let renderer = Renderer { app: self.app.clone() };
        let mut missed = Vec::with_capacity(rows.len());
        for row in &rows {
            if let Some(rest) = renderer.missed(audience, row).await {
                missed.push(Missed { seq: row.seq, rest });
            }
        }
        Ok(Some(missed))
    }

    /// A visitor's own stream.
    pub async fn visitor(&self, visitor: VisitorId, since: Option<i64>) -> Result<Begun, Rejection> {
        let members = with_own(reads::customers::group_of_visitor(&self.app, visitor).await?.members, of_visitor(visitor).0);
        let streams = members.iter().map(|member| Stream::Customer(*member)).collect();
        let begun = self.listen("me", streams, Audience::Customer).await?;
        let resumed = match since {
            Some(since) => self.missed(&members, since, &Audience::Customer).await?.map(|missed| (since, missed)),
            None => None,
        };
        let head = self.app.hub.journal().head();
        let customer = self.app.hub.read::<Customer, _>(of_visitor(visitor).0, Customer::clone).await.ok();
        let shown = match customer.as_ref().and_then(|customer| customer.linked_to) {
            Some(to) => self.app.hub.read::<Customer, _>(to.0, Customer::clone).await.ok(),
            None => customer.clone(),
        };
        let timeline = match &resumed {
            Some(_) => Vec::new(),
            None => reads::customers::timeline_for_visitor(&self.app, &members, Part::Before(head + 1), reads::customers::TIMELINE).await?,
        };
        let cursor = resumed.as_ref().map_or(head, |(since, _)| *since);
        let handover =
            shown.as_ref().and_then(|customer| customer.handover.as_ref()).filter(|handover| handover.expires_at > self.app.hub.now());
        let context = json!({
            "shop": self.app.shop(),
            "customer": shown.as_ref().map(own_card),
            "timeline": timeline,
            "orders": reads::orders::of_customers(&self.app, &members, reads::customers::ORDERS, Viewer::Customer).await?,
            "handover": handover.map(|handover| json!({
                "code": handover.code,
                "expires_at": crate::representation::Moment(handover.expires_at),
            })),
        });
        let you = json!({"kind": "visitor", "visitor_id": visitor});
        self.open(&begun, welcome(cursor, resumed.is_some(), you, context), cursor, resumed).await?;
        Ok(begun)
    }

    /// The stream of a tracking page.
    pub async fn tracking(&self, track: &Track) -> Result<Begun, Rejection> {
        let unknown = || Rejection::new("not_found", "there is no such order, or the link is not complete");
        let id = reads::orders::id_of(&self.app, &track.number).await.map_err(|_| unknown())?;
        if !self.app.tracking.is_valid(OrderId(id), &track.token) {
            return Err(unknown());
        }
        let begun = self.listen("order", vec![Stream::Order(id)], Audience::Tracking).await?;
        let cursor = self.app.hub.journal().head();
        let order = reads::orders::one(&self.app, id, Viewer::Customer).await?.ok_or_else(unknown)?;
        let first = welcome(cursor, false, json!({"kind": "track"}), json!({"order": order}));
        self.open(&begun, first, cursor, None).await?;
        Ok(begun)
    }

    /// Greets staff and programs, who then watch what they need.
    pub async fn greet(&self, you: Value) -> Result<(), Rejection> {
        let context = json!({"staff_online": self.app.hub.live().staff_online()});
        self.send(Outgoing::Text(welcome(self.app.hub.journal().head(), false, you, context))).await
    }

    /// A stream that staff or a program watches.
    pub async fn watch(&self, who: &Who, reference: &Value, stream: &str, since: Option<i64>) -> Result<Begun, Rejection> {
        match stream.split_once(':') {
            None if stream == "inbox" => {
                let begun = self.listen(stream, vec![Stream::Inbox], Audience::Inbox).await?;
                let me = who.staff().map_or_else(Uuid::nil, |me| me.id);
                let inbox = reads::inbox::page(&self.app, me, View::Open, None, 50).await?;
                let cursor = inbox.cursor;
                self.open(&begun, watching(reference, stream, cursor, false, json!(inbox)), cursor, None).await?;
                Ok(begun)
            }
            Some(("customer", id)) => {
                let id: Uuid = id.parse().map_err(|_| Rejection::new("invalid_frame", "a customer's stream is customer:ID"))?;
                self.watch_customer(reference, stream, id, since).await
            }
            Some(("node", code)) => {
                let code = NodeCode(code.to_owned());
                if who.staff().is_some_and(|me| !me.sees_board_of(&code)) {
                    return Err(Rejection::new("forbidden", format!("the board of {code} is for its clerks")));
                }
                let begun = self.listen(stream, vec![Stream::Node(code.clone())], Audience::Board(code.clone())).await?;
                let unknown = || Rejection::new("not_found", format!("there is no node {code}"));
                let board = reads::board::of_node(&self.app, &code).await?.ok_or_else(unknown)?;
                let cursor = board.cursor;
                self.open(&begun, watching(reference, stream, cursor, false, json!(board)), cursor, None).await?;
                Ok(begun)
            }
            _ => Err(Rejection::new("invalid_frame", "a stream is inbox, customer:ID or node:CODE")),
        }
    }

    async fn watch_customer(&self, reference: &Value, stream: &str, id: Uuid, since: Option<i64>) -> Result<Begun, Rejection> {
        let unknown = || Rejection::new("not_found", "there is no such customer");
        let members = reads::customers::group(&self.app, id).await?.ok_or_else(unknown)?.members;
        let streams = members.iter().map(|member| Stream::Customer(*member)).collect();
        let begun = self.listen(stream, streams, Audience::Staff).await?;
        let resumed = match since {
            Some(since) => self.missed(&members, since, &Audience::Staff).await?.map(|missed| (since, missed)),
            None => None,
        };
        let mut context = reads::customers::context(&self.app, id).await?.ok_or_else(unknown)?;
        if let Some((since, _)) = &resumed {
            context.timeline.clear();
            context.cursor = *since;
        }
        let cursor = context.cursor;
        self.open(&begun, watching(reference, stream, cursor, resumed.is_some(), json!(context)), cursor, resumed).await?;
        Ok(begun)
    }

    async fn open(&self, begun: &Begun, first: String, cursor: i64, resumed: Option<(i64, Vec<Missed>)>) -> Result<(), Rejection> {
        let missed = resumed.map_or_else(Vec::new, |(_, missed)| missed);
        self.send(Outgoing::Open { name: begun.name.clone(), first, cursor, missed }).await
    }
}

/// A group from the tables, and the visitor's own customer, which may not be there yet.
fn with_own(mut members: Vec<Uuid>, own: Uuid) -> Vec<Uuid> {
    if !members.contains(&own) {
        members.push(own);
    }
    members
}

/// What the visitor sees of themselves.
fn own_card(customer: &Customer) -> Value {
    let email = customer.best(HandleKind::Email);
    json!({
        "id": customer.id,
        "name": customer.name,
        "email": email.map(|handle| handle.key.value.as_str()),
        "proved": email.is_some_and(|handle| handle.assurance != Assurance::Claimed),
    })
}

fn welcome(cursor: i64, resumed: bool, you: Value, context: Value) -> String {
    json!({"type": "welcome", "cursor": cursor, "resumed": resumed, "you": you, "context": context}).to_string()
}

fn watching(reference: &Value, stream: &str, cursor: i64, resumed: bool, context: Value) -> String {
    json!({"type": "watching", "ref": reference, "stream": stream, "cursor": cursor, "resumed": resumed, "context": context}).to_string()
}
