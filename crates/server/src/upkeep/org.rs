use crate::config::Config;
use anyhow::{Result, anyhow, bail};
use domain::account::OrganisationKind;
use domain::text;
use registry::{Tuning, account::members};
use std::process::ExitCode;

/// What can be done with organisations.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Makes an organisation whose people will work with the register
    Add {
        /// Its short name: lower-case letters, digits and hyphens
        slug: String,
        /// Its name, as pages show it
        #[arg(long)]
        name: String,
        /// council, campaign, police, university, shop or site
        #[arg(long)]
        kind: String,
        /// The short name of its partnership, made if there is none of that name
        #[arg(long, value_name = "SLUG")]
        partnership: Option<String>,
    },
}

/// Does what was asked.
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
            bail!("a short name has 2 to 40 lower-case letters, digits and hyphens, such as east-cambs");
        }
    }
    let name = text::line(name, 100).map_err(|error| anyhow!("name {error}"))?;
    let Some(kind) = OrganisationKind::parse(kind) else {
        bail!("there is no kind {kind:?}; there are: council, campaign, police, university, shop, site");
    };
    let partnership = partnership.as_deref().map(|slug| (slug, slug));
    crate::open::with(config, Tuning::Serve, async |registry| {
        let new = members::add_organisation(registry, slug, &name, kind, partnership).await?;
        println!(
            "{}",
            if new {
                "Added."
            } else {
                "Nothing to do: there is an organisation of this short name."
            }
        );
        Ok(ExitCode::SUCCESS)
    })
    .await
}
