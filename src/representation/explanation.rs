//! Why this node, why this date: a sourcing plan in words, once for staff and once as a customer may read it.

use crate::channels::wording::money;
use crate::representation::order::node_name;
use crate::representation::sentence::at_place_fr;
use crate::shop_hours::{spoken, spoken_day};
use comptoir_actors::views::StockIndex;
use comptoir_domain::node::NodeKind;
use comptoir_domain::order::Delivery;
use comptoir_domain::sourcing::{Alternative, Limit, Part, Plan};
use comptoir_domain::time::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;
use utoipa::ToSchema;

/// What another plan must cost more, in minor units, before the customer is told why it lost: a few cents are no reason.
const TELLING: i64 = 50;

/// The same sentences in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Sentences {
    pub fr: Vec<String>,
    pub en: Vec<String>,
}

/// A plan in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Explanation {
    pub staff: Sentences,
    /// Without costs, and without what is the nodes' own business.
    pub customer: Sentences,
}

impl Sentences {
    fn say(&mut self, fr: impl Into<String>, en: impl Into<String>) {
        self.fr.push(fr.into());
        self.en.push(en.into());
    }
}

/// What words need beside the plan.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    pub nodes: &'a StockIndex,
    pub zone: &'a TimeZone,
    pub currency: &'a str,
}

