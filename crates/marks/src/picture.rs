//! One label drawn as an SVG document or a PNG.

use std::fmt::Write;
use std::io::Cursor;

use ab_glyph::{Font as _, PxScale, point};
use image::{GrayImage, ImageFormat, Luma};

use crate::Stock;
use crate::face::Face;
use crate::label::{Label, LabelError, MOST_DPI};
use crate::layout::{Layout, Line};

const LEAST_DPI: u32 = 100;

/// Draws a label for this stock as an SVG document.
///
/// # Errors
/// When the address does not fit at a size that phones can read.
pub fn svg(label: &Label<'_>, stock: Stock) -> Result<String, LabelError> {
    let size = stock.geometry();
    let layout = Layout::of(label, size.width, size.height)?;
    let (width, height) = (layout.width, layout.height);
    let (left, top) = layout.qr;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}mm\" height=\"{height}mm\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\" lang=\"en-GB\">\
         <title>Label of mark {}</title>\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\
         <path fill=\"#000\" shape-rendering=\"crispEdges\" transform=\"translate({left:.3} {top:.3}) scale({:.4})\" \
         d=\"{}\"/>",
        label.code,
        layout.module,
        layout.modules.path()
    );
    for line in &layout.lines {
        let weight = if line.face == Face::Text { "normal" } else { "bold" };
        // Writing to a String cannot fail. The text keeps its length even if another font is used.
        let _ = write!(
            svg,
            "<text x=\"{:.2}\" y=\"{:.2}\" font-size=\"{:.2}\" font-family=\"{}\" font-weight=\"{weight}\" \
             textLength=\"{:.2}\" lengthAdjust=\"spacingAndGlyphs\">",
            line.x,
            line.y,
            line.size,
            line.face.family(),
            line.width()
        );
        escape(&mut svg, &line.text);
        svg.push_str("</text>");
    }
    svg.push_str("</svg>");
    Ok(svg)
}

fn escape(svg: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '<' => svg.push_str("&lt;"),
            '>' => svg.push_str("&gt;"),
            '&' => svg.push_str("&amp;"),
            '"' => svg.push_str("&quot;"),
            c => svg.push(c),
        }
    }
}

/// Draws a label for this stock as a grey PNG. A module has a whole number of pixels, so that its edges are sharp.
///
/// # Errors
/// When `dpi` is below 100 or above 1,200, and in the cases of [`svg`].
pub fn png(label: &Label<'_>, stock: Stock, dpi: u32) -> Result<Vec<u8>, LabelError> {
    if !(LEAST_DPI..=MOST_DPI).contains(&dpi) {
        return Err(LabelError::Resolution(dpi));
    }
    let size = stock.geometry();
    let layout = Layout::of(label, size.width, size.height)?;
    let dots = f64::from(dpi) / 25.4;
    let module = (layout.module * dots).floor().max(1.0);
    let mut picture = GrayImage::from_pixel(
        (layout.width * dots).round() as u32,
        (layout.height * dots).round() as u32,
        Luma([255]),
    );
    // The pixels that rounding takes off the modules widen the quiet zone around them.
    let spare = (layout.module * dots - module) * layout.modules.side() as f64 / 2.0;
    let origin = |at: f64| (at * dots + spare).round() as u32;
    let (left, top, module) = (origin(layout.qr.0), origin(layout.qr.1), module as u32);
    for (x, y, length) in layout.modules.runs() {
        for py in 0..module {
            for px in 0..length as u32 * module {
                picture.put_pixel(
                    left + x as u32 * module + px,
                    top + y as u32 * module + py,
                    Luma([0]),
                );
            }
        }
    }
    for line in &layout.lines {
        write_on(&mut picture, line, dots);
    }
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png)?;
    Ok(bytes.into_inner())
}

fn write_on(picture: &mut GrayImage, line: &Line, dots: f64) {
    let (font, height) = line.face.outlines();
    let em = (line.size * dots) as f32;
    let mut x = (line.x * dots) as f32;
    for character in line.text.chars() {
        let (id, advance) = line.face.glyph(character);
        let glyph = id.with_scale_and_position(PxScale::from(em * height), point(x, (line.y * dots) as f32));
        x += advance * em;
        let Some(outlined) = font.outline_glyph(glyph) else {
            continue;
        };
        let corner = outlined.px_bounds().min;
        outlined.draw(|dx, dy, cover| {
            let (px, py) = (corner.x as i64 + i64::from(dx), corner.y as i64 + i64::from(dy));
            let inside = u32::try_from(px).ok().zip(u32::try_from(py).ok());
            if let Some(pixel) = inside.and_then(|(px, py)| picture.get_pixel_mut_checked(px, py)) {
                let ink = (cover.clamp(0.0, 1.0) * 255.0) as u8;
                pixel.0[0] = pixel.0[0].saturating_sub(ink);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use domain::MarkCode;

    use super::*;
    use crate::LabelAddress;

    fn label(partnership: &str) -> String {
        let address = LabelAddress::parse("https://framemark.example.org").unwrap();
        let code = MarkCode::from_data([3, 1, 4, 1, 5, 9, 2, 6]);
        svg(
            &Label {
                code,
                address: &address,
                partnership,
            },
            Stock::L7160,
        )
        .unwrap()
    }

    #[test]
    fn a_label_says_what_it_must() {
        let svg = label("Cambridge Community Safety Partnership");
        let code = MarkCode::from_data([3, 1, 4, 1, 5, 9, 2, 6]);
        for said in [
            format!(">{code}</text>"),
            ">framemark.example.org</text>".into(),
            ">Cambridge Community</text>".into(),
            ">Safety Partnership</text>".into(),
        ] {
            assert!(svg.contains(&said), "{said} in {svg}");
        }
    }

    #[test]
    fn a_name_cannot_break_out_of_the_drawing() {
        let svg = label("A&B \"Safe\" <script>alert(1)</script>\u{7}");
        assert!(svg.contains("A&amp;B &quot;Safe&quot;"), "{svg}");
        assert!(!svg.contains("<script") && !svg.contains('\u{7}'), "{svg}");
    }
}
