//! A node, as everybody may know it.

use crate::shop_hours::closed_days;
use comptoir_actors::sourcing::Retailer;
use comptoir_domain::node::Profile;
use comptoir_domain::time::Timestamp;
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
    /// Days on which it is closed whatever its hours say, as in `2026-12-25`, or as in `12-25` for every year. To customers and on boards
    /// those of the coming two weeks, the shop's holidays included.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["2026-12-24"]))]
    pub closed_on: Vec<String>,
    /// Holidays of the shop's on which it is open all the same: staff and programs only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(example = json!(["07-14"]))]
    pub open_on: Vec<String>,
    /// What picking and packing one line costs here, in minor units: staff and programs only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handling_cost: Option<i64>,
    /// Orders that it takes in a day: staff and programs only, as are the next three.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orders_a_day: Option<i64>,
    /// Orders that it packs in an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub orders_an_hour: Option<i64>,
    /// Open minutes from the offer until an order is packed, before anything has been learned of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preparation_minutes: Option<i64>,
    /// When parcels are collected, local time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(example = "16:30")]
    pub collection: Option<String>,
}

impl Node {
    /// As customers may know it, and at this moment.
    pub fn of(profile: &Profile, now: Timestamp, retailer: &Retailer) -> Self {
        Node { closed_on: closed_days(now, profile, retailer), ..Node::plain(profile) }
    }

    fn plain(profile: &Profile) -> Self {
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
            closed_on: Vec::new(),
            open_on: Vec::new(),
            handling_cost: None,
            orders_a_day: None,
            orders_an_hour: None,
            preparation_minutes: None,
            collection: None,
        }
    }

    /// With what only staff and programs may know.
    pub fn in_full(profile: &Profile) -> Self {
        let practice = &profile.practice;
        Node {
            handling_cost: Some(profile.handling_cost),
            orders_a_day: practice.orders_a_day.map(i64::from),
            orders_an_hour: practice.orders_an_hour.map(i64::from),
            preparation_minutes: practice.preparation_minutes.map(i64::from),
            collection: practice.collection.clone(),
            closed_on: practice.closed_on.clone(),
            open_on: practice.open_on.clone(),
            ..Node::plain(profile)
        }
    }
}
