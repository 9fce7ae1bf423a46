//! Servers are killed while they work, and with two nodes, either can be killed. No match of a recovered bike is lost
//! or queued twice, and no two people get the same place at the counter.

use crate::home::recorded;
use crate::people::{Telling, an_owner, signed_in};
use crate::serve::program;
use reqwest::Method;
use std::fmt::Write as _;
use testkit::{Database, Engine};
use tests::wait::{PATIENCE, eventually};
use tests::{Browser, Page, Server};
use tokio::sync::watch;

const KEY: &str = "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=";
pub const OFFICER: &str = "officer@example.org";

/// How many recovered bikes belong to each list, and how many lists are loaded.
const PAIRS: usize = 6;
const LISTS: usize = 3;
/// How many bikes of a list have nothing to do with any recovered one.
const OTHERS: usize = 150;

async fn a_node(db: &Database) -> Server {
    Server::start(program().database(db.url()).variable("FRAMEMARK_KEY", KEY)).await
}

/// A server, with an officer of a force.
pub async fn first_node(db: &Database) -> Vec<Server> {
    let nodes = vec![a_node(db).await];
    for command in [
        &["org", "add", "police", "--name", "Police", "--kind", "police"][..],
        &["user", "add", OFFICER, "--org", "police", "--role", "officer"],
    ] {
        run(&nodes[0], command);
    }
    nodes
}

/// With PostgreSQL another server shares the database.
async fn second_node(db: &Database, nodes: &mut Vec<Server>) {
    if db.engine() == Engine::Postgres {
        nodes.push(a_node(db).await);
    }
}

