use super::*;
use crate::place::Band;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// A table of rows and columns with all its totals.
struct Grid {
    tables: Tables,
    /// The cells by row, then by column. The last of each is the total.
    cells: Vec<Vec<CellId>>,
}

fn grid(counts: &[Vec<u64>], totals: Rule) -> Grid {
    let mut tables = Tables::default();
    let columns = counts[0].len();
    let mut cells: Vec<Vec<CellId>> = Vec::new();
    let mut add = |name: String, count: u64, rule| tables.cell(name, Raw::new(count), rule).unwrap();
    for (r, row) in counts.iter().enumerate() {
        let inner = row
            .iter()
            .enumerate()
            .map(|(c, &count)| (format!("{r}|{c}"), count, Rule::Free));
        let total = (format!("{r}|all"), row.iter().sum(), Rule::Free);
        cells.push(
            inner
                .chain([total])
                .map(|(name, count, rule)| add(name, count, rule))
                .collect(),
        );
    }
    let sums = (0..columns).map(|c| counts.iter().map(|row| row[c]).sum::<u64>());
    let sums: Vec<u64> = sums.chain([counts.iter().flatten().sum()]).collect();
    cells.push(
        sums.into_iter()
            .enumerate()
            .map(|(c, sum)| add(format!("all|{c}"), sum, totals))
            .collect(),
    );
    for row in &cells {
        tables.total(row[columns], &row[..columns]).unwrap();
    }
    for c in 0..=columns {
        let column: Vec<CellId> = cells[..counts.len()].iter().map(|row| row[c]).collect();
        tables.total(cells[counts.len()][c], &column).unwrap();
    }
    Grid { tables, cells }
}

/// The highest number that is tried, four above the highest count. Trying every whole number is a second way to find
/// the answer.
const MOST_TRIED: u64 = 11;

struct BruteForce<'a> {
    counts: &'a [Vec<u64>],
    grid: &'a Grid,
    mask: &'a Mask,
    fit: Vec<Vec<BTreeSet<u64>>>,
    many: usize,
}

impl<'a> BruteForce<'a> {
    /// Returns, by row and column, which numbers are possible. It stops as soon as there are five for each withheld
    /// cell.
    fn run(counts: &'a [Vec<u64>], grid: &'a Grid, mask: &'a Mask) -> Vec<Vec<BTreeSet<u64>>> {
        let fit = grid
            .cells
            .iter()
            .map(|row| vec![BTreeSet::new(); row.len()])
            .collect();
        let mut one = Self {
            counts,
            grid,
            mask,
            fit,
            many: 0,
        };
        one.row(&mut Vec::new());
        one.fit
    }

    fn hidden(&self, r: usize, c: usize) -> bool {
        self.mask.is_withheld(self.grid.cells[r][c])
    }

    fn row(&mut self, rows: &mut Vec<Vec<u64>>) -> bool {
        if rows.len() == self.counts.len() {
            return self.whole(rows);
        }
        self.cell(rows, &mut Vec::new())
    }

    fn cell(&mut self, rows: &mut Vec<Vec<u64>>, row: &mut Vec<u64>) -> bool {
        let (r, c) = (rows.len(), row.len());
        if c == self.counts[r].len() {
            let sum: u64 = row.iter().sum();
            let fits = if self.hidden(r, c) {
                sum >= 1
            } else {
                sum == self.counts[r].iter().sum::<u64>()
            };
            if !fits {
                return false;
            }
            rows.push(row.clone());
            let done = self.row(rows);
            rows.pop();
            return done;
        }
        let tried = if self.hidden(r, c) {
            1..=MOST_TRIED
        } else {
            self.counts[r][c]..=self.counts[r][c]
        };
        for number in tried {
            row.push(number);
            let done = self.cell(rows, row);
            row.pop();
            if done {
                return true;
            }
        }
        false
    }

    /// Takes whole rows if they fit the columns, and tells whether enough is known.
    fn whole(&mut self, rows: &[Vec<u64>]) -> bool {
        let (last, columns) = (rows.len(), rows[0].len());
        let sum = |of: &[Vec<u64>], c: usize| of.iter().map(|row| row[c]).sum::<u64>();
        let mut sums: Vec<u64> = (0..columns).map(|c| sum(rows, c)).collect();
        let mut true_sums: Vec<u64> = (0..columns).map(|c| sum(self.counts, c)).collect();
        sums.push(sums.iter().sum());
        true_sums.push(true_sums.iter().sum());
        let fits = (0..=columns).all(|c| match self.hidden(last, c) {
            true => sums[c] >= 1,
            false => sums[c] == true_sums[c],
        });
        if !fits {
            return false;
        }
        for (r, row) in rows.iter().enumerate() {
            let total = [row.iter().sum::<u64>()];
            for (c, number) in row.iter().chain(&total).enumerate() {
                self.fit[r][c].insert(*number);
            }
        }
        for (c, sum) in sums.into_iter().enumerate() {
            self.fit[last][c].insert(sum);
        }
        self.many += 1;
        self.many.is_multiple_of(64) && narrow_cells(self.grid, self.mask, &self.fit).is_empty()
    }
}

