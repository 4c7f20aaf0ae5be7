//! The catalogue: products, and the variants that are in fact ordered.

use super::models::{product, variant};
use super::queries::page::{Cursor, Page, one_more};
use super::queries::sql::{Sql, storable};
use super::queries::typed::{anywhere, spellings};
use comptoir_domain::ids::Sku;
use comptoir_domain::time::Timestamp;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QueryResult, QuerySelect, TransactionSession,
    TransactionTrait,
};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::HashMap;
use std::fmt;

/// A product with its variants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Product {
    pub handle: String,
    pub title: String,
    /// Cleaned: safe to put on a page.
    pub description_html: String,
    pub vendor: String,
    pub category: String,
    pub tags: Vec<String>,
    pub variants: Vec<Variant>,
}

/// One SKU of a product.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    pub sku: String,
    /// The options' values, as in `M / Écru`; empty where a product has one variant without options.
    pub title: String,
    pub options: Options,
    /// Minor units of the shop's currency.
    pub price: i64,
    pub grams: i64,
    pub barcode: Option<String>,
}

/// What tells a variant from the others: name and value, in the product's order. In JSON an object.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options(pub Vec<(String, String)>);

impl Serialize for Options {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for Options {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Options;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of option names and values")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Options, A::Error> {
                let mut options = Vec::new();
                while let Some(option) = map.next_entry()? {
                    options.push(option);
                }
                Ok(Options(options))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

/// What an order needs to know of a SKU.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariantInfo {
    /// Of the product and the variant: `Bol en grès (Écru)`.
    pub title: String,
    /// Minor units of the shop's currency.
    pub price: i64,
    pub barcode: Option<String>,
    /// Of one unit.
    pub grams: i64,
    /// The product's.
    pub category: String,
}

/// How many products there are in a category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Category {
    pub name: String,
    pub count: i64,
}

/// Which products; what is not said does not matter.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    pub category: Option<&'a str>,
    /// Words that all have to be in its title, vendor, category or tags; or a SKU.
    pub typed: Option<&'a str>,
    pub barcode: Option<&'a str>,
}

