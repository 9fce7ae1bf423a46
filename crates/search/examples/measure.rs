//! Measures recall, time and calibration on an invented register: `measure [bikes] [queries] [seed] [exhaustive]
//! [class..]`.
//!
//! The register also contains real pairs of typed and recorded numbers, which are looked up last.

#![expect(clippy::print_stdout, reason = "its purpose is to print a table")]

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use domain::bike::{IdentifierKind, Standing};
use domain::feed::FeedPosition;
use domain::id::BikeId;
use domain::look_up::{BikeEntry, Narrowing, Query, Scored};
use domain::number::{FramePattern, key};
use search::bench::{Ask, Class, Makers, Register};
use search::{Candidates, Change, Index, SearchError, Within, rank};

#[path = "../tests/pairs/table.rs"]
mod table;

/// An invented register, followed by the bikes of real pairs.
struct Bikes {
    made: Register,
    real: Vec<BikeEntry>,
}

impl Bikes {
    fn new(seed: u64, bikes: usize) -> Self {
        let mut real: Vec<BikeEntry> = Vec::new();
        for (_, on_record, _) in table::PAIRS {
            if real.iter().all(|entry| entry.numbers[0].1 != *on_record) {
                let id = BikeId((bikes + real.len() + 1) as i64);
                real.push(BikeEntry {
                    numbers: vec![(IdentifierKind::Frame, (*on_record).to_owned())],
                    ..BikeEntry::new(id)
                });
            }
        }
        Self {
            made: Register::new(seed, bikes, Makers::Seen),
            real,
        }
    }

    fn entry(&self, bike: BikeId) -> BikeEntry {
        match (bike.0 as usize).checked_sub(self.made.len() + 1) {
            Some(at) => self.real[at].clone(),
            // One in ten is reported stolen, and one in a thousand held by the police.
            None => BikeEntry {
                standing: match bike.0 % 1_000 {
                    1 => Standing::HeldByPolice,
                    at if at % 10 == 0 => Standing::ReportedStolen,
                    _ => Standing::WithOwner,
                },
                ..self.made.entry(bike)
            },
        }
    }
}

