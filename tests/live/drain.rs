//! SIGTERM in the middle of the day.

use crate::process::databases::Fresh;
use crate::process::socket::Socket;
use crate::process::{Comptoir, shipped};
use crate::{customer_of, message, says};
use serde_json::Value;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use uuid::Uuid;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_is_told_to_end_says_bye_and_loses_nothing() {
    for database in Fresh::each() {
        let mut comptoir = Comptoir::open(database, &[("camille", "agent", None)]).await;
        let agent = comptoir.signed_in("camille").await;
        let mut watcher = Socket::staff(comptoir.url(), &agent).await;
        let mut unknown = Socket::connect(comptoir.url()).await.expect("a socket");
        let browser = comptoir.visitor().await;
        let (mut talking, _) = Socket::hello(comptoir.url(), &browser.token).await;
        says(&mut talking, "hello").await;
        let id = customer_of(comptoir.url(), &browser.token).await;

        let chatting = tokio::spawn(async move {
            let mut acknowledged: Vec<(String, Value)> = Vec::new();
            loop {
                let words = message("more");
                if talking.say(&words).await.is_none() {
                    return (acknowledged, None);
                }
                loop {
                    match talking.next().await {
                        Ok(frame) if frame["type"] == "ack" => {
                            acknowledged.push((words["message_id"].as_str().unwrap().to_owned(), frame["seq"].clone()));
                            break;
                        }
                        Ok(frame) if frame["type"] == "bye" => return (acknowledged, frame["reason"].as_str().map(str::to_owned)),
                        Ok(_) => {}
                        Err(_) => return (acknowledged, None),
                    }
                }
            }
        });
        let mut ordering = JoinSet::new();
        for caller in 0..4 {
            let program = comptoir.program();
            ordering.spawn(async move {
                let mut placed = Vec::new();
                loop {
                    let body = shipped(&format!("c{caller}@example.com"));
                    match program.post_with_key("/orders", &Uuid::new_v4().to_string(), &body).await {
                        Ok(answer) if answer.status == 201 => placed.push(answer.json["id"].as_str().unwrap().to_owned()),
                        // 503: no new work is taken.
                        Ok(answer) if answer.status == 202 || answer.status == 503 => {}
                        Ok(answer) => panic!("{answer:?}"),
                        Err(_) => return placed,
                    }
                }
            });
        }
        tokio::time::sleep(Duration::from_millis(800)).await;
        comptoir.terminate();
        let told = Instant::now();
        let status = comptoir.ended().await;
        let took = told.elapsed();
        assert_eq!(status.code(), Some(0), "{}", comptoir.log());
        assert!(took < Duration::from_secs(20), "it took {took:?}");
        assert_eq!(watcher.bye().await.as_deref(), Some("drain"));
        assert_eq!(unknown.bye().await.as_deref(), Some("drain"));
        let (acknowledged, reason) = chatting.await.expect("no failure");
        assert_eq!(reason.as_deref(), Some("drain"));
        let placed: Vec<String> = ordering.join_all().await.into_iter().flatten().collect();
        assert!(!acknowledged.is_empty() && !placed.is_empty(), "there was work");
        println!("ended after {took:?}, with {} messages and {} orders", acknowledged.len(), placed.len());
        comptoir.check();

        comptoir.start();
        let events = comptoir.program().events(0).await;
        for (message, seq) in &acknowledged {
            let found: Vec<&Value> = events.iter().filter(|event| event["data"]["message_id"] == message.as_str()).collect();
            assert_eq!(found.len(), 1, "{message}");
            assert_eq!((&found[0]["seq"], &found[0]["customer_id"]), (seq, &Value::from(id.as_str())));
        }
        for order in &placed {
            let now = comptoir.program().get(&format!("/orders/{order}")).await.is(200);
            assert_eq!(now["status"], "reserved", "{now}");
        }
        comptoir.check();
    }
}