fn narrow_cells(grid: &Grid, mask: &Mask, fit: &[Vec<BTreeSet<u64>>]) -> Vec<CellId> {
    let cells = grid.cells.iter().flatten().zip(fit.iter().flatten());
    let narrow = cells.filter(|(cell, fit)| mask.is_withheld(**cell) && fit.len() < FEWEST_POSSIBLE);
    narrow.map(|(cell, _)| *cell).collect()
}

fn small_counts() -> impl Strategy<Value = Vec<Vec<u64>>> {
    (1_usize..=3, 1_usize..=2).prop_flat_map(|(rows, columns)| {
        prop::collection::vec(prop::collection::vec(0_u64..8, columns), rows)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn five_numbers_fit_for_each_withheld_cell(counts in small_counts(), kept: bool) {
        let grid = grid(&counts, if kept { Rule::Kept } else { Rule::Free });
        match grid.tables.protect() {
            Ok(masked) => {
                let mask = masked.mask();
                let fit = BruteForce::run(&counts, &grid, mask);
                prop_assert_eq!(narrow_cells(&grid, mask, &fit), []);
                for (cell, count) in grid.cells.iter().flatten().zip(true_counts(&counts)) {
                    prop_assert!(!(1..5).contains(&count) || mask.is_withheld(*cell));
                    let expected = if mask.is_withheld(*cell) { Shown::Withheld } else { Shown::Count(count) };
                    prop_assert_eq!(masked.shown(*cell), expected);
                }
            }
            Err(WithheldError::TooFine { .. }) => {
                // The cell is not protected even if everything that can be withheld is withheld.
                let all: Vec<CellId> = grid
                    .cells
                    .iter()
                    .flatten()
                    .zip(true_counts(&counts))
                    .enumerate()
                    .filter(|(at, (_, count))| {
                        let is_total = *at >= counts.len() * (counts[0].len() + 1);
                        *count > 0 && (!is_total || !kept || *count < 5)
                    })
                    .map(|(_, (cell, _))| *cell)
                    .collect();
                let mask = grid.tables.mask(&all);
                let fit = BruteForce::run(&counts, &grid, &mask);
                prop_assert!(!narrow_cells(&grid, &mask, &fit).is_empty());
            }
            Err(error) => prop_assert!(false, "{}", error),
        }
    }

    #[test]
    fn the_audit_finds_what_trying_out_finds(counts in small_counts(), hide in prop::collection::vec(any::<bool>(), 12)) {
        let grid = grid(&counts, Rule::Free);
        let hidden = grid.cells.iter().flatten().zip(true_counts(&counts)).zip(hide);
        let hidden = hidden.filter(|((_, count), hide)| *count > 0 && *hide).map(|((cell, _), _)| *cell);
        let mask = grid.tables.mask(&hidden.collect::<Vec<_>>());
        let fit = BruteForce::run(&counts, &grid, &mask);
        prop_assert_eq!(grid.tables.too_narrow(&mask).unwrap(), narrow_cells(&grid, &mask, &fit));
    }
}

fn true_counts(counts: &[Vec<u64>]) -> Vec<u64> {
    let mut all: Vec<u64> = Vec::new();
    for row in counts {
        all.extend(row);
        all.push(row.iter().sum());
    }
    all.extend((0..counts[0].len()).map(|c| counts.iter().map(|row| row[c]).sum::<u64>()));
    all.push(counts.iter().flatten().sum());
    all
}

fn add(tables: &mut Tables, name: &str, count: u64, rule: Rule) -> CellId {
    tables.cell(name, Raw::new(count), rule).unwrap()
}

#[test]
fn what_definitions_imply_is_used_against_them() {
    // Of 30 that were found, 7 are named and 6 are home. Only "home" of May is small, and it is part of a "named" that
    // is shown.
    let mut tables = Tables::default();
    let mut month = |found, named, home| {
        let cells = [
            add(&mut tables, "found", found, Rule::Kept),
            add(&mut tables, "named", named, Rule::Free),
            add(&mut tables, "home", home, Rule::Free),
        ];
        tables.at_most(cells[1], cells[0]).unwrap();
        tables.at_most(cells[2], cells[1]).unwrap();
        cells
    };
    let april = month(30, 12, 9);
    let may = month(20, 6, 2);
    let small = tables.small();
    assert_eq!(small.withheld().collect::<Vec<_>>(), [may[2]]);
    // The numbers from 1 to 6 are possible, which is enough.
    assert_eq!(tables.too_narrow(&small).unwrap(), []);
    let all = add(&mut tables, "home of both", 11, Rule::Kept);
    tables.total(all, &[april[2], may[2]]).unwrap();
    assert_eq!(tables.too_narrow(&tables.small()).unwrap(), [may[2]]);
    let masked = tables.protect().unwrap();
    assert!(masked.mask().is_withheld(april[2]));
    assert_eq!(tables.too_narrow(masked.mask()).unwrap(), []);
    assert_eq!(
        masked.derive(&[april[1], april[0]], |counts| counts[0] + counts[1]),
        Some(42)
    );
    assert_eq!(masked.derive(&[april[2], april[0]], |counts| counts[0]), None);
}

#[test]
fn hot_places_and_the_rest_of_their_ward() {
    // In a ward with 9 thefts, a hot place has 6. So the rest is 3, and readers get 0 to 4 when they take 5 to 9 from
    // 9.
    let mut tables = Tables::default();
    let ward = add(&mut tables, "Market", 9, Rule::Free);
    let place = add(&mut tables, "hot place", 6, Rule::Banded(Band::of(6).unwrap()));
    let rest = add(&mut tables, "rest", 3, Rule::Unprinted);
    tables.total(ward, &[place, rest]).unwrap();
    let masked = tables.protect().unwrap();
    assert!(!masked.mask().is_withheld(ward));
    let range = |low, high| Range {
        low,
        high: Some(high),
    };
    assert_eq!(
        tables.ranges(masked.mask()).unwrap(),
        [(place, range(5, 9)), (rest, range(0, 4))]
    );
    assert_eq!(masked.shown(place).to_string(), "5 to 9");
    // If the ward had one theft fewer, the band would be 5 to 8, so the ward's count is withheld.
    let mut tables = Tables::default();
    let ward = add(&mut tables, "Market", 8, Rule::Free);
    let place = add(&mut tables, "hot place", 6, Rule::Banded(Band::of(6).unwrap()));
    let rest = add(&mut tables, "rest", 2, Rule::Unprinted);
    tables.total(ward, &[place, rest]).unwrap();
    assert!(tables.protect().unwrap().mask().is_withheld(ward));
}

#[test]
fn what_an_earlier_release_shows_is_known() {
    let mut tables = Tables::default();
    let earlier = add(&mut tables, "Abbey, first release", 3, Rule::PublishedWithheld);
    let now = add(&mut tables, "Abbey", 3, Rule::WithheldBefore);
    let other = add(&mut tables, "Arbury", 12, Rule::WithheldBefore);
    let third = add(&mut tables, "Castle", 20, Rule::PublishedShown);
    let all = add(&mut tables, "all", 35, Rule::Kept);
    tables.same(earlier, now).unwrap();
    tables.total(all, &[now, other, third]).unwrap();
    let masked = tables.protect().unwrap();
    // Arbury was withheld before, and still has to be withheld.
    assert_eq!(
        masked.mask().withheld().collect::<Vec<_>>(),
        [earlier, now, other]
    );
    assert_eq!(masked.shown(third), Shown::Count(20));
    // Once it can be shown by itself, it is shown.
    let mut tables = Tables::default();
    let other = add(&mut tables, "Arbury", 12, Rule::WithheldBefore);
    assert_eq!(tables.protect().unwrap().shown(other), Shown::Count(12));
}

#[test]
fn what_else_is_on_show_narrows_a_cell() {
    let mut tables = Tables::default();
    let cell = add(&mut tables, "Abbey", 3, Rule::Free);
    tables.known(cell, 1, 5).unwrap();
    assert!(tables.protect().is_ok());
    tables.known(cell, 2, 9).unwrap();
    let cannot = tables.protect().map(|masked| masked.mask().clone());
    assert_eq!(
        cannot,
        Err(WithheldError::TooFine {
            cell: "Abbey".to_owned()
        })
    );
    assert!(tables.known(cell, 4, 9).is_err());
}

#[test]
fn an_area_with_one_theft_shows_no_number_but_nought() {
    let mut tables = Tables::default();
    let wards: Vec<CellId> = (0..19)
        .map(|ward| add(&mut tables, &ward.to_string(), u64::from(ward == 4), Rule::Free))
        .collect();
    let all = add(&mut tables, "all", 1, Rule::Kept);
    tables.total(all, &wards).unwrap();
    let masked = tables.protect().unwrap();
    assert_eq!(masked.mask().withheld().collect::<Vec<_>>(), [wards[4], all]);
    assert_eq!(
        tables.ranges(masked.mask()).unwrap()[0].1,
        Range { low: 1, high: None }
    );
}

#[test]
fn a_total_that_must_be_shown_can_make_a_table_too_fine() {
    let mut tables = Tables::default();
    let one = add(&mut tables, "one", 2, Rule::Free);
    let two = add(&mut tables, "two", 3, Rule::Free);
    let all = add(&mut tables, "all", 5, Rule::Kept);
    tables.total(all, &[one, two]).unwrap();
    assert!(matches!(tables.protect(), Err(WithheldError::TooFine { .. })));
    assert_eq!(
        tables.total(all, &[one]),
        Err(TablesError::DoesNotAdd {
            total: "all".to_owned()
        })
    );
    assert!(matches!(
        tables.at_most(all, one),
        Err(TablesError::PartAboveWhole { .. })
    ));
}
