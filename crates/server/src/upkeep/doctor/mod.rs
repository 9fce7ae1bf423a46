//! `framemark doctor`: says what is wrong with an installation, and what to do about it.

mod register;
mod settings;

use super::table;
use crate::config::Config;
use crate::contact;
use anyhow::Result;
use std::path::PathBuf;
use std::process::ExitCode;

/// The options of `doctor`: the settings that `serve` is started with.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Args {
    /// Who runs the register, and how people reach them
    #[command(flatten)]
    pub contact: contact::Args,
    /// The mail server
    #[arg(long, env = "FRAMEMARK_SMTP_URL", value_name = "URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// The sender's address
    #[arg(long, env = "FRAMEMARK_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
    /// The folder that mail is written to in a trial
    #[arg(
        long,
        env = "FRAMEMARK_MAIL_FOLDER",
        value_name = "DIR",
        conflicts_with = "smtp_url"
    )]
    pub mail_folder: Option<PathBuf>,
    /// The proxies in front of the server
    #[arg(long, env = "FRAMEMARK_TRUSTED_PROXIES", value_name = "ADDRESSES")]
    pub trusted_proxies: Option<String>,
    /// The number of hours after which a backup is too old
    #[arg(long, default_value_t = 30, value_name = "HOURS")]
    pub backup_hours: u32,
}

/// The state of something that was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Good,
    /// It works, but it should be changed for a real register.
    Look,
    Wrong,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Look => "LOOK",
            Self::Wrong => "WRONG",
        }
    }
}

/// One thing that was checked, and what to do if it is not good.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    state: State,
    what: &'static str,
    said: String,
}

impl Finding {
    fn good(what: &'static str, said: impl Into<String>) -> Self {
        Self::of(State::Good, what, said)
    }

    fn look(what: &'static str, said: impl Into<String>) -> Self {
        Self::of(State::Look, what, said)
    }

    fn wrong(what: &'static str, said: impl Into<String>) -> Self {
        Self::of(State::Wrong, what, said)
    }

    fn of(state: State, what: &'static str, said: impl Into<String>) -> Self {
        let said = said.into();
        Self { state, what, said }
    }
}

/// Checks everything and prints what it found. It changes nothing. The exit status is 1 if something is wrong.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub async fn run(config: &Config, args: &Args) -> Result<ExitCode> {
    let mut found = settings::look(config, args).await;
    found.extend(register::look(config, args).await);
    let rows = found
        .iter()
        .map(|one| [one.state.word().to_owned(), one.what.to_owned(), one.said.clone()]);
    println!("{}", table::of(["", "WHAT", "RESULT"], rows));
    let wrong = found.iter().filter(|one| one.state == State::Wrong).count();
    let look = found.iter().filter(|one| one.state == State::Look).count();
    println!();
    if wrong == 0 && look == 0 {
        println!("Everything is in order.");
    } else {
        println!("{wrong} wrong, {look} to look at.");
    }
    Ok(ExitCode::from(u8::from(wrong > 0)))
}
