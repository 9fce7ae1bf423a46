//! Other people check numbers at a steady rate, however busy the server is.

use super::super::client::{Client, encoded};
use super::super::tally::{Figures, Tally};
use anyhow::{Context, Result, ensure};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

/// How many people check at the same time.
const PEOPLE: usize = 8;
/// How often each person checks. Together they make 40 checks a second.
const EVERY: Duration = Duration::from_millis(200);

/// Checks that are under way.
pub struct Checks {
    stop: CancellationToken,
    people: JoinSet<Result<Tally>>,
}

impl Checks {
    /// Begins to check these numbers, one after another.
    pub async fn start(address: SocketAddr, numbers: &[String]) -> Result<Self> {
        ensure!(!numbers.is_empty(), "there is no number to check");
        let stop = CancellationToken::new();
        let mut people = JoinSet::new();
        for person in 0..PEOPLE {
            let client = Client::connect(address).await?;
            let own: Vec<String> = numbers.iter().skip(person).step_by(PEOPLE).cloned().collect();
            // They do not all begin at the same moment.
            let first = EVERY * u32::try_from(person)? / u32::try_from(PEOPLE)?;
            people.spawn(check(client, own, first, stop.clone()));
        }
        Ok(Self { stop, people })
    }

    /// Ends the checks, and returns how long they took and how many there were.
    pub async fn end(mut self) -> Result<(Figures, usize)> {
        self.stop.cancel();
        let (mut all, mut count) = (Tally::default(), 0);
        while let Some(done) = self.people.join_next().await {
            let tally = done.context("somebody stopped checking")??;
            count += tally.asked();
            all.add(&tally);
        }
        Ok((all.figures(), count))
    }
}

/// Checks at set times. If a check cannot begin when it is due, its time still counts from then, because a person
/// would be waiting.
async fn check(
    mut client: Client,
    numbers: Vec<String>,
    first: Duration,
    stop: CancellationToken,
) -> Result<Tally> {
    let mut tally = Tally::default();
    let mut due = Instant::now() + first;
    for number in numbers.iter().cycle() {
        tokio::select! {
            () = stop.cancelled() => break,
            () = tokio::time::sleep_until(due) => {}
        }
        let answer = client.get(&format!("/check?number={}", encoded(number))).await?;
        ensure!(
            answer.status == 200 || answer.status == 422,
            "the answer to a check was {}",
            answer.status
        );
        tally.count(None, due.elapsed());
        due += EVERY;
    }
    Ok(tally)
}
