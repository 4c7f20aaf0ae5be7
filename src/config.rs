//! What can be configured, and where it comes from: built-in values, then `comptoir.toml`, then `COMPTOIR_*`, then flags.

use comptoir_actors::sourcing::{Holidays, Retailer, Valuation, is_a_day};
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// How many requests of a kind one address (or one login at one address) may make in a minute.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RateLimits {
    pub sign_ins: u32,
    pub visitors: u32,
    pub lookups: u32,
}

impl Default for RateLimits {
    fn default() -> Self {
        RateLimits { sign_ins: 5, visitors: 30, lookups: 10 }
    }
}

/// Every setting has a value that runs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where to listen; port 0 picks one.
    pub listen: String,
    /// `sqlite:FILE` or `postgres://…`.
    pub database: String,
    /// `redis://…`: what several hubs on one PostgreSQL database hear of each other by.
    pub redis: Option<String>,
    /// How many seconds a hub that is told to end goes on serving, while `/readyz` already sends new clients elsewhere.
    pub drain_seconds: u64,
    /// The address under which customers and staff reach the hub, such as `https://counter.example.com`; by default the one it listens on.
    pub public_url: Option<String>,
    /// HTTP workers; 0: one a core.
    pub workers: usize,
    /// Threads on which customers, orders and nodes live; 0: one a core.
    pub arbiters: usize,
    /// Take a client's address from the last entry of `X-Forwarded-For`: only behind a proxy that writes it.
    pub trust_proxy: bool,

    pub shop_name: String,
    /// Customer service, as customers dial it (E.164).
    pub shop_phone: Option<String>,
    /// ISO 4217; all prices are in it.
    pub currency: String,
    /// Languages of screens and messages; the first is the default.
    pub languages: Vec<String>,
    /// ISO 3166 country in which a phone number without a country code is dialled.
    pub region: String,
    /// IANA name; opening hours are in it.
    pub time_zone: String,
    /// Days on which carriers do not work and nodes are closed unless they say otherwise: `2026-12-25`, or `12-25` for every year.
    pub holidays: Vec<String>,
    /// How fast the shop says that it answers.
    pub answers_in_minutes: u32,
    /// How many days a parcel waits in the store.
    pub pickup_days: u32,
    /// Other sites that may show the webchat, such as `https://www.example.com`.
    pub widget_origins: Vec<String>,

    /// A folder whose `pages/`, `email/` and `sms/` come before the built-in templates.
    pub templates_dir: Option<PathBuf>,
    /// `smtp://…` or `smtps://user:password@host:port`; without it emails are kept for the outbox page.
    pub smtp_url: Option<String>,
    /// Whom emails come from; by default the shop at the public address.
    pub mail_from: Option<String>,
    /// A folder into which SMS are written, one file each; without it they are kept for the outbox page.
    pub sms_dir: Option<PathBuf>,

    /// What is logged, such as `info` or `comptoir=debug,warn`.
    pub log: String,
    /// `text` or `json`.
    pub log_format: LogFormat,
    pub limits: RateLimits,
    /// What a lost sale costs, and what is too much stock: for sourcing.
    pub valuation: Valuation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    Text,
    Json,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            listen: "127.0.0.1:8080".into(),
            database: "sqlite:comptoir.db".into(),
            redis: None,
            drain_seconds: 0,
            public_url: None,
            workers: 0,
            arbiters: 0,
            trust_proxy: false,
            shop_name: "Comptoir".into(),
            shop_phone: None,
            currency: "EUR".into(),
            languages: vec!["fr".into(), "en".into()],
            region: "FR".into(),
            time_zone: "Europe/Paris".into(),
            holidays: Vec::new(),
            answers_in_minutes: 3,
            pickup_days: 7,
            widget_origins: Vec::new(),
            templates_dir: None,
            smtp_url: None,
            mail_from: None,
            sms_dir: None,
            log: "info".into(),
            log_format: LogFormat::Text,
            limits: RateLimits::default(),
            valuation: Valuation::default(),
        }
    }
}

/// Why there is no configuration.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(String);

impl Config {
    /// Reads the configuration. `file` must exist when it is named; otherwise `comptoir.toml` is read if it is there.
    /// `flags` are names and values from the command line.
    pub fn read(file: Option<&Path>, flags: &[(String, String)]) -> Result<Config, ConfigError> {
        let mut figment = Figment::from(Serialized::defaults(Config::default()));
        match file {
            Some(file) if !file.is_file() => return Err(ConfigError(format!("there is no configuration file {}", file.display()))),
            Some(file) => figment = figment.merge(Toml::file_exact(file)),
            None => figment = figment.merge(Toml::file("comptoir.toml")),
        }
        figment = figment.merge(Env::prefixed("COMPTOIR_").ignore(&["config"]).filter(is_a_setting).split("__"));
        for (name, value) in flags {
            let value: figment::value::Value = value.parse().unwrap_or_else(|_| figment::value::Value::from(value.as_str()));
            figment = figment.merge(Serialized::global(name, value));
        }
        let config: Config = figment.extract().map_err(|error| ConfigError(sentence(error)))?;
        config.check()
    }

