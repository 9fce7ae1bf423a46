use super::testing::fresh;
use super::*;
use anyhow::bail;
use std::sync::atomic::{AtomicU32, Ordering};
use testkit::NOON;
use tokio::sync::Notify;

/// Panics in its first round, fails in its second, and works from then on.
struct Weak {
    rounds: AtomicU32,
    well: Arc<Notify>,
}

impl Worker for Weak {
    const NAME: &'static str = "weak";
    const EVERY: Duration = Duration::from_secs(3600);

    async fn round(&self, _: &Registry, _: &CancellationToken) -> Result<()> {
        match self.rounds.fetch_add(1, Ordering::Relaxed) {
            0 => panic!("a photo that no decoder takes"),
            1 => bail!("the disk was full"),
            _ => self.well.notify_one(),
        }
        Ok(())
    }
}

testkit::on_each_database! {
    async fn a_worker_that_dies_is_started_again_and_counted(db: testkit::Database) {
        let (registry, _) = fresh(&db).await;
        let (well, stop) = (Arc::new(Notify::new()), CancellationToken::new());
        let weak = Weak { rounds: AtomicU32::new(0), well: Arc::clone(&well) };
        let kept = tokio::spawn(keep(weak, registry.clone(), stop.clone()));
        well.notified().await;
        stop.cancel();
        kept.await.unwrap();
        let told = registry.workers().all()["weak"];
        assert_eq!((told.restarts, told.in_a_row, told.last_good_round), (2, 0, Some(NOON)));
    }
}

#[test]
fn pauses_grow_up_to_a_minute() {
    let seconds: Vec<u64> = [1, 2, 3, 6, 7, 10, u32::MAX]
        .into_iter()
        .map(|n| pause_after(n).as_secs())
        .collect();
    assert_eq!(seconds, [1, 2, 4, 32, 60, 60, 60]);
}
