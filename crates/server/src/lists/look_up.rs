//! `framemark look-up`: makes one look-up, ranked and with reasons. It never opens owners' details.

use crate::lists::result::AlignedResult;
use anyhow::{Context, Result, anyhow, bail};
use domain::bike::{Bike, BikeKind};
use domain::look_up::Reason;
use domain::look_up::{Alignment, Relation};
use domain::text;
use registry::Registry;
use registry::look_up::{self, LikelyBike, LookUp, MOST_RESULTS, Told};
use sheets::cell::{Words, quoted};
use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

/// The options of `look-up`.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
#[command(
    after_help = "In a number, ? stands for one character that you cannot read, * for any number of them, and [8B] for \
    an 8 or a B. Put the number in quotation marks.\nThe look-up and its reason are logged. Unlikely bikes come last \
    and are marked as unlikely. Exit status: 0 found a likely bike, 1 found none or only unlikely ones."
)]
pub struct Args {
    /// The number as you read it: a frame number, mark, scanned address or other number
    #[arg(value_name = "PATTERN", allow_hyphen_values = true)]
    pub pattern: Option<String>,
    /// The make
    #[arg(long)]
    pub make: Option<String>,
    /// The model
    #[arg(long)]
    pub model: Option<String>,
    /// A colour; repeat the option for a second colour
    #[arg(long)]
    pub colour: Vec<String>,
    /// The kind of bike, such as hybrid or folding
    #[arg(long)]
    pub kind: Option<String>,
    /// Your reason, for the audit log
    #[arg(long, default_value = "look-up on the command line", value_name = "WORDS")]
    pub reason: String,
    /// Shows at most this many results
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=MOST_RESULTS as i64))]
    pub limit: u16,
    /// Prints a JSON array with one object for each result
    #[arg(long)]
    pub json: bool,
}

/// Looks up a bike.
pub async fn run(registry: &Registry, args: &Args) -> Result<ExitCode> {
    let reason = Reason::parse(&args.reason).context("--reason")?;
    let look_up = parse(args)?;
    let told = look_up::from_command_line(registry, &reason, &look_up, usize::from(args.limit)).await?;
    let notices = notices(&told);
    // Programs read the results, so messages for people go to standard error.
    let text = if args.json {
        std::io::stderr().lock().write_all(notices.as_bytes())?;
        json(&told.bikes)?
    } else {
        notices + &human(&told.bikes)
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(if told.bikes.iter().all(|one| one.found.unlikely) {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

fn parse(args: &Args) -> Result<LookUp> {
    let line = |name: &str, typed: &Option<String>, max| -> Result<Option<String>> {
        let parsed = typed
            .as_deref()
            .map(|typed| text::optional_line(typed, max))
            .transpose();
        parsed
            .map(Option::flatten)
            .map_err(|error| anyhow!("{name} {error}"))
    };
    let mut words = Words::default();
    let mut colours = Vec::new();
    for typed in &args.colour {
        let (found, unknown) = words.colours(typed);
        if let Some(unknown) = unknown.first() {
            let known: Vec<&str> = domain::catalogue::colours()
                .iter()
                .map(|colour| colour.slug.as_str())
                .collect();
            bail!(
                "--colour: {unknown} is not a known colour; choose one of: {}",
                known.join(", ")
            );
        }
        colours.extend(found);
    }
    let kind = match &args.kind {
        None => None,
        Some(typed) => Some(words.kind(typed).ok_or_else(|| {
            let known: Vec<&str> = BikeKind::all().map(BikeKind::slug).collect();
            anyhow!(
                "--kind: {} is not a known kind of bike; choose one of: {}",
                quoted(typed),
                known.join(", ")
            )
        })?),
    };
    Ok(LookUp {
        number: args.pattern.clone().filter(|typed| !typed.trim().is_empty()),
        make: line("--make", &args.make, 100)?.map(|make| words.make(&make)),
        model: line("--model", &args.model, 100)?,
        colours,
        kind,
        ..LookUp::default()
    })
}

/// Returns messages about what was typed, one on each line.
fn notices(told: &Told) -> String {
    let spelling = told.spelling.as_ref();
    let spelling = spelling.map(|spelt| format!("Did you mean {spelt}?"));
    let lines = told.notices.iter().cloned().chain(spelling);
    lines.map(|line| line + "\n").collect()
}

fn json(bikes: &[LikelyBike]) -> Result<String> {
    let results: Vec<AlignedResult<'_>> = bikes
        .iter()
        .enumerate()
        .map(|(at, one)| AlignedResult::of(at + 1, &one.found))
        .collect();
    Ok(serde_json::to_string_pretty(&results)? + "\n")
}

fn human(bikes: &[LikelyBike]) -> String {
    if bikes.is_empty() {
        return "No similar bike is on the register.\n".to_owned();
    }
    let mut out = String::new();
    for (at, LikelyBike { found, flags }) in bikes.iter().enumerate() {
        let scored = &found.scored;
        let gap = if at > 0 { "\n" } else { "" };
        let (bike, reference) = (&found.bike, found.bike.reference());
        // Writing to a string cannot fail.
        let _ = writeln!(
            out,
            "{gap}{:>2}. {reference}  {}  {:.1} bits",
            at + 1,
            if found.unlikely {
                "unlikely"
            } else {
                scored.band.slug()
            },
            scored.bits
        );
        let _ = writeln!(out, "    {}", describe(bike));
        for line in scored.alignment.iter().flat_map(aligned) {
            let _ = writeln!(out, "{}", format!("    {line}").trim_end());
        }
        for evidence in &scored.evidence {
            let _ = writeln!(out, "    {:>+6.1}  {}", evidence.bits, evidence.sentence);
        }
        if !flags.is_empty() {
            let _ = writeln!(out, "    another bike on the register has the same number");
        }
    }
    out
}

fn describe(bike: &Bike) -> String {
    let description = &bike.description;
    let mut words: Vec<&str> = [&description.make, &description.model]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    words.extend(description.colours.iter().map(String::as_str));
    words.extend(description.kind.map(BikeKind::slug));
    let said = if words.is_empty() {
        "no description".to_owned()
    } else {
        words.join(" ")
    };
    let list = bike
        .external_ref
        .as_ref()
        .map(|key| format!(", {key}"))
        .unwrap_or_default();
    let said: String = format!("{said}, {}{list}", bike.standing.label().to_lowercase());
    // Text from a list may contain characters that move a terminal's cursor, so we leave out control characters.
    said.chars().filter(|c| !c.is_control()).collect()
}

/// Returns two lines with the characters lined up, and a line between them that marks differences.
fn aligned(alignment: &Alignment) -> [String; 3] {
    let line = |of: &dyn Fn(&domain::look_up::AlignedPair) -> char| {
        alignment.pairs.iter().map(of).collect::<String>()
    };
    let differs = line(&|pair| match pair.relation {
        Relation::Same => ' ',
        Relation::Unread => '.',
        Relation::LookAlike => '~',
        Relation::Different | Relation::Missing | Relation::Extra => '!',
        Relation::Swapped => 'x',
    });
    let kind = alignment.kind.label().to_lowercase();
    [
        format!("looked for  {}", line(&|pair| pair.typed.unwrap_or('-'))),
        format!("            {}", differs).trim_end().to_owned(),
        format!(
            "on record   {}  ({kind})",
            line(&|pair| pair.on_record.unwrap_or('-'))
        ),
    ]
}
