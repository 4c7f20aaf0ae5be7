//! How an order gets its stock: placed with a plan, reserved node by node, and planned again for what a node could not keep.

use crate::ids::FulfillmentId;
use crate::order::refusal::Refusal;
use crate::order::{Contact, Delivery, Event, Fulfillment, FulfillmentLine, Line, Order, Place, Quantities, ReservationState};
use crate::sourcing::{Limit, Plan, Unsourceable};
use crate::time::{Span, Timestamp};

/// The most units of one line.
pub const MOST_UNITS: i64 = 9_999;
/// The most lines of one order.
pub const MOST_LINES: usize = 500;
/// The highest unit price, so that no total overflows.
const MOST_PRICE: i64 = 1_000_000_000_000;

/// How long a node has to pack what is collected there, and what is shipped.
const PACK_FOR_PICKUP: Span = Span::hours(2);
const PACK_FOR_SHIPPING: Span = Span::hours(24);

/// Most customers are told a day: what comes some hours later than they were told is no news.
const LATE: Span = Span::hours(12);

const INSUFFICIENT_STOCK: &str = "insufficient_stock";
/// What stands before the limit in the reason of an order that was refused because of one.
const BY_LIMIT: &str = "limit:";

impl Order {
    pub(super) fn place(&self, place: &Place) -> Result<Vec<Event>, Refusal> {
        if self.exists() {
            return Ok(Vec::new());
        }
        check(&place.lines)?;
        check_texts(place)?;
        let lines: Vec<Line> = place
            .lines
            .iter()
            .map(|line| Line { quantities: Quantities { open: line.quantity, ..Quantities::default() }, ..line.clone() })
            .collect();
        let missing = match &place.plan {
            Ok(plan) => self.missing_from(plan, &lines),
            Err(short) => Some(short_of(short, &lines, Unlisted::Missing)),
        };
        let mut events = vec![Event::Placed {
            number: place.number.clone(),
            customer: place.customer,
            contact: place.contact.clone(),
            language: place.language.clone(),
            channel: place.channel,
            delivery: place.delivery.clone(),
            currency: place.currency.clone(),
            lines,
            backorder: place.backorder,
            gift: place.gift,
            promised: place.promised,
        }];
        // A plan that is not for these lines is none: they stay open and are sourced.
        let Some(missing) = missing else { return Ok(events) };
        if let (Some(first), false) = (missing.first(), place.backorder) {
            let ordered = place.lines.iter().find(|line| line.line == first.line).map_or(0, |line| line.quantity);
            let reason = reason(place.plan.as_ref().err());
            events.push(Event::Refused { line: first.line, available: ordered - first.quantity, reason });
            return Ok(events);
        }
        if let Ok(plan) = &place.plan
            && !plan.parts.is_empty()
        {
            events.push(Event::Sourced { plan: plan.clone() });
        }
        if !missing.is_empty() {
            events.push(Event::Backordered { lines: missing });
        }
        Ok(events)
    }

    /// What sourcing answered. An answer that nobody waits for any more does nothing. A plan is taken for what it covers; what it
    /// leaves open is sourced after its reservations are answered, so that a plan made a moment too early loses nothing.
    pub(super) fn planned(&self, answer: &Result<Plan, Unsourceable>) -> Vec<Event> {
        if !self.owes_sourcing() {
            return Vec::new();
        }
        let missing = match answer {
            Ok(plan) if plan.parts.is_empty() => self.lines.iter().filter(|line| line.quantities.open > 0).map(whole).collect(),
            Ok(plan) => match self.missing_from(plan, &self.lines) {
                Some(_) => return vec![Event::Sourced { plan: plan.clone() }],
                None => Vec::new(),
            },
            Err(short) => short_of(short, &self.lines, Unlisted::NotAsked),
        };
        match missing.first() {
            None => vec![Event::SourcingDelayed {}],
            Some(_) if self.takes_backorders() => {
                let open = missing.iter().map(|line| line.quantity).sum();
                let delay = if self.is_settled_but_for(None, open) { self.delay() } else { None };
                std::iter::once(Event::Backordered { lines: missing }).chain(delay).collect()
            }
            Some(first) => self.refuse(first, reason(answer.as_ref().err())),
        }
    }

    /// The limit because of which it was refused although there was stock; `Several` for one that is not known any more.
    pub fn limit_in_the_way(&self) -> Option<Limit> {
        let name = self.reason.as_deref()?.strip_prefix(BY_LIMIT)?;
        Some(Limit::parse(name).unwrap_or(Limit::Several))
    }

    /// Whether missing units are kept for later: it was asked for, or the customer has our promise already.
    pub fn takes_backorders(&self) -> bool {
        self.backorder || self.promised_at.is_some()
    }

