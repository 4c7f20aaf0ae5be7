//! Load on all hubs while at random hubs die or stop, Redis is restarted and emptied, and connections are cut, refused or fall silent.
//! Afterwards everything heals, and the books are right.

use crate::balancer::Balancer;
use crate::disturbances::Deck;
use crate::hubs::Hubs;
use crate::load::{Done, Load, Manner};
use crate::process::Visitor;
use crate::process::follower::{Follower, Stream};
use crate::process::ledger::Ledger;
use crate::process::socket::Socket;
use crate::process::work::Request;
use crate::{mirrors, within};
use futures_util::future::join_all;
use serde_json::Value;
use std::time::Duration;

/// What an order owes is tried again after 1, 2, 4, 8 seconds.
const HEALS_WITHIN: Duration = Duration::from_secs(40);
/// Disturbances in one round.
const AT_ONCE: usize = 4;

fn rounds() -> u32 {
    std::env::var("COMPTOIR_CHAOS").map_or(3, |rounds| rounds.parse().expect("COMPTOIR_CHAOS is a number"))
}

/// The shop's books over all rounds.
pub struct Books {
    ledger: Ledger,
    visitors: Vec<Visitor>,
    customers: Vec<String>,
    /// Units of which there are few: how many came in, and how many were sold.
    received: i64,
    sold: i64,
}

impl Books {
    /// With two visitors, who have become customers with their first words.
    pub async fn open(hubs: &Hubs) -> Books {
        let (mut visitors, mut customers) = (Vec::new(), Vec::new());
        for _ in 0..2 {
            let visitor = hubs.visitor().await;
            let (mut socket, _) = Socket::hello(&hubs.url(0), &visitor.token).await;
            let words = serde_json::json!({"type": "message", "ref": 0, "message_id": uuid::Uuid::new_v4(), "text": "hello"});
            assert_eq!(socket.ask(words).await["type"], "ack");
            let (_, welcome) = Socket::hello(&hubs.url(0), &visitor.token).await;
            customers.push(welcome["context"]["customer"]["id"].as_str().expect("a customer").to_owned());
            visitors.push(visitor);
        }
        let ledger = Ledger::new(hubs.program(0).events(0).await);
        Books { ledger, visitors, customers, received: 0, sold: 0 }
    }

    /// Two live clients for each visitor, who do not know anything yet: the visitor, and somebody who watches the visitor's customer.
    pub async fn followers(&mut self, hubs: &Hubs) -> Vec<Follower> {
        let mut followers = Vec::new();
        for (visitor, customer) in self.visitors.iter_mut().zip(&self.customers) {
            // A token lasts a quarter of an hour.
            *visitor = visitor.again(&hubs.all()[0].anybody()).await;
            followers.push(Follower::new(&visitor.token, Stream::Own));
            followers.push(Follower::new(&hubs.key, Stream::Customer(customer.clone())));
        }
        for follower in &mut followers {
            follower.resume(&hubs.url(0)).await.expect("a connection");
        }
        followers
    }

    pub fn tokens(&self) -> Vec<String> {
        self.visitors.iter().map(|visitor| visitor.token.clone()).collect()
    }

    /// Whatever was under way goes on, and what was done is right.
    pub async fn are_right(&mut self, hubs: &Hubs, done: &mut Done, followers: Vec<Follower>) {
        let since = self.ledger.head;
        within(HEALS_WITHIN, "no order is still looking for its goods", async || {
            self.ledger.extend(hubs.program(0).events(self.ledger.head).await);
            self.ledger.under_way().is_empty()
        })
        .await;
        let followers = self.have_seen_everything(hubs, followers, since).await;
        self.ledger.extend(hubs.program(0).events(self.ledger.head).await);

        let feed = hubs.program(0).events(since).await;
        for hub in [1, 2] {
            assert!(hubs.program(hub).events(since).await == feed, "the feed of hub {hub} is another one");
        }
        for (number, order) in done.orders.iter().enumerate() {
            order.is_there(&hubs.program(number % 3)).await;
        }
        self.few_were_sold_once(hubs, done).await;
        let said = followers.iter().map(|follower| follower.said.len()).sum();
        self.ledger.count(done.orders.len() + done.scarce.len(), said, done.corrections.len());
        mirrors::are_equal(hubs).await;
        println!("  {} events; {}", feed.len(), hubs.check().await);
    }

