//! Who is it? What is typed is claimed; a code sent to the address proves it; six digits take a chat to the phone.

use crate::process::api::Api;
use crate::process::databases::Fresh;
use crate::process::socket::Socket;
use crate::process::{Comptoir, Visitor, picked_up};
use crate::{customer_of, says};
use serde_json::{Value, json};
use std::time::Duration;

/// The newest code that was sent to an email.
async fn code_sent_to(program: &Api, email: &str) -> String {
    let outbox = program.get("/outbox?limit=100").await.is(200);
    let deliveries = outbox["deliveries"].as_array().expect("deliveries");
    let newest = deliveries.iter().find(|delivery| delivery["to"] == email && delivery["template"] == "prove_email").expect("a delivery");
    let one = program.get(&format!("/outbox/{}", newest["id"].as_str().expect("an id"))).await.is(200);
    let text = one["text"].as_str().expect("a text");
    let codes: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() == 6).collect();
    assert_eq!(codes.len(), 1, "one code in {text}");
    codes[0].to_owned()
}

/// A visitor who has said something, and typed an email.
async fn claiming(comptoir: &Comptoir, email: &str) -> (Visitor, Socket) {
    let visitor = comptoir.visitor().await;
    let (mut socket, _) = Socket::hello(comptoir.url(), &visitor.token).await;
    says(&mut socket, "hello").await;
    let ack = socket.ask(json!({"type": "identify", "ref": "i", "name": "Camille", "email": email})).await;
    assert_eq!(ack["type"], "ack", "{ack}");
    (visitor, socket)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claimed_email_shows_nothing_and_a_proved_one_everything() {
    let comptoir = Comptoir::open(Fresh::sqlite(), &[]).await;
    let program = comptoir.program();
    let email = "lea.martin@example.com";
    let mut order = picked_up(email);
    order["customer"]["name"] = "Léa Martin".into();
    let order = program.post("/orders", order).await.is(201);
    let (owner, number) =
        (order["customer_id"].as_str().expect("an id").to_owned(), order["number"].as_str().expect("a number").to_owned());
    program.post(&format!("/customers/{owner}/messages"), json!({"channel": "webchat", "text": "for the owner's eyes"})).await.is(201);

    let (visitor, mut socket) = claiming(&comptoir, email).await;
    let own = customer_of(comptoir.url(), &visitor.token).await;
    assert_ne!(own, owner, "typing an email makes nobody its owner");
    let api = comptoir.anybody().bearer(&visitor.token);
    let shows_nothing = |frames: &[Value]| {
        let text = json!(frames).to_string();
        for secret in [owner.as_str(), &number, "Martin", "for the owner's eyes", "+33"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    };
    shows_nothing(&socket.until_quiet(Duration::from_secs(1)).await);
    let (_, welcome) = Socket::hello(comptoir.url(), &visitor.token).await;
    assert_eq!(welcome["context"]["customer"]["proved"], false);
    assert_eq!(welcome["context"]["orders"], json!([]));
    let listed = api.get("/orders").await.is(200);
    api.get(&format!("/orders/{number}")).await.is(404);
    shows_nothing(&[welcome, listed]);
    // What happens to the owner meanwhile is the owner's.
    program.post(&format!("/orders/{number}/cancel"), json!({})).await.is(200);
    shows_nothing(&socket.until_quiet(Duration::from_secs(1)).await);
    // Staff see the suggestion.
    let context = program.get(&format!("/customers/{own}")).await.is(200);
    assert_eq!(context["suggestions"][0]["customer_id"], owner.as_str(), "{}", context["suggestions"]);

    // Whether somebody has an address is not told to whoever asks for a code.
    let sent = socket.ask(json!({"type": "prove", "ref": 1, "email": "nobody.at.all@example.com"})).await;
    assert_eq!(sent["result"], json!({"sent": true}));
    let sent = socket.ask(json!({"type": "prove", "ref": 2, "email": email})).await;
    assert_eq!(sent["result"], json!({"sent": true}));
    let code = code_sent_to(&program, email).await;
    let wrong = if code == "000000" { "111111" } else { "000000" };
    let refused = socket.ask(json!({"type": "prove_code", "ref": 3, "code": wrong})).await;
    assert_eq!((&refused["type"], &refused["code"]), (&json!("rejected"), &json!("wrong_code")), "{refused}");
    let proved = socket.ask(json!({"type": "prove_code", "ref": 4, "code": code})).await;
    assert_eq!(proved["result"], json!({"proved": true}), "{proved}");
    assert_eq!(socket.expect("resync").await["stream"], "me");
    socket.send(json!({"type": "hello"})).await;
    let welcome = socket.expect("welcome").await;
    assert_eq!(welcome["resumed"], false);
    assert_eq!(
        (&welcome["context"]["customer"]["id"], &welcome["context"]["customer"]["proved"]),
        (&json!(owner), &json!(true)),
        "{welcome}"
    );
    assert_eq!(welcome["context"]["orders"][0]["number"], number.as_str());
    let timeline = welcome["context"]["timeline"].to_string();
    assert!(timeline.contains("for the owner's eyes") && timeline.contains("hello"), "{timeline}");
    // From here on both streams are one.
    program.post(&format!("/customers/{owner}/messages"), json!({"channel": "webchat", "text": "to both"})).await.is(201);
    socket.next_that(|frame| frame["event"]["data"]["text"] == "to both").await.expect("the owner's message");
    says(&mut socket, "from both").await;
    let context = program.get(&format!("/customers/{owner}")).await.is(200);
    assert!(context["timeline"].to_string().contains("from both"), "{context}");
    comptoir.check();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_who_prove_one_email_are_one_customer_also_at_the_same_moment() {
    let comptoir = Comptoir::open(Fresh::sqlite(), &[]).await;
    let program = comptoir.program();
    for round in 0..5 {
        let email = format!("both{round}@example.com");
        let ((anne, mut annes), (bruno, mut brunos)) = (claiming(&comptoir, &email).await, claiming(&comptoir, &email).await);
        let mut codes = Vec::new();
        for socket in [&mut annes, &mut brunos] {
            assert_eq!(socket.ask(json!({"type": "prove", "ref": "p", "email": email})).await["type"], "ack");
            codes.push(code_sent_to(&program, &email).await);
        }
        let attempt = |code: &str| json!({"type": "prove_code", "ref": "c", "code": code});
        let (one, other) = tokio::join!(annes.ask(attempt(&codes[0])), brunos.ask(attempt(&codes[1])));
        for (socket, code, answer) in [(&mut annes, &codes[0], one), (&mut brunos, &codes[1], other)] {
            // Whoever lost the race tries once more, as anybody would.
            let answer = if answer["type"] == "ack" { answer } else { socket.ask(attempt(code)).await };
            assert_eq!(answer["result"], json!({"proved": true}), "{answer}");
        }
        let mut ids = Vec::new();
        for token in [&anne.token, &bruno.token] {
            ids.push(customer_of(comptoir.url(), token).await);
        }
        assert_eq!(ids[0], ids[1], "one email, one customer");
        let found = program.get(&format!("/customers?handle={email}")).await.is(200);
        assert_eq!(found["customers"].as_array().expect("customers").len(), 1, "{found}");
    }
    // And two orders that arrive at once for a new email.
    for round in 0..10 {
        let email = format!("new{round}@example.com");
        let (one, other) = tokio::join!(program.post("/orders", picked_up(&email)), program.post("/orders", picked_up(&email)));
        assert_eq!(one.is(201)["customer_id"], other.is(201)["customer_id"]);
    }
    comptoir.check();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_code_in_the_chat_brings_the_call_to_the_same_customer_once() {
    let comptoir = Comptoir::open(Fresh::sqlite(), &[("camille", "agent", None)]).await;
    let agent = comptoir.signed_in("camille").await;
    let (visitor, mut socket) = claiming(&comptoir, "a@example.com").await;
    let id = customer_of(comptoir.url(), &visitor.token).await;
    let issued = socket.ask(json!({"type": "handover", "ref": "h"})).await;
    let code = issued["result"]["code"].as_str().expect("a code").to_owned();
    assert!(code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()), "{code}");
    let again = socket.ask(json!({"type": "handover", "ref": "again"})).await;
    assert_eq!(again["result"]["code"], code.as_str(), "a live code stays");
    let (_, welcome) = Socket::hello(comptoir.url(), &visitor.token).await;
    assert_eq!(welcome["context"]["handover"]["code"], code.as_str());
    comptoir.program().get("/customers?code=12345").await;
    let found = agent.get(&format!("/customers?code={code}")).await.is(200);
    assert_eq!(found["customers"][0]["id"], id.as_str(), "{found}");
    socket.next_that(|frame| frame["event"]["type"] == "handover.used").await.expect("the widget is told");
    let used = agent.get(&format!("/customers?code={code}")).await;
    assert!(used.status == 404 || used.json["customers"] == json!([]), "a code is good once: {used:?}");
    // A visitor may not look anybody up.
    let api = comptoir.anybody().bearer(&visitor.token);
    api.get(&format!("/customers?code={code}")).await.is(403);
    // Two who are on the phone at the same moment are given codes that tell them apart.
    let (_, mut other) = claiming(&comptoir, "b@example.com").await;
    let (one, two) = tokio::join!(socket.ask(json!({"type": "handover", "ref": 1})), other.ask(json!({"type": "handover", "ref": 2})));
    assert_ne!(one["result"]["code"], two["result"]["code"]);
    assert_ne!(one["result"]["code"], code.as_str());
    // Two agents who type one code at the same moment: the chat is not taken twice.
    let code = one["result"]["code"].as_str().expect("a code");
    let path = format!("/customers?code={code}");
    let (first, second) = tokio::join!(agent.get(&path), agent.get(&path));
    let served = [&first, &second].iter().filter(|answer| answer.json["customers"][0]["id"] == id.as_str()).count();
    assert_eq!(served, 1, "{first:?} {second:?}");
    comptoir.check();
}
