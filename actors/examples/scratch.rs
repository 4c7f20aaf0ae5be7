use comptoir_actors::customers;
use comptoir_actors::orders::{self, NewLine, NewOrder};
use comptoir_actors::{By, Call, Hub, HubOptions};
use comptoir_domain::customer::{self, Customer};
use comptoir_domain::ids::*;
use comptoir_domain::node::{self, Node};
use comptoir_domain::order;
use comptoir_domain::place::Address;
use std::time::Instant;
use uuid::Uuid;

fn main() {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    actix::System::new().block_on(async {
        let dir = tempfile::tempdir().unwrap();
        let hub = Hub::start(HubOptions::new(&format!("sqlite:{}/t.db", dir.path().display()))).await.unwrap();
        for n in 0..15 {
            let code = NodeCode(format!("N{n}"));
            let profile = node::Profile {
                code: code.clone(),
                name: code.0.clone(),
                kind: node::NodeKind::Warehouse,
                address: Address {
                    name: String::new(),
                    street: "1 rue".into(),
                    postcode: "69002".into(),
                    city: "Lyon".into(),
                    country: "FR".into(),
                    point: Some(comptoir_domain::place::Point { latitude: 45.0 + n as f64 / 10.0, longitude: 4.0 }),
                },
                phone: None,
                hours: Default::default(),
                handling_cost: 50,
            };
            hub.tell::<Node>(code.entity(), node::Command::Describe(Box::new(profile)), By::system()).await.unwrap();
            let changes = (0..200).map(|s| node::StockChange::Set { sku: Sku(format!("SKU-{s}")), on_hand: 1_000_000 }).collect();
            hub.tell::<Node>(code.entity(), node::Command::ChangeStock { changes }, By::system()).await.unwrap();
        }
        let per = 300;
        for round in 0..3 {
            let hot = round == 2;
            let begin = Instant::now();
            let c0 = hub.journal().commits();
            let tasks: Vec<_> = (0..64)
                .map(|t| {
                    let hub = hub.clone();
                    tokio::spawn(async move {
                        let mut lat = vec![];
                        for i in 0..per {
                            let at = Instant::now();
                            let who = customers::WhoIsIt {
                                name: Some("Camille Durand".into()),
                                handles: vec![comptoir_domain::handle::HandleKey {
                                    kind: comptoir_domain::handle::HandleKind::Email,
                                    value: format!("c{round}-{t}-{i}@example.com"),
                                }],
                                language: "fr".into(),
                                channel: customer::Channel::Webchat,
                            };
                            let customer = customers::customer_for(&hub, &who, &By::system()).await.unwrap();
                            let sku = if hot { 7 } else { (t * 31 + i * 7) % 200 };
                            let placed = orders::place(
                                &hub,
                                NewOrder {
                                    customer,
                                    contact: order::Contact {
                                        name: Some("Camille".into()),
                                        email: Some("c@example.com".into()),
                                        phone: None,
                                    },
                                    language: "fr".into(),
                                    channel: order::Channel::Web,
                                    lines: vec![NewLine {
                                        sku: Sku(format!("SKU-{sku}")),
                                        title: "Housse de couette lin".into(),
                                        barcode: None,
                                        quantity: 1,
                                        unit_price: 4900,
                                    }],
                                    delivery: order::Delivery::Ship {
                                        address: Address {
                                            name: "Camille".into(),
                                            street: "1 rue".into(),
                                            postcode: "69002".into(),
                                            city: "Lyon".into(),
                                            country: "FR".into(),
                                            point: None,
                                        },
                                    },
                                    backorder: true,
                                },
                                By::system(),
                                None,
                            )
                            .await
                            .unwrap();
                            assert_eq!(placed.order.status, order::Status::Reserved);
                            lat.push(at.elapsed());
                        }
                        lat
                    })
                })
                .collect();
            let mut lat = vec![];
            for t in tasks {
                lat.extend(t.await.unwrap());
            }
            lat.sort();
            let secs = begin.elapsed().as_secs_f64();
            println!(
                "orders{}: {:.0}/s p50 {:?} p99 {:?} commits {}",
                if hot { " hot" } else { "" },
                lat.len() as f64 / secs,
                lat[lat.len() / 2],
                lat[lat.len() * 99 / 100],
                hub.journal().commits() - c0
            );
        }
        for (conv, per) in [(32usize, 3000usize), (1, 3000)] {
            let begin = Instant::now();
            let c0 = hub.journal().commits();
            let tasks: Vec<_> = (0..conv)
                .map(|t| {
                    let hub = hub.clone();
                    tokio::spawn(async move {
                        let id = Uuid::now_v7();
                        hub.tell::<Customer>(
                            id,
                            customer::Command::Create {
                                name: Some(format!("V{t}")),
                                language: "fr".into(),
                                channel: customer::Channel::Webchat,
                                handles: vec![],
                            },
                            By::system(),
                        )
                        .await
                        .unwrap();
                        let mut lat = vec![];
                        for i in 0..per {
                            let at = Instant::now();
                            let post = customer::Post {
                                message: MessageId(Uuid::new_v4()),
                                channel: customer::Channel::Webchat,
                                from: customer::From::Customer,
                                name: None,
                                text: format!("Bonjour, où est ma commande {i} ?"),
                                to: None,
                                new_topic: TopicId(Uuid::now_v7()),
                                new_touch: TouchId(Uuid::now_v7()),
                                staff: None,
                            };
                            hub.ask::<Customer, ()>(id, Call::command(customer::Command::Post(Box::new(post)), By::system()), |_| ())
                                .await
                                .unwrap();
                            lat.push(at.elapsed());
                        }
                        lat
                    })
                })
                .collect();
            let mut lat = vec![];
            for t in tasks {
                lat.extend(t.await.unwrap());
            }
            lat.sort();
            let secs = begin.elapsed().as_secs_f64();
            println!(
                "chat {conv}: {:.0}/s p50 {:?} p99 {:?} commits {}",
                lat.len() as f64 / secs,
                lat[lat.len() / 2],
                lat[lat.len() * 99 / 100],
                hub.journal().commits() - c0
            );
        }
        let report = comptoir_actors::check::check(hub.db()).await.unwrap();
        println!(
            "check: {} events {} orders; differences {:?}",
            report.events,
            report.orders,
            &report.differences[..report.differences.len().min(5)]
        );
        hub.stop().await;
    });
}
