//! A busy shop on three hubs: orders with their steps, the last units of something, stock that is corrected and comes in, and live clients
//! who talk. Everybody insists until they are answered, at one hub after the other, with the same key.

use crate::balancer::{Balancer, Caller};
use crate::overselling::one_or_none;
use crate::process::follower::Follower;
use crate::process::work::{self, Order, Request, Step};
use rand::Rng;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::task::{JoinHandle, JoinSet};

/// Between two things that one caller asks: the moments are to be many, the load is to leave room for them.
const PAUSE: Duration = Duration::from_millis(25);
/// A live client that hears nothing of what it has said for so long looks for another hub.
const IMPATIENCE: Duration = Duration::from_secs(3);
/// Messages that a live client has sent before the first of them is acknowledged.
const AT_ONCE: usize = 8;

/// How callers go about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Hubs may fail: whoever is not answered tries the next one.
    Insists,
    /// No hub that says that it is ready may fail: the first attempt is answered.
    AsksOnce,
}

/// Everything that was asked, and all of it was answered.
#[derive(Default)]
pub struct Done {
    pub orders: Vec<Order>,
    pub corrections: Vec<Request>,
    /// For one of what there are few of.
    pub scarce: Vec<Request>,
    /// One more of what there are few of.
    pub received: Vec<Request>,
}

pub struct Load {
    over: Arc<AtomicBool>,
    working: JoinSet<Done>,
    following: Vec<JoinHandle<Follower>>,
}

/// Somebody who works until it is over.
struct Worker {
    caller: Caller,
    manner: Manner,
    over: Arc<AtomicBool>,
    done: Done,
}

impl Load {
    /// With these live clients, the first of which are visitors who also order.
    pub fn begin(balancer: &Arc<Balancer>, key: &str, visitors: &[String], followers: Vec<Follower>, manner: Manner) -> Load {
        let over = Arc::new(AtomicBool::new(false));
        let worker = || Worker { caller: Caller::new(balancer, key), manner, over: over.clone(), done: Done::default() };
        let mut working = JoinSet::new();
        for token in visitors {
            working.spawn(worker().order_as(Some(Caller::new(balancer, token))));
        }
        working.spawn(worker().order_as(None));
        working.spawn(worker().correct());
        working.spawn(worker().receive());
        for _ in 0..2 {
            working.spawn(worker().want_the_last());
        }
        let follow = |follower| tokio::spawn(live(follower, balancer.clone(), over.clone(), manner));
        let following = followers.into_iter().map(follow).collect();
        Load { over, working, following }
    }

    /// Nobody begins anything new, and everybody comes to an end with what they have begun. Live clients come back in their order.
    pub async fn end(self) -> (Done, Vec<Follower>) {
        self.over.store(true, Ordering::Relaxed);
        let mut all = Done::default();
        for done in self.working.join_all().await {
            all.orders.extend(done.orders);
            all.corrections.extend(done.corrections);
            all.scarce.extend(done.scarce);
            all.received.extend(done.received);
        }
        let mut followers = Vec::new();
        for following in self.following {
            followers.push(following.await.expect("a client whose stream is whole"));
        }
        (all, followers)
    }
}

impl Worker {
    fn goes_on(&self) -> bool {
        !self.over.load(Ordering::Relaxed)
    }

    /// Asks until it is answered; one of these answers is expected.
    async fn make(caller: &mut Caller, manner: Manner, request: &mut Request, expected: &[u16]) -> Value {
        let answer = match manner {
            Manner::Insists => caller.post(&request.path, &request.key, &request.body).await,
            Manner::AsksOnce => {
                let attempt = caller.once(&request.path, &request.key, &request.body).await;
                attempt.unwrap_or_else(|error| panic!("a hub that said that it was ready: {} {error:?}", request.path))
            }
        };
        assert!(expected.contains(&answer.status), "{} {}: {} {}", request.path, request.body, answer.status, answer.json);
        let json = answer.json.clone();
        request.answer = Some(answer);
        tokio::time::sleep(PAUSE).await;
        json
    }

