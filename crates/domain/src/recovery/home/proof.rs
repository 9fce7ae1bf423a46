//! What an owner offers as proof that a bike is theirs, and what everybody can see.

use crate::id::PhotoId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What kind of proof it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProofKind {
    /// A photo of the bike.
    Photo,
    /// A photo of the receipt.
    Receipt,
    /// A detail of the bike that nobody can learn from what is public.
    Answer,
}

impl ProofKind {
    /// All of them, in the order in which a page lists them.
    pub const ALL: [Self; 3] = [Self::Receipt, Self::Photo, Self::Answer];

    /// Returns the short word that forms use.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Receipt => "receipt",
            Self::Answer => "answer",
        }
    }

    /// Returns the words that a page shows.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Photo => "A photo of you with the bike, or of a detail of it",
            Self::Receipt => "A photo of the receipt, or of an e-mail about the purchase",
            Self::Answer => "Something about the bike that only its owner knows",
        }
    }

    /// Returns the kind that a slug stands for; `None` if there is no such kind.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == raw)
    }
}

/// An officer's decision on a proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// When they looked at it.
    pub at: Timestamp,
    /// True if it shows that the bike is theirs.
    pub holds: bool,
    /// True if everybody can see the same, so that it proves nothing by itself.
    pub public: bool,
    /// What the officer wrote to the owner about it.
    pub why: Option<String>,
}

/// One thing that an owner offers as proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// What it is.
    pub kind: ProofKind,
    /// What was written.
    pub words: Option<String>,
    /// The photo, if it is one.
    pub photo: Option<PhotoId>,
    /// When it was offered.
    pub at: Timestamp,
    /// What an officer decided about it.
    pub checked: Option<Checked>,
}

impl Proof {
    /// Makes a proof that nobody has looked at.
    #[must_use]
    pub fn of(kind: ProofKind, words: Option<String>, photo: Option<PhotoId>, at: Timestamp) -> Self {
        Self {
            kind,
            words,
            photo,
            at,
            checked: None,
        }
    }

    /// Tells whether an officer has accepted it, and it is not public.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.checked
            .as_ref()
            .is_some_and(|checked| checked.holds && !checked.public)
    }
}

/// What anybody can read on posters, hot sheets, share pages and certificates, or can ask for.
#[derive(Clone, Debug, Default)]
pub struct PublicFacts {
    words: BTreeSet<String>,
    photos: Vec<PhotoId>,
}

/// Words that tell us nothing by themselves.
const FILLERS: [&str; 27] = [
    "a", "an", "and", "are", "bicycle", "bike", "colour", "colours", "frame", "has", "i", "in", "is", "it",
    "its", "made", "make", "model", "my", "number", "of", "on", "or", "the", "was", "with", "s",
];

impl PublicFacts {
    /// Gathers the texts and the photos that are public.
    #[must_use]
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>, photos: Vec<PhotoId>) -> Self {
        Self {
            words: texts.into_iter().flat_map(words).collect(),
            photos,
        }
    }

    /// Tells whether a proof says or shows only what is public.
    #[must_use]
    pub fn cover(&self, proof: &Proof) -> bool {
        if let Some(photo) = proof.photo {
            return self.photos.contains(&photo);
        }
        let said = proof.words.as_deref().unwrap_or_default();
        words(said).all(|word| self.words.contains(&word) || FILLERS.contains(&word.as_str()))
    }
}

/// Returns the words of a text in small letters.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_sees_is_told_from_what_only_the_owner_knows() {
        let facts = PublicFacts::of(["Carrera Vengeance", "Silver and black", "56K"], vec![PhotoId(4)]);
        let at = Timestamp::UNIX_EPOCH;
        for (said, public) in [
            ("It is a silver Carrera", true),
            ("my bike, the Vengeance: black and silver", true),
            ("ends in 56k", false),
            ("number 56k", true),
            ("The left pedal is a silver Shimano", false),
            ("", true),
        ] {
            let proof = Proof::of(ProofKind::Answer, Some(said.to_owned()), None, at);
            assert_eq!(facts.cover(&proof), public, "{said}");
        }
        let photo = |id| Proof::of(ProofKind::Photo, Some("A dent".to_owned()), Some(PhotoId(id)), at);
        assert!(facts.cover(&photo(4)) && !facts.cover(&photo(5)));
    }
}
