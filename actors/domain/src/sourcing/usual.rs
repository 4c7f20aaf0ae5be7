//! What a retailer starts with who has described neither policies nor carriers.

use crate::sourcing::carrier::{Band, Carrier, Service, Step};
use crate::sourcing::request::NamedCarrier;

/// Parcels to the door, to a relay point, and our own shuttle between nodes. Prices are those of a French retailer of middle size, in cents;
/// emissions are assumptions: 160 g of CO₂ equivalent for a tonne-kilometre in a lorry that is well filled, and a van's round by the stop.
pub fn usual_carriers() -> Vec<NamedCarrier> {
    let home = [(Some(30), 1, 490), (Some(150), 2, 590), (Some(500), 2, 690), (Some(1_000), 3, 790), (None, 5, 1_190)];
    let relay = [(Some(30), 2, 350), (Some(500), 3, 420), (Some(1_000), 4, 480), (None, 6, 790)];
    vec![
        carrier("home", Service::Home, &home, 250),
        carrier("relay", Service::RelayPoint, &relay, 90),
        carrier("shuttle", Service::Store, &[(Some(1_200), 2, 220)], 60),
    ]
}

fn carrier(name: &str, service: Service, bands: &[(Option<u32>, u8, i64)], co2_per_parcel: i64) -> NamedCarrier {
    // Up to 2 kg, and what heavier parcels cost more.
    let steps = |cost: i64| {
        [(2_000, 0), (5_000, 150), (10_000, 350), (30_000, 1_100)].map(|(up_to_grams, more)| Step { up_to_grams, cost: cost + more })
    };
    let bands = bands.iter().map(|&(up_to_km, days, cost)| Band { up_to_km, days, steps: steps(cost).to_vec() }).collect();
    let carrier = Carrier { services: vec![service], bands, co2_per_parcel, co2_per_tonne_km: 160 };
    NamedCarrier { name: name.into(), carrier }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sourcing::Policy;

    #[test]
    fn what_one_starts_with_is_without_flaws() {
        assert!(usual_carriers().iter().all(|named| named.carrier.flaws().is_empty()));
        assert!(Policy::default().flaws(|_| true).is_empty());
    }
}