fn run(server: &Server, command: &[&str]) {
    let done = server.command(command);
    assert!(
        done.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
}

/// A number so far from every other that one misread character cannot turn one into another. The bits of `nth` are
/// mixed as in SplitMix64 (Steele, Lea and Flood, 2014).
pub fn number(nth: usize) -> String {
    let mut mixed = (nth as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^= mixed >> 31;
    let digits = |shift: u32| 1_000 + (mixed >> shift) % 9_000;
    format!("WQ{}K{}V{}", digits(0), digits(16), digits(32))
}

/// What an officer reads: one character cannot be read, and one is a look-alike.
fn misread(number: &str) -> String {
    format!("{}?{}", &number[..4], &number[5..]).replacen('V', "U", 1)
}

/// A list of bikes that were stolen: those of the pairs, each under the number of its pair, and many others.
fn list(server: &Server, nth: usize) -> String {
    let mut text = "external_ref,frame_number,owner_email,stolen_from,stolen_to\n".to_owned();
    let pairs = (nth * PAIRS..(nth + 1) * PAIRS).map(|pair| (format!("pair-{pair}"), number(pair)));
    let others = (0..OTHERS).map(|other| {
        let other = 1_000 + nth * OTHERS + other;
        (format!("other-{other}"), number(other))
    });
    for (reference, number) in others.chain(pairs) {
        writeln!(
            text,
            "{reference},{number},{reference}@example.org,2026-02-01T18:00,2026-02-02T08:00"
        )
        .unwrap();
    }
    let path = server.data().join(format!("list-{nth}.csv"));
    std::fs::write(&path, text).unwrap();
    path.to_str().expect("a path").to_owned()
}

/// The pairs that are waiting, in the order in which their recoveries were recorded.
fn waiting(db: &Database) -> Vec<String> {
    let of = "SELECT CAST(m.recovery_id AS TEXT) || ' ' || b.external_ref FROM standing_match AS m \
              JOIN bike AS b ON b.id = m.bike_id WHERE m.status = 'waiting' ORDER BY m.recovery_id, m.id";
    db.texts(of)
}

testkit::on_each_database! {
    empty async fn each_true_pair_is_queued_once_through_two_kills(db: Database) {
        let mut nodes = first_node(&db).await;
        second_node(&db, &mut nodes).await;
        let officer = signed_in(&nodes[0], OFFICER).await;
        for pair in 0..PAIRS * LISTS {
            recorded(&officer, &format!("PS/{pair}"), &misread(&number(pair)), "silver").await;
            // This one's bike is never registered.
            if pair % 3 == 0 {
                recorded(&officer, &format!("PS/{pair}/other"), &misread(&number(4_271 + pair)), "silver").await;
            }
        }
        let count = nodes.len();
        for nth in 0..LISTS {
            let path = list(&nodes[nth % count], nth);
            run(&nodes[nth % count], &["import", &path]);
            if nth + 1 < LISTS {
                // The index has them now, and the matches are being looked for.
                let sought = misread(&number(1_000 + nth * OTHERS));
                eventually("list in the index", async || {
                    let found = nodes[nth % count].command(["look-up", &sought, "--json"]);
                    found.status.success().then_some(())
                })
                .await;
                nodes[nth % count].kill9();
                nodes[nth % count].restart().await;
            }
        }
        let recoveries = db.texts("SELECT CAST(r.id AS TEXT) FROM recovery AS r ORDER BY r.id");
        let mut expected = Vec::new();
        let mut ids = recoveries.iter();
        for pair in 0..PAIRS * LISTS {
            expected.push(format!("{} pair-{pair}", ids.next().expect("a recovery")));
            if pair % 3 == 0 {
                ids.next();
            }
        }
        eventually("every pair", async || {
            (waiting(&db).len() >= expected.len()).then_some(())
        })
        .await;
        // Nothing that could still add a match is left in the feed.
        eventually("end of the feed", async || {
            let there = "SELECT CAST(COUNT(*) AS TEXT) FROM follower WHERE name = 'matches' \
                         AND position = (SELECT MAX(position) FROM change)";
            (db.texts(there) == ["1"]).then_some(())
        })
        .await;
        assert_eq!(waiting(&db), expected);
        let shown = officer.moved_to(nodes[0].address()).open("/police/matches").await.expect(200);
        assert!(shown.has(".fm-pair"), "{}", shown.text("main"));
    }
}

/// An owner at a browser, who tries again while the server is gone.
struct Collecting {
    browser: Browser,
    address: watch::Receiver<String>,
    way: String,
}

impl Collecting {
    async fn ask(&self, method: Method, path: &str, form: &[(String, String)]) -> Page {
        loop {
            let address = self.address.borrow().clone();
            let browser = self.browser.clone().moved_to(&address);
            let mut request = browser.request(method.clone(), path);
            if method == Method::POST {
                request = request.form(form);
            }
            match browser.try_send(request).await {
                Ok(page) => {
                    assert!(page.status() < 500, "{path} answers {}", page.status());
                    return page;
                }
                Err(error) => {
                    let mut address_now = self.address.clone();
                    let back = address_now.wait_for(|now| *now != address);
                    let came_back = tokio::time::timeout(PATIENCE, back).await;
                    assert!(
                        came_back.is_ok(),
                        "{path}: {error:?}, and nobody had killed the server"
                    );
                }
            }
        }
    }

    /// Books the first free time, and sends each form twice, like somebody who taps twice.
    async fn book(&self) {
        let path = format!("{}/time", self.way);
        loop {
            let times = self.ask(Method::GET, &path, &[]).await.expect(200);
            let free = times.attributes("select[name=time] option:not([disabled])", "value");
            let first = free.iter().find(|value| !value.is_empty()).expect("a time");
            let form = times.form_to(&path).fill("time", first).pairs();
            let one = self.ask(Method::POST, &path, &form).await;
            let other = self.ask(Method::POST, &path, &form).await;
            assert_eq!(
                one.status(),
                other.status(),
                "the second tap does what the first did"
            );
            match one.status() {
                303 => return,
                // Somebody else was first.
                422 => {}
                other => panic!("{path} answers {other}: {}", one.text("main")),
            }
        }
    }
}

/// Puts a bike of this owner into the store, with proof that an officer has accepted.
async fn in_the_store(server: &Server, officer: &Browser, nth: usize) -> (Browser, String, String) {
    let (number, email) = (number(nth), format!("owner{nth}@example.org"));
    let (owner, bike) = an_owner(server, &Telling::of(&number, &email)).await;
    let case = recorded(officer, &format!("PS/{nth}"), &number, "red").await;
    let id = bike.rsplit('/').next().expect("an id");
    let tie = case.form_to(&format!("{}/bikes/{id}/tie", case.path()));
    tie.submit().await.expect(200);
    let way = format!("{bike}/home");
    let proof = owner.open(&format!("{way}/proof")).await.expect(200);
    let form = proof.form_to(&format!("{way}/proof")).fill("kind", "answer");
    form.fill("words", "A dent below the saddle")
        .submit()
        .await
        .expect(200);
    let counter = officer.open(&format!("{}/home", case.path())).await.expect(200);
    let check = counter.form_to(&format!("{}/home/proof/0", case.path()));
    check.fill("holds", "yes").submit().await.expect(200);
    (owner, way, case.path().to_owned())
}

testkit::on_each_database! {
    empty async fn no_place_at_the_counter_is_given_to_two_and_no_bike_twice(db: Database) {
        const OWNERS: usize = 4;
        let mut nodes = first_node(&db).await;
        let officer = signed_in(&nodes[0], OFFICER).await;
        let hours = officer.open("/police/collections/hours").await.expect(200);
        let form = hours.form_to("/police/collections/hours").fill("from", "10:00").fill("to", "12:00");
        let form = form.fill("minutes", "60").fill("places", "1").fill("place", "Unit 4");
        form.submit().await.expect(200);
        let mut ways = Vec::new();
        for nth in 0..OWNERS {
            ways.push(in_the_store(&nodes[0], &officer, nth).await);
        }
        // From here on, either node may send the e-mails.
        second_node(&db, &mut nodes).await;
        let addresses: Vec<_> = nodes.iter().map(|node| watch::channel(node.address().to_owned())).collect();
        let (mut owners, mut cases) = (Vec::new(), Vec::new());
        for (nth, (browser, way, case)) in ways.into_iter().enumerate() {
            let address = addresses[nth % nodes.len()].1.clone();
            owners.push(Collecting { browser, address, way });
            cases.push(case);
        }
        let taps: Vec<_> = owners
            .into_iter()
            .map(|owner| tokio::spawn(async move { owner.book().await }))
            .collect();
        // The power is cut when the first owner has a time.
        eventually("first booking", async || {
            let booked = "SELECT 'booked' FROM homecoming WHERE slot_at IS NOT NULL";
            (!db.texts(booked).is_empty()).then_some(())
        })
        .await;
        for (node, address) in nodes.iter_mut().zip(&addresses) {
            node.kill9();
            node.restart().await;
            address.0.send(node.address().to_owned()).expect("owners listen");
        }
        for tap in taps {
            tap.await.expect("an owner who has a time");
        }
        let slots = db.texts("SELECT CAST(slot_at AS TEXT) FROM homecoming ORDER BY slot_at");
        let mut once = slots.clone();
        once.dedup();
        assert_eq!((slots.len(), once.len()), (OWNERS, OWNERS), "{slots:?}");
        for nth in 0..OWNERS {
            let address = format!("owner{nth}@example.org");
            let subject = "When to collect your bike";
            let told = || nodes.iter().flat_map(Server::mail).filter(|mail| mail.to.contains(&address));
            let told = || told().filter(|mail| mail.subject == subject).count();
            eventually(subject, async || (told() > 0).then_some(())).await;
            assert_eq!(told(), 1, "{address}");
        }

        // Two officers hand the same bike over at once, on two nodes if there are two.
        let (here, there) = (nodes[0].address(), nodes[nodes.len() - 1].address());
        let page = officer.clone().moved_to(here).open(&format!("{}/home", cases[0])).await.expect(200);
        let path = format!("{}/return", cases[0]);
        let form = page.form_to(&path).fill("why", "They showed the letter").pairs();
        let give = async |address: &str| {
            let browser = officer.clone().moved_to(address);
            browser.send(browser.request(Method::POST, &path).form(&form)).await.status()
        };
        let mut answers: [u16; 2] = tokio::join!(give(here), give(there)).into();
        answers.sort_unstable();
        assert_eq!(answers, [303, 422]);
        let handed = "SELECT CAST(recovery_id AS TEXT) FROM custody_entry WHERE what = 'returned'";
        assert_eq!(db.texts(handed).len(), 1);
    }
}
