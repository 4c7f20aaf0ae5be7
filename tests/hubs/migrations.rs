//! The schema is brought up to date once, however many start at the same moment.

use crate::hubs::Hubs;
use crate::process::databases::Fresh;
use crate::process::instance::Instance;
use tokio::task::block_in_place;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn three_that_start_at_once_on_an_empty_database_all_come_up() {
    let Some(database) = Fresh::postgres() else { return };
    let mut instances: Vec<Instance> = (0..3).map(|_| Instance::on(&database.url)).collect();
    instances.iter_mut().for_each(Instance::spawn);
    for instance in &mut instances {
        assert!(block_in_place(|| instance.listens()), "it does not come up: {}", instance.log());
    }
    for instance in &instances {
        let (status, words) = crate::process::api::Api::new(instance.url()).readiness().await.expect("an answer");
        assert_eq!((status, words.as_str()), (200, "ready\n"));
    }
    block_in_place(|| instances[0].check());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hub_that_starts_beside_working_ones_changes_nothing() {
    let Some(hubs) = Hubs::open(&[]).await else { return };
    let order = crate::process::shipped("camille@example.com");
    let placed = hubs.program(0).post("/orders", order).await.is(201);
    hubs.all()[2].kill().await;
    hubs.all()[2].start().await;
    let there = hubs.program(2).get(&format!("/orders/{}", placed["id"].as_str().expect("an id"))).await.is(200);
    assert_eq!(there["status"], "reserved", "{there}");
    hubs.check().await;
}
