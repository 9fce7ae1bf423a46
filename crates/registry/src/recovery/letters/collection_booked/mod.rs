//! The letter that tells an owner that they booked or changed a time to collect the bike.

use super::About;
use crate::mail::letters::Example;
use domain::london;
use domain::recovery::home::CollectionCode;
use jiff::Timestamp;
use store::mail::Letter;

/// The collection that was booked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Booked<'a> {
    /// True if no time was booked before this one.
    pub(crate) is_new: bool,
    /// When the bike can be collected.
    pub(crate) slot: Timestamp,
    /// Where the bike can be collected.
    pub(crate) place: &'a str,
    /// The reference that the owner must bring.
    pub(crate) code: &'a CollectionCode,
}

/// Makes the letter that tells an owner that they booked or changed a time to collect the bike.
pub(super) fn collection_booked(about: &About<'_>, booked: Booked<'_>) -> Letter {
    let Booked {
        is_new,
        slot,
        place,
        code,
    } = booked;
    let subject = if is_new {
        "When to collect your bike"
    } else {
        "You have a new time to collect your bike"
    };
    let when = format!("{}, {}", london::named_day(slot), london::clock_at(slot));
    about.letter(
        subject,
        &format!(
            "Collect your bike on {when}.\n\nWhere: {place}\nReference: {code}\n\n\
             Bring this reference and something that shows who you are. You can change or cancel the time on the page \
             below. There is nothing to pay."
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    let booked = Booked {
        is_new: true,
        slot: some.at,
        place: "Unit 4, Trade Park, Histon Road",
        code: &CollectionCode::from_random([7, 19, 23, 4, 20, 2, 29, 9]),
    };
    About::example(some, |about| collection_booked(about, booked))
}
