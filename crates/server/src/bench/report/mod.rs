//! The report, as one object or as Markdown tables.

mod markdown;

use super::load::Loaded;
use super::ours::{Ours, Wrong};
use super::peer::Measured;
use super::plan::Plan;
use super::tally::{Figures, Reliability, ReliabilityRow, Tally};
use domain::look_up::Band;
use search::bench::{Class, Makers};
use serde::Serialize;
use std::collections::BTreeMap;

/// The raw measurements.
pub struct Sources {
    pub seed: u64,
    pub makers: Makers,
    pub queries: u32,
    pub cores: usize,
    /// The memory in use when only the bikes and queries had been made.
    pub plan_bytes: Option<u64>,
    pub loaded: Loaded,
    pub ours: Option<Ours>,
    pub peer: Option<Measured>,
    pub exhaustive: Option<BTreeMap<Class, Tally>>,
    /// The contenders that were left out, and why.
    pub left_out: Vec<(String, String)>,
}

/// The whole report.
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
    /// The peer's p50 divided by ours.
    #[serde(skip_serializing_if = "Option::is_none")]
    peer_p50_over_ours: Option<f64>,
    /// The peer's mean divided by ours.
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
    /// The memory of the whole process after the look-ups.
    resident_bytes: Option<u64>,
    /// The part of that memory that the benchmark's own bikes and queries use.
    resident_bytes_of_the_benchmark: Option<u64>,
    reliability: Vec<BandReport>,
    reliability_rows: RowReport,
    /// Each result that was shown as certain but was the wrong bike.
    wrong: Vec<Wrong>,
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
    /// Its name in the table.
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
    /// Makes the report.
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
            ours: ours
                .zip(our_all)
                .map(|(ours, all)| OursReport::of(ours, all, sources.plan_bytes)),
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
}

impl OursReport {
    fn of(ours: &Ours, all: Figures, benchmarks_own: Option<u64>) -> Self {
        Self {
            all,
            hostile: HostileReport {
                answered: ours.hostile.answered,
                refused: ours.hostile.refused,
                slowest_ms: ours.hostile.slowest.as_secs_f64() * 1_000.0,
            },
            open_seconds: ours.open_seconds,
            one_core: ours.one_core,
            resident_bytes: ours.resident_bytes,
            resident_bytes_of_the_benchmark: benchmarks_own,
            reliability: bands(ours),
            reliability_rows: RowReport {
                all_registered: ours.present.rows(),
                half_not_registered: ours.half_absent.rows(),
            },
            wrong: ours.wrong.clone(),
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
