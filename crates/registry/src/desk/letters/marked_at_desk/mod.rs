//! The e-mail that asks an owner to confirm a registration made by a volunteer at a desk.

use crate::mail::letters::{Example, letter};
use domain::MarkCode;
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use store::mail::Letter;

/// Makes the e-mail that asks an owner to confirm a registration made by a volunteer at a desk.
pub(crate) fn marked_at_desk(
    to: &EmailAddress,
    reference: BikeReference,
    mark: MarkCode,
    link: &str,
) -> Letter {
    letter(
        to,
        "Your bike has been marked and registered",
        format!(
            "A volunteer has put a label on your bike and registered it for you.\n\n\
             Bike reference: {reference}\nLabel on the bike: {mark}\n\nConfirm that this is your bike:\n\n{link}\n\n\
             The link works once and expires in 7 days. It also signs you in, so that you can check the bike’s details and report it stolen if you need to.\n\n\
             If you have not had a bike marked, open the link and choose “This was not me”, and we will take your address off the registration.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    marked_at_desk(
        &some.to,
        some.bike,
        MarkCode::from_data([1, 2, 3, 4, 5, 6, 7, 8]),
        &some.link("/sign-in/AbC"),
    )
}