#[expect(clippy::too_many_lines, reason = "one measurement, from start to end")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |at: usize, or: usize| args.get(at).and_then(|arg| arg.parse().ok()).unwrap_or(or);
    let (bikes, queries, seed, exhaustive) =
        (number(0, 1_000_000), number(1, 300), number(2, 1), number(3, 0));
    let classes: Vec<Class> = args.iter().skip(4).filter_map(|arg| arg.parse().ok()).collect();
    let classes = if classes.is_empty() {
        Class::all().collect()
    } else {
        classes
    };
    let started = Instant::now();
    let register = Bikes::new(seed as u64, bikes);
    println!("made {} bikes in {:.1?}", register.made.len(), started.elapsed());
    let dir = std::env::temp_dir().join(format!("framemark-measure-{bikes}-{seed}"));
    let index = Index::open(&dir)?;
    if index.position()?.is_none() {
        let started = Instant::now();
        let mut batch = Vec::with_capacity(10_000);
        for bike in 1..=(register.made.len() + register.real.len()) as i64 {
            let entry = register.entry(BikeId(bike));
            batch.push(Change::Upsert(entry));
            if batch.len() == 10_000 {
                index.apply(&batch)?;
                batch.clear();
            }
        }
        index.apply(&batch)?;
        index.commit(FeedPosition {
            epoch: 1,
            transaction: 0,
            position: bikes as i64,
            made_at: 0,
        })?;
        println!("loaded in {:.1?}", started.elapsed());
        index.settle()?;
        println!("settled in {:.1?}", started.elapsed());
    }
    drop(index);
    let started = Instant::now();
    let index = Index::open(&dir)?;
    println!("opened in {:.1?}", started.elapsed());
    let mut size = BTreeMap::new();
    for entry in std::fs::read_dir(&dir)? {
        let entry = entry?;
        let extension = entry
            .path()
            .extension()
            .map(|e| e.to_string_lossy().into_owned())
            .unwrap_or_default();
        *size.entry(extension).or_insert(0) += entry.metadata()?.len();
    }
    let total: u64 = size.values().sum();
    println!("{:.1} bytes a bike {size:?}", total as f64 / bikes as f64);

    let mut reliability = [[0usize; 3]; 8];
    let (mut all, mut present) = (Vec::new(), Vec::new());
    for nth in 0..50 {
        // Warm up, so that nothing is read from the disk for the first time during the measurement.
        look_up(
            &index,
            &register,
            &register.made.ask(Class::Edit3, 1_000_000 + nth).query,
        )?;
    }
    println!(
        "{:<24} {:>6} {:>6} {:>6} {:>6} {:>4} {:>4} | {:>8} {:>8} {:>6}",
        "class", "@1", "@10", "ex@1", "ex@10", "lost", "won", "p50", "p99", "scored"
    );
    for class in classes {
        let (mut times, mut lost, mut won) = (Vec::new(), 0, 0);
        let (mut at1, mut at10, mut ex1, mut ex10, mut scored) = (0, 0, 0, 0, 0);
        for nth in 0..queries as u64 {
            let ask = register.made.ask(class, nth);
            let (ranked, candidates, time) = look_up(&index, &register, &ask.query)?;
            times.push(time);
            present.push(time);
            scored += candidates.scored;
            at1 += usize::from(place(&ranked, &ask) == Some(0));
            at10 += usize::from(place(&ranked, &ask).is_some());
            count(&mut reliability, &ranked, &ask);
            if (nth as usize) < exhaustive {
                let candidates = index.exhaustive(&ask.query, 15)?;
                let truths: Vec<BikeEntry> =
                    candidates.found.iter().map(|c| register.entry(c.bike)).collect();
                let best = rank(&ask.query, &truths, &candidates, 10);
                ex1 += usize::from(place(&best, &ask) == Some(0));
                ex10 += usize::from(place(&best, &ask).is_some());
                lost += usize::from(place(&best, &ask).is_some() && place(&ranked, &ask).is_none());
                won += usize::from(place(&best, &ask).is_none() && place(&ranked, &ask).is_some());
                if std::env::var("SHOW").is_ok()
                    && place(&best, &ask).is_some()
                    && place(&ranked, &ask).is_none()
                {
                    println!(
                        "  lost: {} typed {} on record {:?}",
                        ask.stamped,
                        ask.typed,
                        ask.bike.map(|b| register.entry(b).numbers)
                    );
                }
            }
            let absent = register.made.ask_absent(class, nth);
            let (ranked, _, time) = look_up(&index, &register, &absent.query)?;
            all.push(time);
            count(&mut reliability, &ranked, &absent);
            if std::env::var("SHOW").is_ok()
                && let Some(one) = ranked.first()
                && one.posterior >= 0.99
            {
                println!(
                    "  wrong: {class} {} typed {}: {:.1} bits, {}",
                    absent.stamped, absent.typed, one.bits, one.evidence[0].sentence
                );
            }
        }
        times.sort();
        let share = |n: usize, of: usize| n as f64 / of.max(1) as f64;
        println!(
            "{class:<24} {:>6.3} {:>6.3} {:>6.3} {:>6.3} {lost:>4} {won:>4} | {:>8.1?} {:>8.1?} {:>6}",
            share(at1, queries),
            share(at10, queries),
            share(ex1, exhaustive.min(queries)),
            share(ex10, exhaustive.min(queries)),
            quantile(&times, 0.5),
            quantile(&times, 0.99),
            scored / queries,
        );
        all.extend(times);
    }
    for (name, times) in [
        ("on the register", &mut present),
        ("with those that are not", &mut all),
    ] {
        times.sort();
        println!(
            "{name}: p50 {:.1?} p90 {:.1?} p99 {:.1?} max {:.1?}",
            quantile(times, 0.5),
            quantile(times, 0.9),
            quantile(times, 0.99),
            quantile(times, 1.0)
        );
    }
    println!("posterior of the first     right  of");
    for (row, range) in reliability.iter().zip(RANGES) {
        println!(
            "{range:<24} {:>7} {:>4} {:>6.3}   absent {}",
            row[0],
            row[1],
            row[0] as f64 / row[1].max(1) as f64,
            row[2]
        );
    }
    filters(&index, &register, queries)?;
    pairs(&index, &register)
}

