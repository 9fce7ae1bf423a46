//! What the reader of a hot sheet wants to hear about: thefts in some groups of wards, and of some kinds of bikes.

use crate::bike::BikeKind;
use crate::place::groups::WardGroup;

/// The areas and kinds that a reader has chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The groups of wards; at least one.
    groups: Vec<&'static WardGroup>,
    /// The kinds of bikes; every kind if the list is empty.
    kinds: Vec<BikeKind>,
}

impl Wanted {
    /// Makes a choice from slugs; `None` if it names no group or has an unknown word.
    pub fn parse<'w>(
        groups: impl IntoIterator<Item = &'w str>,
        kinds: impl IntoIterator<Item = &'w str>,
    ) -> Option<Self> {
        let groups: Option<Vec<_>> = groups.into_iter().map(WardGroup::of_slug).collect();
        let kinds: Option<Vec<_>> = kinds.into_iter().map(BikeKind::parse).collect();
        let groups = groups.filter(|groups| !groups.is_empty())?;
        Some(Self {
            groups,
            kinds: kinds?,
        })
    }

    /// Returns the groups' slugs, separated by spaces.
    pub fn groups_written(&self) -> String {
        let slugs: Vec<&str> = self.groups.iter().map(|group| group.slug).collect();
        slugs.join(" ")
    }

    /// Returns the kinds' slugs, separated by spaces.
    pub fn kinds_written(&self) -> String {
        let slugs: Vec<&str> = self.kinds.iter().map(|kind| kind.slug()).collect();
        slugs.join(" ")
    }

    /// Returns the names of the areas.
    pub fn areas(&self) -> Vec<&'static str> {
        self.groups.iter().map(|group| group.name).collect()
    }

    /// Returns the names of the kinds; the list is empty if the reader wants every kind.
    pub fn kinds(&self) -> Vec<&'static str> {
        self.kinds.iter().map(|kind| kind.label()).collect()
    }

    /// Tells whether the reader wants to hear about a theft. A bike whose kind is not known may be of any kind.
    pub fn has(&self, group: &WardGroup, kind: Option<BikeKind>) -> bool {
        let of_kind = kind.is_none_or(|kind| self.kinds.is_empty() || self.kinds.contains(&kind));
        of_kind && self.groups.contains(&group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_is_read_back_and_passes_what_was_chosen() {
        let kind = BikeKind::all().next().unwrap();
        let other = BikeKind::all().nth(1).unwrap();
        let wanted = Wanted::parse(["ely", "cambridge-north"], [kind.slug()]).unwrap();
        let groups = wanted.groups_written();
        let kinds = wanted.kinds_written();
        assert_eq!(
            Wanted::parse(groups.split(' '), kinds.split(' ')),
            Some(wanted.clone())
        );
        let (ely, west) = (
            WardGroup::of_slug("ely").unwrap(),
            WardGroup::of_slug("cambridge-west").unwrap(),
        );
        assert!(wanted.has(ely, Some(kind)) && wanted.has(ely, None));
        assert!(!wanted.has(ely, Some(other)) && !wanted.has(west, Some(kind)));
        assert!(Wanted::parse(["ely"], []).unwrap().has(ely, Some(other)));
        assert_eq!(Wanted::parse([], []), None);
        assert_eq!(Wanted::parse(["ely", "moon"], []), None);
        assert_eq!(Wanted::parse(["ely"], ["spaceship"]), None);
    }
}
