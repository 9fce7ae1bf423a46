//! The fonts on labels, and how wide their characters are.

use ab_glyph::{Font as _, FontRef, GlyphId};
use std::sync::OnceLock;

/// A font that is compiled into the program. `fonts/SOURCES.md` has the sources and licences.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Face {
    /// For mark codes: all characters have the same width, and the zero has a bar.
    Code,
    /// For everything else.
    Text,
    /// The same, bold.
    Strong,
}

/// What is drawn in place of a character that a font does not have.
const INSTEAD: char = '?';

/// The letter below an accent.
fn base(character: char) -> char {
    let mut base = character;
    unicode_normalization::char::decompose_canonical(character, |part| {
        if !unicode_normalization::char::is_combining_mark(part) {
            base = part;
        }
    });
    base
}

/// Tells whether a character only changes how others are shown.
const fn is_invisible(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

struct Loaded {
    font: FontRef<'static>,
    units: f32,
}

impl Face {
    /// Returns the file of the face.
    pub(crate) fn file(self) -> &'static [u8] {
        match self {
            Self::Code => include_bytes!("../fonts/JetBrainsMono-Bold.ttf"),
            Self::Text => include_bytes!("../fonts/B612-Regular.otf"),
            Self::Strong => include_bytes!("../fonts/B612-Bold.otf"),
        }
    }

    /// Returns the names of this font and of similar ones, for drawings that do not contain the font.
    pub(crate) fn family(self) -> &'static str {
        match self {
            Self::Code => "'JetBrains Mono','DejaVu Sans Mono',Menlo,Consolas,monospace",
            Self::Text | Self::Strong => "B612,Arial,Helvetica,sans-serif",
        }
    }

    /// Returns the font for reading outlines and widths. The files are compiled in, and a test reads each of them.
    #[expect(
        clippy::expect_used,
        reason = "the files are compiled in, and a test reads each of them"
    )]
    fn loaded(self) -> &'static Loaded {
        static CODE: OnceLock<Loaded> = OnceLock::new();
        static TEXT: OnceLock<Loaded> = OnceLock::new();
        static STRONG: OnceLock<Loaded> = OnceLock::new();
        let cell = match self {
            Self::Code => &CODE,
            Self::Text => &TEXT,
            Self::Strong => &STRONG,
        };
        cell.get_or_init(|| {
            let font = FontRef::try_from_slice(self.file()).expect("a face that is compiled in");
            let units = font.units_per_em().unwrap_or(1000.0);
            Loaded { font, units }
        })
    }

    /// Returns the text without characters that the font cannot or should not draw. So there are no empty boxes, and
    /// nothing changes the direction of the text.
    pub(crate) fn drawable(self, text: &str) -> String {
        let font = &self.loaded().font;
        let has = |c: char| font.glyph_id(c) != GlyphId(0);
        let draw = |c: char| match c {
            c if c.is_whitespace() => ' ',
            c if c.is_control() || is_invisible(c) => INSTEAD,
            c if has(c) => c,
            // A letter without its accent is better than none.
            c => Some(base(c)).filter(|&base| has(base)).unwrap_or(INSTEAD),
        };
        text.chars().map(draw).collect()
    }

    /// Returns the glyph of a character, and how far away the next one is, in ems.
    pub(crate) fn glyph(self, character: char) -> (GlyphId, f32) {
        let loaded = self.loaded();
        let id = loaded.font.glyph_id(character);
        (id, loaded.font.h_advance_unscaled(id) / loaded.units)
    }

    /// Returns how wide a text is, in ems.
    pub(crate) fn width(self, text: &str) -> f64 {
        text.chars().map(|c| f64::from(self.glyph(c).1)).sum()
    }

    /// Returns the font for painting pixels, with the factor from an em to the scale that it needs.
    pub(crate) fn outlines(self) -> (&'static FontRef<'static>, f32) {
        let loaded = self.loaded();
        (&loaded.font, loaded.font.height_unscaled() / loaded.units)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_face_has_what_labels_say() {
        for face in [Face::Code, Face::Text, Face::Strong] {
            for text in [
                "0123456789ABCDEFGHJKMNPQRSTVWXYZ-",
                "Ynys Môn & Fenland – Found this bike?",
            ] {
                assert_eq!(face.drawable(text), text, "{face:?}");
            }
            let welsh = face.drawable("Llŷn");
            assert!(["Llŷn", "Llyn"].contains(&welsh.as_str()), "{face:?}: {welsh}");
            assert_eq!(face.drawable("a\u{1f6b2}\tb\u{7}\u{202e}"), "a? b??", "{face:?}");
        }
    }

    #[test]
    fn codes_are_monospaced() {
        let widths: Vec<f64> = "0123456789ABCDEFGHJKMNPQRSTVWXYZ-"
            .chars()
            .map(|c| Face::Code.width(&c.to_string()))
            .collect();
        assert!(
            widths.iter().all(|&width| (width - widths[0]).abs() < 1e-6),
            "{widths:?}"
        );
        assert!(Face::Strong.width("iiii") < Face::Strong.width("MMMM"));
    }
}
