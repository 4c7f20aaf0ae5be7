//! Load on all hubs while at random hubs die or stop, Redis is restarted and emptied, and connections are cut, refused or fall silent.
//! Afterwards everything heals, and the books are right.

use crate::balancer::Balancer;
use crate::books::{Books, HEALS_WITHIN};
use crate::disturbances::Deck;
use crate::hubs::Hubs;
use crate::load::{Load, Manner};
use crate::within;
use futures_util::future::join_all;

/// Disturbances in one round.
const AT_ONCE: usize = 4;

fn rounds() -> u32 {
    std::env::var("COMPTOIR_CHAOS").map_or(3, |rounds| rounds.parse().expect("COMPTOIR_CHAOS is a number"))
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
