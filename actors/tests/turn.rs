//! The turn, as a manual: what anybody who speaks to an entity may rely on.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod databases;
mod retailer;

use comptoir_actors::store::load::{Loaded, load};
use comptoir_actors::{By, Call, Failure, Hub, HubOptions, Receipt, StartError, customers};
use comptoir_domain::customer::{Customer, RECENT_MESSAGES};
use comptoir_domain::entity::Kind;
use comptoir_domain::ids::{CustomerId, MessageId, NodeCode, Sku, order_number};
use comptoir_domain::node::{self, Node, StockChange};
use comptoir_domain::order::Status;
use databases::{Fresh, in_a_system_on_both};
use retailer::*;
use sea_orm::{ConnectionTrait, Statement};
use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;
use uuid::Uuid;

/// Asks in the order given, without waiting for answers; they are noted as they come.
struct Asking<R> {
    answers: Rc<RefCell<Vec<(&'static str, R)>>>,
    asked: usize,
}

impl<R: 'static> Asking<R> {
    fn new() -> Self {
        Asking { answers: Rc::default(), asked: 0 }
    }

    async fn ask(&mut self, what: &'static str, answer: impl Future<Output = R> + 'static) {
        let answers = self.answers.clone();
        actix::spawn(async move {
            let answer = answer.await;
            answers.borrow_mut().push((what, answer));
        });
        self.asked += 1;
        // So that it is in the entity's mailbox before the next one is asked.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }

    fn answered(&self) -> Vec<&'static str> {
        self.answers.borrow().iter().map(|(what, _)| *what).collect()
    }

    async fn all(self) -> Vec<(&'static str, R)> {
        while self.answers.borrow().len() < self.asked {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        self.answers.take()
    }
}

/// What a question to a node brought: its receipt and what is on hand, or why not.
type OnHand = Result<(Receipt, i64), String>;

async fn ask_node(hub: Hub, command: Option<node::Command>) -> OnHand {
    let call = Call { command, ..Call::look() };
    let on_hand = |node: &Node| node.stock(&Sku::from("LAMP")).on_hand;
    hub.ask::<Node, _>(NodeCode::from("LYO1").entity(), call, on_hand).await.map_err(|failure| failure.to_string())
}

#[test]
fn nothing_is_answered_before_what_it_was_decided_on_is_committed() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        open_node(&hub, "LYO1", &[("LAMP", 4)]).await;
        let before = hub.journal().head();

        let held = hold_the_journal(&hub).await;
        let mut asking = Asking::new();
        asking.ask("an acceptance", ask_node(hub.clone(), Some(counted("LAMP", 7)))).await;
        asking.ask("a read", ask_node(hub.clone(), None)).await;
        asking.ask("a refusal", ask_node(hub.clone(), Some(adjusted("LAMP", -8)))).await;
        asking.ask("a repeat", ask_node(hub.clone(), Some(counted("LAMP", 7)))).await;
        asking.ask("another acceptance", ask_node(hub.clone(), Some(adjusted("LAMP", -2)))).await;
        asking.ask("another read", ask_node(hub.clone(), None)).await;
        a_moment().await;
        assert!(asking.answered().is_empty(), "answered before the commit: {:?}", asking.answered());
        assert_eq!(hub.stock().with_sku(&"LAMP".into(), |stock| stock[0].1.on_hand), Some(4), "the views show what is not committed");

