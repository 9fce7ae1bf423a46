use super::Grid;

/// A piece of a finished edition. The web page and the PDF show the same pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A heading below the title. The first level is 2.
    Heading {
        /// Its level.
        level: u8,
        /// Its id in the page.
        id: String,
        /// What it says.
        text: String,
    },
    /// A paragraph.
    Text(String),
    /// A table of a frozen block.
    Table {
        /// The id of the block.
        id: String,
        /// What it shows.
        caption: String,
        /// Its values.
        grid: Grid,
    },
    /// A picture of counts as bars. A table with the same numbers follows.
    Bars {
        /// Its id in the page.
        id: String,
        /// What it shows.
        title: String,
        /// What people can see in it, in a sentence.
        summary: String,
        /// The bars.
        bars: Vec<Bar>,
    },
}

/// A bar of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Its short name.
    pub label: String,
    /// Its count, or `None` if it is not shown.
    pub count: Option<u64>,
}
