//! The process around the actors: configuration and command line, HTTP, pages, and the channels out.
//!
//! [`startup`] puts it together, [`app`] is what everything shares, [`api`] is REST, [`pages`] what a browser opens,
//! [`channels`] email and SMS, [`auth`] who calls and what they may. Handlers parse, ask the hub, and render
//! ([`representation`]); no business rule stands here.

pub mod api;
pub mod app;
pub mod assets;
pub mod auth;
pub mod catalogue;
pub mod channels;
pub mod cli;
pub mod config;
pub mod demo;
pub mod guard;
pub mod health;
pub mod import;
pub mod live;
pub mod pages;
pub mod reads;
pub mod representation;
pub mod shop_hours;
mod simulate;
pub mod startup;
pub mod telemetry;
pub mod templates;
