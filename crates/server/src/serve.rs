//! `framemark serve`: pages and worker in one process, until it is told to stop.

use crate::config::Config;
use crate::worker::{self, mail::Mailer};
use crate::{contact, demo, limits, open};
use anyhow::{Context, Result, bail};
use domain::MarkCode;
use registry::{Registry, Tuning};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use web::shared::Site;
use web::shared::upload::Uploads;

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

/// The time that open requests get to finish when the server stops.
const GRACE: Duration = Duration::from_secs(10);

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
    let listener = TcpListener::bind(args.listen).await.with_context(|| {
        format!(
            "cannot listen on {}; choose a free address with --listen 127.0.0.1:PORT",
            args.listen
        )
    })?;
    let address = listener.local_addr()?;
    let public_url_is_made_up = config.public_url.is_none();
    let public_url = config
        .public_url
        .get_or_insert_with(|| format!("http://{address}"))
        .clone();
    let (registry, key) = if args.demo || config.is_default_folder() {
        open::or_make(&config, Tuning::Serve).await?
    } else {
        (open::registry(&config, Tuning::Serve).await?, None)
    };
    if args.demo {
        demo::load(&registry).await?;
        // So that the first look-up finds something.
        registry::feed::catch_up(&registry, |_| ()).await?;
    }
    let folder = mail_folder(args, &config);
    let mailer = Mailer::new(
        args.smtp_url.as_deref(),
        folder.as_deref(),
        args.mail_from.as_deref(),
    )?;
    say_what_is_open(args, public_url_is_made_up, address);

    let stop = CancellationToken::new();
    let workers = TaskTracker::new();
    workers.spawn(worker::index::follow(registry.clone(), stop.clone()));
    if let Some(mailer) = mailer {
        workers.spawn(worker::mail::send(registry.clone(), mailer, stop.clone()));
    }
    workers.spawn(worker::sign_in::answer(registry.clone(), stop.clone()));
    workers.spawn(worker::remind::keep_reminding(registry.clone(), stop.clone()));
    workers.spawn(worker::tidy::keep_tidy(registry.clone(), stop.clone()));
    workers.close();

    let site = Site {
        partnership: args.partnership.clone(),
        source: None,
        public_url,
        contact: args.contact.contact(args.demo),
    };
    let app = web::App {
        registry: registry.clone(),
        site: Arc::new(site),
        dev_mail: folder.filter(|_| args.demo),
        limits: Arc::new(args.limits.limits()),
        uploads: Arc::new(Uploads::new(config.data.join("uploads"))),
    };
    let labels = if args.demo {
        demo::labels_to_try(&registry).await?
    } else {
        Vec::new()
    };
    announce(address, args.demo, &labels, key.as_deref());
    until_told(listener, web::router(app), &stop).await?;

    stop.cancel();
    workers.wait().await;
    close(registry).await?;
    tracing::info!("Stopped");
    Ok(ExitCode::SUCCESS)
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

/// Serves until a signal comes, then lets what is under way end, but not for ever.
async fn until_told(listener: TcpListener, router: axum::Router, stop: &CancellationToken) -> Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let stopping = stop.clone();
    let server = axum::serve(
        listener,
        router.into_make_service_with_connect_info::<SocketAddr>(),
    )
    .with_graceful_shutdown(async move { stopping.cancelled().await });
    let mut server = tokio::spawn(server.into_future());
    tokio::select! {
        ended = &mut server => return Ok(ended??),
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    tracing::info!("Stopping");
    stop.cancel();
    match tokio::time::timeout(GRACE, &mut server).await {
        Ok(ended) => ended??,
        Err(_) => server.abort(),
    }
    Ok(())
}

/// Closes the database, so that its write-ahead log is folded in.
async fn close(registry: Registry) -> Result<()> {
    let store = registry.store().clone();
    drop(registry);
    Ok(store.close().await?)
}

/// Tells on standard output where to go; scripts wait for the first line.
#[expect(clippy::print_stdout, reason = "the answer of a command")]
fn announce(address: SocketAddr, demo: bool, labels: &[MarkCode], key: Option<&Path>) {
    println!("Listening on http://{address}");
    if demo {
        println!("{}", demo::how_to_sign_in(&format!("http://{address}"), labels));
    }
    if let Some(key) = key {
        println!("{}", open::about_key(key));
    }
}
