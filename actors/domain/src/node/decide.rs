use crate::entity::{Effect, Entity, Kind, Owed, Shown, backoff};
use crate::ids::{CustomerId, FulfillmentId, OrderId, Sku};
use crate::node::apply::leave;
use crate::node::{Command, Ended, Event, Node, Profile, Refusal, ReservationStatus, Stock, StockChange, Wanted};
use crate::place::Address;
use crate::time::Timestamp;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The most units of a SKU that a node can have or promise.
const MOST: i64 = 1_000_000_000;

impl Entity for Node {
    const KIND: Kind = Kind::Node;
    type Command = Command;
    type Event = Event;
    type Refusal = Refusal;

    fn blank(id: Uuid) -> Self {
        Node {
            id,
            profile: None,
            stock: BTreeMap::new(),
            reservations: BTreeMap::new(),
            untold: Vec::new(),
            ended: Ended::default(),
            taken_in: Ended::default(),
        }
    }

    fn decide(&self, command: &Command, _now: Timestamp) -> Result<Vec<Event>, Refusal> {
        if let Command::Describe(profile) = command {
            return self.describe(profile);
        }
        if !self.exists() {
            return Err(Refusal::Unknown);
        }
        match command {
            Command::Describe(profile) => self.describe(profile),
            Command::ChangeStock { changes } => self.change_stock(changes),
            Command::Reserve { fulfillment, order, lines } => self.reserve(*fulfillment, *order, lines),
            Command::MarkPicked { fulfillment } => Ok(self.mark_picked(*fulfillment)),
            Command::Release { fulfillment, missing } => Ok(self.release(*fulfillment, missing)),
            Command::GiveUp { fulfillment } => self.give_up(*fulfillment),
            Command::Consume { fulfillment } => self.consume(*fulfillment),
            Command::TakeIn { fulfillment, order, lines } => Ok(self.take_in(*fulfillment, *order, lines)),
            Command::ShortTold { fulfillment } => Ok(self.if_untold(*fulfillment, Event::ShortTold { fulfillment: *fulfillment })),
            Command::ShortDelayed { fulfillment } => Ok(self.if_untold(*fulfillment, Event::ShortDelayed { fulfillment: *fulfillment })),
        }
    }

    fn apply(&mut self, event: &Event, at: Timestamp) {
        self.happened(event, at);
    }

    fn pending(&self) -> Vec<Owed> {
        let owed = |fulfillment: &FulfillmentId| {
            let reservation = self.reservations.get(fulfillment)?;
            let due = match reservation.failures {
                0 => reservation.short_since,
                failures => reservation.short_since + backoff(failures),
            };
            Some(Owed {
                id: format!("short:{fulfillment}"),
                due,
                failures: reservation.failures,
                effect: Effect::TellShort { order: reservation.order, fulfillment: *fulfillment },
            })
        };
        self.untold.iter().filter_map(owed).collect()
    }

    fn customer(&self) -> Option<CustomerId> {
        None
    }

    fn shown_to_customer(_event: &Event) -> Shown {
        Shown::Never
    }
}

/// Stock of the SKUs that a decision touches, as its events leave it.
type After<'a> = BTreeMap<&'a Sku, Stock>;

impl Node {
    fn describe(&self, profile: &Profile) -> Result<Vec<Event>, Refusal> {
        if let Some(known) = self.profile.as_ref().filter(|known| known.code != profile.code) {
            return Err(Refusal::OtherCode { code: known.code.clone() });
        }
        check_profile(profile)?;
        // A node's address bears the node's own name: written together they are one object, which cannot have two names.
        let address = Address { name: String::new(), ..profile.address.clone() };
        let profile = Profile { address, ..profile.clone() };
        Ok(if self.profile.as_ref() == Some(&profile) { vec![] } else { vec![Event::Described { profile: Box::new(profile) }] })
    }

    fn change_stock(&self, changes: &[StockChange]) -> Result<Vec<Event>, Refusal> {
        let mut after = After::new();
        let mut events = Vec::with_capacity(changes.len());
        for change in changes {
            let sku = check_sku(sku_of(change))?;
            // To be told that there is none of a SKU never heard of before is news, too.
            let known = after.contains_key(sku) || self.stock.contains_key(sku);
            let stock = after.entry(sku).or_insert_with(|| self.stock(sku));
            match change {
                StockChange::Set { on_hand, .. } => {
                    check_quantity(sku, *on_hand, 0)?;
                    if stock.on_hand != *on_hand || !known {
                        stock.on_hand = *on_hand;
                        events.push(Event::StockSet { sku: sku.clone(), on_hand: *on_hand });
                    }
                }
                StockChange::Adjust { by, reason, .. } => {
                    check_quantity(sku, *by, -MOST)?;
                    if reason.as_ref().is_some_and(|reason| !is_plain(reason, 500)) {
                        return Err(Refusal::Reason);
                    }
                    if stock.on_hand + by < 0 {
                        return Err(Refusal::BelowZero { sku: sku.clone(), on_hand: stock.on_hand, by: *by });
                    }
                    add(stock, sku, *by)?;
                    if *by != 0 {
                        events.push(Event::StockAdjusted { sku: sku.clone(), by: *by, reason: reason.clone() });
                    }
                }
                StockChange::Receive { quantity, .. } => {
                    check_quantity(sku, *quantity, 1)?;
                    add(stock, sku, *quantity)?;
                    events.push(Event::StockReceived { sku: sku.clone(), quantity: *quantity });
                }
                StockChange::SafetyStock { units, .. } => {
                    check_quantity(sku, *units, 0)?;
                    if stock.safety_stock != *units {
                        stock.safety_stock = *units;
                        events.push(Event::SafetyStockSet { sku: sku.clone(), units: *units });
                    }
                }
            }
        }
        events.extend(self.shorts(&after, None));
        Ok(events)
    }

