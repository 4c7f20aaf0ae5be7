//! Nodes: where stock is.

use crate::api::body::Body;
use crate::api::problem::Problem;
use crate::api::{fields, idempotency};
use crate::app::App;
use crate::auth::Caller;
use crate::representation::Node;
use actix_web::{HttpRequest, get, post, web};
use comptoir_actors::call::Call;
use comptoir_actors::sourcing::is_a_day;
use comptoir_domain::ids::NodeCode;
use comptoir_domain::node::{self, Command, NodeKind, Practice, Profile};
use comptoir_domain::place::{Address, Point, point_of_postcode};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

#[derive(Debug, Serialize, ToSchema)]
pub struct Nodes {
    nodes: Vec<Node>,
}

/// All nodes
///
/// Visitors see where an order can be collected: stores and relay points.
#[utoipa::path(tag = "stock", responses((status = 200, body = Nodes)))]
#[get("/nodes")]
pub async fn list(app: web::Data<App>, caller: Caller) -> web::Json<Nodes> {
    let (nodes, now, retailer) = (app.hub.stock().nodes(), app.hub.now(), &app.hub.options().retailer);
    let nodes = match caller.is_trusted() {
        true => nodes.iter().map(|profile| Node::in_full(profile)).collect(),
        false => nodes
            .iter()
            .filter(|profile| matches!(profile.kind, NodeKind::Store | NodeKind::RelayPoint))
            .map(|profile| Node::of(profile, now, retailer))
            .collect(),
    };
    web::Json(Nodes { nodes })
}

/// Create or change a node
///
/// For supervisors and programs.
#[utoipa::path(tag = "stock", request_body = Node, responses((status = 200, body = Node), (status = 422, body = Problem)))]
#[post("/nodes")]
pub async fn put(app: web::Data<App>, caller: Caller, request: HttpRequest, body: Body<Node>) -> Result<web::Json<Node>, Problem> {
    caller.supervisor_or_key()?;
    let profile = profile(&body.value, &app.config.region)?;
    let command = Command::Describe(Box::new(profile.clone()));
    let call = Call::command(command, caller.by()).with_key(idempotency::key(&request, &caller, &body.raw)?);
    app.hub.ask::<node::Node, _>(profile.code.entity(), call, |_| ()).await?;
    Ok(web::Json(Node::in_full(&profile)))
}

/// Days that a node may name on which it is closed, or open.
const MOST_CLOSED_DAYS: usize = 200;
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// What was given, as the domain keeps it.
pub fn profile(given: &Node, region: &str) -> Result<Profile, Problem> {
    let kind = NodeKind::parse(&given.kind)
        .ok_or_else(|| Problem::invalid_field("kind", "must be one of warehouse, store, supplier and relay_point"))?;
    let line = |field: &str, value: &str| fields::optional(Some(value), |value| fields::name(field, value)).map(Option::unwrap_or_default);
    let country = fields::country("country", &given.country)?;
    let postcode = line("postcode", &given.postcode)?;
    let point = point(given.latitude, given.longitude, "")?.or_else(|| point_of_postcode(&country, &postcode));
    let name = fields::name("name", &given.name)?;
    Ok(Profile {
        code: NodeCode(fields::node_code("code", &given.code)?),
        name: name.clone(),
        kind,
        address: Address {
            name: String::new(),
            street: line("street", &given.street)?,
            postcode,
            city: line("city", &given.city)?,
            country,
            point,
        },
        phone: fields::optional(given.phone.as_deref(), |value| fields::phone("phone", value, region))?,
        hours: hours(&given.hours)?,
        handling_cost: fields::between("handling_cost", given.handling_cost.unwrap_or_default(), 0, 1_000_000)?,
        practice: Practice {
            orders_a_day: at_least_one("orders_a_day", given.orders_a_day, 1_000_000)?,
            orders_an_hour: at_least_one("orders_an_hour", given.orders_an_hour, 1_000_000)?,
            preparation_minutes: at_least_one("preparation_minutes", given.preparation_minutes, 60 * 24 * 60)?,
            collection: match given.collection.as_deref().map(str::trim).filter(|time| !time.is_empty()) {
                Some(time) if minute_of_day(time).is_some_and(|minute| minute < 24 * 60) => Some(time.to_owned()),
                Some(_) => return Err(Problem::invalid_field("collection", "must be a time such as 16:30")),
                None => None,
            },
            closed_on: days("closed_on", &given.closed_on)?,
            open_on: days("open_on", &given.open_on)?,
        },
    })
}

