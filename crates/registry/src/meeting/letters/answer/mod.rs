//! The letter with the answer to a question that somebody sent to a meeting.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// What the letter says.
pub(crate) struct Answered<'a> {
    /// The group and the day of the meeting.
    pub(crate) meeting: &'a str,
    /// What was asked.
    pub(crate) question: &'a str,
    /// The answer.
    pub(crate) answer: &'a str,
    /// Whether another answer was sent before.
    pub(crate) is_changed: bool,
    /// The page of the meeting, if the public reads the answer there.
    pub(crate) page: Option<&'a str>,
}

/// Makes the letter to the person who asked.
pub(crate) fn answer(to: &EmailAddress, said: &Answered<'_>) -> Letter {
    let (subject, begins) = match said.is_changed {
        true => (
            "We have changed our answer to your question",
            "We have changed our answer to the question that you sent to",
        ),
        false => (
            "The answer to your question",
            "Thank you for the question that you sent to",
        ),
    };
    let page = match said.page {
        Some(page) => format!("The public can read your question and our answer here:\n\n{page}\n\n"),
        None => String::new(),
    };
    letter(
        to,
        subject,
        format!(
            "{begins} the {}.\n\nYou asked:\n\n{}\n\nOur answer:\n\n{}\n\n{page}\
             Nobody reads replies to this e-mail.\n",
            said.meeting, said.question, said.answer
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    let page = some.link("/partnership/cambridge/meetings/3");
    answer(
        &some.to,
        &Answered {
            meeting: "City Centre meeting, 25 February 2027",
            question: "When will the light in the bike park be mended?",
            answer: "It was mended on 3 March. The council now looks at it each week.",
            is_changed: false,
            page: Some(&page),
        },
    )
}
