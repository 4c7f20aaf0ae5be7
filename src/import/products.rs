//! Products as Shopify exports them: several rows to a handle, of which the first carries what all variants share;
//! rows of a handle may be variants, or no more than another picture.

use std::collections::HashMap;
use std::io::Read;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::price::minor_units;
use super::table::{Column, Row, each_row};
use super::{BadRow, Parsed};

/// A product with its variants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// What is in fact sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    pub sku: String,
    /// The options' values, as in "M / Écru"; empty where a product has one variant without options.
    pub title: String,
    /// Name and value, in the product's order.
    pub options: Vec<(String, String)>,
    /// In minor units of the shop's currency.
    pub price: i64,
    pub grams: i64,
    pub barcode: Option<String>,
}

/// The second names are those of the exports that Shopify writes since 2024.
const COLUMNS: &[Column] = &[
    Column { name: "Handle", also: &["URL handle"], required: true },
    Column { name: "Title", also: &[], required: true },
    Column { name: "Variant Price", also: &["Price"], required: true },
    Column { name: "Body (HTML)", also: &["Description"], required: false },
    Column { name: "Vendor", also: &[], required: false },
    Column { name: "Type", also: &[], required: false },
    Column { name: "Tags", also: &[], required: false },
    Column { name: "Option1 Name", also: &[], required: false },
    Column { name: "Option1 Value", also: &[], required: false },
    Column { name: "Option2 Name", also: &[], required: false },
    Column { name: "Option2 Value", also: &[], required: false },
    Column { name: "Option3 Name", also: &[], required: false },
    Column { name: "Option3 Value", also: &[], required: false },
    Column { name: "Variant SKU", also: &["SKU"], required: false },
    Column { name: "Variant Grams", also: &["Weight value (grams)"], required: false },
    Column { name: "Variant Barcode", also: &["Barcode"], required: false },
];

const OPTIONS: [(&str, &str); 3] =
    [("Option1 Name", "Option1 Value"), ("Option2 Name", "Option2 Value"), ("Option3 Name", "Option3 Value")];

const LONGEST_SKU: usize = 64;

/// Reads a product export; prices are in `currency` (ISO 4217).
pub fn products(reader: impl Read, currency: &str) -> Parsed<Product> {
    let mut reading = Reading { currency, drafts: Vec::new(), places: HashMap::new(), skus: HashMap::new() };
    let mut bad = each_row(reader, COLUMNS, |row| reading.row(row));
    let (good, lines) = reading.finish(&mut bad).into_iter().unzip();
    bad.sort_by_key(|bad| bad.line);
    Parsed { good, lines, bad }
}

struct Reading<'a> {
    currency: &'a str,
    /// In the order of the file.
    drafts: Vec<Draft>,
    /// Handle to its place in `drafts`.
    places: HashMap<String, usize>,
    /// Every SKU that the file names itself, and where.
    skus: HashMap<String, u64>,
}

/// A product whose rows are still coming; variants without a SKU get one when all others are known.
struct Draft {
    line: u64,
    product: Product,
    option_names: [String; 3],
    variant_lines: Vec<u64>,
    has_bad_rows: bool,
}

