//! Sourcing: how long one plan takes, in the function itself and through HTTP.
//!
//! Each node has each line's goods with a chance of seven in ten, one to five units of it; customers are all over France. Every part of the
//! cost counts: nodes have opening hours, collections, records of rejection, load, and goods that are scarce to different degrees.

use crate::Options;
use crate::api::Api;
use crate::http::{self, Connection};
use crate::hub::Hub;
use crate::machine;
use crate::measured::{Latencies, median};
use crate::report::{Report, Row, Table, latency};
use anyhow::{Result, bail};
use comptoir_domain::node::NodeKind;
use comptoir_domain::place::{Point, distance_km};
use comptoir_domain::sourcing::{
    Calendar, Candidate, Destination, NamedCarrier, Policy, Request, RequestLine, Rules, plan, usual_carriers,
};
use comptoir_domain::time::{Span, Timestamp};
use serde_json::{Value, json};
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

const NODES: [usize; 3] = [10, 100, 1_000];
const LINES: [usize; 4] = [1, 3, 5, 8];
/// Plans of each size in one run.
const PLANS: usize = 1_000;
/// The size that the goal is for.
const GOAL: (usize, usize) = (1_000, 5);
const NOW: Timestamp = Timestamp(1_800_000_000_000);

pub async fn run(options: &Options, report: &mut Report) -> Result<()> {
    let mut table = Table::new(&["nodes", "lines", "p50", "p99", "the distances alone, p50"]);
    for nodes in NODES {
        for lines in LINES {
            let runs: Vec<_> = (0..options.runs).map(|run| in_the_function(nodes, lines, u64::from(run) + 1)).collect();
            let of = |figure: fn(&Timed) -> Duration| {
                Duration::from_secs_f64(median(runs.iter().map(|run| figure(run).as_secs_f64()).collect()))
            };
            let (p50, p99, distances) = (of(|run| run.p50), of(|run| run.p99), of(|run| run.distances));
            table.push(vec![nodes.to_string(), lines.to_string(), latency(p50), latency(p99), latency(distances)]);
            if (nodes, lines) == GOAL {
                report.add(Row {
                    what: format!("a plan for {lines} lines over {nodes} nodes"),
                    figure: format!("p50 {}, p99 {}", latency(p50), latency(p99)),
                    limit: format!("the nodes' distances alone: p50 {}", latency(distances)),
                    ratio: Some(distances.as_secs_f64() / p50.as_secs_f64()),
                    goal: "p99 below 1 ms".into(),
                });
            }
        }
    }
    report.add_table("Planning", table);
    through_http(options, report).await
}

struct Timed {
    p50: Duration,
    p99: Duration,
    distances: Duration,
}

fn in_the_function(nodes: usize, lines: usize, seed: u64) -> Timed {
    let mut chance = Chance(seed);
    let candidates: Vec<Candidate> = (0..nodes).map(|number| candidate(number, lines, &mut chance)).collect();
    let (policy, carriers): (Policy, Vec<NamedCarrier>) = (Policy::default(), usual_carriers());
    let days_of_work: Vec<Timestamp> = (0..30).map(|day| NOW + Span::days(day)).collect();
    let rules = Rules { policy: &policy, carriers: &carriers, days_of_work: &days_of_work };
    let (mut plans, mut distances) = (Latencies::default(), Latencies::default());
    for _ in 0..PLANS {
        let to = somewhere(&mut chance);
        let line = |number: usize, quantity| RequestLine {
            line: number as u32 + 1,
            sku: format!("SKU-{number}").as_str().into(),
            quantity,
            grams: 400,
        };
        let request = Request {
            fulfillment_seed: "a bench".into(),
            lines: (0..lines).map(|number| line(number, 1 + chance.below(2) as i64)).collect(),
            destination: Destination::Ship { to: Some(to) },
            at: NOW,
            promised: Some(NOW + Span::days(3)),
            gift: false,
        };
        let begun = Instant::now();
        let _ = black_box(plan(&request, &candidates, rules, None));
        plans.record(begun.elapsed());
        let begun = Instant::now();
        black_box(candidates.iter().filter_map(|candidate| Some(distance_km(candidate.point?, to))).fold(f64::MAX, f64::min));
        distances.record(begun.elapsed());
    }
    Timed { p50: plans.quantile(0.5), p99: plans.quantile(0.99), distances: distances.quantile(0.5) }
}

fn candidate(number: usize, lines: usize, chance: &mut Chance) -> Candidate {
    let at = |hours: i64| NOW + Span::hours(hours);
    let available = (0..lines).map(|_| if chance.below(10) < 7 { 1 + chance.below(5) as i64 } else { 0 }).collect();
    let calendar = Calendar {
        open: (0..14).map(|day| (at(24 * day), at(24 * day + 9))).collect(),
        collections: (0..14).map(|day| at(24 * day + 7)).collect(),
    };
    let known = Candidate::new(format!("N{number:04}").as_str().into(), NodeKind::Store, Some(somewhere(chance)), available);
    Candidate {
        handling_cost: 250,
        calendar: Arc::new(calendar),
        preparation: Span::minutes(30 + chance.below(200) as i64),
        rejects_per_mille: 20 + chance.below(200) as i64,
        load_per_mille: chance.below(1_000) as i64,
        scarcity: (0..lines).map(|_| chance.below(500) as i64).collect(),
        ..known
    }
}

