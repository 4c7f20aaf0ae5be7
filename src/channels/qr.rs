//! QR codes: as SVG for pages, as PNG for emails, because mail programs do not show SVG.

use qrcode::render::svg;
use qrcode::{Color, EcLevel, QrCode};

/// White around the code, in modules: scanners need it.
const QUIET: usize = 4;
/// Pixels a module.
const SCALE: usize = 8;

/// What stands in the code that is shown at the counter: the order and its pickup code.
pub fn pickup(number: &str, code: &str) -> String {
    format!("{number} {code}")
}

/// An SVG of `text` as a QR code, black on white. `None` for a text that is too long for one.
pub fn svg(text: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    Some(code.render().min_dimensions(168, 168).dark_color(svg::Color("#000")).light_color(svg::Color("#fff")).build())
}

/// A PNG of `text` as a QR code, black on white. `None` for a text that is too long for one.
pub fn png(text: &str) -> Option<Vec<u8>> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let (modules, colors) = (code.width(), code.to_colors());
    let side = (modules + 2 * QUIET) * SCALE;
    let is_dark = |x: usize, y: usize| {
        let (x, y) = ((x / SCALE).checked_sub(QUIET)?, (y / SCALE).checked_sub(QUIET)?);
        (x < modules && y < modules).then(|| colors[y * modules + x] == Color::Dark)
    };
    let mut pixels = vec![0xffu8; side.div_ceil(8) * side];
    for y in 0..side {
        for x in (0..side).filter(|&x| is_dark(x, y) == Some(true)) {
            pixels[y * side.div_ceil(8) + x / 8] &= !(0x80 >> (x % 8));
        }
    }
    let mut picture = Vec::new();
    let mut encoder = png::Encoder::new(&mut picture, side as u32, side as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(picture)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The modules that a picture shows, read from the middle of each.
    fn modules(picture: &[u8]) -> Vec<Color> {
        let mut reader = png::Decoder::new(std::io::Cursor::new(picture)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        let (side, row) = (info.width as usize, info.line_size);
        let dark = |x: usize, y: usize| pixels[y * row + x / 8] & (0x80 >> (x % 8)) == 0;
        let middle = |module: usize| module * SCALE + SCALE / 2;
        let inside = QUIET..side / SCALE - QUIET;
        assert!((0..side).all(|x| !dark(x, 0) && !dark(0, x)), "white around it");
        inside
            .clone()
            .flat_map(|y| inside.clone().map(move |x| (x, y)))
            .map(|(x, y)| if dark(middle(x), middle(y)) { Color::Dark } else { Color::Light })
            .collect()
    }

    #[test]
    fn the_picture_shows_the_code() {
        let picture = png("482913").unwrap();
        assert!(picture.len() < 1_000, "{} bytes", picture.len());
        assert_eq!(modules(&picture), QrCode::with_error_correction_level("482913", EcLevel::M).unwrap().to_colors());
        assert_eq!((png(&"x".repeat(5_000)), svg(&"x".repeat(5_000))), (None, None));
    }

    #[test]
    fn a_page_gets_a_drawing_with_white_around_it() {
        let drawing = svg(&pickup("4827-193-605", "482913")).unwrap();
        assert!(drawing.contains("<svg") && drawing.contains("#000") && drawing.contains("#fff"), "{drawing}");
    }
}
