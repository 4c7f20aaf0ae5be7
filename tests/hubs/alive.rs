//! Who is alive: every hub counts the same ones.

use crate::hubs::Hubs;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_hub_counts_those_that_are_alive() {
    let Some(hubs) = Hubs::open(&[]).await else { return };
    let all_count = async |alive: f64, those: &[usize]| {
        for hub in those {
            hubs.figure_is(*hub, "comptoir_hubs_alive", alive).await;
        }
    };
    all_count(3.0, &[0, 1, 2]).await;

    // One that dies says nothing: its lease runs out.
    hubs.all()[0].kill().await;
    all_count(2.0, &[1, 2]).await;

    // One that is told to end says so.
    let mut leaving = hubs.all()[1].instance().await;
    leaving.terminate();
    assert_eq!(leaving.ended().await.code(), Some(0), "{}", leaving.log());
    drop(leaving);
    all_count(1.0, &[2]).await;

    hubs.all()[0].start().await;
    hubs.all()[1].start().await;
    all_count(3.0, &[0, 1, 2]).await;

    // What Redis forgets, they tell it again.
    hubs.redis().await.empty();
    all_count(3.0, &[0, 1, 2]).await;
    hubs.check().await;
}
