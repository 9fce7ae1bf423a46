//! Makes of bikes and of their parts.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    sync::LazyLock,
};

use serde::Deserialize;

use super::{folded, rows};

const PUBLISHED: &str = include_str!("../../../../fixtures/bike_makers_odbl.csv");
const OURS: &str = include_str!("../../../../fixtures/makes_more.csv");

/// Words at the end of a make's name that do not matter, such as "bikes".
const ENDINGS: &[&str] = &[
    "bicycleco",
    "bicycles",
    "bicycle",
    "bikes",
    "bike",
    "cycles",
    "cycle",
    "ebikes",
];

/// A maker of bikes, or of parts that carry a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Make {
    /// The name to show, such as `Brompton`.
    pub name: String,
    /// Other names for it, such as `Brompton Bicycle`.
    pub aliases: Vec<String>,
    /// True if it makes frames, and so belongs in the list of makes that people choose from.
    pub makes_frames: bool,
}

#[derive(Deserialize)]
struct Published {
    name: String,
    alternate_name: String,
    makes_frames: bool,
}

#[derive(Deserialize)]
struct Ours {
    name: String,
    also_called: String,
}

struct Makes {
    all: Vec<Make>,
    /// Makes by their folded names, and by their names without endings if only one make has that name.
    by_name: HashMap<String, usize>,
}

static MAKES: LazyLock<Makes> = LazyLock::new(read);

/// Lists every make that is known, in alphabetical order.
#[must_use]
pub fn makes() -> &'static [Make] {
    &MAKES.all
}

/// Finds a make by any of its names; case, spaces, punctuation, accents and endings such as "bikes" do not
/// matter.
#[must_use]
pub fn find_make(name: &str) -> Option<&'static Make> {
    let name = folded(name);
    let place = MAKES
        .by_name
        .get(&name)
        .or_else(|| MAKES.by_name.get(without_ending(&name)))?;
    MAKES.all.get(*place)
}

