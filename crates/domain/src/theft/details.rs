//! What people tell us about a theft besides when and where it happened. They can leave all of this out and add it
//! later.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Makes an enumeration of answers, each with its short word and what a page shows.
macro_rules! answers {
    ($(#[$doc:meta])* $name:ident { $($(#[$item:meta])* $variant:ident $slug:literal $label:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name {
            $($(#[$item])* $variant,)+
        }

        impl $name {
            /// Every answer, in the order of the page.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Returns the short word that files and forms use.
            pub fn slug(self) -> &'static str {
                match self {
                    $(Self::$variant => $slug,)+
                }
            }

            /// Returns the words that a page shows.
            pub fn label(self) -> &'static str {
                match self {
                    $(Self::$variant => $label,)+
                }
            }

            /// Returns the answer that a slug stands for; `None` if there is no such answer.
            pub fn parse(raw: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|answer| answer.slug() == raw)
            }
        }
    };
}

answers! {
    /// What a bike was locked with.
    Lock {
        /// A D-lock.
        DLock "d-lock" "D-lock",
        /// A chain.
        Chain "chain" "Chain",
        /// A cable.
        Cable "cable" "Cable",
        /// A folding lock.
        FoldingLock "folding-lock" "Folding lock",
        /// A lock on the frame that holds the back wheel.
        FrameLock "frame-lock" "Frame lock on the back wheel",
        /// Several locks.
        MoreThanOne "more-than-one" "More than one lock",
        /// It was not locked.
        NotLocked "not-locked" "Not locked",
        /// Something else, or nobody knows.
        Other "other" "Something else, or not known",
    }
}

answers! {
    /// How a lock was beaten.
    Beaten {
        /// It was cut and left there.
        CutAndLeft "cut-and-left" "The lock was cut or broken, and left there",
        /// It was taken with the bike.
        GoneToo "gone-too" "The lock is gone too",
        /// It was opened without damage.
        Opened "opened" "The lock was opened without damage",
        /// What it was locked to was cut or taken apart.
        StandBroken "stand-broken" "The thing it was locked to was cut or taken apart",
        /// A part of the bike was left locked.
        PartLeft "part-left" "A part of the bike, such as a wheel, was left locked there",
        /// Somebody broke into a shed, a garage or a building.
        BrokenIn "broken-in" "Somebody broke into a shed, a garage or a building",
        /// It was not locked.
        NotLocked "not-locked" "The bike was not locked",
        /// Nobody knows.
        NotKnown "not-known" "Not known",
    }
}

answers! {
    /// An answer to the question of whether a camera may have seen the theft.
    Camera {
        /// There is a camera.
        Yes "yes" "Yes",
        /// There is no camera.
        No "no" "No",
        /// Nobody knows.
        NotKnown "not-known" "Not known",
    }
}

answers! {
    /// What a police reference stands for.
    ReferenceKind {
        /// The receipt that the police send at once for an online report.
        Receipt "receipt" "Receipt for an online report",
        /// The number of the call or incident.
        Incident "incident" "Incident number",
        /// The number of the recorded crime.
        Crime "crime" "Crime reference",
    }
}

answers! {
    /// The police force that gave a reference.
    Force {
        /// The force for both districts.
        Cambridgeshire "cambridgeshire" "Cambridgeshire Constabulary",
        /// The force for railways and stations.
        Transport "british-transport" "British Transport Police",
        /// Any other police force.
        Other "other" "Another police force",
    }
}

impl Lock {
    /// Returns the lock for a slug, or for the words that were stored before people chose a lock from a list.
    pub fn of_words(raw: &str) -> Self {
        let kept = Self::parse(raw);
        let labelled = || Self::ALL.iter().copied().find(|lock| lock.label() == raw);
        kept.or_else(labelled).unwrap_or(match raw {
            "U-lock" => Self::DLock,
            "Cable lock" => Self::Cable,
            "Chain with padlock" => Self::Chain,
            "U-lock and cable" => Self::MoreThanOne,
            "It was not locked" => Self::NotLocked,
            _ => Self::Other,
        })
    }
}

/// A reference that the police gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoliceReference {
    /// What it stands for.
    pub kind: ReferenceKind,
    /// The reference, as given.
    pub reference: String,
    /// Which force gave it.
    pub force: Option<Force>,
    /// The day on which they gave it.
    pub day: Option<Date>,
}

/// What else people tell us about a theft. It is sealed at rest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TheftDetails {
    /// How the lock was beaten.
    pub beaten: Option<Beaten>,
    /// The answer to whether a camera may have seen the theft.
    pub camera: Option<Camera>,
    /// Where the camera is, in words.
    pub camera_where: Option<String>,
    /// What else was taken, in words.
    pub taken: Option<String>,
    /// The insurer, in words.
    pub insurer: Option<String>,
    /// The references that police forces gave.
    pub references: Vec<PoliceReference>,
}

impl TheftDetails {
    /// Returns the first crime reference.
    pub fn crime_ref(&self) -> Option<&str> {
        let mut all = self.references.iter();
        all.find(|one| one.kind == ReferenceKind::Crime)
            .map(|one| one.reference.as_str())
    }
}

impl PoliceReference {
    /// Writes it in words: `35/1/26, Crime reference, Cambridgeshire Constabulary, 21 November 2026`.
    pub fn said(&self) -> String {
        let day = self.day.map(|day| day.strftime("%-d %B %Y").to_string());
        let force = self.force.map(|force| force.label().to_owned());
        let parts = [
            Some(self.reference.clone()),
            Some(self.kind.label().to_owned()),
            force,
            day,
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn locks_that_were_kept_in_words_are_choices() {
        for (raw, lock) in [
            ("d-lock", Lock::DLock),
            ("D-lock", Lock::DLock),
            ("U-lock", Lock::DLock),
            ("Frame lock on the back wheel", Lock::FrameLock),
            ("Something else, or I don’t know", Lock::Other),
            ("A piece of string", Lock::Other),
        ] {
            assert_eq!(Lock::of_words(raw), lock, "{raw}");
        }
        for lock in Lock::ALL {
            assert_eq!(Lock::of_words(lock.slug()), *lock);
        }
    }

    #[test]
    fn a_reference_is_said_with_what_is_known_of_it() {
        let reference = PoliceReference {
            kind: ReferenceKind::Crime,
            reference: "35/1/26".into(),
            force: Some(Force::Cambridgeshire),
            day: Some(date(2026, 11, 21)),
        };
        assert_eq!(
            reference.said(),
            "35/1/26, Crime reference, Cambridgeshire Constabulary, 21 November 2026"
        );
        let bare = PoliceReference {
            kind: ReferenceKind::Receipt,
            force: None,
            day: None,
            ..reference.clone()
        };
        assert_eq!(bare.said(), "35/1/26, Receipt for an online report");
        let told = TheftDetails {
            references: vec![bare, reference],
            ..TheftDetails::default()
        };
        assert_eq!(told.crime_ref(), Some("35/1/26"));
        assert_eq!(TheftDetails::default().crime_ref(), None);
    }

    #[test]
    fn details_of_an_earlier_version_are_read() {
        assert_eq!(
            serde_json::from_str::<TheftDetails>("{}").unwrap(),
            TheftDetails::default()
        );
    }
}