    pub(super) fn sourcing_delayed(&self) -> Vec<Event> {
        if self.owes_sourcing() { vec![Event::SourcingDelayed {}] } else { Vec::new() }
    }

    /// A reservation that is no longer being asked for (the order was cancelled or refused meanwhile) is being given back already.
    pub(super) fn reservation_taken(&self, id: FulfillmentId, now: Timestamp) -> Result<Vec<Event>, Refusal> {
        let fulfillment = self.known(id)?;
        if fulfillment.reservation != ReservationState::Asked {
            return Ok(Vec::new());
        }
        let time_to_pack = if self.travels(fulfillment) { PACK_FOR_SHIPPING } else { PACK_FOR_PICKUP };
        // A node that is closed has until it could have packed it.
        let planned = self.planned_part(id).and_then(|part| part.ready_at);
        let mut events = vec![Event::Reserved {
            fulfillment: id,
            node: fulfillment.node.clone(),
            lines: fulfillment.lines.clone(),
            due_at: planned.map_or(now + time_to_pack, |ready| ready.max(now + time_to_pack)),
        }];
        let units = fulfillment.lines.iter().map(|line| line.quantity).sum();
        // A confirmation tells by itself.
        if self.is_settled_but_for(Some(id), units) && (self.confirmed_by.is_some() || !self.has_confirmation()) {
            events.extend(self.delay());
        }
        Ok(events)
    }

    /// Whether it is known of every unit where it comes from, or that it is waited for; but for this reservation and so many open units.
    pub(super) fn is_settled_but_for(&self, reservation: Option<FulfillmentId>, open: i64) -> bool {
        let asked = |f: &Fulfillment| f.reservation == ReservationState::Asked && Some(f.id) != reservation;
        self.units().open == open && !self.fulfillments.iter().any(asked)
    }

    /// What comes later than the customer was told last, if something does.
    fn delay(&self) -> Option<Event> {
        let promised = self.promised?;
        let told = |f: &Fulfillment| f.lines.iter().map(|line| self.told.get(&line.line).copied().unwrap_or(promised)).min();
        let late = self.arrivals().filter_map(|(f, at)| Some((f.id, at, told(f).filter(|told| at >= *told + LATE)?)));
        let late: Vec<_> = late.collect();
        Some(Event::Delayed {
            expected: late.iter().map(|(_, at, _)| *at).max()?,
            told: late.iter().map(|(_, _, told)| *told).min()?,
            fulfillments: late.into_iter().map(|(id, ..)| id).collect(),
        })
    }

    pub(super) fn reservation_refused(&self, id: FulfillmentId) -> Result<Vec<Event>, Refusal> {
        let fulfillment = self.known(id)?;
        if fulfillment.reservation != ReservationState::Asked {
            return Ok(Vec::new());
        }
        Ok(vec![Event::ReservationRefused { fulfillment: id, node: fulfillment.node.clone() }])
    }

    pub(super) fn pick_told(&self, id: FulfillmentId) -> Result<Vec<Event>, Refusal> {
        let untold = self.known(id)?.reservation == ReservationState::PickUntold;
        Ok(if untold { vec![Event::PickTold { fulfillment: id }] } else { Vec::new() })
    }

    pub(super) fn reservation_ended(&self, id: FulfillmentId) -> Result<Vec<Event>, Refusal> {
        let ending = matches!(self.known(id)?.reservation, ReservationState::Releasing { .. } | ReservationState::Consuming);
        Ok(if ending { vec![Event::ReservationEnded { fulfillment: id }] } else { Vec::new() })
    }

    pub(super) fn taken_in(&self, id: FulfillmentId) -> Result<Vec<Event>, Refusal> {
        let owed = self.known(id)?.reservation == ReservationState::TakingIn;
        Ok(if owed { vec![Event::TakenIn { fulfillment: id }] } else { Vec::new() })
    }

    pub(super) fn reservation_delayed(&self, id: FulfillmentId) -> Result<Vec<Event>, Refusal> {
        let owed = self.owes_node(self.known(id)?);
        Ok(if owed { vec![Event::ReservationDelayed { fulfillment: id }] } else { Vec::new() })
    }

    /// The order cannot be had, and nobody was promised it.
    fn refuse(&self, missing: &FulfillmentLine, reason: String) -> Vec<Event> {
        let mut events: Vec<Event> = self.cancel_fulfillments(&reason);
        let ordered = self.line(missing.line).map_or(0, |line| line.quantity);
        let available = (ordered - missing.quantity).max(0);
        events.push(Event::Refused { line: missing.line, available, reason });
        events
    }

