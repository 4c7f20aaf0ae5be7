//! The shop's books: what was asked for and answered, against what every hub says has happened and what live clients have seen of it.

use crate::hubs::Hubs;
use crate::load::Done;
use crate::process::Visitor;
use crate::process::follower::{Follower, Stream};
use crate::process::ledger::Ledger;
use crate::process::socket::Socket;
use crate::process::work::Request;
use crate::{becomes, mirrors, within};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// What an order owes is tried again after 1, 2, 4, 8 seconds.
pub const HEALS_WITHIN: Duration = Duration::from_secs(40);
/// How long somebody listens before looking whether it was all.
const BRIEFLY: Duration = Duration::from_millis(50);

/// The shop's books over all rounds.
pub struct Books {
    /// Every event there is, and what they come to.
    feed: Vec<Value>,
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
        let feed = hubs.program(0).events(0).await;
        let ledger = Ledger::new(feed.clone());
        Books { feed, ledger, visitors, customers, received: 0, sold: 0 }
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
    pub async fn are_right(&mut self, hubs: &Hubs, done: &mut Done, mut followers: Vec<Follower>) {
        let since = self.feed.len();
        within(HEALS_WITHIN, "no order is still looking for its goods", async || {
            self.read_on(hubs).await;
            self.ledger.under_way().is_empty()
        })
        .await;
        self.have_heard_everybody(hubs, &mut followers).await;
        for (number, follower) in followers.iter_mut().enumerate() {
            self.has_seen_everything(hubs, number, follower).await;
        }
        for (number, order) in done.orders.iter().enumerate() {
            order.is_there(&hubs.program(number % 3)).await;
        }
        self.read_on(hubs).await;
        let said = followers.iter().map(|follower| follower.said.len()).sum();
        self.ledger.count(done.orders.len() + done.scarce.len(), said, done.corrections.len());
        let checked = hubs.check().await;
        self.few_were_sold_once(hubs, done).await;
        mirrors::are_equal(hubs).await;
        for hub in 0..3 {
            let feed = hubs.program(hub).events(since as i64).await;
            assert!(feed.starts_with(&self.feed[since..]), "the feed of hub {hub} is another one");
        }
        println!("  {} events; {checked}", self.feed.len() - since);
    }

    /// What has happened since.
    async fn read_on(&mut self, hubs: &Hubs) {
        let events = hubs.program(0).events(self.feed.len() as i64).await;
        self.feed.extend_from_slice(&events);
        self.ledger.extend(events);
    }

    /// Every live client says again what was not acknowledged, until all of it is; each message stands where it was said to, once.
    async fn have_heard_everybody(&mut self, hubs: &Hubs, followers: &mut [Follower]) {
        for follower in &mut *followers {
            let mut socket = follower.resume(&hubs.url(0)).await.expect("a connection");
            follower.repeat(&mut socket).await.expect("an open connection");
            within(HEALS_WITHIN, "everything is acknowledged", async || {
                assert!(follower.read(&mut socket, BRIEFLY).await, "the connection ended: {:?}", follower.byes);
                follower.waits_for() == 0
            })
            .await;
        }
        self.read_on(hubs).await;
        for (id, acknowledged) in followers.iter().flat_map(|follower| &follower.said) {
            let stands: Vec<i64> = self.ledger.messages[id].iter().map(|(seq, _)| *seq).collect();
            assert_eq!(stands, Vec::from_iter(*acknowledged), "{id}");
        }
    }

    /// A live client comes back once more, to each hub, and then has all of its stream, once and in order; and so has somebody who was away
    /// all the while.
    async fn has_seen_everything(&mut self, hubs: &Hubs, number: usize, follower: &mut Follower) {
        let is_visitor = number.is_multiple_of(2);
        let mut absent = follower.absent();
        let mut elsewhere = absent.resume(&hubs.url((number + 1) % 3)).await.expect("a connection");
        let since = usize::try_from(follower.since.expect("a cursor")).expect("a position in the feed");
        for hub in 0..3 {
            let mut socket = follower.resume(&hubs.url(hub)).await.expect("a connection");
            let begun = Instant::now();
            // What an order still owes may be paid just now: then there is more to see.
            loop {
                assert!(follower.read(&mut socket, BRIEFLY).await && absent.read(&mut elsewhere, BRIEFLY).await, "nobody cuts them now");
                self.read_on(hubs).await;
                let customer = self.customers[number / 2].as_str();
                let happened: Vec<&Value> = self.feed[since..].iter().filter(|event| event["customer_id"] == customer).collect();
                let has_all = |seen: &Vec<Value>| match is_visitor {
                    true => messages(seen) == messages(happened.iter().copied()),
                    false => seen.iter().eq(happened.iter().copied()),
                };
                if has_all(&follower.seen) && has_all(&absent.seen) && seqs(&follower.seen) == seqs(&absent.seen) {
                    break;
                }
                assert!(
                    begun.elapsed() < HEALS_WITHIN,
                    "on hub {hub}, a client has seen {:?}, one who was away {:?}, and there is {:?}",
                    seqs(&follower.seen),
                    seqs(&absent.seen),
                    seqs(happened)
                );
            }
        }
    }

    /// Of what there are few of, nobody was promised what is not there; and what came in came in once.
    async fn few_were_sold_once(&mut self, hubs: &Hubs, done: &mut Done) {
        for wanted in &mut done.scarce {
            if decided(hubs, wanted).await {
                self.sold += 1;
            }
        }
        self.received += done.received.len() as i64;
        let wanted = [5 + self.received, self.sold, 5 + self.received - self.sold];
        for hub in 0..3 {
            becomes(HEALS_WITHIN, &format!("on hand, reserved and available on hub {hub}"), wanted, async || {
                let stock = hubs.program(hub).get("/stock/PULL-L").await.is(200);
                ["on_hand", "reserved", "available"].map(|figure| stock[figure].as_i64().expect("units"))
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

fn messages<'a>(events: impl IntoIterator<Item = &'a Value>) -> Vec<i64> {
    seqs(events.into_iter().filter(|event| event["type"] == "message.posted"))
}