    /// Places orders of all sorts, and goes through their steps. Many share an email.
    async fn order_as(mut self, mut visitor: Option<Caller>) -> Done {
        let first: usize = rand::rng().random_range(0..7);
        for number in first.. {
            if !self.goes_on() {
                break;
            }
            let (body, steps) = work::order(number, &format!("customer{}@example.com", number % 7));
            let mut placed = Request::new("/orders", body);
            let answer = Self::make(visitor.as_mut().unwrap_or(&mut self.caller), self.manner, &mut placed, &[201, 202]).await;
            let mut order = Order { placed, steps: Vec::new() };
            let part = answer["fulfillments"][0]["id"].as_str().filter(|_| answer["status"] == "reserved");
            if let (Some(id), Some(part)) = (answer["id"].as_str(), part) {
                for name in steps {
                    let mut step = Step::new(name, id, part);
                    Self::make(&mut self.caller, self.manner, &mut step.request, &[200]).await;
                    order.steps.push(step);
                }
            }
            self.done.orders.push(order);
        }
        self.done
    }

    async fn correct(mut self) -> Done {
        while self.goes_on() {
            let mut correction = work::correction();
            Self::make(&mut self.caller, self.manner, &mut correction, &[200]).await;
            self.done.corrections.push(correction);
        }
        self.done
    }

    /// One more comes in from time to time.
    async fn receive(mut self) -> Done {
        while self.goes_on() {
            let mut received = Request::new("/nodes/PAR1/stock", json!({"changes": [{"sku": "PULL-L", "receive": 1}]}));
            Self::make(&mut self.caller, self.manner, &mut received, &[200]).await;
            self.done.received.push(received);
            tokio::time::sleep(PAUSE * 10).await;
        }
        self.done
    }

    async fn want_the_last(mut self) -> Done {
        let mut number = 0;
        while self.goes_on() {
            number += 1;
            let mut wanted = Request::new("/orders", one_or_none(&format!("customer{}@example.com", number % 7)));
            Self::make(&mut self.caller, self.manner, &mut wanted, &[201, 202, 409]).await;
            self.done.scarce.push(wanted);
            tokio::time::sleep(PAUSE * 2).await;
        }
        self.done
    }
}

/// One connection after the other, each to the next hub; talks and listens on each.
async fn live(mut follower: Follower, balancer: Arc<Balancer>, over: Arc<AtomicBool>, manner: Manner) -> Follower {
    while !over.load(Ordering::Relaxed) {
        let life = match manner {
            Manner::Insists => Duration::from_millis(rand::rng().random_range(100..4_000)),
            // Whoever is told nothing else stays where they are.
            Manner::AsksOnce => Duration::from_secs(3_600),
        };
        let _ = tokio::time::timeout(life, live_once(&mut follower, &balancer.next(), &over)).await;
        tokio::time::sleep(PAUSE).await;
    }
    follower
}

/// Until the connection ends, the hub is silent, or it is over.
async fn live_once(follower: &mut Follower, url: &str, over: &AtomicBool) -> Option<()> {
    let mut socket = tokio::time::timeout(IMPATIENCE, follower.resume(url)).await.ok()??;
    follower.repeat(&mut socket).await?;
    let mut answered = tokio::time::Instant::now();
    while !over.load(Ordering::Relaxed) {
        let waits_for = follower.waits_for();
        if waits_for < AT_ONCE {
            let words = format!("number {}", follower.said.len());
            follower.say(&mut socket, &words).await?;
        }
        let reading = tokio::time::timeout(PAUSE * 8, follower.read(&mut socket, PAUSE * 8)).await;
        if reading == Ok(false) {
            return None;
        }
        if follower.waits_for() <= waits_for {
            answered = tokio::time::Instant::now();
        }
        if answered.elapsed() > IMPATIENCE {
            return None;
        }
    }
    Some(())
}
