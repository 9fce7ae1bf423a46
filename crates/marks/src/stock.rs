//! What labels are printed on, and where each label is on a sheet.

/// A sheet or roll of labels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Stock {
    /// Avery L7160, 21 on a sheet of A4, 63.5 by 38.1 mm.
    #[default]
    L7160,
    /// Avery L7159, 24 on a sheet of A4, 63.5 by 33.9 mm.
    L7159,
    /// Avery L7651, 65 on a sheet of A4, 38.1 by 21.2 mm.
    L7651,
    /// Single labels of 62 by 36 mm off a roll that is 62 mm wide.
    Roll62,
}

/// Where the labels are on a sheet, in millimetres from the top left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometry {
    /// How wide the page is.
    pub page_width: f64,
    /// How high the page is.
    pub page_height: f64,
    /// How wide a label is.
    pub width: f64,
    /// How high a label is.
    pub height: f64,
    /// How many labels are side by side.
    pub columns: usize,
    /// How many labels are one above another.
    pub rows: usize,
    /// Where the first label starts, from the left.
    pub left: f64,
    /// Where the first label starts, from the top.
    pub top: f64,
    /// From the left edge of a label to that of the next.
    pub across: f64,
    /// From the top edge of a label to that of the next.
    pub down: f64,
}

impl Stock {
    /// Returns every stock.
    #[must_use]
    pub const fn all() -> [Self; 4] {
        [Self::L7160, Self::L7159, Self::L7651, Self::Roll62]
    }

    /// Returns the word that the command line and addresses use.
    #[must_use]
    pub const fn slug(self) -> &'static str {
        match self {
            Self::L7160 => "L7160",
            Self::L7159 => "L7159",
            Self::L7651 => "L7651",
            Self::Roll62 => "roll62",
        }
    }

    /// Returns what a page calls it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::L7160 => "Avery L7160: 21 on a sheet, 63.5 × 38.1 mm",
            Self::L7159 => "Avery L7159: 24 on a sheet, 63.5 × 33.9 mm",
            Self::L7651 => "Avery L7651: 65 on a sheet, 38.1 × 21.2 mm",
            Self::Roll62 => "62 mm roll: single labels, 62 × 36 mm",
        }
    }

    /// Reads a slug, in capitals or not.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        Self::all()
            .into_iter()
            .find(|stock| stock.slug().eq_ignore_ascii_case(raw.trim()))
    }

    /// Returns where the labels are on the sheet.
    #[must_use]
    pub const fn geometry(self) -> Geometry {
        match self {
            Self::L7160 => a4((63.5, 38.1), (3, 7), (7.21, 15.15), 66.04),
            Self::L7159 => a4((63.5, 33.9), (3, 8), (7.21, 12.9), 66.04),
            Self::L7651 => a4((38.1, 21.2), (5, 13), (4.67, 10.7), 40.64),
            Self::Roll62 => Geometry {
                page_width: 62.0,
                page_height: 36.0,
                width: 62.0,
                height: 36.0,
                columns: 1,
                rows: 1,
                left: 0.0,
                top: 0.0,
                across: 62.0,
                down: 36.0,
            },
        }
    }
}

/// A sheet of A4 whose labels touch one another above and below.
const fn a4(
    (width, height): (f64, f64),
    (columns, rows): (usize, usize),
    (left, top): (f64, f64),
    across: f64,
) -> Geometry {
    Geometry {
        page_width: 210.0,
        page_height: 297.0,
        width,
        height,
        columns,
        rows,
        left,
        top,
        across,
        down: height,
    }
}

impl Geometry {
    /// Returns how many labels a sheet has.
    #[must_use]
    pub const fn per_sheet(&self) -> usize {
        self.columns * self.rows
    }

    /// Returns the top left corner of a label, counted from 0, row by row.
    #[must_use]
    pub fn corner(&self, place: usize) -> (f64, f64) {
        let (row, column) = (place / self.columns, place % self.columns);
        (
            self.left + column as f64 * self.across,
            self.top + row as f64 * self.down,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_lie_inside_the_page_and_not_on_one_another() {
        for stock in Stock::all() {
            let is = stock.geometry();
            assert!(is.across >= is.width && is.down >= is.height, "{stock:?}");
            let (x, y) = is.corner(is.per_sheet() - 1);
            let (right, bottom) = (x + is.width, y + is.height);
            assert!(
                right <= is.page_width && bottom <= is.page_height,
                "{stock:?}: {right} {bottom}"
            );
            // The maker leaves the same margin at both edges.
            assert!((is.page_width - right - is.left).abs() < 0.05, "{stock:?} across");
            assert!((is.page_height - bottom - is.top).abs() < 0.05, "{stock:?} down");
            assert_eq!(Stock::parse(&stock.slug().to_lowercase()), Some(stock));
        }
        let counts = Stock::all().map(|stock| stock.geometry().per_sheet());
        assert_eq!(counts, [21, 24, 65, 1]);
        assert_eq!(Stock::parse("L9999"), None);
    }
}
