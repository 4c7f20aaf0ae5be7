//! What screens and the API read from the tables, the catalogue and the accounts: the same on SQLite and PostgreSQL.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod databases;
#[path = "store_queries/plans.rs"]
mod plans;
#[path = "store_queries/rows.rs"]
mod rows;

use comptoir_actors::store::catalogue::{self, Options, Product, UpsertError, Variant};
use comptoir_actors::store::models::{customer, fulfillment, handle, topic};
use comptoir_actors::store::queries::inbox::{Counts, View};
use comptoir_actors::store::queries::orders::Filter;
use comptoir_actors::store::queries::page::Cursor;
use comptoir_actors::store::queries::timeline::Part;
use comptoir_actors::store::queries::{board, customers, feed, inbox, orders, outbox, timeline};
use comptoir_actors::store::staff::{self, Account, AddError, CannedReply};
use comptoir_domain::ids::Sku;
use comptoir_domain::time::Timestamp;
use comptoir_migrations::{Migrator, MigratorTrait, migrate};
use databases::on_both;
use plans::Explaining;
use rows::{customer, delivery, event, fulfillment, handle, handover, id, order, put, topic};
use sea_orm::{DatabaseConnection, EntityTrait, IntoActiveModel, SqlErr};

#[test]
fn migrating_again_or_at_once_changes_nothing() {
    on_both(|db| async move {
        put(&db, customer(1, "Camille")).await;
        Migrator::up(&db, None).await.unwrap();
        let (one, other) = tokio::join!(migrate(&db), migrate(&db));
        one.unwrap();
        other.unwrap();
        assert_eq!(customer::Entity::find().all(&db).await.unwrap().len(), 1);

        Migrator::down(&db, None).await.unwrap();
        assert!(customer::Entity::find().all(&db).await.is_err());
        let (one, other) = tokio::join!(migrate(&db), migrate(&db));
        one.unwrap();
        other.unwrap();
        assert!(customer::Entity::find().all(&db).await.unwrap().is_empty());
    });
}

#[test]
fn the_tables_keep_what_is_unique() {
    on_both(|db| async move {
        async fn refused<M, A>(db: &DatabaseConnection, row: M) -> bool
        where
            M: IntoActiveModel<A>,
            A: sea_orm::ActiveModelTrait + sea_orm::ActiveModelBehavior + Send,
        {
            match A::Entity::insert(row.into_active_model()).exec_without_returning(db).await {
                Ok(_) => false,
                Err(error) => {
                    assert!(matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))), "{error}");
                    true
                }
            }
        }
        put(&db, handle(1, "email", "camille@exemple.fr", "claimed")).await;
        put(&db, handle(2, "email", "camille@exemple.fr", "claimed")).await;
        put(&db, handle(3, "email", "camille@exemple.fr", "proved")).await;
        assert!(refused(&db, handle(4, "email", "camille@exemple.fr", "confirmed")).await);
        put(&db, event(1, 9, 1, None, 0)).await;
        assert!(refused(&db, event(1, 9, 2, None, 0)).await);
        assert!(refused(&db, event(2, 9, 1, None, 0)).await);
        put(&db, order(1, 1, "4827-193-605", "sourcing", 1)).await;
        assert!(refused(&db, order(2, 1, "4827-193-605", "sourcing", 1)).await);
        put(&db, handover(1, "482913", 10)).await;
        assert!(refused(&db, handover(2, "482913", 10)).await);
    });
}

#[test]
fn the_inbox_has_its_views() {
    on_both(|db| async move {
        let me = id(77);
        put(&db, customer(1, "Camille Dupont")).await;
        put(&db, event(1, 1, 1, Some(1), 1)).await;
        put(&db, event(2, 1, 2, Some(1), 1)).await;
        put(&db, topic::Model { version: 2, ..topic(10, 1, "open", 100) }).await;
        put(&db, topic::Model { assignee_id: Some(me), assignee_name: Some("Nadia".into()), ..topic(11, 1, "waiting", 200) }).await;
        put(&db, topic::Model { assignee_id: Some(id(78)), assignee_name: Some("Hugo".into()), ..topic(12, 1, "open", 300) }).await;
        put(&db, topic(13, 1, "snoozed", 400)).await;
        put(&db, topic::Model { assignee_id: Some(me), assignee_name: Some("Nadia".into()), ..topic(14, 2, "closed", 500) }).await;

        async fn seen(db: &DatabaseConnection, view: View) -> Vec<u128> {
            inbox::topics(db, view, None, 50).await.unwrap().rows.iter().map(|topic| topic.topic.as_u128()).collect()
        }
        assert_eq!(seen(&db, View::Open).await, [12, 11, 10]);
        assert_eq!(seen(&db, View::Mine(me)).await, [11]);
        assert_eq!(seen(&db, View::Unassigned).await, [10]);
        assert_eq!(seen(&db, View::Snoozed).await, [13]);
        assert_eq!(seen(&db, View::Closed).await, [14]);
        assert_eq!(inbox::counts(&db, me).await.unwrap(), Counts { open: 3, mine: 1, unassigned: 1, snoozed: 1 });
        assert_eq!(inbox::counts(&db, id(79)).await.unwrap().mine, 0);

        let one = inbox::topic(&db, id(10)).await.unwrap().unwrap();
        assert_eq!((one.customer_name.as_deref(), one.updated_seq, one.unread), (Some("Camille Dupont"), 2, 1));
        assert_eq!((one.waiting_since, one.assignee), (Some(Timestamp(100)), None));
        let other = inbox::topic(&db, id(14)).await.unwrap().unwrap();
        assert_eq!((other.customer_name, other.updated_seq, other.assignee.unwrap().name.as_str()), (None, 0, "Nadia"));
        assert_eq!(inbox::topic(&db, id(99)).await.unwrap(), None);
        let hers = inbox::of_customers(&db, &[id(1)], 50).await.unwrap();
        assert_eq!(hers.iter().map(|topic| topic.topic.as_u128()).collect::<Vec<_>>(), [13, 12, 11, 10]);
        assert_eq!(inbox::of_customers(&db, &[], 50).await.unwrap(), []);
    });
}

