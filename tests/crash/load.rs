//! A busy moment: orders with their steps, corrections of stock, chats; all of it remembered with what was answered.

use crate::process::api::Api;
use crate::process::socket::Socket;
use crate::process::work::{self, Order, Request, Step};
use crate::process::{Comptoir, Visitor};
use serde_json::{Value, json};
use std::collections::VecDeque;
use tokio::task::JoinSet;
use uuid::Uuid;

/// Orders that one caller places in one life of the process, at most: it is the moment that is random, not the amount.
const ORDERS: usize = 25;
const CALLERS: usize = 8;
const MESSAGES: usize = 150;
/// Messages that a visitor has sent before the first of them is acknowledged.
const AT_ONCE: usize = 8;

/// What a visitor said.
pub struct Message {
    pub id: String,
    pub text: String,
    pub acknowledged: Option<i64>,
}

impl Message {
    pub fn frame(&self) -> Value {
        json!({"type": "message", "ref": self.id, "message_id": self.id, "text": self.text})
    }
}

pub struct Chat {
    pub visitor: usize,
    pub said: Vec<Message>,
    /// Where the visitor's stream began, and every event seen since, over all connections.
    pub stream: Option<Seen>,
}

/// What a client has of its stream.
pub struct Seen {
    pub last: i64,
    pub events: Vec<Value>,
}

impl Seen {
    pub fn from(welcome: &Value) -> Seen {
        Seen { last: welcome["cursor"].as_i64().expect("a cursor"), events: Vec::new() }
    }

    /// Takes an event frame, which must be the next one.
    pub fn take(&mut self, frame: &Value) {
        assert_eq!(frame["prev"].as_i64(), Some(self.last), "a gap, or an event that was seen before: {frame}");
        self.last = frame["seq"].as_i64().expect("a seq");
        self.events.push(frame["event"].clone());
    }
}

/// Everything that was asked in one life of the process.
pub struct Load {
    pub orders: Vec<Order>,
    pub chats: Vec<Chat>,
    pub changes: Vec<Request>,
    ordering: JoinSet<Vec<Order>>,
    chatting: JoinSet<Chat>,
    changing: JoinSet<Vec<Request>>,
}

impl Load {
    pub fn begin(comptoir: &Comptoir, visitors: &[Visitor], round: u32) -> Load {
        let mut load = Load {
            orders: Vec::new(),
            chats: Vec::new(),
            changes: Vec::new(),
            ordering: JoinSet::new(),
            chatting: JoinSet::new(),
            changing: JoinSet::new(),
        };
        for caller in 0..CALLERS {
            let visitor = (caller < visitors.len()).then(|| (caller, comptoir.anybody().bearer(&visitors[caller].token)));
            load.ordering.spawn(order(comptoir.program(), visitor, round));
        }
        for (index, visitor) in visitors.iter().enumerate() {
            load.chatting.spawn(chat(comptoir.url().to_owned(), index, visitor.token.clone()));
        }
        load.changing.spawn(correct(comptoir.program()));
        load
    }

    /// The process is gone, so everybody comes to an end.
    pub async fn end(&mut self) {
        while let Some(done) = self.ordering.join_next().await {
            self.orders.extend(done.expect("no failure but the kill"));
        }
        while let Some(done) = self.chatting.join_next().await {
            self.chats.push(done.expect("no failure but the kill"));
        }
        while let Some(done) = self.changing.join_next().await {
            self.changes.extend(done.expect("no failure but the kill"));
        }
    }
}

/// `None`: the process is gone.
async fn make(request: &mut Request, api: &Api) -> Option<Value> {
    loop {
        let answer = api.post_with_key(&request.path, &request.key, &request.body).await.ok()?;
        if answer.status == 503 {
            continue;
        }
        assert!((200..300).contains(&answer.status), "{} {}: {} {}", request.path, request.body, answer.status, answer.json);
        let json = answer.json.clone();
        request.answer = Some(answer);
        return Some(json);
    }
}

/// Places orders: to be sent and to be picked up, some of which are cancelled, some prepared and sent. Many share an email.
async fn order(program: Api, visitor: Option<(usize, Api)>, round: u32) -> Vec<Order> {
    let mut orders: Vec<Order> = Vec::new();
    for number in 0..ORDERS {
        let email = format!("customer{}@example.com", (round as usize + number) % 7);
        let (body, steps) = work::order(number, &email);
        let mut placed = Request::new("/orders", body);
        let api = match &visitor {
            Some((index, api)) => {
                placed.visitor = Some(*index);
                api
            }
            None => &program,
        };
        let answer = make(&mut placed, api).await;
        orders.push(Order { placed, steps: Vec::new() });
        let Some(answer) = answer else { return orders };
        let (Some(id), Some(part)) = (answer["id"].as_str(), answer["fulfillments"][0]["id"].as_str()) else { continue };
        if answer["status"] == "sourcing" {
            continue;
        }
        for name in steps {
            let mut step = Step::new(name, id, part);
            let made = make(&mut step.request, &program).await;
            orders.last_mut().expect("the order").steps.push(step);
            if made.is_none() {
                return orders;
            }
        }
    }
    orders
}

/// Counts one more, again and again.
async fn correct(program: Api) -> Vec<Request> {
    let mut changes = Vec::new();
    for _ in 0..ORDERS {
        let mut change = work::correction();
        let made = make(&mut change, &program).await;
        changes.push(change);
        if made.is_none() {
            break;
        }
    }
    changes
}

/// Talks without waiting for each answer.
async fn chat(url: String, visitor: usize, token: String) -> Chat {
    let mut chat = Chat { visitor, said: Vec::new(), stream: None };
    let Some((mut socket, welcome)) = Socket::hello_since(&url, &token, None).await else { return chat };
    let stream = chat.stream.insert(Seen::from(&welcome));
    let mut waiting: VecDeque<usize> = VecDeque::new();
    loop {
        while waiting.len() < AT_ONCE && chat.said.len() < MESSAGES {
            let message = Message { id: Uuid::new_v4().to_string(), text: format!("words {}", chat.said.len()), acknowledged: None };
            let frame = message.frame();
            waiting.push_back(chat.said.len());
            chat.said.push(message);
            if socket.say(&frame).await.is_none() {
                return chat;
            }
        }
        if waiting.is_empty() {
            return chat;
        }
        let Ok(frame) = socket.next().await else { return chat };
        if frame["type"] == "event" {
            stream.take(&frame);
            continue;
        }
        let at = waiting.iter().position(|index| frame["ref"] == chat.said[*index].id.as_str());
        let index = at.and_then(|at| waiting.remove(at)).unwrap_or_else(|| panic!("who asked? {frame}"));
        assert_eq!(frame["type"], "ack", "{frame}");
        chat.said[index].acknowledged = frame["seq"].as_i64();
    }
}