    /// The open units that a plan leaves uncovered; `None` if it is not a plan for these lines: it serves more than is open,
    /// uses a node that is left out, or repeats a fulfillment.
    fn missing_from(&self, plan: &Plan, lines: &[Line]) -> Option<Vec<FulfillmentLine>> {
        let ids = || plan.parts.iter().map(|part| part.fulfillment);
        let new_ids = ids().enumerate().all(|(n, id)| self.fulfillment(id).is_none() && ids().take(n).all(|earlier| earlier != id));
        let allowed = plan.parts.iter().all(|part| !self.without.contains(&part.node) && !part.lines.is_empty());
        let mut open: Vec<FulfillmentLine> = lines.iter().map(whole).collect();
        for served in plan.parts.iter().flat_map(|part| &part.lines) {
            let line = open.iter_mut().find(|line| line.line == served.line && line.sku == served.sku)?;
            if served.quantity <= 0 || served.quantity > line.quantity {
                return None;
            }
            line.quantity -= served.quantity;
        }
        open.retain(|line| line.quantity > 0);
        (new_ids && allowed).then_some(open)
    }
}

/// Why an order is refused: `insufficient_stock`, or the limit that was in the way of what there is, as in `limit:most_km`.
fn reason(short: Option<&Unsourceable>) -> String {
    let limit = short.and_then(|short| short.limit);
    limit.map_or_else(|| INSUFFICIENT_STOCK.to_owned(), |limit| format!("{BY_LIMIT}{}", limit.as_str()))
}

/// What of a line is open.
fn whole(line: &Line) -> FulfillmentLine {
    FulfillmentLine { line: line.line, sku: line.sku.clone(), quantity: line.quantities.open, picked: 0 }
}

/// What it means that an answer does not list an open line.
#[derive(Clone, Copy, PartialEq)]
enum Unlisted {
    /// Nothing can be had of it.
    Missing,
    /// It became open after the question: it waits for the next one.
    NotAsked,
}

/// The open units that cannot be had now; what can is left open and sourced next.
fn short_of(short: &Unsourceable, lines: &[Line], unlisted: Unlisted) -> Vec<FulfillmentLine> {
    let had = |line: u32| short.partly.iter().find(|partly| partly.0 == line).map(|partly| partly.1.max(0));
    let mut missing: Vec<FulfillmentLine> = lines.iter().map(whole).collect();
    for line in &mut missing {
        let available = match (had(line.line), unlisted) {
            (Some(available), _) => available,
            (None, Unlisted::Missing) => 0,
            (None, Unlisted::NotAsked) if line.line == short.line => short.available.max(0),
            (None, Unlisted::NotAsked) => line.quantity,
        };
        line.quantity -= available;
    }
    missing.retain(|line| line.quantity > 0);
    // The answer's own line comes first: it is the one that a refusal names.
    missing.sort_by_key(|line| line.line != short.line);
    missing
}

fn check(lines: &[Line]) -> Result<(), Refusal> {
    if lines.is_empty() {
        return Err(Refusal::NoLines);
    }
    if lines.len() > MOST_LINES {
        return Err(Refusal::TooManyLines { lines: lines.len(), most: MOST_LINES });
    }
    for (n, line) in lines.iter().enumerate() {
        if lines[..n].iter().any(|earlier| earlier.line == line.line) {
            return Err(Refusal::LineTwice { line: line.line });
        }
        if line.sku.0.trim().is_empty() {
            return Err(Refusal::NoSku { line: line.line });
        }
        if !(1..=MOST_UNITS).contains(&line.quantity) {
            return Err(Refusal::BadQuantity { line: line.line, quantity: line.quantity, most: MOST_UNITS });
        }
        if !(0..=MOST_PRICE).contains(&line.unit_price) {
            return Err(Refusal::BadPrice { line: line.line, unit_price: line.unit_price });
        }
    }
    Ok(())
}

fn check_texts(place: &Place) -> Result<(), Refusal> {
    let Contact { name, email, phone } = &place.contact;
    for (field, text) in [("customer.name", name), ("customer.email", email), ("customer.phone", phone)] {
        plain(field, text.as_deref().unwrap_or_default(), 320)?;
    }
    if let Delivery::Ship { address } = &place.delivery {
        let texts = [&address.name, &address.street, &address.postcode, &address.city, &address.country];
        texts.into_iter().try_for_each(|text| plain("delivery.address", text, 300))?;
    }
    let of_lines =
        place.lines.iter().flat_map(|line| [line.sku.0.as_str(), line.title.as_str(), line.barcode.as_deref().unwrap_or_default()]);
    of_lines.into_iter().try_for_each(|text| plain("lines", text, 500))
}

/// Control characters are refused because a NUL cannot be kept by PostgreSQL; lines of text may be broken, though.
pub(super) fn plain(field: &'static str, text: &str, most: usize) -> Result<(), Refusal> {
    let unkeepable = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if text.chars().any(unkeepable) || text.chars().count() > most { Err(Refusal::NotPlain { field: field.into(), most }) } else { Ok(()) }
}
