//! One customer's story from end to end, on the screens, in three browsers: the visitor's in English, the agent's and the clerk's in
//! French. Nothing is asked over the API.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod browser;
mod processes;

use browser::Browser;
use fantoccini::key::Key;
use processes::{Chromedriver, Demo};
use std::path::Path;

const STORE: &str = "Lyon Bellecour";
const NAME: &str = "Rose Vidal";
/// As the store sees her.
const SHORT_NAME: &str = "Rose V.";
const EMAIL: &str = "rose.vidal@example.com";
const QUESTION: &str = "Hello! Is this one still in Lyon?";
const ANSWER: &str = "Bonjour, oui, il nous en reste.";
const THANKS: &str = "Wonderful, I order it now.";
const PUT_INTO_BASKET: &str = "shop-product >> .buy button.primary";
const ORDERS: &str = "c-conversation >> c-order-card";

#[tokio::test]
async fn one_customer_from_the_first_question_to_the_pickup_and_through_a_crash() {
    let Some(chromedriver) = Chromedriver::start() else {
        println!("skipped: there is no chromedriver on this machine");
        return;
    };
    let data = tempfile::tempdir().expect("a folder");
    let demo = Demo::start(data.path());
    let (visitor, agent, clerk) = tokio::join!(
        Browser::open(&chromedriver.url, &demo.url, "the visitor"),
        Browser::open(&chromedriver.url, &demo.url, "the agent"),
        Browser::open(&chromedriver.url, &demo.url, "the clerk"),
    );
    let mut story = Story { demo, visitor, agent, clerk };
    tokio::join!(sign_in(&story.agent, "camille", "/console"), sign_in(&story.clerk, "ines", "/store"));
    let looked_at = story.she_asks_and_is_answered().await;
    let number = story.she_orders_two_things(looked_at).await;
    story.the_store_prepares_them(&number).await;
    let code = story.she_gets_an_email_with_her_code(&number).await;
    story.she_goes_on_by_phone(&number).await;
    story.she_collects(&code).await;
    let before = story.it_all_stands_in_one_sequence().await;
    story.nothing_is_lost_when_the_process_is_killed(data.path(), before).await;
    tokio::join!(story.visitor.close(), story.agent.close(), story.clerk.close());
}

struct Story {
    demo: Demo,
    visitor: Browser,
    agent: Browser,
    clerk: Browser,
}

async fn sign_in(browser: &Browser, login: &str, screen: &str) {
    browser.go(screen).await;
    browser.fill("sign-in >> input[name=login]", login).await;
    browser.fill("sign-in >> input[name=password]", "comptoir").await;
    browser.press("sign-in >> input[name=password]", Key::Enter).await;
    browser.see(if screen == "/store" { "article.order" } else { "inbox-pane >> .topic" }).await;
}

impl Story {
    /// In the chat, about a product. Answers which it is of the catalogue.
    async fn she_asks_and_is_answered(&self) -> usize {
        let Story { visitor, agent, .. } = self;
        visitor.go("/").await;
        let looked_at = look_at_something_in_the_store(visitor, 0).await;

        visitor.click("comptoir-webchat >> button[aria-label='Open the chat']").await;
        visitor.add("c-webchat >> textarea", QUESTION).await;
        visitor.press("c-webchat >> textarea", Key::Enter).await;
        agent.click(&format!("inbox-pane >> .topic{{{QUESTION}}}")).await;
        agent.see("customer-pane >> h2{Visiteur}").await;

        visitor.fill("c-introduction >> input[name=name]", NAME).await;
        visitor.fill("c-introduction >> input[name=email]", EMAIL).await;
        visitor.click("c-introduction >> button.primary").await;
        visitor.see_gone("c-introduction >> form").await;
        agent.see(&format!("customer-pane >> h2{{{NAME}}}")).await;
        agent.see(&format!("customer-handles >> .handle{{{EMAIL}}} >> .chip{{Indiqué}}")).await;
        agent.see(&format!("timeline-pane >> .said.left .bubble{{{QUESTION}}}")).await;

        let (begun, rest) = ANSWER.split_at(8);
        agent.add("message-composer >> textarea", begun).await;
        visitor.see("c-conversation >> .typing{Camille Roche is typing}").await;
        agent.add("message-composer >> textarea", rest).await;
        agent.press("message-composer >> textarea", Key::Enter).await;
        visitor.see(&format!("c-conversation >> .said{{{ANSWER}}}")).await;
        visitor.see_gone("c-conversation >> .typing").await;

        visitor.add("c-webchat >> textarea", THANKS).await;
        agent.see(&format!("timeline-pane >> .typing{{{NAME} écrit}}")).await;
        visitor.press("c-webchat >> textarea", Key::Enter).await;
        agent.see(&format!("timeline-pane >> .bubble{{{THANKS}}}")).await;
        agent.see_gone("timeline-pane >> .typing").await;
        looked_at
    }

