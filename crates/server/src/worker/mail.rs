//! Letters leave the outbox: to a mail server, or as files into the data folder.

use super::Worker;
use anyhow::{Context, Result, anyhow, bail};
use jiff::Timestamp;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use registry::Registry;
use registry::mail::send::{self, Claimed, Letter, LetterId};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

/// How many letters are on their way at the same time, so that a slow one does not keep the others.
const AT_ONCE: usize = 4;

/// How long a mail server may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// The sender of mail that goes no further than a folder.
const FOLDER_SENDER: &str = "Framemark <no-reply@example.org>";

/// Tells whether a mail server's address asks for no encryption, to another machine than this.
pub fn is_plain(smtp_url: &str) -> bool {
    let Some(rest) = smtp_url.trim().strip_prefix("smtp://") else {
        return false;
    };
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let here = ["localhost", "127.", "[::1]"];
    !rest.contains("tls=") && !here.iter().any(|name| host.starts_with(name))
}

/// Hands letters over.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    way: Way,
}

#[derive(Clone)]
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

/// How a round of sending went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Letters handed over.
    pub sent: u32,
    /// Letters that could not be, now or for good.
    pub failed: u32,
}

impl Mailer {
    /// Makes a mailer to a mail server or to a folder; none when neither is named.
    ///
    /// # Errors
    /// When the mail server's address or the sender's cannot be read, or the folder cannot be made.
    pub fn new(smtp_url: Option<&str>, folder: Option<&Path>, from: Option<&str>) -> Result<Option<Self>> {
        let smtp_url = smtp_url.map(str::trim).filter(|url| !url.is_empty());
        let way = match (smtp_url, folder) {
            (Some(url), _) => {
                if from.is_none() {
                    bail!(
                        "set FRAMEMARK_MAIL_FROM to the address that mail comes from, beside FRAMEMARK_SMTP_URL"
                    );
                }
                // What the address holds may be a password, so it is not said again.
                let Ok(builder) = AsyncSmtpTransport::<Tokio1Executor>::from_url(url) else {
                    bail!("FRAMEMARK_SMTP_URL must be like smtps://user:password@mail.example.org");
                };
                Way::Smtp(builder.timeout(Some(ANSWER_WITHIN)).build())
            }
            (None, Some(folder)) => {
                std::fs::create_dir_all(folder)
                    .with_context(|| format!("cannot make the folder for mail {}", folder.display()))?;
                Way::Folder(folder.to_owned())
            }
            (None, None) => return Ok(None),
        };
        let from: Mailbox = from
            .unwrap_or(FOLDER_SENDER)
            .parse()
            .map_err(|_| anyhow!("FRAMEMARK_MAIL_FROM must be like \"Framemark <no-reply@example.org>\""))?;
        Ok(Some(Self { from, way }))
    }

    /// Hands one letter over. What it was handed over with is known by its id: a second copy, sent because a
    /// worker died at the wrong moment, has the same `Message-ID` and the same file.
    async fn hand_over(&self, id: LetterId, letter: &Letter, series: u64, now: Timestamp) -> Result<()> {
        let message = self.message(id, letter, series, now)?;
        match &self.way {
            Way::Smtp(server) => {
                server
                    .send(message)
                    .await
                    .map_err(|error| anyhow!("{}", without_people(&error)))?;
            }
            Way::Folder(folder) => {
                let (whole, part) = (
                    folder.join(format!("{:09}.eml", id.0)),
                    folder.join(format!("{}.part", id.0)),
                );
                tokio::fs::write(&part, message.formatted())
                    .await
                    .context("cannot write the mail file")?;
                tokio::fs::rename(&part, &whole)
                    .await
                    .context("cannot name the mail file")?;
            }
        }
        Ok(())
    }

