//! The query of a request: pages, and what else is asked for.

use crate::api::problem::Problem;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};
use std::str::FromStr;

/// A query, read into `T`.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read(request.query_string()).map(Query))
    }
}

fn read<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let pairs = serde_urlencoded::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    serde_path_to_error::deserialize(pairs).map_err(|error| {
        let (name, error) = (error.path().to_string(), error.into_inner());
        let mut problem = Problem::unprocessable("invalid_query", format!("`{name}` cannot be read: {error}"));
        problem.field = Some(name);
        problem
    })
}

/// How many a page holds when nothing is said.
pub const USUAL: u64 = 50;
/// How many a page holds at most.
pub const MOST: u64 = 200;

/// The page's length.
pub fn limit(asked: Option<u64>) -> Result<u64, Problem> {
    limit_up_to(asked, USUAL, MOST)
}

pub fn limit_up_to(asked: Option<u64>, usual: u64, most: u64) -> Result<u64, Problem> {
    match asked {
        None => Ok(usual),
        Some(limit) if (1..=most).contains(&limit) => Ok(limit),
        Some(limit) => Err(Problem::invalid_field("limit", format_args!("is {limit}; it must be from 1 to {most}"))),
    }
}

/// Where the page begins.
pub fn cursor<C: FromStr>(given: Option<&str>) -> Result<Option<C>, Problem>
where
    C::Err: std::fmt::Display,
{
    let given = given.filter(|cursor| !cursor.is_empty());
    given
        .map(|cursor| cursor.parse().map_err(|error| Problem::invalid_field("cursor", format_args!("cannot be read: {error}"))))
        .transpose()
}

/// Nothing where nothing was typed.
pub fn typed(given: Option<&str>) -> Option<&str> {
    given.map(str::trim).filter(|typed| !typed.is_empty())
}
