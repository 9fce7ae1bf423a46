//! Where the values of a measure come from: people, or the figures when a quarter closes.

use super::{Field, Typed};
use crate::shared::{Choice, Errors};
use domain::plan::MeasuredFigure;

/// Asks where its values come from.
pub(super) fn field(typed: &Typed) -> Field {
    let by_hand = (String::new(), "People enter them".to_owned());
    let figures = MeasuredFigure::ALL.map(|figure| (figure.slug().to_owned(), figure.to_string()));
    let all = std::iter::once(by_hand).chain(figures);
    let field = Field::select(
        "figure",
        "Where do its values come from?",
        Choice::list(typed.get("figure"), all),
    );
    field.hint(
        "Figures are those of the register’s last twelve months. They fill the measure when a quarter closes",
    )
}

/// Reads where its values come from. An outer `None` means that it is not valid.
pub(super) fn read(errors: &mut Errors, typed: &Typed) -> Option<Option<MeasuredFigure>> {
    match typed.get("figure") {
        "" => Some(None),
        raw => {
            let figure = MeasuredFigure::parse(raw).map(Some);
            errors.keep("figure", figure.ok_or("Choose where its values come from"))
        }
    }
}
