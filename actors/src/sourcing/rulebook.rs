//! The policies and carriers in force.

use crate::store::sourcing_rules::Version;
use comptoir_domain::order::Channel;
use comptoir_domain::sourcing::{Carrier, Method, NamedCarrier, Policy, PolicyName, usual_carriers};
use comptoir_domain::time::Timestamp;
use serde::de::DeserializeOwned;

/// What an order is, as far as it decides which policy is for it.
#[derive(Debug, Clone, Copy)]
pub struct Scoped<'a> {
    pub channel: Channel,
    pub method: Method,
    /// Of its lines.
    pub categories: &'a [&'a str],
}

/// A policy in force.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptPolicy {
    pub name: String,
    pub version: i64,
    pub at: Timestamp,
    /// Who wrote this version.
    pub by_name: String,
    pub policy: Policy,
}

/// A carrier in force.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptCarrier {
    pub version: i64,
    pub at: Timestamp,
    /// Who wrote this version.
    pub by_name: String,
    pub carrier: NamedCarrier,
}

/// All of them, by name. A shop that has described no carrier has the usual ones, and the usual policy is for every order that no other is for.
#[derive(Debug, Clone, Default)]
pub struct Rulebook {
    pub policies: Vec<KeptPolicy>,
    pub own_carriers: Vec<KeptCarrier>,
    usual: Policy,
    carriers: Vec<NamedCarrier>,
}

impl Rulebook {
    /// From everything that is kept. What cannot be read (it was written by a newer program) is left out, and said.
    pub fn of(versions: &[Version]) -> Self {
        let mut rulebook = Rulebook::default();
        for (at, row) in versions.iter().enumerate() {
            let is_newest = versions.get(at + 1).is_none_or(|next| (&next.kind, &next.name) != (&row.kind, &row.name));
            let Some(body) = row.body.as_deref().filter(|_| is_newest) else { continue };
            let (name, version, at, by_name) = (row.name.clone(), row.version, Timestamp(row.at), row.by_name.clone());
            match row.kind.as_str() {
                "policy" => rulebook.policies.extend(read(row, body).map(|policy| KeptPolicy { name, version, at, by_name, policy })),
                _ => rulebook.own_carriers.extend(read::<Carrier>(row, body).map(|carrier| KeptCarrier {
                    version,
                    at,
                    by_name,
                    carrier: NamedCarrier { name, carrier },
                })),
            }
        }
        rulebook.carriers = rulebook.own_carriers.iter().map(|kept| kept.carrier.clone()).collect();
        if rulebook.carriers.is_empty() {
            rulebook.carriers = usual_carriers();
        }
        rulebook
    }

    /// Those that parcels travel with.
    pub fn carriers(&self) -> &[NamedCarrier] {
        &self.carriers
    }

    /// The narrowest policy that holds an order, of equals the first by name; the usual one (that has no name) where there is none.
    pub fn policy(&self, order: Scoped) -> (Option<PolicyName>, &Policy) {
        let holding = self.policies.iter().filter(|kept| kept.policy.scope.holds(order.channel, order.method, order.categories));
        // Of equals `max_by_key` would take the last one.
        match holding.rev().max_by_key(|kept| kept.policy.scope.narrowness()) {
            Some(kept) => (Some(name_of(kept)), &kept.policy),
            None => (None, &self.usual),
        }
    }
}

/// How a plan names the policy that made it.
pub fn name_of(kept: &KeptPolicy) -> PolicyName {
    PolicyName { name: kept.name.clone(), version: u32::try_from(kept.version).unwrap_or(u32::MAX) }
}

fn read<T: DeserializeOwned>(row: &Version, body: &str) -> Option<T> {
    serde_json::from_str(body)
        .inspect_err(
            |error| tracing::error!(kind = row.kind, name = row.name, version = row.version, %error, "a sourcing rule cannot be read"),
        )
        .ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use comptoir_domain::sourcing::Scope;

    fn version(kind: &str, name: &str, version: i64, body: Option<String>) -> Version {
        Version { kind: kind.into(), name: name.into(), version, body, at: 0, by_name: "Sophie".into() }
    }

    fn policy(scope: Scope) -> Option<String> {
        Some(serde_json::to_string(&Policy { scope, ..Policy::default() }).unwrap())
    }

    #[test]
    fn the_narrowest_policy_in_its_newest_version_is_for_an_order() {
        let phone = Scope { channels: vec![Channel::Phone], ..Scope::default() };
        let lamps = Scope { categories: vec!["Lamps".into()], ..Scope::default() };
        let rulebook = Rulebook::of(&[
            version("policy", "all", 1, policy(Scope::default())),
            version("policy", "ended", 1, policy(lamps.clone())),
            version("policy", "ended", 2, None),
            version("policy", "lamps", 1, policy(phone.clone())),
            version("policy", "lamps", 2, policy(lamps)),
            version("policy", "phone", 1, policy(phone)),
            version("policy", "unreadable", 1, Some("{\"of\": \"tomorrow\"}".into())),
        ]);
        let name = |channel, categories: &[&str]| {
            let (name, _) = rulebook.policy(Scoped { channel, method: Method::Ship, categories });
            name.map(|name| (name.name, name.version))
        };
        assert_eq!(name(Channel::Phone, &["Lamps", "Lamps"]), Some(("lamps".into(), 2)));
        assert_eq!(name(Channel::Phone, &["Lamps", "Chairs"]), Some(("phone".into(), 1)));
        assert_eq!(name(Channel::Web, &["Chairs"]), Some(("all".into(), 1)));
        assert_eq!(Rulebook::of(&[]).policy(Scoped { channel: Channel::Web, method: Method::Ship, categories: &[] }).0, None);
    }

    #[test]
    fn a_shop_without_carriers_of_its_own_has_the_usual_ones() {
        assert_eq!(Rulebook::of(&[]).carriers(), usual_carriers());
        let own = serde_json::to_string(&usual_carriers()[1].carrier).unwrap();
        let rulebook = Rulebook::of(&[version("carrier", "point relais", 1, Some(own))]);
        assert_eq!(rulebook.carriers().iter().map(|named| named.name.as_str()).collect::<Vec<_>>(), ["point relais"]);
    }
}
