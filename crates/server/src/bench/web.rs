//! `framemark bench web`: measures over HTTP how long people wait, on a temporary register.

use super::client::{Client, encoded};
use super::load;
use super::plan::Plan;
use super::tally::{Figures, SHOWN, Tally};
use crate::config::Config;
use crate::lists::progress::{grouped, say};
use crate::open;
use ::search::bench::{Class, Makers};
use anyhow::{Context, Result, ensure};
use domain::account::contact::{Contact, EmailAddress};
use domain::account::factor::FactorRule;
use domain::account::{OrganisationKind, Role};
use registry::account::{members, sign_in};
use registry::look_up::{LookUp, rank};
use registry::{Registry, Tuning};
use serde::Serialize;
use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use web::shared::Site;
use web::shared::limits::{Limits, Proxies, Scale};
use web::shared::upload::Uploads;

/// The options of `bench web`.
#[derive(Clone, Debug, clap::Args)]
#[group(skip)]
#[command(after_help = AFTER_HELP)]
pub struct Args {
    /// How many bikes to make
    #[arg(long, value_name = "N", default_value_t = 100_000,
        value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    pub bikes: u32,
    /// How many look-ups and checks of each kind to make
    #[arg(long, value_name = "Q", default_value_t = 2_000,
        value_parser = clap::value_parser!(u32).range(32..=1_000_000))]
    pub queries: u32,
    /// The seed for the bikes, the queries and their errors
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// Prints one JSON object instead of the table
    #[arg(long)]
    pub json: bool,
}

const AFTER_HELP: &str = "\
The benchmark starts a server on a free port of this machine, with a temporary SQLite register in the system's
temporary folder (TMPDIR). A look-up is the form that is sent and the page that follows. The engine is the same search
in the same run, without log, page and HTTP.";

/// How many officers look up at once.
const AT_ONCE: usize = 16;

/// What was measured.
#[derive(Debug, Serialize)]
struct Measured {
    bikes: u32,
    queries: u32,
    /// Look-ups and their pages, one at a time.
    look_up: Times,
    /// The same, by 16 officers at once.
    look_up_at_once: Times,
    /// The engine alone, one at a time.
    engine: Times,
    /// The engine alone, 16 at once.
    engine_at_once: Times,
    /// `/check?number=`, 16 at once.
    check: Times,
    /// The empty form of `/check`, 16 at once.
    check_form: Times,
}

/// How long requests took, and how many were answered in a second.
#[derive(Clone, Copy, Debug, Serialize)]
struct Times {
    p50_ms: f64,
    p99_ms: f64,
    a_second: f64,
}

/// A kind of request that is measured.
#[derive(Clone, Copy)]
enum Work {
    LookUp,
    Check,
    CheckForm,
}

