//! What is printed: one object, or the same as Markdown tables.

use super::load::Loaded;
use super::ours::Ours;
use super::peer::Measured;
use super::plan::Plan;
use super::tally::{Figures, Reliability, ReliabilityRow, Tally};
use crate::lists::progress::grouped;
use domain::look_up::Band;
use search::bench::{Class, Makers};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What was measured, as it came.
pub struct Sources {
    pub seed: u64,
    pub makers: Makers,
    pub queries: u32,
    pub cores: usize,
    /// Memory in use when bikes and queries were made and nothing else.
    pub plan_bytes: Option<u64>,
    pub loaded: Loaded,
    pub ours: Option<Ours>,
    pub peer: Option<Measured>,
    pub exhaustive: Option<BTreeMap<Class, Tally>>,
    /// Who was left out, and why.
    pub left_out: Vec<(String, String)>,
}

/// The whole answer.
#[derive(Debug, Serialize)]
pub struct Report {
    bikes: usize,
    queries_a_class: u32,
    seed: u64,
    makers: &'static str,
    cores: usize,
    load: Loaded,
    #[serde(skip_serializing_if = "Option::is_none")]
    ours: Option<OursReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    peer: Option<PeerReport>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exhaustive: Option<Figures>,
    /// How many times our p50 the peer's is.
    #[serde(skip_serializing_if = "Option::is_none")]
    peer_p50_over_ours: Option<f64>,
    /// How many times our mean the peer's is.
    #[serde(skip_serializing_if = "Option::is_none")]
    peer_mean_over_ours: Option<f64>,
    left_out: Vec<LeftOut>,
    classes: Vec<ClassReport>,
}

#[derive(Debug, Serialize)]
struct OursReport {
    #[serde(flatten)]
    all: Figures,
    hostile: HostileReport,
    open_seconds: f64,
    one_core: bool,
    /// The whole process after the look-ups.
    resident_bytes: Option<u64>,
    /// The part of it that the benchmark's own bikes and queries take.
    resident_bytes_of_the_benchmark: Option<u64>,
    reliability: Vec<BandReport>,
    reliability_rows: RowReport,
}

/// Queries that try to break the look-up.
#[derive(Debug, Serialize)]
struct HostileReport {
    answered: usize,
    refused: usize,
    slowest_ms: f64,
}

#[derive(Debug, Serialize)]
struct PeerReport {
    #[serde(flatten)]
    all: Figures,
    load_seconds: f64,
    bytes_a_bike: f64,
}

#[derive(Debug, Serialize)]
struct LeftOut {
    contender: String,
    because: String,
}

#[derive(Debug, Serialize)]
struct ClassReport {
    class: String,
    /// What the table calls it.
    #[serde(skip)]
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ours: Option<Figures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    peer: Option<Figures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exhaustive: Option<Figures>,
}

/// How often a band was right.
#[derive(Debug, Serialize)]
struct BandReport {
    band: Band,
    all_registered: Right,
    half_not_registered: Right,
}

#[derive(Debug, Serialize)]
struct Right {
    shown: usize,
    right: usize,
}

#[derive(Debug, Serialize)]
struct RowReport {
    all_registered: Vec<ReliabilityRow>,
    half_not_registered: Vec<ReliabilityRow>,
}

