//! `framemark serve`: runs the pages and the workers in one process, until it is told to stop.

mod doors;
mod listener;
mod signals;

use crate::config::lock::Lock;
use crate::config::{Away, Config, node};
use crate::worker::figures::{Close, Facts};
use crate::worker::hot_sheets::HotSheets;
use crate::worker::lists::Lists;
use crate::worker::matches::{Matches, TellOfMatches};
use crate::worker::{
    self, index::Index, keep, keys::Keys, log::Log, mail::Mailer, remind::Remind, samples::Samples,
    seal::Seal, sign_in::SignIn, tidy::Tidy,
};
use crate::{contact, demo, limits, open};
use anyhow::{Context, Result, bail};
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
    /// How many years to go on comparing the register with bikes that left a property store without an owner
    #[arg(
        long,
        env = "FRAMEMARK_MATCH_YEARS",
        default_value_t = 6,
        value_parser = clap::value_parser!(u16).range(0..=30),
        value_name = "YEARS"
    )]
    pub match_years: u16,
    /// The mail server: smtps://user:password@host. Without one, mail waits
    #[arg(long, env = "FRAMEMARK_SMTP_URL", value_name = "URL", hide_env_values = true)]
    pub smtp_url: Option<String>,
    /// The sender's address, such as "Framemark <no-reply@bikes.example.org>"
    #[arg(long, env = "FRAMEMARK_MAIL_FROM", value_name = "ADDRESS")]
    pub mail_from: Option<String>,
    /// Writes mail to this folder instead of sending it. For trials only, because it contains sign-in links
    #[arg(
        long,
        env = "FRAMEMARK_MAIL_FOLDER",
        value_name = "DIR",
        conflicts_with = "smtp_url"
    )]
    pub mail_folder: Option<PathBuf>,
}

/// How long workers get to finish their work when the server stops.
const GRACE: Duration = Duration::from_secs(10);
/// How long the database gets to merge its log.
const CLOSE_WITHIN: Duration = Duration::from_secs(5);
/// How often to try again if the database does not answer.
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
    // Both end only when they are told to stop, and then at the same time.
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
    /// Waits until the server stops, and then for the workers, but not for ever.
    async fn until_workers_end(&mut self, stop: &CancellationToken) {
        stop.cancelled().await;
        let ended = async { while self.workers.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, ended).await.is_err() {
            tracing::warn!("A worker did not stop in time and was cut off; it carries on at the next start");
            self.workers.shutdown().await;
        }
    }

    /// Closes the database, so that its write-ahead log is merged.
    async fn close(self) -> Result<()> {
        let store = self.registry.store().clone();
        drop(self.registry);
        match tokio::time::timeout(CLOSE_WITHIN, store.close()).await {
            Ok(closed) => Ok(closed?),
            Err(_) => {
                tracing::warn!("The database did not close in time. Everything that was saved is safe");
                Ok(())
            }
        }
    }
}

/// Fills the register with the demonstration, and returns what can be tried in it.
async fn load_demo(registry: &Registry) -> Result<demo::ToTry> {
    demo::load(registry).await?;
    // We catch up now, so that the first look-up finds something.
    registry::feed::catch_up(registry, |_| ()).await?;
    demo::to_try(registry).await
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
                    // The database may have gone away while we opened it.
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
    let to_try = if args.demo {
        load_demo(&registry).await?
    } else {
        demo::ToTry::default()
    };
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
    let holder = node::name(&config.data, || registry.random_id())?;
    let workers = work(&registry, (config.data.as_path(), holder), mailer, stop);
    if !announced {
        announce(address);
    }
    say_more(address, args.demo, &to_try, key.as_deref());
    Ok(Running {
        registry,
        workers,
        _lock: lock,
    })
}

/// A register that only this process uses.
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
    let registry = registry.matching_for_years(args.match_years);
    Ok(Opened { registry, key, lock })
}

/// Starts the workers.
fn work(
    registry: &Registry,
    (data, holder): (&Path, String),
    mailer: Option<Mailer>,
    stop: &CancellationToken,
) -> JoinSet<()> {
    let mut workers = JoinSet::new();
    workers.spawn(keep(Index, registry.clone(), stop.clone()));
    if let Some(mailer) = mailer {
        workers.spawn(keep(mailer, registry.clone(), stop.clone()));
    }
    workers.spawn(keep(Keys, registry.clone(), stop.clone()));
    workers.spawn(keep(SignIn, registry.clone(), stop.clone()));
    let facts = Facts {
        holder: holder.clone(),
    };
    workers.spawn(keep(facts, registry.clone(), stop.clone()));
    let close = Close {
        holder: holder.clone(),
    };
    workers.spawn(keep(close, registry.clone(), stop.clone()));
    workers.spawn(keep(Matches { holder }, registry.clone(), stop.clone()));
    workers.spawn(keep(TellOfMatches, registry.clone(), stop.clone()));
    workers.spawn(keep(Lists, registry.clone(), stop.clone()));
    workers.spawn(keep(HotSheets, registry.clone(), stop.clone()));
    workers.spawn(keep(Remind, registry.clone(), stop.clone()));
    workers.spawn(keep(Samples, registry.clone(), stop.clone()));
    workers.spawn(keep(Tidy, registry.clone(), stop.clone()));
    workers.spawn(keep(Seal, registry.clone(), stop.clone()));
    workers.spawn(keep(Log::in_folder(data), registry.clone(), stop.clone()));
    workers
}

/// Returns the folder that e-mails are written to: the one that was set, or the demonstration's own.
fn mail_folder(args: &Args, config: &Config) -> Option<PathBuf> {
    args.mail_folder
        .clone()
        .or_else(|| (args.demo && args.smtp_url.is_none()).then(|| config.data.join("mail")))
}

/// Logs a warning about settings that are only safe for trials.
fn say_what_is_open(args: &Args, made_up: bool, address: SocketAddr) {
    if args.smtp_url.is_none() && !args.demo {
        match &args.mail_folder {
            Some(folder) => tracing::warn!(
                "Mail is written to {} and not sent. Everybody who can read that folder can sign in",
                folder.display()
            ),
            None => tracing::warn!(
                "No mail server is set (FRAMEMARK_SMTP_URL): mail waits, and nobody can sign in with a link"
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

/// Prints the address of the site. Scripts wait for this line, which is the first.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
fn announce(address: SocketAddr) {
    println!("Listening on http://{address}");
}

/// Tells the person who started the server what to do next.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
fn say_more(address: SocketAddr, demo: bool, to_try: &demo::ToTry, key: Option<&Path>) {
    if demo {
        println!("{}", demo::how_to_sign_in(&format!("http://{address}"), to_try));
    }
    if let Some(key) = key {
        println!("{}", open::about_key(key));
    }
}
