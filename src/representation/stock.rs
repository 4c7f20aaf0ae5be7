//! Stock of a SKU and of a node.

use comptoir_domain::ids::Sku;
use comptoir_domain::node;
use serde::Serialize;
use utoipa::ToSchema;

/// Stock of one SKU over all nodes; a visitor gets `available` alone, and of the nodes only the stores.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SkuStock<'a> {
    pub sku: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_hand: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserved: Option<i64>,
    /// The sum over all nodes, supplier and warehouses too.
    pub available: i64,
    pub nodes: Vec<SkuAtNode<'a>>,
}

/// What one node has of it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct SkuAtNode<'a> {
    pub node: &'a str,
    pub name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_hand: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserved: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safety_stock: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incoming: Option<i64>,
    pub available: i64,
}

/// What only staff and programs see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Figures {
    pub on_hand: i64,
    pub reserved: i64,
    pub safety_stock: i64,
    pub incoming: i64,
}

impl From<node::Stock> for Figures {
    fn from(stock: node::Stock) -> Self {
        Figures { on_hand: stock.on_hand, reserved: stock.reserved, safety_stock: stock.safety_stock, incoming: stock.incoming }
    }
}

/// One SKU of one node.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct NodeStock {
    pub sku: String,
    #[serde(flatten)]
    pub figures: Figures,
    pub available: i64,
}

impl NodeStock {
    pub fn of(sku: &Sku, stock: node::Stock) -> Self {
        NodeStock { sku: sku.0.clone(), figures: stock.into(), available: stock.available() }
    }
}
