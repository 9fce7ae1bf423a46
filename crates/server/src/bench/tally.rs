//! Counts what was found, how fast, and how often a band was right.

use domain::look_up::Band;
use serde::Serialize;
use std::time::Duration;

/// How many results count for recall.
pub const SHOWN: usize = 10;

/// The results of one contender for the queries of one class.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    asked: usize,
    first: usize,
    shown: usize,
    times: Vec<Duration>,
}

impl Tally {
    /// Counts one query. `place` is where the right bike came (0 is the first), and `time` is how long it took.
    pub fn count(&mut self, place: Option<usize>, time: Duration) {
        self.asked += 1;
        self.first += usize::from(place == Some(0));
        self.shown += usize::from(place.is_some_and(|place| place < SHOWN));
        self.times.push(time);
    }

    /// How many queries were counted.
    pub fn asked(&self) -> usize {
        self.asked
    }

    /// Adds another tally to this one.
    pub fn add(&mut self, other: &Self) {
        self.asked += other.asked;
        self.first += other.first;
        self.shown += other.shown;
        self.times.extend(&other.times);
    }

    /// Returns the figures of the tally.
    pub fn figures(&self) -> Figures {
        let mut times = self.times.clone();
        times.sort_unstable();
        let share = |count: usize| count as f64 / self.asked.max(1) as f64;
        let sum: Duration = times.iter().sum();
        Figures {
            recall_at_1: share(self.first),
            recall_at_10: share(self.shown),
            p50_ms: ms(quantile(&times, 0.5)),
            p99_ms: ms(quantile(&times, 0.99)),
            mean_ms: ms(sum) / times.len().max(1) as f64,
        }
    }
}

/// The figures of a tally.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// The share of queries whose bike came first.
    pub recall_at_1: f64,
    /// The share of queries whose bike was among the first ten.
    pub recall_at_10: f64,
    /// The median time of a look-up, in milliseconds.
    pub p50_ms: f64,
    /// The time within which 99 in 100 look-ups finished.
    pub p99_ms: f64,
    /// The average time of a look-up.
    pub mean_ms: f64,
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The nearest-rank quantile of sorted times.
fn quantile(times: &[Duration], share: f64) -> Duration {
    let rank = (times.len() as f64 * share).ceil() as usize;
    times.get(rank.saturating_sub(1)).copied().unwrap_or_default()
}

/// The lowest likelihood in each row of the reliability table, lowest first.
const EDGES: [f64; 7] = [0.0, 0.1, 0.3, 0.5, 0.8, 0.9, 0.99];

/// How often results were right, by their likelihood.
#[derive(Clone, Debug, Default)]
pub struct Reliability([Row; EDGES.len()]);

/// Results in one range of likelihoods.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    shown: usize,
    right: usize,
    /// The sum of the likelihoods that the ranker gave them.
    said: f64,
}

impl Reliability {
    /// Counts one shown result.
    pub fn count(&mut self, posterior: f64, right: bool) {
        let at = EDGES
            .iter()
            .rposition(|edge| posterior >= *edge)
            .unwrap_or_default();
        let row = &mut self.0[at];
        row.shown += 1;
        row.right += usize::from(right);
        row.said += posterior;
    }

    /// Returns the rows, the most likely first.
    pub fn rows(&self) -> Vec<ReliabilityRow> {
        let row = |at: usize| ReliabilityRow {
            band: Band::of(EDGES[at]),
            from: EDGES[at],
            to: EDGES.get(at + 1).copied().unwrap_or(1.0),
            shown: self.0[at].shown,
            right: self.0[at].right,
            said: (self.0[at].shown > 0).then(|| self.0[at].said / self.0[at].shown as f64),
        };
        (0..EDGES.len()).rev().map(row).collect()
    }

    /// Returns how many results of a band were shown, and how many of them were right.
    pub fn of_band(&self, band: Band) -> (usize, usize) {
        let rows = EDGES.iter().zip(&self.0);
        rows.filter(|(from, _)| Band::of(**from) == band)
            .fold((0, 0), |(shown, right), (_, row)| {
                (shown + row.shown, right + row.right)
            })
    }
}

/// A row of the reliability table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct ReliabilityRow {
    /// The band that the page shows.
    pub band: Band,
    /// The lowest likelihood in it.
    pub from: f64,
    /// Where the next one starts.
    pub to: f64,
    /// How many results were shown.
    pub shown: usize,
    /// How many of them were the bike that was looked for.
    pub right: usize,
    /// The average likelihood that the ranker gave. If the ranker is well calibrated, this is the share that was right.
    pub said: Option<f64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recall_counts_places_and_times_are_nearest_ranks() {
        let mut tally = Tally::default();
        for (place, millis) in [(Some(0), 4), (Some(9), 1), (Some(10), 2), (None, 3)] {
            tally.count(place, Duration::from_millis(millis));
        }
        let figures = tally.figures();
        assert_eq!((figures.recall_at_1, figures.recall_at_10), (0.25, 0.5));
        assert_eq!((figures.p50_ms, figures.p99_ms, figures.mean_ms), (2.0, 4.0, 2.5));
        let mut both = Tally::default();
        both.add(&tally);
        both.add(&tally);
        assert_eq!(both.figures(), figures);
        assert_eq!(Tally::default().figures().recall_at_1, 0.0, "nothing asked");
    }

    #[test]
    fn bands_add_up_from_their_rows() {
        let mut reliability = Reliability::default();
        for (posterior, right) in [
            (1.0, true),
            (0.99, true),
            (0.95, true),
            (0.85, false),
            (0.79, false),
            (0.0, false),
        ] {
            reliability.count(posterior, right);
        }
        assert_eq!(reliability.of_band(Band::Certain), (2, 2));
        assert_eq!(reliability.of_band(Band::Strong), (2, 1));
        assert_eq!(reliability.of_band(Band::Possible), (2, 0));
        let rows = reliability.rows();
        assert_eq!(
            (rows[0].band, rows[0].shown, rows[0].said),
            (Band::Certain, 2, Some(0.995))
        );
        assert_eq!((rows[6].from, rows[6].to, rows[6].said), (0.0, 0.1, Some(0.0)));
    }

    #[test]
    fn no_row_crosses_a_band() {
        for (from, to) in EDGES.iter().zip(EDGES.iter().skip(1)) {
            assert_eq!(Band::of(*from), Band::of(to - 1e-9), "{from} to {to}");
        }
    }
}
