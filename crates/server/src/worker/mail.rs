//! Sends e-mails from the outbox to a mail server, or writes them as files into the data folder.

use super::Worker;
use anyhow::{Context, Result, anyhow, bail};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use registry::Registry;
use registry::mail::send::{self, Claimed, Letter, LetterId};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

/// How many e-mails are sent at the same time, so that a slow one does not hold up the others.
const AT_ONCE: usize = 4;

/// How long a mail server may take for one e-mail. The transport's own limit is only for making the connection. This
/// limit is less than the time for which a worker has an e-mail to itself, so that no other worker sends the e-mail
/// meanwhile.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// The sender of e-mails that are only written to a folder.
const FOLDER_SENDER: &str = "Framemark <no-reply@example.org>";

/// Returns true if a mail server is on another machine and its address asks for no encryption.
pub fn is_plain(smtp_url: &str) -> bool {
    let Some(rest) = smtp_url.trim().strip_prefix("smtp://") else {
        return false;
    };
    let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
    let here = ["localhost", "127.", "[::1]"];
    !rest.contains("tls=") && !here.iter().any(|name| host.starts_with(name))
}

/// Sends e-mails.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    way: Way,
}

#[derive(Clone)]
enum Way {
    Smtp(AsyncSmtpTransport<Tokio1Executor>, Duration),
    Folder(PathBuf),
}

/// How a round of sending went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// E-mails that were sent.
    pub sent: u32,
    /// E-mails that could not be sent this time, or that we have given up on.
    pub failed: u32,
}

impl Mailer {
    /// Makes a mailer for a mail server or a folder, or returns `None` if neither is set.
    ///
    /// # Errors
    /// When the mail server's address or the sender's cannot be read, or the folder cannot be made.
    pub fn new(smtp_url: Option<&str>, folder: Option<&Path>, from: Option<&str>) -> Result<Option<Self>> {
        let smtp_url = smtp_url.map(str::trim).filter(|url| !url.is_empty());
        let way = match (smtp_url, folder) {
            (Some(url), _) => {
                if from.is_none() {
                    bail!(
                        "set FRAMEMARK_MAIL_FROM too, to the address that mail comes from, because FRAMEMARK_SMTP_URL \
                         is set"
                    );
                }
                Way::Smtp(smtp(url, ANSWER_WITHIN)?, ANSWER_WITHIN)
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

    /// Asks the mail server whether it accepts e-mails from us, without sending one.
    ///
    /// # Errors
    /// When it does not answer, or refuses.
    pub async fn answers(&self) -> Result<()> {
        let Way::Smtp(server, patience) = &self.way else {
            return Ok(());
        };
        let answered = tokio::time::timeout(*patience, server.test_connection())
            .await
            .map_err(|_| anyhow!("it did not answer in time"))?;
        match answered.map_err(|error| anyhow!("{}", without_people(&error)))? {
            true => Ok(()),
            false => bail!("it closed the connection"),
        }
    }

    /// Sends one e-mail. If a worker dies at the wrong moment and a second copy is sent, it has the same `Message-ID`
    /// and the same file name.
    async fn hand_over(&self, registry: &Registry, id: LetterId, letter: &Letter) -> Result<()> {
        let message = self.message(registry, id, letter)?;
        match &self.way {
            Way::Smtp(server, patience) => {
                let sent = tokio::time::timeout(*patience, server.send(message)).await;
                sent.map_err(|_| anyhow!("the mail server did not answer in time"))?
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

    /// Builds an e-mail: its text, and a page with the same words for mail programs that show HTML.
    fn message(&self, registry: &Registry, id: LetterId, letter: &Letter) -> Result<Message> {
        let series = registry.store().feed_epoch();
        let to: Address = letter
            .to
            .as_str()
            .parse()
            .map_err(|_| anyhow!("the recipient's address is not valid"))?;
        // RFC 3834: tells machines not to answer this.
        let auto = header("Auto-Submitted", "auto-generated");
        let page = registry::mail::page(letter, registry.public_url()).context("cannot write the page")?;
        let text = letter.body.replace('\n', "\r\n");
        let mut builder = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.clone())
            .date(SystemTime::from(registry.now()))
            .message_id(Some(format!(
                "<letter.{id}.{series:x}@{}>",
                self.from.email.domain()
            )))
            .raw_header(auto);
        if let Some(stop) = &letter.stop {
            // RFC 8058: the reader can unsubscribe with one press in their mail program, without visiting our page.
            builder = builder
                .raw_header(header("List-Unsubscribe", &format!("<{stop}>")))
                .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"));
        }
        let both = MultiPart::alternative_plain_html(text, page.replace('\n', "\r\n"));
        builder.multipart(both).context("cannot write the e-mail")
    }
}

/// Makes the transport to a mail server, which may take this long to answer.
fn smtp(url: &str, patience: Duration) -> Result<AsyncSmtpTransport<Tokio1Executor>> {
    // The address may contain a password, so the message does not repeat it.
    let Ok(builder) = AsyncSmtpTransport::<Tokio1Executor>::from_url(url) else {
        bail!("FRAMEMARK_SMTP_URL must be like smtps://user:password@mail.example.org");
    };
    Ok(builder.timeout(Some(patience)).build())
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
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

/// Sends every e-mail that is due, several at the same time, until it is told to stop.
///
/// # Errors
/// When the outbox cannot be read or written. A mail server that fails is not an error, because the e-mail waits.
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
        // E-mails that are on their way are finished, even if another one has failed.
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
    match mailer.hand_over(registry, claimed.id, &claimed.letter).await {
        Ok(()) => {
            send::was_sent(registry, claimed.id).await?;
            tracing::info!(letter.id = %claimed.id, "Sent an e-mail");
            Ok(true)
        }
        Err(error) => not_sent(registry, claimed, &error).await,
    }
}

/// Notes that an e-mail could not be sent.
async fn not_sent(registry: &Registry, claimed: &Claimed, error: &anyhow::Error) -> Result<bool> {
    match send::was_not_sent(registry, claimed).await? {
        Some(wait) => tracing::warn!(
            letter.id = %claimed.id, %error, "Could not send an e-mail; trying again in {wait:#}"
        ),
        None => tracing::error!(letter.id = %claimed.id, %error, "Could not send an e-mail; giving up"),
    }
    Ok(false)
}

/// Describes an error for the log. A mail server's own words often repeat the address, which must not be in the log.
fn without_people(error: &lettre::transport::smtp::Error) -> String {
    match error.status() {
        Some(code) => format!("the mail server answered {code}"),
        None if error.is_timeout() => "the mail server did not answer in time".to_owned(),
        None if error.is_tls() => "we and the mail server could not agree on encryption".to_owned(),
        None => "the mail server cannot be reached or does not speak SMTP".to_owned(),
    }
}

#[cfg(test)]
mod tests;
