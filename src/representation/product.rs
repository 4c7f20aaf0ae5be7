//! A product, as the shop sells it.

use crate::representation::Money;
use comptoir_actors::store::catalogue;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What is sold, in its variants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Product {
    #[schema(example = "pull-leonie")]
    pub handle: String,
    #[schema(example = "Pull Léonie")]
    pub title: String,
    /// Cleaned when it is written: safe to put on a page.
    #[serde(default)]
    pub description_html: String,
    #[serde(default)]
    pub vendor: String,
    #[serde(default)]
    pub category: String,
    #[serde(default)]
    pub tags: Vec<String>,
    pub variants: Vec<Variant>,
}

/// What is in fact ordered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Variant {
    #[schema(example = "PULL-LEONIE-M")]
    pub sku: String,
    #[serde(default)]
    pub title: String,
    /// Names and values, in their order.
    #[serde(default)]
    #[schema(value_type = Object, example = json!({"Taille": "M"}))]
    pub options: catalogue::Options,
    pub price: Money,
    #[serde(default)]
    pub grams: i64,
    #[serde(default)]
    pub barcode: Option<String>,
}

impl Product {
    /// From the catalogue; prices are in the shop's one currency.
    pub fn of(product: catalogue::Product, currency: &str) -> Self {
        let variant = |variant: catalogue::Variant| Variant {
            sku: variant.sku,
            title: variant.title,
            options: variant.options,
            price: Money::new(variant.price, currency),
            grams: variant.grams,
            barcode: variant.barcode,
        };
        Product {
            handle: product.handle,
            title: product.title,
            description_html: product.description_html,
            vendor: product.vendor,
            category: product.category,
            tags: product.tags,
            variants: product.variants.into_iter().map(variant).collect(),
        }
    }
}

/// A category, and how many products it has.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Category {
    pub name: String,
    pub count: i64,
}
