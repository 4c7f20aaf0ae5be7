//! A small retailer around one order: real nodes with real stock, and somebody who pays the order's debts as the hub does.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use comptoir_domain::entity::{Effect, Entity, Owed};
use comptoir_domain::ids::{CustomerId, FulfillmentId, NodeCode, Sku, derived};
use comptoir_domain::node::{self, Node, NodeKind, Profile, StockChange, Wanted};
use comptoir_domain::order::{
    Announcement, Channel, Command, Contact, Delivery, Event, Fulfillment, Line, Order, Place, Quantities, Refusal, Status, announcements,
};
use comptoir_domain::place::{Address, Point};
use comptoir_domain::sourcing::{self, Candidate, Destination, Plan, Policy, Request, RequestLine, Rules, Unsourceable, usual_carriers};
use comptoir_domain::time::{Span, Timestamp};
use std::collections::BTreeMap;

pub const CODE: &str = "482913";

pub struct World {
    pub order: Order,
    pub nodes: BTreeMap<NodeCode, Node>,
    pub now: Timestamp,
    pub history: Vec<(Timestamp, Event)>,
    pub announced: Vec<Announcement>,
    /// Units that have left the nodes.
    pub consumed: i64,
    /// Units that stores have taken in, because nobody collected them there.
    pub taken_in: i64,
    pub policy: Policy,
}

pub fn address(latitude: f64, longitude: f64) -> Address {
    Address {
        name: "Camille Dubois".into(),
        street: "3 rue des Lilas".into(),
        postcode: "69002".into(),
        city: "Lyon".into(),
        country: "FR".into(),
        point: Some(Point { latitude, longitude }),
    }
}

pub fn to_lyon() -> Delivery {
    Delivery::Ship { address: address(45.76, 4.83) }
}

pub fn at(node: &str) -> Delivery {
    Delivery::Pickup { node: node.into() }
}

pub fn relay(node: &str) -> Delivery {
    Delivery::RelayPoint { node: node.into() }
}

pub fn wanted(sku: &str, quantity: i64) -> Wanted {
    Wanted { sku: sku.into(), quantity }
}

impl World {
    /// A store in Lyon, a warehouse near Orléans and a store in Lille, with so many units each, and a relay point in Villeurbanne.
    pub fn with(stock: &[(&str, &[(&str, i64)])]) -> World {
        let places = [
            ("LYO1", NodeKind::Store, 45.76, 4.83),
            ("ORL1", NodeKind::Warehouse, 47.94, 1.83),
            ("LIL1", NodeKind::Store, 50.63, 3.06),
            ("REL1", NodeKind::RelayPoint, 45.77, 4.88),
        ];
        let order = Order::blank(derived("an order"));
        let now = Timestamp(1_760_000_000_000);
        let mut world = World {
            order,
            nodes: BTreeMap::new(),
            now,
            history: Vec::new(),
            announced: Vec::new(),
            consumed: 0,
            taken_in: 0,
            policy: Policy::default(),
        };
        for (code, kind, latitude, longitude) in places {
            let code = NodeCode::from(code);
            world.nodes.insert(code.clone(), Node::blank(code.entity()));
            let address = address(latitude, longitude);
            let profile = Profile {
                code: code.clone(),
                name: code.0.clone(),
                kind,
                address,
                phone: None,
                hours: Default::default(),
                handling_cost: 100,
                practice: Default::default(),
            };
            world.tell_node(&code, node::Command::Describe(Box::new(profile))).unwrap();
        }
        for (code, units) in stock {
            for (sku, on_hand) in *units {
                world.count(code, sku, *on_hand);
            }
        }
        world
    }

    pub fn count(&mut self, node: &str, sku: &str, on_hand: i64) {
        let changes = vec![StockChange::Set { sku: sku.into(), on_hand }];
        self.tell_node(&node.into(), node::Command::ChangeStock { changes }).unwrap();
    }

    pub fn available(&self, node: &str, sku: &str) -> i64 {
        self.nodes[&NodeCode::from(node)].stock(&sku.into()).available()
    }

    pub fn on_hand(&self, node: &str, sku: &str) -> i64 {
        self.nodes[&NodeCode::from(node)].stock(&sku.into()).on_hand
    }

