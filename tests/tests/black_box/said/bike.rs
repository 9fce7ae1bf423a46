//! What owners read about their bikes and themselves.

use super::{answer, at_noon, read, said};
use crate::people::{Telling, an_owner, registered};
use insta::assert_snapshot;
use tests::Server;

#[tokio::test]
async fn what_an_owner_reads_about_a_bike() {
    let server = Server::start(at_noon()).await;
    let (owner, bike) = an_owner(&server, &Telling::of("WTU316C2137N", "ada@example.org")).await;
    registered(&server.browser(), &Telling::of("ABC777888", "ada@example.org")).await;
    let list = owner.open("/account").await.expect(200);
    assert_snapshot!(said(&server, &list), @"
    # Your bikes
    ## Ribble Endurance
    Not confirmed Red FM-000002-2
    - Confirm the registration (Ribble Endurance, FM-000002-2)
    ## Ribble Endurance
    With owner Red FM-000001-1
    Register another bike
    ## Your details
    See or change your name, phone number, postcode and e-mail address
    ## Signed in on other devices?
    See where you are signed in
    If you have lost a phone, or signed in on somebody else’s computer, sign out everywhere. That will also sign out this device.
    > Sign out everywhere
    ");
    assert_snapshot!(read(&server, &owner, &bike).await, @"
    Your bikes
    # Ribble Endurance
    With owner
    Report it stolen
    ## What we know about it
    Reference: FM-000001-1
    Frame number: WTU316C2137N: Change frame number
    Make: Ribble: Change make
    Model: Endurance: Change model
    Colours: Red: Change colours
    Kind: Road: Change kind
    Other numbers: Not provided: Change other numbers
    Distinguishing features: A duck horn: Change distinguishing features
    Framemark label: None yet. Get one at a marking event: Add Framemark label
    Registered: 4 June 2031
    Confirmed: 4 June 2031
    - Certificate of registration (PDF)
    - Pass this bike on to a new owner
    - I no longer have this bike
    ## Photos
    None yet. A photo helps to identify your bike.
    Add photos
    ");
    assert_snapshot!(read(&server, &owner, &format!("{bike}/photos")).await, @"
    Back
    Ribble Endurance
    # Photos
    Add photos
    JPEG, PNG or WebP, up to 40 MB each, three at a time. We remove hidden data, such as where they were taken.
    Or take a photo now
    > Add
    ");

    let retire = owner.open(&format!("{bike}/retire")).await.expect(200);
    assert_snapshot!(said(&server, &retire), @"
    Back
    Ribble Endurance
    # Why do you no longer have it?
    People who check its number, or scan its label, will see that its owner no longer has it. You can undo this at any time.
    I sold it or gave it away
    It was scrapped
    Something else
    > Save
    ");
    let retired = answer(&retire, &[("why", "scrapped")]).await;
    assert_snapshot!(retired.said_in(".govuk-inset-text"), @"
    You have told us that you no longer have this bike. People who check its number will see that too.
    ");

    let other = list.attributes(".fm-bikes__name a", "href");
    let other = other.iter().find(|href| **href != bike).unwrap();
    assert_snapshot!(owner.open(other).await.expect(200).said_in(".govuk-inset-text"), @"
    Only the police can see this registration until you confirm it. If you do not confirm it within 14 days, we will delete it. Once it is confirmed, you can report the bike stolen, and people who scan its label can send you a message.
    ");
    assert_snapshot!(read(&server, &owner, &format!("{other}/confirm")).await, @"
    # Confirm your registration
    Somebody registered this bike with your e-mail address. Check what they entered.
    ## The bike
    Bike: Ribble Endurance
    Reference: FM-000002-2
    Frame number: ABC777888
    Colours: Red
    ## The owner
    Name: Robin Rowe
    Phone: 07700 900123
    Postcode: CB1 2AB
    > Confirm
    > This was not me
    If you press “This was not me”, we will delete the registration and its photos, and somebody else can then use its label. If a volunteer marked the bike, we will keep the registration and only remove your e-mail address from it.
    If you are not sure, close this page. If nobody confirms the registration within 14 days, we will delete it.
    ");
    assert_snapshot!(read(&server, &owner, &format!("{other}/delete")).await, @"
    Back
    Ribble Endurance
    # Delete this registration?
    We will delete what you told us about the bike, its photos and its messages. You cannot undo this.
    > Delete it
    Keep it
    ");
}

#[tokio::test]
async fn what_an_owner_reads_about_the_details() {
    let server = Server::start(at_noon()).await;
    let (owner, _) = an_owner(&server, &Telling::of("WTU316C2137N", "ada@example.org")).await;
    assert_snapshot!(read(&server, &owner, "/account/details").await, @"
    Your bikes
    # Your details
    We keep your details encrypted. Only a police officer who has found one of your bikes can see them. They must give a reason, and we keep a record. See who has opened them.
    Name: Robin Rowe: Change name
    Phone number: 07700 900123: Change phone number
    Postcode: CB1 2AB: Change postcode
    E-mail address: ada@example.org: Change e-mail address
    ");
    assert_snapshot!(read(&server, &owner, "/account/details/change").await, @"
    Back
    # Change your details
    Your name
    Phone number (optional)
    The police can then ring you if they find your bike.
    Your postcode
    Where you usually keep your bikes, like CB1 2AB.
    > Save
    ");
    let email = owner.open("/account/details/e-mail").await.expect(200);
    assert_snapshot!(said(&server, &email), @"
    Back
    # What is your new e-mail address?
    We will send a link to it, and tell your old address about the change.
    > Send the link
    ");
    let asked = answer(&email, &[("email", "new@example.org")]).await;
    assert_snapshot!(asked.said_in(".govuk-notification-banner"), @"
    ## Success
    Check your new address for an e-mail from us, and open the link in it
    ");
    assert_snapshot!(asked.said_in(".govuk-inset-text"), @"
    You asked to change your e-mail address to new@example.org. Open the link that we sent to that address. Until you do that, we will use the old one.
    > Keep my old address
    ");
    let link = server
        .next_mail_to("new@example.org")
        .await
        .link("/account/e-mail/");
    let follow = owner.open(&link).await.expect(200);
    assert_snapshot!(said(&server, &follow), @"
    # Confirm your new e-mail address
    Your account will use new@example.org. You will be signed out on all other devices.
    > Use this address
    If you are not sure, close this page. Nothing has been changed.
    ");
    let done = follow.form().submit().await.expect(200);
    assert_snapshot!(done.said_in(".govuk-notification-banner"), @"
    ## Success
    We have changed your e-mail address. You are signed out on all other devices
    ");
    let useless = owner.open(&link).await.expect(410);
    assert_snapshot!(said(&server, &useless), @"
    # This link does not work
    It is too old, or it has been used, or we have sent you a newer one.
    You can see your details when you are signed in. If somebody has taken over your account, contact us.
    ");
}
