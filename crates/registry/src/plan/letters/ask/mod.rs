//! The letter that asks an agency how its actions are going.

use crate::mail::letters::{Example, letter};
use domain::account::contact::EmailAddress;
use store::mail::Letter;

/// Makes the letter that asks an agency how its actions are going; one line for each action.
pub(crate) fn ask(to: &EmailAddress, report: &str, actions: &[String], link: &str) -> Letter {
    let list: String = actions.iter().map(|action| format!("- {action}\n")).collect();
    let report = report.replacen("Monitoring", "monitoring", 1);
    letter(
        to,
        "How are your agency’s actions going?",
        format!(
            "The partnership is writing its {report}. Please say how your agency’s actions are going:\n\n{list}\n\
             Open this link and fill in the form. You do not need to sign in:\n\n{link}\n\n\
             You can open the link as often as you like, and send the form again to correct it until the report is \
             closed. \
             You can pass this e-mail on to a colleague who knows more.\n"
        ),
    )
}

/// Makes an example of the letter.
pub(crate) fn sample(some: &Example) -> Letter {
    let actions = [
        "Visit homes where a fire is more likely (Under way, due 31 March 2027)".to_owned(),
        "Hold a fire safety week (Not started, due 30 June 2027)".to_owned(),
    ];
    ask(
        &some.to,
        "Monitoring report 2026/27 Q3",
        &actions,
        &some.link("/progress/AbC"),
    )
}
