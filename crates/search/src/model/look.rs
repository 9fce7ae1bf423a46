//! What a bike looks like, packed into one word.

use std::sync::LazyLock;

use domain::bike::BikeKind;
use domain::catalogue::is_no_make;

/// The colours that the index knows, with other words for them. If you change the order, raise the schema version.
const COLOURS: [(&str, &[&str]); 13] = [
    ("black", &["matt black", "matte black", "charcoal", "ebony"]),
    (
        "blue",
        &[
            "navy",
            "navy blue",
            "light blue",
            "dark blue",
            "sky blue",
            "royal blue",
        ],
    ),
    ("brown", &["bronze", "tan", "copper"]),
    (
        "green",
        &[
            "olive",
            "dark green",
            "light green",
            "lime",
            "racing green",
            "khaki",
            "mint",
        ],
    ),
    ("orange", &["amber"]),
    ("pink", &["magenta", "rose"]),
    ("purple", &["violet", "lilac"]),
    ("red", &["maroon", "burgundy", "crimson", "dark red"]),
    (
        "silver",
        &[
            "grey",
            "gray",
            "silver grey",
            "chrome",
            "bare metal",
            "titanium",
            "aluminium",
            "graphite",
            "silver gray or bare metal",
        ],
    ),
    (
        "stickers",
        &[
            "multicoloured",
            "multi",
            "multicolour",
            "tape",
            "camouflage",
            "stickers tape or other cover up",
        ],
    ),
    ("teal", &["turquoise", "aqua", "celeste", "cyan"]),
    ("white", &["cream", "ivory", "off white"]),
    ("yellow", &["gold", "yellow or gold"]),
];

/// Colours that people mix up, or that look alike in poor light or under dirt.
const ALIKE: [(&str, &str); 12] = [
    ("black", "blue"),
    ("black", "silver"),
    ("silver", "white"),
    ("silver", "blue"),
    ("blue", "teal"),
    ("green", "teal"),
    ("blue", "purple"),
    ("pink", "purple"),
    ("pink", "red"),
    ("red", "orange"),
    ("orange", "yellow"),
    ("brown", "red"),
];

/// For each colour, the set of those that are like it.
static LIKE: LazyLock<[u16; COLOURS.len()]> = LazyLock::new(|| {
    std::array::from_fn(|colour| {
        let like = |other: &usize| {
            let (a, b) = (COLOURS[colour].0, COLOURS[*other].0);
            ALIKE.contains(&(a, b)) || ALIKE.contains(&(b, a))
        };
        (0..COLOURS.len())
            .filter(like)
            .fold(0, |set, other| set | 1 << other)
    })
});

/// A set of colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Colours(pub(crate) u16);

impl Colours {
    /// The colours that the words name. Words that do not name a colour are left out.
    pub(crate) fn of(words: &[String]) -> Self {
        Self(
            words
                .iter()
                .filter_map(|word| colour(word))
                .fold(0, |set, colour| set | 1 << colour),
        )
    }

    /// The colours, as numbers.
    pub(crate) fn iter(self) -> impl Iterator<Item = usize> {
        (0..COLOURS.len()).filter(move |colour| self.contains(*colour))
    }

    /// Whether the colour is in the set.
    pub(crate) fn contains(self, colour: usize) -> bool {
        self.0 >> colour & 1 == 1
    }

    /// A colour of the set that people easily mix up with this one.
    pub(crate) fn like(self, colour: usize) -> Option<usize> {
        let like = self.0 & LIKE[colour];
        (like != 0).then(|| like.trailing_zeros() as usize)
    }

    /// Returns true if no colour is known.
    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// The name of a colour.
pub(crate) fn colour_name(colour: usize) -> &'static str {
    COLOURS[colour].0
}

/// The number of the colour that a word names.
fn colour(word: &str) -> Option<usize> {
    let plain = plain(word);
    COLOURS
        .iter()
        .position(|(name, others)| *name == plain || others.contains(&plain.as_str()))
        .or_else(|| {
            COLOURS
                .iter()
                .position(|(name, _)| plain.split(' ').any(|part| part == *name))
        })
}

/// The text as lower-case words of letters and digits, with one space between them.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in text.chars().take(100).flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            plain.push(c);
        } else if !plain.ends_with(' ') && !plain.is_empty() {
            plain.push(' ');
        }
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// Shorter names are too easy to mix up.
const SHORTEST_LOOSE: usize = 6;

/// A name as a number of 22 bits, never 0. Names that differ only in case, spaces or marks get the same number, and so
/// do long ones that differ only in vowels or doubled letters, because people write `Carerra` and `Rayleigh`.
pub(crate) fn name(text: &str) -> Option<u32> {
    let plain: String = plain(text).chars().filter(|c| *c != ' ').collect();
    let loose = if plain.chars().count() < SHORTEST_LOOSE {
        plain
    } else {
        skeleton(&plain)
    };
    (!loose.is_empty()).then(|| hash(loose.as_bytes()))
}

