//! How a bike that the police hold goes home: its owner is told, proves that the bike is theirs, and collects it.

mod code;
mod hours;
mod insurance;
mod proof;

pub use code::CollectionCode;
pub use hours::{HoursError, Opening, PropertyStore};
pub use insurance::{Insurance, InsuranceAnswer, Insurer};
pub use proof::{Checked, Proof, ProofKind, PublicFacts};

use crate::id::{BikeId, OrganisationId, RecoveryId};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How many days we wait after each e-mail before we write again to an owner who does nothing. After the last wait we
/// tell the officers.
const DAYS: [i64; 3] = [7, 14, 14];

/// What was said while a bike was on its way home. It is sealed at rest as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    /// What the owner offered as proof, oldest first.
    pub proofs: Vec<Proof>,
    /// The person whom the owner has named to collect it.
    pub collector: Option<String>,
    /// The reference of the collection, once a time has been booked.
    pub code: Option<CollectionCode>,
    /// What was said about an insurer.
    pub insurance: Insurance,
}

/// The way home of one bike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Homecoming {
    /// The recovery of the bike.
    pub recovery: RecoveryId,
    /// The same bike on the register.
    pub bike: BikeId,
    /// The organisation whose property store it is in.
    pub organisation: OrganisationId,
    /// When its owner was told.
    pub begun_at: Timestamp,
    /// How many e-mails we have written since the owner last did something.
    pub letters: u8,
    /// When we will write to the owner again; `None` while it is the turn of the police.
    pub write_at: Option<Timestamp>,
    /// When the wait after the last e-mail ended, and the owner had not done anything.
    pub silent_at: Option<Timestamp>,
    /// The time that is booked for the collection.
    pub slot: Option<Timestamp>,
    /// The time by which the owner and the insurer have to say who keeps it.
    pub insurance_until: Option<Timestamp>,
    /// When it ended: the bike went home, or left the store in another way.
    pub ended_at: Option<Timestamp>,
    /// What was said.
    pub said: Said,
}

/// Who gets a bike at the counter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Recipient {
    /// The owner of the bike.
    #[default]
    Owner,
    /// The person whom the owner named.
    Collector,
    /// The insurer that has paid for it.
    Insurer,
}

impl Recipient {
    /// All of them, in the order in which a page lists them.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Collector, Self::Insurer];

    /// Returns the short word that forms use.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Collector => "collector",
            Self::Insurer => "insurer",
        }
    }

    /// Returns the words that a page shows.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Owner => "To the owner",
            Self::Collector => "To the person that the owner named",
            Self::Insurer => "To the insurer",
        }
    }

    /// Returns the recipient that a slug stands for; `None` if there is no such recipient.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.slug() == raw)
    }
}

/// What the owner has to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Show that the bike is theirs.
    Prove,
    /// Wait for an officer to look at the proof.
    WaitForCheck,
    /// Wait for the insurer's answer, or give their own.
    WaitForInsurer,
    /// Choose a time.
    Book,
    /// Come at the time that is booked.
    Collect,
    /// Nothing: it has ended.
    Nothing,
}

impl Homecoming {
    /// Begins the way home of a bike.
    #[must_use]
    pub fn begun(recovery: RecoveryId, bike: BikeId, organisation: OrganisationId, now: Timestamp) -> Self {
        Self {
            recovery,
            bike,
            organisation,
            begun_at: now,
            letters: 0,
            write_at: Some(now + days(DAYS[0])),
            silent_at: None,
            slot: None,
            insurance_until: None,
            ended_at: None,
            said: Said::default(),
        }
    }

