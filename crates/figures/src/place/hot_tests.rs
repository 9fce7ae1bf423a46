use super::*;
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

fn square(side: i32) -> BTreeSet<Cell> {
    let cells = (0..side).flat_map(|east| (0..side).map(move |north| Cell { east, north }));
    cells.collect()
}

/// Makes this many thefts in a square, on this many days and with this many owners.
fn thefts(east: i32, north: i32, many: u64, days: i64, owners: u64) -> Vec<Theft> {
    let theft = |at: u64| Theft {
        cell: Cell { east, north },
        day: date(2024, 4, 1).saturating_add((at as i64 % days).days()),
        owner: 1000 * u64::from(east.unsigned_abs()) + at % owners,
    };
    (0..many).map(theft).collect()
}

#[test]
fn one_owners_reports_are_no_hot_place_and_ten_owners_are() {
    let even: Vec<Theft> = square(30)
        .iter()
        .flat_map(|cell| thefts(cell.east, cell.north, 1, 1, 1))
        .collect();
    for (days, owners, places) in [
        (10, 1, 0),
        (1, 10, 0),
        (10, 2, 0),
        (2, 10, 0),
        (10, 10, 1),
        (3, 3, 1),
    ] {
        let mut all = even.clone();
        // The even layer adds one day and one owner to the square.
        all.retain(|theft| theft.cell != Cell { east: 12, north: 12 });
        all.extend(thefts(12, 12, 10, days, owners));
        let found = hot_places(&square(30), &all, 7);
        assert_eq!(found.len(), places, "{days} days, {owners} owners: {found:?}");
        if let Some(first) = found.first() {
            assert_eq!(first.cells, [Cell { east: 12, north: 12 }]);
            assert_eq!(first.band.to_string(), "10 to 14");
        }
    }
}

#[test]
fn squares_that_touch_are_one_place() {
    let mut all = thefts(5, 5, 12, 9, 9);
    all.extend(thefts(6, 6, 9, 9, 9));
    all.extend(thefts(20, 20, 8, 8, 8));
    let found = hot_places(&square(30), &all, 7);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(
        found[0].cells,
        [Cell { east: 5, north: 5 }, Cell { east: 6, north: 6 }]
    );
    assert_eq!(found[0].hottest, Cell { east: 5, north: 5 });
    assert_eq!(found[0].band.to_string(), "20 to 24");
}

#[test]
fn nothing_and_one_theft_give_no_place() {
    assert_eq!(hot_places(&BTreeSet::new(), &[], 1), []);
    assert_eq!(hot_places(&square(4), &thefts(1, 1, 1, 1, 1), 1), []);
    assert_eq!(hot_places(&BTreeSet::new(), &thefts(1, 1, 9, 9, 9), 1), []);
}

proptest! {
    #[test]
    fn the_same_release_gives_the_same_list(
        at in prop::collection::vec((0_i32..15, 0_i32..15, 0_i64..60, 0_u64..40), 0..150),
        seed: u64,
    ) {
        let mut all: Vec<Theft> = at
            .iter()
            .map(|&(east, north, day, owner)| Theft {
                // The thefts are drawn towards the middle, so that there is something to find.
                cell: Cell { east: (east + 7) / 2, north: (north + 7) / 2 },
                day: date(2024, 4, 1).saturating_add(day.days()),
                owner,
            })
            .collect();
        let found = hot_places(&square(15), &all, seed);
        all.reverse();
        prop_assert_eq!(&found, &hot_places(&square(15), &all, seed));
        prop_assert!(found.len() <= MOST_SHOWN);
        let floor = Floor::default();
        for place in found {
            for cell in place.cells {
                let here: Vec<&Theft> = all.iter().filter(|theft| theft.cell == cell).collect();
                prop_assert!(here.len() as u64 >= floor.thefts);
                prop_assert!(here.iter().map(|theft| theft.day).collect::<BTreeSet<_>>().len() >= floor.days);
                prop_assert!(here.iter().map(|theft| theft.owner).collect::<BTreeSet<_>>().len() >= floor.owners);
            }
        }
    }
}
