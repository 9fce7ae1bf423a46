//! What officers read when they look a bike up, open its owner's details, and report a theft for a caller.

use super::{answer, at_noon, imported, said};
use crate::people::{at, signed_in, told_until_check};
use insta::assert_snapshot;
use tests::{Browser, Page, Server};

const STOLEN: &str = "QXZ771K5530W";
const AT_HOME: &str = "QXZ882K6641V";

/// The register with one bike that is stolen and one that is with its owner.
async fn two_bikes() -> (Server, Browser) {
    let server = Server::start(at_noon().demo()).await;
    imported(
        &server,
        &format!(
            "external_ref,make,model,colour,kind,frame_number,identifiers,features,owner_name,owner_email,owner_phone,\
             owner_postcode,stolen_from,stolen_to,stolen_place,crime_ref\n\
             A,Trek,FX 2,black,hybrid,{STOLEN},battery:BAT-77120,duck horn,Ada Abbott,ada@example.org,07700 900123,\
             CB1 2AB,2031-06-01T08:00:00Z,2031-06-01T17:00:00Z,Jesus Green,35/1/31\n\
             B,Ribble,,red,road,{AT_HOME},,,Bob Barnes,bob@example.org,,,,,,\n"
        ),
    );
    let officer = signed_in(&server, "officer@example.org").await;
    (server, officer)
}

async fn looked_up(officer: &Browser, typed: &[(&str, &str)]) -> Page {
    let blank = officer.open("/police/look-up").await.expect(200);
    let reason = [("reason", "PS/2031/118")];
    answer(&blank, &[&reason, typed].concat()).await
}

/// Leaves out the numbers of scores, which depend on how much of the demonstration is in the index by now.
fn without_scores(said: &str) -> String {
    let mut parts = said.split('.');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let whole = text.trim_end_matches(|sign: char| sign.is_ascii_digit()).len();
        if whole < text.len() && part.starts_with(|sign: char| sign.is_ascii_digit()) {
            text.truncate(whole);
            text.push_str("N.N");
            text.push_str(part.get(1..).unwrap_or_default());
        } else {
            text.push('.');
            text.push_str(part);
        }
    }
    text
}

