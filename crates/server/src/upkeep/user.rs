use super::table;
use crate::config::Config;
use crate::open::{needs_public_url, with};
use anyhow::{Result, anyhow, bail};
use domain::account::contact::{Contact, EmailAddress};
use domain::account::{Membership, Role};
use domain::text::counted;
use registry::account::members::{self, ShownAccount, StaffMember};
use registry::account::{second_factor, sign_in, sign_out};
use registry::bike::erase::{Erased, erase_from_command_line};
use registry::{Registry, Tuning};
use serde_json::{Value, json};
use std::process::ExitCode;

/// The commands for accounts.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Gives an e-mail address a role in an organisation
    Add {
        /// The e-mail address
        email: String,
        /// The organisation's short name
        #[arg(long, value_name = "SLUG")]
        org: String,
        /// volunteer, coordinator, officer, analyst, org-admin or site-admin; only a police organisation has officers
        #[arg(long, value_name = "ROLE")]
        role: String,
        /// The person's name
        #[arg(long)]
        name: Option<String>,
    },
    /// Removes roles from an account, and logs this; the account and its bikes stay
    Remove {
        /// The e-mail address
        email: String,
        /// Only roles in this organisation, by its short name
        #[arg(long, value_name = "SLUG")]
        org: Option<String>,
        /// Only this role
        #[arg(long, value_name = "ROLE")]
        role: Option<String>,
    },
    /// Signs an account out on every device, and logs this
    SignOut {
        /// The e-mail address
        email: String,
    },
    /// Makes a sign-in link that works once, and logs this
    SignInLink {
        /// The e-mail address
        email: String,
    },
    /// Resets a lost code app after 24 hours, and tells the account by e-mail
    ResetFactor {
        /// The e-mail address
        email: String,
        /// Stops a reset that has not taken effect
        #[arg(long)]
        stop: bool,
    },
    /// Erases an account and its bikes, and logs this; nothing brings them back
    Erase {
        /// The e-mail address
        email: String,
        /// Confirms that the person has asked for this from their own mailbox
        #[arg(long)]
        yes: bool,
    },
    /// Lists the accounts that have roles, and logs this
    List {
        /// Only roles in this organisation, by its short name
        #[arg(long, value_name = "SLUG")]
        org: Option<String>,
        /// Only this role
        #[arg(long, value_name = "ROLE")]
        role: Option<String>,
        /// Writes JSON
        #[arg(long)]
        json: bool,
    },
    /// Shows one account with its roles and latest sign-ins, and logs this
    Show {
        /// The e-mail address
        email: String,
        /// Writes JSON
        #[arg(long)]
        json: bool,
    },
}

/// Runs the command.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub async fn run(config: &Config, command: &Command) -> Result<ExitCode> {
    with(config, Tuning::Serve, async |registry| {
        let said = match command {
            Command::Add {
                email,
                org,
                role,
                name,
            } => add(registry, email, org, role, name.as_deref()).await?,
            Command::Remove { email, org, role } => {
                let role = role.as_deref().map(parse_role).transpose()?;
                remove(registry, &parse_email(email)?, org.as_deref(), role).await?
            }
            Command::SignOut { email } => {
                sign_out::sign_out_from_command_line(registry, &parse_email(email)?).await?;
                "Signed out on every device.".to_owned()
            }
            Command::SignInLink { email } => {
                needs_public_url(config, registry, "A sign-in link starts with").await?;
                let Some(account) = members::account_of(registry, &parse_email(email)?).await? else {
                    bail!("no account has this e-mail address; add one with `framemark user add`");
                };
                sign_in::link_from_command_line(registry, account).await?
            }
            Command::ResetFactor { email, stop } => {
                needs_public_url(config, registry, "The letter to the account needs").await?;
                reset_factor(registry, &parse_email(email)?, *stop).await?
            }
            Command::Erase { email, yes } => {
                if !*yes {
                    bail!(
                        "this cannot be undone; when the person has asked for it from their own mailbox, add --yes"
                    );
                }
                erased(erase_from_command_line(registry, &parse_email(email)?).await?)
            }
            Command::List { org, role, json } => {
                let role = role.as_deref().map(parse_role).transpose()?;
                let staff = members::staff(registry, org.as_deref(), role).await?;
                if *json {
                    serde_json::to_string_pretty(&staff.iter().map(member_json).collect::<Vec<_>>())?
                } else {
                    listed(&staff)
                }
            }
            Command::Show { email, json } => {
                let shown = members::show(registry, &parse_email(email)?).await?;
                if *json {
                    serde_json::to_string_pretty(&shown_json(&shown))?
                } else {
                    in_words(&shown)
                }
            }
        };
        println!("{said}");
        Ok(ExitCode::SUCCESS)
    })
    .await
}

async fn add(registry: &Registry, email: &str, org: &str, role: &str, name: Option<&str>) -> Result<String> {
    let email = parse_email(email)?;
    let role = parse_role(role)?;
    let name = match name {
        Some(name) => domain::text::optional_line(name, 100).map_err(|error| anyhow!("name {error}"))?,
        None => None,
    };
    let contact = Contact {
        email: Some(email),
        name,
        ..Contact::default()
    };
    let (account, new) = members::add_member(registry, &contact, org, role).await?;
    let mut said = if new {
        "Added."
    } else {
        "Nothing to do: the account already has this role."
    }
    .to_owned();
    if let Some(name) = &contact.name
        && !members::has_name(registry, account, name).await?
    {
        said += " The account keeps the name that its owner confirmed. Only they can change it.";
    }
    Ok(said)
}

