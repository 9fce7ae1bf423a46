use crate::config::Config;
use anyhow::{Result, anyhow, bail};
use domain::account::OrganisationKind;
use domain::text;
use registry::{Tuning, account::members};
use std::process::ExitCode;

/// The commands for organisations.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Adds an organisation
    Add {
        /// A short name: lower-case letters, digits and hyphens
        slug: String,
        /// The name that pages show
        #[arg(long)]
        name: String,
        /// council, campaign, police, university, shop or site
        #[arg(long)]
        kind: String,
        /// The short name of its partnership, which is added if it is new
        #[arg(long, value_name = "SLUG")]
        partnership: Option<String>,
    },
}

/// Runs the command.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub async fn run(config: &Config, command: &Command) -> Result<ExitCode> {
    let Command::Add {
        slug,
        name,
        kind,
        partnership,
    } = command;
    for slug in std::iter::once(slug).chain(partnership) {
        let plain = slug
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !plain || !(2..=40).contains(&slug.len()) {
            bail!(
                "a short name must have 2 to 40 lower-case letters, digits and hyphens, such as east-cambs"
            );
        }
    }
    let name = text::line(name, 100).map_err(|error| anyhow!("name {error}"))?;
    let Some(kind) = OrganisationKind::parse(kind) else {
        bail!(
            "{kind:?} is not a kind of organisation; choose council, campaign, police, university, shop or site"
        );
    };
    let partnership = partnership.as_deref().map(|slug| (slug, slug));
    crate::open::with(config, Tuning::Serve, async |registry| {
        let new = members::add_organisation(registry, slug, &name, kind, partnership).await?;
        println!(
            "{}",
            if new {
                "Added."
            } else {
                "Nothing to do: an organisation with this short name already exists."
            }
        );
        Ok(ExitCode::SUCCESS)
    })
    .await
}