/// Measures how long look-ups with filters take, and counts those that still find their bike.
fn filters(index: &Index, register: &Bikes, queries: usize) -> Result<(), SearchError> {
    println!(
        "{:<40} {:>6} {:>8} {:>8} {:>8}",
        "filter", "@10", "p50", "p99", "counted"
    );
    for standing in [
        Standing::HeldByPolice,
        Standing::ReportedStolen,
        Standing::WithOwner,
    ] {
        let narrowing = Narrowing {
            standings: vec![standing],
            ..Narrowing::default()
        };
        let within = Within {
            narrowing,
            partnerships: Vec::new(),
        };
        for (class, by_look) in [
            (Class::LookAlike1, false),
            (Class::Part5, false),
            (Class::PartAndDescription, true),
        ] {
            let (mut times, mut found, mut counted, mut of) = (Vec::new(), 0, 0, 0_u32);
            for nth in 0..queries as u64 {
                let Ask { mut query, bike, .. } = register.made.ask(class, nth);
                if by_look {
                    query.numbers.clear();
                }
                let started = Instant::now();
                let candidates = index.candidates_within(&query, &within, 14)?;
                times.push(started.elapsed());
                counted += candidates.likely;
                if bike.is_some_and(|bike| register.entry(bike).standing == standing) {
                    of += 1;
                    found += usize::from(candidates.found.iter().any(|one| Some(one.bike) == bike));
                }
            }
            times.sort();
            let what = if by_look {
                "make and colours".to_owned()
            } else {
                class.to_string()
            };
            println!(
                "{:<40} {:>6.3} {:>8.1?} {:>8.1?} {:>8}",
                format!("{what}, {standing}"),
                found as f64 / f64::from(of.max(1)),
                quantile(&times, 0.5),
                quantile(&times, 0.99),
                counted / queries
            );
        }
    }
    Ok(())
}

const RANGES: [&str; 8] = [
    "< 0.1",
    "0.1",
    "0.3",
    "0.5",
    "0.7",
    "0.8 (strong)",
    "0.9 (strong)",
    "0.99 (certain)",
];

/// Looks up what was typed in each pair, and prints the pairs whose bike is not among the first results.
fn pairs(index: &Index, register: &Bikes) -> Result<(), Box<dyn std::error::Error>> {
    let mut found = 0;
    for (typed, on_record, within) in table::PAIRS {
        let query = Query {
            numbers: vec![FramePattern::parse(typed)?],
            ..Query::default()
        };
        let (ranked, _, time) = look_up(index, register, &query)?;
        let place = ranked.iter().position(|one| {
            let numbers = register.entry(one.bike).numbers;
            numbers.iter().any(|(_, written)| key(written) == key(on_record))
        });
        if place.is_some_and(|place| place < *within) {
            found += 1;
        } else {
            println!("  {typed} for {on_record}: {place:?}, not within {within} ({time:.1?})");
        }
    }
    println!(
        "real pairs: {found} of {} among the first few asked for",
        table::PAIRS.len()
    );
    Ok(())
}

/// Makes one look-up as the register does, but without reading bikes from the database. Preparing the bikes is not
/// timed.
fn look_up(
    index: &Index,
    register: &Bikes,
    query: &Query,
) -> Result<(Vec<Scored>, Candidates, Duration), SearchError> {
    let started = Instant::now();
    let candidates = index.candidates(query, 15)?;
    let middle = started.elapsed();
    let truths: Vec<BikeEntry> = candidates
        .found
        .iter()
        .map(|candidate| register.entry(candidate.bike))
        .collect();
    let started = Instant::now();
    let ranked = rank(query, &truths, &candidates, 10);
    Ok((ranked, candidates, middle + started.elapsed()))
}

fn place(ranked: &[Scored], ask: &Ask) -> Option<usize> {
    ranked.iter().position(|one| Some(one.bike) == ask.bike)
}

fn count(reliability: &mut [[usize; 3]; 8], ranked: &[Scored], ask: &Ask) {
    if let Some(first) = ranked.first() {
        let bucket = [0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.99]
            .iter()
            .filter(|edge| first.posterior >= **edge)
            .count();
        reliability[bucket][0] += usize::from(Some(first.bike) == ask.bike);
        reliability[bucket][1] += 1;
        reliability[bucket][2] += usize::from(ask.bike.is_none());
    }
}

fn quantile(times: &[Duration], share: f64) -> Duration {
    times[((times.len() - 1) as f64 * share) as usize]
}
