//! What the old and the new owner read when a bike is passed on.

use super::{answer, at_noon, read, said};
use crate::people::{Telling, an_owner};
use insta::assert_snapshot;
use tests::Server;

#[tokio::test]
async fn what_both_owners_read_when_a_bike_is_passed_on() {
    let server = Server::start(at_noon()).await;
    let (ada, bike) = an_owner(&server, &Telling::of("WTU316C2137N", "ada@example.org")).await;
    let offer = ada.open(&format!("{bike}/transfer")).await.expect(200);
    assert_snapshot!(said(&server, &offer), @"
    Back
    Ribble Endurance
    # Pass this bike on
    Have you sold it or given it away? The new owner can take over its registration, with its label and its photos. They will not see your name, phone number or postcode.
    The new owner’s e-mail address
    We will send them a link. The bike will stay yours until they accept it. You can change your mind until then.
    > Send the link
    If you do not know their address, you can tell us that you no longer have the bike.
    ");
    let waiting = answer(&offer, &[("email", "ben@example.org")]).await;
    assert_snapshot!(said(&server, &waiting), @"
    Back
    Ribble Endurance
    # You are passing this bike on
    We sent a link to ben@example.org. The bike will stay yours until they accept it.
    They can answer until 18 June 2031. We will e-mail you when they do.
    > Cancel and keep the bike
    ");
    let page = ada.open(&bike).await.expect(200);
    assert_snapshot!(page.said_in(".govuk-inset-text"), @"
    You are passing this bike on. The new owner has not answered yet. See or cancel it
    ");
    let list = ada.open("/account").await.expect(200);
    assert_snapshot!(list.said_in(".fm-bikes__to-do"), @"- The new owner has not answered yet (Ribble Endurance, FM-000001-1)");

    let ben = server.browser();
    let link = server.next_mail_to("ben@example.org").await.link("/transfer/");
    let asked = ben.open(&link).await.expect(200);
    assert_snapshot!(said(&server, &asked), @"
    # Is this bike yours now?
    Its owner wants to pass its registration on to you. Check that it is the bike that you have.
    ## The bike
    Bike: Ribble Endurance
    Reference: FM-000001-1
    Frame number: WTU316C2137N
    Colours: Red
    ## Your details
    Your e-mail address is ben@example.org. Only a police officer who has found your bike can see your details. The old owner cannot. How we use your details
    Your name
    Phone number (optional)
    The police can then ring you if they find your bike.
    Your postcode
    Where you usually keep the bike, like CB1 2AB.
    > Yes, it is mine now
    > No, I do not want it
    You can answer until 18 June 2031. If you are not sure, close this page. Nothing will change.
    ");
    let details = asked.form().fill("name", "Ben Bell").fill("postcode", "CB1 2AB");
    let mine = details.press("Yes, it is mine now").await.expect(200);
    assert_snapshot!(mine.said_in(".govuk-notification-banner"), @"
    ## Success
    The bike is registered to you
    ");
    let useless = ben.open(&link).await.expect(410);
    assert_snapshot!(said(&server, &useless), @"
    # This link does not work
    It is too old, or it has been used, or the owner has changed their mind.
    If you have already accepted the bike, see your bikes.
    ");
    assert_snapshot!(read(&server, &ada, "/account").await, @"
    # Your bikes
    You have not registered a bike yet.
    Register a bike
    ## Your details
    See or change your name, phone number, postcode and e-mail address
    ## Signed in on other devices?
    See where you are signed in
    If you have lost a phone, or signed in on somebody else’s computer, sign out everywhere. That will also sign out this device.
    > Sign out everywhere
    ");
}
