//! Conversations: a visitor writes, the agent's socket gets it, the agent answers, the visitor gets that. Each message is durable before
//! the other side hears of it.

use crate::Options;
use crate::api;
use crate::hub::Hub;
use crate::limits::actix::{self, Echo};
use crate::load::{self, Client, Window};
use crate::measured::Measured;
use crate::report::{Report, Row, rate, under_load};
use crate::socket::Socket;
use anyhow::Result;
use serde_json::json;
use std::time::Instant;
use uuid::Uuid;

const CONVERSATIONS: [(usize, &str); 3] = [(1, "p50 below 1 ms"), (8, ""), (32, "15,000/s, p50 below 2 ms, p99 below 6 ms")];

pub async fn run(options: &Options, report: &mut Report) -> Result<()> {
    for (number, goal) in CONVERSATIONS {
        let (mut measured, mut limits) = (Vec::new(), Vec::new());
        for _ in 0..options.runs {
            limits.push(echo(number, options.seconds.min(3.0)).await?);
            let hub = Hub::start().await?;
            measured.push(load::run(conversations(&hub, number).await?, options.seconds, &hub.server).await?);
            hub.stop().await?;
        }
        let (measured, limit) = (Measured::median(&measured), Measured::median(&limits));
        report.add(Row {
            what: format!("messages, {number} conversation{}", if number == 1 { "" } else { "s" }),
            figure: under_load(&measured, "message"),
            limit: format!("actix-ws echo, nothing kept: {}", rate(&limit)),
            ratio: Some(measured.rate / limit.rate),
            goal: goal.into(),
        });
    }
    Ok(())
}

async fn echo(number: usize, seconds: f64) -> Result<Measured> {
    let server = actix::start().await?;
    let mut clients = Vec::with_capacity(number);
    for _ in 0..number {
        let text = json!({"type": "message", "ref": 1, "message_id": Uuid::now_v7(), "text": QUESTION}).to_string();
        clients.push(Echo { socket: Socket::open(server.address, "/echo").await?, text });
    }
    let measured = load::run(clients, seconds, &server).await?;
    server.stop().await?;
    Ok(measured)
}

/// So many visitors with an agent each.
pub async fn conversations(hub: &Hub, number: usize) -> Result<Vec<Conversation>> {
    let mut conversations = Vec::with_capacity(number);
    for _ in 0..number {
        conversations.push(Conversation::begin(hub, hub).await?);
    }
    Ok(conversations)
}

const QUESTION: &str = "Bonjour, est-ce que la housse en lin lavé existe aussi en 240 × 220 ?";
const ANSWER: &str = "Bonjour ! Oui, et elle est disponible dans notre magasin de Lyon dès aujourd'hui.";

/// A visitor's socket, and that of the agent who watches this customer.
pub struct Conversation {
    visitor: Socket,
    agent: Socket,
    customer: String,
}

impl Conversation {
    /// The visitor is connected to `here`, the agent to `there`: mostly the same hub.
    pub async fn begin(here: &Hub, there: &Hub) -> Result<Conversation> {
        let token = here.visitor(&mut here.api().await?).await?;
        let mut visitor = Socket::open(here.server.address, "/live").await?;
        visitor.hello(&token).await?;
        // The first words make the customer; the next welcome says who it is.
        visitor.send(message(&Uuid::now_v7().to_string(), None, QUESTION)).await?;
        visitor.wait_for_type("ack").await?;
        let welcome = visitor.hello(&token).await?;
        let customer = api::text(&welcome, "/context/customer/id")?.to_owned();
        let mut agent = Socket::open(there.server.address, "/live").await?;
        agent.hello(&there.key).await?;
        agent.send(json!({"type": "watch", "ref": 1, "stream": format!("customer:{customer}")}).to_string()).await?;
        agent.wait_for_type("watching").await?;
        Ok(Conversation { visitor, agent, customer })
    }
}

fn message(id: &str, customer: Option<&str>, text: &str) -> String {
    match customer {
        Some(customer) => json!({"type": "message", "ref": 1, "message_id": id, "customer": customer, "text": text, "channel": "webchat"}),
        None => json!({"type": "message", "ref": 1, "message_id": id, "text": text}),
    }
    .to_string()
}

impl Client for Conversation {
    async fn step(&mut self, window: &mut Window) -> Result<()> {
        let id = Uuid::now_v7().to_string();
        let question = message(&id, None, QUESTION);
        let began = Instant::now();
        self.visitor.send(question).await?;
        self.agent.wait_for_message(&id).await?;
        window.record(began);

        let id = Uuid::now_v7().to_string();
        let answer = message(&id, Some(&self.customer), ANSWER);
        let began = Instant::now();
        self.agent.send(answer).await?;
        self.visitor.wait_for_message(&id).await?;
        window.record(began);
        Ok(())
    }
}
