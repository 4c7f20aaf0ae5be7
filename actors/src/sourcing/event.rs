//! What sourcing reads of an event to learn from it; of most it reads nothing.

use super::demand::RegionName;
use comptoir_domain::ids::{FulfillmentId, NodeCode, Sku};
use comptoir_domain::place::{Point, point_of_postcode};
use serde::Deserialize;
use uuid::Uuid;

/// Events of these names are learned from.
pub(super) const LEARNED_FROM: [&str; 12] = [
    "order.reserved",
    "fulfillment.packed",
    "fulfillment.rejected",
    "fulfillment.cancelled",
    "order.placed",
    "order.sourced",
    "order.backordered",
    "order.refused",
    "order.cancelled",
    "stock.set",
    "stock.adjusted",
    "stock.received",
];

/// Something about an offer to a node.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct OfOffer {
    pub fulfillment: FulfillmentId,
    pub node: NodeCode,
}

/// Something about what is asked for, or about the stock.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Told {
    Ordered {
        order: Uuid,
        asked: Asked,
    },
    /// The order is taken: its goods were found, or are waited for.
    Taken {
        order: Uuid,
    },
    /// It is over, whether it had been taken or not.
    Over {
        order: Uuid,
    },
    Corrected {
        node: NodeCode,
        sku: Sku,
        by: i64,
    },
    Counted {
        node: NodeCode,
        sku: Sku,
        on_hand: i64,
    },
    Delivered {
        node: NodeCode,
        sku: Sku,
    },
}

/// What an order asks for, and where.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    pub lines: Vec<(Sku, i64)>,
    pub pickup: Option<NodeCode>,
    pub region: Option<RegionName>,
}

#[derive(Deserialize)]
struct Placed {
    lines: Vec<PlacedLine>,
    delivery: PlacedDelivery,
}

#[derive(Deserialize)]
struct PlacedLine {
    sku: Sku,
    quantity: i64,
}

#[derive(Deserialize)]
#[serde(tag = "method", rename_all = "snake_case")]
enum PlacedDelivery {
    Ship { address: PlacedAddress },
    Pickup { node: NodeCode },
    RelayPoint { node: NodeCode },
}

#[derive(Deserialize)]
struct PlacedAddress {
    postcode: String,
    country: String,
}

#[derive(Deserialize)]
struct Corrected {
    sku: Sku,
    by: i64,
}

#[derive(Deserialize)]
struct Counted {
    sku: Sku,
    on_hand: i64,
}

#[derive(Deserialize)]
struct Delivered {
    sku: Sku,
}

impl Told {
    /// `node_of`: the code of the node that an entity is; `region_of`: where a node is.
    pub fn read(
        name: &str,
        data: &str,
        entity: Uuid,
        node_of: impl Fn(Uuid) -> Option<NodeCode>,
        region_of: impl Fn(&NodeCode) -> Option<RegionName>,
    ) -> Option<Told> {
        match name {
            "order.placed" => {
                let Placed { lines, delivery } = serde_json::from_str(data).ok()?;
                let (pickup, region) = match delivery {
                    PlacedDelivery::Ship { address } => (None, Some(RegionName::of(&address.country, &address.postcode))),
                    PlacedDelivery::Pickup { node } => (Some(node), None),
                    PlacedDelivery::RelayPoint { node } => (None, region_of(&node)),
                };
                let lines = lines.into_iter().map(|line| (line.sku, line.quantity)).collect();
                Some(Told::Ordered { order: entity, asked: Asked { lines, pickup, region } })
            }
            "order.sourced" | "order.backordered" => Some(Told::Taken { order: entity }),
            "order.refused" | "order.cancelled" => Some(Told::Over { order: entity }),
            "stock.adjusted" => {
                let Corrected { sku, by } = serde_json::from_str(data).ok()?;
                Some(Told::Corrected { node: node_of(entity)?, sku, by })
            }
            "stock.set" => {
                let Counted { sku, on_hand } = serde_json::from_str(data).ok()?;
                Some(Told::Counted { node: node_of(entity)?, sku, on_hand })
            }
            "stock.received" => {
                let Delivered { sku } = serde_json::from_str(data).ok()?;
                Some(Told::Delivered { node: node_of(entity)?, sku })
            }
            _ => None,
        }
    }
}

impl RegionName {
    pub fn of(country: &str, postcode: &str) -> Self {
        let department: String = postcode.chars().filter(char::is_ascii_digit).take(2).collect();
        if country.eq_ignore_ascii_case("FR") && department.len() == 2 {
            RegionName(department)
        } else {
            RegionName(country.to_uppercase())
        }
    }

    /// About where its customers are; `None` outside of France.
    pub fn point(&self) -> Option<Point> {
        point_of_postcode("FR", &format!("{}000", self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_asked_for_somewhere() {
        let data = r#"{"lines": [{"line": 1, "sku": "LAMP", "quantity": 2}], "delivery": {"method": "ship", "address": {"postcode": "69 002", "country": "FR", "street": "x", "city": "Lyon"}}}"#;
        let told = Told::read("order.placed", data, Uuid::nil(), |_| None, |_| None);
        let asked = Asked { lines: vec![("LAMP".into(), 2)], pickup: None, region: Some(RegionName("69".into())) };
        let ordered = Told::Ordered { order: Uuid::nil(), asked };
        assert_eq!(told, Some(ordered));
        assert!(RegionName("69".into()).point().is_some() && RegionName("DE".into()).point().is_none());
        assert_eq!(Told::read("order.placed", "{}", Uuid::nil(), |_| None, |_| None), None, "what cannot be read says nothing");
    }
}