/// Why a product cannot be kept.
#[derive(Debug, thiserror::Error)]
pub enum UpsertError {
    #[error("SKU {sku} already belongs to product {product}")]
    SkuTaken { sku: String, product: String },
    #[error(transparent)]
    Database(#[from] DbErr),
}

/// SKUs in one statement: well below what either database binds.
const AT_ONCE: usize = 500;

/// Keeps products as they are given, new or known, all of them or none. A product's variants that are not given any more are gone.
/// A new product goes to the end of the catalogue; a known one stays where it is.
pub async fn upsert<C: ConnectionTrait + TransactionTrait>(db: &C, products: &[Product], now: Timestamp) -> Result<(), UpsertError> {
    let transaction = db.begin().await?;
    let last = Sql::new("SELECT COALESCE(MAX(position), 0) AS last FROM products").one(&transaction).await?;
    let mut position: i64 = last.map_or(Ok(0), |row| row.try_get("", "last"))?;
    for product in products {
        position += 1;
        upsert_one(&transaction, product, position, now).await?;
    }
    Ok(transaction.commit().await?)
}

async fn upsert_one(db: &impl ConnectionTrait, given: &Product, position: i64, now: Timestamp) -> Result<(), UpsertError> {
    let skus: Vec<&str> = given.variants.iter().map(|variant| variant.sku.as_str()).collect();
    for some in skus.chunks(AT_ONCE) {
        let taken = variant::Entity::find()
            .filter(variant::COLUMN.sku.is_in(some.iter().copied()))
            .filter(variant::COLUMN.product.ne(given.handle.as_str()))
            .one(db)
            .await?;
        if let Some(variant::Model { sku, product, .. }) = taken {
            return Err(UpsertError::SkuTaken { sku, product });
        }
    }
    let row = product::Model {
        handle: given.handle.clone(),
        title: given.title.clone(),
        description_html: given.description_html.clone(),
        vendor: given.vendor.clone(),
        category: given.category.clone(),
        tags: to_json(&given.tags)?,
        position,
        updated_at: now.0,
    };
    use product::Column as Of;
    let known = OnConflict::column(Of::Handle)
        .update_columns([Of::Title, Of::DescriptionHtml, Of::Vendor, Of::Category, Of::Tags, Of::UpdatedAt])
        .to_owned();
    product::Entity::insert(row.into_active_model()).on_conflict(known).exec_without_returning(db).await?;

    variant::Entity::delete_many().filter(variant::COLUMN.product.eq(given.handle.as_str())).exec(db).await?;
    let mut rows = Vec::with_capacity(given.variants.len());
    for (position, variant) in (0..).zip(&given.variants) {
        let row = variant::Model {
            sku: variant.sku.clone(),
            product: given.handle.clone(),
            position,
            title: variant.title.clone(),
            options: to_json(&variant.options)?,
            price: variant.price,
            grams: variant.grams,
            barcode: variant.barcode.clone(),
        };
        rows.push(row.into_active_model());
    }
    for some in rows.chunks(AT_ONCE) {
        variant::Entity::insert_many(some.iter().cloned()).exec_without_returning(db).await?;
    }
    Ok(())
}

/// SKUs of the products that were written at this moment or later, each with its product's tags.
pub async fn tags_since(db: &impl ConnectionTrait, since: Timestamp) -> Result<Vec<(String, Vec<String>)>, DbErr> {
    let rows = Sql::new("SELECT v.sku, p.tags FROM products p JOIN variants v ON v.product = p.handle WHERE p.updated_at >= ")
        .value(since.0)
        .all(db)
        .await?;
    let read = |row: &QueryResult| {
        let (sku, tags): (String, String) = (row.try_get("", "sku")?, row.try_get("", "tags")?);
        Ok((sku, from_json(&tags)?))
    };
    rows.iter().map(read).collect()
}

/// A page of the catalogue, in its order.
pub async fn list(
    db: &impl ConnectionTrait,
    filter: Filter<'_>,
    after: Option<Cursor<String>>,
    limit: u64,
) -> Result<Page<Product, String>, DbErr> {
    let mut sql = Sql::new("SELECT handle, position FROM products p WHERE 1 = 1")
        .when(filter.category, |sql, category| sql.text(" AND category = ").value(category))
        .when(filter.barcode, |sql, barcode| {
            sql.text(" AND handle IN (SELECT product FROM variants WHERE barcode = ").value(barcode).text(")")
        });
    for word in filter.typed.unwrap_or_default().split_whitespace() {
        sql = sql
            .text(" AND (handle IN (SELECT product FROM variants WHERE sku = ")
            .value(word.to_uppercase())
            .text(" OR sku = ")
            .value(word)
            .text(")");
        for spelling in spellings(word) {
            let pattern = anywhere(&spelling);
            sql = sql
                .text(" OR lower(title) LIKE ")
                .value(pattern.as_str())
                .text(" ESCAPE '\\' OR lower(vendor) LIKE ")
                .value(pattern.as_str())
                .text(" ESCAPE '\\' OR lower(category) LIKE ")
                .value(pattern.as_str())
                .text(" ESCAPE '\\' OR lower(tags) LIKE ")
                .value(pattern)
                .text(" ESCAPE '\\'");
        }
        sql = sql.text(")");
    }
    let rows = sql
        .when(after, |sql, Cursor { at, key }| {
            sql.text(" AND (position > ").value(at).text(" OR (position = ").value(at).text(" AND handle > ").value(key).text("))")
        })
        .text(" ORDER BY position, handle LIMIT ")
        .value(one_more(limit))
        .all(db)
        .await?;
    let mut places: Vec<(String, i64)> = Vec::with_capacity(rows.len());
    for row in rows {
        places.push((row.try_get("", "handle")?, row.try_get("", "position")?));
    }
    let page = Page::cut(places, limit, |(handle, position)| Cursor { at: *position, key: handle.clone() });
    let handles: Vec<&str> = page.rows.iter().map(|(handle, _)| handle.as_str()).collect();
    Ok(Page { rows: with_variants(db, &handles).await?, next: page.next })
}

/// The categories, by name.
pub async fn categories(db: &impl ConnectionTrait) -> Result<Vec<Category>, DbErr> {
    let rows = Sql::new("SELECT category, COUNT(*) AS count FROM products WHERE category <> '' GROUP BY category ORDER BY category")
        .all(db)
        .await?;
    rows.iter().map(|row| Ok(Category { name: row.try_get("", "category")?, count: row.try_get("", "count")? })).collect()
}

/// One product.
pub async fn by_handle(db: &impl ConnectionTrait, handle: &str) -> Result<Option<Product>, DbErr> {
    Ok(with_variants(db, &[&storable(handle.to_owned())]).await?.pop())
}

/// What an order needs to know of these SKUs; those that are not sold are not in it.
pub async fn lines_for(db: &impl ConnectionTrait, skus: &[Sku]) -> Result<HashMap<Sku, VariantInfo>, DbErr> {
    let mut lines = HashMap::with_capacity(skus.len());
    for some in skus.chunks(AT_ONCE) {
        let rows = Sql::new(
            "SELECT v.sku, v.title, v.price, v.barcode, v.grams, p.category, p.title AS product FROM variants v JOIN products p ON p.handle = v.product WHERE v.sku IN ",
        )
        .list(some.iter().map(|sku| sku.0.as_str()))
        .all(db)
        .await?;
        for row in rows {
            let (product, variant): (String, String) = (row.try_get("", "product")?, row.try_get("", "title")?);
            let title = if variant.is_empty() { product } else { format!("{product} ({variant})") };
            lines.insert(
                Sku(row.try_get("", "sku")?),
                VariantInfo {
                    title,
                    price: row.try_get("", "price")?,
                    barcode: row.try_get("", "barcode")?,
                    grams: row.try_get("", "grams")?,
                    category: row.try_get("", "category")?,
                },
            );
        }
    }
    Ok(lines)
}

/// Every SKU that is sold.
pub async fn skus(db: &impl ConnectionTrait) -> Result<Vec<Sku>, DbErr> {
    let skus: Vec<String> =
        variant::Entity::find().select_only().column(variant::Column::Sku).order_by_asc(variant::Column::Sku).into_tuple().all(db).await?;
    Ok(skus.into_iter().map(Sku).collect())
}

/// The products with these handles, in this order.
async fn with_variants(db: &impl ConnectionTrait, handles: &[&str]) -> Result<Vec<Product>, DbErr> {
    let mut products = Vec::with_capacity(handles.len());
    for some in handles.chunks(AT_ONCE) {
        let mut rows: HashMap<String, product::Model> = product::Entity::find()
            .filter(product::COLUMN.handle.is_in(some.iter().copied()))
            .all(db)
            .await?
            .into_iter()
            .map(|row| (row.handle.clone(), row))
            .collect();
        let mut variants: HashMap<String, Vec<Variant>> = HashMap::new();
        let found = variant::Entity::find()
            .filter(variant::COLUMN.product.is_in(some.iter().copied()))
            .order_by_asc(variant::Column::Position)
            .all(db)
            .await?;
        for row in found {
            variants.entry(row.product.clone()).or_default().push(Variant {
                options: from_json(&row.options)?,
                sku: row.sku,
                title: row.title,
                price: row.price,
                grams: row.grams,
                barcode: row.barcode,
            });
        }
        for row in some.iter().filter_map(|handle| rows.remove(*handle)) {
            products.push(Product {
                tags: from_json(&row.tags)?,
                variants: variants.remove(&row.handle).unwrap_or_default(),
                handle: row.handle,
                title: row.title,
                description_html: row.description_html,
                vendor: row.vendor,
                category: row.category,
            });
        }
    }
    Ok(products)
}

fn to_json(value: &impl Serialize) -> Result<String, DbErr> {
    serde_json::to_string(value).map_err(|error| DbErr::Json(error.to_string()))
}

fn from_json<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, DbErr> {
    serde_json::from_str(text).map_err(|error| DbErr::Json(error.to_string()))
}
