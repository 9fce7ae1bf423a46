//! The colours that people use to describe bikes.

use std::sync::LazyLock;

use serde::Deserialize;

use super::{folded, rows};

const PUBLISHED: &str = include_str!("../../../../fixtures/bike_colours_odbl.csv");

/// British labels where the published label is American, and other words for each colour.
const WORDS: &[(&str, &str, &[&str])] = &[
    (
        "black",
        "Black",
        &[
            "jet",
            "matt black",
            "matte black",
            "charcoal",
            "graphite",
            "anthracite",
        ],
    ),
    (
        "blue",
        "Blue",
        &[
            "navy",
            "navy blue",
            "dark blue",
            "light blue",
            "sky blue",
            "royal blue",
            "petrol",
            "indigo",
        ],
    ),
    ("brown", "Brown", &["bronze", "copper", "tan", "chestnut", "wood"]),
    (
        "green",
        "Green",
        &[
            "lime",
            "olive",
            "khaki",
            "racing green",
            "british racing green",
            "dark green",
            "light green",
            "sage",
        ],
    ),
    ("orange", "Orange", &["amber", "peach", "tangerine"]),
    ("pink", "Pink", &["magenta", "rose", "fuchsia", "salmon"]),
    ("purple", "Purple", &["violet", "lilac", "lavender", "plum"]),
    (
        "red",
        "Red",
        &["maroon", "burgundy", "crimson", "scarlet", "claret", "cherry"],
    ),
    (
        "silver",
        "Silver, grey or bare metal",
        &[
            "grey",
            "gray",
            "silver grey",
            "chrome",
            "titanium",
            "aluminium",
            "aluminum",
            "metal",
            "bare metal",
            "dark grey",
            "light grey",
            "gunmetal",
        ],
    ),
    (
        "stickers",
        "Covered in stickers or tape",
        &[
            "sticker",
            "tape",
            "multicoloured",
            "multi",
            "mixed",
            "camo",
            "camouflage",
        ],
    ),
    (
        "teal",
        "Teal or turquoise",
        &["turquoise", "aqua", "cyan", "celeste", "mint"],
    ),
    ("white", "White", &["cream", "ivory", "pearl", "off white"]),
    (
        "yellow",
        "Yellow or gold",
        &["gold", "golden", "beige", "mustard"],
    ),
];

/// A colour by which people can search for bikes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Colour {
    /// The short word that files and addresses use, such as `silver`.
    pub slug: String,
    /// The words that a page shows.
    pub label: String,
    /// The colour on a screen, such as `#386ed2`; `None` for a name that stands for more than one colour.
    pub hex: Option<String>,
}

#[derive(Deserialize)]
struct Row {
    name: String,
    slug: String,
    hex_code: String,
}

static COLOURS: LazyLock<Vec<Colour>> = LazyLock::new(|| {
    let label = |row: &Row| {
        WORDS
            .iter()
            .find(|words| words.0 == row.slug)
            .map_or(row.name.clone(), |w| w.1.to_owned())
    };
    rows::<Row>(PUBLISHED)
        .into_iter()
        .map(|row| Colour {
            label: label(&row),
            slug: row.slug,
            hex: Some(row.hex_code).filter(|hex| !hex.is_empty()),
        })
        .collect()
});

/// Lists every colour, in alphabetical order.
#[must_use]
pub fn colours() -> &'static [Colour] {
    &COLOURS
}

/// Words that describe a colour but do not name one, such as "dark".
const SHADES: &[&str] = &[
    "and",
    "bright",
    "candy",
    "colour",
    "coloured",
    "dark",
    "deep",
    "electric",
    "finish",
    "flat",
    "fluo",
    "fluorescent",
    "frame",
    "gloss",
    "glossy",
    "in",
    "light",
    "mat",
    "matt",
    "matte",
    "metallic",
    "mid",
    "neon",
    "or",
    "pale",
    "pastel",
    "racing",
    "royal",
    "satin",
    "sky",
    "with",
];

/// Reads the colours that a text names, in order and each once, and the words that are not colours: "blue white" is two
/// colours, "dark blue metallic" one, and "plaid" none.
#[must_use]
pub fn parse_colours(text: &str) -> (Vec<&'static Colour>, Vec<String>) {
    if let Some(colour) = named(&folded(text)) {
        return (vec![colour], Vec::new());
    }
    let (mut colours, mut unknown): (Vec<&Colour>, _) = (Vec::new(), Vec::new());
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        // Three words may be one name, such as "british racing green", and so may two.
        let name = (1..=3.min(words.len() - at))
            .rev()
            .find_map(|count| Some((count, named(&folded(&words[at..at + count].concat()))?)));
        match name {
            Some((count, colour)) => {
                if !colours.contains(&colour) {
                    colours.push(colour);
                }
                at += count;
                continue;
            }
            None if SHADES.contains(&folded(word).as_str()) => {}
            None => unknown.push((*word).to_owned()),
        }
        at += 1;
    }
    (colours, unknown)
}

fn named(name: &str) -> Option<&'static Colour> {
    let slug = WORDS.iter().find(|(slug, label, others)| {
        *slug == name || folded(label) == name || others.iter().any(|other| folded(other) == name)
    });
    let of_published = || rows_named(name);
    slug.and_then(|words| COLOURS.iter().find(|colour| colour.slug == words.0))
        .or_else(of_published)
}

fn rows_named(name: &str) -> Option<&'static Colour> {
    COLOURS
        .iter()
        .find(|colour| folded(&colour.label) == name || colour.slug == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::lines;

    #[test]
    fn every_line_is_read_and_has_words() {
        assert_eq!(colours().len(), lines(PUBLISHED));
        for colour in colours() {
            assert!(
                WORDS.iter().any(|words| words.0 == colour.slug),
                "{}",
                colour.slug
            );
            assert_eq!(parse_colours(&colour.slug).0, [colour]);
            assert_eq!(parse_colours(&colour.label).0, [colour]);
            assert!(colour.hex.as_ref().is_none_or(|hex| hex.starts_with('#')));
        }
    }

    #[test]
    fn other_words_are_understood() {
        for (text, slugs, unknown) in [
            ("Grey", &["silver"][..], &[][..]),
            ("gray", &["silver"], &[]),
            ("gold", &["yellow"], &[]),
            ("Matt Black", &["black"], &[]),
            ("light-blue", &["blue"], &[]),
            ("dark blue metallic", &["blue"], &[]),
            ("British Racing Green", &["green"], &[]),
            ("blue white", &["blue", "white"], &[]),
            ("Navy blue with white", &["blue", "white"], &[]),
            ("red or dark green", &["red", "green"], &[]),
            ("plaid", &[], &["plaid"]),
            ("plaid red", &["red"], &["plaid"]),
            ("mauve", &[], &["mauve"]),
            ("", &[], &[]),
            (" , ", &[], &[]),
        ] {
            let (colours, left) = parse_colours(text);
            let found: Vec<&str> = colours.iter().map(|colour| colour.slug.as_str()).collect();
            assert_eq!(
                (found.as_slice(), left.as_slice()),
                (
                    slugs,
                    &unknown
                        .iter()
                        .map(|word| (*word).to_owned())
                        .collect::<Vec<String>>()[..]
                ),
                "{text}"
            );
        }
    }
}