    fn check(mut self) -> Result<Config, ConfigError> {
        let fail = |words: String| Err(ConfigError(words));
        self.currency.make_ascii_uppercase();
        self.region.make_ascii_uppercase();
        if self.currency.len() != 3 || !self.currency.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return fail(format!("`currency` is “{}”; it must be a three-letter code such as EUR", self.currency));
        }
        if self.region.parse::<phonenumber::country::Id>().is_err() {
            return fail(format!("`region` is “{}”; it must be a two-letter country code such as FR", self.region));
        }
        if self.languages.is_empty() || self.languages.iter().any(|language| !KNOWN_LANGUAGES.contains(&language.as_str())) {
            return fail(format!("`languages` must be some of {}", KNOWN_LANGUAGES.join(", ")));
        }
        if !self.database.starts_with("sqlite:") && !self.database.starts_with("postgres:") && !self.database.starts_with("postgresql:") {
            return fail(format!("`database` is “{}”; it must start with sqlite: or postgres:", self.database));
        }
        if self.redis.is_some() && self.database.starts_with("sqlite:") {
            return fail("`redis` is for several hubs on one PostgreSQL database; with SQLite there is one hub, so leave it out".into());
        }
        if let Some(redis) = &self.redis
            && !["redis://", "rediss://"].iter().any(|scheme| redis.starts_with(scheme))
        {
            return fail("`redis` must start with redis:// or rediss://".into());
        }
        if self.drain_seconds > LONGEST_DRAIN {
            return fail(format!("`drain_seconds` is {}; more than {LONGEST_DRAIN} is no drain", self.drain_seconds));
        }
        if jiff::tz::TimeZone::get(&self.time_zone).is_err() {
            return fail(format!("`time_zone` is “{}”; it must be a name such as Europe/Paris", self.time_zone));
        }
        if let Some(wrong) = self.holidays.iter().find(|day| !is_a_day(day)) {
            return fail(format!("`holidays` has “{wrong}”; write a day as 2026-12-25, or as 12-25 for every year"));
        }
        if self.limits.sign_ins == 0 || self.limits.visitors == 0 || self.limits.lookups == 0 {
            return fail("`limits` are requests a minute and must be at least 1".into());
        }
        if let Some(flaw) = self.valuation.flaw() {
            return fail(format!("`valuation`: {flaw}"));
        }
        if let Some(url) = &mut self.public_url {
            if !url.starts_with("http://") && !url.starts_with("https://") {
                return fail(format!("`public_url` is “{url}”; it must start with http:// or https://"));
            }
            url.truncate(url.trim_end_matches('/').len());
        }
        for origin in &mut self.widget_origins {
            origin.truncate(origin.trim_end_matches('/').len());
            if !origin.starts_with("http://") && !origin.starts_with("https://") {
                return fail(format!("`widget_origins` has “{origin}”; an origin looks like https://www.example.com"));
            }
        }
        Ok(self)
    }

    /// What sourcing is to know of the shop. A configuration that was read has such a zone.
    pub fn retailer(&self) -> Retailer {
        let time_zone = jiff::tz::TimeZone::get(&self.time_zone).unwrap_or(jiff::tz::TimeZone::UTC);
        Retailer { time_zone, holidays: Holidays(self.holidays.clone()), valuation: self.valuation.clone() }
    }

    /// The language to use when `wanted` (a tag such as `fr-CA`) is not one of ours.
    pub fn language_like(&self, wanted: &str) -> Option<&str> {
        let base = wanted.split(['-', '_']).next().unwrap_or_default();
        self.languages.iter().map(String::as_str).find(|language| language.eq_ignore_ascii_case(base))
    }

    /// What is spoken when nobody has said.
    pub fn default_language(&self) -> &str {
        self.languages.first().map_or("fr", String::as_str)
    }
}

/// Seconds; whoever manages processes kills long before.
const LONGEST_DRAIN: u64 = 600;

/// Whether a variable, without its `COMPTOIR_`, is meant for the program: others tell the tests where servers and caches are.
fn is_a_setting(name: &figment::value::UncasedStr) -> bool {
    !["test_", "cache"].iter().any(|prefix| name.starts_with(prefix))
}

/// Languages that the built-in screens and messages speak.
const KNOWN_LANGUAGES: [&str; 2] = ["fr", "en"];

