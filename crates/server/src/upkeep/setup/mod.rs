//! `framemark setup`: makes a register ready for its first people, from flags or questions.

mod ask;
mod file;

use crate::config::key::{self, KeySource};
use crate::config::{Config, private, settings};
use crate::open;
use crate::system::SystemRandom;
use anyhow::{Context, Result, anyhow, bail};
use domain::account::contact::{Contact, EmailAddress};
use domain::account::factor::FactorRule;
use domain::account::{OrganisationKind, Role};
use domain::text;
use file::Settings;
use registry::account::{members, sign_in};
use registry::{MasterKey, Registry, Tuning};
use std::process::ExitCode;

/// The options of `setup`. If there is a terminal, it asks for those that are missing.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Args {
    /// The partnership's name on pages, such as "Fenland"
    #[arg(long, env = "FRAMEMARK_PARTNERSHIP", value_name = "NAME")]
    pub partnership: Option<String>,
    /// The full name of the body that runs the register
    #[arg(long, env = "FRAMEMARK_BODY", value_name = "NAME")]
    pub body: Option<String>,
    /// The e-mail address where people can reach that body
    #[arg(long, env = "FRAMEMARK_CONTACT_EMAIL", value_name = "ADDRESS")]
    pub contact_email: Option<String>,
    /// The name of the police force
    #[arg(long, value_name = "NAME")]
    pub police: Option<String>,
    /// The e-mail address of the first administrator
    #[arg(long, value_name = "EMAIL")]
    pub admin: Option<String>,
    /// The mail server: smtps://user:password@host
    #[arg(long, env = "FRAMEMARK_SMTP_URL", value_name = "URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// The address that e-mails come from
    #[arg(long, env = "FRAMEMARK_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
}

/// What a new register needs.
struct Wanted {
    public_url: String,
    partnership: String,
    police: String,
    admin: EmailAddress,
    settings: Settings,
}

/// Sets up a register. With the same answers again, it changes nothing.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub async fn run(config: &Config, args: &Args) -> Result<ExitCode> {
    let mut wanted = wanted(config, args)?;
    let mut config = config.clone();
    config.public_url = Some(wanted.public_url.clone());
    config.make_folder()?;
    if !config.embedded {
        wanted
            .settings
            .add("FRAMEMARK_DATABASE_URL", &config.database_url)?;
    }
    if matches!(config.key, KeySource::Nowhere) {
        name_key_file(&mut config, &mut wanted.settings).await?;
    }
    let place = config.data.join(file::NAME);
    wanted.settings.check(&place)?;
    let (registry, made) = open::or_make(&config, Tuning::Serve).await?;
    if let Some(key) = &made {
        println!("{}", open::about_key(key));
    }
    if wanted.settings.write(&place)? {
        println!("Wrote the settings to {}.", place.display());
    }
    let link = people(&registry, &wanted).await;
    registry.store().clone().close().await?;
    match link? {
        Some(link) => println!(
            "Start the server with these settings. Then the first administrator can sign in with this link, which works \
             once:\n{link}"
        ),
        None => println!(
            "Everything is already set up. For another link, run: framemark user sign-in-link {}",
            wanted.admin.as_str()
        ),
    }
    Ok(ExitCode::SUCCESS)
}

/// Makes the key file of a register in PostgreSQL, unless there is one, and names it in the settings.
async fn name_key_file(config: &mut Config, settings: &mut Settings) -> Result<()> {
    let file = std::path::absolute(config.data.join(key::FILE))?;
    if !file.exists() {
        if config.register_is_there().await? {
            config.master_key()?;
        }
        let key = MasterKey::generate(&SystemRandom);
        private::write_secret(&file, &key.to_base64())
            .with_context(|| format!("cannot write the key file {}", file.display()))?;
    }
    settings.add("FRAMEMARK_KEY_FILE", &file.display().to_string())?;
    config.key = KeySource::File(file);
    Ok(())
}