    pub fn tell_node(&mut self, node: &NodeCode, command: node::Command) -> Result<(), node::Refusal> {
        let node = self.nodes.get_mut(node).unwrap();
        for event in node.decide(&command, self.now)? {
            if let node::Event::Consumed { fulfillment } = &event {
                self.consumed += node.reservations[fulfillment].lines.iter().map(|line| line.quantity).sum::<i64>();
            }
            if let node::Event::TakenIn { lines, .. } = &event {
                self.taken_in += lines.iter().map(|line| line.quantity).sum::<i64>();
            }
            node.apply(&event, self.now);
        }
        Ok(())
    }

    /// Tells the order; gives what happened.
    pub fn tell(&mut self, command: Command) -> Result<Vec<Event>, Refusal> {
        let events = self.order.decide(&command, self.now)?;
        for event in &events {
            self.order.apply(event, self.now);
            self.history.push((self.now, event.clone()));
            self.announced.extend(announcements(&self.order, event));
        }
        Ok(events)
    }

    /// Tells the order, and then pays all debts.
    pub fn go(&mut self, command: Command) -> Vec<Event> {
        let events = self.tell(command).unwrap();
        self.settle();
        events
    }

    pub fn placing(&self, lines: &[(&str, i64)], delivery: Delivery, backorder: bool) -> Place {
        let line = |(n, (sku, quantity)): (usize, &(&str, i64))| Line {
            line: n as u32 + 1,
            sku: (*sku).into(),
            title: format!("Product {sku}"),
            barcode: None,
            quantity: *quantity,
            unit_price: 1_999,
            grams: 0,
            category: String::new(),
            quantities: Quantities::default(),
        };
        let lines: Vec<Line> = lines.iter().enumerate().map(line).collect();
        let wanted = lines.iter().map(|line| (line.line, line.sku.clone(), line.quantity)).collect();
        let plan = self.source(wanted, &delivery, &[], "first", false);
        Place {
            number: "4827-193-605".into(),
            customer: CustomerId(derived("Camille")),
            contact: Contact { name: Some("Camille Dubois".into()), email: Some("camille@example.org".into()), phone: None },
            language: "fr".into(),
            channel: Channel::Web,
            delivery,
            currency: "EUR".into(),
            lines,
            backorder,
            gift: false,
            promised: None,
            plan,
        }
    }

    pub fn place(&mut self, lines: &[(&str, i64)], delivery: Delivery) -> Vec<Event> {
        let place = self.placing(lines, delivery, false);
        self.go(Command::Place(Box::new(place)))
    }

    fn source(
        &self,
        wanted: Vec<(u32, Sku, i64)>,
        delivery: &Delivery,
        without: &[NodeCode],
        seed: &str,
        partly: bool,
    ) -> Result<Plan, Unsourceable> {
        let destination = match delivery {
            Delivery::Ship { address } => Destination::Ship { to: address.point },
            Delivery::Pickup { node } => Destination::Pickup { node: node.clone(), point: None },
            Delivery::RelayPoint { .. } => Destination::RelayPoint { to: None },
        };
        let candidates: Vec<Candidate> = self
            .nodes
            .iter()
            .filter(|(code, _)| !without.contains(code))
            .map(|(code, node)| {
                let profile = node.profile.as_ref().unwrap();
                let available = wanted.iter().map(|(_, sku, _)| node.stock(sku).available()).collect();
                Candidate::new(code.clone(), profile.kind, profile.address.point, available)
            })
            .collect();
        let lines = wanted.into_iter().map(|(line, sku, quantity)| RequestLine { line, sku, quantity, grams: 0 }).collect();
        let fulfillment_seed = format!("{}:{seed}", self.order.id);
        let request = Request { fulfillment_seed, lines, destination, at: self.now, promised: None, gift: false };
        let carriers = usual_carriers();
        let rules = Rules { policy: &self.policy, carriers: &carriers, days_of_work: &[] };
        if partly { sourcing::plan_partly(&request, &candidates, rules, None) } else { sourcing::plan(&request, &candidates, rules, None) }
    }

