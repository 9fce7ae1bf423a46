//! What people who check a number read: every answer.

use super::{answer, at_noon, imported, said};
use crate::people::{Telling, an_owner};
use domain::MarkCode;
use insta::assert_snapshot;
use tests::{Browser, Server};

async fn checked(server: &Server, browser: &Browser, number: &str) -> String {
    said(
        server,
        &browser.open(&format!("/check?number={number}")).await.expect(200),
    )
}

#[tokio::test]
async fn what_people_who_check_a_bike_read() {
    let server = Server::start(at_noon()).await;
    let mark = MarkCode::from_data([7, 20, 30, 4, 18, 2, 28, 9]).to_string();
    imported(
        &server,
        &format!(
            "external_ref,make,frame_number,mark,owner_name,owner_email,stolen_from,stolen_to\n\
             A,Trek,WTU316C2137N,{mark},Ada Abbott,ada@example.org,,\n\
             B,Trek,WSBC902120725N,,Bob Barnes,bob@example.org,2031-06-01T08:00:00Z,2031-06-01T17:00:00Z\n"
        ),
    );
    let (owner, bike) = an_owner(&server, &Telling::of("ABC777888", "cleo@example.org")).await;
    let retire = owner.open(&format!("{bike}/retire")).await.expect(200);
    answer(&retire, &[("why", "scrapped")]).await;

    let visitor = server.browser();
    let start = visitor.open("/check").await.expect(200);
    assert_snapshot!(said(&server, &start), @"
    # Check a bike
    Find out whether a bike is reported stolen, before you buy it or when you find it.
    Frame number, or the code on a label
    The whole number, at least 5 letters and digits. Spaces and hyphens do not matter.
    > Check
    Where to find the frame number
    Turn the bike over. The number is usually stamped under the frame, by the pedals. If it is not there, look below the handlebars, by the back wheel, and on the tube below the saddle. On an electric bike, the battery and the motor have numbers too. You can check any of them.
    We only tell you whether the bike is registered or reported stolen, never who owns it or where it is. We do not keep what you type here.
    ");
    assert_snapshot!(checked(&server, &visitor, "WSBC902120725N").await, @"
    # Check a bike
    ## Reported stolen
    A bike with the number WSBC902120725N is reported stolen. Do not buy it.
    ## What to do now
    - Do not confront anyone and do not try to take the bike back yourself.
    - If somebody is taking or selling it right now, call 999 when it is safe to.
    - Otherwise call 101, or report it on your police force’s website. Say where the bike is, and that Framemark shows it as stolen.
    - Tell the owner where it is. We will not tell them who you are.
    - If you have already paid for it, keep the advert, the messages and the receipt for the police.
    ## What this does not prove
    Two bikes can have the same number. Or the owner may have the bike back and not have told us yet. Let the police decide.
    ## Check another number
    Frame number, or the code on a label
    The whole number, at least 5 letters and digits. Spaces and hyphens do not matter.
    > Check
    ");
    assert_snapshot!(checked(&server, &visitor, "WTU316C2137N").await, @"
    # Check a bike
    ## Registered, not reported stolen
    A bike with the number WTU316C2137N is on this register, and nobody has reported it stolen here.
    ## If you are buying it
    - Ask the seller to show you that the bike is registered to them.
    - Read the number off the frame yourself. An advert can show another bike’s number.
    - If the number looks filed, painted over or hidden under a sticker, walk away.
    ## If you found it
    Tell the owner where it is. We will not tell them who you are.
    ## What this does not prove
    The owner may not have noticed yet that it is gone, or may have reported it only to the police. This does not prove that the seller is the owner.
    ## Check another number
    Frame number, or the code on a label
    The whole number, at least 5 letters and digits. Spaces and hyphens do not matter.
    > Check
    ");
    assert_snapshot!(checked(&server, &visitor, &mark).await, @"
    # Check a bike
    ## Registered, not reported stolen
    A bike with the number 7MY4J-2W9QV is on this register, and nobody has reported it stolen here.
    ## If you are buying it
    - Ask the seller to show you that the bike is registered to them.
    - Read the number off the frame yourself. An advert can show another bike’s number.
    - If the number looks filed, painted over or hidden under a sticker, walk away.
    ## If you found it
    Tell the owner where it is. We will not tell them who you are.
    ## What this does not prove
    The owner may not have noticed yet that it is gone, or may have reported it only to the police. This does not prove that the seller is the owner.
    ## Check another number
    Frame number, or the code on a label
    The whole number, at least 5 letters and digits. Spaces and hyphens do not matter.
    > Check
    ");
    assert_snapshot!(checked(&server, &visitor, "ABC777888").await, @"
    # Check a bike
    ## The owner no longer has this bike
    The owner of a bike with the number ABC777888 has told us that they no longer have it. Nobody has reported it stolen here.
    ## What to do now
    - If you are buying it, ask the seller for a receipt, and for proof of who they are.
    - If it is yours now, register it.
    - If you found it, call 101.
    ## What this does not prove
    The owner may have sold it or scrapped it. This does not prove that the seller owns it now.
    ## Check another number
    Frame number, or the code on a label
    The whole number, at least 5 letters and digits. Spaces and hyphens do not matter.
    > Check
    ");
    assert_snapshot!(checked(&server, &visitor, "ZZ99887766").await, @"
    # Check a bike
    ## Not on this register
    No bike with the number ZZ99887766 is on this register.
    ## What to do now
    - Check that you read the number on the frame, not on a part. It is usually under the frame, between the pedals. You can type 0 or O, 1 or I, 5 or S, 8 or B: we treat them as the same.
    - If you are buying it, check other registers too. Ask for a receipt, and for proof of who the seller is.
    - If you found it, call 101. It may be on another register that the police can see.
    - If it is yours, register it.
    ## What this does not prove
    Most bikes are not on any register. This one could still be stolen.
    ## Check another number
    Frame number, or the code on a label
    The whole number, at least 5 letters and digits. Spaces and hyphens do not matter.
    > Check
    ");
    let slip = format!("{}8", &mark[..10]);
    assert_snapshot!(checked(&server, &visitor, &slip).await, @"
    # Is this the code on the label?
    7MY4J-2W9QV
    The tenth character is probably V, not 8.
    Compare it with the label. We can correct one wrong character, but only you can see the label.
    Yes, that is the code
    ## No, it is something else
    Frame number, or the code on a label
    The whole number, at least 5 letters and digits. Spaces and hyphens do not matter.
    > Check
    ");
    let wrong = ["", "WTU3", "WTU316C213?N", "🚲🚲🚲🚲🚲🚲"];
    let mut errors = Vec::new();
    for number in wrong {
        errors.push(super::wrong(&start.form(), &[("number", number)]).await);
    }
    assert_snapshot!(errors.join("\n"), @"
    Enter a frame number, or the code on a label
    Enter at least 5 letters and digits of the number
    Enter the whole number. A number with ? or * cannot be checked
    Enter a frame number, or the code on a label
    ");
}
