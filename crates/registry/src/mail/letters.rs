//! What all letters share. Each letter is in the room of its noun, in a folder of its own.

use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use domain::id::BikeId;
use jiff::Timestamp;
use store::mail::Letter;

/// The last lines of every letter.
pub(super) const FOOT: &str = "\n--\nFramemark, the bike marking and stolen bike register\n";

/// Makes a letter from a subject, which must name nobody, and a text.
pub(crate) fn letter(to: &EmailAddress, subject: &str, text: String) -> Letter {
    Letter {
        to: to.clone(),
        subject: subject.to_owned(),
        body: text + FOOT,
        stop: None,
    }
}

/// What examples of letters say.
pub(crate) struct Example<'s> {
    /// Who the letters are addressed to.
    pub(crate) to: EmailAddress,
    /// The address of the site.
    pub(crate) site: &'s str,
    /// A bike's reference.
    pub(crate) bike: BikeReference,
    /// A time.
    pub(crate) at: Timestamp,
}

impl<'s> Example<'s> {
    /// Makes what examples say. Returns `None` only if the example's own address is not valid.
    pub(crate) fn new(site: &'s str) -> Option<Self> {
        Some(Self {
            to: EmailAddress::parse("ada@example.org").ok()?,
            site,
            bike: BikeReference::of(BikeId(7)),
            at: Timestamp::from_second(1_812_015_000).ok()?,
        })
    }

    /// Returns a web address of the site.
    pub(crate) fn link(&self, path: &str) -> String {
        format!("{}{path}", self.site)
    }
}