impl Setting<'_> {
    /// `delivery`: how the goods reach the customer.
    pub fn explain(&self, plan: &Plan, delivery: &Delivery) -> Explanation {
        let counter = delivery.counter().map(|node| node_name(node, self.nodes));
        Explanation { staff: self.for_staff(plan), customer: self.for_customer(plan, counter.as_deref()) }
    }

    fn for_staff(&self, plan: &Plan) -> Sentences {
        let mut sentences = Sentences::default();
        for part in &plan.parts {
            sentences.say(self.part(part, "fr"), self.part(part, "en"));
        }
        self.how_it_was_chosen(plan, &mut sentences);
        if let (Some(promised), Some(arrives)) = (plan.promised, plan.arrives_at()) {
            let (fr, en) = if arrives <= promised { ("à temps", "in time") } else { ("en retard", "late") };
            sentences.say(
                format!("Promis pour {}\u{a0}: {fr}.", spoken(promised, self.zone, "fr")),
                format!("Promised for {}: {en}.", spoken(promised, self.zone, "en")),
            );
        }
        for other in &plan.alternatives {
            sentences.say(self.alternative(other, plan.cost, "fr"), self.alternative(other, plan.cost, "en"));
        }
        for out in &plan.left_out {
            let name = node_name(&out.node, self.nodes);
            let (fr, en) = limit_in_words(out.limit);
            sentences.say(format!("{name} n’est pas possible\u{a0}: {fr}."), format!("{name} is out: {en}."));
        }
        sentences
    }

    fn how_it_was_chosen(&self, plan: &Plan, sentences: &mut Sentences) {
        let (fr, en) = match &plan.policy {
            Some(policy) => (
                format!("la politique «\u{a0}{}\u{a0}», version {}", policy.name, policy.version),
                format!("policy “{}”, version {}", policy.name, policy.version),
            ),
            None => ("la politique usuelle".to_owned(), "the usual policy".to_owned()),
        };
        let above = plan.cost - plan.at_least;
        let (proof_fr, proof_en) = if above <= 0 {
            ("aucun plan ne coûte moins".to_owned(), "no plan costs less".to_owned())
        } else {
            let money = |language| money(above, self.currency, language);
            (format!("aucun plan ne coûte moins de {} de moins", money("fr")), format!("no plan costs less by more than {}", money("en")))
        };
        sentences.say(
            format!("Choisi selon {fr}, parmi {}\u{a0}: {proof_fr}.", count(plan.candidates, "site possible", "sites possibles")),
            format!("Chosen by {en}, among {}: {proof_en}.", count(plan.candidates, "possible node", "possible nodes")),
        );
    }

    fn part(&self, part: &Part, language: &str) -> String {
        let french = language == "fr";
        let name = node_name(&part.node, self.nodes);
        let units = part.lines.iter().map(|line| line.quantity).sum::<i64>();
        let mut words = vec![if french {
            count(units.unsigned_abs() as u32, "article", "articles")
        } else {
            count(units.unsigned_abs() as u32, "item", "items")
        }];
        if let Some(carrier) = &part.carrier {
            let name = carrier_in_words(carrier, language);
            words.push(if french { format!("transporteur {name}") } else { format!("carrier {name}") });
        }
        if let Some(km) = part.distance_km {
            words.push(format!("{} km", km.round()));
        }
        if let Some(at) = part.ready_at {
            words.push(format!("{} {}", if french { "prêt" } else { "ready" }, spoken(at, self.zone, language)));
        }
        if let (Some(at), Some(_)) = (part.arrives_at, &part.carrier) {
            words.push(format!("{} {}", if french { "arrive" } else { "arrives" }, spoken(at, self.zone, language)));
        }
        let costs: Vec<String> =
            part.score.parts().into_iter().filter(|(_, cost)| *cost != 0).map(|(part, cost)| self.cost(part, cost, language)).collect();
        let sum = money(part.score.total(), self.currency, language);
        let costs = if costs.is_empty() { String::new() } else { format!(" ({})", costs.join(", ")) };
        if french {
            format!("{name}\u{a0}: {}\u{a0}; {sum}{costs}.", words.join(", "))
        } else {
            format!("{name}: {}; {sum}{costs}.", words.join(", "))
        }
    }

    fn cost(&self, part: &str, cost: i64, language: &str) -> String {
        format!("{} {}", part_in_words(part, language), money(cost, self.currency, language))
    }

    fn alternative(&self, other: &Alternative, cost: i64, language: &str) -> String {
        let names: Vec<String> = other.nodes.iter().map(|node| node_name(node, self.nodes)).collect();
        let (sum, more) = (money(other.cost, self.currency, language), money(other.cost - cost, self.currency, language));
        let because = part_in_words(&other.lost_because, language);
        match (language, if other.cost == cost { "equal" } else { other.lost_because.as_str() }) {
            ("fr", "equal") => format!("{}\u{a0}: {sum} aussi, ni plus près ni en moins de colis.", names.join(" + ")),
            ("fr", _) => format!("{}\u{a0}: {sum}, soit {more} de plus, surtout\u{a0}: {because}.", names.join(" + ")),
            (_, "equal") => format!("{}: {sum} as well, neither nearer nor in fewer parcels.", names.join(" + ")),
            _ => format!("{}: {sum}, {more} more, above all: {because}.", names.join(" + ")),
        }
    }

    /// `counter`: where it is collected.
    fn for_customer(&self, plan: &Plan, counter: Option<&str>) -> Sentences {
        let mut sentences = Sentences::default();
        match plan.parts.as_slice() {
            [] => return sentences,
            [part] if part.carrier.is_none() => {
                let name = node_name(&part.node, self.nodes);
                sentences
                    .say(format!("{name} a tout\u{a0}: rien ne doit voyager."), format!("{name} has everything: nothing has to travel."));
            }
            [part] => self.one_place(plan, part, &mut sentences),
            parts if counter.is_some() && parts.iter().any(|part| part.carrier.is_none()) => {
                let counter = counter.unwrap_or_default();
                sentences.say(
                    format!("{counter} en a une partie\u{a0}; le reste y est envoyé pour vous."),
                    format!("{counter} has a part of it; the rest is sent there for you."),
                );
            }
            parts => {
                let could_be_one = plan.alternatives.iter().any(|other| other.nodes.len() == 1);
                let parcels = parts.len();
                if could_be_one {
                    sentences.say(
                        format!("Elle arrive en {parcels} colis\u{a0}: c’est ainsi qu’elle vous parvient le mieux."),
                        format!("It comes in {parcels} parcels: that is the best way for it to reach you."),
                    );
                } else {
                    sentences.say(
                        format!("Aucun de nos sites n’a tout\u{a0}: elle arrive en {parcels} colis."),
                        format!("No single place of ours has everything, so it comes in {parcels} parcels."),
                    );
                }
            }
        }
        if let Some(at) = plan.arrives_at() {
            self.date(plan, at, counter, &mut sentences);
        }
        sentences
    }

    fn one_place(&self, plan: &Plan, part: &Part, sentences: &mut Sentences) {
        let name = node_name(&part.node, self.nodes);
        let kind = self.nodes.node(&part.node).map(|profile| profile.kind);
        let (fr, en) = match kind {
            Some(NodeKind::Warehouse) => ("de notre entrepôt".to_owned(), "our warehouse".to_owned()),
            Some(NodeKind::Supplier) => ("directement de l’atelier qui la fabrique".to_owned(), "the workshop that makes it".to_owned()),
            _ => (format!("de notre magasin {name}"), format!("our store {name}")),
        };
        let together = if part.lines.len() > 1 { (", en un seul colis", ", in one parcel") } else { ("", "") };
        sentences.say(format!("Votre commande part {fr}{}.", together.0), format!("Your order comes from {en}{}.", together.1));
        let telling = |other: &&Alternative| other.cost - plan.cost >= TELLING;
        let because = plan.alternatives.first().filter(telling).map(|other| other.lost_because.as_str());
        match because {
            Some("waiting" | "lateness") => {
                sentences.say("C’est de là qu’elle vous parvient le plus tôt.", "That is where it reaches you soonest from.");
            }
            Some("carbon") => sentences.say("C’est de là que le transport émet le moins.", "From there its transport emits the least."),
            Some("parcel") => {
                sentences.say("C’est de là que le chemin jusqu’à vous est le plus direct.", "From there the way to you is the most direct.")
            }
            Some("clearance") => sentences.say("Il y en a là plus qu’il n’en faut.", "There is more of it there than is needed."),
            // The rest is the nodes' own business.
            _ => {}
        }
    }

    fn date(&self, plan: &Plan, at: Timestamp, counter: Option<&str>, sentences: &mut Sentences) {
        let last = plan.parts.iter().max_by_key(|part| part.arrives_at);
        let (day_fr, day_en) = (spoken_day(at, self.zone, "fr"), spoken_day(at, self.zone, "en"));
        let ready = last.and_then(|part| part.ready_at);
        let (there_fr, there_en) = match counter {
            Some(counter) => (format!("être {} {day_fr}", at_place_fr(counter)), format!("be at {counter} on {day_en}")),
            None => (format!("arriver {day_fr}"), format!("arrive on {day_en}")),
        };
        match (last.and_then(|part| part.carrier.as_ref()), ready) {
            (None, _) => sentences.say(
                format!("Elle devrait être prête {}.", spoken(at, self.zone, "fr")),
                format!("It should be ready on {}.", spoken(at, self.zone, "en")),
            ),
            (Some(_), Some(ready)) => sentences.say(
                format!(
                    "Elle devrait {there_fr}\u{a0}: préparée d’ici {}, puis confiée au transporteur.",
                    spoken_day(ready, self.zone, "fr")
                ),
                format!("It should {there_en}: prepared by {}, then handed to the carrier.", spoken_day(ready, self.zone, "en")),
            ),
            (Some(_), None) => sentences.say(format!("Elle devrait {there_fr}."), format!("It should {there_en}.")),
        }
    }
}

