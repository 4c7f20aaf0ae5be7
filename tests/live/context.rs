//! What a stream begins with.

use crate::process::Comptoir;
use crate::process::databases::Fresh;
use crate::process::socket::Socket;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const LOOKS: usize = 150;

/// "Rose 12" is the twelfth name.
fn number(name: &Value) -> u64 {
    name.as_str().and_then(|name| name.rsplit(' ').next()).and_then(|number| number.parse().ok()).expect("a numbered name")
}

/// Whoever looks at a customer at the moment when something changes sees it everywhere: an event that the timeline holds already is not
/// sent again, so all that is told with it must know of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_context_knows_what_its_timeline_tells() {
    let comptoir = Comptoir::open(Fresh::sqlite(), &[("camille", "agent", None)]).await;
    let program = comptoir.program();
    let customer = program.post("/customers", json!({"name": "Rose 0", "phone": "+33612345678"})).await.is(201);
    let id = customer["id"].as_str().expect("an id").to_owned();
    let over = Arc::new(AtomicBool::new(false));
    let changes = tokio::spawn({
        let (program, over, path) = (program.clone(), over.clone(), format!("/customers/{id}"));
        async move {
            for number in (1..).take_while(|_| !over.load(Ordering::Relaxed)) {
                program.patch(&path, json!({"name": format!("Rose {number}")})).await.is(200);
            }
        }
    });

    let stream = format!("customer:{id}");
    let mut desk = Socket::staff(comptoir.url(), &comptoir.signed_in("camille").await).await;
    for look in 0..LOOKS {
        desk.send(json!({"type": "watch", "ref": look, "stream": stream})).await;
        let watching = desk.next_that(|frame| frame["type"] == "watching" && frame["ref"] == look).await.expect("a context");
        let context = &watching["context"];
        let timeline = context["timeline"].as_array().expect("a timeline");
        if let Some(told) = timeline.iter().rfind(|event| event["type"] == "customer.named") {
            assert!(told["seq"].as_i64() <= watching["cursor"].as_i64(), "look {look}");
            assert!(number(&told["data"]["name"]) <= number(&context["customer"]["name"]), "look {look}: {told} is told, and not known");
        }
    }
    over.store(true, Ordering::Relaxed);
    changes.await.expect("changes");
}
