//! What each form says at a field that is not valid.

mod owners;

use super::{at_noon, demo_for, wrong};
use crate::events::{a_plan, planned, published};
use crate::people::{blank_marks, signed_in};
use insta::assert_snapshot;
use jiff::civil::date;
use tests::{Form, Server};

/// What somebody types by mistake: the name of each field with its text.
type Typed<'a> = &'a [(&'a str, &'a str)];

/// Returns what a form says to each of these cases, with a blank line between them.
async fn each_wrong(form: &Form, cases: &[Typed<'_>]) -> String {
    let mut said = Vec::new();
    for typed in cases {
        said.push(wrong(form, typed).await);
    }
    said.join("\n\n")
}

#[tokio::test]
async fn what_visitors_forms_cannot_take() {
    let server = Server::start(at_noon().demo()).await;
    let visitor = server.browser();
    let long = "x".repeat(5_000);
    let sign_in = visitor.open("/sign-in").await.expect(200).form();
    let said = each_wrong(
        &sign_in,
        &[&[], &[("email", "robin at example")], &[("email", &long)]],
    )
    .await;
    assert_snapshot!(said, @"
    Enter an e-mail address

    Enter an e-mail address in the correct format, like name@example.org

    E-mail address must be 254 characters or fewer
    ");
    let claim = visitor.open("/claim").await.expect(200).form();
    let names: Vec<String> = claim.names().into_iter().map(str::to_owned).collect();
    let odd: Vec<(&str, &str)> = names
        .iter()
        .filter(|name| ["mark", "claim", "email"].contains(&name.as_str()))
        .map(|name| (name.as_str(), "?"))
        .collect();
    assert_snapshot!(each_wrong(&claim, &[&[], &odd]).await, @"
    Enter a mark code, such as 7KQ4M-2X9TD
    Enter the claim code on the slip
    Enter an e-mail address

    Enter a mark code, such as 7KQ4M-2X9TD
    A claim code has eight letters and digits, such as 7KQ4-2X9T
    Enter an e-mail address in the correct format, like name@example.org
    ");

    let coordinator = signed_in(&server, "coordinator@example.org").await;
    let id = planned(a_plan(&coordinator, date(2031, 7, 2), "Summer").await).await;
    published(&coordinator, &id).await;
    let book = visitor.open(&format!("/events/{id}/book")).await.expect(200);
    let said = each_wrong(
        &book.form(),
        &[
            &[],
            &[("name", "Robin Rowe")],
            &[("name", "Robin Rowe"), ("email", "robin"), ("phone", "ring me")],
            &[("name", &long), ("email", &long), ("phone", &long)],
        ],
    )
    .await;
    assert_snapshot!(said, @"
    Choose a time
    Enter your name
    Enter an e-mail address or a phone number

    Choose a time
    Enter an e-mail address or a phone number

    Choose a time
    Enter an e-mail address in the correct format, like name@example.org
    Enter a telephone number, like 01223 496 0000 or 07700 900 982

    Choose a time
    Your name must be 100 characters or fewer
    E-mail address must be 254 characters or fewer
    Enter a telephone number, like 01223 496 0000 or 07700 900 982
    ");
}

#[tokio::test]
async fn what_officers_forms_cannot_take() {
    let (_server, officer) = demo_for("officer").await;
    let long = "x".repeat(5_000);
    let look_up = officer.open("/police/look-up").await.expect(200).form();
    let said = each_wrong(
        &look_up,
        &[
            &[],
            &[("number", "QXZ771K5530W")],
            &[("reason", "PS/2031/118")],
            &[("number", "?"), ("reason", "PS/2031/118")],
            &[("number", &long), ("reason", &long)],
        ],
    )
    .await;
    assert_snapshot!(said, @"
    Enter a number, a mark, or what the bike looks like
    Enter a reason for looking, such as a property or crime reference

    Enter a reason for looking, such as a property or crime reference

    Enter a number, a mark, or what the bike looks like

    Enter at least one letter or digit of the number

    What you can read must be 200 characters or fewer
    Reason must be 200 characters or fewer
    ");
    let recovery = officer.open("/police/recoveries/new").await.expect(200).form();
    let said = each_wrong(
        &recovery,
        &[
            &[],
            &[("property_ref", &long), ("read", &long), ("place", &long)],
            &[("property_ref", "PS/2031/120"), ("read", "?")],
        ],
    )
    .await;
    assert_snapshot!(said, @"
    Enter the property reference

    The property reference must be 60 characters or fewer
    What was read must be 200 characters or fewer
    Where it was found must be 200 characters or fewer

    Enter at least one letter or digit of the number
    ");
}

#[tokio::test]
async fn what_coordinators_forms_cannot_take() {
    let (_server, coordinator) = demo_for("coordinator").await;
    let long = "x".repeat(5_000);
    let plan = coordinator.open("/partner/events/new").await.expect(200).form();
    assert_snapshot!(wrong(&plan, &[]).await, @"
    Enter a name
    Enter the name of the place
    Enter the day
    Enter the time it starts, such as 10am
    Enter the time it ends, such as 2pm
    Choose whether people book
    ");
    let plan = a_plan(&coordinator, date(2031, 7, 2), "Summer").await;
    let said = each_wrong(
        &plan,
        &[
            &[
                ("name", ""),
                ("place", ""),
                ("point", ""),
                ("starts", ""),
                ("ends", ""),
            ],
            &[
                ("name", &long),
                ("place", &long),
                ("about", &long),
                ("bring", &long),
            ],
            &[("point", "nowhere"), ("starts", "late"), ("ends", "25:00")],
            &[("on_year", "2030")],
            &[("on_day", "31"), ("on_month", "6")],
            &[("ends", "9am")],
            &[("minutes", "90"), ("places", "0")],
            &[("minutes", "some"), ("places", "many")],
        ],
    )
    .await;
    assert_snapshot!(said, @"
    Enter a name
    Enter the name of the place
    Enter the time it starts, such as 10am
    Enter the time it ends, such as 2pm

    The name must be 100 characters or fewer
    The place must be 200 characters or fewer
    What to expect must be 2000 characters or fewer
    What to bring must be 500 characters or fewer

    Enter a full postcode like CB2 3QJ, or degrees like 52.20540, 0.11900
    Enter a time like 6:30pm or 18:30
    Enter a time like 6:30pm or 18:30

    The event must be in the future

    The day must be a real date

    The event must end after it starts

    Bikes per slot must be from 1 to 100

    Enter the length of each slot in minutes, such as 15
    Enter how many bikes you can mark in each slot, such as 2
    ");
    let make = coordinator.open("/partner/batches/new").await.expect(200).form();
    assert_snapshot!(each_wrong(&make, &[&[], &[("count", "many")]]).await, @"
    Enter how many marks to make, from 1 to 10000

    Enter how many marks to make, from 1 to 10000
    ");
}

#[tokio::test]
async fn what_the_desk_cannot_take() {
    let (_server, volunteer) = demo_for("volunteer").await;
    let long = "x".repeat(5_000);
    let label = volunteer.open("/desk/online").await.expect(200).form();
    let theirs = blank_marks("ely-cyclists")[0].to_string();
    let said = each_wrong(
        &label,
        &[
            &[],
            &[("code", "7KQ")],
            &[("code", "🚲")],
            &[("code", &theirs)],
            &[("code", &long)],
        ],
    )
    .await;
    assert_snapshot!(said, @"
    Enter a mark code, such as 7KQ4M-2X9TD

    A mark code has ten characters, and this has 3. Type ? for each one that you cannot read

    Enter a mark code, such as 7KQ4M-2X9TD

    This label belongs to another organisation. Use one from your own kit

    A mark code has ten characters, and this has more
    ");
    let code = blank_marks("cycle-campaign")[0].to_string();
    let bike = label.fill("code", &code).submit().await.expect(200).form();
    let said = each_wrong(
        &bike,
        &[
            &[],
            &[
                ("frame_number", "A"),
                ("name", "Robin Rowe"),
                ("email", "robin"),
                ("phone", "ring me"),
                ("postcode", "nowhere"),
            ],
            &[
                ("frame_number", &long),
                ("make", &long),
                ("features", &long),
                ("name", &long),
            ],
        ],
    )
    .await;
    assert_snapshot!(said, @"
    Enter the frame number, or choose why there is none
    Enter the make, or “unknown” if there is no name on it
    Choose the main colour
    Enter the owner’s name
    Enter an e-mail address or a phone number
    Ask the owner, then tick that they agree

    Enter the make, or “unknown” if there is no name on it
    Choose the main colour
    Enter an e-mail address in the correct format, like name@example.org
    Enter a telephone number, like 01223 496 0000 or 07700 900 982
    Enter a full UK postcode, like CB1 2AB
    Ask the owner, then tick that they agree

    Frame number must be 100 characters or fewer
    Make must be 100 characters or fewer
    Choose the main colour
    Distinguishing features must be 300 characters or fewer
    Name must be 100 characters or fewer
    Enter an e-mail address or a phone number
    Ask the owner, then tick that they agree
    ");
}