    fn reserve(&self, fulfillment: FulfillmentId, order: OrderId, lines: &[Wanted]) -> Result<Vec<Event>, Refusal> {
        if self.reservations.contains_key(&fulfillment) {
            return Ok(vec![]);
        }
        if self.ended.contains(fulfillment) {
            return Err(Refusal::Ended);
        }
        if lines.is_empty() {
            return Err(Refusal::NoLines);
        }
        let mut wanted = BTreeMap::<&Sku, i64>::new();
        for line in lines {
            check_quantity(&line.sku, line.quantity, 1)?;
            *wanted.entry(&line.sku).or_default() += line.quantity;
        }
        for (sku, wanted) in wanted {
            let available = self.stock(sku).available();
            if wanted > available {
                return Err(Refusal::Insufficient { sku: sku.clone(), wanted, available });
            }
        }
        Ok(vec![Event::Reserved { fulfillment, order, lines: lines.to_vec() }])
    }

    /// A short one that was picked all the same is there after all: it counts again, and others may have to give way to it.
    fn mark_picked(&self, fulfillment: FulfillmentId) -> Vec<Event> {
        let Some(reservation) = self.reservations.get(&fulfillment) else { return vec![] };
        let mut events = vec![Event::Picked { fulfillment }];
        match reservation.status {
            ReservationStatus::Picked => return vec![],
            ReservationStatus::Held => {}
            ReservationStatus::Short => {
                let after = self.after(&reservation.lines, |stock, quantity| stock.reserved += quantity);
                events.extend(self.shorts(&after, Some(fulfillment)));
            }
        }
        events
    }

    /// Never refused: a refusal would leave units kept for nobody. What cannot be missing is passed over.
    fn release(&self, fulfillment: FulfillmentId, missing: &[Wanted]) -> Vec<Event> {
        if self.ended.contains(fulfillment) {
            return vec![];
        }
        let Some(reservation) = self.reservations.get(&fulfillment) else {
            // Nothing was ever kept here, so nothing can have been looked for and not found.
            return vec![Event::Released { fulfillment, missing: vec![] }];
        };
        let missing: Vec<Wanted> = missing.iter().filter(|line| line.quantity > 0 && self.stock.contains_key(&line.sku)).cloned().collect();
        let mut after = self.after(&missing, leave);
        if reservation.counts() {
            for line in &reservation.lines {
                after.entry(&line.sku).and_modify(|stock| stock.reserved -= line.quantity);
            }
        }
        let shorts = self.shorts(&after, Some(fulfillment));
        [Event::Released { fulfillment, missing }].into_iter().chain(shorts).collect()
    }

    fn give_up(&self, fulfillment: FulfillmentId) -> Result<Vec<Event>, Refusal> {
        if self.reservations.contains_key(&fulfillment) { Err(Refusal::Reserved) } else { Ok(self.release(fulfillment, &[])) }
    }

    fn consume(&self, fulfillment: FulfillmentId) -> Result<Vec<Event>, Refusal> {
        if self.ended.contains(fulfillment) {
            return Ok(vec![]);
        }
        let reservation = self.reservations.get(&fulfillment).ok_or(Refusal::UnknownReservation { fulfillment })?;
        let mut events = vec![Event::Consumed { fulfillment }];
        // One that counts takes its own share of `reserved` with it; a short one takes what others count on.
        if !reservation.counts() {
            events.extend(self.shorts(&self.after(&reservation.lines, leave), Some(fulfillment)));
        }
        Ok(events)
    }

    /// Never refused: the goods are here, whatever is known of them.
    fn take_in(&self, fulfillment: FulfillmentId, order: OrderId, lines: &[Wanted]) -> Vec<Event> {
        if self.taken_in.contains(fulfillment) { vec![] } else { vec![Event::TakenIn { fulfillment, order, lines: lines.to_vec() }] }
    }

