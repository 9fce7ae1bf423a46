//! A list as text, so that a form can carry it from one page to the next and it is not stored anywhere else.

use super::{Book, BookError, MOST_COLUMNS, MOST_ROWS, MOST_TEXT};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::{DeflateDecoder, DeflateEncoder};
use std::io::Read;

/// The most bytes that a list can have as text.
pub const MOST_CARRIED: usize = 12_000_000;
/// The most bytes that it may unpack to.
const MOST_UNPACKED: u64 = 6 * MOST_TEXT as u64;

impl Book {
    /// Writes the list as text of letters, digits and signs that a form can hold.
    ///
    /// # Errors
    /// [`BookError::TooMuchText`] when it is longer than a form may be.
    pub fn carry(&self) -> Result<String, BookError> {
        let json = serde_json::to_vec(self).map_err(|_| BookError::Damaged)?;
        let mut packed = Vec::new();
        DeflateEncoder::new(json.as_slice(), Compression::fast()).read_to_end(&mut packed)?;
        let text = STANDARD.encode(packed);
        if text.len() > MOST_CARRIED {
            return Err(BookError::TooMuchText);
        }
        Ok(text)
    }

    /// Reads a list that a form carried. Somebody may have changed it.
    ///
    /// # Errors
    /// [`BookError::Damaged`] when it is not what [`Book::carry`] wrote.
    pub fn carried(text: &str) -> Result<Self, BookError> {
        let packed = STANDARD.decode(text.trim()).map_err(|_| BookError::Damaged)?;
        let mut json = Vec::new();
        DeflateDecoder::new(packed.as_slice())
            .take(MOST_UNPACKED)
            .read_to_end(&mut json)
            .map_err(|_| BookError::Damaged)?;
        let book: Self = serde_json::from_slice(&json).map_err(|_| BookError::Damaged)?;
        let widest = book
            .sheets
            .iter()
            .flat_map(|tab| &tab.rows)
            .map(|row| row.cells.len());
        if book.len() > MOST_ROWS || widest.max().unwrap_or(0) > MOST_COLUMNS {
            return Err(BookError::Damaged);
        }
        Ok(book)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Line, Tab};
    use super::*;

    #[test]
    fn a_list_is_the_same_at_the_other_end_and_anything_else_is_refused() {
        let row = |line, cell: &str| Line {
            line,
            hidden: line == 2,
            cells: vec![cell.to_owned()],
        };
        let tab = Tab {
            rows: vec![row(1, "ref"), row(2, "a\nb \"c\"")],
            ..Tab::default()
        };
        let book = Book {
            sheets: vec![tab],
            note: None,
        };
        let text = book.carry().unwrap();
        assert_eq!(Book::carried(&format!(" {text}\r\n")).unwrap(), book);
        let mut bomb = Vec::new();
        DeflateEncoder::new([b' '; 1 << 20].repeat(64).as_slice(), Compression::best())
            .read_to_end(&mut bomb)
            .unwrap();
        for wrong in ["", "no", &STANDARD.encode("{}"), &STANDARD.encode(bomb)] {
            assert!(Book::carried(wrong).is_err());
        }
    }
}