        held.let_go().await;
        let answers = asking.all().await;
        let order: Vec<_> = answers.iter().map(|(what, _)| *what).collect();
        assert_eq!(order, ["an acceptance", "a read", "a refusal", "a repeat", "another acceptance", "another read"]);
        let mut answers = answers.into_iter().map(|(_, answer)| answer);
        let (first, on_hand) = answers.next().unwrap().unwrap();
        assert_eq!((first.seq, first.repeated, on_hand), (before + 1, false, 7));
        let (_, on_hand) = answers.next().unwrap().unwrap();
        assert_eq!(on_hand, 7, "a read sees what was accepted before it, and nothing that was accepted after it");
        let refusal = answers.next().unwrap().unwrap_err();
        assert!(refusal.contains("7 on hand"), "{refusal}");
        let (repeat, _) = answers.next().unwrap().unwrap();
        assert_eq!((repeat.seq, repeat.repeated, repeat.version), (0, true, first.version));
        let (second, on_hand) = answers.next().unwrap().unwrap();
        assert_eq!((second.seq, second.version, on_hand), (before + 2, first.version + 1, 5));
        assert_eq!(answers.next().unwrap().unwrap().1, 5);
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn whoever_was_answered_reads_no_older_stock() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        open_node(&hub, "LYO1", &[]).await;
        for on_hand in 1..=30 {
            count(&hub, "LYO1", "LAMP", on_hand).await;
            assert_eq!(hub.stock().with_sku(&"LAMP".into(), |stock| stock[0].1.on_hand), Some(on_hand));
            let in_table = number(hub.db(), "SELECT on_hand FROM stock WHERE sku = 'LAMP'", []).await;
            assert_eq!(in_table, on_hand);
        }
        hub.stop().await;
    });
}

#[test]
fn an_entity_that_left_memory_comes_back_as_it_was() {
    in_a_system_on_both(|url| async move {
        let idle_after = Duration::from_millis(200);
        let hub = Hub::start(HubOptions { arbiters: 2, idle_after, ..HubOptions::new(&url) }).await.unwrap();
        open_node(&hub, "LYO1", &[("LAMP", 5)]).await;
        let customer = new_customer(&hub, "Camille").await;
        for n in 0..5 {
            tell_customer(&hub, customer, says(MessageId(Uuid::now_v7()), &format!("Bonjour {n}"))).await.unwrap();
        }
        let placed = place(&hub, order_for(vec![line("LAMP", 2)])).await;
        all_is_paid(&hub).await;
        let (order_before, customer_before) =
            (order(&hub, placed.id).await, hub.read::<Customer, _>(customer, Customer::clone).await.unwrap());
        let last = hub.journal().head();

        tokio::time::sleep(Duration::from_millis(1_000)).await;
        assert_eq!(hub.population(), [(Kind::Customer, 0), (Kind::Order, 0), (Kind::Node, 1)]);
        assert_eq!(order(&hub, placed.id).await, order_before);
        assert_eq!(hub.read::<Customer, _>(customer, Customer::clone).await.unwrap(), customer_before);
        assert_eq!(hub.journal().head(), last, "coming back is no event");
        let more = tell_customer(&hub, customer, says(MessageId(Uuid::now_v7()), "Me revoilà")).await.unwrap();
        assert_eq!(more.seq, last + 1);
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn a_snapshot_and_the_events_after_it_say_what_all_events_say() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        let customer = new_customer(&hub, "Camille").await;
        let posts = (0..230).map(|n| tell_customer(&hub, customer, says(MessageId(Uuid::now_v7()), &format!("Question {n}"))));
        // Many of them are in one batch: the snapshot must be of the version that it carries.
        for answer in futures_util::future::join_all(posts).await {
            answer.unwrap();
        }
        let Loaded { state: by_snapshot, version, since_snapshot, .. } = load::<Customer>(hub.db(), customer).await.unwrap();
        assert!(since_snapshot < version as u64, "no snapshot was taken in {version} events");
        hub.writer().await.execute_unprepared("DELETE FROM snapshots").await.unwrap();
        let Loaded { state: by_events, version: to, since_snapshot, .. } = load::<Customer>(hub.db(), customer).await.unwrap();
        assert_eq!((to, since_snapshot), (version, version as u64));
        assert_eq!(by_snapshot, by_events);
        assert_eq!(hub.read::<Customer, _>(customer, Customer::clone).await.unwrap(), by_events);
        hub.stop().await;
    });
}

