//! Computes quarters, the days of meetings and lists, paths, and returned bikes.

use super::record::{Fields, each, interval, with};
use figures::interval::Share;
use figures::measure::Path;
use figures::period::{self, MeetingDays, Quarter};
use figures::recovery::{GotHome, Recovery};
use jiff::civil::{Date, DateTime};
use serde_json::{Value, json};

pub fn quarter(list: &Value) -> Result<Value, String> {
    each(list, |one| {
        let quarter = Quarter::of(one.parsed("day")?);
        let answers = json!({
            "quarter": quarter.to_string(),
            "from": quarter.first_day().to_string(),
            "to": quarter.last_day().to_string(),
            "closes": quarter.closes().to_string(),
            "returns_final": quarter.returns_final().to_string(),
        });
        with(one, &["day"], answers)
    })
}

pub fn meeting(list: &Value) -> Result<Value, String> {
    each(list, |one| {
        let days = MeetingDays::of(one.parsed("start")?);
        let minute = |at: DateTime| at.strftime("%Y-%m-%dT%H:%M").to_string();
        let answers = json!({
            "papers_due": days.papers_due.to_string(),
            "questions_by": minute(days.questions_by),
            "draft_minutes_due": days.draft_minutes_due.to_string(),
        });
        with(one, &["start"], answers)
    })
}

pub fn listed_until(list: &Value) -> Result<Value, String> {
    each(list, |one| {
        let until = period::listed_until(one.parsed("published")?);
        with(one, &["published"], json!({ "until": until.to_string() }))
    })
}

pub fn on_track(list: &Value) -> Result<Value, String> {
    each(list, |one| {
        let baseline = (one.number("baseline")?, one.parsed("baseline_on")?);
        let target = (one.number("target")?, one.parsed("target_on")?);
        let path =
            Path::new(baseline, target, one.number("tolerance")?).map_err(|error| error.to_string())?;
        let latest = match one.field("latest")? {
            Value::Null => None,
            _ => Some((one.number("latest")?, one.parsed("latest_on")?)),
        };
        let inputs = [
            "baseline",
            "baseline_on",
            "target",
            "target_on",
            "tolerance",
            "latest",
            "latest_on",
        ];
        with(one, &inputs, json!({ "answer": path.status(latest).slug() }))
    })
}

pub fn got_home(list: &Value) -> Result<Value, String> {
    each(list, |one| {
        let recoveries: Vec<Recovery> = one
            .list("recoveries")?
            .iter()
            .map(recovery)
            .collect::<Result<_, _>>()?;
        let got = GotHome::count(
            &recoveries,
            one.parsed("from")?,
            one.parsed("to")?,
            one.parsed("as_at")?,
        );
        let answers = json!({
            "recovered": got.recovered,
            "named": got.named,
            "home": got.home,
            "share_home": interval(got.share_home().and_then(Share::wilson)),
            "final": got.is_final,
        });
        with(one, &["recoveries", "from", "to", "as_at"], answers)
    })
}

fn recovery(days: &Value) -> Result<Recovery, String> {
    let day = |at: usize| match days.get(at) {
        Some(Value::String(text)) => text.parse::<Date>().map(Some).map_err(|error| error.to_string()),
        Some(Value::Null) => Ok(None),
        _ => Err("a recovery is three days: found, tied, returned".to_owned()),
    };
    Ok(Recovery {
        insured: None,
        found: day(0)?.ok_or("a recovery has a day on which it was found")?,
        tied: day(1)?,
        returned: day(2)?,
    })
}