#[test]
fn pages_of_the_inbox_leave_nothing_out() {
    on_both(|db| async move {
        // Several at the same moment, so that a page ends between them.
        for number in 1..=23u128 {
            put(&db, topic(number, 1, if number % 2 == 0 { "open" } else { "waiting" }, 100 + (number / 5) as i64)).await;
        }
        let mut seen = Vec::new();
        let mut after: Option<Cursor> = None;
        loop {
            let page = inbox::topics(&db, View::Open, after, 4).await.unwrap();
            seen.extend(page.rows.iter().map(|topic| topic.topic.as_u128()));
            match page.next {
                Some(next) => after = Some(next.to_string().parse().unwrap()),
                None => break,
            }
        }
        assert_eq!(seen, (1..=23).rev().collect::<Vec<_>>());
    });
}

#[test]
fn the_board_shows_what_is_to_be_done() {
    on_both(|db| async move {
        for (number, node, status) in [
            (1, "LYO1", "planned"),
            (2, "LYO1", "offered"),
            (3, "LYO1", "accepted"),
            (4, "LYO1", "picking"),
            (5, "LYO1", "packed"),
            (6, "LYO1", "ready_for_pickup"),
            (7, "LYO1", "collected"),
            (8, "LYO1", "shipped"),
            (9, "PAR1", "offered"),
        ] {
            put(&db, fulfillment(number, 100 + number, node, status, 1_000 - number as i64)).await;
        }
        for (number, status) in [(10, "packed"), (11, "shipped"), (12, "ready_for_pickup"), (13, "collected")] {
            let sent_to = Some("LYO1".to_owned());
            put(&db, fulfillment::Model { sent_to, ..fulfillment(number, 100 + number, "PAR1", status, 1_000 - number as i64) }).await;
        }
        put(&db, event(1, 102, 1, None, 1)).await;
        let of = async |node| {
            let cards = board::cards(&db, node).await.unwrap();
            cards.iter().map(|card| card.fulfillment_id.as_u128()).collect::<Vec<_>>()
        };
        assert_eq!(of("LYO1").await, [12, 11, 6, 5, 4, 3, 2], "what is packed here, and what comes here");
        assert_eq!(of("PAR1").await, [10, 9], "until it leaves");
        let card = board::card(&db, id(2)).await.unwrap().unwrap();
        assert_eq!((card.customer.as_deref(), card.updated_seq, card.number.as_str()), (Some("Camille D."), 1, "4827-193-605"));
        assert_eq!(card.due_at, Some(Timestamp(1_998)));
        assert!(card.lines.get().starts_with(r#"[{"line":1,"#));
        assert!(board::card(&db, id(99)).await.unwrap().is_none());
    });
}

#[test]
fn a_timeline_is_read_in_its_order_from_both_ends() {
    on_both(|db| async move {
        // 1 and 2 are one; 3 is somebody else.
        for seq in 1..=30i64 {
            let customer = [1, 2, 3][(seq % 3) as usize];
            put(&db, event(seq, customer, seq, Some(customer), [0, 1, 2][(seq % 4).min(2) as usize])).await;
        }
        put(&db, event(31, 50, 1, None, 0)).await;
        let together = [id(1), id(2)];
        async fn seqs(db: &DatabaseConnection, customers: &[uuid::Uuid], part: Part, visible: bool, limit: u64) -> Vec<i64> {
            timeline::events(db, customers, part, visible, limit).await.unwrap().iter().map(|event| event.seq).collect()
        }
        let all: Vec<i64> = (1..=30).filter(|seq| seq % 3 != 2).collect();
        assert_eq!(seqs(&db, &together, Part::After(0), false, 100).await, all);
        assert_eq!(seqs(&db, &together, Part::Latest, false, 100).await, all);
        assert_eq!(seqs(&db, &together, Part::After(10), false, 3).await, [12, 13, 15]);
        assert_eq!(seqs(&db, &together, Part::Before(10), false, 3).await, [6, 7, 9]);
        assert_eq!(seqs(&db, &together, Part::Latest, false, 2).await, [28, 30]);
        assert_eq!(seqs(&db, &[id(3)], Part::Latest, false, 2).await, [26, 29]);
        assert_eq!(seqs(&db, &together, Part::After(20), true, 100).await, [21, 22, 25, 27, 30]);
        assert_eq!(seqs(&db, &[], Part::Latest, false, 2).await, [0i64; 0]);
        assert_eq!(timeline::head(&db).await.unwrap(), 31);
        assert_eq!(timeline::last_seq(&db, &[id(3)], false).await.unwrap(), 29);
        assert_eq!(timeline::last_seq(&db, &[id(3), id(1)], false).await.unwrap(), 30);
        assert_eq!(timeline::last_seq(&db, &[id(4)], false).await.unwrap(), 0);

        let events = feed::events(&db, 28, 2).await.unwrap();
        assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), [29, 30]);
        let kindly = &events[1];
        assert_eq!((kindly.at, kindly.r#type.as_str(), kindly.customer), (Timestamp(30_000), "message.posted", Some(id(1))));
        assert_eq!((kindly.data.get(), kindly.by.get()), (r#"{"text":"number 30"}"#, r#"{"kind":"visitor"}"#));
        assert_eq!(kindly.data_for_customer().unwrap().get(), r#"{"text":"said more kindly"}"#);
        assert_eq!(events[0].data_for_customer().unwrap().get(), r#"{"text":"number 29"}"#);
        assert!(feed::events(&db, 30, 1).await.unwrap()[0].data_for_customer().is_none());
    });
}

#[test]
fn an_empty_journal_begins_at_zero() {
    on_both(|db| async move {
        assert_eq!(timeline::head(&db).await.unwrap(), 0);
        assert!(feed::events(&db, 0, 10).await.unwrap().is_empty());
    });
}

#[test]
fn orders_are_found_by_what_is_known_of_them() {
    on_both(|db| async move {
        put(&db, customer(1, "Camille Dupont")).await;
        put(&db, customer(2, "Élodie Martin")).await;
        put(&db, handle(1, "email", "camille@exemple.fr", "claimed")).await;
        put(&db, order(10, 1, "4827-193-605", "reserved", 100)).await;
        put(
            &db,
            comptoir_actors::store::models::order::Model {
                method: "pickup".into(),
                pickup_node: Some("PAR1".into()),
                ..order(11, 2, "4827-200-001", "completed", 200)
            },
        )
        .await;
        put(&db, order(12, 2, "9100-000-006", "reserved", 300)).await;
        put(&db, fulfillment(20, 12, "LYO1", "offered", 1)).await;

        async fn found(db: &DatabaseConnection, filter: Filter<'_>) -> Vec<u128> {
            orders::list(db, filter, None, 50).await.unwrap().rows.iter().map(|order| order.id.as_u128()).collect()
        }
        let typed = |typed| Filter { typed: Some(typed), ..Filter::default() };
        assert_eq!(found(&db, Filter::default()).await, [12, 11, 10]);
        assert_eq!(found(&db, Filter { customers: Some(&[id(2)]), ..Filter::default() }).await, [12, 11]);
        assert_eq!(found(&db, Filter { customers: Some(&[]), ..Filter::default() }).await, [0u128; 0]);
        assert_eq!(found(&db, Filter { status: Some("reserved"), ..Filter::default() }).await, [12, 10]);
        assert_eq!(found(&db, Filter { node: Some("LYO1"), ..Filter::default() }).await, [12]);
        assert_eq!(found(&db, Filter { node: Some("PAR1"), ..Filter::default() }).await, [11]);
        assert_eq!(found(&db, typed("4827")).await, [11, 10]);
        assert_eq!(found(&db, typed("4827 1936")).await, [10]);
        assert_eq!(found(&db, typed("Camille@")).await, [10]);
        assert_eq!(found(&db, typed("camille d")).await, [10]);
        assert_eq!(found(&db, typed("élodie")).await, [12, 11]);
        assert_eq!(found(&db, typed("éLODIE M")).await, [12, 11]);
        assert_eq!(found(&db, typed("%")).await, [0u128; 0]);
        assert_eq!(found(&db, Filter { status: Some("completed"), ..typed("élodie") }).await, [11]);

        let first = orders::list(&db, Filter::default(), None, 2).await.unwrap();
        let second = orders::list(&db, Filter::default(), first.next, 2).await.unwrap();
        assert_eq!((second.rows.len(), second.rows[0].id, second.next), (1, id(10), None));
        let only = &second.rows[0];
        assert_eq!((only.total.amount, only.total.currency.as_str()), (3_998, "EUR"));
        assert_eq!(only.customer.email.as_deref(), Some("camille@exemple.fr"));
        assert_eq!(orders::id_by_number(&db, "9100-000-006").await.unwrap(), Some(id(12)));
        assert_eq!(orders::id_by_number(&db, "9100-000-007").await.unwrap(), None);
        assert_eq!(orders::id_by_fulfillment(&db, id(20)).await.unwrap(), Some(id(12)));
    });
}

#[test]
fn only_a_sure_handle_recognises_a_customer() {
    on_both(|db| async move {
        put(&db, handle(1, "email", "camille@exemple.fr", "claimed")).await;
        put(&db, handle(2, "phone", "+33639980102", "confirmed")).await;
        put(&db, handle(3, "email", "elodie@exemple.fr", "proved")).await;
        put(&db, handover(1, "482913", 1_000)).await;
        assert_eq!(customers::by_handle(&db, "email", "camille@exemple.fr").await.unwrap(), None);
        assert_eq!(customers::by_handle(&db, "phone", "+33639980102").await.unwrap(), Some(id(2)));
        assert_eq!(customers::by_handle(&db, "email", "elodie@exemple.fr").await.unwrap(), Some(id(3)));
        assert_eq!(customers::by_handle(&db, "phone", "elodie@exemple.fr").await.unwrap(), None);
        assert_eq!(customers::by_handover_code(&db, "482913", Timestamp(999)).await.unwrap(), Some(id(1)));
        assert_eq!(customers::by_handover_code(&db, "482913", Timestamp(1_000)).await.unwrap(), None);
        assert_eq!(customers::by_handover_code(&db, "000000", Timestamp(1)).await.unwrap(), None);
    });
}

#[test]
fn linked_customers_are_one() {
    on_both(|db| async move {
        put(&db, customer(1, "Camille Dupont")).await;
        put(&db, customer::Model { linked_to: Some(id(1)), ..customer(2, "Camille") }).await;
        put(&db, customer::Model { linked_to: Some(id(2)), ..customer(3, "") }).await;
        put(&db, customer(4, "Hugo")).await;
        for asked in [1, 2, 3] {
            let group = customers::group(&db, id(asked)).await.unwrap();
            assert_eq!((group.canonical, group.members), (id(1), vec![id(1), id(2), id(3)]));
        }
        assert_eq!(customers::group(&db, id(4)).await.unwrap().members, [id(4)]);
        assert_eq!(customers::group(&db, id(99)).await.unwrap().members, [id(99)]);

        put(&db, handle::Model { since: 5, ..handle(1, "email", "camille@exemple.fr", "confirmed") }).await;
        put(&db, handle(2, "email", "camille@exemple.fr", "claimed")).await;
        put(&db, handle(3, "visitor", "v-1", "proved")).await;
        put(&db, topic(10, 2, "open", 1)).await;
        put(&db, topic(11, 1, "closed", 1)).await;
        put(&db, order(20, 3, "4827-193-605", "reserved", 1)).await;
        put(&db, order(21, 1, "4827-193-613", "completed", 1)).await;
        put(&db, event(1, 3, 1, Some(3), 1)).await;
        put(&db, event(2, 1, 1, Some(1), 1)).await;
        let cards = customers::cards(&db, &[id(4), id(99), id(1)]).await.unwrap();
        assert_eq!(cards.iter().map(|card| card.id).collect::<Vec<_>>(), [id(4), id(1)]);
        let card = &cards[1];
        assert_eq!(
            (card.name.as_deref(), card.open_topics, card.open_orders, card.last_seen_at),
            (Some("Camille Dupont"), 1, 1, Timestamp(2_000))
        );
        let handles: Vec<_> = card.handles.iter().map(|handle| (handle.kind.as_str(), handle.assurance.as_str())).collect();
        assert_eq!(handles, [("email", "confirmed"), ("visitor", "proved")]);
        assert_eq!((cards[0].open_topics, cards[0].last_seen_at, cards[0].handles.len()), (0, Timestamp(1), 0));
    });
}

#[test]
fn customers_in_a_circle_do_not_hang_anybody() {
    on_both(|db| async move {
        put(&db, customer::Model { linked_to: Some(id(2)), ..customer(1, "Camille") }).await;
        put(&db, customer::Model { linked_to: Some(id(1)), ..customer(2, "Camille") }).await;
        assert_eq!(customers::group(&db, id(1)).await.unwrap().members, [id(1), id(2)]);
    });
}

#[test]
fn who_has_the_same_handle_is_suggested_with_the_evidence() {
    on_both(|db| async move {
        put(&db, customer(1, "Camille")).await;
        put(&db, customer(2, "Camille Dupont")).await;
        put(&db, customer::Model { linked_to: Some(id(2)), ..customer(3, "C. Dupont") }).await;
        put(&db, customer::Model { linked_to: Some(id(1)), ..customer(4, "Cam") }).await;
        put(&db, customer(5, "Hugo")).await;
        for (customer, kind, value, assurance) in [
            (1, "email", "camille@exemple.fr", "claimed"),
            (1, "phone", "+33639980102", "claimed"),
            (2, "email", "camille@exemple.fr", "confirmed"),
            (3, "phone", "+33639980102", "claimed"),
            (3, "email", "camille@exemple.fr", "claimed"),
            (4, "email", "camille@exemple.fr", "claimed"),
            (5, "phone", "+33639980102", "claimed"),
            (5, "email", "hugo@exemple.fr", "proved"),
        ] {
            put(&db, handle(customer, kind, value, assurance)).await;
        }
        let suggestions = customers::suggestions(&db, &[id(1), id(4)]).await.unwrap();
        assert_eq!(
            suggestions.iter().map(|one| (one.customer_id, one.name.as_deref())).collect::<Vec<_>>(),
            [(id(2), Some("Camille Dupont")), (id(5), Some("Hugo"))]
        );
        let evidence: Vec<_> = suggestions[0].evidence.iter().map(|one| one.value.as_str()).collect();
        assert_eq!(evidence, ["camille@exemple.fr", "+33639980102"]);
        assert_eq!(customers::suggestions(&db, &[id(99)]).await.unwrap(), []);
    });
}

#[test]
fn customers_are_searched_by_whatever_is_typed() {
    on_both(|db| async move {
        put(&db, customer(1, "Élodie Martin")).await;
        put(&db, customer(2, "Camille DUPONT")).await;
        put(&db, customer::Model { linked_to: Some(id(2)), ..customer(3, "Camille") }).await;
        put(&db, customer(4, "Hugo 100%")).await;
        put(&db, handle(1, "email", "elodie@exemple.fr", "confirmed")).await;
        put(&db, handle(3, "phone", "+33639980102", "claimed")).await;
        put(&db, handle(4, "loyalty", "F-0042", "confirmed")).await;
        put(&db, order(10, 3, &comptoir_domain::ids::order_number(id(10).into(), 0), "reserved", 1)).await;
        async fn found(db: &DatabaseConnection, typed: &str, phone: Option<&str>) -> Vec<u128> {
            customers::search(db, typed, phone, 20).await.unwrap().iter().map(|card| card.id.as_u128()).collect()
        }
        assert_eq!(found(&db, "élodie", None).await, [1]);
        assert_eq!(found(&db, "ÉLODIE MAR", None).await, [1]);
        assert_eq!(found(&db, "martin", None).await, [1]);
        assert_eq!(found(&db, "Elodie@exemple", None).await, [1]);
        assert_eq!(found(&db, "camille", None).await, [2]);
        assert_eq!(found(&db, "dupont", None).await, [2]);
        assert_eq!(found(&db, "06 39 98 01 02", Some("+33639980102")).await, [2]);
        assert_eq!(found(&db, "F-0042", None).await, [4]);
        assert_eq!(found(&db, "100%", None).await, [4]);
        assert_eq!(found(&db, "%", None).await, [0u128; 0]);
        assert_eq!(found(&db, "  ", None).await, [0u128; 0]);
        let number = comptoir_domain::ids::order_number(id(10).into(), 0);
        assert_eq!(found(&db, &number.replace('-', ""), None).await, [2]);
    });
}

#[test]
fn the_outbox_shows_the_newest_first() {
    on_both(|db| async move {
        for number in 1..=5u128 {
            put(&db, delivery(number, 100 + (number / 2) as i64)).await;
        }
        let first = outbox::deliveries(&db, None, None, 3).await.unwrap();
        assert_eq!(first.rows.iter().map(|row| row.id.as_u128()).collect::<Vec<_>>(), [5, 4, 3]);
        let second = outbox::deliveries(&db, None, first.next, 3).await.unwrap();
        assert_eq!(second.rows.iter().map(|row| row.id.as_u128()).collect::<Vec<_>>(), [2, 1]);
        assert_eq!(second.next, None);
        let one = outbox::delivery(&db, id(1)).await.unwrap().unwrap();
        assert_eq!(
            (one.to.as_str(), one.order_number.as_deref(), one.data.get()),
            ("camille@exemple.fr", Some("4827-193-605"), r#"{"fulfillment":null}"#)
        );
        assert!(outbox::delivery(&db, id(9)).await.unwrap().is_none());
    });
}

fn bowl() -> Product {
    let variant = |sku: &str, colour: &str, barcode: &str| Variant {
        sku: sku.to_owned(),
        title: colour.to_owned(),
        options: Options(vec![("Taille".to_owned(), "M".to_owned()), ("Couleur".to_owned(), colour.to_owned())]),
        price: 1_999,
        grams: 400,
        barcode: Some(barcode.to_owned()),
    };
    Product {
        handle: "bol-en-gres".to_owned(),
        title: "Bol en grès".to_owned(),
        description_html: "<p>Tourné à la main.</p>".to_owned(),
        vendor: "Atelier Rive".to_owned(),
        category: "Table".to_owned(),
        tags: vec!["fait main".to_owned(), "Été".to_owned()],
        variants: vec![variant("BOL-ECRU", "Écru", "3760000000017"), variant("BOL-BLEU", "Bleu", "3760000000024")],
    }
}

fn scarf() -> Product {
    let only = Variant { sku: "ECH-01".to_owned(), price: 4_900, grams: 120, ..Variant::default() };
    Product {
        handle: "echarpe".to_owned(),
        title: "Écharpe 100% laine".to_owned(),
        category: "Mode".to_owned(),
        variants: vec![only],
        ..Product::default()
    }
}

#[test]
fn the_catalogue_keeps_products_as_they_are_given() {
    on_both(|db| async move {
        catalogue::upsert(&db, &[bowl(), scarf()], Timestamp(1)).await.unwrap();
        assert_eq!(catalogue::by_handle(&db, "bol-en-gres").await.unwrap(), Some(bowl()));
        assert_eq!(catalogue::by_handle(&db, "bol").await.unwrap(), None);

        // Given again it keeps its place, and what is not given any more is gone.
        let mut changed = bowl();
        changed.title = "Bol en grès émaillé".to_owned();
        changed.variants.remove(0);
        catalogue::upsert(&db, &[changed.clone()], Timestamp(2)).await.unwrap();
        let page = catalogue::list(&db, catalogue::Filter::default(), None, 10).await.unwrap();
        assert_eq!((page.rows, page.next), (vec![changed, scarf()], None));

        let mut thief = scarf();
        thief.handle = "autre".to_owned();
        let refused = catalogue::upsert(&db, &[bowl(), thief], Timestamp(3)).await;
        assert!(matches!(refused, Err(UpsertError::SkuTaken { sku, product }) if sku == "ECH-01" && product == "echarpe"));
        assert_eq!(catalogue::by_handle(&db, "bol-en-gres").await.unwrap().unwrap().variants.len(), 1, "all or nothing");
        assert_eq!(catalogue::skus(&db).await.unwrap(), [Sku::from("BOL-BLEU"), Sku::from("ECH-01")]);

        let json = serde_json::to_string(&bowl().variants[0].options).unwrap();
        assert_eq!(json, r#"{"Taille":"M","Couleur":"Écru"}"#);
    });
}

#[test]
fn the_catalogue_is_searched_and_paged() {
    on_both(|db| async move {
        catalogue::upsert(&db, &[bowl(), scarf()], Timestamp(1)).await.unwrap();
        async fn found(db: &DatabaseConnection, filter: catalogue::Filter<'_>) -> Vec<String> {
            catalogue::list(db, filter, None, 10).await.unwrap().rows.into_iter().map(|product| product.handle).collect()
        }
        let typed = |typed| catalogue::Filter { typed: Some(typed), ..Default::default() };
        assert_eq!(found(&db, catalogue::Filter { category: Some("Table"), ..Default::default() }).await, ["bol-en-gres"]);
        assert_eq!(found(&db, catalogue::Filter { barcode: Some("3760000000024"), ..Default::default() }).await, ["bol-en-gres"]);
        for (words, handle) in [
            ("GRÈS bol", "bol-en-gres"),
            ("rive", "bol-en-gres"),
            ("été", "bol-en-gres"),
            ("bol-bleu", "bol-en-gres"),
            ("écharpe", "echarpe"),
            ("100%", "echarpe"),
        ] {
            assert_eq!(found(&db, typed(words)).await, [handle], "{words}");
        }
        assert_eq!(found(&db, typed("bol laine")).await, [""; 0]);
        assert_eq!(found(&db, typed("'; DROP TABLE products; --")).await, [""; 0]);

        let first = catalogue::list(&db, catalogue::Filter::default(), None, 1).await.unwrap();
        let next: Cursor<String> = first.next.unwrap().to_string().parse().unwrap();
        let second = catalogue::list(&db, catalogue::Filter::default(), Some(next), 1).await.unwrap();
        assert_eq!((second.rows, second.next), (vec![scarf()], None));
        let categories = catalogue::categories(&db).await.unwrap();
        assert_eq!(categories.iter().map(|one| (one.name.as_str(), one.count)).collect::<Vec<_>>(), [("Mode", 1), ("Table", 1)]);

        let lines = catalogue::lines_for(&db, &[Sku::from("BOL-ECRU"), Sku::from("ECH-01"), Sku::from("RIEN")]).await.unwrap();
        assert_eq!(lines.len(), 2);
        let bowl = &lines[&Sku::from("BOL-ECRU")];
        assert_eq!((bowl.title.as_str(), bowl.price, bowl.barcode.as_deref()), ("Bol en grès (Écru)", 1_999, Some("3760000000017")));
        assert_eq!(lines[&Sku::from("ECH-01")].title, "Écharpe 100% laine");
        assert!(catalogue::lines_for(&db, &[]).await.unwrap().is_empty());
    });
}

fn account(number: u128, login: &str) -> Account {
    Account {
        id: id(number),
        login: login.to_owned(),
        name: "Nadia Benali".to_owned(),
        password_hash: "$argon2id$…".to_owned(),
        role: "clerk".to_owned(),
        node: Some("LYO1".to_owned()),
        language: "fr".to_owned(),
        created_at: 1,
        disabled_at: None,
    }
}

#[test]
fn staff_sign_in_and_out() {
    on_both(|db| async move {
        staff::add(&db, account(1, "Nadia")).await.unwrap();
        assert!(matches!(staff::add(&db, account(2, "nadia ")).await, Err(AddError::LoginTaken(login)) if login == "nadia"));
        assert_eq!(staff::by_login(&db, " NADIA").await.unwrap().unwrap().id, id(1));

        staff::begin_session(&db, "token", id(1), Timestamp(10), Timestamp(100)).await.unwrap();
        staff::begin_session(&db, "another", id(1), Timestamp(10), Timestamp(50)).await.unwrap();
        let (who, until) = staff::by_session(&db, "token", Timestamp(99)).await.unwrap().unwrap();
        assert_eq!((who.id, who.node.as_deref(), until), (id(1), Some("LYO1"), Timestamp(100)));
        assert_eq!(staff::by_session(&db, "token", Timestamp(100)).await.unwrap(), None);
        assert_eq!(staff::by_session(&db, &staff::hash("token"), Timestamp(50)).await.unwrap(), None, "a hash is no token");
        staff::prolong_session(&db, "token", Timestamp(200)).await.unwrap();
        assert!(staff::by_session(&db, "token", Timestamp(100)).await.unwrap().is_some());
        assert_eq!(staff::forget_expired_sessions(&db, Timestamp(50)).await.unwrap(), 1);
        staff::end_session(&db, "token").await.unwrap();
        assert_eq!(staff::by_session(&db, "token", Timestamp(20)).await.unwrap(), None);

        staff::begin_session(&db, "third", id(1), Timestamp(10), Timestamp(100)).await.unwrap();
        staff::set_password(&db, id(1), "$argon2id$new").await.unwrap();
        assert_eq!(staff::by_session(&db, "third", Timestamp(20)).await.unwrap(), None);
        assert_eq!(staff::by_id(&db, id(1)).await.unwrap().unwrap().password_hash, "$argon2id$new");
        staff::disable(&db, id(1), Timestamp(60)).await.unwrap();
        staff::begin_session(&db, "fourth", id(1), Timestamp(10), Timestamp(100)).await.unwrap();
        assert_eq!(staff::by_session(&db, "fourth", Timestamp(20)).await.unwrap(), None);
        assert!(staff::list(&db).await.unwrap().is_empty());
    });
}

#[test]
fn keys_settings_and_canned_replies_are_kept() {
    on_both(|db| async move {
        staff::add_key(&db, id(1), "till", "integration", "secret", Timestamp(1)).await.unwrap();
        assert_eq!(staff::by_key(&db, "secret").await.unwrap().unwrap().role, "integration");
        assert_eq!(staff::by_key(&db, "Secret").await.unwrap(), None);
        assert!(!staff::keys(&db).await.unwrap()[0].key_hash.contains("secret"));
        assert!(staff::revoke_key(&db, id(1), Timestamp(2)).await.unwrap());
        assert!(!staff::revoke_key(&db, id(1), Timestamp(3)).await.unwrap());
        assert_eq!(staff::by_key(&db, "secret").await.unwrap(), None);
        assert_eq!(staff::keys(&db).await.unwrap()[0].revoked_at, Some(2));

        assert_eq!(staff::setting(&db, "shop_name").await.unwrap(), None);
        staff::set(&db, "shop_name", "Maison Rive").await.unwrap();
        staff::set(&db, "shop_name", "Maison Rivage").await.unwrap();
        assert_eq!(staff::setting(&db, "shop_name").await.unwrap().as_deref(), Some("Maison Rivage"));
        assert_eq!(staff::set_once(&db, "shop_name", "Autre").await.unwrap(), "Maison Rivage");
        assert_eq!(staff::set_once(&db, "token_secret", "drawn").await.unwrap(), "drawn");

        let reply = |text: &str| CannedReply { shortcut: "bonjour".into(), language: "fr".into(), text: text.into() };
        staff::keep_canned_reply(&db, reply("Bonjour !")).await.unwrap();
        staff::keep_canned_reply(&db, reply("Bonjour, que puis-je pour vous ?")).await.unwrap();
        assert_eq!(staff::canned_replies(&db).await.unwrap(), [reply("Bonjour, que puis-je pour vous ?")]);
        staff::remove_canned_reply(&db, "bonjour", "fr").await.unwrap();
        assert!(staff::canned_replies(&db).await.unwrap().is_empty());
    });
}

#[test]
fn what_no_database_keeps_finds_nothing() {
    on_both(|db| async move {
        put(&db, customer(1, "Camille")).await;
        assert_eq!(customers::search(&db, "Camille\0", Some("\0"), 5).await.unwrap(), []);
        assert_eq!(customers::by_handle(&db, "email", "\0").await.unwrap(), None);
        assert!(
            orders::list(&db, Filter { typed: Some("\0"), node: Some("\0"), ..Filter::default() }, None, 5).await.unwrap().rows.is_empty()
        );
        let nowhere = Some(Cursor { at: 0, key: "\0".to_owned() });
        assert!(
            catalogue::list(&db, catalogue::Filter { typed: Some("a\0b"), ..Default::default() }, nowhere, 5)
                .await
                .unwrap()
                .rows
                .is_empty()
        );
        assert_eq!(catalogue::by_handle(&db, "\0").await.unwrap(), None);
        assert!(catalogue::lines_for(&db, &[Sku::from("\0")]).await.unwrap().is_empty());
        assert!(staff::by_login(&db, "\0").await.unwrap().is_none());
        assert!(staff::by_key(&db, "\0").await.unwrap().is_none());
    });
}

#[test]
fn what_screens_wait_for_reads_no_table_from_end_to_end() {
    on_both(|db| async move {
        let db = Explaining::new(db);
        for view in [View::Open, View::Mine(id(1)), View::Unassigned, View::Snoozed, View::Closed] {
            inbox::topics(&db, view, Some(Cursor { at: 5, key: id(5) }), 50).await.unwrap();
        }
        inbox::counts(&db, id(1)).await.unwrap();
        inbox::of_customers(&db, &[id(1), id(2)], 50).await.unwrap();
        inbox::topic(&db, id(1)).await.unwrap();
        board::cards(&db, "LYO1").await.unwrap();
        board::card(&db, id(1)).await.unwrap();
        for part in [Part::After(5), Part::Before(5), Part::Latest] {
            timeline::events(&db, &[id(1), id(2)], part, true, 50).await.unwrap();
            timeline::events(&db, &[id(1)], part, false, 50).await.unwrap();
        }
        timeline::last_seq(&db, &[id(1)], true).await.unwrap();
        feed::events(&db, 5, 50).await.unwrap();
        customers::by_handle(&db, "email", "camille@exemple.fr").await.unwrap();
        customers::by_handover_code(&db, "482913", Timestamp(1)).await.unwrap();
        customers::group(&db, id(1)).await.unwrap();
        customers::cards(&db, &[id(1), id(2)]).await.unwrap();
        customers::suggestions(&db, &[id(1), id(2)]).await.unwrap();
        orders::id_by_number(&db, "4827-193-605").await.unwrap();
        orders::id_by_fulfillment(&db, id(1)).await.unwrap();
        let both = [id(1), id(2)];
        for filter in [
            Filter { customers: Some(&both), ..Filter::default() },
            Filter { status: Some("reserved"), ..Filter::default() },
            Filter { typed: Some("4827"), ..Filter::default() },
            Filter { typed: Some("camille"), ..Filter::default() },
        ] {
            orders::list(&db, filter, None, 50).await.unwrap();
        }
        outbox::deliveries(&db, None, Some(Cursor { at: 5, key: id(5) }), 50).await.unwrap();
        outbox::deliveries(&db, Some(id(7)), None, 50).await.unwrap();
        catalogue::by_handle(&db, "bol").await.unwrap();
        catalogue::lines_for(&db, &[Sku::from("BOL-ECRU")]).await.unwrap();
        catalogue::tags_since(&db, Timestamp(5)).await.unwrap();
        assert_eq!(db.scans(), [""; 0]);

        // That it would be noticed.
        use comptoir_actors::store::queries::sql::Sql;
        Sql::new("SELECT id FROM topics WHERE unread = ").value(3).all(&db).await.unwrap();
        assert_eq!(db.scans().len(), 1);
    });
}
