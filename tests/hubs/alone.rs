//! One hub is in trouble. The others notice and go on without it, also for what was at home there.

use crate::balancer::{Balancer, Caller};
use crate::hubs::{Hub, Hubs};
use crate::process::shipped;
use futures_util::future::join_all;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// A hub is in the way of others for this long at most: its silence must be noticed, and its locks in PostgreSQL must time out.
const NOTICED_WITHIN: Duration = Duration::from_secs(10);
/// Orders at one time: with twenty-four, some are at home on the hub that is in trouble, and so are some of their customers.
const ORDERS: usize = 24;

/// Nobody waits for a hub that does not answer.
const SERVED_WITHIN: Duration = Duration::from_secs(3);

/// What may happen to one hub alone.
#[derive(Debug, Clone, Copy)]
enum Trouble {
    Stopped,
    WithoutPostgres,
    PostgresSilent,
    WithoutRedis,
    RedisSilent,
    Dead,
}

use Trouble::*;

impl Trouble {
    async fn begin(self, hub: &Hub) {
        match self {
            Stopped => hub.instance().await.stop(),
            WithoutPostgres => hub.to_postgres.refuse(),
            PostgresSilent => hub.to_postgres.swallow(),
            WithoutRedis => hub.to_redis().refuse(),
            RedisSilent => hub.to_redis().swallow(),
            Dead => hub.kill().await,
        }
    }

    async fn end(self, hub: &Hub) {
        match self {
            Stopped => hub.instance().await.wake(),
            WithoutPostgres | PostgresSilent => hub.to_postgres.pass(),
            WithoutRedis | RedisSilent => hub.to_redis().pass(),
            Dead => hub.start().await,
        }
    }
}

/// New customers order at the two that are well. Whether every one of them is served at the first attempt, and soon.
async fn others_serve(hubs: &Hubs) -> bool {
    let begun = Instant::now();
    let ordering = (0..ORDERS).map(|number| {
        let program = hubs.program(1 + number % 2);
        let customer = format!("{}@example.com", Uuid::new_v4().simple());
        async move { program.post("/orders", shipped(&customer)).await.status == 201 }
    });
    join_all(ordering).await.into_iter().all(|served| served) && begun.elapsed() < SERVED_WITHIN
}

/// Whether what is asked for at the others lives there: some of it is at home on each hub that is well.
async fn is_a_home(hubs: &Hubs, hub: usize) -> bool {
    let orders = async || hubs.program(hub).figure("comptoir_entities_alive{kind=\"order\"}").await;
    let before = orders().await;
    others_serve(hubs).await && orders().await > before
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_others_go_on() {
    let Some(hubs) = Hubs::open(&[]).await else { return };
    let balancer = Balancer::before(&hubs);
    for trouble in [PostgresSilent, Stopped, WithoutPostgres, WithoutRedis, RedisSilent, Dead] {
        let unwell = &hubs.all()[0];
        crate::soon("all are well", async || is_a_home(&hubs, 0).await).await;
        // In the middle of its work.
        let working = tokio::spawn({
            let mut caller = Caller::new(&balancer, &hubs.key);
            async move { caller.post("/orders", &Uuid::new_v4().to_string(), &shipped("camille@example.com")).await }
        });
        trouble.begin(unwell).await;
        let begun = Instant::now();
        crate::within(NOTICED_WITHIN, &format!("the others serve while it is {trouble:?}"), async || others_serve(&hubs).await).await;
        println!("{trouble:?}: noticed after {:?}", begun.elapsed());
        trouble.end(unwell).await;
        // 202: its goods were looked for longer than two seconds.
        assert!([201, 202].contains(&working.await.expect("an answer").status));
        let is_ready = async || unwell.anybody().readiness().await.is_ok_and(|said| said == (200, "ready\n".to_owned()));
        crate::soon("it is ready again", is_ready).await;
    }
    hubs.check().await;
}