/// Measures and prints.
pub async fn run(args: &Args) -> Result<ExitCode> {
    let queries = u64::from(args.queries);
    let classes: Vec<Class> = Class::all().collect();
    let of_each = queries.div_ceil(classes.len() as u64);
    let plan = Plan::new(args.seed, args.bikes as usize, Makers::ALL[0], of_each, classes);
    let plan = Arc::new(plan);
    let folder = tempfile::Builder::new()
        .prefix("framemark-bench-")
        .tempdir()
        .context("cannot make a folder for the register; set TMPDIR to one that can be written")?;
    let config = Config::throw_away(folder.path().to_owned());
    load::load(&config, &plan).await?;
    say(&format!("Loaded {} bikes", grouped(u64::from(args.bikes))));
    let registry = open::or_make(&config, Tuning::Serve).await?.0;
    let (address, server) = serve(&registry, folder.path().join("uploads")).await?;
    let typed: Arc<Vec<String>> = Arc::new(plan.asks.iter().map(|(_, ask)| ask.typed.clone()).collect());
    let measured = measure(args, &registry, address, &typed).await;
    server.abort();
    let measured = measured?;
    registry.store().clone().close().await?;
    let text = if args.json {
        serde_json::to_string_pretty(&measured)? + "\n"
    } else {
        measured.markdown()
    };
    std::io::stdout().lock().write_all(text.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Serves the pages on a free port of this machine.
pub(super) async fn serve(
    registry: &Registry,
    uploads: PathBuf,
) -> Result<(SocketAddr, tokio::task::JoinHandle<()>)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let app = web::App {
        registry: registry.clone(),
        site: Arc::new(Site {
            partnership: "Benchmark".to_owned(),
            source: None,
            public_url: format!("http://{address}"),
            contact: web::shared::page::Contact::default(),
        }),
        dev_mail: None,
        // All officers send requests from the same address, as fast as they can.
        limits: Arc::new(Limits::new(Scale::Off, Proxies::default())),
        uploads: Arc::new(Uploads::new(uploads)),
        readiness: Arc::new(web::shared::Readiness::of(std::env::temp_dir())),
    };
    let service = web::router(app).into_make_service_with_connect_info::<SocketAddr>();
    let server = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, service).await {
            tracing::error!(%error, "The benchmark's server has stopped");
        }
    });
    Ok((address, server))
}

async fn measure(
    args: &Args,
    registry: &Registry,
    address: SocketAddr,
    typed: &Arc<Vec<String>>,
) -> Result<Measured> {
    let mut officers = officers(registry, address, AT_ONCE).await?;
    // A first round, so that the files are in memory.
    ask(&mut officers[..1], Work::LookUp, typed).await?;
    let look_up = ask(&mut officers[..1], Work::LookUp, typed).await?;
    say("Measured look-ups one at a time");
    let look_up_at_once = ask(&mut officers, Work::LookUp, typed).await?;
    say("Measured look-ups 16 at a time");
    Ok(Measured {
        bikes: args.bikes,
        queries: args.queries,
        look_up,
        look_up_at_once,
        engine: engine(registry, typed, 1).await?,
        engine_at_once: engine(registry, typed, AT_ONCE).await?,
        check: ask(&mut officers, Work::Check, typed).await?,
        check_form: ask(&mut officers, Work::CheckForm, typed).await?,
    })
}

/// Signs officers in, and returns each with the token of their forms.
pub(super) async fn officers(
    registry: &Registry,
    address: SocketAddr,
    count: usize,
) -> Result<Vec<Option<(Client, String)>>> {
    members::add_organisation(
        registry,
        "police",
        "Police",
        OrganisationKind::Police,
        None,
        FactorRule::Off,
    )
    .await?;
    let mut officers = Vec::with_capacity(count);
    for number in 0..count {
        let email = EmailAddress::parse(&format!("officer{number}@example.org"))?;
        let contact = Contact {
            email: Some(email.clone()),
            ..Contact::default()
        };
        members::add_member(registry, &contact, "police", Role::Officer).await?;
        let account = members::account_of(registry, &email).await?;
        let account = account.context("an officer has no account")?;
        let link = sign_in::link_from_command_line(registry, account).await?;
        let mut client = Client::connect(address).await?;
        let token = client.sign_in(&link).await?;
        officers.push(Some((client, token)));
    }
    Ok(officers)
}

/// Shares the work among officers, and measures how long each request took.
async fn ask(
    officers: &mut [Option<(Client, String)>],
    work: Work,
    typed: &Arc<Vec<String>>,
) -> Result<Times> {
    let (count, started) = (officers.len(), Instant::now());
    let mut tasks = JoinSet::new();
    for (first, officer) in officers.iter_mut().enumerate() {
        let (mut client, token) = officer.take().context("the officer is busy")?;
        let typed = Arc::clone(typed);
        tasks.spawn(async move {
            let mut tally = Tally::default();
            for number in typed.iter().skip(first).step_by(count) {
                let started = Instant::now();
                one(&mut client, &token, work, number).await?;
                tally.count(None, started.elapsed());
            }
            Ok::<_, anyhow::Error>((first, client, token, tally))
        });
    }
    let mut all = Tally::default();
    while let Some(done) = tasks.join_next().await {
        let (first, client, token, tally) = done??;
        officers[first] = Some((client, token));
        all.add(&tally);
    }
    Ok(Times::of(all.figures(), typed.len(), started))
}