fn count(number: u32, one: &str, several: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { several })
}

/// The carriers that a shop has before it has its own; others are called what the shop calls them.
fn carrier_in_words<'a>(name: &'a str, language: &str) -> &'a str {
    match (name, language) {
        ("home", "fr") => "à domicile",
        ("home", _) => "home delivery",
        ("relay", "fr") => "points relais",
        ("relay", _) => "relay points",
        ("shuttle", "fr") => "navette",
        (name, _) => name,
    }
}

fn part_in_words(part: &str, language: &str) -> &'static str {
    let (fr, en) = match part {
        "parcel" => ("colis", "parcel"),
        "handling" => ("préparation", "handling"),
        "waiting" => ("délai", "time on the way"),
        "lateness" => ("retard", "lateness"),
        "carbon" => ("carbone", "carbon"),
        "balance" => ("charge du site", "the node’s load"),
        "scarcity" => ("rareté", "scarcity"),
        "clearance" => ("déstockage", "clearance"),
        "rejection" => ("risque de refus", "risk of rejection"),
        "splitting" => ("ligne divisée", "split line"),
        // Words of plans that were made before policies.
        "more_parcels" => ("plus de colis", "more parcels"),
        "splits_a_line" => ("ligne divisée", "split line"),
        "farther" => ("distance", "distance"),
        _ => ("coût", "cost"),
    };
    if language == "fr" { fr } else { en }
}

