//! Who carries parcels, what that costs, how long it takes, and what it emits.

use crate::sourcing::policy::Flaw;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};

/// What a carrier brings parcels to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// The customer's door.
    Home,
    RelayPoint,
    /// Our own stores.
    Store,
}

/// A carrier with its tariff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Carrier {
    pub services: Vec<Service>,
    /// By distance, nearest first. Farther than the last one it does not go.
    pub bands: Vec<Band>,
    /// Grams of CO₂ equivalent for a parcel whatever it weighs: the round of the van.
    #[serde(default)]
    pub co2_per_parcel: i64,
    /// Grams of CO₂ equivalent for a tonne carried one kilometre.
    #[serde(default)]
    pub co2_per_tonne_km: i64,
}

/// What a parcel costs that travels no farther than this.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// Kilometres; none: however far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to_km: Option<u32>,
    /// Days of the carrier's from the collection to the delivery.
    pub days: u8,
    /// By weight, lightest first. What is heavier than the last one travels in several parcels.
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub up_to_grams: i64,
    /// Minor units.
    pub cost: i64,
}

impl Band {
    /// What goods of this weight cost, in minor units: the parcels that are full at the heaviest step, and one for the rest.
    pub fn cost(&self, grams: i64) -> i64 {
        let Some(heaviest) = self.steps.last() else { return 0 };
        let full = (grams - 1).max(0) / heaviest.up_to_grams.max(1);
        let rest = grams - full * heaviest.up_to_grams;
        let step = self.steps.iter().find(|step| rest <= step.up_to_grams).unwrap_or(heaviest);
        full.saturating_mul(heaviest.cost).saturating_add(step.cost)
    }

    /// What a parcel costs at least, whatever it weighs: a tariff need not rise with the weight.
    pub(super) fn least(&self) -> i64 {
        self.steps.iter().map(|step| step.cost).min().unwrap_or(0)
    }
}

/// A carrier's day ends so long after its midnight: by then a parcel is there.
const DELIVERED_BY: Span = Span::hours(18);

/// When a parcel arrives that leaves at this moment and is `days` of the carrier's days under way. `days_of_work`: the midnights with which
/// the days begin on which carriers work, ascending; beyond them every day counts.
pub fn arrival(departure: Timestamp, days: u8, days_of_work: &[Timestamp]) -> Timestamp {
    let begun = days_of_work.partition_point(|midnight| *midnight <= departure);
    let at = begun + usize::from(days);
    match (at.checked_sub(1).and_then(|at| days_of_work.get(at)), days_of_work.last()) {
        (Some(midnight), _) => departure.max(*midnight + DELIVERED_BY),
        (None, Some(last)) if at > 0 => departure.max(*last + Span::days((at - days_of_work.len()) as i64) + DELIVERED_BY),
        _ => departure + Span::days(i64::from(days)),
    }
}

impl Carrier {
    /// The band for a distance, in tenths of a kilometre; `None` beyond the last one.
    pub fn band(&self, tenths_of_km: i64) -> Option<usize> {
        self.bands.iter().position(|band| band.up_to_km.is_none_or(|km| tenths_of_km <= i64::from(km) * 10))
    }

    /// What one parcel emits, in grams of CO₂ equivalent.
    pub fn co2(&self, grams: i64, tenths_of_km: i64) -> i64 {
        let tonne_km = i128::from(grams) * i128::from(tenths_of_km) * i128::from(self.co2_per_tonne_km) / 10_000_000;
        self.co2_per_parcel + tonne_km as i64
    }

    /// Everything that is wrong with it. Nothing: it may be used.
    pub fn flaws(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        if self.services.is_empty() {
            flaws.push(Flaw::new("services", "a carrier brings parcels home, to relay points or to stores; say which"));
        }
        if self.bands.is_empty() {
            flaws.push(Flaw::new("bands", "a carrier has at least one distance band"));
        }
        for (field, given) in [("co2_per_parcel", self.co2_per_parcel), ("co2_per_tonne_km", self.co2_per_tonne_km)] {
            if !(0..=1_000_000).contains(&given) {
                flaws.push(Flaw::new(field, format!("{given} is not between 0 and 1000000 grams")));
            }
        }
        for (n, band) in self.bands.iter().enumerate() {
            let reaches = |band: &Band| band.up_to_km.map_or(u64::MAX, u64::from);
            if band.up_to_km == Some(0) || n > 0 && reaches(&self.bands[n - 1]) >= reaches(band) {
                flaws.push(Flaw::new(
                    format!("bands[{n}].up_to_km"),
                    "each band reaches farther than the one before, and only the last has no end",
                ));
            }
            if band.days > 60 {
                flaws.push(Flaw::new(format!("bands[{n}].days"), "no parcel is under way for more than 60 days"));
            }
            if band.steps.is_empty() {
                flaws.push(Flaw::new(format!("bands[{n}].steps"), "a band has at least one weight step"));
            }
            for (m, step) in band.steps.iter().enumerate() {
                if step.up_to_grams < 1 || m > 0 && band.steps[m - 1].up_to_grams >= step.up_to_grams {
                    flaws.push(Flaw::new(format!("bands[{n}].steps[{m}].up_to_grams"), "each step is heavier than the one before"));
                }
                if !(0..=100_000_000).contains(&step.cost) {
                    flaws.push(Flaw::new(format!("bands[{n}].steps[{m}].cost"), format!("{} is not between 0 and 100000000", step.cost)));
                }
            }
        }
        flaws
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn band(steps: &[(i64, i64)]) -> Band {
        Band { up_to_km: None, days: 2, steps: steps.iter().map(|&(up_to_grams, cost)| Step { up_to_grams, cost }).collect() }
    }

    #[test]
    fn what_is_too_heavy_for_one_parcel_travels_in_several() {
        let band = band(&[(1_000, 500), (5_000, 800)]);
        let costs = [0, 1_000, 1_001, 5_000, 5_001, 6_001, 10_000].map(|grams| band.cost(grams));
        assert_eq!(costs, [500, 500, 800, 800, 1_300, 1_600, 1_600]);
    }

    #[test]
    fn a_parcel_travels_on_the_carriers_days() {
        let day = |n: i64| Timestamp(n * 86_400_000);
        // Friday, Saturday, Monday, Tuesday.
        let days_of_work = [day(0), day(1), day(3), day(4)];
        let by_six = |n: i64| day(n) + DELIVERED_BY;
        assert_eq!(arrival(day(0) + Span::hours(16), 0, &days_of_work), by_six(0), "the same day");
        assert_eq!(arrival(day(0) + Span::hours(20), 0, &days_of_work), day(0) + Span::hours(20), "never before it left");
        assert_eq!(arrival(day(0) + Span::hours(16), 2, &days_of_work), by_six(3));
        assert_eq!(arrival(day(2) + Span::hours(9), 1, &days_of_work), by_six(3), "left on a Sunday");
        assert_eq!(arrival(day(4) + Span::hours(9), 2, &days_of_work), by_six(6), "beyond what is known every day counts");
        assert_eq!(arrival(day(4), 2, &[]), day(6));
    }
}