    /// Tells whether an officer has accepted a proof that the public cannot know.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        self.said.proofs.iter().any(Proof::holds)
    }

    /// Tells whether hand-over and disposal have to wait for the owner and the insurer.
    #[must_use]
    pub fn waits_for_insurer(&self, now: Timestamp) -> bool {
        self.insurance_until.is_some_and(|until| now < until) && !self.said.insurance.is_answered()
    }

    /// Returns what the owner has to do next.
    #[must_use]
    pub fn next(&self, now: Timestamp) -> Next {
        let unchecked = self.said.proofs.iter().any(|proof| proof.checked.is_none());
        match () {
            () if self.ended_at.is_some() => Next::Nothing,
            () if !self.is_proven() && unchecked => Next::WaitForCheck,
            () if !self.is_proven() => Next::Prove,
            () if self.waits_for_insurer(now) => Next::WaitForInsurer,
            () if self.slot.is_some_and(|slot| now < slot + days(1)) => Next::Collect,
            () => Next::Book,
        }
    }

    /// Notes that the owner or an officer did something, so that the e-mails start again from the first.
    #[must_use]
    pub fn moved(mut self, now: Timestamp) -> Self {
        self.letters = 0;
        self.silent_at = None;
        self.write_at = match self.next(now) {
            Next::Prove | Next::Book => Some(now + days(DAYS[0])),
            Next::Collect => self.slot.map(|slot| slot + days(2)),
            Next::WaitForInsurer => self.insurance_until,
            Next::WaitForCheck | Next::Nothing => None,
        };
        self
    }

    /// Notes that it is time to write to the owner again, and tells whether there is still an e-mail to send. After the
    /// last e-mail we tell the officers instead.
    #[must_use]
    pub fn written(mut self, now: Timestamp) -> (Self, bool) {
        self.letters = self.letters.saturating_add(1);
        match DAYS.get(usize::from(self.letters)) {
            Some(&wait) => {
                self.write_at = Some(now + days(wait));
                (self, true)
            }
            None => {
                self.write_at = None;
                self.silent_at = Some(now);
                (self, false)
            }
        }
    }
}

fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(day: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + days(20_000 + day)
    }

    fn begun() -> Homecoming {
        Homecoming::begun(RecoveryId(1), BikeId(2), OrganisationId(3), at(0))
    }

    #[test]
    fn an_owner_who_does_nothing_is_written_to_twice_and_then_listed() {
        let home = begun();
        assert_eq!((home.next(at(0)), home.write_at), (Next::Prove, Some(at(7))));
        let (home, writes) = home.written(at(7));
        assert!(writes && home.write_at == Some(at(21)));
        let (home, writes) = home.written(at(21));
        assert!(writes && home.write_at == Some(at(35)));
        let (home, writes) = home.written(at(35));
        assert!(!writes);
        assert_eq!((home.write_at, home.silent_at), (None, Some(at(35))));
        let home = home.moved(at(40));
        assert_eq!((home.silent_at, home.write_at), (None, Some(at(47))));
    }

    #[test]
    fn what_comes_next_goes_from_proof_to_collection() {
        let mut home = begun();
        home.said
            .proofs
            .push(Proof::of(ProofKind::Answer, Some("A dent".into()), None, at(1)));
        assert_eq!(home.next(at(1)), Next::WaitForCheck);
        assert_eq!(
            home.clone().moved(at(1)).write_at,
            None,
            "it is the officers' turn"
        );
        home.said.proofs[0].checked = Some(Checked {
            at: at(2),
            holds: true,
            public: true,
            why: None,
        });
        assert_eq!(
            home.next(at(2)),
            Next::Prove,
            "what everybody sees proves nothing"
        );
        home.said.proofs[0].checked = Some(Checked {
            at: at(2),
            holds: true,
            public: false,
            why: None,
        });
        assert_eq!(home.next(at(2)), Next::Book);
        home.insurance_until = Some(at(30));
        home.said.insurance.paid = Some(true);
        assert_eq!(home.next(at(2)), Next::WaitForInsurer);
        assert_eq!(home.next(at(30)), Next::Book, "the set time is over");
        home.slot = Some(at(32));
        assert_eq!(home.next(at(30)), Next::Collect);
        assert_eq!(home.next(at(33)), Next::Book, "nobody came");
        assert_eq!(home.moved(at(30)).write_at, Some(at(34)));
    }
}