/// The known spelling of a make, or what was typed with its spaces tidied.
#[must_use]
pub fn canonical_make(typed: &str) -> Cow<'static, str> {
    match find_make(typed) {
        Some(make) => Cow::Borrowed(&make.name),
        None => Cow::Owned(typed.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

/// The fewest letters of a name that we correct. Shorter names are too easy to mix up.
const SHORTEST: usize = 4;
/// Names of this length or more may have two mistakes.
const TWO_SLIPS_FROM: usize = 6;

/// Suggests the make that a misspelt name means; `None` if the name is known or no make is close.
///
/// If several are equally close, the one that starts with the same letter, makes frames and has the shortest name wins.
#[must_use]
pub fn spelling_of_make(typed: &str) -> Option<&'static Make> {
    if find_make(typed).is_some() || is_no_make(typed) {
        return None;
    }
    let wanted = folded(typed);
    let length = wanted.chars().count();
    if length < SHORTEST {
        return None;
    }
    let most = if length < TWO_SLIPS_FROM { 1 } else { 2 };
    let slips = |make: &Make| {
        let names = std::iter::once(&make.name).chain(&make.aliases);
        names
            .map(|name| strsim::osa_distance(&folded(name), &wanted))
            .min()
    };
    let starts_alike = |make: &Make| folded(&make.name).chars().next() == wanted.chars().next();
    makes()
        .iter()
        .filter_map(|make| Some((slips(make).filter(|slips| *slips <= most)?, make)))
        .min_by_key(|(slips, make)| (*slips, !starts_alike(make), !make.makes_frames, make.name.len()))
        .map(|(_, make)| make)
}

/// Words that people write when they do not know the make.
const NO_MAKES: &[&str] = &[
    "",
    "dontknow",
    "generic",
    "na",
    "nil",
    "nk",
    "nomake",
    "noname",
    "none",
    "nonevisible",
    "notgiven",
    "notknown",
    "notsure",
    "null",
    "other",
    "tba",
    "tbc",
    "unbranded",
    "uncertain",
    "unidentified",
    "unk",
    "unknow",
    "unknown",
    "unknownmake",
    "unkown",
    "unsure",
    "various",
];

/// Tells whether a make says that nobody knew it, such as `Unknown` or `N/A`. Two bikes with such a make do not share a
/// make.
#[must_use]
pub fn is_no_make(written: &str) -> bool {
    NO_MAKES.contains(&folded(written).as_str())
}

fn without_ending(folded: &str) -> &str {
    ENDINGS
        .iter()
        .find_map(|ending| folded.strip_suffix(ending).filter(|rest| rest.len() >= 2))
        .unwrap_or(folded)
}

/// Reads both lists. Ours comes first, so that we show its spelling. A published make of the same name adds to it.
fn read() -> Makes {
    let mut all: BTreeMap<String, Make> = BTreeMap::new();
    for row in rows::<Ours>(OURS) {
        let aliases = row
            .also_called
            .split('|')
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        all.insert(
            folded(&row.name),
            Make {
                name: row.name,
                aliases,
                makes_frames: true,
            },
        );
    }
    for row in rows::<Published>(PUBLISHED) {
        // "Unknown" is not a make: people choose it when they leave the make out.
        if row.name == "Unknown" {
            continue;
        }
        let name = folded(&row.name);
        // "and LIV" in the list is not another name of Giant, but a make of its own.
        let other = Some(row.alternate_name).filter(|name| !name.is_empty() && !name.starts_with("and "));
        let ours = if all.contains_key(&name) {
            name.clone()
        } else {
            without_ending(&name).to_owned()
        };
        if let Some(make) = all.get_mut(&ours) {
            make.aliases.extend((make.name != row.name).then_some(row.name));
            make.aliases.extend(other);
        } else {
            let aliases = other.into_iter().collect();
            all.insert(
                name,
                Make {
                    name: row.name,
                    aliases,
                    makes_frames: row.makes_frames,
                },
            );
        }
    }
    let all: Vec<Make> = all.into_values().collect();
    Makes {
        by_name: index(&all),
        all,
    }
}

fn index(all: &[Make]) -> HashMap<String, usize> {
    let mut by_name = HashMap::new();
    let named = |make: &Make| folded(&make.name);
    for (place, make) in all.iter().enumerate() {
        by_name.insert(named(make), place);
    }
    // A make's own name is found before another make's alias, and a full name before a shortened one.
    for (place, make) in all.iter().enumerate() {
        for alias in &make.aliases {
            by_name.entry(folded(alias)).or_insert(place);
        }
    }
    for (place, make) in all.iter().enumerate() {
        by_name
            .entry(without_ending(&named(make)).to_owned())
            .or_insert(place);
    }
    by_name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_that_nobody_knew_is_no_make() {
        for (written, no) in [
            ("Unknown", true),
            ("N/A", true),
            (" - ", true),
            ("not known", true),
            ("Trek", false),
            ("On-One", false),
        ] {
            assert_eq!(is_no_make(written), no, "{written}");
        }
    }
    use crate::catalogue::lines;

    #[test]
    fn every_line_of_both_lists_is_read() {
        assert_eq!(rows::<Published>(PUBLISHED).len(), lines(PUBLISHED));
        assert_eq!(rows::<Ours>(OURS).len(), lines(OURS));
        assert!(makes().len() > 1_500);
    }

    #[test]
    fn makes_are_found_by_any_of_their_names() {
        for (typed, name) in [
            ("Trek", "Trek"),
            ("  TREK bikes ", "Trek"),
            ("brompton", "Brompton"),
            ("Brompton Bicycle", "Brompton"),
            ("Brompton Bicycles", "Brompton"),
            ("B'TWIN", "b'Twin"),
            ("btwin", "b'Twin"),
            ("Specialised", "Specialized"),
            ("van-moof", "VanMoof"),
            ("Halfords Carrera", "Carrera"),
            ("riese und m\u{fc}ller", "riese und m\u{fc}ller"),
            ("Riese & Muller", "Riese & M\u{fc}ller"),
            ("Riese and Muller", "Riese & M\u{fc}ller"),
            ("Cervelo", "Cerv\u{e9}lo"),
            ("Liv", "Liv"),
            ("Giant", "Giant"),
            ("GT", "GT"),
            ("Muddy Fox", "Muddyfox"),
            ("Dawes Cycles", "Dawes"),
            ("  My  own   make ", "My own make"),
            ("Unknown", "Unknown"),
            ("", ""),
        ] {
            assert_eq!(canonical_make(typed), name, "{typed}");
        }
        assert_eq!(find_make("bikes"), None);
        assert_eq!(find_make("Unknown"), None);
    }

    #[test]
    fn misspelt_makes_are_put_right() {
        for (typed, name) in [
            ("Carerra", Some("Carrera")),
            ("rayleigh", Some("Raleigh")),
            ("Treck", Some("Trek")),
            ("Gaint", Some("Giant")),
            ("Bromton", Some("Brompton")),
            ("Canondale", Some("Cannondale")),
            ("Spezialized", Some("Specialized")),
            ("Boardmann", Some("Boardman")),
            ("Trek", None),
            ("Specialised", None),
            ("unknown", None),
            ("My own make", None),
            ("xyz", None),
            ("", None),
        ] {
            assert_eq!(
                spelling_of_make(typed).map(|make| make.name.as_str()),
                name,
                "{typed}"
            );
        }
    }

    #[test]
    fn every_name_leads_to_its_own_make() {
        for make in makes() {
            assert_eq!(find_make(&make.name).map(|found| &found.name), Some(&make.name));
            for alias in &make.aliases {
                assert!(find_make(alias).is_some(), "{alias}");
            }
        }
    }

    #[test]
    fn makes_of_british_streets_are_there() {
        for name in [
            "Brompton",
            "Carrera",
            "Apollo",
            "Boardman",
            "Ribble",
            "Canyon",
            "Pinnacle",
            "Dawes",
            "Ridgeback",
            "VanMoof",
            "Puky",
            "Swapfiets",
            "Babboe",
            "Cowboy",
            "Whyte",
            "Triban",
            "Rockrider",
            "Raleigh",
            "Pashley",
            "Frog",
        ] {
            assert!(
                find_make(name).is_some_and(|make| make.name == name && make.makes_frames),
                "{name}"
            );
        }
    }
}
