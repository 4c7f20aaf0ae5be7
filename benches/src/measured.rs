//! What a load came to.

use std::time::Duration;

/// How long each operation took.
#[derive(Debug, Default)]
pub struct Latencies(Vec<Duration>);

impl Latencies {
    pub fn record(&mut self, latency: Duration) {
        self.0.push(latency);
    }

    pub fn extend(&mut self, others: Latencies) {
        self.0.extend(others.0);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The latency below which this share of all lies.
    pub fn quantile(&mut self, share: f64) -> Duration {
        if self.0.is_empty() {
            return Duration::ZERO;
        }
        let place = ((self.0.len() as f64 * share) as usize).min(self.0.len() - 1);
        *self.0.select_nth_unstable(place).1
    }
}

/// One run of a load.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// Operations a second.
    pub rate: f64,
    pub p50: Duration,
    pub p99: Duration,
    /// Processor time that the server had for one operation, in microseconds.
    pub server_cpu: f64,
    /// All operations, also those outside the measured time.
    pub total: u64,
}

impl Measured {
    /// Each figure's own median.
    pub fn median(runs: &[Measured]) -> Measured {
        let of = |figure: fn(&Measured) -> f64| median(runs.iter().map(figure).collect());
        Measured {
            rate: of(|run| run.rate),
            p50: Duration::from_secs_f64(of(|run| run.p50.as_secs_f64())),
            p99: Duration::from_secs_f64(of(|run| run.p99.as_secs_f64())),
            server_cpu: of(|run| run.server_cpu),
            total: of(|run| run.total as f64) as u64,
        }
    }
}

/// The one in the middle; of an even number the upper of the two.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_sorted_list() {
        let mut latencies = Latencies((1..=100).rev().map(Duration::from_millis).collect());
        assert_eq!(latencies.quantile(0.5), Duration::from_millis(51));
        assert_eq!(latencies.quantile(0.99), Duration::from_millis(100));
        assert_eq!(Latencies::default().quantile(0.5), Duration::ZERO);
    }

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![2.0, 1.0]), 2.0);
    }
}
