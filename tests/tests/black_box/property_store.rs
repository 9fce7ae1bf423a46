//! A whole property store in one go: sent, mapped, looked up, decided on and recorded as recoveries.

use crate::people::{Telling, an_owner, signed_in};
use crate::serve::program;
use crate::soon::finds;
use tests::wait::eventually;
use tests::{Browser, Page, Server};

/// Numbers that resemble no other on the demonstration register.
const FIRST: &str = "QXZ771K5530W";
const SECOND: &str = "QXZ882K6641V";

/// A server with two bikes whose owners have confirmed them, which an officer's look-up finds.
async fn server(officer: &str) -> (Server, Browser) {
    let server = Server::start(program().demo()).await;
    let officer = signed_in(&server, officer).await;
    for (number, name, email) in [
        (FIRST, "Ada Abbott", "ada@example.org"),
        (SECOND, "Bob Barnes", "bob@example.org"),
    ] {
        let telling = Telling {
            name: name.to_owned(),
            ..Telling::of(number, email)
        };
        an_owner(&server, &telling).await;
        eventually(&format!("a look-up finds {number}"), async || {
            finds(&officer, &number[1..], number).await.then_some(())
        })
        .await;
    }
    (server, officer)
}

/// How many e-mails the two owners have had. Officers get some of their own meanwhile.
fn to_owners(server: &Server) -> usize {
    let owners = ["ada@example.org", "bob@example.org"];
    let mail = server.mail();
    mail.iter()
        .filter(|mail| owners.iter().any(|owner| mail.to.contains(owner)))
        .count()
}

/// Sends a file with a reason.
pub async fn sent(officer: &Browser, name: &str, bytes: impl Into<Vec<u8>>) -> Page {
    let form = officer.open("/police/property-store").await.expect(200);
    form.form_to("/police/property-store")
        .fill("reason", "Yearly check of the store")
        .attach("file", name, "application/octet-stream", bytes)
        .submit()
        .await
}

/// Opens a list again and again until the server has finished with it.
pub async fn done(officer: &Browser, path: &str) -> Page {
    eventually("the list is done", async || {
        let page = officer.open(path).await.expect(200);
        (!page.has(".fm-progress")).then_some(page)
    })
    .await
}

/// Sends a short list. Returns its address and that of its first row.
pub async fn a_list(officer: &Browser) -> (String, String) {
    let columns = sent(officer, "sweep.csv", "ref,frame\nSWEEP/7,SWP1000?Q\n")
        .await
        .expect(200);
    let form = columns.form_to("/police/property-store/columns");
    let list = form
        .press("Look up this list")
        .await
        .expect(200)
        .path()
        .to_owned();
    let looked = done(officer, &list).await;
    let row = looked
        .attributes("tbody th a", "href")
        .into_iter()
        .next()
        .expect("a row");
    let row = row.split('?').next().unwrap_or_default().to_owned();
    (list, row)
}

