//! Checks the register itself: database, index, e-mails, people and backups.

use super::{Args, Finding};
use crate::checkpoints;
use crate::config::Config;
use crate::open;
use domain::Clock;
use domain::account::{OrganisationKind, Role};
use domain::text::counted;
use jiff::{SignedDuration, Timestamp};
use registry::{Index, Store, StoreError};

pub(super) async fn look(config: &Config, args: &Args) -> Vec<Finding> {
    let store = match database(config).await {
        Ok(store) => store,
        Err(wrong) => return vec![wrong],
    };
    let now = config.clock.now();
    let mut found = vec![shape(config, &store).await, keys(&store).await];
    found.push(index(config, &store).await);
    found.push(log(config, &store, now).await);
    let rest = [
        letters(&store).await,
        people(&store).await,
        second_factors(&store).await,
        backup(&store, args, now).await,
    ];
    found.extend(rest.into_iter().map(|one| {
        one.unwrap_or_else(|error| Finding::wrong("database", format!("it does not answer: {error}")))
    }));
    if let Err(error) = store.close().await {
        found.push(Finding::wrong("database", format!("it does not close: {error}")));
    }
    found
}

async fn database(config: &Config) -> Result<Store, Finding> {
    let opened = open::store_as_it_is(config).await;
    opened.map_err(|error| Finding::wrong("database", format!("{error:#}")))
}

async fn shape(config: &Config, store: &Store) -> Finding {
    const WHAT: &str = "database";
    let bikes = match store::bike::total(store).await {
        Ok(bikes) => bikes,
        Err(error) => return Finding::wrong(WHAT, format!("it cannot be read: {error}")),
    };
    match migrations::waiting(&config.database_url).await {
        Ok(0) => Finding::good(
            WHAT,
            format!(
                "{}, with {}, up to date",
                config.database(),
                counted(bikes, "bike", "bikes")
            ),
        ),
        Ok(steps) => Finding::look(
            WHAT,
            format!(
                "it needs {} for this program. Run framemark migrate",
                counted(steps, "update", "updates")
            ),
        ),
        Err(error) => Finding::wrong(WHAT, format!("its version cannot be read: {error}")),
    }
}

async fn keys(store: &Store) -> Finding {
    const WHAT: &str = "key of the register";
    match store::keys::changing_to(store).await {
        Ok(Some(to)) => Finding::look(
            WHAT,
            format!("it is being changed to {to}. Run framemark keys rotate to finish"),
        ),
        Ok(None) => Finding::good(WHAT, format!("its fingerprint is {}", store.keys().home_id())),
        Err(error) => Finding::wrong(WHAT, format!("it cannot be read: {error}")),
    }
}

async fn index(config: &Config, store: &Store) -> Finding {
    const WHAT: &str = "search index";
    let rebuild = "Start the server, which builds it, or run framemark reindex";
    let folder = config.data.join("index");
    if !folder.exists() {
        return Finding::look(WHAT, format!("there is none yet. {rebuild}"));
    }
    let position = Index::open(&folder).and_then(|index| index.position());
    match position {
        Err(error) => Finding::wrong(
            WHAT,
            format!(
                "it cannot be read: {error}. Stop the server and remove {}. The server builds it again when it starts",
                folder.display()
            ),
        ),
        Ok(None) => Finding::look(WHAT, format!("it is empty. {rebuild}")),
        Ok(Some(at)) => match store::feed::place(store, at).await {
            Ok(store::feed::Place::Known) => match store::feed::count_after(store, Some(at)).await {
                Ok(behind) if behind > 5_000 => Finding::wrong(
                    WHAT,
                    format!(
                        "it is {behind} changes behind. Is the server running? Its log says what is wrong"
                    ),
                ),
                Ok(behind) => Finding::good(WHAT, counted(behind, "change behind", "changes behind")),
                Err(error) => Finding::wrong(WHAT, format!("the change feed cannot be read: {error}")),
            },
            Ok(_) => Finding::look(WHAT, format!("it belongs to an earlier database. {rebuild}")),
            Err(error) => Finding::wrong(WHAT, format!("the change feed cannot be read: {error}")),
        },
    }
}