    /// Does what an entity owes; the order is `answered`, unless the answer gets lost on the way.
    pub fn pay(&mut self, owed: &Owed, answered: bool) {
        let answer = match owed.effect.clone() {
            Effect::Source { without } => {
                let open = |line: &Line| (line.line, line.sku.clone(), line.quantities.open);
                let wanted = self.order.lines.iter().map(open).filter(|(_, _, units)| *units > 0).collect();
                let seed = self.order.plans.len().to_string();
                let plan = self.source(wanted, &self.order.delivery, &without, &seed, self.order.takes_backorders());
                Command::Plan(Box::new(plan))
            }
            Effect::SourceElsewhere { fulfillment } => {
                let overdue = self.order.fulfillment(fulfillment).unwrap();
                let without: Vec<_> = self.order.without.iter().chain([&overdue.node]).cloned().collect();
                let wanted = overdue.lines.iter().map(|line| (line.line, line.sku.clone(), line.quantity)).collect();
                let elsewhere = self.source(wanted, &self.order.delivery, &without, "elsewhere", false).is_ok();
                Command::Overdue { fulfillment, elsewhere }
            }
            Effect::Reserve { node, fulfillment, lines } => {
                match self.tell_node(&node, node::Command::Reserve { fulfillment, order: self.order.id, lines }) {
                    Ok(()) => Command::ReservationTaken { fulfillment },
                    Err(_) => Command::ReservationRefused { fulfillment },
                }
            }
            Effect::TellPicked { node, fulfillment } => {
                self.tell_node(&node, node::Command::MarkPicked { fulfillment }).unwrap();
                Command::PickTold { fulfillment }
            }
            Effect::Release { node, fulfillment, missing } => {
                self.tell_node(&node, node::Command::Release { fulfillment, missing }).unwrap();
                Command::ReservationEnded { fulfillment }
            }
            Effect::Consume { node, fulfillment } => {
                self.tell_node(&node, node::Command::Consume { fulfillment }).unwrap();
                Command::ReservationEnded { fulfillment }
            }
            Effect::TakeIn { node, fulfillment, lines } => {
                self.tell_node(&node, node::Command::TakeIn { fulfillment, order: self.order.id, lines }).unwrap();
                Command::TakenIn { fulfillment }
            }
            Effect::TellShort { fulfillment, .. } => {
                self.tell(Command::ReservationShort { fulfillment }).unwrap();
                let node = self.order.fulfillment(fulfillment).unwrap().node.clone();
                if answered {
                    self.tell_node(&node, node::Command::ShortTold { fulfillment }).unwrap();
                }
                return;
            }
            Effect::Order(command) => command,
            other => panic!("an order does not owe {other:?}"),
        };
        if answered {
            self.tell(answer).unwrap();
        }
    }

    /// What is owed now, by the order and by the nodes to it.
    pub fn due(&self) -> Vec<Owed> {
        let all = self.order.pending().into_iter().chain(self.nodes.values().flat_map(|node| node.pending()));
        all.filter(|owed| owed.due <= self.now).collect()
    }

    /// Pays debts until none is due.
    pub fn settle(&mut self) {
        for _ in 0..1_000 {
            match self.due().first().cloned() {
                Some(owed) => self.pay(&owed, true),
                None => return,
            }
        }
        panic!("the debts never end: {:?}", self.due());
    }

    pub fn wait(&mut self, span: Span) {
        self.now = self.now + span;
    }

    pub fn status(&self) -> Status {
        self.order.status
    }

    /// The fulfillment that was made last.
    pub fn last(&self) -> &Fulfillment {
        self.order.fulfillments.last().unwrap()
    }

    pub fn id(&self) -> FulfillmentId {
        self.last().id
    }

    pub fn units(&self, line: u32) -> Quantities {
        self.order.line(line).unwrap().quantities
    }

    pub fn told(&self) -> Vec<&'static str> {
        self.announced.iter().map(|announcement| announcement.template).collect()
    }

    /// Everything up to packed.
    pub fn pack(&mut self) -> FulfillmentId {
        let fulfillment = self.id();
        self.go(Command::Accept { fulfillment });
        self.go(Command::Pick { fulfillment, lines: None });
        self.go(Command::Pack { fulfillment });
        fulfillment
    }

    /// Other nodes may send to the store what it lacks.
    pub fn send_to_stores(mut self) -> World {
        self.policy.limits.ship_to_store = true;
        self
    }

    /// Everything until what was packed elsewhere lies at the counter.
    pub fn arrive(&mut self) -> FulfillmentId {
        let fulfillment = self.pack();
        self.go(Command::Ship { fulfillment, carrier: None, tracking_number: None });
        let until = self.now + Span::days(7);
        self.go(Command::Ready { fulfillment, code: CODE.into(), until });
        fulfillment
    }

    pub fn make_ready(&mut self) -> FulfillmentId {
        let fulfillment = self.pack();
        let until = self.now + Span::days(7);
        self.go(Command::Ready { fulfillment, code: CODE.into(), until });
        fulfillment
    }
}
