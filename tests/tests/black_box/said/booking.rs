//! What people who book a place at a marking event read.

use super::{at_noon, said};
use crate::events::{a_plan, ask_for_a_place, planned, published};
use crate::people::signed_in;
use insta::assert_snapshot;
use jiff::civil::date;
use tests::Server;

#[tokio::test]
async fn what_people_who_book_a_place_read() {
    let server = Server::start(at_noon().demo()).await;
    let visitor = server.browser();
    let events = visitor.open("/events").await.expect(200);
    assert_snapshot!(said(&server, &events), @"
    # Marking events
    Bring your bike. A volunteer registers it and fixes a QR label to the frame. It takes about five minutes.
    ## Coming up
    - 4 Jun
    ### Market Square marking day On now
    Wednesday 4 June 2031, 10am to 6pm
    Market Square, Cambridge · Book a time or turn up
    - 18 Jun
    ### Ely riverside marking day
    Wednesday 18 June 2031, 10am to 2pm
    Jubilee Gardens, Ely · Book a time or turn up
    Add all events to your calendar
    ## Where they are
    The places on the map
    On the map | Event | Place | Ward
    1 | Market Square marking day | Market Square, Cambridge | Market
    2 | Ely riverside marking day | Jubilee Gardens, Ely | Ely East
    ## What to bring
    - your bike, and the battery key if it is an electric bike
    - an e-mail address or phone number, so that we can tell you if it is found
    - the frame number, if you know it (if not, we will help you find it)
    You do not need a receipt or ID. Children must bring a parent or carer.
    ");
    let coordinator = signed_in(&server, "coordinator@example.org").await;
    let id = planned(a_plan(&coordinator, date(2031, 7, 2), "Summer").await).await;
    published(&coordinator, &id).await;
    let event = visitor.open(&format!("/events/{id}")).await.expect(200);
    assert_snapshot!(said(&server, &event), @"
    All marking events
    # Summer
    By the <b>big</b> tree 🌳
    When: Wednesday 2 July 2031
    10am to 11am
    Where: Parker's Piece, for Summer
    Booking: Book a time, or come and wait until a volunteer is free.
    2 places are free.
    Run by: Cambridge cycle campaign (demonstration)
    With: Reach Fair
    Advice on: Locks and how to use them
    Book a time
    Add to your calendar
    ## What to bring
    A lock
    - your bike, and the battery key if it is an electric bike
    - an e-mail address or phone number, so that we can tell you if it is found
    - the frame number, if you know it (if not, we will help you find it)
    You do not need a receipt or ID. Children must bring a parent or carer.
    ## How to find it
    Where it is
    Place | Parker's Piece, for Summer
    Ward | Market
    Latitude, longitude | 52.20482, 0.11922
    Street map | Open it in OpenStreetMap
    ");
    let book = visitor.open(&format!("/events/{id}/book")).await.expect(200);
    assert_snapshot!(said(&server, &book), @"
    Back to the event
    Summer
    # Book a place
    Wednesday 2 July 2031, Parker's Piece, for Summer. Each bike takes a few minutes. You can also turn up without booking, but you may have to wait.
    Choose a time
    10am
    1 place left
    10:30am
    1 place left
    Your name
    E-mail address
    We will send you a link to confirm your place, and a reminder the day before
    Phone number
    Only if you have no e-mail address. The coordinator will ring you
    Only the coordinator of this event sees your name. We delete it four weeks after the event. How we use your details
    > Book
    ");
    let asked = ask_for_a_place(&visitor, &id, 0, "Ada Abbott", "ada@example.org").await;
    assert_snapshot!(said(&server, &asked.expect(200)), @"
    # Check your e-mail to keep your place
    We will hold your place for 30 minutes.
    We have sent you an e-mail about Summer. Follow the link in it, then press the button to keep your place. If you do not, we will give the place to someone else.
    No e-mail? Look in your junk mail and check that you typed the right address, then book again.
    Back to the event
    ");
    let link = server
        .next_mail_to("ada@example.org")
        .await
        .link("/events/bookings/");
    let held = visitor.open(&link).await.expect(200);
    assert_snapshot!(said(&server, &held), @"
    # Keep your place
    Press the button to keep it.
    Event: Summer
    When: Wednesday 2 July 2031, 10am
    Bikes: 1
    Where: Parker's Piece, for Summer
    Bring: Your bike
    A lock
    We will hold it until 12:30pm. After that, we will give it to someone else.
    > Keep my place
    If you did not book this, close this page. You do not need to do anything.
    ");
    let booked = held.form().submit().await.expect(200);
    assert_snapshot!(said(&server, &booked), @"
    ## Success
    You have kept your place
    # Your place is booked
    Event: Summer
    When: Wednesday 2 July 2031, 10am
    Bikes: 1
    Where: Parker's Piece, for Summer
    Bring: Your bike
    A lock
    We have e-mailed these details to you, and will remind you the day before.
    Add your time to your calendar
    Choose another time
    10:30am
    1 place left
    > Change to this time
    ## Can’t come?
    We will give your place to someone else.
    > Cancel my booking
    ");
    let full = visitor.open(&format!("/events/{id}/book")).await.expect(200);
    assert_snapshot!(said(&server, &full), @"
    Back to the event
    Summer
    # Book a place
    Wednesday 2 July 2031, Parker's Piece, for Summer. Each bike takes a few minutes. You can also turn up without booking, but you may have to wait.
    Choose a time
    10am
    Full. Join the waiting list: nobody is on it yet
    10:30am
    1 place left
    Your name
    E-mail address
    We will send you a link to confirm your place, and a reminder the day before
    Phone number
    Only if you have no e-mail address. The coordinator will ring you
    Only the coordinator of this event sees your name. We delete it four weeks after the event. How we use your details
    > Book
    ");
    let unknown = visitor
        .open("/events/bookings/AAAAAAAAAAAAAAAAAAAAAA")
        .await
        .expect(410);
    let reference = unknown.header("x-request-id").unwrap().to_owned();
    assert_snapshot!(said(&server, &unknown).replace(&reference, "REFERENCE"), @"
    # We cannot find this booking
    Check that you copied the whole link from our e-mail. We delete bookings four weeks after the event.
    See the next events
    ");
}