/// FNV-1a (Fowler, Noll, Vo), folded to 22 bits and never 0. It is stable between builds, because it is stored on disk.
pub(crate) fn hash(bytes: &[u8]) -> u32 {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (((hash >> 42) ^ (hash >> 20)) as u32 & 0x003f_ffff).max(1)
}

/// The word that names a model's family: `Verve+ 2` is a `Verve`.
fn family(text: &str) -> Option<u32> {
    let plain = plain(text);
    let first = plain
        .split(' ')
        .find(|word| word.chars().any(char::is_alphabetic));
    name(first.unwrap_or(&plain))
}

/// The first letter, and then consonants and digits, none twice in a row.
fn skeleton(plain: &str) -> String {
    let mut skeleton = String::new();
    for (at, c) in plain.chars().enumerate() {
        let c = if c == 'z' { 's' } else { c };
        let vowel = at > 0 && "aeiouy".contains(c);
        if !vowel && !skeleton.ends_with(c) {
            skeleton.push(c);
        }
    }
    skeleton
}

/// The number of a kind, never 0.
pub(crate) fn kind_number(kind: BikeKind) -> u32 {
    BikeKind::all()
        .position(|other| other == kind)
        .map_or(0, |at| at as u32 + 1)
}

/// What a bike looks like; 0 in a field means "not known".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) make: u32,
    pub(crate) model: u32,
    pub(crate) colours: Colours,
    pub(crate) kind: u32,
}

impl Look {
    /// The look that a description gives.
    pub(crate) fn of(
        make: Option<&str>,
        model: Option<&str>,
        colours: &[String],
        kind: Option<BikeKind>,
    ) -> Self {
        Self {
            make: make.filter(|make| !is_no_make(make)).and_then(name).unwrap_or(0),
            model: model
                .filter(|model| !is_no_make(model))
                .and_then(family)
                .unwrap_or(0),
            colours: Colours::of(colours),
            kind: kind.map_or(0, kind_number),
        }
    }

    /// The look in one word.
    pub(crate) fn pack(self) -> u64 {
        u64::from(self.make)
            | u64::from(self.model) << 22
            | u64::from(self.colours.0) << 44
            | u64::from(self.kind) << 58
    }

    /// The look that a word holds.
    pub(crate) fn unpack(word: u64) -> Self {
        Self {
            make: word as u32 & 0x003f_ffff,
            model: (word >> 22) as u32 & 0x003f_ffff,
            colours: Colours((word >> 44) as u16 & 0x1fff),
            kind: (word >> 58) as u32,
        }
    }

    /// Returns true if nothing is known.
    pub(crate) fn is_empty(self) -> bool {
        self.pack() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packs_and_unpacks() {
        let colours = ["Navy blue".to_owned(), "GREY".to_owned(), "yellow".to_owned()];
        let look = Look::of(Some("Trek"), Some("FX 2"), &colours, Some(BikeKind::Other));
        assert_eq!(Look::unpack(look.pack()), look);
        assert_eq!(
            look.colours.iter().map(colour_name).collect::<Vec<_>>(),
            ["blue", "silver", "yellow"]
        );
        assert!(Look::unpack(0).is_empty());
    }

    #[test]
    fn names_do_not_mind_case_and_marks() {
        assert_eq!(name("Gary Fisher"), name("gary-fisher"));
        assert_ne!(name("Trek"), name("Giant"));
        for (written, right) in [
            ("Carerra", "Carrera"),
            ("Rayleigh", "Raleigh"),
            ("Specialised", "Specialized"),
            ("Rockhoper", "Rockhopper"),
        ] {
            assert_eq!(name(written), name(right), "{written}");
        }
        assert_eq!(family("verve"), family("Verve+ 2"));
        assert_ne!(family("FX 2"), family("Verve"));
        let unknown = Look::of(Some("N/A"), Some("unknown"), &[], None);
        assert!(unknown.is_empty());
        assert_eq!(name(" - "), None);
    }

    #[test]
    fn colours_have_other_names() {
        for (word, expected) in [
            ("grey", "silver"),
            ("Gold", "yellow"),
            ("bright red", "red"),
            ("matte black", "black"),
        ] {
            assert_eq!(colour(word).map(colour_name), Some(expected), "{word}");
        }
        assert_eq!(colour("plaid"), None);
        assert!(
            Colours::of(&["silver".into()])
                .like(colour("white").unwrap())
                .is_some()
        );
        assert!(
            Colours::of(&["red".into()])
                .like(colour("green").unwrap())
                .is_none()
        );
    }
}
