use serde::{Deserialize, Serialize};
use std::fmt;

/// The kind of cycle, as people tell them apart at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each name says it; `label` gives the words")]
pub enum BikeKind {
    Road,
    Hybrid,
    Mountain,
    Gravel,
    Folding,
    Cargo,
    Electric,
    Childs,
    Bmx,
    Tandem,
    Trike,
    Recumbent,
    Adapted,
    Other,
}

/// Each kind with its slug, its label and other words that people use for it.
const KINDS: [(BikeKind, &str, &str, &[&str]); 14] = [
    (
        BikeKind::Road,
        "road",
        "Road",
        &["racer", "racing", "road bike", "touring", "tourer"],
    ),
    (
        BikeKind::Hybrid,
        "hybrid",
        "Hybrid, town or city",
        &["city", "town", "commuter", "dutch", "bike", "roadster"],
    ),
    (
        BikeKind::Mountain,
        "mountain",
        "Mountain",
        &["mtb", "mountain bike", "full suspension", "hardtail"],
    ),
    (
        BikeKind::Gravel,
        "gravel",
        "Gravel or cyclocross",
        &["cyclocross", "cx"],
    ),
    (BikeKind::Folding, "folding", "Folding", &["folder", "fold"]),
    (
        BikeKind::Cargo,
        "cargo",
        "Cargo",
        &["cargo bike", "longtail", "bakfiets", "long john"],
    ),
    (
        BikeKind::Electric,
        "electric",
        "Electric",
        &["ebike", "e bike", "pedelec", "electric bike"],
    ),
    (
        BikeKind::Childs,
        "childs",
        "Child's",
        &["child", "children", "kids", "kid", "balance", "childrens"],
    ),
    (BikeKind::Bmx, "bmx", "BMX or stunt", &["stunt", "trials"]),
    (BikeKind::Tandem, "tandem", "Tandem", &[]),
    (
        BikeKind::Trike,
        "trike",
        "Tricycle",
        &["tricycle", "three wheeler"],
    ),
    (BikeKind::Recumbent, "recumbent", "Recumbent", &[]),
    (
        BikeKind::Adapted,
        "adapted",
        "Adapted, such as a handcycle",
        &["handcycle", "hand cycle", "wheelchair"],
    ),
    (
        BikeKind::Other,
        "other",
        "Something else",
        &["unknown", "unicycle"],
    ),
];

impl BikeKind {
    /// Returns every kind, in the order in which a page lists them.
    pub fn all() -> impl Iterator<Item = Self> {
        KINDS.iter().map(|row| row.0)
    }

    fn row(self) -> &'static (Self, &'static str, &'static str, &'static [&'static str]) {
        // The table has a row for every kind (a test checks this), so the default is never used.
        KINDS
            .iter()
            .find(|row| row.0 == self)
            .unwrap_or(&KINDS[KINDS.len() - 1])
    }

    /// Returns the short word that files and addresses use, such as `childs`.
    pub fn slug(self) -> &'static str {
        self.row().1
    }

    /// Returns the words that a page shows.
    pub fn label(self) -> &'static str {
        self.row().2
    }

    /// Reads a slug, a label or another common word for a kind; case and punctuation do not matter.
    pub fn parse(raw: &str) -> Option<Self> {
        let plain = |s: &str| {
            s.to_lowercase()
                .replace('-', " ")
                .chars()
                .filter(|c| c.is_alphanumeric() || *c == ' ')
                .collect::<String>()
        };
        let wanted = plain(raw.trim());
        KINDS
            .iter()
            .find(|(_, slug, label, others)| {
                plain(slug) == wanted || plain(label) == wanted || others.contains(&wanted.as_str())
            })
            .map(|row| row.0)
    }
}

impl fmt::Display for BikeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back_from_what_it_prints() {
        for kind in BikeKind::all() {
            assert_eq!(BikeKind::parse(kind.slug()), Some(kind));
            assert_eq!(BikeKind::parse(kind.label()), Some(kind));
        }
        assert_eq!(BikeKind::parse(" E-Bike "), Some(BikeKind::Electric));
        assert_eq!(BikeKind::parse("hoverboard"), None);
    }
}
