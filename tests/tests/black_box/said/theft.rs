//! What owners who report a theft read, from the first question until they have the bike back.

use super::{answer, at_noon, read, said};
use crate::people::{Telling, an_owner, at};
use insta::assert_snapshot;
use tests::Server;

#[tokio::test]
async fn what_an_owner_who_reports_a_theft_reads() {
    let server = Server::start(at_noon()).await;
    let (owner, bike) = an_owner(&server, &Telling::of("WTU316C2137N", "ada@example.org")).await;
    assert_snapshot!(read(&server, &owner, "/report-stolen").await, @"
    # Report a bike stolen
    The police can then see that it is stolen, and so can anyone who checks the bike before they buy it.
    ! Warning If it is being stolen now, or somebody is in danger, call 999.
    ## Which bike is it?
    ### Ribble Endurance, FM-000001-1
    Red FM-000001-1
    Another bike? Register and report it. You can do this even after it has been stolen.
    ## Tell the police too
    You must also report the theft to the police, online or by calling 101. Keep the crime reference that they give you. Your insurer will ask for it.
    ");
    let mut page = owner.open(&format!("{bike}/report-stolen")).await.expect(200);
    let (seen, gone) = (at("2031-06-01", "6pm"), at("2031-06-02", "8am"));
    let told: [&[(&str, &str)]; 10] = [
        &seen,
        &gone,
        &[
            ("where_by", "named"),
            ("where_named", "cambridge-station"),
            ("place", "The long rack by the door"),
        ],
        &[("lock", "cable")],
        &[("beaten", "cut-and-left"), ("how", "Nobody saw it")],
        &[("camera", "yes"), ("camera_where", "Over the door")],
        &[("taken", "Both lights")],
        &[("insurer", "Fen Mutual")],
        &[
            ("told", "yes"),
            ("reference_1", "35/12345/31"),
            ("kind_1", "crime"),
        ],
        &[("shown", "yes")],
    ];
    let mut questions = Vec::new();
    for typed in told {
        questions.push(said(&server, &page));
        page = answer(&page, typed).await;
    }
    assert_snapshot!(questions.join("\n\n"), @"
    Back
    Report your Ribble Endurance stolen: question 1 of 10
    # When was it last seen?
    Tell us the last time that you, or anybody you know, saw the bike.
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

    Back
    Report your Ribble Endurance stolen: question 2 of 10
    # When did somebody notice that it was gone?
    If you only know the two days, choose “Not sure” as the time for both.
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

    Back
    Report your Ribble Endurance stolen: question 3 of 10
    # Where was it?
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
    Give the street, and what the bike was in or locked to: a rack, a shed, a shared hallway. Only the police see this.
    You can enter up to 300 characters
    > Continue

    Back
    Report your Ribble Endurance stolen: question 4 of 10
    # What was it locked with?
    D-lock
    Chain
    Cable
    Folding lock
    Frame lock on the back wheel
    More than one lock
    Not locked
    Something else, or not known
    > Continue

    Back
    Report your Ribble Endurance stolen: question 5 of 10
    # How was it taken?
    What happened to the lock?
    The lock was cut or broken, and left there
    The lock is gone too
    The lock was opened without damage
    The thing it was locked to was cut or taken apart
    A part of the bike, such as a wheel, was left locked there
    Somebody broke into a shed, a garage or a building
    The bike was not locked
    Not known
    What else is known about it? (optional)
    For example, did anyone see it? Only the police see this.
    You can enter up to 500 characters
    > Continue

    Back
    Report your Ribble Endurance stolen: question 6 of 10
    # Is there a camera nearby?
    Shops, stations and doorbells often have one. Recordings are often deleted after a few days, so the police need to know soon.
    Yes
    Where is it? (optional)
    No
    Not known
    > Continue

    Back
    Report your Ribble Endurance stolen: question 7 of 10
    # Was anything else taken? (optional)
    For example, lights, a basket, a child seat or a battery. Leave it empty if nothing else was taken.
    You can enter up to 300 characters
    > Continue

    Back
    Report your Ribble Endurance stolen: question 8 of 10
    # Who insures it? (optional)
    The name of the company. Leave it empty if it is not insured.
    > Continue

    Back
    Report your Ribble Endurance stolen: question 9 of 10
    # Have you told the police?
    Yes
    Reference
    For example, 35/12345/26
    What is it?
    Who gave it to you?
    Which day? (optional)
    Day
    Month
    Year
    Add more references
    Reference
    For example, 35/12345/26
    What is it?
    Who gave it to you?
    Which day? (optional)
    Day
    Month
    Year
    Reference
    For example, 35/12345/26
    What is it?
    Who gave it to you?
    Which day? (optional)
    Day
    Month
    Year
    Not yet
    Tell British Transport Police, who look after stations. Report it at www.btp.police.uk (opens in a new tab), or text 61016, or call 0800 40 50 40. We will not tell them for you. When you have the reference, add it to this report.
    Yes, but I do not have a reference yet
    > Continue

    Back
    Report your Ribble Endurance stolen: question 10 of 10
    # Show this theft to the public?
    More people may recognise the bike. If you say yes, our list of stolen bikes will show these things. So will the daily e-mail to officers, shops and others who have asked for it.
    - its make, model, colours and kind
    - roughly where it was stolen, such as “Cambridge: north”
    - the month of the report
    They will never show a name, a number or the exact place. You can change this at any time.
    May we show it?
    Yes, show it
    No
    > Continue
    ");
    assert_snapshot!(said(&server, &page), @"
    Back
    Report your Ribble Endurance stolen
    # Check what you told us
    Bike: Ribble Endurance, FM-000001-1
    Last seen: 1 June 2031, 6pm: Change last seen
    Noticed missing: 2 June 2031, 8am: Change noticed missing
    Where: Cambridge station: Change where
    More about the place: The long rack by the door: Change more about the place
    Locked with: Cable: Change locked with
    How it was taken: The lock was cut or broken, and left there: Change how it was taken
    What is known about it: Nobody saw it: Change what is known about it
    Camera: Yes: Change camera
    Where the camera is: Over the door: Change where the camera is
    Other things taken: Both lights: Change other things taken
    Insurer: Fen Mutual: Change insurer
    Police references: 35/12345/31, Crime reference: Change police references
    Shown to the public: Yes: Change shown to the public
    This says that the bike was already gone when it was registered here on 4 June 2031. That is fine if it was registered after the theft. If not, change the days.
    As soon as you report it, anyone who checks its number will see that it is reported stolen. Apart from what you chose to show, only the police can see what you wrote here.
    ! Warning It is a crime to make a false report.
    > Report it stolen
    ");
    let done = answer(&page, &[]).await;
    assert_snapshot!(said(&server, &done), @"
    # Bike reported stolen
    Ribble Endurance
    FM-000001-1
    ## What happens now
    Anyone who checks its number or scans its label now sees that it is reported stolen. When the police find a bike, they look for its owner on this register. They can find you even if part of the number has been removed. They will then contact you.
    ## What to do now
    - Tell your insurer. Give them the crime reference.
    - Add photos here, if you have not yet.
    - Look on websites where people sell second-hand bikes. If you see yours, keep a link to the advert.
    ! Warning If you find it, do not try to get it back yourself. Call 101, or 999 if somebody is riding away on it.
    Back to your bike
    ");
    let stolen = owner.open(&bike).await.expect(200);
    assert_snapshot!(stolen.said_in(".govuk-inset-text"), @"
    Anyone who checks its number sees that it is reported stolen. If you see your bike, do not try to get it back yourself. Call 101.
    ");
    assert_snapshot!(stolen.said_in(".fm-timeline"), @"
    ### Reported stolen
    4 June 2031, midday
    Between 1 June 2031, 6pm and 2 June 2031, 8am.
    Where: Cambridge station
    More about the place: The long rack by the door
    Locked with: Cable
    How it was taken: The lock was cut or broken, and left there
    What is known about it: Nobody saw it
    Camera: Yes
    Where the camera is: Over the door
    Other things taken: Both lights
    Insurer: Fen Mutual
    Police references: 35/12345/31, Crime reference
    Shown to the public: Yes
    ");
    assert_snapshot!(read(&server, &server.browser(), "/stolen").await, @"
    # Stolen bikes
    The owners of these bikes agreed to show them here. Do you think you have seen one? Check its number, and do not try to get it back yourself.
    Get an e-mail when a bike is stolen near you
    ## Cambridge: west
    Cambridge: west, latest report first
    Bike | Colours | Kind | Reported in
    Ribble Endurance | Red | Road | June 2031
    Has your bike been stolen? Report it stolen.
    ");

    let change = stolen.follow("Change or add to your report").await.expect(200);
    assert_eq!(change.heading(), "Check your report");
    let found = stolen
        .follow("I have it back, or it was not stolen")
        .await
        .expect(200);
    assert_snapshot!(said(&server, &found), @"
    Back
    Ribble Endurance
    # What happened?
    We will no longer show it as stolen. If you told the police that it was stolen, tell them too.
    I have it back
    It was not stolen
    > Save
    ");
    let back = answer(&found, &[("outcome", "returned")]).await;
    assert_snapshot!(back.said_in(".govuk-notification-banner"), @"
    ## Success
    We’re glad you have your bike back. It is no longer reported stolen
    ");
    assert_snapshot!(back.said_in(".fm-timeline"), @"
    ### Reported stolen
    4 June 2031, midday
    Between 1 June 2031, 6pm and 2 June 2031, 8am.
    Where: Cambridge station
    More about the place: The long rack by the door
    Locked with: Cable
    How it was taken: The lock was cut or broken, and left there
    What is known about it: Nobody saw it
    Camera: Yes
    Where the camera is: Over the door
    Other things taken: Both lights
    Insurer: Fen Mutual
    Police references: 35/12345/31, Crime reference
    Shown to the public: Yes
    You got it back on 4 June 2031.
    ");
}
