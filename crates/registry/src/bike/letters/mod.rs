//! The letters about bikes, their registration, their owners and messages. Each has its own folder: its words, and what
//! they look like.

mod bike_is_offered;
mod confirm_registration;
mod doubles_to_look_at;
mod have_you_sold_it;
mod owner_answered;
mod registration_needs_checking;
mod registration_was_checked;
mod somebody_wrote;
mod the_bike_is_yours;
mod transfer_ended;
mod you_offered_a_bike;
mod your_bike_went_over;

pub(crate) use bike_is_offered::bike_is_offered;
pub(crate) use confirm_registration::confirm_registration;
pub(crate) use doubles_to_look_at::doubles_to_look_at;
pub(crate) use have_you_sold_it::have_you_sold_it;
pub(crate) use owner_answered::owner_answered;
pub(crate) use registration_needs_checking::registration_needs_checking;
pub(crate) use registration_was_checked::registration_was_checked;
pub(crate) use somebody_wrote::somebody_wrote;
pub(crate) use the_bike_is_yours::the_bike_is_yours;
pub(crate) use transfer_ended::transfer_ended;
pub(crate) use you_offered_a_bike::you_offered_a_bike;
pub(crate) use your_bike_went_over::your_bike_went_over;

use crate::mail::letters::Example;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use store::mail::Letter;
use store::message::threads::TOKEN;

/// Returns an example of each letter, with the name of its folder.
pub(crate) fn examples(some: &Example) -> Vec<(&'static str, Letter)> {
    vec![
        ("bike_is_offered", bike_is_offered::sample(some)),
        ("confirm_registration", confirm_registration::sample(some)),
        ("doubles_to_look_at", doubles_to_look_at::sample(some)),
        ("have_you_sold_it", have_you_sold_it::sample(some)),
        ("owner_answered", owner_answered::sample(some)),
        (
            "registration_needs_checking",
            registration_needs_checking::sample(some),
        ),
        ("registration_was_checked", registration_was_checked::sample(some)),
        ("somebody_wrote", somebody_wrote::sample(some)),
        ("the_bike_is_yours", the_bike_is_yours::sample(some)),
        ("transfer_ended", transfer_ended::sample(some)),
        ("you_offered_a_bike", you_offered_a_bike::sample(some)),
        ("your_bike_went_over", your_bike_went_over::sample(some)),
    ]
}

/// Returns the web address of a conversation, by the secret of one side.
pub(crate) fn conversation(public_url: &str, token: &[u8; TOKEN]) -> String {
    format!("{public_url}/messages/{}", URL_SAFE_NO_PAD.encode(token))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::account::contact::EmailAddress;
    use domain::id::BikeId;
    use store::message::Body;

    const SITE: &str = "https://bikes.example.org";

    fn wrote(text: &str, reply_to: Option<&str>, link: Option<&str>) -> String {
        let body = Body {
            text: text.to_owned(),
            reply_to: reply_to.and_then(|address| EmailAddress::parse(address).ok()),
        };
        let ada = EmailAddress::parse("ada@example.org").unwrap();
        somebody_wrote(&ada, BikeId(7), &body, link, SITE).body
    }

    #[test]
    fn messages_from_before_conversations_say_how_to_answer() {
        let before = wrote("Hello", Some("finder@example.org"), None);
        assert!(
            before.contains("reply to them at finder@example.org."),
            "{before}"
        );
        assert!(wrote("Hello", None, None).contains("did not leave an e-mail address"));
    }

    #[test]
    fn what_a_stranger_writes_stays_a_quotation() {
        let said = wrote("\n--\nClick https://bad.example.org", None, Some(SITE));
        assert!(said.contains("> \n> --\n> Click"), "{said}");
    }
}