#[test]
fn an_unreadable_snapshot_is_no_loss() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        open_node(&hub, "LYO1", &[("LAMP", 5)]).await;
        let before = hub.read::<Node, _>(NodeCode::from("LYO1").entity(), Node::clone).await.unwrap();
        let sql = "INSERT INTO snapshots (entity, kind, version, state, at) VALUES ($1, 'node', 1, '{\"of\": \"another age\"}', 0)";
        let backend = hub.db().get_database_backend();
        hub.writer().await.execute_raw(Statement::from_sql_and_values(backend, sql, [before.id.into()])).await.unwrap();
        let hub = reopen(hub, &url).await;
        assert_eq!(hub.read::<Node, _>(before.id, Node::clone).await.unwrap(), before);
        hub.stop().await;
    });
}

#[test]
fn a_lost_append_harms_only_its_own_entity_and_what_waited_behind_it_is_decided_again() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        let (holder, loser, bystander) =
            (new_customer(&hub, "Ada").await, new_customer(&hub, "Lou").await, new_customer(&hub, "Bao").await);
        tell_customer(&hub, holder, attach("shared@exemple.fr")).await.unwrap();

        let held = hold_the_journal(&hub).await;
        let mut asking = Asking::new();
        let tell = |id, command| {
            let hub = hub.clone();
            async move { tell_customer(&hub, id, command).await }
        };
        let named = |name: &str| comptoir_domain::customer::Command::SetName { name: name.into() };
        let claimed = comptoir_domain::customer::Command::Identify { name: None, claims: vec![email("shared@exemple.fr")] };
        let in_english = comptoir_domain::customer::Command::SetLanguage { language: "en".into() };
        asking.ask("before", tell(loser, named("Louise"))).await;
        asking.ask("taken", tell(loser, attach("shared@exemple.fr"))).await;
        // As long as Louise has the address attached, to claim it changes nothing; once she has not, it does.
        asking.ask("behind, with another outcome", tell(loser, claimed)).await;
        asking.ask("behind, with the same outcome", tell(loser, in_english)).await;
        asking.ask("beside", tell(bystander, named("Baptiste"))).await;
        a_moment().await;
        held.let_go().await;

        let answers = asking.all().await;
        let of = |what: &str| &answers.iter().find(|(name, _)| *name == what).unwrap().1;
        assert!(of("before").is_ok() && of("beside").is_ok(), "{answers:?}");
        assert!(matches!(of("taken"), Err(Failure::Taken(what)) if what.contains("handles")), "{answers:?}");
        let claim = of("behind, with another outcome").clone().unwrap();
        assert!(claim.seq > 0 && !claim.repeated, "decided on an attachment that never came to be: {claim:?}");
        let language = of("behind, with the same outcome").clone().unwrap();
        assert_eq!(language.version, claim.version + 1);

        let types = history(hub.db(), loser).await;
        assert_eq!(types, ["customer.created", "customer.named", "handle.claimed", "customer.language_set"]);
        assert_eq!(customers::holder(hub.db(), &email("shared@exemple.fr")).await.unwrap(), Some(CustomerId(holder)));
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn appends_behind_a_lost_one_never_come_to_life() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        let holder = new_customer(&hub, "Ada").await;
        tell_customer(&hub, holder, attach("shared@exemple.fr")).await.unwrap();
        let losers = futures_util::future::join_all((0..4).map(|_| new_customer(&hub, "Lou"))).await;
        let others = futures_util::future::join_all((0..40).map(|_| new_customer(&hub, "Bao"))).await;

        // While a batch is taken apart, those who lost an append in it have come back and appended again,
        // and what they had appended in between still waits.
        let mut asked = Vec::new();
        for round in 0..16 {
            for loser in &losers {
                let (hub, loser) = (hub.clone(), *loser);
                asked.push(actix::spawn(async move {
                    let command = if round % 4 == 1 { attach("shared@exemple.fr") } else { says(MessageId(Uuid::now_v7()), "Et alors ?") };
                    tell_customer(&hub, loser, command).await
                }));
            }
            for other in &others {
                let (hub, other) = (hub.clone(), *other);
                asked.push(actix::spawn(async move { tell_customer(&hub, other, says(MessageId(Uuid::now_v7()), "Bonjour")).await }));
            }
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        let (mut said, mut taken) = (0, 0);
        for answer in asked {
            match answer.await.unwrap() {
                Ok(receipt) => said += i64::from(receipt.seq > 0),
                Err(Failure::Taken(_)) => taken += 1,
                Err(failure) => panic!("{failure:?}"),
            }
        }
        assert_eq!((said, taken), (16 * 40 + 12 * 4, 4 * 4));
        assert_eq!(number(hub.db(), "SELECT COUNT(*) FROM events WHERE type = 'message.posted'", []).await, said);
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn a_key_gives_its_first_answer_again() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        open_node(&hub, "LYO1", &[("LAMP", 10)]).await;
        let three_more = key("three more", "body");
        let first = tell_node_under(&hub, "LYO1", adjusted("LAMP", 3), &three_more).await.unwrap();
        assert!(first.seq > 0 && !first.repeated);
        count(&hub, "LYO1", "CHAIR", 1).await;
        for _ in 0..2 {
            let again = tell_node_under(&hub, "LYO1", adjusted("LAMP", 3), &three_more).await.unwrap();
            assert_eq!((again.seq, again.repeated), (first.seq, true));
        }
        let other_body = tell_node_under(&hub, "LYO1", adjusted("LAMP", 4), &key("three more", "another body")).await;
        assert_eq!(other_body, Err(Failure::KeyReused));
        assert_eq!(stock(&hub, "LYO1", "LAMP").await.on_hand, 13);

        let hub = reopen(hub, &url).await;
        let again = tell_node_under(&hub, "LYO1", adjusted("LAMP", 3), &three_more).await.unwrap();
        assert_eq!((again.seq, again.repeated), (first.seq, true));
        let other_body = tell_node_under(&hub, "LYO1", adjusted("LAMP", 4), &key("three more", "another body")).await;
        assert_eq!(other_body, Err(Failure::KeyReused));
        assert_eq!(stock(&hub, "LYO1", "LAMP").await.on_hand, 13);
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn two_with_one_key_at_the_same_moment_have_one_effect() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        open_node(&hub, "LYO1", &[("LAMP", 0), ("CHAIR", 100)]).await;
        for n in 0..20 {
            let one_more = key(&format!("one more, {n}"), "body");
            let (one, other) = tokio::join!(
                tell_node_under(&hub, "LYO1", adjusted("LAMP", 1), &one_more),
                tell_node_under(&hub, "LYO1", adjusted("LAMP", 1), &one_more),
            );
            let (one, other) = (one.unwrap(), other.unwrap());
            assert_eq!(one.seq, other.seq);
            assert!(one.repeated != other.repeated, "{one:?} {other:?}");
        }
        assert_eq!(stock(&hub, "LYO1", "LAMP").await.on_hand, 20);

        for n in 0..10 {
            let key = key(&format!("an order, {n}"), "body");
            let (one, other) = tokio::join!(
                place_under(&hub, order_for(vec![line("CHAIR", 1)]), &key),
                place_under(&hub, order_for(vec![line("CHAIR", 1)]), &key)
            );
            let (one, other) = (one.unwrap().order, other.unwrap().order);
            assert_eq!((one.id, &one.number), (other.id, &other.number));
        }
        assert_eq!(stock(&hub, "LYO1", "CHAIR").await.reserved, 10);
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn two_with_one_key_and_different_bodies_at_the_same_moment_are_told_apart() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        open_node(&hub, "LYO1", &[("CHAIR", 100)]).await;
        for n in 0..10 {
            let name = format!("an order, {n}");
            let (one, other) = (key(&name, "one chair"), key(&name, "two chairs"));
            let (one, other) = tokio::join!(
                place_under(&hub, order_for(vec![line("CHAIR", 1)]), &one),
                place_under(&hub, order_for(vec![line("CHAIR", 2)]), &other)
            );
            let reused = [&one, &other].iter().filter(|answer| matches!(answer, Err(Failure::KeyReused))).count();
            assert_eq!(reused, 1, "{one:?} {other:?}");
        }
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn an_order_placed_under_a_key_is_the_same_order_for_ever() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        open_node(&hub, "LYO1", &[("CHAIR", 1)]).await;
        let (kept, refused) = (key("the chair", "body"), key("no chair left", "body"));
        let first = place_under(&hub, order_for(vec![line("CHAIR", 1)]), &kept).await.unwrap();
        assert_eq!((first.order.id, first.order.status, first.repeated), (order_under(&kept), Status::Reserved, false));
        let none_left = place_under(&hub, order_for(vec![line("CHAIR", 1)]), &refused).await.unwrap();
        assert_eq!(none_left.order.status, Status::Refused);
        count(&hub, "LYO1", "CHAIR", 5).await;

        let hub = reopen(hub, &url).await;
        let again = place_under(&hub, order_for(vec![line("CHAIR", 1)]), &kept).await.unwrap();
        assert_eq!((again.order.id, again.repeated), (first.order.id, true));
        let still_refused = place_under(&hub, order_for(vec![line("CHAIR", 1)]), &refused).await.unwrap();
        assert_eq!((still_refused.order.id, still_refused.order.status), (none_left.order.id, Status::Refused));
        assert_eq!(stock(&hub, "LYO1", "CHAIR").await.reserved, 1);
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn an_order_whose_number_is_taken_gets_another() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        open_node(&hub, "LYO1", &[("CHAIR", 5)]).await;
        let key = key("a number that is taken", "body");
        let (first, second) = (order_number(order_under(&key), 0), order_number(order_under(&key), 1));
        let other = place(&hub, order_for(vec![line("CHAIR", 1)])).await;
        let take = format!("UPDATE orders SET number = '{first}' WHERE number = '{}'", other.number);
        hub.writer().await.execute_unprepared(&take).await.unwrap();
        let placed = place_under(&hub, order_for(vec![line("CHAIR", 1)]), &key).await.unwrap();
        assert_eq!((placed.order.number, placed.order.status), (second, Status::Reserved));
        let give_back = format!("UPDATE orders SET number = '{}' WHERE number = '{first}'", other.number);
        hub.writer().await.execute_unprepared(&give_back).await.unwrap();
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn a_message_that_is_sent_again_is_said_once() {
    in_a_system_on_both(|url| async move {
        let hub = open(&url).await;
        let customer = new_customer(&hub, "Camille").await;
        let message = MessageId(Uuid::now_v7());
        let said = || says(message, "Où est ma commande ?");
        let first = tell_customer(&hub, customer, said()).await.unwrap();
        let (one, other) = tokio::join!(tell_customer(&hub, customer, said()), tell_customer(&hub, customer, said()));
        assert_eq!((one.unwrap().seq, other.unwrap().seq), (0, 0), "a resend changes nothing");

        let hub = reopen(hub, &url).await;
        let again = tell_customer(&hub, customer, said()).await.unwrap();
        assert_eq!((again.seq, again.repeated), (0, true));

        // So many more that the customer itself no longer remembers the first one: now the journal does.
        let more = (0..RECENT_MESSAGES + 6).map(|n| tell_customer(&hub, customer, says(MessageId(Uuid::now_v7()), &format!("{n}"))));
        for answer in futures_util::future::join_all(more).await {
            answer.unwrap();
        }
        let remembers = hub.read::<Customer, _>(customer, move |customer| customer.recent_messages.contains(&message)).await.unwrap();
        assert!(!remembers);
        let again = tell_customer(&hub, customer, said()).await;
        assert!(matches!(&again, Err(Failure::Taken(what)) if what.contains("message")), "{again:?}");
        assert_eq!(customers::seq_of_message(&hub, message, CustomerId(customer)).await.unwrap(), Some(first.seq));
        let count = "SELECT COUNT(*) FROM events WHERE message = $1";
        assert_eq!(number(hub.db(), count, [message.0.into()]).await, 1);
        is_clean(&hub).await;
        hub.stop().await;
    });
}

#[test]
fn a_sqlite_database_has_one_hub() {
    actix::System::new().block_on(async {
        let fresh = Fresh::sqlite();
        let hub = open(&fresh.url).await;
        let second = Hub::start(HubOptions::new(&fresh.url)).await;
        assert!(matches!(&second, Err(StartError::Connect(error)) if error.to_string().contains("already running")));
        hub.stop().await;
        // Whoever stopped a hub may start one, even while somebody still has the old one in hand.
        let third = open(&fresh.url).await;
        assert!(hub.read::<Customer, _>(Uuid::now_v7(), |_| ()).await.is_err());
        third.stop().await;
    });
}

#[test]
fn two_hubs_on_one_postgresql_database_lose_and_double_nothing() {
    let Some(fresh) = Fresh::postgres() else { return };
    actix::System::new().block_on(async {
        let one = open(&fresh.url).await;
        open_node(&one, "LYO1", &[("LAMP", 5), ("CHAIR", 0)]).await;
        let customer = new_customer(&one, "Camille").await;
        let two = open(&fresh.url).await;

        let mut tasks = Vec::new();
        for n in 0..60 {
            let hub = if n % 2 == 0 { one.clone() } else { two.clone() };
            tasks.push(actix::spawn(async move {
                let message = MessageId(Uuid::now_v7());
                insist!(tell_customer(&hub, customer, says(message, &format!("Message {n}")))).unwrap();
                let one_more = key(&format!("one more, {n}"), "body");
                insist!(tell_node_under(&hub, "LYO1", adjusted("CHAIR", 1), &one_more)).unwrap();
                if n < 20 {
                    let key = key(&format!("order {n}"), "body");
                    insist!(place_under(&hub, order_for(vec![line("LAMP", 1)]), &key)).unwrap();
                }
            }));
        }
        for task in tasks {
            task.await.unwrap();
        }
        all_is_paid(&one).await;
        assert!(two.drain(Duration::from_secs(5)).await);
        assert_eq!(number(one.db(), "SELECT COUNT(*) FROM events WHERE type = 'message.posted'", []).await, 60);
        assert_eq!(number(one.db(), "SELECT on_hand FROM stock WHERE sku = 'CHAIR'", []).await, 60);
        assert_eq!(number(one.db(), "SELECT COUNT(*) FROM orders WHERE status = 'reserved'", []).await, 5);
        assert_eq!(number(one.db(), "SELECT COUNT(*) FROM orders WHERE status = 'refused'", []).await, 15);
        is_clean(&one).await;
        one.stop().await;
        two.stop().await;
    });
}

#[test]
fn what_was_decided_on_overtaken_state_is_decided_again() {
    let Some(fresh) = Fresh::postgres() else { return };
    actix::System::new().block_on(async {
        let one = open(&fresh.url).await;
        open_node(&one, "LYO1", &[("LAMP", 5)]).await;
        let two = open(&fresh.url).await;
        assert_eq!(stock(&two, "LYO1", "LAMP").await.on_hand, 5);
        count(&one, "LYO1", "LAMP", 2).await;
        // The second hub still believes in five, and would accept this.
        let refused = tell_node(&two, "LYO1", adjusted("LAMP", -3)).await;
        assert!(matches!(refused, Err(Failure::Refused(node::Refusal::BelowZero { on_hand: 2, .. }))), "{refused:?}");
        let changes = vec![StockChange::Adjust { sku: "LAMP".into(), by: -1, reason: None }];
        let call = Call::command(node::Command::ChangeStock { changes }, By::system());
        let on_hand = |node: &Node| node.stock(&Sku::from("LAMP")).on_hand;
        let (receipt, left) = two.ask::<Node, _>(NodeCode::from("LYO1").entity(), call, on_hand).await.unwrap();
        assert_eq!((receipt.version, left), (4, 1));
        is_clean(&one).await;
        one.stop().await;
        two.stop().await;
    });
}
