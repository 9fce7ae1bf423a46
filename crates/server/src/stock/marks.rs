//! `framemark marks check`: says what a code is, what was corrected, and what happened to the mark.

use anyhow::Result;
use domain::bike::BikeReference;
use domain::mark::MarkStatus;
use domain::mark::code::{MarkCode, PutRight};
use registry::Registry;
use registry::mark::identify::{CheckedMark, KnownMark, identify_mark};
use serde::Serialize;
use std::fmt::Write as _;
use std::process::ExitCode;

/// The commands for marks.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Corrects a code if it can, and says whether the mark is blank, on a bike or void
    #[command(
        after_help = "Write ? for a character that you cannot read. We fill in one or two, and compare \
        three or four with the marks on this register. You can give a whole scanned address too. Exit status: 0 if \
        the mark is one of ours, 1 if it is not."
    )]
    Check {
        /// The code, as far as you can read it on the label
        code: String,
        /// Writes JSON
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub async fn run(registry: &Registry, command: &Command) -> Result<ExitCode> {
    let Command::Check { code, json } = command;
    let checked = identify_mark(registry, code).await?;
    if *json {
        println!("{}", serde_json::to_string_pretty(&Answer::of(code, &checked))?);
    } else {
        print!("{}", human(&checked));
    }
    let ours = match &checked {
        CheckedMark::Read { mark, .. } => mark.is_some(),
        CheckedMark::Several { marks, .. } => !marks.is_empty(),
        CheckedMark::NotAMark(_) => false,
    };
    Ok(if ours {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

/// The answer for programs.
#[derive(Serialize)]
struct Answer<'a> {
    /// What was asked.
    typed: &'a str,
    /// `exact`, `put-right`, `several` or `not-a-mark`.
    reading: &'static str,
    /// The code, if it is valid.
    code: Option<MarkCode>,
    /// What was changed or filled in. `position` counts from 1.
    put_right: Vec<Mended>,
    /// The mark, if it is one of ours.
    mark: Option<OneMark<'a>>,
    /// How many codes fit, if there are several.
    fitting: Option<usize>,
    /// Our marks that fit, if there are several codes.
    candidates: Vec<OneMark<'a>>,
    /// Why it is not a mark.
    problem: Option<String>,
}

#[derive(Serialize)]
struct Mended {
    position: usize,
    was: char,
    is: char,
}

#[derive(Serialize)]
struct OneMark<'a> {
    code: MarkCode,
    status: MarkStatus,
    organisation: Option<&'a str>,
    batch: Option<i64>,
    bike: Option<BikeReference>,
}

impl<'a> Answer<'a> {
    fn of(typed: &'a str, checked: &'a CheckedMark) -> Self {
        let mut answer = Self {
            typed,
            reading: "not-a-mark",
            code: None,
            put_right: Vec::new(),
            mark: None,
            fitting: None,
            candidates: Vec::new(),
            problem: None,
        };
        match checked {
            CheckedMark::Read {
                code,
                put_right,
                mark,
            } => {
                answer.reading = if put_right.is_empty() {
                    "exact"
                } else {
                    "put-right"
                };
                answer.code = Some(*code);
                answer.put_right = put_right.iter().map(Mended::of).collect();
                answer.mark = mark.as_deref().map(OneMark::of);
            }
            CheckedMark::Several { fitting, marks } => {
                answer.reading = "several";
                answer.fitting = Some(*fitting);
                answer.candidates = marks.iter().map(OneMark::of).collect();
            }
            CheckedMark::NotAMark(why) => answer.problem = Some(why.to_string()),
        }
        answer
    }
}

impl Mended {
    fn of(mended: &PutRight) -> Self {
        Self {
            position: mended.position + 1,
            was: mended.was,
            is: mended.is,
        }
    }
}

impl<'a> OneMark<'a> {
    fn of(known: &'a KnownMark) -> Self {
        Self {
            code: known.mark.code,
            status: known.mark.status,
            organisation: known.organisation.as_deref(),
            batch: known.batch.map(|batch| batch.0),
            bike: known.mark.bike.map(BikeReference::of),
        }
    }
}

fn human(checked: &CheckedMark) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = match checked {
        CheckedMark::NotAMark(why) => writeln!(out, "Not a mark: {why}"),
        CheckedMark::Read {
            code,
            put_right,
            mark,
        } => {
            let _ = writeln!(out, "{code}");
            for mended in put_right.iter().map(Mended::of) {
                let _ = match mended.was {
                    '?' => writeln!(out, "  character {}: filled in {}", mended.position, mended.is),
                    was => writeln!(
                        out,
                        "  character {}: read as {was}, is {}",
                        mended.position, mended.is
                    ),
                };
            }
            match mark {
                Some(known) => writeln!(out, "  {}", status(known)),
                None => writeln!(out, "  a valid code, but this register has no such mark"),
            }
        }
        CheckedMark::Several { fitting, marks } if marks.is_empty() => {
            writeln!(out, "{fitting} codes fit, but this register has none of them")
        }
        CheckedMark::Several { fitting, marks } => {
            let _ = writeln!(out, "{fitting} codes fit; this register has:");
            for known in marks {
                let _ = writeln!(out, "  {}  {}", known.mark.code, status(known));
            }
            Ok(())
        }
    };
    out
}

/// The state of a mark, in words.
fn status(known: &KnownMark) -> String {
    let mark = &known.mark;
    let mut said = match mark.status {
        MarkStatus::Printed => "blank, not allotted yet".to_owned(),
        MarkStatus::Allotted => "blank, allotted".to_owned(),
        MarkStatus::Issued => "issued".to_owned(),
        MarkStatus::Void => "void".to_owned(),
        MarkStatus::Replaced => "replaced by another mark".to_owned(),
    };
    if let Some(bike) = mark.bike {
        let _ = write!(said, ", on bike {}", BikeReference::of(bike));
    }
    if let Some(organisation) = &known.organisation {
        let _ = write!(said, ", organisation {organisation}");
    }
    if let Some(batch) = known.batch {
        let _ = write!(said, ", batch {batch}");
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::id::{BatchId, BikeId};
    use domain::mark::Mark;

    fn known(status: MarkStatus, bike: Option<i64>) -> KnownMark {
        KnownMark {
            mark: Mark {
                code: MarkCode::from_data([1, 2, 3, 4, 5, 6, 7, 8]),
                status,
                organisation: None,
                event: None,
                bike: bike.map(BikeId),
                issued_at: None,
            },
            batch: Some(BatchId(12)),
            organisation: Some("cycle-campaign".into()),
        }
    }

    #[test]
    fn what_was_put_right_is_said() {
        let put_right = vec![
            PutRight {
                position: 0,
                was: '?',
                is: '1',
            },
            PutRight {
                position: 6,
                was: '8',
                is: 'B',
            },
        ];
        let mark = known(MarkStatus::Issued, Some(7));
        let code = mark.mark.code;
        let checked = CheckedMark::Read {
            code,
            put_right,
            mark: Some(Box::new(mark)),
        };
        let said = human(&checked);
        for part in [
            code.to_string(),
            "character 1: filled in 1".into(),
            "character 7: read as 8, is B".into(),
            format!(
                "issued, on bike {}, organisation cycle-campaign, batch 12",
                BikeReference::of(BikeId(7))
            ),
        ] {
            assert!(said.contains(&part), "{part} in {said}");
        }
        let json = serde_json::to_value(Answer::of("typed", &checked)).unwrap();
        assert_eq!(json["reading"], "put-right");
        assert_eq!(json["code"], code.to_string());
        assert_eq!(
            json["put_right"][1],
            serde_json::json!({"position": 7, "was": "8", "is": "B"})
        );
        assert_eq!(json["mark"]["status"], "issued");
        assert_eq!(json["mark"]["batch"], 12);
    }

    #[test]
    fn several_and_none_are_said() {
        let several = CheckedMark::Several {
            fitting: 32,
            marks: vec![known(MarkStatus::Allotted, None)],
        };
        assert!(human(&several).starts_with("32 codes fit"), "{}", human(&several));
        let json = serde_json::to_value(Answer::of("?", &several)).unwrap();
        assert_eq!(
            (
                json["fitting"].as_u64(),
                json["candidates"].as_array().map(Vec::len)
            ),
            (Some(32), Some(1))
        );
        let none = CheckedMark::Several {
            fitting: 32,
            marks: vec![],
        };
        assert!(human(&none).contains("none of them"), "{}", human(&none));
        let nothing = CheckedMark::NotAMark(domain::mark::code::NotAMark::TooShort(5));
        assert!(human(&nothing).starts_with("Not a mark: "), "{}", human(&nothing));
    }
}