    fn message(&self, id: LetterId, letter: &Letter, series: u64, now: Timestamp) -> Result<Message> {
        let to: Address = letter
            .to
            .as_str()
            .parse()
            .map_err(|_| anyhow!("the recipient's address is not valid"))?;
        // RFC 3834: no machine is to answer this.
        let auto = HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        );
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.clone())
            .date(SystemTime::from(now))
            .message_id(Some(format!(
                "<letter.{id}.{series:x}@{}>",
                self.from.email.domain()
            )))
            .header(ContentType::TEXT_PLAIN)
            .raw_header(auto)
            .body(letter.body.replace('\n', "\r\n"))
            .context("cannot write the e-mail")
    }
}

impl Worker for Mailer {
    const NAME: &'static str = "mail";
    const EVERY: Duration = Duration::from_secs(5);

    async fn round(&self, registry: &Registry, stop: &CancellationToken) -> Result<()> {
        send_due(registry, self, stop).await?;
        Ok(())
    }

    async fn sooner(&self, registry: &Registry) {
        registry.until_mail_waits().await;
    }
}

/// Sends every letter that is due, some at the same time; takes no more when told to stop. Each place that comes free
/// goes to the letter that is first then.
///
/// # Errors
/// When the outbox cannot be read or written. A mail server that fails is not an error: the letter waits.
pub async fn send_due(registry: &Registry, mailer: &Mailer, stop: &CancellationToken) -> Result<Round> {
    let (mut round, mut first_error) = (Round::default(), None);
    let (mut on_their_way, mut letters) = (JoinSet::new(), HashMap::new());
    loop {
        let free = AT_ONCE - letters.len();
        if free > 0 && first_error.is_none() && !stop.is_cancelled() {
            match send::take_due(registry, free as u64).await {
                Ok(due) => {
                    for claimed in due {
                        let (registry, mailer, letter) = (registry.clone(), mailer.clone(), claimed.clone());
                        let task =
                            on_their_way.spawn(async move { send_one(&registry, &mailer, &letter).await });
                        letters.insert(task.id(), claimed);
                    }
                }
                Err(error) => first_error = Some(error.into()),
            }
        }
        // Those on their way are seen through whatever became of another.
        let Some(done) = on_their_way.join_next_with_id().await else {
            return first_error.map_or(Ok(round), Err);
        };
        let task = done.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        let sent = match (done, letters.remove(&task)) {
            (Ok((_, sent)), _) => sent,
            (Err(died), Some(letter)) => not_sent(registry, &letter, &anyhow!("{died}")).await,
            (Err(died), None) => Err(died.into()),
        };
        match sent {
            Ok(true) => round.sent += 1,
            Ok(false) => round.failed += 1,
            Err(error) => first_error = first_error.or(Some(error)),
        }
    }
}

async fn send_one(registry: &Registry, mailer: &Mailer, claimed: &Claimed) -> Result<bool> {
    let series = registry.store().feed_epoch();
    match mailer
        .hand_over(claimed.id, &claimed.letter, series, registry.now())
        .await
    {
        Ok(()) => {
            send::was_sent(registry, claimed.id).await?;
            tracing::info!(letter.id = %claimed.id, "Sent an e-mail");
            Ok(true)
        }
        Err(error) => not_sent(registry, claimed, &error).await,
    }
}

/// Notes that a letter could not be handed over; it was not sent.
async fn not_sent(registry: &Registry, claimed: &Claimed, error: &anyhow::Error) -> Result<bool> {
    match send::was_not_sent(registry, claimed).await? {
        Some(wait) => tracing::warn!(
            letter.id = %claimed.id, %error, "Could not send an e-mail; trying again in {wait:#}"
        ),
        None => tracing::error!(letter.id = %claimed.id, %error, "Could not send an e-mail; giving up"),
    }
    Ok(false)
}

/// A mail server's own words often repeat the address, which belongs in no log.
fn without_people(error: &lettre::transport::smtp::Error) -> String {
    match error.status() {
        Some(code) => format!("the mail server answered {code}"),
        None if error.is_timeout() => "the mail server did not answer in time".to_owned(),
        None if error.is_tls() => "the mail server and we could not agree on encryption".to_owned(),
        None => "the mail server cannot be reached or does not speak SMTP".to_owned(),
    }
}

#[cfg(test)]
mod tests;
