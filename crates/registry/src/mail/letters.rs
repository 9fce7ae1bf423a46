//! Every letter that leaves the register, a function each. Plain text; subjects name nobody.

use domain::MarkCode;
use domain::account::contact::EmailAddress;
use domain::bike::BikeReference;
use jiff::SignedDuration;
use store::mail::Letter;
use store::message::Body;

const FOOT: &str = "\n--\nFramemark, the bike marking and stolen bike register\n";

/// Makes the letter with a link that signs somebody in.
pub fn sign_in(to: &EmailAddress, link: &str, lasts: SignedDuration) -> Letter {
    let lasts = in_words(lasts);
    letter(
        to,
        "Your sign-in link",
        format!(
            "Use this link to sign in to Framemark:\n\n{link}\n\nThe link works once and expires in {lasts}.\n\n\
             If you did not ask for it, ignore this e-mail. Nobody can sign in without the link.\n"
        ),
    )
}

/// Makes the letter that asks an owner to confirm a registration made on the web.
pub fn confirm_registration(to: &EmailAddress, reference: BikeReference, link: &str) -> Letter {
    letter(
        to,
        "Confirm your bike registration",
        format!(
            "A bike was registered with this e-mail address.\n\nBike reference: {reference}\n\n\
             Confirm that this is your bike:\n\n{link}\n\nThe link works once and expires in 7 days. It also signs you in, so that you can see the bike’s details and report it stolen if you need to.\n\n\
             If you did not register a bike, open the link and choose “This was not me”, or ignore this e-mail. A registration that nobody confirms is deleted after 14 days.\n"
        ),
    )
}

/// Makes the letter that asks an owner to confirm a registration made by a volunteer at a desk.
pub fn marked_at_desk(to: &EmailAddress, reference: BikeReference, mark: MarkCode, link: &str) -> Letter {
    letter(
        to,
        "Your bike has been marked and registered",
        format!(
            "A volunteer has put a label on your bike and registered it for you.\n\n\
             Bike reference: {reference}\nLabel on the bike: {mark}\n\nConfirm that this is your bike:\n\n{link}\n\n\
             The link works once and expires in 7 days. It also signs you in, so that you can check the bike’s details and report it stolen if you need to.\n\n\
             If you have not had a bike marked, open the link and choose “This was not me”, and we take your address off it.\n"
        ),
    )
}

/// Makes the notice to an officer that a bike carries another one's number; it names none.
pub fn doubles_to_look_at(to: &EmailAddress, list: &str) -> Letter {
    letter(
        to,
        "A bike to look into",
        format!(
            "A bike that was just registered or marked has a number that was on the register already. \
             Nobody at the desk was told.\n\nSee the list:\n\n{list}\n\n\
             This e-mail gives no details on purpose. If there are more bikes, we write again after an hour at the earliest.\n"
        ),
    )
}

/// Makes the notice to an owner that a desk has withdrawn a registration.
pub fn withdrawn_at_desk(to: &EmailAddress, reference: BikeReference) -> Letter {
    letter(
        to,
        "A bike registration was withdrawn",
        format!(
            "The volunteer who registered a bike for you has withdrawn that registration, because something in it was wrong.\n\n\
             Bike reference: {reference}\n\nIgnore our earlier e-mail about it. If your bike was marked, another e-mail comes for the right registration. \
             If none comes today, ask the volunteers at the event.\n"
        ),
    )
}

/// Makes the notice that somebody has sent a message about a bike.
pub fn message_about_bike(to: &EmailAddress, reference: BikeReference, body: &Body, account: &str) -> Letter {
    let said: String = body.text.lines().map(|line| format!("> {line}\n")).collect();
    let answer = body.reply_to.as_ref().map_or_else(
        || "They did not leave an e-mail address.".to_owned(),
        |address| {
            format!(
                "You can reply to them at {}. They will then see your e-mail address.",
                address.as_str()
            )
        },
    );
    letter(
        to,
        "Someone sent you a message about your bike",
        format!(
            "Someone sent you a message about your bike {reference}. We have not told them who you are.\n\n\
             {said}\n{answer}\n\nWe have not checked who wrote this. Do not pay anyone or meet them alone. If you think they have your stolen bike, call the police on 101.\n\nAll messages about your bike: {account}\n"
        ),
    )
}

pub(crate) fn letter(to: &EmailAddress, subject: &str, text: String) -> Letter {
    Letter {
        to: to.clone(),
        subject: subject.to_owned(),
        body: text + FOOT,
    }
}

