//! The chart of a measure: its values, and the straight path from baseline to target. The table with the same numbers
//! is beside it on the page.

use domain::london;
use domain::plan::{Baseline, Measure};
use jiff::civil::Date;

/// The edges of the part of the picture that the lines may use.
const LEFT: f64 = 12.0;
const RIGHT: f64 = 348.0;
const TOP: f64 = 30.0;
const BOTTOM: f64 = 160.0;

/// A chart, ready to be shown.
#[derive(Clone, Debug)]
pub struct PathChart {
    /// The measure's number, which tells one chart on a page from another.
    pub id: u32,
    /// What it shows.
    pub title: String,
    /// What it says, in a sentence.
    pub summary: String,
    /// From baseline to target, as `x1 y1 x2 y2`.
    pub path: (String, String, String, String),
    /// The values in order, as the points of a line.
    pub line: String,
    /// Where each value lies.
    pub points: Vec<(String, String)>,
    /// The first day.
    pub from: String,
    /// The last day.
    pub to: String,
    /// The baseline in words.
    pub baseline: String,
    /// The target in words.
    pub target: String,
    /// How far down the baseline's words are.
    pub baseline_at: String,
    /// How far down the target's words are.
    pub target_at: String,
}

impl PathChart {
    /// Draws a measure that has a baseline, a target and a value.
    pub fn of(measure: &Measure) -> Option<Self> {
        let entered = &measure.measure;
        let Baseline::Known { value, on } = entered.baseline else {
            return None;
        };
        let (target, latest) = (entered.target?, measure.latest()?);
        let last_day = target.on.max(latest.on);
        let first_day = measure.values.first().map_or(on, |first| first.on.min(on));
        let scale = Scale::over((first_day, last_day), &values(measure, value, target.value));
        let (x, y) = (
            |day: Date| place(scale.x(day)),
            |value: f64| place(scale.y(value)),
        );
        let points: Vec<(String, String)> = measure
            .values
            .iter()
            .map(|measured| (x(measured.on), y(measured.value)))
            .collect();
        let line: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
        let written = |value: f64| entered.unit.written(value);
        Some(Self {
            id: measure.id,
            title: format!("{}: values and path to the target", entered.name),
            summary: format!(
                "From {} on {} to {} on {}. The latest value is {} on {}.",
                written(value),
                london::date(on),
                written(target.value),
                london::date(target.on),
                written(latest.value),
                london::date(latest.on),
            ),
            path: (x(on), y(value), x(target.on), y(target.value)),
            line: line.join(" "),
            points,
            from: london::date(first_day),
            to: london::date(last_day),
            baseline: written(value),
            target: written(target.value),
            baseline_at: place(label(scale.y(value))),
            target_at: place(label(scale.y(target.value))),
        })
    }
}

fn values(measure: &Measure, baseline: f64, target: f64) -> Vec<f64> {
    let measured = measure.values.iter().map(|measured| measured.value);
    measured.chain([baseline, target]).collect()
}

/// Puts a label above its line, or below where there is no room.
fn label(y: f64) -> f64 {
    if y < TOP + 10.0 { y + 18.0 } else { y - 8.0 }
}

fn place(at: f64) -> String {
    format!("{at:.1}")
}

/// Where days and values lie in the picture.
struct Scale {
    first: Date,
    days: f64,
    low: f64,
    span: f64,
}

impl Scale {
    fn over((first, last): (Date, Date), values: &[f64]) -> Self {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let days = f64::from((last - first).get_days()).max(1.0);
        // If all values are equal, the line is in the middle.
        let (low, span) = if high > low {
            (low, high - low)
        } else {
            (low - 0.5, 1.0)
        };
        Self {
            first,
            days,
            low,
            span,
        }
    }

    fn x(&self, day: Date) -> f64 {
        let gone = f64::from((day - self.first).get_days()) / self.days;
        LEFT + (RIGHT - LEFT) * gone.clamp(0.0, 1.0)
    }

    fn y(&self, value: f64) -> f64 {
        BOTTOM - (BOTTOM - TOP) * ((value - self.low) / self.span).clamp(0.0, 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use askama::Template;
    use domain::plan::{Direction, MeasuredValue, NewMeasure, Target, Unit};
    use jiff::civil::date;

    #[derive(Template)]
    #[template(path = "shared/path_chart/chart.html")]
    struct Only {
        chart: PathChart,
    }

    fn drawn(measure: &Measure) -> String {
        let chart = PathChart::of(measure).unwrap();
        Only { chart }.render().unwrap()
    }

    fn measured(target: f64, values: &[(f64, Date)]) -> Measure {
        let value = |(value, on): &(f64, Date)| MeasuredValue {
            value: *value,
            on: *on,
            out_of: None,
        };
        Measure {
            id: 4,
            version: 0,
            measure: NewMeasure {
                name: "Scams <reported>".into(),
                unit: Unit::Incidents,
                direction: Direction::Down,
                baseline: Baseline::Known {
                    value: 40.0,
                    on: date(2026, 4, 1),
                },
                target: Some(Target {
                    value: target,
                    on: date(2027, 3, 31),
                }),
                tolerance: 0.1,
                figure: None,
            },
            values: values.iter().map(value).collect(),
            overruled: None,
        }
    }

    #[test]
    fn the_chart_says_what_it_shows_and_draws_no_nonsense() {
        let svg = drawn(&measured(30.0, &[(38.0, date(2026, 7, 1))]));
        for part in [
            "role=\"img\"",
            "<title",
            "<desc",
            "latest value is 38 on 1 July 2026",
            "Scams &#60;reported&#62;",
        ] {
            assert!(svg.contains(part), "{part} in {svg}");
        }
        assert!(!svg.contains("style=") && !svg.contains("NaN") && !svg.contains("inf"));
        for level in [
            measured(40.0, &[(40.0, date(2026, 4, 1))]),
            measured(30.0, &[(9e8, date(2020, 1, 1))]),
        ] {
            let svg = drawn(&level);
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
        assert!(PathChart::of(&measured(30.0, &[])).is_none());
    }
}
