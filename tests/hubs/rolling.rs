//! A new version is rolled out in the middle of the day: one hub after the other is told to end, and replaced. No caller behind a load
//! balancer that asks `/readyz` notices, and live clients go elsewhere and miss nothing.

use crate::balancer::Balancer;
use crate::books::Books;
use crate::hubs::Hubs;
use crate::load::{Load, Manner};
use std::time::{Duration, Instant};

/// How long a hub that is told to end goes on serving, so that the balancer can notice.
const DRAIN_SECONDS: &str = "2";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rolling_restart_under_load_is_noticed_by_nobody() {
    let variables = [("COMPTOIR_DRAIN_SECONDS", DRAIN_SECONDS)];
    let Some(hubs) = Hubs::open_with(&[("victoire", "supervisor", None)], &variables).await else { return };
    let balancer = Balancer::before(&hubs);
    let mut books = Books::open(&hubs).await;
    let followers = books.followers(&hubs).await;
    let load = Load::begin(&balancer, &hubs.key, &books.tokens(), followers, Manner::AsksOnce);
    let busy = async |since: usize| {
        crate::soon("they are busy", async || hubs.program(0).events(since as i64).await.len() > 100).await;
        hubs.program(0).events(0).await.len()
    };
    let mut so_far = busy(0).await;

    for hub in hubs.all() {
        let old = hub.url();
        let program = hub.anybody();
        let mut instance = hub.instance().await;
        let told = Instant::now();
        instance.terminate();
        crate::soon("it says that it drains", async || program.readiness().await.is_ok_and(|(status, _)| status == 503)).await;
        assert!(program.get("/shop").await.status == 200, "it still serves");
        assert_eq!(instance.ended().await.code(), Some(0), "{}", instance.log());
        println!("{old} ended after {:?}", told.elapsed());
        assert!(told.elapsed() >= Duration::from_secs(2), "the balancer has had its time");
        drop(instance);
        hub.start().await;
        so_far = busy(so_far).await;
    }

    let (mut done, followers) = load.end().await;
    let byes: Vec<&String> = followers.iter().flat_map(|follower| &follower.byes).collect();
    assert!(byes.len() >= followers.len() && byes.iter().all(|reason| *reason == "drain"), "{byes:?}");
    books.are_right(&hubs, &mut done, followers).await;
}