    /// Two products for pickup. Answers the order's number.
    async fn she_orders_two_things(&self, looked_at: usize) -> String {
        let Story { visitor, agent, clerk, .. } = self;
        visitor.click("c-webchat >> .close").await;
        visitor.click(PUT_INTO_BASKET).await;
        visitor.see_many("basket-drawer >> .basket-line", 1).await;
        visitor.go("/shop").await;
        look_at_something_in_the_store(visitor, looked_at + 1).await;
        visitor.fill("product-dates >> input[name=postcode]", "69002").await;
        visitor.see("product-dates >> li{Home delivery} >> strong{By }").await;
        visitor.see(&format!("product-dates >> li{{{STORE}}} >> strong{{Ready }}")).await;
        visitor.click(PUT_INTO_BASKET).await;
        visitor.see_many("basket-drawer >> .basket-line", 2).await;
        visitor.click("basket-drawer >> a.primary").await;
        visitor.fill("shop-checkout >> input[name=name]", NAME).await;
        visitor.fill("shop-checkout >> input[name=email]", EMAIL).await;
        visitor.click("shop-checkout >> .methods label{Store pickup}").await;
        visitor.see(&format!("shop-checkout >> .store-choice label{{{STORE}}} >> em{{Ready }}")).await;
        visitor.click(&format!("shop-checkout >> .store-choice label{{{STORE}}}")).await;
        visitor.click("shop-checkout >> button.primary.main").await;

        clerk.see(&format!("section.column.new >> article.order{{{SHORT_NAME}}}")).await;
        visitor.see(&format!("track-order >> h1{{Confirmed, soon ready at {STORE}}}")).await;
        let place = visitor.place().await;
        let number = place.split('/').nth(2).expect("a number in the tracking link").to_owned();
        // The webchat is on the tracking page too: from here on she sees both.
        visitor.click("comptoir-webchat >> button").await;
        visitor.see(&format!("{ORDERS} >> h3{{Order {number}}}")).await;
        visitor.see(&format!("{ORDERS} >> .where{{Kept for you at {STORE}}}")).await;
        agent.see(&format!("timeline-pane >> c-order-card >> h3{{{number}}}")).await;
        agent.see("timeline-pane >> li.step .chip{Réservée}").await;
        number
    }

    async fn the_store_prepares_them(&self, number: &str) {
        let Story { visitor, agent, clerk, .. } = self;
        clerk.click(&format!("article.order{{{SHORT_NAME}}} >> button{{Accepter}}")).await;
        clerk.see(&format!("order-sheet >> h2{{{number}}}")).await;
        agent.see(&format!("timeline-pane >> li.step{{Acceptée}} >> .grow{{{STORE} · Inès Garnier}}")).await;
        visitor.see(&format!("track-order >> h1{{Being prepared at {STORE}}}")).await;
        visitor.see(&format!("{ORDERS} >> .where{{{STORE} is preparing it}}")).await;

        clerk.see_many("order-sheet >> button.line", 2).await;
        clerk.click("order-sheet >> button.line[aria-pressed=false]").await;
        clerk.see("order-sheet >> footer button{Encore 1 article}").await;
        clerk.click("order-sheet >> button.line[aria-pressed=false]").await;
        clerk.click("order-sheet >> footer button{Tout est là}").await;
        agent.see("timeline-pane >> li.step .chip{Prélevée}").await;

        clerk.click("order-sheet >> footer button{Emballer}").await;
        agent.see("timeline-pane >> li.step .chip{Emballée}").await;
        visitor.see(&format!("{ORDERS} >> .where{{Packed by {STORE}}}")).await;

        clerk.click("order-sheet >> footer button{Prête à retirer}").await;
        clerk.see(&format!("section.column.ready >> article.order{{{SHORT_NAME}}}")).await;
        agent.see("timeline-pane >> li.step .chip{Prête}").await;
        agent.see("timeline-pane >> c-order-card >> .chip{Prête}").await;
        visitor.see(&format!("track-order >> h1{{Ready at {STORE} until}}")).await;
        visitor.see(&format!("{ORDERS} >> .where{{Ready at {STORE} until}}")).await;
        // It was the same card all the time.
        assert_eq!(visitor.count(ORDERS).await, 1, "order cards in the webchat");
    }