#[tokio::test]
async fn what_an_officer_reads_about_a_look_up() {
    let (server, officer) = two_bikes().await;
    let blank = officer.open("/police/look-up").await.expect(200);
    assert_snapshot!(said(&server, &blank), @"
    # Look up a bike
    Look up a whole list Bikes with the same number What I looked up
    What can you read on it?
    A frame number, a mark or any other number on the bike. ? is one unreadable character, * is any number of them, and [8B] is 8 or B. For example, WTU?8*46J
    Why are you looking?
    A property or crime reference, or a few words. We keep it with the look-up.
    > Look up
    Describe the bike
    Make
    Model
    Main colour
    Second colour
    Kind
    Distinguishing features
    For example, a basket, stickers or a dent. They help to tell likely bikes apart.
    When was it found?
    Day
    Month
    Year
    > Look up
    ");
    let found = looked_up(&officer, &[("number", "qxz77ik553ow"), ("make", "Treck")]).await;
    assert_snapshot!(without_scores(&said(&server, &found)), @"
    New look-up
    # Look-up 15
    qxz77ik553ow, Treck
    4 June 2031, midday. Reason: PS/2031/118
    Change this look-up Record a recovered bike
    Did you mean
    > Trek
    ?
    ## 1 bike
    > Show one line for each bike
    ### 1. Trek FX 2, black
    Possible Reported stolen
    79% likely (score +N.N)
    Frame number: top row as read, bottom row from the register
    Q|QX|XZ|Z7|77|7I≈1K|K5|55|53|3O≈0W|W
    ≈ look-alike
    Frame number. As read: Q X Z 7 7 I K 5 5 3 O W. On record: Q X Z 7 7 1 K 5 5 3 0 W. Character 6, look-alike: I was read, 1 is on record. Character 11, look-alike: O was read, 0 is on record.
    Evidence for
    - +N.N Frame number: 10 of 12 characters agree; I was typed, but the record has 1, which looks similar; O was typed, but the record has 0, which looks similar. Adds N.N to the score.
    Evidence against
    - −N.N Make: Treck was given, but the record has Trek. Takes N.N off the score.
    Frame number: QXZ771K5530W
    Battery: BAT-77120
    Kind: Hybrid, town or city
    Distinguishing features: duck horn
    Stolen: Between 1 June 2031, 9am and 1 June 2031, 6pm
    Stolen from: Jesus Green
    Police references: 35/1/31
    Registered: 4 June 2031
    Reference: FM-00024S-T
    Show owner details for FM-00024S-T
    ");
    let none = looked_up(&officer, &[("number", "JJJ999Y8888J")]).await;
    assert_snapshot!(said(&server, &none), @"
    New look-up
    # Look-up 16
    JJJ999Y8888J
    4 June 2031, midday. Reason: PS/2031/118
    Change this look-up Record a recovered bike
    ## No bike found
    The look-up already allows for look-alike, swapped and missing characters. Try this:
    - type ? for each character that you are not sure of, and * where the number may continue
    - try its other numbers: the battery, the motor, a mark or label from another scheme
    - read the number again under the bottom bracket, on the head tube and at the rear drop-outs
    - look it up by make, model and colour only
    It may be registered later. Record it now, so that we can match it when it is.
    Record a recovered bike Change this look-up
    ");
    let both = looked_up(&officer, &[("number", &format!("{STOLEN}, {AT_HOME}"))]).await;
    assert_snapshot!(both.said_in(".govuk-inset-text"), @"
    These numbers belong to different bikes. Is one of them on a part from another bike? A look-up is for one bike. If you have several bikes, look them up as a list.
    ");
}

#[tokio::test]
async fn what_an_officer_reads_about_an_owner() {
    let (server, officer) = two_bikes().await;
    let found = looked_up(&officer, &[("number", STOLEN)]).await;
    let closed = found.attributes("article.fm-result a", "href");
    let closed = closed.iter().find(|href| href.ends_with("/owner")).unwrap();
    let closed = officer.open(closed).await.expect(200);
    assert_snapshot!(said(&server, &closed), @"
    Back to the results
    # Show the owner of FM-00024S-T
    Trek FX 2, black
    Why do you need them?
    We will keep it with your name and the time. The owner sees that the police opened their details.
    Hide this from the owner for now
    Until which day?
    Only if an investigation could be harmed, for example if you suspect the owner. The log will still record it, and your force’s inspectors will still see it.
    Day
    Month
    Year
    > Show owner details
    ## Who has opened these details
    Nobody has opened these details.
    ");
    let open = answer(&closed, &[("reason", "Call the owner")]).await;
    assert_snapshot!(said(&server, &open), @"
    Back to the results
    # Owner of FM-00024S-T
    Trek FX 2, black. We have logged that you opened these details.
    ## Given with this bike’s registration
    Not confirmed They are from a list that an organisation sent. Ask for proof that the bike is theirs.
    Name: Ada Abbott
    Phone: 07700 900123
    E-mail: ada@example.org
    Postcode: CB1 2AB
    ! Warning Ask for something that only the owner would know before you give a bike back.
    ## Who has opened these details
    ### You
    4 June 2031, midday
    Call the owner
    ");
}

#[tokio::test]
async fn what_an_officer_who_reports_a_theft_for_a_caller_reads() {
    let (server, officer) = two_bikes().await;
    let found = looked_up(&officer, &[("number", AT_HOME)]).await;
    let report = found.attributes("article.fm-result a", "href");
    let report = report
        .iter()
        .find(|href| href.ends_with("/report-stolen"))
        .unwrap();
    let seen = officer.open(report).await.expect(200);
    assert_snapshot!(said(&server, &seen), @"
    Back
    Report FM-00024T-V stolen for its owner: question 1 of 10
    # When was it last seen?
    Ask the caller when they, or anybody they know, last saw the bike.
    Day
    For example, 20 11 2026
    Day
    Month
    Year
    Time
    At this time
    What time?
    For example, 6pm or 18:30
    In the morning, 6am to midday
    In the afternoon, midday to 6pm
    In the evening, 6pm to 10pm
    At night, 10pm to 6am the next day
    Not sure
    > Continue
    ");
    let gone = answer(&seen, &at("2031-06-01", "6pm")).await;
    let place = answer(&gone, &at("2031-06-02", "8am")).await;
    let check = told_until_check(place, &[]).await;
    assert_snapshot!(said(&server, &check), @"
    Back
    Report FM-00024T-V stolen for its owner
    # Check what the caller told you
    Bike: Ribble, FM-00024T-V
    Last seen: 1 June 2031, 6pm: Change last seen
    Noticed missing: 2 June 2031, 8am: Change noticed missing
    Where: Not provided: Change where
    More about the place: Not provided: Change more about the place
    Locked with: Something else, or not known: Change locked with
    How it was taken: Not known: Change how it was taken
    What is known about it: Not provided: Change what is known about it
    Camera: Not known: Change camera
    Where the camera is: Not provided: Change where the camera is
    Other things taken: Not provided: Change other things taken
    Insurer: Not provided: Change insurer
    Police references: Not provided: Change police references
    Shown to the public: No: Change shown to the public
    This says that the bike was already gone when it was registered here on 4 June 2031. That is fine if it was registered after the theft. If not, change the days.
    As soon as you report it, anyone who checks its number will see that it is reported stolen. Apart from what you chose to show, only the police can see what you wrote here.
    ! Warning It is a crime to make a false report.
    > Report it stolen
    ");
    let done = answer(&check, &[]).await;
    assert_snapshot!(done.said_in(".govuk-notification-banner"), @"
    ## Success
    FM-00024T-V is reported stolen
    ");
}
