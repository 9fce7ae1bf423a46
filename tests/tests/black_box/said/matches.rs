//! What officers read about matches that the program found by itself, and about bikes with the same number.

use super::{answer, at_noon, demo_for, imported, read, said};
use crate::people::{Telling, an_owner, signed_in};
use insta::assert_snapshot;
use tests::{Server, eventually};

#[tokio::test]
async fn what_an_officer_reads_about_matches() {
    let (server, officer) = demo_for("officer").await;
    let new = officer.open("/police/recoveries/new").await.expect(200);
    answer(&new, &[("property_ref", "PS/2031/120"), ("read", "QXZ882K6641V")]).await;
    imported(
        &server,
        "external_ref,make,colour,kind,frame_number,owner_name,owner_email,stolen_from,stolen_to,stolen_place,crime_ref\n\
         A,Ribble,red,road,QXZ882K6641V,Bob Barnes,bob@example.org,2031-06-01T08:00:00Z,2031-06-01T17:00:00Z,\
         Jesus Green,35/1/31\n",
    );
    let found = eventually("a match", async || {
        let page = officer.open("/police/matches").await.expect(200);
        page.text("main").contains("PS/2031/120").then_some(page)
    })
    .await;
    assert_snapshot!(found.said_in("nav.fm-lists"), @"
    - To decide
    - Put aside
    - Not the bike
    - Confirmed
    ");
    let pair = found.texts("section.fm-pair h2");
    let place = pair
        .iter()
        .position(|title| title.contains("PS/2031/120"))
        .unwrap();
    let pair = format!("#{}", found.attributes("section.fm-pair", "id")[place]);
    assert_snapshot!(found.said_in(&pair), @"
    ## Recovered bike PS/2031/120
    Number as read: QXZ882K6641V
    Found: 4 June 2031
    Compared: 4 June 2031, midday
    ### 1. Ribble, red
    Certain Reported stolen
    more than 99.9% likely (score +58.1)
    Frame number: top row as read, bottom row from the register
    Q|QX|XZ|Z8|88|82|2K|K6|66|64|41|1V|V
    Frame number. As read: Q X Z 8 8 2 K 6 6 4 1 V. On record: Q X Z 8 8 2 K 6 6 4 1 V.
    Evidence for
    - +56.1 Frame number: all 12 characters agree. Adds 56.1 to the score.
    - +2.0 Time: it was found 2 days after it was stolen. Adds 2.0 to the score.
    Frame number: QXZ882K6641V
    Kind: Road
    Stolen: Between 1 June 2031, 9am and 1 June 2031, 6pm
    Stolen from: Jesus Green
    Police references: 35/1/31
    Registered: 4 June 2031
    Reference: FM-00024S-T
    > It is this bike, FM-00024S-T
    It is another bike
    How can you tell?
    > Reject this match with FM-00024S-T
    Look at it again later
    Show it again
    > Put aside the match with FM-00024S-T
    ");
    let rejected = read(&server, &officer, "/police/matches?list=parked").await;
    assert_snapshot!(rejected, @"
    # Possible matches
    - To decide
    - Put aside
    - Not the bike
    - Confirmed
    No matches are put aside.
    ");
}

#[tokio::test]
async fn what_people_read_about_bikes_with_the_same_number() {
    let server = Server::start(at_noon().demo()).await;
    let (first, first_bike) = an_owner(&server, &Telling::of("QXZ100K1003A", "ada@example.org")).await;
    let (second, second_bike) = an_owner(&server, &Telling::of("QXZ100K1003A", "ben@example.org")).await;
    let asked = first.open(&first_bike).await.expect(200);
    assert_snapshot!(asked.said_in(".govuk-inset-text"), @"
    Somebody else has registered a bike with the same number. Tell us whether you have sold yours.
    ");
    let sold = first.open(&format!("{first_bike}/sold")).await.expect(200);
    assert_snapshot!(said(&server, &sold), @"
    Back
    Ribble Endurance, FM-00024S-T
    Somebody else has registered a bike with the same number as yours. Often, that person has bought the bike. Sometimes, two bikes have the same number.
    # Have you sold it?
    If you say yes, we will ask the other person to take over its registration. They will not see your details.
    Yes, I sold it or gave it away
    No, it is still mine
    I do not know
    What should the police know? (optional)
    For example, when you bought it, or when you last had it. Only the police see this.
    You can enter up to 1000 characters
    > Send
    Has it been stolen? Report it stolen. Do not try to find the other person yourself.
    ");
    let checked = second.open(&second_bike).await.expect(200);
    assert_snapshot!(checked.said_in(".govuk-inset-text"), @"
    We are checking this registration, and will write to you. Until then, only the police can see it. It will help if you tell us how you got the bike, and add a photo of the receipt.
    ");
    let how = second
        .open(&format!("{second_bike}/how-you-got-it"))
        .await
        .expect(200);
    assert_snapshot!(said(&server, &how), @"
    Back
    Ribble Endurance
    # How did you get this bike?
    For example, where and when you bought it, and who you bought it from. Only the police see this.
    You can enter up to 1000 characters
    > Send
    Do you have a receipt or an advert? Add a photo of it.
    ");
    let told = answer(&how, &[("words", "I bought it at a fair")]).await;
    assert_snapshot!(told.said_in(".govuk-notification-banner"), @"
    ## Success
    Thank you. The police will look at it, and we will write to you
    ");

    let officer = signed_in(&server, "officer@example.org").await;
    let list = officer.open("/police/doubles").await.expect(200);
    assert_snapshot!(said(&server, &list), @"
    # Bikes with the same number
    Each of these bikes has the same number as a bike that another owner registered earlier. We did not tell the volunteer at the desk. We ask the first owner if they have sold the bike. Until you decide, the public cannot see the new registration, and people who scan its label are told to ask the police.
    To open a bike, look up its number.
    Bikes with the same number, newest first
    New | Before | Since
    FM-00024T-V
    QXZ100K1003A Ribble Endurance
    FM-00024S-T, With owner
    QXZ100K1003A Ribble Endurance
    4 June 2031, midday
    Decide FM-00024T-V
    ");
    let found = officer.open("/police/look-up").await.expect(200);
    answer(&found, &[("number", "QXZ100K1003A"), ("reason", "PS/2031/121")]).await;
    let id = second_bike.rsplit('/').next().unwrap();
    assert_snapshot!(read(&server, &officer, &format!("/police/doubles/{id}")).await, @"
    Bikes with the same number
    # Whose bike is it?
    Disputed since 4 June 2031, midday. To see photos, or to open an owner’s details, look up the number. Your visit to this page is logged.
    ## Registered first: FM-00024S-T
    Frame number: QXZ100K1003A
    Bike: Ribble Endurance
    State: With owner
    Registered: 4 June 2031
    ## Registered later: FM-00024T-V
    Frame number: QXZ100K1003A
    Bike: Ribble Endurance
    State: With owner
    Registered: 4 June 2031
    The owner wrote on 4 June 2031, midday:
    I bought it at a fair
    What is your decision?
    We will e-mail both owners. We will not tell them your reason.
    They are different bikes: both registrations will stay
    It belongs to the first owner: the new registration will end
    It belongs to the new owner: the first registration will end
    Reason
    Say what proof you saw, and who showed it to you. We keep this in the log.
    > Decide
    ");
}
