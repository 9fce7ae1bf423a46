//! What people are told at the fields of a registration and of a report of theft.

use super::{Typed, each_wrong};
use crate::people::{Telling, an_owner, at};
use crate::said::{answer, at_noon};
use insta::assert_snapshot;
use tests::{Page, Server};

/// Goes from question to question. Each is first answered wrongly, if that is possible, and then correctly.
async fn each_question(mut page: Page, right: &[Typed<'_>], wrong: &[(&str, &[Typed<'_>])]) -> String {
    let mut said = Vec::new();
    for typed in right {
        let question = page.path().rsplit('/').next().unwrap_or_default().to_owned();
        if let Some((_, cases)) = wrong.iter().find(|(name, _)| *name == question) {
            said.push(format!("{question}:\n{}", each_wrong(&page.form(), cases).await));
        }
        page = answer(&page, typed).await;
    }
    said.join("\n\n")
}

#[tokio::test]
async fn what_a_registration_cannot_take() {
    let server = Server::start(at_noon()).await;
    let start = server.browser().open("/register/email").await.expect(200);
    let long = "x".repeat(5_000);
    let wrong: [(&str, &[Typed<'_>]); 9] = [
        (
            "email",
            &[
                &[],
                &[("email", "robin")],
                &[("email", "robin@gmial.com")],
                &[("email", &long)],
            ],
        ),
        (
            "frame-number",
            &[
                &[],
                &[("known", "yes")],
                &[("known", "yes"), ("frame_number", "🚲")],
                &[("known", "yes"), ("frame_number", "123456789")],
                &[("known", "yes"), ("frame_number", &long)],
            ],
        ),
        ("make", &[&[], &[("make", &long)]]),
        ("model", &[&[("model", &long)]]),
        ("colours", &[&[]]),
        (
            "other-numbers",
            &[
                &[("kind_1", "battery")],
                &[("number_1", "B 77-1")],
                &[("kind_1", "battery"), ("number_1", &long)],
            ],
        ),
        ("features", &[&[("features", &long)]]),
        (
            "mark",
            &[&[("mark", "7KQ")], &[("mark", "99999999YX")], &[("mark", "🚲")]],
        ),
        (
            "you",
            &[
                &[],
                &[("name", &long), ("phone", &long), ("postcode", &long)],
                &[
                    ("name", "Robin Rowe"),
                    ("phone", "ring me"),
                    ("postcode", "nowhere"),
                ],
            ],
        ),
    ];
    let telling = Telling::of("WTU316C2137N", "ada@example.org");
    let right = telling.answers();
    let right: Vec<Typed<'_>> = right.iter().map(|(_, typed)| typed.as_slice()).collect();
    assert_snapshot!(each_question(start, &right, &wrong).await, @"
    email:
    Enter an e-mail address

    Enter an e-mail address in the correct format, like name@example.org

    Did you mean robin@gmail.com? Change it, or press the button again if it is right

    E-mail address must be 254 characters or fewer

    frame-number:
    Choose whether you can read the frame number

    Enter the frame number, or choose “No, I can’t find it or read it”

    Enter a frame number with letters or digits

    Is this really the number? Many people write this when they have none. If it is on the frame, press the button again

    Frame number must be 100 characters or fewer

    make:
    Enter the make, or tick “I do not know”

    The make must be 60 characters or fewer

    model:
    The model must be 80 characters or fewer

    colours:
    Choose the main colour

    other-numbers:
    Enter the number for “Battery”, or clear its type

    Choose what this number is

    Enter a number of up to 64 letters and digits

    features:
    The description must be 500 characters or fewer

    mark:
    A mark code has ten characters, and this has 3. Type ? for each one that you cannot read

    This is not one of our codes. Check it, or leave it empty

    Enter a mark code, such as 7KQ4M-2X9TD

    you:
    Enter your name
    Enter a postcode

    Your name must be 80 characters or fewer
    Enter a telephone number, like 01223 496 0000 or 07700 900 982
    Enter a full UK postcode, like CB1 2AB

    Enter a telephone number, like 01223 496 0000 or 07700 900 982
    Enter a full UK postcode, like CB1 2AB
    ");
}

#[tokio::test]
async fn what_a_report_of_theft_cannot_take() {
    let server = Server::start(at_noon()).await;
    let (owner, bike) = an_owner(&server, &Telling::of("WTU316C2137N", "ada@example.org")).await;
    let start = owner.open(&format!("{bike}/report-stolen")).await.expect(200);
    let long = "x".repeat(5_000);
    let (seen, gone) = (at("2031-06-01", "6pm"), at("2031-06-02", "8am"));
    let (unreal, to_come, early) = (
        at("2031-02-31", "late"),
        at("2031-06-05", "6pm"),
        at("2031-05-31", "6pm"),
    );
    let wrong: [(&str, &[Typed<'_>]); 9] = [
        ("report-stolen", &[&[], &unreal, &to_come]),
        ("gone", &[&[], &early, &to_come]),
        (
            "where",
            &[
                &[],
                &[("where_by", "named")],
                &[("where_by", "postcode"), ("where_postcode", "nowhere")],
                &[("where_by", "pin"), ("where_pin", "nowhere")],
                &[("where_by", "pin"), ("where_pin", "40.0, 0.1")],
                &[("where_by", "ward")],
                &[("where_by", "unknown"), ("place", &long)],
            ],
        ),
        ("lock", &[&[]]),
        ("how", &[&[], &[("beaten", "not-known"), ("how", &long)]]),
        ("camera", &[&[], &[("camera", "yes"), ("camera_where", &long)]]),
        ("taken", &[&[("taken", &long)]]),
        ("insurer", &[&[("insurer", &long)]]),
        (
            "police",
            &[
                &[],
                &[("told", "yes"), ("reference_1", "35/12345/31")],
                &[("told", "yes"), ("reference_1", &long), ("kind_1", "crime")],
            ],
        ),
    ];
    let right: [Typed<'_>; 9] = [
        &seen,
        &gone,
        &[("where_by", "unknown")],
        &[("lock", "other")],
        &[("beaten", "not-known")],
        &[("camera", "not-known")],
        &[],
        &[],
        &[("told", "not-yet")],
    ];
    assert_snapshot!(each_question(start, &right, &wrong).await, @"
    report-stolen:
    Enter the day it was last seen
    Choose a time, or “Not sure”

    The day it was last seen must be a real date
    Enter a time like 6:30pm or 18:30

    The day it was last seen must be today or in the past

    gone:
    Enter the day somebody noticed that it was gone
    Choose a time, or “Not sure”

    The time somebody noticed that it was gone must be after it was last seen (1 June 2031, 6pm)

    The day somebody noticed that it was gone must be today or in the past

    where:
    Choose how to tell us where it was, or “Not known”

    Choose a place from the list

    Enter a full UK postcode, like CB1 2AB

    Enter a grid reference like TL 451 585, or coordinates like 52.2053, 0.1218

    That place is not in the UK. Check the letters and numbers

    Choose an area from the list

    What you say about the place must be 300 characters or fewer

    lock:
    Choose what it was locked with

    how:
    Choose how it was taken, or “Not known”

    How it was taken must be 500 characters or fewer

    camera:
    Choose whether there is a camera

    Where the camera is must be 200 characters or fewer

    taken:
    What else was taken must be 300 characters or fewer

    insurer:
    The insurer must be 100 characters or fewer

    police:
    Choose whether you have told the police

    Choose what the reference is

    The reference must be 40 characters or fewer
    ");
}