    /// Every live client comes back once more, on each hub, and then has all of its stream, once and in order.
    async fn have_seen_everything(&self, hubs: &Hubs, mut followers: Vec<Follower>, since: i64) -> Vec<Follower> {
        for follower in &mut followers {
            let mut socket = follower.resume(&hubs.url(0)).await.expect("a connection");
            follower.repeat(&mut socket).await.expect("an open connection");
            within(HEALS_WITHIN, "everything is acknowledged", async || {
                assert!(follower.read(&mut socket, Duration::from_millis(100)).await, "the connection ended: {:?}", follower.byes);
                follower.waits_for() == 0
            })
            .await;
        }
        let feed = hubs.program(0).events(since).await;
        for (number, follower) in followers.iter_mut().enumerate() {
            let (visitor, customer) = (&self.visitors[number / 2], &self.customers[number / 2]);
            let of_customer: Vec<&Value> = feed.iter().filter(|event| event["customer_id"] == customer.as_str()).collect();
            let is_visitor = number % 2 == 0;
            for hub in 0..3 {
                // Somebody who has been away all the while is told the same.
                let mut absent = match is_visitor {
                    true => Follower::new(&visitor.token, Stream::Own),
                    false => Follower::new(&hubs.key, Stream::Customer(customer.clone())),
                };
                absent.last = Some(since);
                for follower in [&mut *follower, &mut absent] {
                    let mut socket = follower.resume(&hubs.url(hub)).await.expect("a connection");
                    assert!(follower.read(&mut socket, Duration::from_millis(300)).await, "the connection ended: {:?}", follower.byes);
                }
                assert_eq!(seqs(&follower.seen), seqs(&absent.seen), "what was seen live and what is seen afterwards, on hub {hub}");
            }
            match is_visitor {
                true => assert_eq!(messages(follower.seen.iter()), messages(of_customer.into_iter()), "the visitor sees every message"),
                false => assert_eq!(follower.seen.iter().collect::<Vec<_>>(), of_customer, "staff see everything"),
            }
            for (id, seq) in &follower.said {
                let stands: Vec<i64> = self.ledger_of(&feed, id);
                assert_eq!(stands, seq.iter().copied().collect::<Vec<_>>(), "what was acknowledged stands where it was said to, once");
            }
        }
        followers
    }

    fn ledger_of(&self, feed: &[Value], message: &str) -> Vec<i64> {
        seqs(feed.iter().filter(|event| event["data"]["message_id"] == message))
    }

    /// Of what there are few of, nobody was promised what is not there; and what came in came in once.
    async fn few_were_sold_once(&mut self, hubs: &Hubs, done: &mut Done) {
        for wanted in &mut done.scarce {
            if decided(hubs, wanted).await {
                self.sold += 1;
            }
        }
        self.received += done.received.len() as i64;
        for hub in 0..3 {
            within(HEALS_WITHIN, &format!("{} units came in and {} are sold, on hub {hub}", self.received, self.sold), async || {
                let stock = hubs.program(hub).get("/stock/PULL-L").await.is(200);
                let figure = |name: &str| stock[name].as_i64().expect("units");
                assert!(figure("reserved") <= figure("on_hand"), "{stock}");
                figure("on_hand") == 5 + self.received && figure("reserved") == self.sold
            })
            .await;
        }
    }
}

/// Whether somebody got one: asked again, where the first answer was that it is not decided yet.
async fn decided(hubs: &Hubs, wanted: &mut Request) -> bool {
    let first = wanted.answer.as_ref().expect("an answer").status;
    let again = hubs.program(2).post_with_key(&wanted.path, &wanted.key, &wanted.body).await.expect("an answer");
    assert!(first == 202 || first == again.status, "first {first}, then {again:?}");
    match again.status {
        201 => true,
        409 => false,
        _ => panic!("{again:?}"),
    }
}

fn seqs<'a>(events: impl IntoIterator<Item = &'a Value>) -> Vec<i64> {
    events.into_iter().map(|event| event["seq"].as_i64().expect("a seq")).collect()
}

fn messages<'a>(events: impl Iterator<Item = &'a Value>) -> Vec<i64> {
    seqs(events.filter(|event| event["type"] == "message.posted"))
}

/// Nobody disturbs them any more: every hub is ready, and has what it needs.
async fn all_are_ready(hubs: &Hubs) {
    for (number, hub) in hubs.all().iter().enumerate() {
        within(HEALS_WITHIN, &format!("hub {number} is ready"), async || {
            hub.anybody().readiness().await.is_ok_and(|said| said == (200, "ready\n".to_owned()))
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_nothing_acknowledged_is_lost_or_done_twice() {
    let Some(hubs) = Hubs::open(&[("victoire", "supervisor", None)]).await else { return };
    let balancer = Balancer::before(&hubs);
    let mut books = Books::open(&hubs).await;
    let mut deck = Deck::default();
    for round in 1..=rounds() {
        println!("round {round}");
        let followers = books.followers(&hubs).await;
        let load = Load::begin(&balancer, &hubs.key, &books.tokens(), followers, Manner::Insists);
        join_all(deck.deal(AT_ONCE).into_iter().map(|disturbance| disturbance.happen(&hubs))).await;
        all_are_ready(&hubs).await;
        let (mut done, followers) = load.end().await;
        books.are_right(&hubs, &mut done, followers).await;
    }
}
