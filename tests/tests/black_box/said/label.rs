//! What people who scan a label read: every standing of its bike, and what happens to their message.

use super::{answer, at_noon, imported, read, said};
use crate::people::{Telling, an_owner, blank_marks, registered};
use domain::MarkCode;
use insta::assert_snapshot;
use tests::Server;

fn with_label(number: &str, email: &str, mark: &str) -> Telling {
    Telling {
        mark: mark.to_owned(),
        ..Telling::of(number, email)
    }
}

#[tokio::test]
async fn what_people_who_scan_a_label_read() {
    let server = Server::start(at_noon()).await;
    let marks = [[7, 20, 30, 4, 18, 2, 28, 9], [1, 2, 3, 4, 5, 6, 7, 8]].map(MarkCode::from_data);
    imported(
        &server,
        &format!(
            "external_ref,make,frame_number,mark,owner_name,owner_email,stolen_from,stolen_to\n\
             A,Trek,WTU316C2137N,{},Ada Abbott,ada@example.org,,\n\
             B,Trek,WSBC902120725N,{},Bob Barnes,bob@example.org,2031-06-01T08:00:00Z,2031-06-01T17:00:00Z\n",
            marks[0], marks[1]
        ),
    );
    let visitor = server.browser();
    let [with_owner, stolen] = marks.map(|mark| format!("/m/{}", mark.compact()));
    let page = visitor.open(&with_owner).await.expect(200);
    assert_snapshot!(said(&server, &page), @"
    # Bike with label 7MY4J-2W9QV
    ## Registered, not reported stolen
    This bike has an owner. Does it look abandoned or damaged? Tell the owner. They may not know.
    ## Tell the owner
    We will pass your message on. We will not tell either of you who the other is.
    Message
    Where is the bike? How long has it been there? Is it damaged?
    You can enter up to 1000 characters
    Say when and where you saw it
    This is optional. If you tell us, the police can see your message and photos too, which helps them to find the bike.
    When did you see it?
    Now, or just now
    Earlier today
    On another day
    Which day?
    For example, 27 6 2026
    Day
    Month
    Year
    Where did you see it?
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
    Your e-mail address (optional)
    We will e-mail you when the owner answers. The owner will not see your address.
    On the next page you can add photos.
    How we use your details
    > Send to the owner
    Buying this bike? Ask the seller to show you that it is registered to them. How to buy second-hand safely
    ");
    let message = [("message", "It leans at the station")];
    assert_snapshot!(said(&server, &answer(&page, &message).await), @"
    # Message sent
    We have sent it to the owner of the bike
    Thank you. If the bike is in the way or may be stolen, call 101 or tell your council as well.
    ## If the owner answers
    You did not leave an e-mail address. Keep the address of this page to see an answer: https://SITE/messages/TOKEN
    You, 4 June 2031, midday
    It leans at the station
    Write to the owner
    Do not write your address or phone number.
    You can enter up to 1000 characters
    > Send
    Add a photo to your message (optional)
    JPEG, PNG or WebP, up to 40 MB, three in all. We remove hidden data, such as where it was taken.
    > Add the photo
    ! Warning Never meet anyone alone about a bike, and never pay to get it back. If something doesn’t feel right, call 101.
    This conversation will end on 2 September 2031 if nobody writes. Anyone who has this page’s address can read it and write in it, so do not pass it on.
    ## Is something wrong?
    If you did not write this, or somebody threatens you, report these messages to the police. In an emergency, call 999.
    ");
    let page = visitor.open(&stolen).await.expect(200);
    assert_snapshot!(said(&server, &page), @"
    # Bike with label 12345-678YB
    ## Reported stolen
    Do not buy this bike, do not confront anyone, and do not take it back yourself.
    Call 101, or 999 if somebody is taking or selling it right now. Then tell the owner here.
    ## Tell the owner
    We will pass your message on. We will not tell either of you who the other is.
    Message
    Where is the bike? How long has it been there? Is it damaged?
    You can enter up to 1000 characters
    Say when and where you saw it
    This is optional. If you tell us, the police can see your message and photos too, which helps them to find the bike.
    When did you see it?
    Now, or just now
    Earlier today
    On another day
    Which day?
    For example, 27 6 2026
    Day
    Month
    Year
    Where did you see it?
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
    Your e-mail address (optional)
    We will e-mail you when the owner answers. The owner will not see your address.
    On the next page you can add photos.
    How we use your details
    > Send to the owner
    ");
    assert_snapshot!(said(&server, &answer(&page, &message).await), @"
    # Message sent
    We have sent it to the owner of the bike
    This bike is reported stolen. If you have not called 101 yet, call now and say where it is. Leave it for the police to collect.
    ## If the owner answers
    You did not leave an e-mail address. Keep the address of this page to see an answer: https://SITE/messages/TOKEN
    You, 4 June 2031, midday
    It leans at the station
    Write to the owner
    Do not write your address or phone number.
    You can enter up to 1000 characters
    > Send
    Add a photo to your message (optional)
    JPEG, PNG or WebP, up to 40 MB, three in all. We remove hidden data, such as where it was taken.
    > Add the photo
    ! Warning Never meet anyone alone about a bike, and never pay to get it back. If something doesn’t feel right, call 101.
    This conversation will end on 2 September 2031 if nobody writes. Anyone who has this page’s address can read it and write in it, so do not pass it on.
    ## Is something wrong?
    If you did not write this, or somebody threatens you, report these messages to the police. In an emergency, call 999.
    ");
    let nothing = MarkCode::from_data([9; 8]).compact();
    let not_ours = visitor.open(&format!("/m/{nothing}")).await.expect(404);
    assert_snapshot!(said(&server, &not_ours), @"
    # This is not one of our codes
    Compare what you entered with the label, character by character.
    If the label is from another scheme, its number may still be on our register. Check the number. If you found the bike, call 101.
    Code on the label
    For example, 7KQ4M-2X9TD. Type ? for a character that you cannot read.
    > Continue
    ");
    let slip = format!("{}8", &with_owner[..12]);
    assert_snapshot!(read(&server, &visitor, &slip).await, @"
    # Is this the code on the label?
    7MY4J-2W9QV
    The tenth character is probably V, not 8.
    Compare it with the label. We can correct one wrong character, but only you can see the label.
    Yes, that is the code
    ## No, the label says something else
    Code on the label
    For example, 7KQ4M-2X9TD. Type ? for a character that you cannot read.
    > Continue
    ");
}

#[tokio::test]
async fn what_people_who_scan_a_label_that_says_little_read() {
    let server = Server::start(at_noon().demo()).await;
    let marks: Vec<String> = blank_marks("cycle-campaign")
        .iter()
        .take(4)
        .map(MarkCode::compact)
        .collect();
    let visitor = server.browser();
    let path = |place: usize| format!("/m/{}", marks[place]);
    assert_snapshot!(read(&server, &visitor, &path(0)).await, @"
    # This label is not on a bike yet
    7NA5Q-9JNKS
    It is one of our labels, but no bike is registered with it.
    ## If it is on your bike
    Register your bike and enter this code when you are asked for it. It takes two minutes.
    ## If it is on a bike that is for sale, or that you found
    This label does not show who owns the bike. Check the frame number, and call 101 if you found the bike.
    ");

    registered(
        &visitor,
        &with_label("QXZ100K1001A", "eve@example.org", &marks[1]),
    )
    .await;
    let page = visitor.open(&path(1)).await.expect(200);
    assert_snapshot!(said(&server, &page), @"
    # Label X5N33-5SVYX is not confirmed yet
    Somebody has entered this label’s code on our website but has not confirmed it yet. Until they do, the label tells you nothing about the bike.
    Buying this bike? The label does not show who owns it. Check the frame number instead.
    ## Leave a message
    We will keep your message, and send it when they confirm the label. If you found the bike, call 101 as well. We will not tell you who gets the message.
    Message
    Where is the bike? How long has it been there? Is it damaged?
    You can enter up to 1000 characters
    Say when and where you saw it
    This is optional. If you tell us, the police can see your message and photos too, which helps them to find the bike.
    When did you see it?
    Now, or just now
    Earlier today
    On another day
    Which day?
    For example, 27 6 2026
    Day
    Month
    Year
    Where did you see it?
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
    Your e-mail address (optional)
    We will e-mail you when the owner answers. The owner will not see your address.
    On the next page you can add photos.
    How we use your details
    > Leave the message
    ");
    let kept = answer(&page, &[("message", "It leans at the station")]).await;
    assert_snapshot!(said(&server, &kept), @"
    # Message saved
    We will send it when somebody confirms the registration
    Thank you. If the bike is in the way or may be stolen, call 101 or tell your council as well.
    ## If the owner answers
    You did not leave an e-mail address. Keep the address of this page to see an answer: https://SITE/messages/TOKEN
    You, 4 June 2031, midday
    It leans at the station
    Write to the owner
    Do not write your address or phone number.
    You can enter up to 1000 characters
    > Send
    Add a photo to your message (optional)
    JPEG, PNG or WebP, up to 40 MB, three in all. We remove hidden data, such as where it was taken.
    > Add the photo
    ! Warning Never meet anyone alone about a bike, and never pay to get it back. If something doesn’t feel right, call 101.
    This conversation will end on 2 September 2031 if nobody writes. Anyone who has this page’s address can read it and write in it, so do not pass it on.
    ## Is something wrong?
    If you did not write this, or somebody threatens you, report these messages to the police. In an emergency, call 999.
    ");

    let (owner, bike) = an_owner(&server, &with_label("QXZ100K1002A", "ada@example.org", &marks[2])).await;
    let retire = owner.open(&format!("{bike}/retire")).await.expect(200);
    answer(&retire, &[("why", "scrapped")]).await;
    assert_snapshot!(read(&server, &visitor, &path(2)).await, @"
    # The owner no longer has this bike
    24QDJ-JX3RB
    They may have sold it or scrapped it. Nobody has reported it stolen here.
    If it is yours now, register it. If you found the bike, call 101 and tell them this code.
    ");

    an_owner(&server, &Telling::of("QXZ100K1003A", "bob@example.org")).await;
    an_owner(
        &server,
        &with_label("QXZ100K1003A", "cleo@example.org", &marks[3]),
    )
    .await;
    assert_snapshot!(read(&server, &visitor, &path(3)).await, @"
    # Bike with label 530YY-G3PYF
    ## Ask the police about this bike
    Another bike on our register has the same number. We cannot say whose bike this is.
    Do not buy it until the police have looked into it. Call 101 and give them the code on the label. Do not confront anyone.
    Is it your bike? You do not need to do anything. The police will look into it. They may ring you.
    ");
}