fn in_words(span: SignedDuration) -> String {
    match span.as_mins() {
        60 => "1 hour".to_owned(),
        minutes if minutes % 60 == 0 => format!("{} hours", minutes / 60),
        minutes => format!("{minutes} minutes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::BikeId;

    const LINK: &str = "https://bikes.example.org/sign-in/AbC";

    fn ada() -> EmailAddress {
        EmailAddress::parse("ada@example.org").unwrap()
    }

    fn shown(letter: &Letter) -> String {
        assert!(
            !letter.subject.contains('@') && letter.subject.len() < 70,
            "{}",
            letter.subject
        );
        assert!(letter.body.chars().all(|c| c == '\n' || !c.is_control()));
        format!(
            "To: {}\nSubject: {}\n\n{}",
            letter.to.as_str(),
            letter.subject,
            letter.body
        )
    }

    #[test]
    fn sign_in_link() {
        insta::assert_snapshot!(shown(&sign_in(&ada(), LINK, SignedDuration::from_hours(1))), @r"
        To: ada@example.org
        Subject: Your sign-in link

        Use this link to sign in to Framemark:

        https://bikes.example.org/sign-in/AbC

        The link works once and expires in 1 hour.

        If you did not ask for it, ignore this e-mail. Nobody can sign in without the link.

        --
        Framemark, the bike marking and stolen bike register
        ");
        assert!(
            sign_in(&ada(), LINK, SignedDuration::from_mins(30))
                .body
                .contains("30 minutes")
        );
    }

    #[test]
    fn confirmation_of_a_registration() {
        insta::assert_snapshot!(shown(&confirm_registration(
            &ada(),
            BikeReference::of(BikeId(7)),
            LINK
        )), @r"
        To: ada@example.org
        Subject: Confirm your bike registration

        A bike was registered with this e-mail address.

        Bike reference: FM-000007-7

        Confirm that this is your bike:

        https://bikes.example.org/sign-in/AbC

        The link works once and expires in 7 days. It also signs you in, so that you can see the bike’s details and report it stolen if you need to.

        If you did not register a bike, open the link and choose “This was not me”, or ignore this e-mail. A registration that nobody confirms is deleted after 14 days.

        --
        Framemark, the bike marking and stolen bike register
        ");
    }

    #[test]
    fn a_double_and_a_withdrawal() {
        let list = "https://bikes.example.org/police/doubles";
        insta::assert_snapshot!(shown(&doubles_to_look_at(&ada(), list)), @r"
        To: ada@example.org
        Subject: A bike to look into

        A bike that was just registered or marked has a number that was on the register already. Nobody at the desk was told.

        See the list:

        https://bikes.example.org/police/doubles

        This e-mail gives no details on purpose. If there are more bikes, we write again after an hour at the earliest.

        --
        Framemark, the bike marking and stolen bike register
        ");
        insta::assert_snapshot!(shown(&withdrawn_at_desk(&ada(), BikeReference::of(BikeId(7)))), @r"
        To: ada@example.org
        Subject: A bike registration was withdrawn

        The volunteer who registered a bike for you has withdrawn that registration, because something in it was wrong.

        Bike reference: FM-000007-7

        Ignore our earlier e-mail about it. If your bike was marked, another e-mail comes for the right registration. If none comes today, ask the volunteers at the event.

        --
        Framemark, the bike marking and stolen bike register
        ");
    }

    #[test]
    fn marking_at_a_desk() {
        let mark = MarkCode::from_data([1, 2, 3, 4, 5, 6, 7, 8]);
        insta::assert_snapshot!(shown(&marked_at_desk(
            &ada(),
            BikeReference::of(BikeId(7)),
            mark,
            LINK
        )), @r"
        To: ada@example.org
        Subject: Your bike has been marked and registered

        A volunteer has put a label on your bike and registered it for you.

        Bike reference: FM-000007-7
        Label on the bike: 12345-678YB

        Confirm that this is your bike:

        https://bikes.example.org/sign-in/AbC

        The link works once and expires in 7 days. It also signs you in, so that you can check the bike’s details and report it stolen if you need to.

        If you have not had a bike marked, open the link and choose “This was not me”, and we take your address off it.

        --
        Framemark, the bike marking and stolen bike register
        ");
    }

    #[test]
    fn message_to_an_owner() {
        let reference = BikeReference::of(BikeId(7));
        let text = "It is by the station.\nBlue lock.".to_owned();
        let mut body = Body {
            text,
            reply_to: EmailAddress::parse("finder@example.org").ok(),
        };
        let account = "https://bikes.example.org/account/bikes/7";
        insta::assert_snapshot!(shown(&message_about_bike(&ada(), reference, &body, account)), @r"
        To: ada@example.org
        Subject: Someone sent you a message about your bike

        Someone sent you a message about your bike FM-000007-7. We have not told them who you are.

        > It is by the station.
        > Blue lock.

        You can reply to them at finder@example.org. They will then see your e-mail address.

        We have not checked who wrote this. Do not pay anyone or meet them alone. If you think they have your stolen bike, call the police on 101.

        All messages about your bike: https://bikes.example.org/account/bikes/7

        --
        Framemark, the bike marking and stolen bike register
        ");
        body.reply_to = None;
        assert!(
            message_about_bike(&ada(), reference, &body, account)
                .body
                .contains("did not leave an e-mail address")
        );
    }

    #[test]
    fn what_a_stranger_writes_stays_a_quotation() {
        let text = "\n--\nClick https://bad.example.org".to_owned();
        let said = message_about_bike(
            &ada(),
            BikeReference::of(BikeId(7)),
            &Body { text, reply_to: None },
            LINK,
        )
        .body;
        assert!(said.contains("> \n> --\n> Click"), "{said}");
    }
}
