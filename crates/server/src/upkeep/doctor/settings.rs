//! Checks the machine and the settings: folder, disk, key, public address, contact, mail and proxies.

use super::{Args, Finding};
use crate::config::Config;
use crate::config::key::KeySource;
use crate::worker::mail::{self, Mailer};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;
use store::space;

/// If less disk space than this is free, the disk will soon be full.
const LITTLE_SPACE: u64 = 1 << 30;
/// With less than this, the server refuses to write.
const NO_SPACE: u64 = 32 << 20;
/// How long a mail server may take to answer.
const PATIENCE: Duration = Duration::from_secs(15);

pub(super) async fn look(config: &Config, args: &Args) -> Vec<Finding> {
    vec![
        folder(config),
        disk(config),
        key(config),
        address(config),
        contact(args),
        proxies(args),
        mail(args).await,
    ]
}

fn folder(config: &Config) -> Finding {
    const WHAT: &str = "data folder";
    let shown = config.data.display();
    let about = match fs::metadata(&config.data) {
        Ok(about) => about,
        Err(error) => {
            return Finding::wrong(WHAT, format!("{shown}: {error}. Check --data or FRAMEMARK_DATA"));
        }
    };
    let mode = about.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Finding::wrong(
            WHAT,
            format!(
                "other users of this machine can open {shown} ({mode:o}). Close it with: chmod 700 {shown}"
            ),
        );
    }
    if config.data.join("restoring").exists() {
        return Finding::wrong(
            WHAT,
            format!(
                "a restore into {shown} was cut off. Run framemark restore again. If the register is complete, only \
                 remove {shown}/restoring"
            ),
        );
    }
    Finding::good(WHAT, format!("{shown}, open to its owner only"))
}

fn disk(config: &Config) -> Finding {
    const WHAT: &str = "disk";
    match space::left(&config.data) {
        Ok(left) if left < NO_SPACE => {
            Finding::wrong(WHAT, format!("only {} MB are free. Make space", left >> 20))
        }
        Ok(left) if left < LITTLE_SPACE => {
            Finding::look(WHAT, format!("{} MB are free. Make space soon", left >> 20))
        }
        Ok(left) => Finding::good(WHAT, format!("{} GB are free", left >> 30)),
        Err(error) => Finding::wrong(
            WHAT,
            format!(
                "files cannot be written: {error}. Make the folder writable for this user, or make space"
            ),
        ),
    }
}

fn key(config: &Config) -> Finding {
    const WHAT: &str = "key";
    match (config.master_key(), &config.key) {
        (Err(error), _) => Finding::wrong(WHAT, format!("{error:#}")),
        (Ok(_), KeySource::Given(_)) => Finding::look(
            WHAT,
            "it is in the environment, where this user's other programs can read it. A file (FRAMEMARK_KEY_FILE) or a \
             vault (FRAMEMARK_KEY_COMMAND) is safer",
        ),
        (Ok(_), source) => Finding::good(WHAT, format!("read from {}", source.in_words())),
    }
}

fn address(config: &Config) -> Finding {
    const WHAT: &str = "public address";
    match &config.public_url {
        None => Finding::wrong(
            WHAT,
            "it is not set, so links in e-mails do not work. Set FRAMEMARK_PUBLIC_URL",
        ),
        Some(url) if url.starts_with("http://") => Finding::wrong(
            WHAT,
            format!("{url} is not encrypted, so phones do not let its pages use the camera. Use https://"),
        ),
        Some(url) => Finding::good(WHAT, url.clone()),
    }
}

fn contact(args: &Args) -> Finding {
    const WHAT: &str = "contact";
    let contact = args.contact.contact(false);
    if contact.body.is_none() {
        return Finding::look(
            WHAT,
            "the pages do not say who runs the register. Set FRAMEMARK_BODY to the full name of that body",
        );
    }
    if contact.address.is_none() && contact.phone.is_none() && contact.email.is_none() {
        return Finding::wrong(
            WHAT,
            "the pages do not say how to reach the body that runs the register, but the law requires this. Set \
             FRAMEMARK_CONTACT_ADDRESS, FRAMEMARK_CONTACT_PHONE or FRAMEMARK_CONTACT_EMAIL",
        );
    }
    Finding::good(WHAT, contact.body.unwrap_or_default())
}

fn proxies(args: &Args) -> Finding {
    const WHAT: &str = "proxies";
    match args.trusted_proxies.as_deref().map(str::trim) {
        None | Some("") => Finding::look(
            WHAT,
            "none are set. If there is a web server in front, name it in FRAMEMARK_TRUSTED_PROXIES. Otherwise \
             everybody counts as one client",
        ),
        Some(named) => Finding::good(WHAT, named.to_owned()),
    }
}

async fn mail(args: &Args) -> Finding {
    const WHAT: &str = "mail";
    if let Some(folder) = &args.mail_folder {
        return Finding::wrong(
            WHAT,
            format!(
                "e-mails are written to {} and not sent. Anybody who can read them can sign in. Set FRAMEMARK_SMTP_URL",
                folder.display()
            ),
        );
    }
    let mailer = Mailer::new(args.smtp_url.as_deref(), None, args.mail_from.as_deref());
    let mailer = match mailer {
        Ok(Some(mailer)) => mailer,
        Ok(None) => {
            return Finding::wrong(
                WHAT,
                "no mail server is set, so e-mails wait and nobody can sign in with a link. Set FRAMEMARK_SMTP_URL",
            );
        }
        Err(error) => return Finding::wrong(WHAT, format!("{error:#}")),
    };
    match tokio::time::timeout(PATIENCE, mailer.answers()).await {
        Err(_) => Finding::wrong(
            WHAT,
            "the mail server does not answer. Check FRAMEMARK_SMTP_URL and the network",
        ),
        Ok(Err(error)) => Finding::wrong(
            WHAT,
            format!("the mail server does not accept e-mails: {error:#}. Check FRAMEMARK_SMTP_URL"),
        ),
        Ok(Ok(())) if args.smtp_url.as_deref().is_some_and(mail::is_plain) => Finding::wrong(
            WHAT,
            "the mail server answers, but e-mails and their sign-in links travel unencrypted. Use smtps://",
        ),
        Ok(Ok(())) => Finding::good(WHAT, "the mail server answers"),
    }
}