fn limit_in_words(limit: Limit) -> (&'static str, &'static str) {
    match limit {
        Limit::ExcludedNodes => ("la politique l’exclut", "the policy excludes it"),
        Limit::ExcludedKinds => ("la politique exclut les sites de ce type", "the policy excludes nodes of its kind"),
        Limit::MostKm => ("plus loin que la limite", "farther than the limit"),
        Limit::Capacity => ("sa journée est complète", "its day is full"),
        Limit::NoCarrier => ("aucun transporteur n’y passe", "no carrier goes there"),
        Limit::StoresKeep => ("il garde ce qu’il a pour ses clients", "it keeps what it has for its own customers"),
        Limit::MostParcels => ("trop de colis", "too many parcels"),
        Limit::GiftsTogether => ("un cadeau part d’un seul site", "a gift comes from one node"),
        Limit::Splitting => ("les lignes ne se divisent pas", "lines are not split"),
        Limit::ShipToStore => ("rien n’est envoyé au magasin", "nothing is sent to the store"),
        Limit::Several => ("plusieurs limites à la fois", "several limits at once"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_sold_off_is_said_to_staff_in_money_and_to_customers_in_plenty() {
        let part = json!({"fulfillment": uuid::Uuid::nil(), "node": "LYO2", "lines": [{"line": 1, "sku": "LAMP", "quantity": 1, "picked": 0}],
            "parcel_cost": 490, "handling_cost": 100, "carrier": "home", "score": {"parcel": 490, "handling": 100, "clearance": -1_200}});
        let other = json!({"nodes": ["LYO1"], "cost": 590, "lost_because": "clearance", "score": {"parcel": 490, "handling": 100}});
        let plan = json!({"parts": [part], "cost": -610, "at_least": -610, "candidates": 2, "alternatives": [other]});
        let (nodes, zone) = (StockIndex::default(), TimeZone::UTC);
        let setting = Setting { nodes: &nodes, zone: &zone, currency: "EUR" };
        let address = json!({"name": "", "street": "", "postcode": "69002", "city": "Lyon", "country": "FR"});
        let delivery = serde_json::from_value(json!({"method": "ship", "address": address})).unwrap();
        let Explanation { staff, customer } = setting.explain(&serde_json::from_value(plan).unwrap(), &delivery);
        assert!(staff.en[0].contains("clearance -€12.00") && staff.fr[0].contains("déstockage -12,00\u{a0}€"), "{staff:?}");
        assert!(staff.en[2].contains("LYO1: €5.90, €12.00 more, above all: clearance."), "{staff:?}");
        assert_eq!(customer.en[1], "There is more of it there than is needed.");
    }
}
