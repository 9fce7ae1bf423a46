//! `framemark serve`: pages and worker in one process, until it is told to stop.

mod doors;
mod listener;
mod signals;

use crate::config::lock::Lock;
use crate::config::{Away, Config};
use crate::worker::{self, index::Index, keep, mail::Mailer, remind::Remind, sign_in::SignIn, tidy::Tidy};
use crate::{contact, demo, limits, open};
use anyhow::{Context, Result, bail};
use domain::MarkCode;
use doors::Doors;
use listener::Limits;
use registry::{Registry, Tuning};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use web::shared::upload::Uploads;
use web::shared::{Readiness, Site};

/// The options of `serve`.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub struct Args {
    /// The address to listen on
    #[arg(
        long,
        env = "FRAMEMARK_LISTEN",
        default_value = "127.0.0.1:8080",
        value_name = "ADDRESS:PORT"
    )]
    pub listen: SocketAddr,
    /// Loads invented bikes into an empty data folder and shows how to sign in to each part of the site
    #[arg(long)]
    pub demo: bool,
    /// The partnership's name on pages
    #[arg(
        long,
        env = "FRAMEMARK_PARTNERSHIP",
        default_value = "Cambridgeshire",
        value_name = "NAME"
    )]
    pub partnership: String,
    /// Who runs the register, and how people reach them
    #[command(flatten)]
    pub contact: contact::Args,
    /// How often one client may ask
    #[command(flatten)]
    pub limits: limits::Args,
    /// The mail server: smtps://user:password@host. Without one, mail waits
    #[arg(long, env = "FRAMEMARK_SMTP_URL", value_name = "URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// The sender's address, such as "Framemark <no-reply@bikes.example.org>"
    #[arg(long, env = "FRAMEMARK_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
    /// Writes mail to this folder and does not send it. For trials only: it holds sign-in links
    #[arg(
        long,
        env = "FRAMEMARK_MAIL_FOLDER",
        value_name = "DIR",
        conflicts_with = "smtp_url"
    )]
    pub mail_folder: Option<PathBuf>,
}

/// How long workers get to finish what they are doing when the server stops, beside the open requests.
const GRACE: Duration = Duration::from_secs(10);
/// How long the database gets to fold in its log.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);
/// How often a database that is away is tried again.
const TRY_AGAIN: Duration = Duration::from_secs(2);

/// Runs the server until SIGINT or SIGTERM.
pub async fn run(mut config: Config, args: &Args) -> Result<ExitCode> {
    if !web::shared::assets::built() {
        bail!("this program was built without its styles and scripts. Run `make assets` and build it again");
    }
    if args.demo && !args.listen.ip().is_loopback() {
        bail!(
            "--demo shows everybody's mail, so it listens on this machine only: use --listen 127.0.0.1:8080"
        );
    }
    let stop = CancellationToken::new();
    signals::watch(stop.clone())?;
    let limits = Limits::of(listener::raise_open_files());
    let listener = TcpListener::bind(args.listen).await.with_context(|| {
        format!(
            "cannot listen on {}; choose a free address with --listen 127.0.0.1:PORT",
            args.listen
        )
    })?;
    let address = listener.local_addr()?;
    let public_url_is_made_up = config.public_url.is_none();
    config
        .public_url
        .get_or_insert_with(|| format!("http://{address}"));
    say_what_is_open(args, public_url_is_made_up, address);

    let doors = Doors::default();
    let server = tokio::spawn(listener::serve(listener, doors.router(), limits, stop.clone()));
    let opened = stop
        .run_until_cancelled(open_and_work(&config, args, address, &doors, &stop))
        .await
        .transpose()?;
    // Both end only when told to stop, and then in the same time.
    match opened {
        Some(mut running) => {
            let (served, ()) = tokio::join!(server, running.until_workers_end(&stop));
            served?;
            running.close().await?;
        }
        None => server.await?,
    }
    tracing::info!("Stopped");
    Ok(ExitCode::SUCCESS)
}

/// An open register with its workers.
struct Running {
    registry: Registry,
    workers: JoinSet<()>,
    _lock: Lock,
}

impl Running {
    /// Waits until the server stops, then for the workers, but not for ever.
    async fn until_workers_end(&mut self, stop: &CancellationToken) {
        stop.cancelled().await;
        let ended = async { while self.workers.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, ended).await.is_err() {
            tracing::warn!("A worker did not end in time and is cut off; it goes on with the next start");
            self.workers.shutdown().await;
        }
    }

    /// Closes the database, so that its write-ahead log is folded in.
    async fn close(self) -> Result<()> {
        let store = self.registry.store().clone();
        drop(self.registry);
        match tokio::time::timeout(CLOSE_WITHIN, store.close()).await {
            Ok(closed) => Ok(closed?),
            Err(_) => {
                tracing::warn!("The database did not close in time; what was saved is safe");
                Ok(())
            }
        }
    }
}

