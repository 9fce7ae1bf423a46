//! Works out whether there were more or fewer thefts, and whether thefts moved.

use super::record::{Fields, each, interval, with};
use figures::change::{self, Change, Counted, WIDENED_ABOVE};
use figures::displacement::{BeforeAfter, Places};
use serde_json::{Value, json};

pub fn two_periods(list: &Value) -> Result<Value, String> {
    each(list, |one| {
        let counted = |count, days| {
            let days = u32::try_from(one.count(days)?).map_err(|error| error.to_string())?;
            Ok::<_, String>(Counted {
                count: one.count(count)?,
                days,
            })
        };
        let dispersion = one.number("dispersion")?;
        let change = Change::new(
            counted("now", "days_now")?,
            counted("before", "days_before")?,
            dispersion,
        )
        .map_err(|error| error.to_string())?;
        let mut answers = json!({
            "ratio": change.ratio(),
            "interval": interval(change.interval()),
            "p": change.p(),
        });
        if dispersion > WIDENED_ABOVE {
            answers["interval_widened"] = interval(change.widened());
        }
        with(
            one,
            &["now", "days_now", "before", "days_before", "dispersion"],
            answers,
        )
    })
}

pub fn benjamini_hochberg(list: &Value) -> Result<Value, String> {
    each(list, |one| {
        with(
            one,
            &["p"],
            json!({ "kept": change::kept(&one.numbers("p")?, 0.05) }),
        )
    })
}

pub fn limits(list: &Value) -> Result<Value, String> {
    each(list, |one| {
        let limits = change::limits(one.number("expected")?).ok_or("expected must be above 0")?;
        let answers = json!({
            "warn": [limits.warn.0, limits.warn.1],
            "alarm": [limits.alarm.0, limits.alarm.1],
        });
        with(one, &["expected"], answers)
    })
}

pub fn cusum(list: &Value) -> Result<Value, String> {
    each(list, |one| {
        let found = change::cusum(&one.counts("counts")?, one.number("usual")?, one.number("worse")?);
        let found = found.ok_or("usual must be above 0 and worse above usual")?;
        with(
            one,
            &["counts", "usual", "worse"],
            json!({ "k": found.k, "sums": found.sums }),
        )
    })
}

pub fn displacement(list: &Value) -> Result<Value, String> {
    each(list, |one| {
        let (before, after) = (one.counts("before")?, one.counts("after")?);
        let [[action, control, buffer, buffer_control]] = [before.as_slice(), after.as_slice()]
            .iter()
            .all(|four| four.len() == 4)
            .then(|| {
                [std::array::from_fn(|at| BeforeAfter {
                    before: before[at],
                    after: after[at],
                })]
            })
            .ok_or("before and after need four counts each")?;
        let places = Places {
            action,
            control,
            buffer,
            buffer_control,
        };
        let wdd = places.wdd();
        let answers = json!({
            "wdd": wdd.wdd,
            "standard_error": wdd.standard_error,
            "z": wdd.z,
            "wdq": places.wdq(),
        });
        with(one, &["before", "after"], answers)
    })
}