impl Reading<'_> {
    fn row(&mut self, row: &Row) -> Result<(), String> {
        let handle = row.required("Handle")?;
        if handle.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '/' | '?' | '#' | '%' | '\\')) {
            return Err(format!("handle “{handle}” cannot stand in an address: no spaces, “/”, “?”, “#”, “%” or “\\”"));
        }
        let place = *self.places.entry(handle.to_owned()).or_insert_with(|| {
            self.drafts.push(Draft::new(handle, row.line));
            self.drafts.len() - 1
        });
        let draft = &mut self.drafts[place];
        if draft.product.title.is_empty() && !row.get("Title").is_empty() {
            draft.describe(row);
        }
        let result = draft.variant(row, self.currency, &mut self.skus);
        draft.has_bad_rows |= result.is_err();
        result
    }

    /// The products that are whole, and where each starts.
    fn finish(mut self, bad: &mut Vec<BadRow>) -> Vec<(Product, u64)> {
        self.derive_skus(bad);
        let mut good = Vec::new();
        for Draft { line, product, has_bad_rows, .. } in self.drafts {
            let reason = if product.title.is_empty() {
                format!("product “{}” has no title: its first row is missing or lacks one", product.handle)
            } else if !product.variants.is_empty() {
                good.push((product, line));
                continue;
            } else if has_bad_rows {
                continue;
            } else {
                format!("product “{}” has no variant with a price", product.handle)
            };
            bad.push(BadRow { line, reason });
        }
        good
    }

    /// Gives each variant without a SKU one that depends on its own handle and options alone. Where two come out the
    /// same, all of them carry a mark of what they are made from, so that the order of the file does not matter.
    fn derive_skus(&mut self, bad: &mut Vec<BadRow>) {
        let mut wanted: HashMap<String, usize> = HashMap::new();
        let without_sku = |product: &Product| {
            let derived = |variant: &Variant| variant.sku.is_empty().then(|| derived_sku(&product.handle, &variant.options));
            product.variants.iter().filter_map(derived).collect::<Vec<_>>()
        };
        for sku in self.drafts.iter().flat_map(|draft| without_sku(&draft.product)) {
            *wanted.entry(sku).or_default() += 1;
        }
        for draft in &mut self.drafts {
            let handle = draft.product.handle.clone();
            let mut lines = draft.variant_lines.iter().copied();
            draft.product.variants.retain_mut(|variant| {
                let line = lines.next().unwrap_or(draft.line);
                if !variant.sku.is_empty() {
                    return true;
                }
                variant.sku = derived_sku(&handle, &variant.options);
                if wanted.get(&variant.sku) != Some(&1) || self.skus.contains_key(&variant.sku) {
                    variant.sku = format!("{}-{}", variant.sku, mark(&handle, &variant.options));
                }
                let taken = *self.skus.entry(variant.sku.clone()).or_insert(line);
                if taken != line {
                    draft.has_bad_rows = true;
                    bad.push(BadRow { line, reason: format!("it has no SKU, and “{}” is taken by line {taken}", variant.sku) });
                }
                taken == line
            });
        }
    }
}

impl Draft {
    fn new(handle: &str, line: u64) -> Self {
        let product = Product {
            handle: handle.to_owned(),
            title: String::new(),
            description_html: String::new(),
            vendor: String::new(),
            category: String::new(),
            tags: Vec::new(),
            variants: Vec::new(),
        };
        Self { line, product, option_names: Default::default(), variant_lines: Vec::new(), has_bad_rows: false }
    }

    fn describe(&mut self, row: &Row) {
        let product = &mut self.product;
        product.title = row.get("Title").split_whitespace().collect::<Vec<_>>().join(" ");
        product.description_html = ammonia::clean(row.get("Body (HTML)")).trim().to_owned();
        product.vendor = row.get("Vendor").to_owned();
        product.category = row.get("Type").to_owned();
        for tag in row.get("Tags").split(',').map(str::trim).filter(|tag| !tag.is_empty()) {
            if !product.tags.iter().any(|known| known == tag) {
                product.tags.push(tag.to_owned());
            }
        }
        self.option_names = OPTIONS.map(|(name, _)| row.get(name).to_owned());
    }

