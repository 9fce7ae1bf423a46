use super::table;
use crate::config::Config;
use anyhow::{Result, anyhow, bail};
use domain::account::OrganisationKind;
use domain::text;
use registry::Tuning;
use registry::account::{members, organisations};
use serde_json::json;
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
    /// Lists the organisations of the register
    List {
        /// Writes JSON
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub async fn run(config: &Config, command: &Command) -> Result<ExitCode> {
    let said = match command {
        Command::Add {
            slug,
            name,
            kind,
            partnership,
        } => add(config, slug, name, kind, partnership.as_deref())
            .await?
            .to_owned(),
        Command::List { json } => list(config, *json).await?,
    };
    println!("{said}");
    Ok(ExitCode::SUCCESS)
}

async fn list(config: &Config, json: bool) -> Result<String> {
    let found = crate::open::with(config, Tuning::Serve, async |registry| {
        let all = organisations::all(registry).await?;
        let partnerships = organisations::partnerships(registry).await?;
        let named = all.into_iter().map(|organisation| {
            let of = partnerships
                .iter()
                .find(|of| Some(of.id) == organisation.partnership);
            (organisation, of.map(|of| of.slug.clone()))
        });
        Ok(named.collect::<Vec<_>>())
    })
    .await?;
    if json {
        let all = found.iter().map(|(organisation, partnership)| {
            json!({
                "id": organisation.id.0,
                "slug": organisation.slug,
                "name": organisation.name,
                "kind": organisation.kind.slug(),
                "partnership": partnership,
            })
        });
        return Ok(serde_json::to_string_pretty(&all.collect::<Vec<_>>())?);
    }
    if found.is_empty() {
        return Ok("The register has no organisation yet. Add one with `framemark org add`.".to_owned());
    }
    let rows = found.into_iter().map(|(organisation, partnership)| {
        [
            organisation.slug,
            organisation.kind.slug().to_owned(),
            partnership.unwrap_or_else(|| "-".to_owned()),
            organisation.name,
        ]
    });
    Ok(table::of(["SHORT NAME", "KIND", "PARTNERSHIP", "NAME"], rows))
}

async fn add(
    config: &Config,
    slug: &str,
    name: &str,
    kind: &str,
    partnership: Option<&str>,
) -> Result<&'static str> {
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
    let partnership = partnership.map(|slug| (slug, slug));
    crate::open::with(config, Tuning::Serve, async |registry| {
        let new = members::add_organisation(registry, slug, &name, kind, partnership).await?;
        Ok(if new {
            "Added."
        } else {
            "Nothing to do: an organisation with this short name already exists."
        })
    })
    .await
}
