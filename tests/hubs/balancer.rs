//! What stands in front of several hubs: asks each whether it is ready, and spreads requests over those that are.

use crate::hubs::{Hub, Hubs};
use crate::process::api::{Answer, Api};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// How often each hub is asked, and how long it has to answer.
const ASK_EVERY: Duration = Duration::from_millis(200);
const ANSWER_WITHIN: Duration = Duration::from_millis(1_000);
/// A request without an answer is made again elsewhere after this long.
const IMPATIENCE: Duration = Duration::from_secs(4);
/// How long a client tries before something is wrong.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Balancer {
    backends: Vec<Arc<Backend>>,
    next: AtomicUsize,
    asking: Vec<JoinHandle<()>>,
}

struct Backend {
    hub: Arc<Hub>,
    ready: AtomicBool,
}

impl Balancer {
    pub fn before(hubs: &Hubs) -> Arc<Balancer> {
        let backends: Vec<_> = hubs.all().iter().map(|hub| Arc::new(Backend { hub: hub.clone(), ready: AtomicBool::new(true) })).collect();
        let asking = backends.iter().map(|backend| tokio::spawn(ask(backend.clone()))).collect();
        Arc::new(Balancer { backends, next: AtomicUsize::new(0), asking })
    }

    /// The address of the next hub that says that it is ready; of any, when none does.
    pub fn next(&self) -> String {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        let in_turn = || (0..self.backends.len()).map(|step| &self.backends[(turn + step) % self.backends.len()]);
        let backend = in_turn().find(|backend| backend.ready.load(Ordering::Relaxed)).or_else(|| in_turn().next());
        backend.expect("a hub").hub.url()
    }
}

impl Drop for Balancer {
    fn drop(&mut self) {
        self.asking.iter().for_each(JoinHandle::abort);
    }
}

async fn ask(backend: Arc<Backend>) {
    let client = reqwest::Client::builder().timeout(ANSWER_WITHIN).pool_max_idle_per_host(0).build().expect("a client");
    loop {
        let answer = client.get(format!("{}/readyz", backend.hub.url())).send().await;
        backend.ready.store(answer.is_ok_and(|answer| answer.status() == 200), Ordering::Relaxed);
        tokio::time::sleep(ASK_EVERY).await;
    }
}

/// Somebody who calls through the balancer, and insists.
#[derive(Clone)]
pub struct Caller {
    balancer: Arc<Balancer>,
    bearer: String,
    /// By address: connections are kept.
    hubs: HashMap<String, Api>,
}

impl Caller {
    pub fn new(balancer: &Arc<Balancer>, bearer: &str) -> Caller {
        Caller { balancer: balancer.clone(), bearer: bearer.to_owned(), hubs: HashMap::new() }
    }

    fn next(&mut self) -> Api {
        let url = self.balancer.next();
        self.hubs.entry(url).or_insert_with_key(|url| Api::impatient(url, IMPATIENCE).bearer(&self.bearer)).clone()
    }

    /// One attempt at the next hub. An error: nobody knows whether it was done.
    pub async fn once(&mut self, path: &str, key: &str, body: &Value) -> Result<Answer, reqwest::Error> {
        self.next().post_with_key(path, key, body).await
    }

    /// Attempts with one key, at one hub after the other, until it is answered with something else than “try again”.
    pub async fn post(&mut self, path: &str, key: &str, body: &Value) -> Answer {
        let begun = Instant::now();
        loop {
            let attempt = self.once(path, key, body).await;
            if let Ok(answer) = &attempt
                && answer.status != 503
            {
                return answer.clone();
            }
            assert!(begun.elapsed() < PATIENCE, "{path} is never answered: {attempt:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}