    fn variant(&mut self, row: &Row, currency: &str, skus: &mut HashMap<String, u64>) -> Result<(), String> {
        let options = self.options(row);
        let sku = without_apostrophe(row.get("Variant SKU"));
        let only_a_picture = OPTIONS.iter().all(|(_, value)| row.get(value).is_empty());
        if only_a_picture && sku.is_empty() && row.get("Variant Price").is_empty() {
            return Ok(());
        }
        if sku.len() > 255 || sku.chars().any(char::is_control) {
            return Err("“Variant SKU” is longer than 255 characters or has line breaks in it".into());
        }
        let variant = Variant {
            sku: sku.to_owned(),
            title: options.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" / "),
            options,
            price: minor_units(row.required("Variant Price")?, currency)?,
            grams: grams(row.get("Variant Grams"))?,
            barcode: barcode(row.get("Variant Barcode"))?,
        };
        let twin = self.product.variants.iter().position(|other| other.options == variant.options);
        if let Some(line) = twin.and_then(|twin| self.variant_lines.get(twin)) {
            return Err(format!("product “{}” has the same options already on line {line}", self.product.handle));
        }
        if !sku.is_empty() {
            let line = *skus.entry(sku.to_owned()).or_insert(row.line);
            if line != row.line {
                return Err(format!("SKU “{sku}” stands already on line {line}"));
            }
        }
        self.product.variants.push(variant);
        self.variant_lines.push(row.line);
        Ok(())
    }

    fn options(&self, row: &Row) -> Vec<(String, String)> {
        let names = OPTIONS.iter().zip(&self.option_names).enumerate();
        names
            .filter_map(|(place, ((own_name, value), shared_name))| {
                let value = row.get(value);
                let name = if shared_name.is_empty() { row.get(own_name) } else { shared_name };
                // How Shopify writes that a product has no options.
                if value.is_empty() || (name == "Title" && value == "Default Title") {
                    return None;
                }
                let name = if name.is_empty() { format!("Option {}", place + 1) } else { name.to_owned() };
                Some((name, value.to_owned()))
            })
            .collect()
    }
}

/// Shopify puts an apostrophe before figures so that spreadsheets keep their zeros.
pub(super) fn without_apostrophe(text: &str) -> &str {
    text.strip_prefix('\'').unwrap_or(text).trim()
}

fn grams(text: &str) -> Result<i64, String> {
    if text.is_empty() {
        return Ok(0);
    }
    match text.replace(',', ".").parse::<f64>() {
        Ok(grams) if (0.0..=1e9).contains(&grams) => Ok(grams.round() as i64),
        _ => Err(format!("“{text}” is not a weight in grams")),
    }
}

fn barcode(text: &str) -> Result<Option<String>, String> {
    let barcode = without_apostrophe(text);
    let scientific = barcode.to_ascii_uppercase().split_once("E+").is_some_and(|(head, tail)| {
        head.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',')) && tail.chars().all(|c| c.is_ascii_digit())
    });
    if scientific {
        return Err(format!("barcode “{barcode}” has lost its digits in a spreadsheet; format the column as text and export again"));
    }
    if barcode.len() > 255 || barcode.chars().any(char::is_control) {
        return Err("“Variant Barcode” is longer than 255 characters or has line breaks in it".into());
    }
    Ok((!barcode.is_empty()).then(|| barcode.to_owned()))
}

/// `housse-alba`, `140 × 200 cm`, `Écru` become `HOUSSE-ALBA-140-X-200-CM-ECRU`.
fn derived_sku(handle: &str, options: &[(String, String)]) -> String {
    let parts = std::iter::once(handle).chain(options.iter().map(|(_, value)| value.as_str())).map(sku_part);
    let sku = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    match sku.char_indices().nth(LONGEST_SKU) {
        None if !sku.is_empty() => sku,
        // The mark tells apart what the cut made alike.
        cut => {
            let head = cut.map_or("SKU", |(at, _)| sku[..at].trim_end_matches('-'));
            format!("{head}-{}", mark(handle, options))
        }
    }
}

/// Text as a part of a SKU: capital letters without accents, digits, single hyphens.
pub fn sku_part(text: &str) -> String {
    let mut part = String::new();
    for c in text.chars().flat_map(char::to_uppercase) {
        match c {
            'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' => part.push('A'),
            'Æ' => part.push_str("AE"),
            'Ç' | 'Č' | 'Ć' => part.push('C'),
            'È' | 'É' | 'Ê' | 'Ë' | 'Ě' | 'Ę' => part.push('E'),
            'Ì' | 'Í' | 'Î' | 'Ï' => part.push('I'),
            'Ñ' | 'Ń' | 'Ň' => part.push('N'),
            'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' | 'Ø' => part.push('O'),
            'Œ' => part.push_str("OE"),
            'Š' | 'Ś' => part.push('S'),
            'Ù' | 'Ú' | 'Û' | 'Ü' | 'Ů' => part.push('U'),
            'Ý' | 'Ÿ' => part.push('Y'),
            'Ž' | 'Ź' | 'Ż' => part.push('Z'),
            '×' => part.push('X'),
            c if c.is_alphanumeric() => part.push(c),
            // Accents that stand as characters of their own belong to the letter before.
            '\u{300}'..='\u{36f}' => {}
            _ if part.ends_with('-') || part.is_empty() => {}
            _ => part.push('-'),
        }
    }
    part.truncate(part.trim_end_matches('-').len());
    part
}

