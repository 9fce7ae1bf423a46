//! Whether thefts moved next door, from counts that somebody typed. The words never name a cause.

use domain::problem::{BeforeAfter, Problem};
use figures::displacement::{self, Places};

const NO_CONTROL: &str = "There are no counts of a place to compare with, so there is no test.";
const TOO_LATE: &str = "The place to compare with was not written down before the day on which the first response began, so there is no test.";

/// Says in sentences what the counts of a case tell, or nothing if there are none.
pub fn moved(problem: &Problem) -> Vec<String> {
    let Some(counts) = problem.latest_counts() else {
        return Vec::new();
    };
    let Some(around) = counts.control else {
        return vec![NO_CONTROL.to_owned()];
    };
    if !problem.has_control_in_time() {
        return vec![TOO_LATE.to_owned()];
    }
    let of = |(before, after): BeforeAfter| displacement::BeforeAfter {
        before: u64::from(before),
        after: u64::from(after),
    };
    let places = Places {
        action: of(counts.action),
        control: of(around.control),
        buffer: of(around.buffer),
        buffer_control: of(around.buffer_control),
    };
    let wdd = places.wdd();
    let mut said = vec![format!(
        "The weighted displacement difference (WDD) is {:.0}, with a standard error of {:.1}.",
        wdd.wdd, wdd.standard_error
    )];
    said.push(if wdd.is_clear() {
        "Chance alone would seldom give a difference as large as this.".to_owned()
    } else {
        "This cannot be told from chance.".to_owned()
    });
    if let Some(wdq) = places.wdq() {
        said.push(format!("The weighted displacement quotient (WDQ) is {wdq:.2}."));
    }
    said.push("The test does not say why the counts differ.".to_owned());
    said
}
