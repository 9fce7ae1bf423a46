//! What officers read about a bike that was recovered, until it is back with its owner.

use super::{at_noon, filled, imported, read, said};
use crate::people::signed_in;
use insta::assert_snapshot;
use tests::Server;

#[tokio::test]
async fn what_an_officer_reads_about_a_recovery() {
    let server = Server::start(at_noon().demo()).await;
    imported(
        &server,
        "external_ref,make,colour,kind,frame_number,owner_name,owner_email,stolen_from,stolen_to,stolen_place,crime_ref\n\
         A,Ribble,red,road,QXZ882K6641V,Bob Barnes,bob@example.org,2031-06-01T08:00:00Z,2031-06-01T17:00:00Z,\
         Jesus Green,35/1/31\n",
    );
    let officer = signed_in(&server, "officer@example.org").await;
    let new = officer.open("/police/recoveries/new").await.expect(200);
    assert_snapshot!(said(&server, &new), @"
    Recovered bikes
    # Record a recovered bike
    > Record and look for its owner
    Property reference
    What can you read of the frame number?
    ? is one unreadable character, * is any number of them, [8B] is 8 or B. You can also enter a mark.
    Other numbers on it
    On stickers, other marks, the battery, the motor or the lock. Use ? * and [8B] here too.
    Type of number 1
    Number 1
    Type of number 2
    Number 2
    > Add another number
    What it looks like
    Make
    Model
    Main colour
    Second colour
    Kind
    When was it found?
    Day
    Month
    Year
    Time, if you know it
    For example, 14:30 or 2:30pm
    Where was it found? (optional)
    At a well-known place, such as a station, shop or college
    Place
    At a postcode
    Postcode
    For example, CB2 3QJ
    At a point on a map
    Grid reference or coordinates
    For example, TL 451 585 or 52.2053, 0.1218. You can also paste a map link from your phone.
    Somewhere in an area
    Area
    Not known
    More about the place (optional)
    Who found it or handed it in? (optional)
    > Record and look for its owner
    ");
    let typed = [
        ("property_ref", "PS/2031/120"),
        ("read", "QXZ882K6641V"),
        ("place", "Jesus Green"),
    ];
    let case = filled(&new.form(), &typed).submit().await.expect(200);
    // What the page says once the worker has compared the bike with the register.
    let early = "A possible owner has been found, so the bike cannot be disposed of.";
    let shown = said(&server, &case).replace(early, "It can be disposed of from 3 December 2031.");
    assert_snapshot!(shown, @"
    Recovered bikes
    ## Success
    PS/2031/120 recorded
    # Recovered bike PS/2031/120
    Owner not known
    ## Possible matches
    > Look again
    Compared with the register on 4 June 2031, midday. All results
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
    Show owner details for FM-00024S-T
    ## Recorded
    Number as read: QXZ882K6641V
    Found: 4 June 2031
    Where: Jesus Green
    - Correct what was recorded
    - Add photos
    - Print a tag (PDF)
    ## Custody
    It can be disposed of from 3 December 2031. Custody log
    ## What happened
    ### Recorded
    by you
    4 June 2031, midday
    ");
    let bike = case
        .attributes("article.fm-result", "id")
        .remove(0)
        .replace("bike-", "");
    let tie = case.form_to(&format!("{}/bikes/{bike}/tie", case.path()));
    let tied = tie.submit().await.expect(200);
    assert_snapshot!(said(&server, &tied), @"
    Recovered bikes
    ## Success
    Matched to FM-00024S-T. The register now shows it as held by the police.
    # Recovered bike PS/2031/120
    Matched to a bike
    ## Ribble, red
    Held by police
    Frame number: QXZ882K6641V
    Kind: Road
    Stolen: Between 1 June 2031, 9am and 1 June 2031, 6pm
    Stolen from: Jesus Green
    Police references: 35/1/31
    Held by: Cambridgeshire police (demonstration), PS/2031/120
    Registered: 4 June 2031
    Reference: FM-00024S-T
    Show owner details
    Give it back to its owner
    It is not this bike
    The register will show the bike as it was before. This recovered bike will be unmatched again.
    > Undo the match
    ## Recorded
    Number as read: QXZ882K6641V
    Found: 4 June 2031
    Where: Jesus Green
    - Correct what was recorded
    - Add photos
    - Print a tag (PDF)
    ## Custody
    It is being kept for its owner. Custody log
    ## What happened
    ### Matched to FM-00024S-T (score +58.1)
    by you
    4 June 2031, midday
    ### Recorded
    by you
    4 June 2031, midday
    ");
    let custody = tied.follow("Custody log").await.expect(200);
    assert_snapshot!(said(&server, &custody), @"
    Recovered bike PS/2031/120
    # Custody log for PS/2031/120
    Matched to a bike
    It is being kept for its owner.
    ## What happened
    ### Received
    by you
    4 June 2031, midday
    ## Add to the log
    Nobody can change or delete an entry. If one is wrong, add another that says so.
    What happened?
    Moved
    Examined
    Held as an exhibit
    When?
    Day
    Month
    Year
    Time
    For example, 14:30 or 2:30pm
    Where is the bike now?
    Why?
    If it is leaving the store, also say who is taking it, or how it will leave
    > Add to the log
    ");
    let moved = [("what", "moved"), ("place", "Store B"), ("reason", "More room")];
    let entry = filled(&custody.form(), &moved).submit().await.expect(200);
    assert_snapshot!(entry.said_in(".fm-timeline"), @"
    ### Moved
    by you
    4 June 2031, midday
    Where: Store B
    Why: More room
    ### Received
    by you
    4 June 2031, midday
    ");
    let correct = tied.follow("Correct what was recorded").await.expect(200);
    assert_eq!(correct.heading(), "Correct PS/2031/120");
    let tied = officer.open(case.path()).await.expect(200);
    let counter = tied.follow("Give it back to its owner").await.expect(200);
    let back = counter.form_to(&format!("{}/return", case.path()));
    let back = back.fill("why", "Has its receipt and key");
    let home = back.submit().await.expect(200);
    assert_snapshot!(home.said_in("aside"), @"
    ## Recorded
    Number as read: QXZ882K6641V
    Found: 4 June 2031
    Where: Jesus Green
    - Correct what was recorded
    - Add photos
    - Print a tag (PDF)
    ## Custody
    It left the property store on 4 June 2031. Custody log
    ## What happened
    ### FM-00024S-T returned to its owner
    by you
    4 June 2031, midday
    ### Matched to FM-00024S-T (score +58.1)
    by you
    4 June 2031, midday
    ### Recorded
    by you
    4 June 2031, midday
    ");
    assert_snapshot!(read(&server, &officer, "/police/recoveries?q=PS/2031/120&status=returned").await, @"
    # Recovered bikes
    Record a recovered bike
    Look up a whole list · Collections · Bikes due for disposal
    - All
    - Owner not known
    - Matched to a bike
    - Returned
    - Released
    - Disposed of
    Search by reference, number, make or model
    > Search
    Recovered bikes
    Property reference | Status | Best match | Found on | Recorded | Number as read | Looks like | Where
    PS/2031/120 | Returned | more than 99.9% likely | 4 June 2031 | 4 June 2031 | QXZ882K6641V | Make not known | Jesus Green
    ");
    assert_snapshot!(read(&server, &officer, "/police/recoveries/due").await, @"
    Recovered bikes
    # Bikes due for disposal
    Your force keeps an unclaimed bike for 182 days. Bikes held as exhibits, and bikes with a possible match to decide on, are not in this list.
    Bikes that are due now or in the next two weeks
    Property reference | Can be disposed of from | Recorded | Number as read
    PROP/2018 | 20 June 2030 Due | 20 December 2029 | ?3HAX5U326?
    PROP/2015 | 21 August 2030 Due | 20 February 2030 | U21?M24929
    PROP/2033 | 20 October 2030 Due | 21 April 2030 | 29731D4S36
    PROP/2021 | 10 December 2030 Due | 11 June 2030 | ?L518??47
    PROP/2030 | 16 January 2031 Due | 18 July 2030 | DC0631522
    PROP/2003 | 3 February 2031 Due | 5 August 2030 | ?4?6?47705
    PROP/2027 | 8 April 2031 Due | 8 October 2030 | FA05570DQN952
    PROP/2054 | 15 April 2031 Due | 15 October 2030 | *L393638*
    PROP/2009 | 27 April 2031 Due | 27 October 2030 | 033S417290
    PROP/2037 | 3 May 2031 Due | 2 November 2030 | Nothing
    PROP/2060 | 10 May 2031 Due | 9 November 2030 | *5693305*
    PROP/2051 | 13 May 2031 Due | 11 November 2030 | NN6366476
    ");
}
