//! The QR code that a customer shows at the counter.

use qrcode::QrCode;
use qrcode::render::svg;

/// The order's number and the six digits, as the store's scanner reads them, in a picture for a page.
pub fn svg(number: &str, code: &str) -> Option<String> {
    let picture = QrCode::new(format!("{number} {code}")).ok()?;
    Some(picture.render().min_dimensions(200, 200).dark_color(svg::Color("#000")).light_color(svg::Color("#fff")).build())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_becomes_a_picture() {
        assert!(svg("4827-193-605", "482913").is_some_and(|picture| picture.contains("<svg")));
    }
}
