//! What it costs that a node serves lines, in cents (minor units).

/// What one parcel costs by the distance it travels:
///
/// | up to | cents |
/// | --- | --- |
/// | 30 km | 490 |
/// | 150 km | 590 |
/// | 500 km | 690 |
/// | 1,000 km | 790 |
/// | beyond, or a node without a place | 1190 |
///
/// When the destination's point is unknown every parcel costs the same, 690. To these comes the node's own handling cost for
/// each line. A pickup has no parcel: it costs the handling alone.
pub const fn parcel_cost(tenths_of_km: i64) -> i64 {
    match tenths_of_km {
        ..=300 => 490,
        301..=1_500 => 590,
        1_501..=5_000 => 690,
        5_001..=10_000 => 790,
        _ => 1_190,
    }
}

/// A parcel to an address whose point is unknown.
pub(super) const PARCEL_SOMEWHERE: i64 = 690;

/// As far as two places can be apart: a node without a place counts as being there.
pub(super) const FARTHEST: i64 = 200_151;
