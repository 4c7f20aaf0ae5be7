//! The shop, as a visitor meets it.

use crate::config::Config;
use serde::Serialize;
use utoipa::ToSchema;

/// The shop.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Shop {
    pub name: String,
    pub currency: String,
    /// The zone that opening hours and deadlines are told in.
    #[schema(example = "Europe/Paris")]
    pub time_zone: String,
    pub languages: Vec<String>,
    pub phone: Option<String>,
    pub answers_in_minutes: u32,
    pub agents_online: usize,
    /// In the demo alone: who can sign in, to try things out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub demo_logins: Option<Vec<DemoLogin>>,
}

/// Somebody who can sign in to the demo.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DemoLogin {
    pub login: String,
    pub password: String,
    pub name: String,
    pub role: String,
    pub node: Option<String>,
}

impl Shop {
    pub fn of(config: &Config, agents_online: usize, demo_logins: Option<&[DemoLogin]>) -> Self {
        Shop {
            name: config.shop_name.clone(),
            currency: config.currency.clone(),
            time_zone: config.time_zone.clone(),
            languages: config.languages.clone(),
            phone: config.shop_phone.clone(),
            answers_in_minutes: config.answers_in_minutes,
            agents_online,
            demo_logins: demo_logins.map(<[DemoLogin]>::to_vec),
        }
    }
}
