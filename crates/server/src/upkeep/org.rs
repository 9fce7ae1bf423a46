use super::table;
use crate::config::Config;
use anyhow::{Result, anyhow, bail};
use domain::account::OrganisationKind;
use domain::account::factor::FactorRule;
use domain::recovery::DisposalRule;
use domain::text;
use registry::Tuning;
use registry::account::{members, organisations, second_factor};
use registry::recovery::custody;
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
        /// What its staff need besides the link: a code app at-once or within-seven-days of the first sign-in, or off,
        /// which is only for demonstrations and tests
        #[arg(long, value_name = "RULE", default_value = "within-seven-days")]
        second_factor: String,
    },
    /// Sets how many days a police force keeps a bike that nobody claims
    DisposalDays {
        /// The short name of the force
        slug: String,
        /// Days after the bike came in: 7 to 3650
        days: u16,
    },
    /// Makes an organisation the lead of its partnership: it keeps the plan and publishes
    Lead {
        /// The short name of the organisation
        slug: String,
    },
    /// Sets what the staff of an organisation need besides the link in an e-mail
    SecondFactor {
        /// The short name of the organisation
        slug: String,
        /// at-once, within-seven-days, or off, which is only for demonstrations and tests
        rule: String,
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
            second_factor,
        } => {
            let rule = parse_rule(second_factor)?;
            let said = add(
                config,
                (slug.as_str(), name.as_str()),
                kind,
                partnership.as_deref(),
                rule,
            )
            .await?;
            said.to_owned()
        }
        Command::SecondFactor { slug, rule } => set_rule(config, slug, parse_rule(rule)?).await?,
        Command::DisposalDays { slug, days } => disposal_days(config, slug, *days).await?,
        Command::Lead { slug } => lead(config, slug).await?,
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

async fn disposal_days(config: &Config, slug: &str, days: u16) -> Result<String> {
    let Some(rule) = DisposalRule::days(days) else {
        bail!("the number of days must be from 7 to 3650, not {days}");
    };
    crate::open::with(config, Tuning::Serve, async |registry| {
        custody::set_rule(registry, slug, rule).await?;
        Ok(format!(
            "{slug} will dispose of a bike if nobody claims it within {days} days."
        ))
    })
    .await
}

async fn lead(config: &Config, slug: &str) -> Result<String> {
    crate::open::with(config, Tuning::Serve, async |registry| {
        let led = members::lead(registry, slug).await?;
        Ok(format!("{slug} leads the partnership {led}."))
    })
    .await
}

fn parse_rule(typed: &str) -> Result<FactorRule> {
    FactorRule::parse(typed)
        .ok_or_else(|| anyhow!("{typed:?} is not a rule; choose at-once, within-seven-days or off"))
}

async fn set_rule(config: &Config, slug: &str, rule: FactorRule) -> Result<String> {
    crate::open::with(config, Tuning::Serve, async |registry| {
        second_factor::set_rule(registry, slug, rule).await?;
        Ok(match rule {
            FactorRule::Off => format!(
                "The staff of {slug} sign in with a link alone. Use this only for a demonstration or a test."
            ),
            FactorRule::WithinSevenDays => {
                format!(
                    "The staff of {slug} must set up a code app within seven days of their first sign-in."
                )
            }
            FactorRule::AtOnce => format!("The staff of {slug} must set up a code app before they can work."),
        })
    })
    .await
}

async fn add(
    config: &Config,
    (slug, name): (&str, &str),
    kind: &str,
    partnership: Option<&str>,
    rule: FactorRule,
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
        let new = members::add_organisation(registry, slug, &name, kind, partnership, rule).await?;
        Ok(if new {
            "Added."
        } else {
            "Nothing to do: an organisation with this short name already exists."
        })
    })
    .await
}