impl Report {
    /// Sums up.
    pub fn of(plan: &Plan, sources: Sources) -> Self {
        let all = |classes: &BTreeMap<Class, Tally>| {
            let mut sum = Tally::default();
            classes.values().for_each(|tally| sum.add(tally));
            sum.figures()
        };
        let of = |classes: Option<&BTreeMap<Class, Tally>>, class: &Class| {
            classes.and_then(|classes| classes.get(class)).map(Tally::figures)
        };
        let (ours, peer) = (sources.ours.as_ref(), sources.peer.as_ref());
        let (our_all, peer_all) = (
            ours.map(|ours| all(&ours.classes)),
            peer.map(|peer| all(&peer.classes)),
        );
        let ratio = |of: fn(&Figures) -> f64| {
            let (ours, peer) = our_all.as_ref().zip(peer_all.as_ref())?;
            (of(ours) > 0.0).then(|| of(peer) / of(ours))
        };
        let classes = plan.classes.iter().map(|class| ClassReport {
            class: class.slug(),
            name: class.name(),
            ours: of(ours.map(|ours| &ours.classes), class),
            peer: of(peer.map(|peer| &peer.classes), class),
            exhaustive: of(sources.exhaustive.as_ref(), class),
        });
        Self {
            bikes: plan.register.len(),
            queries_a_class: sources.queries,
            seed: sources.seed,
            makers: sources.makers.slug(),
            cores: sources.cores,
            ours: ours.zip(our_all).map(|(ours, all)| OursReport {
                all,
                hostile: HostileReport {
                    answered: ours.hostile.answered,
                    refused: ours.hostile.refused,
                    slowest_ms: ours.hostile.slowest.as_secs_f64() * 1_000.0,
                },
                open_seconds: ours.open_seconds,
                one_core: ours.one_core,
                resident_bytes: ours.resident_bytes,
                resident_bytes_of_the_benchmark: sources.plan_bytes,
                reliability: bands(ours),
                reliability_rows: RowReport {
                    all_registered: ours.present.rows(),
                    half_not_registered: ours.half_absent.rows(),
                },
            }),
            peer: peer.zip(peer_all).map(|(peer, all)| PeerReport {
                all,
                load_seconds: peer.load_seconds,
                bytes_a_bike: peer.bytes_a_bike,
            }),
            exhaustive: sources.exhaustive.as_ref().map(all),
            peer_p50_over_ours: ratio(|figures| figures.p50_ms),
            peer_mean_over_ours: ratio(|figures| figures.mean_ms),
            left_out: sources
                .left_out
                .into_iter()
                .map(|(contender, because)| LeftOut { contender, because })
                .collect(),
            classes: classes.collect(),
            load: sources.loaded,
        }
    }