/// Figment's error, with the place it comes from, as one sentence.
fn sentence(error: figment::Error) -> String {
    use figment::error::Kind;
    // What the command line gave comes through figment itself, whose own name says nothing to anybody.
    let place = error.metadata.as_ref().filter(|metadata| !metadata.name.starts_with("figment::")).map(|metadata| {
        let source = metadata.source.as_ref().map(|source| format!(" {source}")).unwrap_or_default();
        format!(" ({}{source})", metadata.name)
    });
    let place = place.unwrap_or_default();
    let key = error.path.join(".");
    match error.kind {
        Kind::UnknownField(name, known) => {
            let name = if key.is_empty() || key == name { name } else { format!("{key}.{name}") };
            format!("there is no setting `{name}`{place}; the settings are {}", known.join(", "))
        }
        Kind::InvalidType(found, wanted) | Kind::InvalidValue(found, wanted) => {
            format!("`{key}` is {found}, but it must be {wanted}{place}")
        }
        Kind::UnknownVariant(found, known) => format!("`{key}` is “{found}”, but it must be one of {}{place}", known.join(", ")),
        other => format!("the configuration cannot be read: {other}{place}"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn written(toml: &str) -> Result<Config, ConfigError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), toml).unwrap();
        Config::read(Some(file.path()), &[])
    }

    #[test]
    fn a_file_changes_what_it_names_and_nothing_else() {
        let config = written("shop_name = \"Maison\"\n[limits]\nlookups = 3\n").unwrap();
        assert_eq!((config.shop_name.as_str(), config.limits.lookups, config.limits.sign_ins), ("Maison", 3, 5));
        assert_eq!(config.listen, "127.0.0.1:8080");
    }

    #[test]
    fn the_worth_of_stock_is_the_retailers_own() {
        let Valuation { margin_percent, too_much_days, clearance_percent, end_of_range_percent, .. } = Config::default().valuation;
        assert_eq!((margin_percent, too_much_days, clearance_percent, end_of_range_percent), (40, 90, 3, 10));
        let config = written("[valuation]\nmargin_percent = 55\n").unwrap();
        assert_eq!(config.retailer().valuation, Valuation { margin_percent: 55, ..Valuation::default() });
        let set = |value: &str| Config::read(None, &[("valuation.too_much_days".into(), value.into())]);
        assert_eq!(set("30").unwrap().valuation.too_much_days, 30);
        assert!(set("0").unwrap_err().to_string().contains("`valuation`: `too_much_days` is 0; it must be from 1"));
        let said = |toml: &str| written(toml).unwrap_err().to_string();
        assert!(said("[valuation]\nmargin_percent = 140\n").contains("share of the price, from 0 to 100"));
        assert!(
            said("[valuation]\nmargin_percent = -1\n").contains("`valuation.margin_percent`"),
            "{}",
            said("[valuation]\nmargin_percent = -1\n")
        );
        let unknown = said("[valuation]\nmargin = 4\n");
        assert!(unknown.contains("margin`") && unknown.contains("too_much_days"), "{unknown}");
    }

    #[test]
    fn flags_come_last() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "listen = \"127.0.0.1:1\"").unwrap();
        let config = Config::read(Some(file.path()), &[("listen".into(), "127.0.0.1:0".into())]).unwrap();
        assert_eq!(config.listen, "127.0.0.1:0");
    }

    #[test]
    fn variables_of_the_tests_are_none_of_ours() {
        for (name, ours) in [("TEST_POSTGRES", false), ("CACHE", false), ("CACHE_DIR", false), ("LISTEN", true), ("LIMITS__LOOKUPS", true)]
        {
            assert_eq!(is_a_setting(name.into()), ours, "{name}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let said = |toml: &str| written(toml).unwrap_err().to_string();
        assert!(said("lisen = \"x\"").contains("there is no setting `lisen`"), "{}", said("lisen = \"x\""));
        assert!(said("workers = \"many\"").contains("`workers`"));
        assert!(said("currency = \"euro\"").contains("three-letter"));
        assert!(said("holidays = [\"12-25\", \"25.12.\"]").contains("`holidays` has “25.12.”; write a day as 2026-12-25"));
        assert!(said("redis = \"redis://127.0.0.1\"").contains("with SQLite there is one hub"));
        assert!(said("database = \"postgres://x/y\"\nredis = \"127.0.0.1\"").contains("redis://"));
        assert!(said("database = \"mysql://x\"").contains("sqlite: or postgres:"));
        assert!(said("time_zone = \"Mars/Olympus\"").contains("Europe/Paris"));
        assert!(Config::read(Some(Path::new("/nonexistent.toml")), &[]).unwrap_err().to_string().contains("no configuration file"));
    }
}
