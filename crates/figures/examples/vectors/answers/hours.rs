//! Computes the hours of theft windows.

use super::record::{Fields, with};
use domain::theft::TheftWindow;
use figures::hours::{self, Week};
use jiff::Timestamp;
use jiff::civil::Weekday;
use serde_json::{Map, Value, json};

pub fn aoristic(given: &Value) -> Result<Value, String> {
    let mut week = Week::default();
    let mut each = Vec::new();
    for one in given.list("each")? {
        let window = window(one)?;
        week.add(window);
        let weights = hours::spread(window);
        let used = weights.is_some();
        let mut by_name = Map::new();
        for weight in weights.unwrap_or_default() {
            by_name.insert(
                format!("{} {:02}", short(weight.day), weight.hour),
                json!(weight.weight),
            );
        }
        each.push(with(
            one,
            &["from", "to"],
            json!({ "used": used, "weights": by_name }),
        )?);
    }
    let hours = week.by_hour().into_iter().enumerate();
    // Hours without thefts are left out.
    let hours = hours.filter(|(_, thefts)| *thefts > 0.0);
    let by_hour: Map<String, Value> = hours
        .map(|(hour, thefts)| (format!("{hour:02}"), json!(thefts)))
        .collect();
    Ok(json!({ "each": each, "by_hour": by_hour, "too_wide": week.too_wide() }))
}

fn window(one: &Value) -> Result<TheftWindow, String> {
    let (from, to): (Timestamp, Timestamp) = (one.parsed("from")?, one.parsed("to")?);
    TheftWindow::new(from, to, to).map_err(|error| error.to_string())
}

fn short(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    }
}
