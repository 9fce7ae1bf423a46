//! Computes tables with withheld cells. There are many good answers. The file's answer must be one of them, and ours
//! may withhold at most a quarter more cells.

use super::differences::compare;
use super::record::Fields;
use figures::withheld::{CellId, Mask, Raw, Rule, Tables};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub fn withheld(given: &Value) -> Result<(Value, Vec<String>), String> {
    let list = given.as_array().ok_or("it is not a list")?;
    let (mut answers, mut differences) = (Vec::new(), Vec::new());
    for (at, one) in list.iter().enumerate() {
        let path = format!("withheld[{at}]");
        let error = |error: String| format!("[{at}] {error}");
        let table = Table::read(one).map_err(error)?;
        let small = table.small().map_err(error)?;
        compare(
            &format!("{path}.only_small_withheld"),
            one.field("only_small_withheld")?,
            &small,
            &mut differences,
        );
        let ours = table.protected().map_err(error)?;
        let theirs = one.field("one_good_answer")?;
        table
            .judge(
                &format!("{path}.one_good_answer"),
                theirs,
                &ours,
                &mut differences,
            )
            .map_err(error)?;
        answers.push(json!({
            "table": one.field("table")?,
            "months": one.field("months")?,
            "only_small_withheld": small,
            "one_good_answer": ours,
        }));
    }
    Ok((Value::Array(answers), differences))
}

struct Table {
    tables: Tables,
    by_name: BTreeMap<String, CellId>,
}

impl Table {
    /// Reads wards by months, and adds what readers see beside them: the months' totals and, if there are several
    /// months, the wards' totals and the grand total.
    fn read(one: &Value) -> Result<Self, String> {
        let months: Vec<&str> = one
            .list("months")?
            .iter()
            .map(|month| month.as_str().ok_or("a month is not text"))
            .collect::<Result<_, _>>()?;
        let rows = one.field("table")?.as_object().ok_or("table is not an object")?;
        let mut table = Self {
            tables: Tables::default(),
            by_name: BTreeMap::new(),
        };
        let mut columns: Vec<Vec<CellId>> = vec![Vec::new(); months.len()];
        let (mut sums, mut wards) = (vec![0; months.len()], Vec::new());
        for ward in rows.keys() {
            let counts = one.field("table")?.counts(ward)?;
            if counts.len() != months.len() {
                return Err(format!("{ward} does not have a count for each month"));
            }
            let mut cells = Vec::new();
            for (at, &count) in counts.iter().enumerate() {
                let cell = table.cell(format!("{ward}|{}", months[at]), count, Rule::Free)?;
                cells.push(cell);
                columns[at].push(cell);
                sums[at] += count;
            }
            if months.len() > 1 {
                wards.push(table.sum(format!("{ward}|all"), counts.iter().sum(), Rule::Free, &cells)?);
            }
        }
        let mut totals = Vec::new();
        for (at, month) in months.iter().enumerate() {
            totals.push(table.sum(format!("all|{month}"), sums[at], Rule::Kept, &columns[at])?);
        }
        if months.len() > 1 {
            let all = table.sum("all|all".to_owned(), sums.iter().sum(), Rule::Kept, &totals)?;
            table
                .tables
                .total(all, &wards)
                .map_err(|error| error.to_string())?;
        }
        Ok(table)
    }

    fn cell(&mut self, name: String, count: u64, rule: Rule) -> Result<CellId, String> {
        let cell = self
            .tables
            .cell(name.clone(), Raw::new(count), rule)
            .map_err(|error| error.to_string())?;
        self.by_name.insert(name, cell);
        Ok(cell)
    }

    fn sum(&mut self, name: String, count: u64, rule: Rule, parts: &[CellId]) -> Result<CellId, String> {
        let total = self.cell(name, count, rule)?;
        self.tables
            .total(total, parts)
            .map_err(|error| error.to_string())?;
        Ok(total)
    }

    fn small(&self) -> Result<Value, String> {
        let mask = self.tables.small();
        let ranges = self.ranges(&mask)?;
        let known = ranges
            .iter()
            .filter(|(_, range)| range[0] == range[1])
            .map(|(name, _)| name);
        let mut known: Vec<String> = known.cloned().collect();
        known.sort();
        Ok(json!({
            "withheld": self.names(mask.withheld()),
            "ranges": ranges,
            "exactly_known": known,
            "fewer_than_five_values": self.too_narrow(&mask)?,
        }))
    }

    fn protected(&self) -> Result<Value, String> {
        let masked = self.tables.protect().map_err(|error| error.to_string())?;
        let mask = masked.mask();
        Ok(json!({ "withheld": self.names(mask.withheld()), "ranges": self.ranges(mask)? }))
    }

    /// Checks that the file's answer is a good one, and that ours does not withhold many more cells.
    fn judge(
        &self,
        path: &str,
        theirs: &Value,
        ours: &Value,
        differences: &mut Vec<String>,
    ) -> Result<(), String> {
        let mut cells = Vec::new();
        for name in theirs.list("withheld")? {
            let name = name.as_str().unwrap_or_default();
            cells.push(
                *self
                    .by_name
                    .get(name)
                    .ok_or_else(|| format!("there is no cell {name}"))?,
            );
        }
        let mask = self.tables.mask(&cells);
        for small in self
            .tables
            .small()
            .withheld()
            .filter(|small| !mask.is_withheld(*small))
        {
            differences.push(format!(
                "{path}: {} is small, and the file shows it",
                self.tables.name(small)
            ));
        }
        for narrow in self.too_narrow(&mask)? {
            differences.push(format!("{path}: fewer than five whole numbers fit for {narrow}"));
        }
        let ranges = Value::Object(self.ranges(&mask)?);
        compare(
            &format!("{path}.ranges"),
            theirs.field("ranges")?,
            &ranges,
            differences,
        );
        let (many, most) = (ours.list("withheld")?.len(), cells.len());
        if many * 4 > most * 5 {
            differences.push(format!(
                "{path}: the file withholds {most} cells, but ours are {many}"
            ));
        }
        Ok(())
    }

    fn too_narrow(&self, mask: &Mask) -> Result<Vec<String>, String> {
        let narrow = self.tables.too_narrow(mask).map_err(|error| error.to_string())?;
        Ok(self.names(narrow.into_iter()))
    }

    fn ranges(&self, mask: &Mask) -> Result<Map<String, Value>, String> {
        let ranges = self.tables.ranges(mask).map_err(|error| error.to_string())?;
        let named = ranges.into_iter().map(|(cell, range)| {
            let name = self.tables.name(cell).to_owned();
            (name, json!([range.low, range.high]))
        });
        Ok(named.collect())
    }

    fn names(&self, cells: impl Iterator<Item = CellId>) -> Vec<String> {
        let mut names: Vec<String> = cells.map(|cell| self.tables.name(cell).to_owned()).collect();
        names.sort();
        names
    }
}
