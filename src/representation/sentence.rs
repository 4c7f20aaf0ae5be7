//! One sentence that answers “where is my order?”, in the customer's words.

use crate::representation::order::node_name;
use crate::shop_hours::spoken;
use comptoir_actors::views::StockIndex;
use comptoir_domain::order::{Fulfillment, FulfillmentStatus, Order, Status};
use jiff::tz::TimeZone;
use serde::Serialize;
use utoipa::ToSchema;

/// The same in every language that the screens speak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Sentence {
    #[schema(example = "Prête à Lyon Bellecour jusqu’à samedi 9 mai à 18:00")]
    pub fr: String,
    #[schema(example = "Ready at Lyon Bellecour until Saturday 9 May, 18:00")]
    pub en: String,
}

fn say(fr: impl Into<String>, en: impl Into<String>) -> Sentence {
    Sentence { fr: fr.into(), en: en.into() }
}

/// How the order stands, in one sentence.
pub fn of(order: &Order, nodes: &StockIndex, zone: &TimeZone) -> Sentence {
    let with = |status: FulfillmentStatus| order.fulfillments.iter().find(|part| part.status == status);
    let counter = order.delivery.counter().map(|node| node_name(node, nodes));
    let at = |part: &Fulfillment| node_name(order.worked_on_at(part), nodes);
    match order.status {
        Status::Sourcing => say("Nous préparons votre commande", "We are arranging your order"),
        Status::Refused if order.limit_in_the_way().is_some() => say(
            "Votre commande n’a pas pu être prise : nous ne pouvons pas l’envoyer ainsi",
            "Your order could not be taken: we cannot send it like this",
        ),
        Status::Refused => say(
            "Votre commande n’a pas pu être prise : il n’en reste plus assez",
            "Your order could not be taken: there is not enough left",
        ),
        Status::Cancelled if with(FulfillmentStatus::Expired).is_some() => {
            say("Le délai de retrait est passé : votre commande est annulée", "The time to collect has passed: your order is cancelled")
        }
        Status::Cancelled => say("Votre commande est annulée", "Your order is cancelled"),
        Status::Backordered => say("Un article n’est pas en stock pour l’instant", "An item is not in stock at the moment"),
        Status::ReadyForPickup => match with(FulfillmentStatus::ReadyForPickup) {
            Some(part) => ready(&at(part), part, zone),
            None => say("Votre commande vous attend", "Your order is waiting for you"),
        },
        Status::Shipped => match (&counter, with(FulfillmentStatus::Shipped).and_then(|part| part.carrier.as_deref())) {
            (Some(counter), _) => {
                say(format!("En route vers {}{counter}", if is_relay(counter) { "le " } else { "" }), format!("On its way to {counter}"))
            }
            (None, Some(carrier)) => say(format!("En route avec {carrier}"), format!("On its way with {carrier}")),
            (None, None) => say("Votre commande est en route", "Your order is on its way"),
        },
        Status::Completed if counter.is_some() => match with(FulfillmentStatus::Collected) {
            Some(part) => say(format!("Retirée {}", at_place_fr(&at(part))), format!("Collected at {}", at(part))),
            None => say("Votre commande vous a été remise", "Your order has been handed to you"),
        },
        Status::Completed => say("Votre commande est livrée", "Your order has been delivered"),
        Status::Reserved | Status::InPreparation => match with(FulfillmentStatus::ReadyForPickup) {
            // One part waits already, another is still being prepared.
            Some(part) => ready(&at(part), part, zone),
            None => preparing(order, counter.as_deref()),
        },
    }
}

/// French says “à Lyon”, but “au Relais” (and “vers le Relais”).
pub(super) fn at_place_fr(place: &str) -> String {
    format!("{} {place}", if is_relay(place) { "au" } else { "à" })
}

fn is_relay(place: &str) -> bool {
    place.starts_with("Relais")
}

fn ready(place: &str, part: &Fulfillment, zone: &TimeZone) -> Sentence {
    match part.ready_until {
        Some(until) => say(
            format!("Prête {} jusqu’à {}", at_place_fr(place), spoken(until, zone, "fr")),
            format!("Ready at {place} until {}", spoken(until, zone, "en")),
        ),
        None => say(format!("Prête {}", at_place_fr(place)), format!("Ready at {place}")),
    }
}

/// `counter`: where it is collected.
fn preparing(order: &Order, counter: Option<&str>) -> Sentence {
    let begun = order.status == Status::InPreparation;
    let all_there = !order.fulfillments.iter().any(|part| part.status.is_live() && order.travels(part));
    match counter {
        Some(place) if begun && all_there => say(format!("En préparation {}", at_place_fr(place)), format!("Being prepared at {place}")),
        Some(place) if begun => say(format!("En préparation pour {place}"), format!("Being prepared for {place}")),
        Some(place) => say(format!("Confirmée, bientôt prête {}", at_place_fr(place)), format!("Confirmed, soon ready at {place}")),
        _ if begun => say("En préparation", "Being prepared"),
        _ => say("Confirmée, bientôt en route", "Confirmed, soon on its way"),
    }
}
