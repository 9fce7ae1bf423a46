use super::forms::ProblemForm;
use super::forms::entry::{Write, answers};
use crate::shared::Errors;
use crate::shared::form::Typed;
use domain::problem::{Edit, Stage};

fn said(errors: &Errors) -> String {
    let all = errors.list().iter().map(|(id, said)| format!("{id}: {said}"));
    all.collect::<Vec<_>>().join("; ")
}

/// What an assessment's entry is made of, or what is wrong with it.
fn assessed(fields: &[(&str, &str)]) -> String {
    let typed = fields
        .iter()
        .fold(Typed::default(), |typed, (id, value)| typed.with(id, *value));
    match Write::at(Stage::Assessment).edit(&typed) {
        Ok(Edit::Write { answers, counts, .. }) => {
            let told = counts.map_or_else(
                || "no counts".to_owned(),
                |counts| {
                    let around = counts.control.map_or(0, |around| around.buffer.1);
                    format!("{} months, {:?}, {around}", counts.months, counts.action)
                },
            );
            format!("{} answers, {told}", answers.len())
        }
        Ok(other) => format!("{other:?}"),
        Err(errors) => said(&errors),
    }
}

#[test]
fn counts_come_together_or_not_at_all() {
    let action = [
        ("source", "Police records"),
        ("months", "6"),
        ("action-before", "20"),
        ("action-after", "8"),
    ];
    let with = |more: &[(&str, &str)]| assessed(&[action.as_slice(), more].concat());
    assert_eq!(
        assessed(&[("changed", "Fewer bikes on railings")]),
        "1 answers, no counts"
    );
    assert_eq!(with(&[]), "0 answers, 6 months, (20, 8), 0");
    let around = [
        ("control-before", "10"),
        ("control-after", "9"),
        ("buffer-before", "4"),
        ("buffer-after", "5"),
        ("buffer-control-before", "3"),
        ("buffer-control-after", "3"),
    ];
    assert_eq!(with(&around), "0 answers, 6 months, (20, 8), 5");
    assert_eq!(
        with(&around[..5]),
        "buffer-control-after: Enter a whole number, such as 12"
    );
    assert_eq!(
        assessed(&[
            ("months", "5"),
            ("action-before", "1,214"),
            ("action-after", "n/a")
        ]),
        "source: Say where the counts come from; months: Enter a whole number of months from 6 to 60; \
         action-before: Enter a whole number, such as 12; action-after: Enter a whole number, such as 12"
    );
    assert_eq!(
        assessed(&[
            ("action-before", "-3"),
            ("action-after", "12 %"),
            ("source", "X"),
            ("months", "12")
        ]),
        "action-before: Enter a whole number, such as 12; action-after: Enter a whole number, such as 12"
    );
}

#[test]
fn answers_that_are_too_long_are_refused() {
    let mut errors = Errors::default();
    let typed = Typed::default()
        .with("harm", "a".repeat(2_001))
        .with("repeats", "Thefts");
    assert!(answers(&mut errors, &typed, Stage::Scanning).is_none());
    assert_eq!(errors.list().len(), 1, "{}", said(&errors));
}
