//! Who a customer is: recognised by a handle, a code or a search, one with others by links, perhaps one with more.

use super::event::{maybe_moment, moment};
use super::sql::Sql;
use super::typed::{anywhere, prefix_end, spellings};
use comptoir_domain::ids::parse_order_number;
use comptoir_domain::time::Timestamp;
use sea_orm::{ConnectionTrait, DbErr};
use serde::Serialize;
use std::collections::HashMap;
use uuid::Uuid;

/// A handle of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HandleRow {
    pub kind: String,
    pub value: String,
    pub assurance: String,
    pub since: Timestamp,
}

/// A customer at a glance. Whoever is linked to them counts as them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CustomerCard {
    pub id: Uuid,
    pub name: Option<String>,
    pub language: String,
    pub handles: Vec<HandleRow>,
    /// When the last thing on their timeline happened.
    pub last_seen_at: Timestamp,
    pub open_topics: i64,
    pub open_orders: i64,
}

/// Customers who are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The one that the others are aliases of.
    pub canonical: Uuid,
    /// All of them, the canonical one first: whose events together are the timeline.
    pub members: Vec<Uuid>,
}

/// A handle that two customers have in common.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Evidence {
    pub kind: String,
    pub value: String,
}

/// Somebody who may be the same customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    pub customer_id: Uuid,
    pub name: Option<String>,
    pub evidence: Vec<Evidence>,
}

/// Shared handles that are looked at before suggestions are made of them.
const EVIDENCE_LOOKED_AT: i64 = 200;

/// The customer whom a handle is attached to, as an alias if they are one ([`group`] tells of whom). A merely claimed handle finds nobody.
pub async fn by_handle(db: &impl ConnectionTrait, kind: &str, value: &str) -> Result<Option<Uuid>, DbErr> {
    let row = Sql::new("SELECT customer FROM handles WHERE assurance <> 'claimed' AND kind = ")
        .value(kind)
        .text(" AND value = ")
        .value(value)
        .one(db)
        .await?;
    row.map(|row| row.try_get("", "customer")).transpose()
}

/// The customer who has a handover code that is still good at `now`.
pub async fn by_handover_code(db: &impl ConnectionTrait, code: &str, now: Timestamp) -> Result<Option<Uuid>, DbErr> {
    let row = Sql::new("SELECT customer FROM handovers WHERE code = ").value(code).text(" AND expires_at > ").value(now.0).one(db).await?;
    row.map(|row| row.try_get("", "customer")).transpose()
}

/// Everybody who is one with this customer. An unknown customer is alone.
pub async fn group(db: &impl ConnectionTrait, id: Uuid) -> Result<Group, DbErr> {
    let canonical = canonical(db, &[id]).await?.get(&id).copied().unwrap_or(id);
    let mut members = vec![canonical];
    members.extend(members_of(db, &[canonical]).await?.into_keys().filter(|member| *member != canonical));
    members[1..].sort_unstable();
    Ok(Group { canonical, members })
}

/// Whom each of these customers is an alias of; themselves, if of nobody.
async fn canonical(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Uuid>, DbErr> {
    // UNION, not UNION ALL: should two ever be linked in a circle, it ends.
    let rows = Sql::new(
        "WITH RECURSIVE up(first, id, linked_to) AS (SELECT id, id, linked_to FROM customers WHERE id IN ",
    )
    .list(ids.iter().copied())
    .text(" UNION SELECT up.first, c.id, c.linked_to FROM up JOIN customers c ON c.id = up.linked_to) SELECT first, id FROM up WHERE linked_to IS NULL")
    .all(db)
    .await?;
    let mut canonical: HashMap<Uuid, Uuid> = ids.iter().map(|id| (*id, *id)).collect();
    for row in rows {
        canonical.insert(row.try_get("", "first")?, row.try_get("", "id")?);
    }
    Ok(canonical)
}

/// The canonical customers and all their aliases, each with whom they are one.
async fn members_of(db: &impl ConnectionTrait, canonical: &[Uuid]) -> Result<HashMap<Uuid, Uuid>, DbErr> {
    let rows = Sql::new("WITH RECURSIVE member(canonical, id) AS (SELECT id, id FROM customers WHERE id IN ")
        .list(canonical.iter().copied())
        .text(" UNION SELECT m.canonical, c.id FROM member m JOIN customers c ON c.linked_to = m.id) SELECT canonical, id FROM member")
        .all(db)
        .await?;
    rows.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "canonical")?))).collect()
}