/// Asks for everything that is not given yet.
fn wanted(config: &Config, args: &Args) -> Result<Wanted> {
    let mut ask = ask::Asker::new();
    let public_url = ask.line(
        config.public_url.clone(),
        "--public-url",
        "The public address of the site (https://bikes.example.org)",
        settings::public_url,
    )?;
    let partnership = name(
        &mut ask,
        args.partnership.as_deref(),
        "--partnership",
        "The partnership's name",
    )?;
    let body = name(
        &mut ask,
        args.body.as_deref(),
        "--body",
        "The full name of the body that runs the register",
    )?;
    let contact = ask.line(
        args.contact_email.clone(),
        "--contact-email",
        "The e-mail address where people can reach that body",
        address,
    )?;
    let police = name(
        &mut ask,
        args.police.as_deref(),
        "--police",
        "The name of the police force",
    )?;
    let admin = ask.line(
        args.admin.clone(),
        "--admin",
        "The e-mail address of the first administrator",
        address,
    )?;
    let (smtp, from) = mail(&mut ask, args)?;
    ask.done()?;
    crate::worker::mail::Mailer::new(Some(&smtp), None, Some(&from))?;
    let mut settings = Settings::default();
    for (name, value) in [
        ("FRAMEMARK_PUBLIC_URL", public_url.as_str()),
        ("FRAMEMARK_PARTNERSHIP", &partnership),
        ("FRAMEMARK_BODY", &body),
        ("FRAMEMARK_CONTACT_EMAIL", contact.as_str()),
        ("FRAMEMARK_SMTP_URL", &smtp),
        ("FRAMEMARK_MAIL_FROM", &from),
    ] {
        settings.add(name, value)?;
    }
    Ok(Wanted {
        public_url,
        partnership,
        police,
        admin,
        settings,
    })
}

fn name(ask: &mut ask::Asker, given: Option<&str>, flag: &'static str, what: &'static str) -> Result<String> {
    ask.line(given.map(str::to_owned), flag, what, |typed| {
        text::line(typed, 100).map_err(|error| anyhow!("the name {error}"))
    })
}

fn address(typed: &str) -> Result<EmailAddress> {
    EmailAddress::parse(typed).map_err(|error| anyhow!("{error}"))
}

/// Asks for the mail server and the address that e-mails come from.
fn mail(ask: &mut ask::Asker, args: &Args) -> Result<(String, String)> {
    let plain = |typed: &str| Ok(typed.to_owned());
    let smtp = ask.line(
        args.smtp_url.clone(),
        "--smtp-url",
        "The mail server (smtps://user:password@host)",
        plain,
    )?;
    let from = ask.line(
        args.mail_from.clone(),
        "--mail-from",
        "The address that e-mails come from",
        plain,
    )?;
    Ok((smtp, from))
}

/// Adds the organisations and the first administrator, and makes a link if the administrator is new.
async fn people(registry: &Registry, wanted: &Wanted) -> Result<Option<String>> {
    let partnership = slug(&wanted.partnership)?;
    let police = slug(&wanted.police)?;
    let of = Some((partnership.as_str(), wanted.partnership.as_str()));
    members::add_organisation(
        registry,
        "site",
        &wanted.partnership,
        OrganisationKind::Site,
        None,
        FactorRule::default(),
    )
    .await?;
    members::add_organisation(
        registry,
        &police,
        &wanted.police,
        OrganisationKind::Police,
        of,
        FactorRule::default(),
    )
    .await?;
    let contact = Contact {
        email: Some(wanted.admin.clone()),
        ..Contact::default()
    };
    let (account, new) = members::add_member(registry, &contact, "site", Role::SiteAdmin).await?;
    members::add_member(registry, &contact, &police, Role::OrgAdmin).await?;
    if !new {
        return Ok(None);
    }
    Ok(Some(sign_in::link_from_command_line(registry, account).await?))
}

/// Makes a short name from a name: its letters and digits, with hyphens between the words.
fn slug(name: &str) -> Result<String> {
    let words = name
        .split(|sign: char| !sign.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let made = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    let made: String = made.chars().take(40).collect();
    let made = made.trim_end_matches('-').to_owned();
    if made.len() < 2 || made == "site" {
        bail!("no short name can be made from {name:?}; give a longer name");
    }
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_is_made_of_a_name() {
        for (name, short) in [
            ("Fenland", "fenland"),
            ("Fen & Wold Constabulary", "fen-wold-constabulary"),
            ("  St. Ives ", "st-ives"),
        ] {
            assert_eq!(slug(name).unwrap(), short);
        }
        for bad in ["", "A", "Site", "Ö"] {
            assert!(slug(bad).is_err(), "{bad}");
        }
    }
}