    /// Answers the pickup code, which is the same on all her screens, and on none of theirs.
    async fn she_gets_an_email_with_her_code(&self, number: &str) -> String {
        let Story { visitor, agent, clerk, .. } = self;
        let code = digits(&visitor.read("track-order >> .code .digits").await);
        assert_eq!(code.len(), 6, "{code}");
        assert_eq!(digits(&visitor.read(&format!("{ORDERS} >> .code strong")).await), code);
        visitor.see("track-order >> .code img[alt]").await;
        let letter = agent.beside("/outbox", async |agent| {
            agent.click(&format!("mail-outbox >> li a{{Ready at {STORE} until}}")).await;
            agent.see(&format!("mail-outbox >> .reader h2{{{number}}}")).await;
            agent.see(&format!("mail-outbox >> .reader dd{{{EMAIL}}}")).await;
            agent.property("mail-outbox >> iframe", "srcdoc").await
        });
        let letter = letter.await;
        assert!(letter.contains(&code), "the email has the code");
        assert!(letter.contains("data:image/png;base64,"), "the email has the QR code");
        for (staff, page) in [(agent, "agent-console"), (clerk, "store-tablet")] {
            assert_eq!(staff.count(&format!("{page} >> *{{{code}}}")).await, 0, "{} does not see the code", staff.name);
        }
        code
    }

    async fn she_goes_on_by_phone(&self, number: &str) {
        let Story { visitor, agent, .. } = self;
        visitor.click("c-webchat >> button.phone").await;
        let code = digits(&visitor.read("c-phone-sheet >> strong.large").await);
        // The agent is with somebody else meanwhile.
        agent.click("inbox-pane >> .topic{Élodie Girard}").await;
        agent.see("customer-pane >> h2{Élodie Girard}").await;
        agent.fill("phone-lookup >> input[name=wanted]", &code).await;
        agent.press("phone-lookup >> input[name=wanted]", Key::Enter).await;
        agent.see(&format!("customer-pane >> h2{{{NAME}}}")).await;
        agent.see("timeline-pane >> li.step .chip{Appel en cours}").await;
        agent.see(&format!("timeline-pane >> .bubble{{{QUESTION}}}")).await;
        agent.see(&format!("timeline-pane >> c-order-card >> h3{{{number}}}")).await;
        agent.see(&format!("customer-orders >> c-order-card >> h3{{{number}}}")).await;
        visitor.see("c-phone-sheet >> p{We have you on the line}").await;
        agent.click("phone-lookup >> button.danger").await;
        agent.see_gone("timeline-pane >> li.step .chip{Appel en cours}").await;
        visitor.click("c-webchat >> button.back").await;
    }

    async fn she_collects(&self, code: &str) {
        let Story { visitor, agent, clerk, .. } = self;
        clerk.click(&format!("article.order{{{SHORT_NAME}}} >> button{{Remettre}}")).await;
        for digit in code.chars() {
            clerk.click(&format!("hand-over >> .keys button{{{digit}}}")).await;
        }
        clerk.see(&format!("hand-over >> .handed{{{SHORT_NAME}}}")).await;
        visitor.see(&format!("track-order >> h1{{Collected at {STORE}}}")).await;
        visitor.see(&format!("{ORDERS} >> .chip{{Collected}}")).await;
        agent.see("timeline-pane >> li.step .chip{Retirée}").await;
        clerk.click("nav.rail a{Tableau}").await;
        clerk.see_gone(&format!("article.order{{{SHORT_NAME}}}")).await;
    }

