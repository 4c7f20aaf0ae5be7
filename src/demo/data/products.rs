//! Makes the catalogue's pieces into products: each piece in each family it is made in, in sizes and colours.

use super::catalogue::{CATALOGUE, Category, Family, Piece};
use crate::import::{Product, Variant, sku_part};

/// Some three hundred products with their variants.
pub fn products() -> Vec<Product> {
    let mut barcodes = (1..).map(barcode);
    CATALOGUE
        .iter()
        .flat_map(|category| {
            let pairs = category
                .ranges
                .iter()
                .flat_map(|range| range.families.iter().flat_map(|family| range.pieces.iter().map(move |piece| (piece, family))));
            pairs.enumerate().map(move |(place, (piece, family))| (category, place + 1, piece, family))
        })
        .map(|(category, number, piece, family)| product(category, number, piece, family, &mut barcodes))
        .collect()
}

fn product(category: &Category, number: usize, piece: &Piece, family: &Family, barcodes: &mut impl Iterator<Item = String>) -> Product {
    let title = match family.material {
        "" => format!("{} {}", piece.name, family.model),
        material => format!("{} {} en {material}", piece.name, family.model),
    };
    let variants = variants(&format!("{}-{number:02}", category.code), piece, family, barcodes);
    let care = family.care;
    let made_of = if family.material.is_empty() { String::new() } else { format!("<li>Matière : {}</li>", family.material) };
    Product {
        handle: sku_part(&title).to_lowercase(),
        description_html: format!("<p>{} {}</p><ul>{made_of}<li>{care}</li><li>{}</li></ul>", piece.says, family.says, family.origin()),
        title,
        vendor: family.vendor.to_owned(),
        category: category.name.to_owned(),
        tags: [family.model, family.material].iter().filter(|tag| !tag.is_empty()).map(|&tag| tag.to_owned()).collect(),
        variants,
    }
}

fn variants(code: &str, piece: &Piece, family: &Family, barcodes: &mut impl Iterator<Item = String>) -> Vec<Variant> {
    let one_size = [("", 100)];
    let one_colour = [""];
    let sizes = if piece.sizes.values.is_empty() { &one_size[..] } else { piece.sizes.values };
    let colours = if family.colours.is_empty() { &one_colour[..] } else { family.colours };
    let each = sizes.iter().flat_map(|size| colours.iter().map(move |colour| (size, colour)));
    each.zip(barcodes)
        .map(|(((size, per_cent), colour), barcode)| {
            let options = [(piece.sizes.name, *size), ("Couleur", *colour)];
            let options: Vec<(String, String)> = options
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect();
            let compact = options.iter().map(|(_, value)| sku_part(&value.replace(' ', "-").replace("-×-", "×")));
            Variant {
                sku: std::iter::once(code.to_owned()).chain(compact).collect::<Vec<_>>().join("-"),
                title: options.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(" / "),
                options,
                price: shelf_price(piece.euros * family.per_cent * per_cent / 100),
                grams: piece.grams * per_cent / 100,
                barcode: Some(barcode),
            }
        })
        .collect()
}

/// The price on the label: whole euros that end in 5 or 9, below 20 € also halves.
fn shelf_price(cents: i64) -> i64 {
    if cents < 2000 {
        return (cents + 25) / 50 * 50;
    }
    let euros = (cents + 50) / 100;
    let ending = match euros % 10 {
        0..=1 => -1,
        2..=6 => 5,
        _ => 9,
    };
    (euros / 10 * 10 + ending) * 100
}

/// An EAN-13 of the range that every shop may use for its own goods.
fn barcode(number: u32) -> String {
    let payload = format!("2504827{number:05}");
    let weigh = |(place, digit): (usize, u8)| u32::from(digit - b'0') * if place % 2 == 1 { 3 } else { 1 };
    let sum: u32 = payload.bytes().enumerate().map(weigh).sum();
    format!("{payload}{}", (10 - sum % 10) % 10)
}