/// Days on which it is closed, or open.
fn days(field: &str, given: &[String]) -> Result<Vec<String>, Problem> {
    if given.len() > MOST_CLOSED_DAYS {
        return Err(Problem::invalid_field(field, format_args!("names {} days; at most {MOST_CLOSED_DAYS} are kept", given.len())));
    }
    let day = |(n, day): (usize, &String)| match day.trim() {
        day if is_a_day(day) => Ok(day.to_owned()),
        day => Err(Problem::invalid_field(
            format!("{field}[{n}]"),
            format_args!("is “{day}”; write a day as 2026-12-25, or as 12-25 for every year"),
        )),
    };
    given.iter().enumerate().map(day).collect()
}

fn at_least_one(field: &str, given: Option<i64>, most: i64) -> Result<Option<u32>, Problem> {
    let checked = given.map(|given| fields::between(field, given, 1, most)).transpose()?;
    Ok(checked.and_then(|checked| u32::try_from(checked).ok()))
}

/// A point that is given whole, or not at all. `prefix` names the object it stands in, with a dot.
pub fn point(latitude: Option<f64>, longitude: Option<f64>, prefix: &str) -> Result<Option<Point>, Problem> {
    let (latitude, longitude) = match (latitude, longitude) {
        (None, None) => return Ok(None),
        (Some(latitude), Some(longitude)) => (latitude, longitude),
        (Some(_), None) => return Err(Problem::invalid_field(format!("{prefix}longitude"), "is missing beside latitude")),
        (None, Some(_)) => return Err(Problem::invalid_field(format!("{prefix}latitude"), "is missing beside longitude")),
    };
    for (field, degrees, most) in [("latitude", latitude, 90.0), ("longitude", longitude, 180.0)] {
        if !degrees.is_finite() || degrees.abs() > most {
            return Err(Problem::invalid_field(format!("{prefix}{field}"), format_args!("must be from -{most} to {most}")));
        }
    }
    Ok(Some(Point { latitude, longitude }))
}

fn hours(given: &BTreeMap<String, Vec<String>>) -> Result<BTreeMap<String, Vec<String>>, Problem> {
    for (day, spans) in given {
        if !DAYS.contains(&day.as_str()) {
            return Err(Problem::invalid_field("hours", format_args!("has the day “{day}”; the days are {}", DAYS.join(", "))));
        }
        let wrong = spans.len() > 8 || spans.iter().any(|span| !is_span(span));
        if wrong {
            return Err(Problem::invalid_field(format!("hours.{day}"), "must be a list of spans such as 10:00-19:00"));
        }
    }
    Ok(given.clone())
}

fn is_span(span: &str) -> bool {
    span.split_once('-').is_some_and(|(from, to)| matches!((minute_of_day(from), minute_of_day(to)), (Some(from), Some(to)) if from < to))
}

/// `16:30` as minutes after midnight; `24:00` is one, too.
fn minute_of_day(time: &str) -> Option<u32> {
    let (hours, minutes) = time.split_once(':')?;
    let digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    let (hour, minute) = (hours.parse::<u32>().ok()?, minutes.parse::<u32>().ok()?);
    let valid = digits(hours) && digits(minutes) && minute < 60 && (hour < 24 || (hour == 24 && minute == 0));
    valid.then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opening_hours_have_a_form() {
        for good in ["10:00-19:00", "00:00-24:00", "09:30-12:15"] {
            assert!(is_span(good), "{good}");
        }
        for bad in ["", "10-19", "19:00-10:00", "25:00-26:00", "10:60-11:00", "1:00-2:00", "10:00–19:00", "10:00-10:00"] {
            assert!(!is_span(bad), "{bad}");
        }
    }
}