fn erased(erased: Erased) -> String {
    let gone = counted(erased.gone, "bike", "bikes");
    let kept = counted(erased.kept, "bike stays", "bikes stay");
    format!(
        "Erased the account and {gone}. {kept} without an owner. Backups from before still hold the details: delete them \
         when they are 30 days old at the latest."
    )
}

async fn reset_factor(registry: &Registry, email: &EmailAddress, stop: bool) -> Result<String> {
    if stop {
        second_factor::stop_from_command_line(registry, email).await?;
        return Ok("Stopped. The code app stays as it is.".to_owned());
    }
    let at = second_factor::reset_from_command_line(registry, email).await?;
    Ok(format!(
        "The code app will be reset on {}. We have signed the account out everywhere and told it by e-mail; a code stops \
         the reset until then. Ask the person by phone whether they lost it.",
        domain::london::day_and_time(at)
    ))
}

async fn remove(
    registry: &Registry,
    email: &EmailAddress,
    org: Option<&str>,
    role: Option<Role>,
) -> Result<String> {
    let taken = members::remove_member(registry, email, org, role).await?;
    Ok(match taken.as_slice() {
        [] => "Nothing to do: the account does not have such a role.".to_owned(),
        roles => format!(
            "Removed: {}.",
            roles.iter().map(role_in_words).collect::<Vec<_>>().join(", ")
        ),
    })
}

fn parse_email(typed: &str) -> Result<EmailAddress> {
    EmailAddress::parse(typed).map_err(|error| anyhow!("{error}"))
}

fn parse_role(typed: &str) -> Result<Role> {
    Role::parse(typed).ok_or_else(|| {
        let known: Vec<&str> = Role::all().into_iter().map(Role::slug).collect();
        anyhow!("{typed:?} is not a role; choose one of: {}", known.join(", "))
    })
}

fn role_in_words(membership: &Membership) -> String {
    format!("{} in {}", membership.role.slug(), membership.organisation.slug)
}

fn listed(staff: &[StaffMember]) -> String {
    if staff.is_empty() {
        return "No account has such a role.".to_owned();
    }
    let rows = staff.iter().map(|one| {
        let membership = &one.member.membership;
        [
            one.contact
                .email
                .as_ref()
                .map_or("", EmailAddress::as_str)
                .to_owned(),
            membership.role.slug().to_owned(),
            membership.organisation.slug.clone(),
            domain::london::date_of(one.member.since).to_string(),
            one.contact.name.clone().unwrap_or_default(),
        ]
    });
    table::of(["E-MAIL", "ROLE", "ORGANISATION", "SINCE", "NAME"], rows)
}

fn role_json(membership: &Membership) -> Value {
    json!({
        "organisation": membership.organisation.slug,
        "role": membership.role.slug(),
    })
}

fn member_json(one: &StaffMember) -> Value {
    json!({
        "id": one.member.account.0,
        "email": one.contact.email.as_ref().map(EmailAddress::as_str),
        "name": one.contact.name,
        "organisation": one.member.membership.organisation.slug,
        "role": one.member.membership.role.slug(),
        "since": one.member.since.to_string(),
    })
}

fn shown_json(shown: &ShownAccount) -> Value {
    let person = &shown.person;
    let history = shown.history.iter().map(|(at, entry)| {
        json!({
            "at": at.to_string(),
            "what": entry.action.slug(),
            "note": entry.reason.as_ref().map(|reason| reason.as_str()),
        })
    });
    json!({
        "id": person.account.0,
        "email": person.contact.email.as_ref().map(EmailAddress::as_str),
        "name": person.contact.name,
        "created": person.created_at.to_string(),
        "confirmed": person.confirmed_at.map(|at| at.to_string()),
        "roles": shown.roles.iter().map(role_json).collect::<Vec<_>>(),
        "bikes": shown.bikes,
        "history": history.collect::<Vec<_>>(),
    })
}

fn in_words(shown: &ShownAccount) -> String {
    let person = &shown.person;
    let when = domain::london::day_and_time;
    let roles: Vec<String> = shown.roles.iter().map(role_in_words).collect();
    let mut lines = vec![
        format!(
            "E-mail: {}",
            person.contact.email.as_ref().map_or("none", EmailAddress::as_str)
        ),
        format!("Name: {}", person.contact.name.as_deref().unwrap_or("not known")),
        format!("Made: {}", when(person.created_at)),
        format!(
            "E-mail confirmed: {}",
            person.confirmed_at.map_or_else(|| "not yet".to_owned(), when)
        ),
        format!(
            "Roles: {}",
            if roles.is_empty() {
                "none".to_owned()
            } else {
                roles.join(", ")
            }
        ),
        format!("Bikes: {}", shown.bikes),
    ];
    if !shown.history.is_empty() {
        lines.push("Latest first:".to_owned());
    }
    for (at, entry) in &shown.history {
        let note = entry.reason.as_ref().map(|reason| format!(" ({reason})"));
        lines.push(format!(
            "  {}: {}{}",
            when(*at),
            entry.action.slug(),
            note.unwrap_or_default()
        ));
    }
    lines.join("\n")
}
