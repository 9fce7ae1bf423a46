//! What volunteers and the coordinator of their desk read.

use super::{at_noon, demo_for, said};
use crate::desk_sync::one_that_waits;
use crate::people::{blank_marks, signed_in};
use insta::assert_snapshot;
use tests::Server;

#[tokio::test]
async fn what_volunteers_read() {
    let (server, volunteer) = demo_for("volunteer").await;
    let label = volunteer.open("/desk/online").await.expect(200);
    assert_snapshot!(said(&server, &label), @"
    # Mark a bike
    Cambridge cycle campaign (demonstration) 150 labels left 33 on bikes
    Code on the label
    Scan the QR code with your phone, or type the ten characters. For example, 7KQ4M-2X9TD.
    > Continue
    Do not fix the label until you see “Bike registered and marked”.
    ");
    let code = blank_marks("cycle-campaign")[0].to_string();
    let bike = label.form().fill("code", &code).submit().await.expect(200);
    assert_snapshot!(said(&server, &bike), @"
    Use another label
    # Bike and owner
    Code on the label
    The bike
    Frame number
    Usually under the frame
    If you cannot enter a number
    Make
    Model (optional)
    Main colour
    Second colour (optional)
    Kind (optional)
    Distinguishing features (optional)
    A basket, stickers, a dent, a child seat
    Battery, motor or another scheme’s mark
    Type of other number
    Other number
    Type of second number
    Second other number
    Its owner
    Name
    Postcode (optional)
    E-mail address
    Phone number
    An e-mail address or a phone number, or both if you can. We will e-mail the owner a link to see the bike and report it stolen.
    Consent
    The owner agrees that we can keep these details, so that we can get the bike back to them
    > Register and mark this bike
    Show the owner what we hold and who sees it.
    ");
    let form = bike
        .form()
        .fill("frame_number", "DESK 0001 X")
        .fill("make", "Trek")
        .fill("colour", "red")
        .fill("name", "Robin Rowe")
        .fill("email", "robin@example.org")
        .fill("consent", "yes");
    let done = form.submit().await.expect(200);
    assert_snapshot!(said(&server, &done), @"
    # Bike registered and marked
    Its reference is FM-00024S-T
    ## Fix this label to the bike
    7NA5Q-9JNKS
    Clean and dry the tube below the saddle, press the label flat onto it and hold it for ten seconds.
    We have sent the owner an e-mail with a link to confirm the registration.
    Mark the next bike
    149 labels left.
    ");
}

#[tokio::test]
async fn what_a_coordinator_reads_about_an_entry_that_waits() {
    let server = Server::start(at_noon().demo()).await;
    let (event, entry) = one_that_waits(&server).await;
    let coordinator = signed_in(&server, "coordinator@example.org").await;
    let list = coordinator.open("/desk/work-list").await.expect(200);
    assert_snapshot!(said(&server, &list), @"
    # Bikes to sort out
    At these events, some bikes still need a decision from you.
    Events with bikes to sort out
    Event | Day | Waiting
    Market Square marking day | 4 June 2031 | 1
    ");
    let list = coordinator
        .open(&format!("/desk/work-list/events/{event}"))
        .await
        .expect(200);
    assert_snapshot!(said(&server, &list), @"
    Other events
    # Bikes to sort out
    Market Square marking day, 4 June 2031
    0 on the register 1 waiting 0.8 minutes a bike
    Entries, oldest first
    Receipt | Why | Saved
    0000-004D | We have no label with this code
    99999-999YX | Desk 1
    midday
    ## Desks
    Bikes at each desk
    Desk | Bikes | Waiting | Minutes a bike
    Desk 1 | 0 | 1 | 0.8
    ");
    let entry = coordinator
        .open(&format!("/desk/work-list/{entry}"))
        .await
        .expect(200);
    assert_snapshot!(said(&server, &entry), @"
    Bikes to sort out
    # We have no label with this code
    This looks like a code, but we have never made a label with it. Ask the owner what the label says.
    Receipt: 0000-004D
    Saved: Desk 1, Market Square marking day, 4 June 2031, midday
    Code on the label
    No label
    This bike has no Framemark label
    The bike
    Frame number
    Usually under the frame
    If you cannot enter a number
    Make
    Model (optional)
    Main colour
    Second colour (optional)
    Kind (optional)
    Distinguishing features (optional)
    A basket, stickers, a dent, a child seat
    Battery, motor or another scheme’s mark
    Type of other number
    Other number
    Type of second number
    Second other number
    Its owner
    Name
    Postcode (optional)
    E-mail address
    Phone number
    An e-mail address or a phone number, or both if you can. We will e-mail the owner a link to see the bike and report it stolen.
    > Put this bike on the register
    ## Set this entry aside
    Do this if the entry is a mistake, or the bike is already on the register. We will delete the details and keep your reason.
    Why
    > Set this entry aside
    ");
}