/// Opens the register, starts the workers, and lets people in.
async fn open_and_work(
    config: &Config,
    args: &Args,
    address: SocketAddr,
    doors: &Doors,
    stop: &CancellationToken,
) -> Result<Running> {
    let mut announced = false;
    let Opened { registry, key, lock } = loop {
        match open_once(config, args).await {
            Ok(opened) => break opened,
            Err(error) => {
                let away = match error.downcast::<Away>() {
                    Ok(away) => away,
                    // It may have gone in the middle of being opened.
                    Err(other) => match config.database_answers().await {
                        Err(gone) => gone.downcast().map_err(|_| other)?,
                        Ok(()) => return Err(other),
                    },
                };
                let wait = TRY_AGAIN.as_secs();
                tracing::error!("Not ready: {away}. Trying again every {wait} seconds");
                if !announced {
                    announce(address);
                    announced = true;
                }
                tokio::time::sleep(TRY_AGAIN).await;
            }
        }
    };
    let mut labels = Vec::new();
    if args.demo {
        demo::load(&registry).await?;
        // So that the first look-up finds something.
        registry::feed::catch_up(&registry, |_| ()).await?;
        labels = demo::labels_to_try(&registry).await?;
    }
    let folder = mail_folder(args, config);
    let mailer = Mailer::new(
        args.smtp_url.as_deref(),
        folder.as_deref(),
        args.mail_from.as_deref(),
    )?;
    let site = Site {
        partnership: args.partnership.clone(),
        source: None,
        public_url: registry.public_url().to_owned(),
        contact: args.contact.contact(args.demo),
    };
    doors.open(web::router(web::App {
        registry: registry.clone(),
        site: Arc::new(site),
        dev_mail: folder.filter(|_| args.demo),
        limits: Arc::new(args.limits.limits()),
        uploads: Arc::new(Uploads::new(config.data.join("uploads"))),
        readiness: Arc::new(Readiness::of(config.data.clone())),
    }));
    let workers = work(&registry, mailer, stop);
    if !announced {
        announce(address);
    }
    say_more(address, args.demo, &labels, key.as_deref());
    Ok(Running {
        registry,
        workers,
        _lock: lock,
    })
}

/// A register that is this process's own.
struct Opened {
    registry: Registry,
    key: Option<PathBuf>,
    lock: Lock,
}

async fn open_once(config: &Config, args: &Args) -> Result<Opened> {
    let key = if args.demo || config.is_default_folder() {
        open::find_or_begin(config).await?
    } else {
        open::find(config).await?;
        None
    };
    let lock = Lock::take(&config.data)?;
    let registry = open::ready(config, Tuning::Serve).await?;
    Ok(Opened { registry, key, lock })
}

/// Starts what runs beside the pages.
fn work(registry: &Registry, mailer: Option<Mailer>, stop: &CancellationToken) -> JoinSet<()> {
    let mut workers = JoinSet::new();
    workers.spawn(keep(Index, registry.clone(), stop.clone()));
    if let Some(mailer) = mailer {
        workers.spawn(keep(mailer, registry.clone(), stop.clone()));
    }
    workers.spawn(keep(SignIn, registry.clone(), stop.clone()));
    workers.spawn(keep(Remind, registry.clone(), stop.clone()));
    workers.spawn(keep(Tidy, registry.clone(), stop.clone()));
    workers
}

/// Gives the folder that mail is written to: the one that was asked for, or the demonstration's own.
fn mail_folder(args: &Args, config: &Config) -> Option<PathBuf> {
    args.mail_folder
        .clone()
        .or_else(|| (args.demo && args.smtp_url.is_none()).then(|| config.data.join("mail")))
}

/// Says in the log where a setting leaves something open that should be closed outside of trials.
fn say_what_is_open(args: &Args, made_up: bool, address: SocketAddr) {
    if args.smtp_url.is_none() && !args.demo {
        match &args.mail_folder {
            Some(folder) => tracing::warn!(
                "Mail is written to {} and not sent. Everybody who can read that folder can sign in",
                folder.display()
            ),
            None => tracing::warn!(
                "No mail server is set (FRAMEMARK_SMTP_URL): mail waits, and nobody can sign in by a link"
            ),
        }
    }
    if args.smtp_url.as_deref().is_some_and(worker::mail::is_plain) {
        tracing::warn!(
            "FRAMEMARK_SMTP_URL starts with smtp://: mail and its sign-in links travel unencrypted. Use smtps://"
        );
    }
    if made_up && !address.ip().is_loopback() {
        tracing::warn!(
            "No public address is set (FRAMEMARK_PUBLIC_URL), but {address} can be reached from elsewhere: links in \
             e-mails will not work, and cookies travel unencrypted"
        );
    }
}

/// Tells on standard output where to go; scripts wait for the first line.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
fn announce(address: SocketAddr) {
    println!("Listening on http://{address}");
}

/// Tells who starts it what to do next.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
fn say_more(address: SocketAddr, demo: bool, labels: &[MarkCode], key: Option<&Path>) {
    if demo {
        println!("{}", demo::how_to_sign_in(&format!("http://{address}"), labels));
    }
    if let Some(key) = key {
        println!("{}", open::about_key(key));
    }
}
