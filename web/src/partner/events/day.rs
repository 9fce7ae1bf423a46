//! The bikes that were marked at an event's desks, for a spreadsheet. It has no owners and no frame numbers.

use super::event_id;
use crate::partner::batches::{file, plain};
use crate::shared::door::Fresh;
use crate::shared::guard::Coordinator;
use crate::shared::{App, HttpError, london};
use ::csv::Writer;
use axum::extract::{Path, State};
use axum::response::Response;
use domain::event::{MarkingEvent, Stage};
use jiff::Timestamp;
use registry::desk::day::{self, DayBike};

/// The columns. Only add new ones at the end, because other programs read them.
const COLUMNS: [&str; 9] = [
    "desk", "day", "time", "mark", "result", "make", "model", "kind", "colours",
];

/// Returns whether bikes may have been marked at an event.
pub(super) fn may_have_marked(marking: &MarkingEvent, now: Timestamp) -> bool {
    let was_held = matches!(marking.stage, Stage::Published | Stage::Closed);
    was_held && (marking.event.starts_at <= now || marking.event.desks_open_at(now))
}

pub(super) async fn csv(
    Fresh(Coordinator(coordinator)): Fresh<Coordinator>,
    State(app): State<App>,
    Path(id): Path<String>,
) -> Result<Response, HttpError> {
    let event = event_id(&id)?;
    let bikes = day::of_event(&app.registry, &coordinator, event).await?;
    let bikes = bikes.ok_or(HttpError::NotFound)?;
    let mut out = Writer::from_writer(Vec::new());
    out.write_record(COLUMNS).map_err(HttpError::internal)?;
    for bike in bikes {
        out.write_record(row(bike)).map_err(HttpError::internal)?;
    }
    let bytes = out
        .into_inner()
        .map_err(|error| HttpError::internal(error.to_string()))?;
    let name = format!("framemark-marked-{event}.csv");
    Ok(file("text/csv; charset=utf-8", &name, bytes))
}

fn row(bike: DayBike) -> [String; 9] {
    let looks = bike.description.unwrap_or_default();
    [
        plain(&bike.desk.unwrap_or_default()),
        bike.at
            .map(|at| london::date_of(at).to_string())
            .unwrap_or_default(),
        bike.at.map(london::clock_at).unwrap_or_default(),
        bike.mark.map(|mark| mark.to_string()).unwrap_or_default(),
        bike.became.label().to_owned(),
        plain(&looks.make.unwrap_or_default()),
        plain(&looks.model.unwrap_or_default()),
        looks.kind.map(|kind| kind.label().to_owned()).unwrap_or_default(),
        looks.colours.join(";"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::bike::Description;
    use registry::desk::day::Became;

    #[test]
    fn a_row_says_what_came_and_runs_no_formula() {
        let bike = DayBike {
            desk: Some("=Desk 1".to_owned()),
            at: Some("2026-06-20T09:30:00Z".parse().unwrap()),
            mark: None,
            became: Became::ToSortOut,
            description: Some(Description {
                make: Some("Trek".to_owned()),
                model: Some("+FX 2".to_owned()),
                colours: vec!["red".to_owned(), "black".to_owned()],
                ..Description::default()
            }),
        };
        let expected = [
            "'=Desk 1",
            "2026-06-20",
            "10:30am",
            "",
            "to sort out",
            "Trek",
            "'+FX 2",
            "",
            "red;black",
        ];
        assert_eq!(row(bike), expected);
    }
}
