use serde::{Deserialize, Serialize};

/// A block of figures, frozen when a draft was made. It holds only what its release shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// The short word of its table, such as `wards`.
    pub id: String,
    /// What it shows.
    pub caption: String,
    /// The filter in words: area and period.
    pub filter: String,
    /// Where it comes from.
    pub cited: Cited,
    /// The definitions that it uses, each with its version.
    pub definitions: Vec<(String, u16)>,
    /// Whether only people inside the partnership may see it, so that it is never published.
    pub inside: bool,
    /// Its values, or `None` if the release leaves the table out.
    pub grid: Option<Grid>,
    /// The numbers and sentences that text names by token.
    pub tokens: Vec<Token>,
}

/// The release that a block comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// The number of the release.
    pub release: i64,
    /// Its quarter and correction in words, such as `2026/27 Q2`.
    pub quarter: String,
    /// The last place in the change feed that it counts: transaction and position.
    pub feed: (i64, i64),
    /// Its SHA-256, as hexadecimal digits.
    pub hash: String,
}

/// The values of a block, as they are shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grid {
    /// The heading of the first column.
    pub first: String,
    /// What its numbers are, for the headings of files.
    pub unit: String,
    /// The other columns: a short word and a heading.
    pub columns: Vec<(String, String)>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row of a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its short word in tokens.
    pub key: String,
    /// Its name.
    pub label: String,
    /// Its cells.
    pub cells: Vec<Cell>,
}

/// A value of a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// A number, a band, `[c]`, `[x]` or words.
    pub value: String,
    /// The note beside it: `[p]`, or `[r]` with the first value.
    pub note: String,
}

/// A number or sentence that text can name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// Its name, such as `thefts.total`.
    pub name: String,
    /// What is written in its place, or `None` if the release has no such figure.
    pub value: Option<String>,
}

/// What a withheld cell shows.
pub(super) const WITHHELD: &str = "[c]";

impl Cell {
    /// Writes it with its mark: `12`, `12 [p]`, `12 [r]`.
    pub fn marked(&self) -> String {
        let marks = ["[p]", "[r]"].into_iter().filter(|mark| self.note.contains(mark));
        let words: Vec<&str> = std::iter::once(self.value.as_str()).chain(marks).collect();
        words.join(" ")
    }
}

impl Block {
    /// Returns the cells that are withheld, as `row.column`.
    pub fn mask(&self) -> Vec<String> {
        let named = self.cells();
        let withheld = named.filter(|(_, cell)| cell.value == WITHHELD);
        withheld.map(|(name, _)| name).collect()
    }

    /// Goes through its cells, each with its name `row.column`.
    pub fn cells(&self) -> impl Iterator<Item = (String, &Cell)> {
        self.grid.iter().flat_map(|grid| {
            grid.rows.iter().flat_map(|row| {
                let cells = grid.columns.iter().zip(&row.cells);
                cells.map(|((column, _), cell)| (format!("{}.{column}", row.key), cell))
            })
        })
    }

    /// Finds a cell by its name `row.column`.
    pub fn cell(&self, name: &str) -> Option<&Cell> {
        self.cells()
            .find(|(known, _)| known == name)
            .map(|(_, cell)| cell)
    }
}

/// Writes the short word of a row: `Queen Edith’s` becomes `queen-ediths`.
pub fn row_key(label: &str) -> String {
    let mut key = String::new();
    for c in label.chars().filter(|c| !matches!(c, '’' | '\'')) {
        if c.is_alphanumeric() {
            key.extend(c.to_lowercase());
        } else if !key.ends_with('-') && !key.is_empty() {
            key.push('-');
        }
    }
    key.trim_end_matches('-').to_owned()
}
