//! Several processes on one PostgreSQL and one Redis. Between each of them and each service is a network of its own.

use crate::process::api::Api;
use crate::process::databases::Fresh;
use crate::process::instance::Instance;
use crate::process::{self, Account, PASSWORD, Visitor};
use crate::proxy::Proxy;
use crate::redis::Redis;
use crate::{SOON, becomes};
use parking_lot::RwLock;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, MutexGuard};
use tokio::task::block_in_place;

/// How often a hub that does not come up is started again: by whatever watches over it in production.
const RESTART_AFTER: Duration = Duration::from_millis(200);

/// One process of several.
pub struct Hub {
    instance: Mutex<Instance>,
    url: RwLock<String>,
    pub to_postgres: Proxy,
    pub to_redis: Option<Proxy>,
}

impl Hub {
    async fn new(database: &str, redis: Option<&Redis>, variables: &[(&str, &str)]) -> Hub {
        let (begin, rest) = database.split_once('@').expect("a user in the address of PostgreSQL");
        let (server, name) = rest.split_once('/').expect("a database in the address of PostgreSQL");
        let to_postgres = Proxy::before(server).await;
        let mut instance = Instance::on(&format!("{begin}@{}/{name}", to_postgres.address()));
        let to_redis = match redis {
            Some(redis) => Some(Proxy::before(&redis.address().to_string()).await),
            None => None,
        };
        if let Some(proxy) = &to_redis {
            instance = instance.option("--redis", &format!("redis://{}", proxy.address()));
        }
        for (name, value) in variables {
            instance = instance.variable(name, value);
        }
        Hub { instance: Mutex::new(instance), url: RwLock::default(), to_postgres, to_redis }
    }

    /// Where it listens, in this life.
    pub fn url(&self) -> String {
        self.url.read().clone()
    }

    pub fn anybody(&self) -> Api {
        Api::new(&self.url())
    }

    /// The process itself; whoever else wants it waits.
    pub async fn instance(&self) -> MutexGuard<'_, Instance> {
        self.instance.lock().await
    }

    /// Starts the process and waits until it listens; again, when it ends because a service does not answer.
    pub async fn start(&self) {
        let mut instance = self.instance.lock().await;
        instance.spawn();
        self.listens(&mut instance).await;
    }

    async fn listens(&self, instance: &mut Instance) {
        while !block_in_place(|| instance.listens()) {
            instance.kill();
            tokio::time::sleep(RESTART_AFTER).await;
            instance.spawn();
        }
        instance.url().clone_into(&mut self.url.write());
    }

    /// SIGKILL.
    pub async fn kill(&self) {
        self.instance.lock().await.kill();
    }

    /// SIGSTOP for so long.
    pub async fn stop_for(&self, time: Duration) {
        let instance = self.instance.lock().await;
        instance.stop();
        tokio::time::sleep(time).await;
        instance.wake();
    }

    /// The network to Redis. It is there unless the hubs have none.
    pub fn to_redis(&self) -> &Proxy {
        self.to_redis.as_ref().expect("a Redis")
    }
}

/// All of them, and what they share.
pub struct Hubs {
    hubs: Vec<Arc<Hub>>,
    /// Of a program that may do everything.
    pub key: String,
    pub redis: Option<Mutex<Redis>>,
    /// Beside the hubs, on the same database.
    tools: Instance,
    _database: Fresh,
}

impl Hubs {
    /// Three hubs with Redis that have never run; `None` where a service is not installed.
    pub async fn three(staff: &[Account], variables: &[(&str, &str)]) -> Option<Hubs> {
        let (database, redis) = (Fresh::postgres()?, Redis::start()?);
        Some(Hubs::new(database, Some(redis), staff, variables).await)
    }

    async fn new(database: Fresh, redis: Option<Redis>, staff: &[Account], variables: &[(&str, &str)]) -> Hubs {
        let mut hubs = Vec::new();
        for _ in 0..3 {
            hubs.push(Arc::new(Hub::new(&database.url, redis.as_ref(), variables).await));
        }
        let tools = Instance::on(&database.url);
        let key = block_in_place(|| process::let_in(&tools, staff));
        Hubs { hubs, key, redis: redis.map(Mutex::new), tools, _database: database }
    }

    /// Three hubs that run, and know each other, nodes, products and stock.
    pub async fn open(staff: &[Account]) -> Option<Hubs> {
        Hubs::open_with(staff, &[]).await
    }

    pub async fn open_with(staff: &[Account], variables: &[(&str, &str)]) -> Option<Hubs> {
        let hubs = Hubs::three(staff, variables).await?;
        hubs.start_all_at_once().await;
        process::furnish(&hubs.program(0)).await;
        hubs.know_of_stock("PULL-L", 5).await;
        hubs.know_of_policies(1).await;
        Some(hubs)
    }

    pub async fn start_all_at_once(&self) {
        for hub in &self.hubs {
            hub.instance().await.spawn();
        }
        for hub in &self.hubs {
            hub.listens(&mut *hub.instance().await).await;
        }
    }

    pub fn all(&self) -> &[Arc<Hub>] {
        &self.hubs
    }

    pub fn url(&self, hub: usize) -> String {
        self.hubs[hub].url()
    }

    /// The back office, at one of the hubs.
    pub fn program(&self, hub: usize) -> Api {
        self.hubs[hub].anybody().bearer(&self.key)
    }

    pub async fn signed_in(&self, hub: usize, login: &str) -> Api {
        self.hubs[hub].anybody().signed_in(login, PASSWORD).await
    }

    /// A new browser, which any hub recognises.
    pub async fn visitor(&self) -> Visitor {
        Visitor::new(&self.hubs[0].anybody()).await
    }

    pub async fn redis(&self) -> MutexGuard<'_, Redis> {
        self.redis.as_ref().expect("a Redis").lock().await
    }

    /// Every hub plans with so many units.
    pub async fn know_of_stock(&self, sku: &str, available: i64) {
        for hub in 0..self.hubs.len() {
            becomes(SOON, &format!("{sku} available on hub {hub}"), Value::from(available), async || {
                self.program(hub).get(&format!("/stock/{sku}")).await.json["available"].take()
            })
            .await;
        }
    }

    /// Every hub plans by so many policies.
    pub async fn know_of_policies(&self, number: usize) {
        for hub in 0..self.hubs.len() {
            becomes(SOON, &format!("policies on hub {hub}"), number, async || {
                self.program(hub).get("/policies").await.is(200)["policies"].as_array().map_or(0, Vec::len)
            })
            .await;
        }
    }

    /// A figure of one hub's /metrics becomes this.
    pub async fn figure_is(&self, hub: usize, name: &str, figure: f64) {
        becomes(SOON, &format!("{name} of hub {hub}"), figure, async || self.program(hub).figure(name).await).await;
    }

    /// The ledger proves itself, beside the running hubs.
    pub async fn check(&self) -> String {
        for hub in &self.hubs {
            hub.instance().await.has_not_panicked();
        }
        block_in_place(|| self.tools.check())
    }
}