#[tokio::test]
async fn a_property_store_is_gone_through_in_one_go() {
    let (mut server, officer) = server("officer@example.org").await;
    let list = format!(
        "Item No;Owner;Serial;Brand;Date Found;Handed in by\r\nPS/901;Robin Rowe;QXZ771K553?W;Ribble;01/11/2026;PC 482\r\n\
         PS/902;Sam Smith;{SECOND};Ribble;;\r\nPS/903;;NOTHINGLIKE99;;;\r\n"
    );
    let columns = sent(&officer, "store.csv", list).await.expect(200);
    assert_eq!(columns.heading(), "What do the columns mean?");
    let form = columns.form_to("/police/property-store/columns");
    assert_eq!(form.value("c0"), Some("property_ref"));
    assert_eq!(form.value("c1"), Some(""), "the owner is no part of a list");
    assert_eq!(form.value("c5"), Some("found_by"));
    let list = form.press("Look up this list").await.expect(200);
    let again = form.press("Look up this list").await.expect(200);
    assert_eq!(again.path(), list.path(), "sent twice, it is one list");
    let path = list.path().to_owned();
    server.kill9();
    server.restart().await;
    let officer = officer.moved_to(server.address());
    let looked = done(&officer, &path).await;
    let rows = looked.texts("tbody th a");
    assert_eq!(rows.len(), 2, "{}", looked.text("main"));
    for raw in ["Robin Rowe", "Sam Smith"] {
        assert!(!looked.body().contains(raw));
    }

    // The likeliest bike comes first. A decision leads to the next row, and nobody is told yet.
    let letters = to_owners(&server);
    let row = looked.follow(&rows[0]).await.expect(200);
    assert!(!row.body().contains("ada@example.org") && !row.body().contains("Abbott"));
    let decide = row
        .forms()
        .into_iter()
        .find(|form| form.names().contains(&"bike"))
        .unwrap();
    let next = decide.submit().await.expect(200);
    assert_eq!(next.heading(), rows[1]);
    let none = next
        .forms()
        .into_iter()
        .find(|form| form.target().path() == next.path() && !form.names().contains(&"bike"))
        .unwrap();
    let back = none.press("It is none of these bikes").await.expect(200);
    assert_eq!(to_owners(&server), letters);
    assert!(back.text("main").contains("There is nothing left to decide"));

    let result = officer.open(&format!("{path}/result.csv")).await.expect(200);
    assert!(result.body().contains("it is this bike") && !result.body().contains("Robin"));
    assert!(result.body().contains("PC 482"));
    let book = officer.open(&format!("{path}/result.xlsx")).await.expect(200);
    assert!(book.bytes().starts_with(b"PK"));

    let press = back.form_to(&format!("{path}/record"));
    press.submit().await.expect(200);
    press.submit().await.expect(200);
    let recorded = done(&officer, &path).await;
    assert!(
        recorded.text("main").contains("3 rows are now recovered bikes"),
        "{}",
        recorded.text("main")
    );
    let held = eventually("the owner is told", async || {
        (to_owners(&server) > letters).then(|| to_owners(&server))
    })
    .await;
    assert_eq!(held, letters + 1);

    // Our own result is a list that needs no mapping.
    let columns = sent(&officer, "result.xlsx", book.bytes()).await.expect(200);
    let form = columns.form_to("/police/property-store/columns");
    assert_eq!(form.value("c0"), Some("property_ref"));
    assert_eq!(form.value("c1"), Some("frame_number"));

    let asked = officer.open(&format!("{path}/delete")).await.expect(200);
    let gone = asked
        .form_to(&format!("{path}/delete"))
        .submit()
        .await
        .expect(200);
    assert!(!gone.body().contains("store.csv"));
    officer.open(&path).await.expect(404);
}

#[tokio::test]
async fn what_is_no_list_gets_a_clear_answer_and_keeps_nothing() {
    let server = Server::start(program().demo()).await;
    let officer = signed_in(&server, "officer@example.org").await;
    for (name, bytes, words) in [
        ("a.pdf", b"%PDF-1.7 ...".to_vec(), "This is a PDF"),
        ("a.xlsx", b"PK\x03\x04 cut off".to_vec(), "damaged or was cut off"),
        (
            "a.xls",
            b"\xD0\xCF\x11\xE0....".to_vec(),
            "an old spreadsheet file",
        ),
        ("a.csv", b"\n\n".to_vec(), "The list is empty"),
        (
            "a.csv",
            format!("ref\n{}", "1\n".repeat(20_001)).into_bytes(),
            "more than 20,000 bikes. Split it",
        ),
        (
            "a.csv",
            format!("ref\n{}", "1\n".repeat(200_000)).into_bytes(),
            "more than 20,000 bikes. Split it",
        ),
        ("a.csv", vec![b'x'; 21_000_000], "smaller than 20 MB"),
    ] {
        let refused = sent(&officer, name, bytes).await.expect(422);
        let errors = refused.errors();
        assert!(
            errors.len() == 1 && errors[0].contains(words),
            "{name}: {errors:?}"
        );
    }
    let columns = sent(
        &officer,
        "b.csv",
        "ref,frame,found on\nPS/1,A1,yesterday\nPS/2,WTU1\n".to_owned(),
    )
    .await
    .expect(200);
    let form = columns.form_to("/police/property-store/columns");
    let refused = form.press("Look up this list").await.expect(422);
    let wrong = refused.texts(".fm-wrong-lines li");
    assert!(
        wrong.len() == 2 && wrong[0].starts_with("Line 2: ") && wrong[1].starts_with("Line 3: "),
        "{wrong:?}"
    );
    let lists = officer.open("/police/property-store").await.expect(200);
    assert!(!lists.body().contains("b.csv"), "nothing is half-stored");

    // One bike too many, of which the first stands where a list has its columns' names.
    let rows: String = (0..20_001)
        .map(|row| format!("PS/{row},QXZ{row:05}K\n"))
        .collect();
    let columns = sent(&officer, "c.csv", rows).await.expect(200);
    let form = columns.form_to("/police/property-store/columns");
    let refused = form
        .fill("c0", "property_ref")
        .fill("c1", "frame_number")
        .fill("first", "bike")
        .press("Look up this list")
        .await
        .expect(422);
    assert_eq!(
        refused.errors(),
        ["The list has more than 20,000 bikes. Split it, and send the parts one after another"]
    );
    let lists = officer.open("/police/property-store").await.expect(200);
    assert!(!lists.body().contains("c.csv"), "nothing of it is stored");
}

