//! Somebody who signs out on one hub is signed out on all.

use crate::hubs::Hubs;
use crate::process::socket::Socket;
use std::time::Duration;

/// Told over Redis; without it a session would be believed for as long as it was remembered.
const AT_ONCE: Duration = Duration::from_secs(2);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_signs_out_on_one_hub_is_signed_out_on_all() {
    let Some(hubs) = Hubs::open(&[("camille", "agent", None)]).await else { return };
    let one = hubs.signed_in(0, "camille").await;
    let (other, third) = (one.at(&hubs.url(1)), one.at(&hubs.url(2)));
    for agent in [&one, &other, &third] {
        assert_eq!(agent.get("/session").await.is(200)["login"], "camille");
    }
    let mut desk = Socket::staff(&hubs.url(2), &third).await;

    one.delete("/session").await.is(204);
    for agent in [&one, &other, &third] {
        crate::within(AT_ONCE, "signed out everywhere", async || agent.get("/session").await.status == 401).await;
    }
    assert_eq!(desk.bye().await.as_deref(), Some("signed_out"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_sign_in_counts_on_every_hub_at_once() {
    let Some(hubs) = Hubs::open(&[("camille", "agent", None)]).await else { return };
    for hub in 0..3 {
        let agent = hubs.signed_in(hub, "camille").await;
        for elsewhere in 0..3 {
            agent.at(&hubs.url(elsewhere)).get("/session").await.is(200);
        }
    }
}
