//! How often somebody may try: guesses at passwords and codes are slow.

use crate::api::problem::Problem;
use crate::config::RateLimits;
use comptoir_domain::ids::VisitorId;
use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;

type Limiter<K> = RateLimiter<K, DashMapStateStore<K>, DefaultClock>;

/// The limits of one process.
pub struct Limits {
    sign_ins: Limiter<(String, IpAddr)>,
    visitors: Limiter<IpAddr>,
    lookups: Limiter<IpAddr>,
    proofs: Limiter<VisitorId>,
}

impl Limits {
    pub fn new(limits: &RateLimits) -> Self {
        Limits {
            sign_ins: a_minute(limits.sign_ins),
            visitors: a_minute(limits.visitors),
            lookups: a_minute(limits.lookups),
            proofs: a_minute(limits.lookups),
        }
    }

    pub fn sign_in(&self, login: &str, address: IpAddr) -> Result<(), Problem> {
        check(&self.sign_ins, &(login.to_owned(), network(address)))
    }

    pub fn visitor(&self, address: IpAddr) -> Result<(), Problem> {
        check(&self.visitors, &network(address))
    }

    /// Looking an order up by what its customer knows.
    pub fn lookup(&self, address: IpAddr) -> Result<(), Problem> {
        check(&self.lookups, &network(address))
    }

    /// Having a code sent to an email: it costs somebody's inbox.
    pub fn proof(&self, visitor: VisitorId) -> Result<(), Problem> {
        check(&self.proofs, &visitor)
    }

    /// Forgets who has not tried for long.
    pub fn tidy_up(&self) {
        self.sign_ins.retain_recent();
        self.visitors.retain_recent();
        self.lookups.retain_recent();
        self.proofs.retain_recent();
    }
}

fn a_minute<K: Hash + Eq + Clone>(times: u32) -> Limiter<K> {
    RateLimiter::dashmap(Quota::per_minute(NonZeroU32::new(times).unwrap_or(NonZeroU32::MIN)))
}

fn check<K: Hash + Eq + Clone>(limiter: &Limiter<K>, key: &K) -> Result<(), Problem> {
    limiter.check_key(key).map_err(|not_until| {
        let wait = not_until.wait_time_from(DefaultClock::default().now());
        Problem::too_many_requests(wait.as_secs() + 1)
    })
}

/// One household has a whole IPv6 network (/64).
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => IpAddr::V6((u128::from(v6) & !u128::from(u64::MAX)).into()),
        },
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_guess_waits_and_others_do_not() {
        let limits = Limits::new(&RateLimits::default());
        let (here, there) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        for _ in 0..5 {
            assert!(limits.sign_in("ines", here).is_ok());
        }
        let problem = limits.sign_in("ines", here).unwrap_err();
        assert_eq!((problem.status, problem.code.as_str()), (429, "too_many_requests"));
        assert!(limits.sign_in("ines", there).is_ok());
        assert!(limits.sign_in("marc", here).is_ok());
    }

    #[test]
    fn an_ipv6_network_counts_as_one() {
        assert_eq!(network("2001:db8::1".parse().unwrap()), network("2001:db8::2".parse().unwrap()));
        assert_ne!(network("2001:db8:0:1::1".parse().unwrap()), network("2001:db8::1".parse().unwrap()));
        assert_eq!(network("::ffff:192.0.2.1".parse().unwrap()), "192.0.2.1".parse::<IpAddr>().unwrap());
    }
}
