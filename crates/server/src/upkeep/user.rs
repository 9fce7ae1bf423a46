use crate::config::Config;
use anyhow::{Result, anyhow, bail};
use domain::account::Role;
use domain::account::contact::{Contact, EmailAddress};
use registry::{
    Tuning,
    account::{members, sign_in},
};
use std::process::ExitCode;

/// The commands for staff accounts.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Gives an e-mail address a role in an organisation
    Add {
        /// The e-mail address
        email: String,
        /// The organisation's short name
        #[arg(long, value_name = "SLUG")]
        org: String,
        /// volunteer, coordinator, officer, analyst, org-admin or site-admin
        #[arg(long, value_name = "ROLE")]
        role: String,
        /// The person's name
        #[arg(long)]
        name: Option<String>,
    },
    /// Makes a sign-in link that works once, and logs it
    SignInLink {
        /// The e-mail address
        email: String,
    },
}

/// Runs the command.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
pub async fn run(config: &Config, command: &Command) -> Result<ExitCode> {
    crate::open::with(config, Tuning::Serve, async |registry| {
        match command {
            Command::Add {
                email,
                org,
                role,
                name,
            } => {
                let email = EmailAddress::parse(email).map_err(|error| anyhow!("{error}"))?;
                let Some(role) = Role::parse(role) else {
                    let known: Vec<&str> = Role::all().into_iter().map(Role::slug).collect();
                    bail!("{role:?} is not a role; choose one of: {}", known.join(", "));
                };
                let name = match name {
                    Some(name) => {
                        domain::text::optional_line(name, 100).map_err(|error| anyhow!("name {error}"))?
                    }
                    None => None,
                };
                let contact = Contact {
                    email: Some(email),
                    name,
                    ..Contact::default()
                };
                let (account, new) = members::add_member(registry, &contact, org, role).await?;
                println!(
                    "{}",
                    if new {
                        "Added."
                    } else {
                        "Nothing to do: the account already has this role."
                    }
                );
                if let Some(name) = &contact.name
                    && !members::has_name(registry, account, name).await?
                {
                    println!("The account keeps the name that its owner confirmed. Only they can change it.");
                }
            }
            Command::SignInLink { email } => {
                let email = EmailAddress::parse(email).map_err(|error| anyhow!("{error}"))?;
                let Some(account) = members::account_of(registry, &email).await? else {
                    bail!("no account has this e-mail address; add one with `framemark user add`");
                };
                println!("{}", sign_in::link_from_command_line(registry, account).await?);
            }
        }
        Ok(ExitCode::SUCCESS)
    })
    .await
}