/// The cards of customers, in the order of `canonical`; those who do not exist are left out.
pub async fn cards(db: &impl ConnectionTrait, canonical: &[Uuid]) -> Result<Vec<CustomerCard>, DbErr> {
    if canonical.is_empty() {
        return Ok(Vec::new());
    }
    let members = members_of(db, canonical).await?;
    let mut cards: HashMap<Uuid, CustomerCard> = HashMap::new();
    let rows = Sql::new(
        "SELECT c.id, c.name, c.language, c.created_at, \
         (SELECT COUNT(*) FROM topics t WHERE t.customer = c.id AND t.status <> 'closed') AS open_topics, \
         (SELECT COUNT(*) FROM orders o WHERE o.customer = c.id AND o.status NOT IN ('completed', 'cancelled', 'refused')) AS open_orders, \
         (SELECT e.at FROM events e WHERE e.customer = c.id ORDER BY e.seq DESC LIMIT 1) AS last_at \
         FROM customers c WHERE c.id IN ",
    )
    .list(members.keys().copied())
    .all(db)
    .await?;
    for row in rows {
        let id: Uuid = row.try_get("", "id")?;
        let last_at = maybe_moment(&row, "last_at")?.unwrap_or(moment(&row, "created_at")?);
        let Some(&one) = members.get(&id) else { continue };
        let card = cards.entry(one).or_insert_with(|| CustomerCard {
            id: one,
            name: None,
            language: String::new(),
            handles: Vec::new(),
            last_seen_at: last_at,
            open_topics: 0,
            open_orders: 0,
        });
        if id == one {
            card.name = row.try_get("", "name")?;
            card.language = row.try_get("", "language")?;
        }
        card.last_seen_at = card.last_seen_at.max(last_at);
        card.open_topics += row.try_get::<i64>("", "open_topics")?;
        card.open_orders += row.try_get::<i64>("", "open_orders")?;
    }
    for (customer, handle) in handles(db, members.keys().copied()).await? {
        let Some(card) = members.get(&customer).and_then(|one| cards.get_mut(one)) else { continue };
        match card.handles.iter_mut().find(|known| known.kind == handle.kind && known.value == handle.value) {
            // What one of them only claims may be the other's own.
            Some(known) if known.assurance == "claimed" => *known = handle,
            Some(_) => {}
            None => card.handles.push(handle),
        }
    }
    Ok(canonical.iter().filter_map(|id| cards.remove(id)).collect())
}

/// The handles of customers, oldest first.
async fn handles(db: &impl ConnectionTrait, customers: impl IntoIterator<Item = Uuid>) -> Result<Vec<(Uuid, HandleRow)>, DbErr> {
    let rows = Sql::new("SELECT customer, kind, value, assurance, since FROM handles WHERE customer IN ")
        .list(customers)
        .text(" ORDER BY since, kind, value")
        .all(db)
        .await?;
    rows.iter()
        .map(|row| {
            let handle = HandleRow {
                kind: row.try_get("", "kind")?,
                value: row.try_get("", "value")?,
                assurance: row.try_get("", "assurance")?,
                since: moment(row, "since")?,
            };
            Ok((row.try_get("", "customer")?, handle))
        })
        .collect()
}

/// The names of customers.
pub async fn names(db: &impl ConnectionTrait, ids: &[Uuid]) -> Result<HashMap<Uuid, Option<String>>, DbErr> {
    let rows = Sql::new("SELECT id, name FROM customers WHERE id IN ").list(ids.iter().copied()).all(db).await?;
    rows.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "name")?))).collect()
}

