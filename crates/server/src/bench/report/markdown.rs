//! The report as Markdown tables.

use super::{BandReport, OursReport, Report};
use crate::bench::ours::Wrong;
use crate::bench::tally::Figures;
use crate::lists::progress::grouped;
use std::fmt::Write as _;

impl Report {
    /// Writes the report as Markdown tables.
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
                "ours, on any core"
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
            row(
                "open with an existing index",
                format!("{:.2} s", ours.open_seconds),
            );
            if let Some(all) = ours.resident_bytes {
                let own = ours.resident_bytes_of_the_benchmark.unwrap_or_default();
                let rest = format!(
                    "{} MB; {} MB without the benchmark's own data",
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
        wrong(&ours.wrong, out);
    }
}

/// Lists the results that were shown as certain but were the wrong bike.
fn wrong(results: &[Wrong], out: &mut String) {
    if results.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n| certain, but wrong | typed | stamped | registered | shown | likelihood |\n|---|---|---|---|---|---|"
    );
    for one in results {
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} | {:.4} |",
            one.class,
            one.typed.replace('|', "\\|"),
            one.stamped,
            if one.registered { "yes" } else { "no" },
            one.shown.join(", "),
            one.likelihood
        );
    }
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

/// Rounds to three significant figures.
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