    fn if_untold(&self, fulfillment: FulfillmentId, event: Event) -> Vec<Event> {
        if self.untold.contains(&fulfillment) { vec![event] } else { vec![] }
    }

    fn after<'a>(&self, lines: &'a [Wanted], change: impl Fn(&mut Stock, i64)) -> After<'a> {
        let mut after = After::new();
        for line in lines {
            change(after.entry(&line.sku).or_insert_with(|| self.stock(&line.sku)), line.quantity);
        }
        after
    }

    /// The reservations that cannot be kept any more: of the unpicked ones, the youngest, until the rest fits what is on hand.
    /// `without` is the one that the decision is about.
    fn shorts(&self, after: &After<'_>, without: Option<FulfillmentId>) -> Vec<Event> {
        let lacks =
            |(sku, stock): (&&Sku, &Stock)| (stock.reserved > stock.on_hand).then(|| ((*sku).clone(), stock.reserved - stock.on_hand));
        let mut lacking: BTreeMap<Sku, i64> = after.iter().filter_map(lacks).collect();
        if lacking.is_empty() {
            return vec![];
        }
        let unpicked = self.reservations.iter().filter(|(id, held)| held.status == ReservationStatus::Held && Some(**id) != without);
        let mut youngest_first: Vec<_> =
            unpicked.filter(|(_, held)| held.lines.iter().any(|line| lacking.contains_key(&line.sku))).collect();
        youngest_first.sort_unstable_by_key(|(id, held)| Reverse((held.at, **id)));

        let mut shorts = Vec::new();
        for (fulfillment, held) in youngest_first {
            if held.lines.iter().any(|line| lacking.contains_key(&line.sku)) {
                shorts.push(Event::Short { fulfillment: *fulfillment, order: held.order });
                for line in &held.lines {
                    lacking.entry(line.sku.clone()).and_modify(|lack| *lack -= line.quantity);
                }
                lacking.retain(|_, lack| *lack > 0);
            }
        }
        shorts
    }
}

fn sku_of(change: &StockChange) -> &Sku {
    match change {
        StockChange::Set { sku, .. }
        | StockChange::Adjust { sku, .. }
        | StockChange::Receive { sku, .. }
        | StockChange::SafetyStock { sku, .. } => sku,
    }
}

fn add(stock: &mut Stock, sku: &Sku, quantity: i64) -> Result<(), Refusal> {
    stock.on_hand += quantity;
    if stock.on_hand > MOST { Err(Refusal::TooMany { sku: sku.clone() }) } else { Ok(()) }
}

fn check_quantity(sku: &Sku, quantity: i64, least: i64) -> Result<(), Refusal> {
    if (least..=MOST).contains(&quantity) { Ok(()) } else { Err(Refusal::Quantity { sku: sku.clone(), quantity, least }) }
}

fn check_sku(sku: &Sku) -> Result<&Sku, Refusal> {
    if !sku.0.is_empty() && is_plain(&sku.0, 100) { Ok(sku) } else { Err(Refusal::Sku) }
}

/// Control characters are refused because a NUL cannot be kept by PostgreSQL, and no other is ever meant.
fn is_plain(text: &str, most: usize) -> bool {
    text.chars().count() <= most && !text.chars().any(char::is_control)
}

fn check_profile(profile: &Profile) -> Result<(), Refusal> {
    let address = &profile.address;
    let wrong = |field: &'static str, problem: &'static str| Err(Refusal::Profile { field: field.into(), problem: problem.into() });
    let fields = [
        ("code", &profile.code.0, 1, 40),
        ("name", &profile.name, 1, 200),
        ("address's name", &address.name, 0, 200),
        ("street", &address.street, 0, 200),
        ("postcode", &address.postcode, 0, 20),
        ("city", &address.city, 0, 200),
        ("country", &address.country, 0, 100),
    ];
    for (field, text, least, most) in fields {
        if text.trim().len() < least {
            return wrong(field, "is missing; fill it in");
        }
        if !is_plain(text, most) {
            return wrong(field, "is too long or has control characters; give a short plain text");
        }
    }
    if profile.phone.as_ref().is_some_and(|phone| !is_plain(phone, 40)) {
        return wrong("phone", "is too long or has control characters; give it as +33472000000");
    }
    if profile.hours.iter().any(|(day, spans)| !is_plain(day, 20) || spans.len() > 10 || spans.iter().any(|span| !is_plain(span, 20))) {
        return wrong("hours", "cannot be read; give spans such as 10:00-19:00 for mon to sun");
    }
    if address.point.is_some_and(|point| !(-90.0..=90.0).contains(&point.latitude) || !(-180.0..=180.0).contains(&point.longitude)) {
        return wrong("place", "is not on the globe; latitude goes from -90 to 90, longitude from -180 to 180");
    }
    if !(0..=MOST).contains(&profile.handling_cost) {
        return wrong("handling cost", "is not possible; give minor units, 0 or more");
    }
    Ok(())
}