/// Who else has a handle that one of `members` has, claimed or attached: most in common first. `members` is a whole [`Group`].
pub async fn suggestions(db: &impl ConnectionTrait, members: &[Uuid]) -> Result<Vec<Suggestion>, DbErr> {
    let rows = Sql::new(
        "SELECT DISTINCT other.customer, other.kind, other.value, CASE WHEN other.assurance = 'claimed' THEN 1 ELSE 0 END AS unsure \
         FROM handles mine JOIN handles other ON other.kind = mine.kind AND other.value = mine.value \
         WHERE mine.kind <> 'visitor' AND mine.customer IN ",
    )
    .list(members.iter().copied())
    .text(" AND other.customer NOT IN ")
    .list(members.iter().copied())
    .text(" ORDER BY unsure, other.kind, other.value, other.customer LIMIT ")
    .value(EVIDENCE_LOOKED_AT)
    .all(db)
    .await?;
    let mut shared: Vec<(Uuid, Evidence)> = Vec::with_capacity(rows.len());
    for row in rows {
        shared.push((row.try_get("", "customer")?, Evidence { kind: row.try_get("", "kind")?, value: row.try_get("", "value")? }));
    }
    let others: Vec<Uuid> = shared.iter().map(|(customer, _)| *customer).collect();
    if others.is_empty() {
        return Ok(Vec::new());
    }
    let canonical = canonical(db, &others).await?;
    let mut suggestions: Vec<Suggestion> = Vec::new();
    for (customer, evidence) in shared {
        let one = canonical.get(&customer).copied().unwrap_or(customer);
        if members.contains(&one) {
            continue;
        }
        match suggestions.iter_mut().find(|suggestion| suggestion.customer_id == one) {
            Some(suggestion) if suggestion.evidence.contains(&evidence) => {}
            Some(suggestion) => suggestion.evidence.push(evidence),
            None => suggestions.push(Suggestion { customer_id: one, name: None, evidence: vec![evidence] }),
        }
    }
    let ids: Vec<Uuid> = suggestions.iter().map(|suggestion| suggestion.customer_id).collect();
    let mut names = names(db, &ids).await?;
    for suggestion in &mut suggestions {
        suggestion.name = names.remove(&suggestion.customer_id).flatten();
    }
    suggestions.sort_by_key(|suggestion| std::cmp::Reverse(suggestion.evidence.len()));
    Ok(suggestions)
}

/// Finds customers by what somebody typed: an order number, the beginning of an email, a phone number, a loyalty or external id, a name.
/// `phone` is the same read as a phone number (E.164), if it can be one.
pub async fn search(db: &impl ConnectionTrait, typed: &str, phone: Option<&str>, limit: u64) -> Result<Vec<CustomerCard>, DbErr> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(Vec::new());
    }
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut found = Vec::new();
    if let Some(number) = parse_order_number(typed) {
        found.push(Sql::new("SELECT customer FROM orders WHERE number = ").value(number));
    }
    if let Some(phone) = phone {
        found.push(Sql::new("SELECT customer FROM handles WHERE kind = 'phone' AND value = ").value(phone).text(" LIMIT ").value(most));
    }
    found.push(
        Sql::new("SELECT customer FROM handles WHERE kind IN ('loyalty', 'external') AND value = ")
            .value(typed)
            .text(" LIMIT ")
            .value(most),
    );
    let email = typed.to_lowercase();
    let end = prefix_end(&email);
    found.push(
        Sql::new("SELECT customer FROM handles WHERE kind = 'email' AND value >= ")
            .value(email)
            .text(" AND value < ")
            .value(end)
            .text(" ORDER BY value LIMIT ")
            .value(most),
    );
    for spelling in spellings(typed) {
        let end = prefix_end(&spelling);
        found.push(
            Sql::new("SELECT id AS customer FROM customers WHERE name IS NOT NULL AND lower(name) >= ")
                .value(spelling)
                .text(" AND lower(name) < ")
                .value(end)
                .text(" ORDER BY lower(name) LIMIT ")
                .value(most),
        );
    }
    // Last, because no index helps it: a family name, in the middle of the name.
    for spelling in spellings(typed) {
        found.push(
            Sql::new("SELECT id AS customer FROM customers WHERE name IS NOT NULL AND lower(name) LIKE ")
                .value(anywhere(&format!(" {spelling}")))
                .text(" ESCAPE '\\' ORDER BY lower(name) LIMIT ")
                .value(most),
        );
    }
    let mut customers: Vec<Uuid> = Vec::new();
    for sql in found {
        if customers.len() >= limit {
            break;
        }
        let rows = sql.all(db).await?;
        let ids = rows.iter().map(|row| row.try_get("", "customer")).collect::<Result<Vec<Uuid>, _>>()?;
        if ids.is_empty() {
            continue;
        }
        let canonical = canonical(db, &ids).await?;
        for id in ids {
            let one = canonical.get(&id).copied().unwrap_or(id);
            if !customers.contains(&one) {
                customers.push(one);
            }
        }
    }
    customers.truncate(limit);
    cards(db, &customers).await
}