    /// Chat, order, picks, emails, call and pickup. Answers what the rows say.
    async fn it_all_stands_in_one_sequence(&self) -> Vec<String> {
        see_emails(&self.agent).await;
        let rows = timeline(&self.agent).await;
        let expected = [
            QUESTION,
            ANSWER,
            THANKS,
            "Commande · ",
            "Réservée",
            "confirmed",
            "Acceptée",
            "Prélevée",
            "Emballée",
            "Prête",
            "Ready at",
            "Suite par téléphone",
            "Appel",
            "Retirée",
            "— thank you",
        ];
        let mut rest = rows.iter();
        for words in expected {
            assert!(rest.any(|row| row.contains(words)), "{words} stands in its place in {rows:#?}");
        }
        rows
    }

    async fn nothing_is_lost_when_the_process_is_killed(&mut self, data: &Path, before: Vec<String>) {
        let Story { demo, visitor, agent, clerk } = self;
        demo.kill();
        visitor.see("c-webchat >> .connection").await;
        agent.see("top-bar >> *{Hors ligne}").await;
        clerk.see("store-tablet >> .offline").await;
        // What is said meanwhile waits.
        visitor.add("c-webchat >> textarea", "Thank you for everything!").await;
        visitor.press("c-webchat >> textarea", Key::Enter).await;
        visitor.see("c-conversation >> .note{Sending}").await;

        demo.start_again(data);
        visitor.see_gone("c-webchat >> .connection").await;
        visitor.see_gone("c-conversation >> .note{Sending}").await;
        agent.see("timeline-pane >> .bubble{Thank you for everything!}").await;
        clerk.see_gone("store-tablet >> .offline").await;
        let after = timeline(agent).await;
        assert_eq!(after[..before.len()], before, "what had happened still stands there");
        assert_eq!(after.iter().filter(|row| row.contains("Thank you for everything!")).count(), 1);

        // And so it does for who comes anew.
        agent.reload().await;
        agent.see("timeline-pane >> .bubble{Thank you for everything!}").await;
        see_emails(agent).await;
        assert_eq!(timeline(agent).await[..before.len()], before);
        assert_eq!(visitor.count(ORDERS).await, 1);
        visitor.see(&format!("c-conversation >> .said{{{ANSWER}}}")).await;
        let said = Demo::check(data);
        assert!(!said.contains("stuck"), "{said}");
    }
}

/// Opens products of the catalogue, from the `from`th on, until one is in the store. Answers which.
async fn look_at_something_in_the_store(visitor: &Browser, from: usize) -> usize {
    visitor.see("shop-catalogue >> ul.grid a").await;
    let list = visitor.place().await;
    for position in from..from + 20 {
        visitor.click(&format!("shop-catalogue >> ul.grid li:nth-child({}) a", position + 1)).await;
        visitor.see("shop-product >> .by-store li").await;
        // Only a few stores are shown at first, where many have it.
        if visitor.count("shop-product >> .by-store button[aria-expanded=false]").await > 0 {
            visitor.click("shop-product >> .by-store button[aria-expanded=false]").await;
        }
        if visitor.count(&format!("shop-product >> .by-store li:not(.none){{{STORE}}}")).await > 0 {
            return position;
        }
        visitor.go(&list).await;
    }
    panic!("{STORE} has nothing");
}

/// Emails show a moment after what they tell of, and get their subject when they go out.
async fn see_emails(agent: &Browser) {
    for subject in ["confirmed", "Ready at", "— thank you"] {
        agent.see(&format!("timeline-pane >> li.step a{{{subject}}}")).await;
    }
}

/// What each row of the timeline says.
async fn timeline(agent: &Browser) -> Vec<String> {
    agent.read_all("timeline-pane >> ul.rows > li").await
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
