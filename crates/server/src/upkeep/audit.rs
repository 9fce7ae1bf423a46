use crate::checkpoints;
use crate::config::Config;
use crate::lists::out_file::OutFile;
use crate::lists::progress::counted;
use crate::open::with;
use anyhow::{Result, bail};
use registry::{Registry, Tuning, upkeep};
use serde_json::json;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use store::log::{Fault, Kind, Verified, Wrong, public_key};

/// The commands for the log.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Reads the whole log, and names every entry that was changed, removed, added or moved
    Verify {
        /// A file of checkpoints that was kept elsewhere; if left out, the one in the data folder
        #[arg(long, value_name = "FILE")]
        checkpoint: Option<PathBuf>,
    },
    /// Writes the log to a file as it is stored, for your own verifier (docs/log-chain.md)
    Export {
        /// The file to write, with one JSON object on each line
        file: PathBuf,
    },
    /// Prints the public key that checkpoints are signed with
    Key,
}

/// Runs the command. The exit status of `verify` is 1 if something is wrong.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub async fn run(config: &Config, command: &Command) -> Result<ExitCode> {
    with(config, Tuning::Serve, async |registry| match command {
        Command::Verify { checkpoint } => {
            let file = checkpoint
                .clone()
                .unwrap_or_else(|| checkpoints::file_in(&config.data));
            let kept = match checkpoint.is_none() && !file.exists() {
                true => Vec::new(),
                false => checkpoints::read(&file)?,
            };
            let found = upkeep::verify_log(registry, &kept).await?;
            println!("{}", in_words(&found, kept.len()));
            Ok(ExitCode::from(u8::from(!found.faults.is_empty())))
        }
        Command::Export { file } => {
            let links = export(registry, file).await?;
            println!("Wrote {links} links to {}.", file.display());
            Ok(ExitCode::SUCCESS)
        }
        Command::Key => {
            println!("{}", hex::encode(public_key(registry.store().keys())?));
            Ok(ExitCode::SUCCESS)
        }
    })
    .await
}

async fn export(registry: &Registry, path: &Path) -> Result<i64> {
    let mut file = OutFile::create(path)?;
    let mut at = 0;
    loop {
        let links = upkeep::log_links(registry, at).await?;
        if links.is_empty() {
            break;
        }
        for (link, text) in links {
            if link.sequence <= at {
                bail!("the links are not in order; `framemark audit verify` says where");
            }
            at = link.sequence;
            let line = json!({
                "sequence": link.sequence,
                "kind": link.subject.kind.slug(),
                "id": link.subject.id,
                "content": hex::encode(&link.content),
                "previous": hex::encode(&link.previous),
                "hash": hex::encode(&link.hash),
                "text": text,
            });
            writeln!(file, "{line}")?;
        }
    }
    file.finish()?;
    Ok(at)
}

fn in_words(found: &Verified, checkpoints: usize) -> String {
    let mut said = String::new();
    for fault in &found.faults {
        let _ = writeln!(said, "{}", fault_in_words(fault));
    }
    let _ = match found.faults.len() {
        0 => write!(said, "The log is intact: {} links", found.links),
        1 => write!(said, "There is 1 fault in the chain of {} links", found.links),
        many => write!(
            said,
            "There are {many} faults in the chain of {} links",
            found.links
        ),
    };
    let _ = match checkpoints {
        0 => write!(said, ", and no checkpoint to compare it with"),
        1 => write!(said, ", compared with 1 checkpoint"),
        many => write!(said, ", compared with {many} checkpoints"),
    };
    said.push('.');
    if found.waiting > 0 {
        let _ = write!(
            said,
            "\n{} no link yet.",
            counted(found.waiting, "new entry has", "new entries have")
        );
    }
    if found.forgotten > 0 {
        let _ = write!(
            said,
            "\n{}.",
            counted(
                found.forgotten,
                "answer is no longer kept, but its link is",
                "answers are no longer kept, but their links are"
            )
        );
    }
    if let Some((sequence, hash)) = &found.head {
        let _ = write!(said, "\nLast link: {sequence} {hash}");
    }
    said
}

fn fault_in_words(fault: &Fault) -> String {
    let mut said = match fault.sequence {
        Some(sequence) => format!("Link {sequence}"),
        None => "No link".to_owned(),
    };
    if let Some(subject) = fault.subject {
        let what = match subject.kind {
            Kind::Entry => "entry",
            Kind::LookUp => "look-up",
            Kind::Answer => "the answer of look-up",
        };
        let _ = write!(said, ", {what} {}", subject.id);
    }
    let wrong = match fault.wrong {
        Wrong::Order => "it does not follow the link before it; links were removed or moved here",
        Wrong::Link => "the link itself was changed",
        Wrong::Changed => "it was changed after it was written",
        Wrong::Removed => "it was removed",
        Wrong::Added => "it was added by something other than Framemark",
        Wrong::CutOff => {
            "a checkpoint names this link, but the log ends before it; later entries were cut off"
        }
        Wrong::MadeAnew => {
            "a checkpoint has a different hash for this link; somebody rebuilt the log up to here"
        }
        Wrong::Checkpoint => "the checkpoint for this link was not signed by this register",
    };
    format!("{said}: {wrong}.")
}
