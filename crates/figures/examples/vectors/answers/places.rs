//! Computes squares, Gi*, and how accurate lists are.

use super::record::{Fields, each, with};
use domain::place::{Point, area};
use figures::place::{Accuracy, Cell, SIDE_M, fullest, gi_star};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The bicycle thefts that the police recorded in January and February 2024.
const THEFTS: &str = include_str!("../../../../../fixtures/bicycle_thefts_2024.csv");

pub fn cell(list: &Value) -> Result<Value, String> {
    each(list, |one| {
        let point = Point::new(one.number("lat")?, one.number("lng")?).map_err(|error| error.to_string())?;
        with(one, &["lat", "lng"], json!({ "cell": pair(Cell::at(point)) }))
    })
}

pub fn gi_star_grid(list: &Value) -> Result<Value, String> {
    each(list, |one| {
        let (cols, rows) = (one.count("cols")? as i32, one.count("rows")? as i32);
        let values = one.numbers("values")?;
        if i64::from(cols) * i64::from(rows) != values.len() as i64 {
            return Err("there must be cols times rows values".to_owned());
        }
        let place = |at: usize| Cell {
            east: at as i32 % cols,
            north: at as i32 / cols,
        };
        let inside = |cell: &Cell| (0..cols).contains(&cell.east) && (0..rows).contains(&cell.north);
        let beside = |at: usize| {
            let beside = place(at).neighbours().filter(inside);
            beside.map(|one| (one.north * cols + one.east) as usize).collect()
        };
        let neighbours: Vec<Vec<usize>> = (0..values.len()).map(beside).collect();
        with(
            one,
            &["cols", "rows", "values"],
            json!({ "z": gi_star(&values, &neighbours) }),
        )
    })
}

pub fn gi_star_wards(one: &Value) -> Result<Value, String> {
    let values = one.numbers("values")?;
    let named = one.field("neighbours")?;
    let beside = |at: usize| {
        let beside = named
            .counts(&at.to_string())?
            .into_iter()
            .map(|other| other as usize);
        let beside: Vec<usize> = beside.collect();
        match beside.iter().find(|&&other| other >= values.len()) {
            Some(other) => Err(format!("neighbours: there is no ward {other}")),
            None => Ok(beside),
        }
    };
    let neighbours: Vec<Vec<usize>> = (0..values.len()).map(beside).collect::<Result<_, String>>()?;
    with(
        one,
        &["names", "neighbours", "values"],
        json!({ "z": gi_star(&values, &neighbours) }),
    )
}

pub fn pai(list: &Value) -> Result<Value, String> {
    each(list, |one| {
        let accuracy = Accuracy {
            caught: one.count("caught")?,
            thefts: one.count("thefts")?,
            marked: one.count("cells_marked")?,
            cells: one.count("cells")?,
            best: one.count("best")?,
        };
        let answers = json!({
            "hit_rate": accuracy.hit_rate(),
            "pai": accuracy.pai(),
            "pei_star": accuracy.pei_star(),
        });
        with(
            one,
            &["caught", "thefts", "cells_marked", "cells", "best"],
            answers,
        )
    })
}

pub fn cells(given: &Value) -> Result<Value, String> {
    let mut answers = json!({
        "origin": [52.2, 0.12],
        "radius_m": 6_371_008.8,
        "side_m": SIDE_M,
        "cells_with_middle_in_cambridge": MIDDLES["cambridge"].len(),
        "cells_with_middle_in_east_cambridgeshire": MIDDLES["east-cambs"].len(),
    });
    for name in given.as_object().ok_or("it is not an object")?.keys() {
        if let Some(month) = name.strip_prefix("highest_") {
            let counts = cambridge(&month.replace('_', "-"))?;
            let highest = fullest(&counts, given.list(name)?.len());
            answers[name] = highest
                .iter()
                .map(|cell| json!([pair(*cell), counts[cell]]))
                .collect();
        }
    }
    Ok(answers)
}

pub fn pai_cambridge(given: &Value) -> Result<Value, String> {
    let (train, test) = (cambridge(given.text("train")?)?, cambridge(given.text("test")?)?);
    let marked = fullest(&train, given.list("marked")?.len());
    // A square counts if its middle is in the area, or if a theft in the area is in the square.
    let mut area = MIDDLES["cambridge"].clone();
    area.extend(train.keys().chain(test.keys()));
    let accuracy = Accuracy::of(&marked.iter().copied().collect(), &test, area.len() as u64);
    let answers = json!({
        "marked": marked.into_iter().map(pair).collect::<Vec<_>>(),
        "cells": accuracy.cells,
        "caught": accuracy.caught,
        "thefts": accuracy.thefts,
        "best": accuracy.best,
        "hit_rate": accuracy.hit_rate(),
        "pai": accuracy.pai(),
        "pei_star": accuracy.pei_star(),
    });
    with(given, &["train", "test"], answers)
}

fn pair(cell: Cell) -> Value {
    json!([cell.east, cell.north])
}

/// The squares whose middle is in a partnership's area, by partnership.
static MIDDLES: LazyLock<BTreeMap<&str, BTreeSet<Cell>>> = LazyLock::new(|| {
    // Both districts are within this many squares of the origin: 30 km to the east and 44 km to the north.
    let all = (-80..150).flat_map(|east| (-40..220).map(move |north| Cell { east, north }));
    let mut middles: BTreeMap<&str, BTreeSet<Cell>> = BTreeMap::new();
    for cell in all {
        if let Some(partnership) = cell.middle().ok().and_then(area::partnership_at) {
            middles.entry(partnership).or_default().insert(cell);
        }
    }
    middles
});

/// Counts the thefts in Cambridge by square, in a month such as `2024-01`.
fn cambridge(month: &str) -> Result<BTreeMap<Cell, u64>, String> {
    let mut counts = BTreeMap::new();
    for row in csv::Reader::from_reader(THEFTS.as_bytes()).records() {
        let row = row.map_err(|error| error.to_string())?;
        let number = |at: usize| row.get(at).and_then(|text| text.parse::<f64>().ok());
        let point = number(5)
            .zip(number(4))
            .and_then(|(lat, lng)| Point::new(lat, lng).ok());
        let Some(point) = point.filter(|_| row.get(1) == Some(month)) else {
            continue;
        };
        if area::partnership_at(point) == Some("cambridge") {
            *counts.entry(Cell::at(point)).or_default() += 1;
        }
    }
    if counts.is_empty() {
        return Err(format!("there are no thefts for {month} here"));
    }
    Ok(counts)
}
