//! A node, as everybody may know it.

use comptoir_domain::node::Profile;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A warehouse, store, supplier or relay point.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Node {
    #[schema(example = "LYO1")]
    pub code: String,
    #[schema(example = "Lyon Bellecour")]
    pub name: String,
    /// `warehouse`, `store`, `supplier` or `relay_point`.
    #[schema(example = "store")]
    pub kind: String,
    #[serde(default)]
    pub street: String,
    #[serde(default)]
    pub postcode: String,
    #[serde(default)]
    pub city: String,
    /// ISO 3166-1 alpha-2.
    #[schema(example = "FR")]
    pub country: String,
    #[serde(default)]
    pub latitude: Option<f64>,
    #[serde(default)]
    pub longitude: Option<f64>,
    #[serde(default)]
    pub phone: Option<String>,
    /// `mon` … `sun` to spans such as `10:00-19:00`, local time.
    #[serde(default)]
    pub hours: BTreeMap<String, Vec<String>>,
    /// What picking and packing one line costs here, in minor units: staff and programs only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handling_cost: Option<i64>,
}

impl Node {
    pub fn of(profile: &Profile) -> Self {
        let address = &profile.address;
        Node {
            code: profile.code.0.clone(),
            name: profile.name.clone(),
            kind: profile.kind.as_str().to_owned(),
            street: address.street.clone(),
            postcode: address.postcode.clone(),
            city: address.city.clone(),
            country: address.country.clone(),
            latitude: address.point.map(|point| point.latitude),
            longitude: address.point.map(|point| point.longitude),
            phone: profile.phone.clone(),
            hours: profile.hours.clone(),
            handling_cost: None,
        }
    }

    /// With what only staff and programs may know.
    pub fn in_full(profile: &Profile) -> Self {
        Node { handling_cost: Some(profile.handling_cost), ..Node::of(profile) }
    }
}
