//! Products: what is sold.

use crate::api::body::Body;
use crate::api::fields;
use crate::api::problem::Problem;
use crate::api::query::{self, Query};
use crate::app::App;
use crate::auth::Caller;
use crate::representation::Product;
use crate::representation::product::Category;
use actix_web::{get, post, web};
use comptoir_actors::store::catalogue::{self, Options, UpsertError};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use utoipa::{IntoParams, ToSchema};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProductQuery {
    category: Option<String>,
    /// Words of the title, vendor, category or tags; or a SKU.
    q: Option<String>,
    barcode: Option<String>,
    cursor: Option<String>,
    limit: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Products {
    products: Vec<Product>,
    categories: Vec<Category>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_cursor: Option<String>,
}

/// Words that are looked for at most.
const MOST_WORDS: usize = 8;

/// Products
#[utoipa::path(tag = "catalogue", params(ProductQuery), responses((status = 200, body = Products), (status = 422, body = Problem)))]
#[get("/products")]
pub async fn list(app: web::Data<App>, query: Query<ProductQuery>) -> Result<web::Json<Products>, Problem> {
    let asked = query.0;
    let typed = query::typed(asked.q.as_deref()).map(|q| q.split_whitespace().take(MOST_WORDS).collect::<Vec<_>>().join(" "));
    if typed.as_deref().is_some_and(|q| q.len() > 400) {
        return Err(Problem::invalid_field("q", "is too long"));
    }
    let filter = catalogue::Filter {
        category: query::typed(asked.category.as_deref()),
        typed: typed.as_deref(),
        barcode: query::typed(asked.barcode.as_deref()),
    };
    let (after, limit) = (query::cursor(asked.cursor.as_deref())?, query::limit(asked.limit)?);
    let page = catalogue::list(app.hub.db(), filter, after, limit).await?;
    let categories = catalogue::categories(app.hub.db()).await?;
    Ok(web::Json(Products {
        products: page.rows.into_iter().map(|product| Product::of(product, &app.config.currency)).collect(),
        categories: categories.into_iter().map(|category| Category { name: category.name, count: category.count }).collect(),
        next_cursor: page.next.map(|cursor| cursor.to_string()),
    }))
}

/// One product
#[utoipa::path(tag = "catalogue", params(("handle" = String, Path)), responses((status = 200, body = Product), (status = 404, body = Problem)))]
#[get("/products/{handle}")]
pub async fn one(app: web::Data<App>, path: web::Path<String>) -> Result<web::Json<Product>, Problem> {
    let product = catalogue::by_handle(app.hub.db(), &path).await?;
    let product = product.ok_or_else(|| Problem::not_found(&format!("product {path}")))?;
    Ok(web::Json(Product::of(product, &app.config.currency)))
}

/// Create or change a product
///
/// For supervisors and programs. Variants that are not given any more are gone.
#[utoipa::path(tag = "catalogue", request_body = Product, responses(
    (status = 200, body = Product), (status = 409, description = "A SKU belongs to another product", body = Problem), (status = 422, body = Problem)
))]
#[post("/products")]
pub async fn put(app: web::Data<App>, caller: Caller, body: Body<Product>) -> Result<web::Json<Product>, Problem> {
    caller.supervisor_or_key()?;
    let product = checked(body.value, &app.config.currency)?;
    let kept = catalogue::upsert(&*app.hub.writer().await, std::slice::from_ref(&product), app.hub.now()).await;
    app.catalogue.forget();
    kept.map_err(|error| match error {
        UpsertError::SkuTaken { .. } => Problem::conflict("sku_taken", format!("{error}; a SKU is sold as one product only")),
        UpsertError::Database(error) => error.into(),
    })?;
    Ok(web::Json(Product::of(product, &app.config.currency)))
}

/// A price at most, in minor units: lines of an order must add up.
pub const HIGHEST_PRICE: i64 = 1_000_000_000;

/// What was given, checked and cleaned.
fn checked(given: Product, currency: &str) -> Result<catalogue::Product, Problem> {
    let line = |field: &str, value: &str| fields::optional(Some(value), |value| fields::name(field, value)).map(Option::unwrap_or_default);
    if given.variants.is_empty() || given.variants.len() > 1_000 {
        return Err(Problem::invalid_field("variants", "must have 1 to 1000 entries"));
    }
    if given.tags.len() > 250 {
        return Err(Problem::invalid_field("tags", "must have at most 250 entries"));
    }
    let handle = fields::code("handle", &given.handle, 255)?;
    if handle.contains(['?', '#', '%', '\\']) || handle.chars().any(char::is_whitespace) {
        return Err(Problem::invalid_field("handle", "cannot stand in an address: no spaces, “/”, “?”, “#”, “%” or “\\”"));
    }
    let mut skus = HashSet::new();
    let mut variants = Vec::with_capacity(given.variants.len());
    for (index, variant) in given.variants.into_iter().enumerate() {
        let field = |name: &str| format!("variants[{index}].{name}");
        let sku = fields::code(&field("sku"), &variant.sku, 100)?;
        if !skus.insert(sku.clone()) {
            return Err(Problem::invalid_field(field("sku"), "stands twice in this product"));
        }
        if variant.price.currency != currency {
            return Err(Problem::invalid_field(field("price.currency"), format_args!("must be {currency}, the shop's one currency")));
        }
        let mut options = Vec::with_capacity(variant.options.0.len());
        for (name, value) in &variant.options.0 {
            options.push((fields::name(&field("options"), name)?, fields::name(&field("options"), value)?));
        }
        variants.push(catalogue::Variant {
            sku,
            title: line(&field("title"), &variant.title)?,
            options: Options(options),
            price: fields::between(&field("price.amount"), variant.price.amount, 0, HIGHEST_PRICE)?,
            grams: fields::between(&field("grams"), variant.grams, 0, 100_000_000)?,
            barcode: fields::optional(variant.barcode.as_deref(), |value| fields::code(&field("barcode"), value, 64))?,
        });
    }
    Ok(catalogue::Product {
        handle,
        title: fields::name("title", &given.title)?,
        description_html: ammonia::clean(&given.description_html),
        vendor: line("vendor", &given.vendor)?,
        category: line("category", &given.category)?,
        tags: given.tags.iter().map(|tag| fields::name("tags", tag)).collect::<Result<_, _>>()?,
        variants,
    })
}