fn mark(handle: &str, options: &[(String, String)]) -> String {
    let mut hash = Sha256::new();
    hash.update(handle);
    for (name, value) in options {
        hash.update([0]);
        hash.update(name);
        hash.update([1]);
        hash.update(value);
    }
    hash.finalize().iter().take(3).map(|byte| format!("{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &[u8]) -> Parsed<Product> {
        products(file, "EUR")
    }

    fn export() -> Parsed<Product> {
        read(include_bytes!("../../tests/data/products.csv"))
    }

    fn product<'a>(parsed: &'a Parsed<Product>, handle: &str) -> &'a Product {
        parsed.good.iter().find(|product| product.handle == handle).unwrap()
    }

    fn skus(product: &Product) -> Vec<&str> {
        product.variants.iter().map(|variant| variant.sku.as_str()).collect()
    }

    #[test]
    fn gathers_the_rows_of_a_handle() {
        let parsed = export();
        let pull = product(&parsed, "pull-leonie");
        assert_eq!(pull.title, "Pull Léonie");
        assert_eq!(pull.category, "Pulls & mailles");
        assert_eq!(pull.tags, ["laine", "hiver", "nouveauté"]);
        assert_eq!(skus(pull), ["0012345", "PULL-LEONIE-M", "PULL-LEONIE-L-BLEU-NUIT", "PULL-LEONIE-XL"]);
        let first = &pull.variants[0];
        assert_eq!(first.title, "S / Écru");
        assert_eq!(first.options, [("Taille".to_owned(), "S".to_owned()), ("Couleur".to_owned(), "Écru".to_owned())]);
        assert_eq!((first.price, first.grams), (8900, 310));
        assert_eq!(first.barcode.as_deref(), Some("2504827000014"));
        assert_eq!(pull.variants[2].options[1], ("Couleur".to_owned(), "Bleu nuit".to_owned()));
    }

    #[test]
    fn cleans_descriptions() {
        let parsed = export();
        let html = &product(&parsed, "pull-leonie").description_html;
        assert!(html.starts_with("<p>Un pull en <strong>laine mérinos</strong>"), "{html}");
        assert!(html.contains("<li>Col rond, dit \"marin\"</li>"));
        assert!(!html.contains("script") && !html.contains("onerror") && !html.contains("alert"), "{html}");
    }

    #[test]
    fn a_product_without_options_has_one_untitled_variant() {
        let parsed = export();
        let candle = product(&parsed, "bougie-figuier");
        assert_eq!(candle.variants.len(), 1);
        let variant = &candle.variants[0];
        assert_eq!((variant.sku.as_str(), variant.title.as_str(), variant.price), ("BOUGIE-FIGUIER", "", 2490));
        assert!(variant.options.is_empty());
        assert_eq!(variant.barcode, None);
        assert_eq!(product(&parsed, "carte-cadeau").variants[0].price, 0);
    }

    #[test]
    fn derives_readable_skus_that_are_unique_and_do_not_depend_on_order() {
        let parsed = export();
        assert_eq!(skus(product(&parsed, "housse-alba")), ["HOUSSE-ALBA-140-X-200-CM", "HOUSSE-ALBA-240-X-220-CM"]);
        let alike = [skus(product(&parsed, "nappe"))[0].to_owned(), skus(product(&parsed, "nappe-rouge"))[0].to_owned()];
        assert_ne!(alike[0], alike[1]);
        assert!(alike.iter().all(|sku| sku.starts_with("NAPPE-ROUGE-VIF-") && sku.len() == 22), "{alike:?}");

        let head = "Handle,Title,Variant Price,Option1 Name,Option1 Value\n";
        let rows = ["nappe,Nappe,1,C,Rouge-vif\n", "nappe-rouge,Nappe,1,C,Vif\n"];
        let forwards = read(format!("{head}{}{}", rows[0], rows[1]).as_bytes());
        let backwards = read(format!("{head}{}{}", rows[1], rows[0]).as_bytes());
        assert_eq!(skus(product(&forwards, "nappe")), skus(product(&backwards, "nappe")));

        let long = format!("{head}{},Long,1,C,Rouge\n{0},,1,,Vert\n", "tres-".repeat(30));
        let long = read(long.as_bytes());
        assert!(long.bad.is_empty());
        assert!(skus(&long.good[0]).iter().all(|sku| sku.len() <= LONGEST_SKU + 7));
        assert_ne!(long.good[0].variants[0].sku, long.good[0].variants[1].sku);
    }

    #[test]
    fn a_derived_sku_gives_way_to_one_that_the_file_names() {
        let parsed = read(b"Handle,Title,Variant Price,Variant SKU\na,A,1,\nb,B,1,A\n");
        assert!(parsed.bad.is_empty());
        assert_eq!(skus(product(&parsed, "b")), ["A"]);
        assert!(skus(product(&parsed, "a"))[0].starts_with("A-"));
    }

    #[test]
    fn reports_bad_rows_with_their_line_and_lets_good_ones_in() {
        let parsed = export();
        let bad: Vec<_> = parsed.bad.iter().map(|bad| (bad.line, bad.reason.as_str())).collect();
        assert_eq!(
            bad,
            [
                (16, "product “housse-alba” has the same options already on line 15"),
                (17, "“gratuit” is not a price"),
                (20, "SKU “PULL-LEONIE-M” stands already on line 8"),
                (21, "barcode “3.76E+12” has lost its digits in a spreadsheet; format the column as text and export again"),
                (22, "product “sans-titre” has no title: its first row is missing or lacks one"),
                (23, "product “sans-prix” has no variant with a price"),
                (24, "“Handle” is empty"),
                (25, "handle “mon drap” cannot stand in an address: no spaces, “/”, “?”, “#”, “%” or “\\”"),
                (26, "“-10.00” is not a price"),
                (27, "“-4” is not a weight in grams"),
            ]
        );
        let handles: Vec<_> = parsed.good.iter().map(|product| product.handle.as_str()).collect();
        assert_eq!(handles, ["pull-leonie", "bougie-figuier", "housse-alba", "nappe", "nappe-rouge", "peignoir", "carte-cadeau"]);
        assert_eq!(skus(product(&parsed, "peignoir")), ["PEI-L"]);
    }

    #[test]
    fn reads_what_a_french_spreadsheet_saves() {
        let parsed = read(include_bytes!("../../tests/data/products_excel.csv"));
        let mug = product(&parsed, "mug-brume");
        assert_eq!(skus(mug), ["MUG-BRU", "MUG-BRUME-ARGILE"]);
        assert_eq!(mug.variants[1].price, 1950);
        assert_eq!(parsed.bad, [BadRow { line: 5, reason: "“19.999” has more decimals than EUR knows".into() }]);
    }

    #[test]
    fn reads_the_newer_column_names() {
        let parsed = read(include_bytes!("../../tests/data/products_2025.csv"));
        assert!(parsed.bad.is_empty());
        let plaid = product(&parsed, "plaid-cassis");
        assert_eq!(skus(plaid), ["PLA-OCR", "PLAID-CASSIS-SAPIN"]);
        assert_eq!((plaid.variants[0].price, plaid.variants[1].grams), (7900, 900));
    }

    #[test]
    fn a_file_without_the_columns_is_one_problem() {
        let parsed = read(b"Handle,Vendor\na,b\nc,d\n");
        assert!(parsed.good.is_empty());
        assert_eq!(parsed.bad, [BadRow { line: 1, reason: "columns missing: Title, Variant Price; the first line must name them".into() }]);
    }

    #[test]
    fn folds_letters_for_skus() {
        for (text, part) in
            [("Écru", "ECRU"), ("Œillet & thé", "OEILLET-THE"), ("e\u{301}te\u{301}", "ETE"), ("  ß ", "SS"), ("×", "X"), ("…", "")]
        {
            assert_eq!(sku_part(text), part);
        }
    }
}
