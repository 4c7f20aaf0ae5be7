//! Several hubs on one PostgreSQL and one Redis, as processes of their own: nothing acknowledged is lost or done twice, no unit is promised
//! twice, and every live client has every event once and in order, whatever happens to a hub, to a service, or to the network between them.
//!
//! These tests need PostgreSQL (`COMPTOIR_TEST_POSTGRES`, see `tests/services.sh`) and an installed `redis-server`; without them they are
//! left out, and say so. The chaos goes on for three rounds unless told otherwise. A longer run:
//!
//! ```sh
//! COMPTOIR_CHAOS=30 cargo test --test hubs chaos -- --nocapture
//! ```

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod alive;
mod alone;
mod balancer;
mod books;
mod catalogue;
mod chaos;
mod deliveries;
mod disturbances;
mod hubs;
mod load;
mod migrations;
mod mirrors;
mod overselling;
mod presence;
#[path = "../process/mod.rs"]
mod process;
mod proxy;
mod redis;
mod rolling;
mod signing_out;
mod without_postgres;
mod without_redis;

use std::fmt::Debug;
use std::time::{Duration, Instant};

/// How long it may take until something becomes true, on a machine that has other things to do.
const SOON: Duration = Duration::from_secs(20);

/// Waits for something that must become true.
async fn soon(what: &str, is_true: impl AsyncFnMut() -> bool) {
    within(SOON, what, is_true).await;
}

async fn within(patience: Duration, what: &str, mut is_true: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !is_true().await {
        assert!(begun.elapsed() < patience, "not within {patience:?}: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until something comes to be what it must be.
async fn becomes<T: PartialEq + Debug>(patience: Duration, what: &str, wanted: T, mut is: impl AsyncFnMut() -> T) {
    let begun = Instant::now();
    loop {
        let now = is().await;
        if now == wanted {
            return;
        }
        assert!(begun.elapsed() < patience, "{what}: {wanted:?} wanted, but after {patience:?} it is {now:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
