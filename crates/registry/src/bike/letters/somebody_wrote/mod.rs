//! The letter that tells an owner that somebody wrote about their bike.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use domain::id::BikeId;
use store::mail::Letter;
use store::message::Body;

/// Makes the letter that tells an owner that somebody wrote about their bike. Without a link to the conversation, the
/// owner can only read the message.
pub(crate) fn somebody_wrote(
    to: &EmailAddress,
    bike: BikeId,
    body: &Body,
    link: Option<&str>,
    public_url: &str,
) -> Letter {
    let reference = BikeReference::of(bike);
    let said: String = body.text.lines().map(|line| format!("> {line}\n")).collect();
    let answer = match (link, &body.reply_to) {
        (Some(link), _) => {
            format!(
                "Read it and answer here. We will not tell them who you are:\n\n{link}\n\nAnyone who has this link \
                 can answer for you, so do not pass it on."
            )
        }
        (None, Some(address)) => {
            let address = address.as_str();
            format!("You can reply to them at {address}. They will then see your e-mail address.")
        }
        (None, None) => "They did not leave an e-mail address.".to_owned(),
    };
    letter(
        to,
        "Someone sent you a message about your bike",
        format!(
            "Someone sent you a message about your bike {reference}. We have not told them who you \
             are.\n\n{said}\n{answer}\n\n\
             We have not checked who wrote this. Do not pay anyone or meet them alone. If you think they have your \
             stolen bike, call the police on 101.\n\n\
             All messages about your bike:\n\n{public_url}/account/bikes/{bike}\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    let body = Body {
        text: "It is by the station.\nBlue lock.".to_owned(),
        reply_to: None,
    };
    let link = some.link("/messages/AbC");
    somebody_wrote(&some.to, BikeId(7), &body, Some(&link), some.site)
}
