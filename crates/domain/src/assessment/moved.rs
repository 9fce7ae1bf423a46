use super::Block;
use std::collections::BTreeMap;

/// A value that moved from one freeze to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The caption of its block.
    pub block: String,
    /// The token of the value.
    pub token: String,
    /// The value in words: its row and column, or else its token.
    pub name: String,
    /// What it was, or `None` if it is new.
    pub was: Option<String>,
    /// What it is now, or `None` if it is no longer there.
    pub is: Option<String>,
}

/// Lists each value that moved from one freeze to another. Sentences are left out, because their numbers are listed.
pub fn moved(before: &[Block], after: &[Block]) -> Vec<Moved> {
    let mut all = Vec::new();
    for block in after {
        let known = before.iter().find(|known| known.id == block.id);
        compare(known, Some(block), &mut all);
    }
    for gone in before {
        if !after.iter().any(|block| block.id == gone.id) {
            compare(Some(gone), None, &mut all);
        }
    }
    all
}

fn compare(before: Option<&Block>, after: Option<&Block>, all: &mut Vec<Moved>) {
    let Some(block) = after.or(before) else { return };
    let (was, is) = (cells(before), cells(after));
    let mut found = differing(&block.caption, &was, &is);
    // A named number that is also a cell is listed once, as a cell.
    let named = differing(&block.caption, &named(before), &named(after));
    let is_cell = |one: &Moved| found.iter().any(|cell| cell.was == one.was && cell.is == one.is);
    let own: Vec<Moved> = named.into_iter().filter(|one| !is_cell(one)).collect();
    found.extend(own);
    all.extend(found);
}

/// The values of one freeze by their tokens, each with its name in words.
type Values = BTreeMap<String, (String, String)>;

fn differing(block: &str, was: &Values, is: &Values) -> Vec<Moved> {
    let gone = was.iter().filter(|(token, _)| !is.contains_key(*token));
    let value = |values: &Values, token: &str| values.get(token).map(|(_, value)| value.clone());
    let all = is.iter().chain(gone).map(|(token, (name, _))| Moved {
        block: block.to_owned(),
        token: token.clone(),
        name: name.clone(),
        was: value(was, token),
        is: value(is, token),
    });
    all.filter(|moved| moved.was != moved.is).collect()
}

fn cells(block: Option<&Block>) -> Values {
    let Some((block, grid)) = block.and_then(|block| Some((block, block.grid.as_ref()?))) else {
        return Values::new();
    };
    let rows = grid.rows.iter().flat_map(|row| {
        let cells = grid.columns.iter().zip(&row.cells);
        cells.map(move |((column, heading), cell)| {
            let token = format!("{}.{}.{column}", block.id, row.key);
            (token, (format!("{}, {heading}", row.label), cell.marked()))
        })
    });
    rows.collect()
}

fn named(block: Option<&Block>) -> Values {
    let tokens = block.into_iter().flat_map(|block| &block.tokens);
    let numbers = tokens.filter(|token| !token.name.ends_with(".sentence"));
    let values = numbers.filter_map(|token| {
        let value = token.value.clone()?;
        Some((token.name.clone(), (token.name.clone(), value)))
    });
    values.collect()
}