async fn one(client: &mut Client, token: &str, work: Work, number: &str) -> Result<()> {
    let answer = match work {
        Work::LookUp => {
            let fields = [("csrf", token), ("number", number), ("reason", "PS/2026/118")];
            let sent = client.post("/police/look-up", &fields).await?;
            // If a query cannot be searched for, the form refuses it.
            match (sent.status, sent.location) {
                (303, Some(path)) => client.get(&path).await?,
                (422, _) => return Ok(()),
                (status, _) => anyhow::bail!("the answer to a look-up was {status}"),
            }
        }
        Work::Check => client.get(&format!("/check?number={}", encoded(number))).await?,
        Work::CheckForm => client.get("/check").await?,
    };
    ensure!(
        answer.status == 200 || answer.status == 422,
        "the answer to a page was {}",
        answer.status
    );
    Ok(())
}

/// Measures the same searches without log, page and HTTP.
async fn engine(registry: &Registry, typed: &Arc<Vec<String>>, at_once: usize) -> Result<Times> {
    let started = Instant::now();
    let mut tasks = JoinSet::new();
    for first in 0..at_once {
        let (registry, typed) = (registry.clone(), Arc::clone(typed));
        tasks.spawn(async move {
            let mut tally = Tally::default();
            for number in typed.iter().skip(first).step_by(at_once) {
                let started = Instant::now();
                let wanted = LookUp {
                    number: Some(number.clone()),
                    ..LookUp::default()
                };
                if let Ok(query) = wanted.query() {
                    rank::find(&registry, &query, &wanted, SHOWN).await?;
                }
                tally.count(None, started.elapsed());
            }
            Ok::<_, anyhow::Error>(tally)
        });
    }
    let mut all = Tally::default();
    while let Some(done) = tasks.join_next().await {
        all.add(&done??);
    }
    Ok(Times::of(all.figures(), typed.len(), started))
}

impl Times {
    fn of(figures: Figures, count: usize, started: Instant) -> Self {
        Self {
            p50_ms: figures.p50_ms,
            p99_ms: figures.p99_ms,
            a_second: count as f64 / started.elapsed().as_secs_f64(),
        }
    }
}

impl Measured {
    fn markdown(&self) -> String {
        let row = |what: &str, times: Times| {
            let Times {
                p50_ms,
                p99_ms,
                a_second,
            } = times;
            format!("| {what} | {p50_ms:.1} | {p99_ms:.1} | {a_second:.0} |\n")
        };
        let share = |part: Times, whole: Times| part.a_second / whole.a_second;
        let rows = [
            row("look-up and its page, one at a time", self.look_up),
            row("look-up and its page, 16 at a time", self.look_up_at_once),
            row("the engine alone, one at a time", self.engine),
            row("the engine alone, 16 at a time", self.engine_at_once),
            row("`/check?number=`, 16 at a time", self.check),
            row("`/check`, the empty form, 16 at a time", self.check_form),
        ];
        format!(
            "{} bikes on SQLite, {} queries of each kind.\n\n| | p50, ms | p99, ms | a second |\n|---|---|---|---|\n{}\n\
             Look-ups 16 at a time reach {:.2} of the engine's rate, checks {:.2} of the empty form's.\n",
            grouped(u64::from(self.bikes)),
            grouped(u64::from(self.queries)),
            rows.concat(),
            share(self.look_up_at_once, self.engine_at_once),
            share(self.check, self.check_form),
        )
    }
}
