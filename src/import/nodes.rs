//! Places where stock is: `code,name,kind,street,postcode,city,country,latitude,longitude`.

use std::collections::HashMap;
use std::io::Read;

use serde::{Deserialize, Serialize};

use super::Parsed;
use super::table::{Column, Row, each_row};

/// One node of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NodeRow {
    pub code: String,
    pub name: String,
    /// One of `warehouse`, `store`, `supplier`, `relay_point`.
    pub kind: String,
    pub street: String,
    pub postcode: String,
    pub city: String,
    /// ISO 3166, two capital letters.
    pub country: String,
    pub latitude: f64,
    pub longitude: f64,
}

const KINDS: [&str; 4] = ["warehouse", "store", "supplier", "relay_point"];

const COLUMNS: &[Column] = &[
    Column::required("code"),
    Column::required("name"),
    Column::required("kind"),
    Column::required("street"),
    Column::required("postcode"),
    Column::required("city"),
    Column::required("country"),
    Column::required("latitude"),
    Column::required("longitude"),
];

/// Reads a nodes file.
pub fn nodes(reader: impl Read) -> Parsed<NodeRow> {
    let mut good = Vec::new();
    let mut lines = Vec::new();
    let mut known = HashMap::new();
    let bad = each_row(reader, COLUMNS, |row| {
        let node = node(row)?;
        let line = *known.entry(node.code.clone()).or_insert(row.line);
        if line != row.line {
            return Err(format!("node “{}” stands already on line {line}", node.code));
        }
        good.push(node);
        lines.push(row.line);
        Ok(())
    });
    Parsed { good, lines, bad }
}

fn node(row: &Row) -> Result<NodeRow, String> {
    let code = row.required("code")?;
    if code.len() > 32 || !code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_') {
        return Err(format!("code “{code}” may have only letters, digits, “-” and “_”, at most 32"));
    }
    let kind = row.required("kind")?.to_ascii_lowercase();
    if !KINDS.contains(&kind.as_str()) {
        return Err(format!("kind “{kind}” is none of {}", KINDS.join(", ")));
    }
    let country = row.required("country")?.to_ascii_uppercase();
    if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(format!("country “{country}” is not a two-letter code such as FR"));
    }
    Ok(NodeRow {
        code: code.to_owned(),
        name: row.required("name")?.to_owned(),
        kind,
        street: row.get("street").to_owned(),
        postcode: row.get("postcode").to_owned(),
        city: row.get("city").to_owned(),
        country,
        latitude: degrees(row, "latitude", 90.0)?,
        longitude: degrees(row, "longitude", 180.0)?,
    })
}

fn degrees(row: &Row, column: &str, limit: f64) -> Result<f64, String> {
    let text = row.required(column)?;
    match text.replace(',', ".").parse::<f64>() {
        Ok(degrees) if degrees.abs() <= limit => Ok(degrees),
        _ => Err(format!("{column} “{text}” is not a number between -{limit} and {limit}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_good_nodes_and_says_what_is_wrong_with_the_others() {
        let parsed = nodes(&include_bytes!("../../tests/data/nodes.csv")[..]);
        let codes: Vec<_> = parsed.good.iter().map(|node| node.code.as_str()).collect();
        assert_eq!(codes, ["LYO1", "ORL1", "VOS1", "REL-042"]);
        assert_eq!(parsed.good[0].street, "14 rue Émile-Zola, angle place Bellecour");
        assert_eq!((parsed.good[0].latitude, parsed.good[0].longitude), (45.7594, 4.8331));
        assert_eq!((parsed.good[1].kind.as_str(), parsed.good[1].country.as_str()), ("warehouse", "FR"));
        assert_eq!(parsed.good[2].latitude, 48.0731, "a decimal comma is a comma");

        let bad: Vec<_> = parsed.bad.iter().map(|bad| (bad.line, bad.reason.as_str())).collect();
        assert_eq!(
            bad,
            [
                (6, "kind “kiosk” is none of warehouse, store, supplier, relay_point"),
                (7, "latitude “95.1” is not a number between -90 and 90"),
                (8, "node “LYO1” stands already on line 2"),
                (9, "“name” is empty"),
                (10, "longitude “NaN” is not a number between -180 and 180"),
                (11, "code “A/B” may have only letters, digits, “-” and “_”, at most 32"),
                (12, "country “FRANCE” is not a two-letter code such as FR"),
            ]
        );
    }

    #[test]
    fn a_file_without_the_columns_is_one_problem() {
        let parsed = nodes(&b"code,name,kind\nA,b,store\n"[..]);
        assert!(parsed.good.is_empty());
        assert_eq!(parsed.bad.len(), 1);
        assert_eq!(parsed.bad[0].line, 1);
        assert!(parsed.bad[0].reason.contains("street, postcode, city, country, latitude, longitude"));
    }
}
