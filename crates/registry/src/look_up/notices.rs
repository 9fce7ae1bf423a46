//! Writes the notes about what was typed, which come before the results on the page and on the command line.

use super::{LookUp, Spelling, UnfixedMark};
use domain::mark::MarkStatus;

/// Returns the notes about the numbers that were typed.
pub fn of_numbers(
    are_of_different_bikes: bool,
    of_no_bike: &[String],
    unfixed: &[UnfixedMark],
) -> Vec<String> {
    let marks = unfixed.iter().map(|UnfixedMark(code, status)| match status {
        MarkStatus::Void => format!("Label {code} is one of ours. It was withdrawn, and is not on a bike."),
        _ => format!("Label {code} is one of ours. It is not on a bike yet."),
    });
    let differ = are_of_different_bikes.then(|| {
        "These numbers belong to different bikes. Is one of them on a part from another bike? A look-up is for one bike. \
         If you have several bikes, look them up as a list."
            .to_owned()
    });
    let unknown = match of_no_bike {
        [] => None,
        [number] => Some(format!(
            "No bike on the register has exactly the number {number}."
        )),
        numbers => Some(format!(
            "No bike on the register has exactly these numbers: {}.",
            numbers.join(", ")
        )),
    };
    let unknown = unknown.map(|unknown| {
        if are_of_different_bikes {
            unknown
        } else {
            format!("{unknown} A look-up is for one bike. If you have several bikes, look them up as a list.")
        }
    });
    differ.into_iter().chain(unknown).chain(marks).collect()
}

/// Returns the make and the model as they are probably spelt, if that is not how they were typed: "Carrera Vengeance".
pub fn as_spelt(spelling: &Spelling, asked: &LookUp) -> Option<String> {
    let names = [(&spelling.make, &asked.make), (&spelling.model, &asked.model)];
    let names = names.map(|(spelt, asked)| spelt.as_ref().or(asked.as_ref()));
    let names: Vec<&str> = names.into_iter().flatten().map(String::as_str).collect();
    (!spelling.is_none()).then(|| names.join(" "))
}