fn somewhere(chance: &mut Chance) -> Point {
    Point { latitude: 43.0 + chance.below(7_000) as f64 / 1_000.0, longitude: chance.below(7_000) as f64 / 1_000.0 }
}

/// A linear congruential generator: the same numbers at every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// `POST /policies/try` on a hub with as many nodes: read, planned, explained in two languages, written.
async fn through_http(options: &Options, report: &mut Report) -> Result<()> {
    let (nodes, lines) = GOAL;
    let hub = Hub::start().await?;
    furnish(&mut hub.api().await?, nodes, lines).await?;
    let memory = machine::resident_bytes(hub.server.pid)?;
    let mut connection = Connection::open(hub.server.address).await?;
    let mut chance = Chance(7);
    let (mut p50, mut p99, mut alive) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.runs {
        let (mut tried, mut bare) = (Latencies::default(), Latencies::default());
        for _ in 0..PLANS {
            tried.record(exchange(&mut connection, &trial(&hub.key, lines, &mut chance)).await?);
            bare.record(exchange(&mut connection, &http::request("GET", "/healthz", None, None)).await?);
        }
        p50.push(tried.quantile(0.5).as_secs_f64());
        p99.push(tried.quantile(0.99).as_secs_f64());
        alive.push(bare.quantile(0.5).as_secs_f64());
    }
    let grown = machine::resident_bytes(hub.server.pid)?.saturating_sub(memory) / 1_000_000;
    hub.stop().await?;
    let time = |figures: Vec<f64>| Duration::from_secs_f64(median(figures));
    let (p50, alive) = (time(p50), time(alive));
    report.add(Row {
        what: "the same through HTTP, one after the other, explained in two languages".into(),
        figure: format!(
            "p50 {}, p99 {}; {} MB resident with {nodes} nodes, {grown} MB more after all plans",
            latency(p50),
            latency(time(p99)),
            memory / 1_000_000
        ),
        limit: format!("/healthz: p50 {}", latency(alive)),
        ratio: Some(alive.as_secs_f64() / p50.as_secs_f64()),
        goal: String::new(),
    });
    Ok(())
}

async fn furnish(api: &mut Api, nodes: usize, lines: usize) -> Result<()> {
    let mut chance = Chance(3);
    for number in 0..lines {
        let variant =
            json!({"sku": format!("SKU-{number}"), "title": "", "options": {}, "price": {"amount": 4900, "currency": "EUR"}, "grams": 400});
        let product = json!({"handle": format!("sku-{number}"), "title": format!("Article {number}"), "description_html": "", "vendor": "", "category": "Maison",
            "tags": [], "variants": [variant]});
        api.post("/products", &product).await?;
    }
    for number in 0..nodes {
        let (code, place) = (format!("N{number:04}"), somewhere(&mut chance));
        let hours = json!({"mon": ["09:00-19:00"], "tue": ["09:00-19:00"], "wed": ["09:00-19:00"], "thu": ["09:00-19:00"], "fri": ["09:00-19:00"], "sat": ["09:00-19:00"]});
        let node = json!({"code": code, "name": format!("Magasin {number}"), "kind": "store", "street": "1 place du Marché", "postcode": "45000", "city": "Ville",
            "country": "FR", "latitude": place.latitude, "longitude": place.longitude, "hours": hours, "handling_cost": 250, "orders_a_day": 500});
        api.post("/nodes", &node).await?;
        let changes: Vec<Value> = (0..lines)
            .filter(|_| chance.below(10) < 7)
            .map(|line| json!({"sku": format!("SKU-{line}"), "set": 1 + chance_units(number, line)}))
            .collect();
        if !changes.is_empty() {
            api.post(&format!("/nodes/{code}/stock"), &json!({"changes": changes})).await?;
        }
    }
    Ok(())
}

fn chance_units(number: usize, line: usize) -> usize {
    (number * 7 + line * 3) % 5
}

fn trial(key: &str, lines: usize, chance: &mut Chance) -> Vec<u8> {
    let to = somewhere(chance);
    let wanted: Vec<Value> = (0..lines).map(|line| json!({"sku": format!("SKU-{line}"), "quantity": 1 + chance.below(2)})).collect();
    let address = json!({"street": "1 rue de la Paix", "postcode": "45000", "city": "Ville", "country": "FR", "latitude": to.latitude, "longitude": to.longitude});
    let body = json!({"lines": wanted, "delivery": {"method": "ship", "address": address}});
    http::request("POST", "/api/v1/policies/try", Some(key), Some(&body.to_string()))
}

async fn exchange(connection: &mut Connection, request: &[u8]) -> Result<Duration> {
    let begun = Instant::now();
    let answer = connection.exchange(request).await?;
    if answer.status != 200 {
        bail!("it answers {}: {}", answer.status, String::from_utf8_lossy(answer.body));
    }
    Ok(begun.elapsed())
}
