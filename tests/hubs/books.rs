//! The shop's books: what was asked for and answered, against what every hub says has happened and what live clients have seen of it.

use crate::hubs::Hubs;
use crate::load::Done;
use crate::process::Visitor;
use crate::process::follower::{Follower, Stream};
use crate::process::ledger::Ledger;
use crate::process::socket::Socket;
use crate::process::work::Request;
use crate::{mirrors, within};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// What an order owes is tried again after 1, 2, 4, 8 seconds.
pub const HEALS_WITHIN: Duration = Duration::from_secs(40);
/// How long somebody listens before looking whether it was all.
const BRIEFLY: Duration = Duration::from_millis(50);

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
            let words = json!({"type": "message", "ref": 0, "message_id": Uuid::new_v4(), "text": "hello"});
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
                assert!(follower.read(&mut socket, BRIEFLY).await, "the connection ended: {:?}", follower.byes);
                follower.waits_for() == 0
            })
            .await;
        }
        let feed = hubs.program(0).events(since).await;
        for (number, follower) in followers.iter_mut().enumerate() {
            let (visitor, customer) = (&self.visitors[number / 2], &self.customers[number / 2]);
            let of_customer: Vec<&Value> = feed.iter().filter(|event| event["customer_id"] == customer.as_str()).collect();
            let is_visitor = number % 2 == 0;
            // Somebody who has been away all the while is told the same.
            let absent = || {
                let mut absent = match is_visitor {
                    true => Follower::new(&visitor.token, Stream::Own),
                    false => Follower::new(&hubs.key, Stream::Customer(customer.clone())),
                };
                absent.last = Some(since);
                absent
            };
            let stream = match is_visitor {
                true => {
                    let mut first = absent();
                    let mut socket = first.resume(&hubs.url(0)).await.expect("a connection");
                    first.read(&mut socket, Duration::from_secs(1)).await;
                    assert_eq!(messages(&first.seen), messages(of_customer), "the visitor sees every message");
                    seqs(&first.seen)
                }
                false => seqs(of_customer),
            };
            for hub in 0..3 {
                comes_to_have(follower, &hubs.url(hub), &stream).await;
            }
            comes_to_have(&mut absent(), &hubs.url((number + 1) % 3), &stream).await;
            for event in &follower.seen {
                let first = &feed[usize::try_from(event["seq"].as_i64().expect("a seq") - since - 1).expect("an event since then")];
                assert!(is_visitor || event == first, "{event} is {first} in the feed");
            }
            for (id, seq) in &follower.said {
                let stands = seqs(feed.iter().filter(|event| event["data"]["message_id"] == id.as_str()));
                assert_eq!(stands, Vec::from_iter(*seq), "what was acknowledged stands where it was said to, once");
            }
        }
        followers
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

/// Resumes on a hub, and then has this of its stream.
async fn comes_to_have(follower: &mut Follower, url: &str, stream: &[i64]) {
    let mut socket = follower.resume(url).await.expect("a connection");
    let begun = Instant::now();
    while seqs(&follower.seen) != stream && begun.elapsed() < HEALS_WITHIN {
        assert!(follower.read(&mut socket, BRIEFLY).await, "the connection ended: {:?}", follower.byes);
    }
    assert_eq!(seqs(&follower.seen), stream, "what is there was seen");
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

fn messages<'a>(events: impl IntoIterator<Item = &'a Value>) -> Vec<i64> {
    seqs(events.into_iter().filter(|event| event["type"] == "message.posted"))
}