    /// Writes it as Markdown tables.
    pub fn markdown(&self) -> String {
        let mut out = String::new();
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{} bikes, {} queries a class, seed {}, makers {}, {} cores.\n",
            grouped(self.bikes as u64),
            grouped(u64::from(self.queries_a_class)),
            self.seed,
            self.makers,
            self.cores
        );
        self.recall(&mut out);
        self.times(&mut out);
        self.sizes(&mut out);
        self.reliability(&mut out);
        for left in &self.left_out {
            let _ = writeln!(out, "\nLeft out: {}. {}", left.contender, capital(&left.because));
        }
        out
    }

    fn recall(&self, out: &mut String) {
        let _ = writeln!(
            out,
            "| class | ours recall@1 / @10 | peer recall@1 / @10 | exhaustive recall@1 / @10 | ours p50 / p99, ms | peer p50 / p99, ms |\n\
             |---|---|---|---|---|---|"
        );
        let mut row = |name: &str, ours: Option<&Figures>, peer: Option<&Figures>, most: Option<&Figures>| {
            let _ = writeln!(
                out,
                "| {name} | {} | {} | {} | {} | {} |",
                recall(ours),
                recall(peer),
                recall(most),
                quantiles(ours),
                quantiles(peer)
            );
        };
        for class in &self.classes {
            row(
                class.name,
                class.ours.as_ref(),
                class.peer.as_ref(),
                class.exhaustive.as_ref(),
            );
        }
        row(
            "**all**",
            self.ours.as_ref().map(|ours| &ours.all),
            self.peer.as_ref().map(|peer| &peer.all),
            self.exhaustive.as_ref(),
        );
    }

    fn times(&self, out: &mut String) {
        let _ = writeln!(out, "\n| a look-up, ms | p50 | p99 | mean |\n|---|---|---|---|");
        let mut row = |name: &str, figures: Option<&Figures>| {
            if let Some(Figures {
                p50_ms,
                p99_ms,
                mean_ms,
                ..
            }) = figures
            {
                let _ = writeln!(
                    out,
                    "| {name} | {} | {} | {} |",
                    short(*p50_ms),
                    short(*p99_ms),
                    short(*mean_ms)
                );
            }
        };
        let one_core = self.ours.as_ref().is_some_and(|ours| ours.one_core);
        row(
            if one_core {
                "ours, one core"
            } else {
                "ours, cores not held"
            },
            self.ours.as_ref().map(|ours| &ours.all),
        );
        row("peer, one core", self.peer.as_ref().map(|peer| &peer.all));
        let exhaustive = format!("exhaustive, one on each of {} cores", self.cores);
        row(&exhaustive, self.exhaustive.as_ref());
        if let Some(OursReport { hostile, .. }) = &self.ours {
            let _ = writeln!(
                out,
                "\nHostile queries: {} answered, {} refused, the slowest in {} ms.",
                hostile.answered,
                hostile.refused,
                short(hostile.slowest_ms)
            );
        }
        if let Some((p50, mean)) = self.peer_p50_over_ours.zip(self.peer_mean_over_ours) {
            let _ = writeln!(
                out,
                "\nThe peer's p50 is {} times ours, its mean {} times.",
                short(p50),
                short(mean)
            );
        }
    }

    fn sizes(&self, out: &mut String) {
        let load = &self.load;
        let _ = writeln!(out, "\n| register | |\n|---|---|");
        let mut row = |name: &str, value: String| {
            let _ = writeln!(out, "| {name} | {value} |");
        };
        row(
            "load, database and index",
            format!(
                "{:.1} s, {} bikes a second",
                load.seconds,
                grouped(load.bikes_a_second as u64)
            ),
        );
        row("index", format!("{:.1} bytes a bike", load.index_bytes_a_bike));
        row(
            "database",
            format!("{:.0} bytes a bike", load.database_bytes_a_bike),
        );
        if let Some(ours) = &self.ours {
            row("open with the index there", format!("{:.2} s", ours.open_seconds));
            if let Some(all) = ours.resident_bytes {
                let own = ours.resident_bytes_of_the_benchmark.unwrap_or_default();
                let rest = format!(
                    "{} MB; {} MB without what the benchmark itself holds",
                    all >> 20,
                    all.saturating_sub(own) >> 20
                );
                row("resident memory", rest);
            }
        }
        if let Some(peer) = &self.peer {
            row("peer, load", format!("{:.1} s", peer.load_seconds));
            row(
                "peer, table and indexes",
                format!("{:.0} bytes a bike", peer.bytes_a_bike),
            );
        }
    }

    fn reliability(&self, out: &mut String) {
        let Some(ours) = &self.ours else { return };
        let _ = writeln!(
            out,
            "\n| band | all registered: shown, right | share | half not registered: shown, right | share |\n\
             |---|---|---|---|---|"
        );
        for BandReport {
            band,
            all_registered: all,
            half_not_registered: half,
        } in &ours.reliability
        {
            let _ = writeln!(
                out,
                "| {band} | {}, {} | {} | {}, {} | {} |",
                grouped(all.shown as u64),
                grouped(all.right as u64),
                share(all.right, all.shown),
                grouped(half.shown as u64),
                grouped(half.right as u64),
                share(half.right, half.shown)
            );
        }
        let _ = writeln!(
            out,
            "\n| likelihood, half not registered | said | shown | right | share |\n|---|---|---|---|---|"
        );
        for row in &ours.reliability_rows.half_not_registered {
            let _ = writeln!(
                out,
                "| {} to {} ({}) | {} | {} | {} | {} |",
                row.from,
                row.to,
                row.band,
                row.said
                    .map_or_else(|| "–".to_owned(), |said| format!("{said:.3}")),
                grouped(row.shown as u64),
                grouped(row.right as u64),
                share(row.right, row.shown)
            );
        }
    }
}

fn bands(ours: &Ours) -> Vec<BandReport> {
    let right = |reliability: &Reliability, band| {
        let (shown, right) = reliability.of_band(band);
        Right { shown, right }
    };
    [Band::Certain, Band::Strong, Band::Possible]
        .map(|band| BandReport {
            band,
            all_registered: right(&ours.present, band),
            half_not_registered: right(&ours.half_absent, band),
        })
        .into()
}

fn recall(figures: Option<&Figures>) -> String {
    figures.map_or_else(
        || "–".to_owned(),
        |figures| format!("{:.3} / {:.3}", figures.recall_at_1, figures.recall_at_10),
    )
}

fn quantiles(figures: Option<&Figures>) -> String {
    figures.map_or_else(
        || "–".to_owned(),
        |figures| format!("{} / {}", short(figures.p50_ms), short(figures.p99_ms)),
    )
}

/// Three figures, no more.
fn short(number: f64) -> String {
    match number {
        n if n >= 100.0 => format!("{n:.0}"),
        n if n >= 10.0 => format!("{n:.1}"),
        n => format!("{n:.2}"),
    }
}

fn share(right: usize, shown: usize) -> String {
    if shown == 0 {
        "–".to_owned()
    } else {
        format!("{:.3}", right as f64 / shown as f64)
    }
}

fn capital(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect::<String>() + ".")
        .unwrap_or_default()
}