async fn log(config: &Config, store: &Store, now: Timestamp) -> Finding {
    const WHAT: &str = "log";
    let file = checkpoints::file_in(&config.data);
    let kept = match file.exists().then(|| checkpoints::read(&file)).transpose() {
        Ok(kept) => kept.unwrap_or_default(),
        Err(error) => return Finding::wrong(WHAT, format!("its checkpoints cannot be read: {error:#}")),
    };
    match store::log::verify(store, &kept, now - config.answers_last).await {
        Ok(found) if found.faults.is_empty() => Finding::good(
            WHAT,
            format!("its chain of {} is intact", counted(found.links, "link", "links")),
        ),
        Ok(found) => Finding::wrong(
            WHAT,
            format!(
                "its chain has {}. Run framemark audit verify to see where",
                counted(found.faults.len(), "fault", "faults")
            ),
        ),
        Err(error) => Finding::wrong(WHAT, format!("it cannot be read: {error}")),
    }
}

async fn letters(store: &Store) -> Result<Finding, StoreError> {
    const WHAT: &str = "e-mails";
    let waiting = store::mail::waiting(store).await?;
    let given_up = store::mail::given_up(store).await?;
    Ok(if given_up > 0 {
        Finding::wrong(
            WHAT,
            format!(
                "{given_up} could not be sent in the last month, and {} waiting. The log says why each \
                 one failed",
                counted(waiting, "is", "are")
            ),
        )
    } else if waiting > 100 {
        Finding::look(
            WHAT,
            format!("{waiting} are waiting. Is the server running, and does the mail server accept them?"),
        )
    } else {
        Finding::good(
            WHAT,
            format!("{} waiting, and none has failed", counted(waiting, "is", "are")),
        )
    })
}

async fn people(store: &Store) -> Result<Finding, StoreError> {
    const WHAT: &str = "people";
    let members = store::account::organisations::members(store).await?;
    let administrators = members
        .iter()
        .filter(|one| one.membership.role == Role::SiteAdmin)
        .count();
    let all = store::account::organisations::all(store).await?;
    let forces = all
        .iter()
        .filter(|one| one.kind == OrganisationKind::Police)
        .count();
    Ok(if administrators == 0 {
        Finding::look(
            WHAT,
            "nobody is a site administrator. Run framemark setup, or framemark user add --role site-admin",
        )
    } else if forces == 0 {
        Finding::look(
            WHAT,
            "there is no police organisation, so nobody can look bikes up. Run framemark org add --kind police",
        )
    } else {
        Finding::good(
            WHAT,
            format!("{administrators} site administrators, {forces} police organisations"),
        )
    })
}

async fn second_factors(store: &Store) -> Result<Finding, StoreError> {
    const WHAT: &str = "second factor";
    let off = registry::account::second_factor::switched_off(store).await?;
    Ok(if off.is_empty() {
        Finding::good(WHAT, "every organisation asks its staff for one")
    } else {
        Finding::look(
            WHAT,
            format!(
                "it is off, which is only for demonstrations and tests, in: {}. Run framemark org second-factor SLUG \
                 within-seven-days",
                off.join(", ")
            ),
        )
    })
}

async fn backup(store: &Store, args: &Args, now: Timestamp) -> Result<Finding, StoreError> {
    const WHAT: &str = "backup";
    let Some(last) = store::backup::last(store).await? else {
        return Ok(Finding::wrong(
            WHAT,
            "there is no backup yet. Run framemark backup FOLDER now, and then every night",
        ));
    };
    let age = now.duration_since(last);
    let when = domain::london::day_and_time(last);
    Ok(
        if age > SignedDuration::from_hours(i64::from(args.backup_hours)) {
            Finding::wrong(
                WHAT,
                format!("the last one was made on {when}. Find out why there has been none since then"),
            )
        } else {
            Finding::good(WHAT, format!("the last one was made on {when}"))
        },
    )
}
