//! Groups of neighbouring wards. The public is not told more exactly than this where a bike was stolen.

use crate::place::{Point, wards};

/// A few neighbouring wards.
#[derive(Debug, PartialEq, Eq)]
pub struct WardGroup {
    /// The short word that forms and rows use.
    pub slug: &'static str,
    /// Its name: "Cambridge: north".
    pub name: &'static str,
    /// The codes of its wards.
    wards: &'static [&'static str],
}

/// Every group, by district. Each ward is in exactly one of them (a test checks this).
static GROUPS: [WardGroup; 8] = [
    WardGroup {
        slug: "cambridge-north",
        name: "Cambridge: north",
        wards: &["E05002703", "E05002707", "E05002708", "E05002715"],
    },
    WardGroup {
        slug: "cambridge-centre",
        name: "Cambridge: centre and east",
        wards: &["E05002702", "E05002709", "E05002711", "E05002713"],
    },
    WardGroup {
        slug: "cambridge-south",
        name: "Cambridge: south",
        wards: &["E05002705", "E05002706", "E05002712"],
    },
    WardGroup {
        slug: "cambridge-west",
        name: "Cambridge: west",
        wards: &["E05002704", "E05002710", "E05002714"],
    },
    WardGroup {
        slug: "ely",
        name: "Ely",
        wards: &["E05002721", "E05002722", "E05002723", "E05002724"],
    },
    WardGroup {
        slug: "east-cambs-north",
        name: "East Cambridgeshire: Littleport and the villages west of Ely",
        wards: &[
            "E05002719",
            "E05002726",
            "E05002728",
            "E05002729",
            "E05002732",
            "E05002733",
        ],
    },
    WardGroup {
        slug: "east-cambs-middle",
        name: "East Cambridgeshire: Soham, Isleham and Fordham",
        wards: &["E05002725", "E05002727", "E05002730", "E05002731"],
    },
    WardGroup {
        slug: "east-cambs-south",
        name: "East Cambridgeshire: Burwell, Bottisham and the south",
        wards: &["E05002716", "E05002717", "E05002718", "E05002720", "E05002734"],
    },
];

impl WardGroup {
    /// Every group, by district.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        GROUPS.iter()
    }

    /// Finds a group by its short word.
    pub fn of_slug(slug: &str) -> Option<&'static Self> {
        GROUPS.iter().find(|group| group.slug == slug)
    }

    /// Returns the groups of a partnership's area.
    pub fn of_partnership(slug: &str) -> impl Iterator<Item = &'static Self> {
        GROUPS.iter().filter(move |group| {
            let first = group.wards.first().and_then(|code| wards::of_code(code));
            first.is_some_and(|ward| ward.partnership() == slug)
        })
    }

    /// Returns the codes of its wards.
    pub fn wards(&self) -> &'static [&'static str] {
        self.wards
    }

    /// Tells whether a ward is in it.
    pub fn holds(&self, code: &str) -> bool {
        self.wards.contains(&code)
    }

    /// Finds the group that a point is in; `None` outside the districts whose wards are known.
    pub fn at(point: Point) -> Option<&'static Self> {
        let code = wards::at(point)?.code.as_str();
        GROUPS.iter().find(|group| group.wards.contains(&code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_ward_is_in_one_group_and_no_group_has_another() {
        let mut grouped: Vec<&str> = GROUPS.iter().flat_map(|group| group.wards).copied().collect();
        let mut wards: Vec<&str> = wards::all().iter().map(|ward| ward.code.as_str()).collect();
        grouped.sort_unstable();
        wards.sort_unstable();
        assert_eq!(grouped, wards);
    }

    #[test]
    fn groups_are_found_by_word_and_by_point() {
        for group in WardGroup::all() {
            assert_eq!(WardGroup::of_slug(group.slug), Some(group));
        }
        for slug in ["cambridge", "east-cambs"] {
            let of = WardGroup::of_partnership(slug);
            let wards: usize = of.map(|group| group.wards().len()).sum();
            assert_eq!(wards, wards::of_partnership(slug).count(), "{slug}");
        }
        for (lat, lng, slug) in [
            (52.1942, 0.1372, "cambridge-centre"),
            (52.3986, 0.2637, "ely"),
            (52.3336, 0.3374, "east-cambs-middle"),
        ] {
            let found = Point::new(lat, lng).ok().and_then(WardGroup::at);
            assert_eq!(found.map(|group| group.slug), Some(slug));
        }
        assert_eq!(Point::new(51.5, -0.12).ok().and_then(WardGroup::at), None);
    }
}
