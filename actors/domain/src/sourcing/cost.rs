//! What a plan is weighed by.

use serde::{Deserialize, Serialize};
use std::ops::{Add, AddAssign};

/// What it costs that a node serves lines, part by part, in minor units. Whatever is compared is the total.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Cost {
    #[serde(skip_serializing_if = "is_nothing")]
    pub parcel: i64,
    #[serde(skip_serializing_if = "is_nothing")]
    pub handling: i64,
    /// The time until it arrives.
    #[serde(skip_serializing_if = "is_nothing")]
    pub waiting: i64,
    /// The time after the promised moment.
    #[serde(skip_serializing_if = "is_nothing")]
    pub lateness: i64,
    #[serde(skip_serializing_if = "is_nothing")]
    pub carbon: i64,
    #[serde(skip_serializing_if = "is_nothing")]
    pub balance: i64,
    #[serde(skip_serializing_if = "is_nothing")]
    pub scarcity: i64,
    /// What is earned by selling off: never above zero.
    #[serde(skip_serializing_if = "is_nothing")]
    pub clearance: i64,
    /// What is expected to be lost by a rejection. Below zero where sending it from elsewhere would have cost less.
    #[serde(skip_serializing_if = "is_nothing")]
    pub rejection: i64,
    #[serde(skip_serializing_if = "is_nothing")]
    pub splitting: i64,
}

/// What costs nothing is not written down: plans are kept for ever.
fn is_nothing(cost: &i64) -> bool {
    *cost == 0
}

impl Cost {
    /// The parts with their names, as they stand in a stored plan.
    pub const fn parts(&self) -> [(&'static str, i64); 10] {
        [
            ("parcel", self.parcel),
            ("handling", self.handling),
            ("waiting", self.waiting),
            ("lateness", self.lateness),
            ("carbon", self.carbon),
            ("balance", self.balance),
            ("scarcity", self.scarcity),
            ("clearance", self.clearance),
            ("rejection", self.rejection),
            ("splitting", self.splitting),
        ]
    }

    pub fn total(&self) -> i64 {
        self.parts().iter().map(|(_, cost)| cost).sum()
    }

    /// The part by which this is dearest compared to another; `None` when it is dearer in nothing.
    pub fn dearest_part_beside(&self, other: &Cost) -> Option<&'static str> {
        let differences = self.parts().into_iter().zip(other.parts()).map(|((name, mine), (_, theirs))| (mine - theirs, name));
        // Of equals the first one.
        differences.rev().max_by_key(|(difference, _)| *difference).filter(|(difference, _)| *difference > 0).map(|(_, name)| name)
    }
}

impl Add for Cost {
    type Output = Cost;
    fn add(self, other: Cost) -> Cost {
        Cost {
            parcel: self.parcel + other.parcel,
            handling: self.handling + other.handling,
            waiting: self.waiting + other.waiting,
            lateness: self.lateness + other.lateness,
            carbon: self.carbon + other.carbon,
            balance: self.balance + other.balance,
            scarcity: self.scarcity + other.scarcity,
            clearance: self.clearance + other.clearance,
            rejection: self.rejection + other.rejection,
            splitting: self.splitting + other.splitting,
        }
    }
}

impl AddAssign for Cost {
    fn add_assign(&mut self, other: Cost) {
        *self = *self + other;
    }
}
