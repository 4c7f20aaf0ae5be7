//! How much of everything stands where: deep in the warehouses, shallow and uneven in the stores.

use super::catalogue::WEAVER;
use super::draw::Draw;
use super::{nodes, products};
use crate::import::{Product, StockRow, Variant};

/// Each node's stock. What a store does not carry has no row there.
pub fn stock() -> Vec<StockRow> {
    let nodes = nodes();
    let mut rows = Vec::new();
    for product in &products() {
        for variant in &product.variants {
            let supply = Supply::of(variant);
            let counts = nodes.iter().map(|node| (&node.node, supply.on_hand(&node.node.code, &node.node.kind, product, variant)));
            rows.extend(counts.filter_map(|(node, on_hand)| {
                on_hand.map(|on_hand| StockRow {
                    node: node.code.clone(),
                    sku: variant.sku.clone(),
                    on_hand,
                    safety_stock: safety_stock(&node.kind, on_hand),
                })
            }));
        }
    }
    rows
}

/// How well the house as a whole is supplied with a SKU.
#[derive(Clone, Copy)]
enum Supply {
    Plenty,
    /// The last ones.
    Low,
    /// Sold out everywhere.
    SoldOut,
}

impl Supply {
    fn of(variant: &Variant) -> Self {
        match Draw::for_text(&variant.sku).between(1, 100) {
            1 => Supply::SoldOut,
            2..=5 => Supply::Low,
            _ => Supply::Plenty,
        }
    }

    fn on_hand(self, code: &str, kind: &str, product: &Product, variant: &Variant) -> Option<i64> {
        let mut draw = Draw::for_text(&format!("{code} {}", variant.sku));
        let bulky = product.category == "Mobilier d'appoint" || product.category == "Luminaires";
        match kind {
            "relay_point" => None,
            "supplier" => (product.vendor == WEAVER).then(|| draw.between(20, 60) * 10),
            "warehouse" if code == "SQF1" && draw.chance(20) => None,
            "warehouse" => Some(match self {
                Supply::SoldOut => 0,
                Supply::Low => draw.between(0, 1),
                Supply::Plenty if draw.chance(3) => 0,
                Supply::Plenty if bulky => draw.between(8, 60),
                Supply::Plenty => draw.between(30, 280),
            }),
            // A store carries a product or not, in all sizes and colours.
            _ if !Draw::for_text(&format!("{code} {}", product.handle)).chance(carried(code)) => None,
            _ => Some(match self {
                Supply::SoldOut => 0,
                Supply::Low => i64::from(draw.chance(25)),
                Supply::Plenty if draw.chance(14) => 0,
                Supply::Plenty if bulky => draw.between(1, 3),
                // Small counts are the common ones.
                Supply::Plenty => draw.between(1, 8).min(draw.between(1, 12)),
            }),
        }
    }
}

/// The share of the catalogue that a store has, in per cent.
fn carried(code: &str) -> i64 {
    match code {
        "PAR1" | "LYO1" => 70,
        "PAR2" | "LIL1" | "BDX1" | "MRS1" => 55,
        _ => 45,
    }
}

/// What is kept back for the people in the shop, or for damage in the warehouse.
fn safety_stock(kind: &str, on_hand: i64) -> i64 {
    match kind {
        "store" if on_hand >= 3 => 1,
        "warehouse" if on_hand >= 30 => 2,
        _ => 0,
    }
}
