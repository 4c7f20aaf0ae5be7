//! Where things are.

mod departments;

use serde::{Deserialize, Serialize};

/// A point on the globe, in degrees (WGS 84).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub latitude: f64,
    pub longitude: f64,
}

/// A postal address, with its point where it is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Address {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    pub street: String,
    pub postcode: String,
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    #[serde(default, flatten, skip_serializing_if = "Option::is_none")]
    pub point: Option<Point>,
}

/// Great-circle distance in kilometres (haversine, mean earth radius 6371 km).
pub fn distance_km(a: Point, b: Point) -> f64 {
    let (lat_a, lat_b) = (a.latitude.to_radians(), b.latitude.to_radians());
    let half_lat = ((lat_b - lat_a) / 2.0).sin();
    let half_lon = ((b.longitude - a.longitude).to_radians() / 2.0).sin();
    let h = half_lat * half_lat + lat_a.cos() * lat_b.cos() * half_lon * half_lon;
    2.0 * 6371.0 * h.sqrt().min(1.0).asin()
}

/// Countries whose addresses carry French postcodes: France, its overseas territories where they are named as countries, and Monaco.
const FRENCH_POSTCODES: [&str; 13] = ["FR", "MC", "GP", "MQ", "GF", "RE", "PM", "YT", "BL", "MF", "WF", "PF", "NC"];

/// Whether this cannot be a postcode of that country. Only French ones are known.
pub fn is_no_postcode(country: &str, postcode: &str) -> bool {
    has_french_postcodes(country) && point_of_postcode(country, postcode).is_none()
}

fn has_french_postcodes(country: &str) -> bool {
    FRENCH_POSTCODES.iter().any(|known| known.eq_ignore_ascii_case(country.trim()))
}

/// About where a postcode is, for an address that came without a point: the middle of its French department. `None` elsewhere.
pub fn point_of_postcode(country: &str, postcode: &str) -> Option<Point> {
    if !has_french_postcodes(country) {
        return None;
    }
    let digits: String = postcode.chars().filter(|c| !c.is_whitespace()).collect();
    departments::centroid(&digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_postcode_has_a_point_in_france_only() {
        assert!(point_of_postcode("fr", "69 002").is_some());
        assert_eq!(point_of_postcode("DE", "69002"), None);
        assert_eq!(point_of_postcode("FR", "6900"), None);
        assert_eq!(point_of_postcode("FR", "99999"), None);
        assert_eq!(point_of_postcode("FR", "é9002"), None);
    }

    #[test]
    fn what_is_no_postcode_is_known_of_france_only() {
        assert!(is_no_postcode("FR", "99999") && is_no_postcode("fr ", "6900"));
        assert!(!is_no_postcode("FR", "69 002") && !is_no_postcode("MC", "98000") && !is_no_postcode("DE", "99999"));
    }
}