#[tokio::test]
async fn a_look_up_of_several_bikes_offers_the_list() {
    let (_server, officer) = server("officer@example.org").await;
    let page = officer.open("/police/look-up").await.expect(200);
    let found = page
        .form()
        .fill("number", &format!("{FIRST}, {SECOND}"))
        .fill("reason", "Two bikes at once")
        .submit()
        .await
        .expect(200);
    let list = found.follow("Look these numbers up as a list").await.expect(200);
    let form = list.form_to("/police/property-store");
    assert_eq!(
        form.value("pasted"),
        Some(format!("frame_number\n{FIRST}\n{SECOND}").as_str())
    );
}

#[tokio::test]
async fn a_restart_in_the_middle_of_a_long_list_loses_no_row() {
    let (mut server, officer) = server("officer@example.org").await;
    let rows: String = (0..600).map(|row| format!("PS/{row},QXZ{row:05}K?\n")).collect();
    let columns = sent(&officer, "long.csv", format!("ref,frame\n{rows}"))
        .await
        .expect(200);
    let form = columns.form_to("/police/property-store/columns");
    let path = form
        .press("Look up this list")
        .await
        .expect(200)
        .path()
        .to_owned();
    let done_so_far = async |officer: &Browser| {
        let page = officer.open(&path).await.expect(200);
        let said = page.text(".fm-progress label");
        let (done, _) = said.strip_prefix("Looking up: ")?.split_once(' ')?;
        done.parse::<u32>().ok()
    };
    let before = eventually("some rows are looked up", async || {
        done_so_far(&officer).await.filter(|done| *done > 0)
    })
    .await;
    assert!(before < 600, "it is in the middle");
    server.kill9();
    server.restart().await;
    let officer = officer.moved_to(server.address());
    let again = done_so_far(&officer).await;
    assert!(
        again.is_none_or(|again| again >= before),
        "{again:?} after {before}"
    );
    let all = done(&officer, &format!("{path}?show=all")).await;
    assert!(
        all.text(".fm-lists").contains("All (600)"),
        "{}",
        all.text("main")
    );
    assert!(!all.text("main").contains("Not looked up yet"));
    let result = officer.open(&format!("{path}/result.csv")).await.expect(200);
    assert_eq!(result.body().lines().count(), 601);
}

#[tokio::test]
async fn a_look_up_never_drops_a_number_silently() {
    let (_server, officer) = server("officer@example.org").await;
    let asked = async |number: &str| {
        let page = officer.open("/police/look-up").await.expect(200);
        page.form_to("/police/look-up")
            .fill("number", number)
            .fill("reason", "Several at once")
            .submit()
            .await
    };
    // One of them belongs to no bike on the register.
    let found = asked(&format!("{FIRST} NOBODYS00123")).await.expect(200);
    assert!(
        found
            .text("main")
            .contains("No bike on the register has exactly the number NOBODYS00123."),
        "{}",
        found.text("main")
    );
    let list = found.follow("Look these numbers up as a list").await.expect(200);
    let pasted = list.form_to("/police/property-store");
    assert_eq!(
        pasted.value("pasted"),
        Some(format!("frame_number\n{FIRST}\nNOBODYS00123").as_str())
    );
    // The page says nothing about a single number, or about two numbers of one bike.
    let one = asked("NOBODYS00123").await.expect(200);
    assert!(!one.text("main").contains("exactly the number"));
    // More numbers than a look-up takes.
    let many: Vec<String> = (0..40).map(|nth| format!("QXZ{nth:04}KK")).collect();
    let refused = asked(&many.join(" ")).await.expect(422);
    assert_eq!(refused.errors().len(), 1, "{:?}", refused.errors());
    let columns = refused
        .form_to("/police/property-store")
        .submit()
        .await
        .expect(200);
    assert_eq!(columns.heading(), "What do the columns mean?");
    assert!(
        columns.text("main").contains("40 rows"),
        "{}",
        columns.text("main")
    );
    let list = columns
        .form_to("/police/property-store/columns")
        .press("Look up this list")
        .await
        .expect(200);
    let all = done(&officer, &format!("{}?show=all", list.path())).await;
    assert!(all.text(".fm-lists").contains("All (40)"), "{}", all.text("main"));
}
