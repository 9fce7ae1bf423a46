//! What coordinators who plan events and keep the labels read.

use super::{demo_for, said};
use crate::events::{a_plan, planned, published};
use insta::assert_snapshot;
use jiff::civil::date;

#[tokio::test]
async fn what_coordinators_read_about_an_event() {
    let (server, coordinator) = demo_for("coordinator").await;
    let open = async |path: &str| said(&server, &coordinator.open(path).await.expect(200));
    assert_snapshot!(open("/partner/events").await, @"
    # Marking events
    Plan an event Closed and cancelled events Well-known places
    Coming up, and waiting to be closed
    Event | When | Stage | Booked | Waiting
    Market Square marking day
    Market Square, Cambridge | Wednesday 4 June 2031
    10am to 6pm | Published | 46 | 6
    ");
    assert_snapshot!(open("/partner/events/new").await, @"
    Back
    # Plan an event
    Name of the event
    Where is it?
    The name that people know, such as Market Square, Cambridge
    Where is that on the map? (optional)
    A postcode like CB2 3QJ, or degrees like 52.20540, 0.11900. You need one of them for the map.
    Day
    For example, 27 3 2027
    Day
    Month
    Year
    Starts at
    For example, 10am or 13:30
    Ends at
    If it goes on after midnight, enter the time on the next day
    For how many weeks? (optional)
    We will repeat the event every week, on the same day and at the same time. If you enter 4, we will make four drafts.
    What should people expect? (optional)
    You can enter up to 2000 characters
    What should they bring besides the bike? (optional)
    You can enter up to 500 characters
    Do people book?
    No, people just turn up
    Best for a market or a campus
    Yes, and walk-ins are welcome
    Yes, and there are no walk-ins
    Length of each slot (minutes)
    Only if people book. A bike takes about 5.
    Bikes per slot
    Only if people book. Allow one per desk.
    Who else takes part? (optional)
    Cambridge council (demonstration)
    Cambridge cycle campaign (demonstration)
    Cambridgeshire police (demonstration)
    East Cambridgeshire council (demonstration)
    East Cambridgeshire police (demonstration)
    Ely cyclists (demonstration)
    University security (demonstration)
    Others who take part (optional)
    One on each line.
    What advice will you give? (optional)
    Locks and how to use them
    Safer places to park
    Storing a bike at home
    Buying a used bike
    What to do if a bike is stolen
    Electric bikes and batteries
    Lights and being seen
    Insurance and proof of ownership
    > Save as a draft
    ");
    let id = planned(a_plan(&coordinator, date(2031, 7, 2), "Summer").await).await;
    let event = format!("/partner/events/{id}");
    assert_snapshot!(open(&event).await, @"
    Marking events
    # Summer
    Draft Wednesday 2 July 2031, 10am to 11am
    > Publish
    Change the plan Delete this draft Plan one like this
    Only coordinators and administrators of Cambridge cycle campaign (demonstration) can see this draft. Publish it when you are sure of the place and times.
    ## The plan
    Where: Parker's Piece, for Summer
    Market ward
    52.20482, 0.11922
    Run by: Cambridge cycle campaign (demonstration)
    With: Reach Fair
    Bookings: 2 slots of 30 minutes, 1 bike each, walk-ins welcome
    About: By the <b>big</b> tree 🌳
    To bring: A lock
    Advice on: Locks and how to use them
    ## Rota
    Nobody is on the rota yet, so no volunteer can open a desk.
    Change the rota
    ## Bookings
    Bikes: 0 booked, 0 waiting
    See bookings
    ## Marks
    No marks have been sent to this event.
    Batches of marks
    Bikes to sort out
    ");
    assert_snapshot!(open(&format!("{event}/delete")).await, @"
    Back to the event
    Summer
    # Delete this draft?
    Nobody else has seen it. Its rota will be deleted too. You cannot undo this.
    > Delete the draft
    ");
    published(&coordinator, &id).await;
    assert_snapshot!(open(&event).await, @"
    Marking events
    # Summer
    Published Wednesday 2 July 2031, 10am to 11am
    Change the plan Cancel the event Plan one like this See the public page Poster (PDF)
    ## The plan
    Where: Parker's Piece, for Summer
    Market ward
    52.20482, 0.11922
    Run by: Cambridge cycle campaign (demonstration)
    With: Reach Fair
    Bookings: 2 slots of 30 minutes, 1 bike each, walk-ins welcome
    About: By the <b>big</b> tree 🌳
    To bring: A lock
    Advice on: Locks and how to use them
    ## Rota
    Nobody is on the rota yet, so no volunteer can open a desk.
    Change the rota
    ## Bookings
    Bikes: 0 booked, 0 waiting
    See bookings
    ## Marks
    No marks have been sent to this event.
    Batches of marks
    Bikes to sort out
    ");
    assert_snapshot!(open(&format!("{event}/staff")).await, @"
    Back to the event
    Summer
    # Rota
    Nobody is on the rota yet. Volunteers can only open a desk at an event if they are on its rota.
    ## Put someone on the rota
    One of your volunteers or coordinators
    Or the e-mail address of a volunteer from another organisation
    What they do (optional)
    For example, Desk 1, 10am to midday
    > Put on the rota
    ");
    assert_snapshot!(open(&format!("{event}/bookings")).await, @"
    Back to the event
    Summer, Wednesday 2 July 2031
    # Bookings
    Bikes: 0 booked, 0 waiting.
    We delete names four weeks after the event. Destroy this paper by then.
    Nobody has booked yet.
    ");
    assert_snapshot!(open(&format!("{event}/cancel")).await, @"
    Back to the event
    Summer
    # Cancel this event?
    Nobody has booked. The public page will say that the event is cancelled, and why. You cannot undo this.
    Why?
    Anyone can read this. For example, The square is flooded. We will be back in May.
    > Cancel the event
    ");
}

#[tokio::test]
async fn what_coordinators_read_about_their_labels() {
    let (server, coordinator) = demo_for("coordinator").await;
    let stock = coordinator.open("/partner/batches").await.expect(200);
    assert_snapshot!(said(&server, &stock), @"
    # Marks
    Make marks
    Find a mark or a batch
    A mark code, the reference on a bike's receipt, or the number or name of a batch
    > Find
    Batches, newest first
    Batch | Made on | Made | Printed | In stock | Out | On bikes | Void | Returned | Unaccounted for
    Batch 5 | 23 May 2031 | 84 | 0 | 83 | 0 | 0 | 1 | 0 | 0
    Batch 2 | 5 May 2031 | 60 | 60 | 0 | 60 | 0 | 0 | 0 | 0
    Batch 4 | 25 April 2031 | 42 | 42 | 0 | 0 | 33 | 2 | 6 | 1
    Marks sent to events, latest first
    Event | Held | Sent out | Out | On bikes | Void | Returned | Unaccounted for
    Market Square marking day | 4 June 2031 | 60 | 60 | 0 | 0 | 0 | 0
    Mill Road winter marking | 25 May 2031 | 42 | 0 | 33 | 2 | 6 | 1
    Made = in stock + out + on bikes + void + returned + unaccounted for. A mark is unaccounted for if its event is over and nobody has said what happened to it. Loose labels were used at an event but had not been sent out to it.
    Download these counts (CSV)
    ");
    let make = coordinator.open("/partner/batches/new").await.expect(200);
    assert_snapshot!(said(&server, &make), @"
    Marks
    # Make marks
    How many?
    A sheet of Avery L7160 has 21 labels. Make at most 10,000 at a time.
    Name of the batch (optional)
    A name helps you find it again, such as Spring stalls
    Send them to an event now?
    You can also send them out later.
    > Make marks
    ");
    let batch = make.form().fill("count", "1").submit().await.expect(200);
    let code = batch.texts("tbody .fm-code").remove(0);
    let open = async |path: &str| {
        let page = coordinator.open(path).await.expect(200);
        said(&server, &page).replace(&code, "CODE")
    };
    assert_snapshot!(open(batch.path()).await, @"
    Marks
    # Batch 6
    Cambridge cycle campaign (demonstration). Made on 4 June 2031.
    Made: 1 all the marks in the batch
    Printed: 0 no label has been printed
    In stock: 1 blank, never sent out
    Out: 0 blank, at an event that is not over
    On bikes: 0 fixed to a bike
    Void: 0 damaged or lost, so nobody may use them
    Returned: 0 blank, back from an event
    Unaccounted for: 0 sent to an event that is over: return them or cancel them
    Print labels Send out, return or cancel
    Name this batch
    Name (optional)
    A name helps you find it again, such as Spring stalls. It is also in the name of the PDF.
    > Save the name
    - All
    - Blank
    - On bikes
    - Void
    Marks, in the order of the labels
    Label | Code | Status and event
    1 | CODE | In stock
    ");
    assert_snapshot!(open(&format!("{}/print", batch.path())).await, @"
    Batch 6
    # Print labels from batch 6
    This makes a PDF. Print it at 100% or “actual size”. It leaves out marks that are on a bike or void, so you can print a batch again. Destroy any labels that you printed before.
    What do you want to print?
    Labels
    Slips on plain paper, for owners who give only a phone number
    What are you printing on?
    Avery L7160: 21 on a sheet, 63.5 × 38.1 mm
    Avery L7159: 24 on a sheet, 63.5 × 33.9 mm
    Avery L7651: 65 on a sheet, 38.1 × 21.2 mm
    62 mm roll: single labels, 62 × 36 mm
    Which marks?
    All blank marks in the batch
    One label, or a range of labels
    Code of the first label
    As on the label, such as 7KQ4M-2X9TD
    Code of the last label
    Leave it empty for one label.
    Start at label
    If part of the sheet has been used, count row by row from the top left.
    Adjust for your printer
    Print the calibration page once. It tells you what to enter.
    Move across
    To the right. Use a minus sign to move left.
    mm
    Move down
    Use a minus sign to move up.
    mm
    Name of this printer (optional)
    For example, Office. We will save these two numbers under its name, and fill them in next time.
    Calibration page
    Add a calibration page at the front
    > Get the labels (PDF)
    ");
    assert_snapshot!(open(&format!("{}/move", batch.path())).await, @"
    Batch 6
    # Send out, return or cancel marks
    This does not change marks that are void or on a bike. To send a mark to another event, return it first.
    What do you want to do?
    Send them out to an event
    Which event?
    Return them from their event
    Blank marks that came back unused.
    Cancel: damaged
    Torn, dirty or misprinted. Destroy the labels.
    Cancel: lost
    Nobody can find them. If they turn up, destroy them.
    Which marks?
    All of them
    The first labels in the batch
    How many?
    One label, or a range of labels
    Code of the first label
    As on the label, such as 7KQ4M-2X9TD
    Code of the last label
    Leave it empty for one label. Labels are in the order that they were printed.
    > Continue
    ");
    assert_snapshot!(open(&format!("{}/marks/{code}", batch.path())).await, @"
    Batch 6
    # Mark CODE
    Label 1 of batch 6. In stock
    Download the label (SVG)
    Download the label (PNG)
    Print this label Return or cancel this mark
    ");
}
