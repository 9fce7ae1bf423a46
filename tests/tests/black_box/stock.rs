//! A coordinator makes marks, prints them, sends them out, counts them; the command line prints and reads them.

use crate::people::{blank_marks, signed_in};
use crate::serve::program;
use domain::MarkCode;
use std::collections::BTreeSet;
use std::process::{Command, Output};
use tests::{Browser, Page, Server};

/// Makes a batch for the coordinator's organisation and returns its page.
async fn a_batch(coordinator: &Browser, count: &str) -> Page {
    let form = coordinator.open("/partner/batches/new").await.expect(200).form();
    let page = form.fill("count", count).submit().await.expect(200);
    assert!(page.path().starts_with("/partner/batches/"), "{}", page.path());
    page
}

/// Reads the numbers of a batch's page: made, printed, in stock, out, on bikes, void, returned, unaccounted for.
fn sum(page: &Page) -> Vec<u64> {
    let numbers = page.texts(".fm-sum strong");
    numbers.iter().map(|number| number.parse().unwrap()).collect()
}

fn codes(page: &Page) -> Vec<String> {
    page.texts("tbody .fm-code")
}

/// Renders a PDF and reads its labels with a decoder that is not the encoder. We use two resolutions, because a decoder
/// that looks at a whole sheet sometimes misses a label. A phone tries more than one picture too.
fn read_back(pdf: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("sheet.pdf"), pdf).unwrap();
    let run = |program: &str, arguments: &[&str]| {
        let out = Command::new(program)
            .args(arguments)
            .current_dir(folder.path())
            .output();
        out.unwrap_or_else(|error| panic!("{program}: {error}; scripts/install-test-needs installs it"))
    };
    let mut read = BTreeSet::new();
    for dpi in ["200", "320"] {
        let name = format!("page-{dpi}");
        let made = run("pdftoppm", &["-gray", "-r", dpi, "-png", "sheet.pdf", &name]);
        assert!(made.status.success(), "{}", err(&made));
    }
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "png") {
            let picture = path.to_str().unwrap();
            let done = run(
                "zbarimg",
                &["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture],
            );
            read.extend(out(&done).lines().map(str::to_owned));
        }
    }
    read.into_iter().collect()
}

fn out(done: &Output) -> String {
    String::from_utf8_lossy(&done.stdout).into_owned()
}

fn err(done: &Output) -> String {
    String::from_utf8_lossy(&done.stderr).into_owned()
}

#[tokio::test]
async fn a_kit_goes_from_the_printer_to_the_last_label() {
    let server = Server::start(program().demo()).await;
    let coordinator = signed_in(&server, "coordinator@example.org").await;
    let batch = a_batch(&coordinator, "24").await;
    assert_eq!(sum(&batch), [24, 0, 24, 0, 0, 0, 0, 0]);
    let printed = codes(&batch);
    assert_eq!(printed.len(), 24);

    // The labels are printed, and another decoder reads them back.
    let form = batch.follow("Print labels").await.expect(200).form();
    let pdf = form.submit().await.expect(200);
    assert_eq!(pdf.header("content-type"), Some("application/pdf"));
    let read = read_back(pdf.bytes());
    let host = server.address();
    let mut expected: Vec<String> = printed
        .iter()
        .map(|code| format!("{host}/M/{}", code.replace('-', "")))
        .collect();
    expected.sort();
    assert_eq!(read, expected);

    // One label alone, as a drawing and as a picture.
    let one = coordinator
        .open(&format!("{}/marks/{}", batch.path(), printed[0]))
        .await
        .expect(200);
    assert_eq!(one.heading(), format!("Mark {}", printed[0]));
    let svg = coordinator
        .open(&format!("{}/label.svg", one.path()))
        .await
        .expect(200);
    assert!(
        svg.body().contains(&format!(">{}</text>", printed[0])),
        "{}",
        svg.body()
    );
    let png = coordinator
        .open(&format!("{}/label.png", one.path()))
        .await
        .expect(200);
    assert!(png.bytes().starts_with(b"\x89PNG"), "no picture");

    // The marks are sent out to today's event, and one of them is used at the desk.
    let form = batch
        .follow("Send out, return or cancel")
        .await
        .expect(200)
        .form();
    let missing = form.submit().await.expect(422);
    assert_eq!(
        missing.errors(),
        ["Choose what you want to do", "Choose which marks"]
    );
    let event = missing
        .attributes("#event option", "value")
        .into_iter()
        .find(|value| !value.is_empty())
        .unwrap();
    let sent = form
        .fill("what", "allot")
        .fill("event", &event)
        .fill("which", "first")
        .fill("count", "10")
        .submit()
        .await
        .expect(200);
    assert!(
        sent.text(".govuk-notification-banner")
            .contains("10 marks sent out"),
        "{}",
        sent.text("main")
    );
    assert_eq!(sum(&sent)[..3], [24, 24, 14]);
    let printed_by = sent.text(".fm-sum");
    assert!(
        printed_by.contains("last on") && printed_by.contains(" by "),
        "{printed_by}"
    );
    let volunteer = signed_in(&server, "volunteer@example.org").await;
    let desk = volunteer
        .open("/desk/online")
        .await
        .expect(200)
        .form()
        .fill("code", &printed[0])
        .submit()
        .await;
    let marked = desk
        .expect(200)
        .form()
        .fill("frame_number", "STOCK 0001")
        .fill("make", "Trek")
        .fill("colour", "red")
        .fill("name", "Robin Rowe")
        .fill("email", "robin@example.org")
        .fill("consent", "yes")
        .submit()
        .await
        .expect(200);
    assert_eq!(marked.heading(), "Bike registered and marked");

    // Two are torn, one is lost, four come back; a code with a wrong character is understood.
    let misread = format!(
        "{}{}",
        if printed[1].starts_with('7') { '8' } else { '7' },
        &printed[1][1..]
    );
    let path = batch.path().to_owned();
    let go = async |fields: &[(&str, &str)]| {
        let form = coordinator.open(&format!("{path}/move")).await.expect(200).form();
        let filled = fields
            .iter()
            .fold(form, |form, (name, value)| form.fill(name, value));
        let asked = filled.submit().await.expect(200);
        assert!(asked.heading().ends_with('?'), "{}", asked.heading());
        let back = asked.attributes(".govuk-back-link", "href");
        let again = coordinator.open(&back[0]).await.expect(200).form();
        for (name, value) in fields.iter().filter(|(name, _)| !matches!(*name, "from" | "to")) {
            assert_eq!(again.value(name), Some(*value), "nothing typed is lost");
        }
        (asked.heading(), asked.form().submit().await.expect(200))
    };
    let (asked, _) = go(&[
        ("what", "spoiled"),
        ("which", "range"),
        ("from", &misread),
        ("to", &printed[2]),
    ])
    .await;
    assert_eq!(asked, "Cancel 2 marks as damaged?");
    go(&[("what", "lost"), ("which", "range"), ("from", &printed[3])]).await;
    let (_, back) = go(&[
        ("what", "return"),
        ("which", "range"),
        ("from", &printed[7]),
        ("to", &printed[4]),
    ])
    .await;
    // In the evening, today's event is over, and the marks that are out count as unaccounted for.
    let numbers = sum(&back);
    assert_eq!(numbers[..3], [24, 24, 14]);
    assert_eq!(numbers[4..7], [1, 3, 4]);
    assert!(
        [[2, 0], [0, 2]].contains(&[numbers[3], numbers[7]]),
        "{numbers:?}"
    );
    let states = back.texts("tbody .govuk-tag");
    assert_eq!(states[0], "On a bike");
    assert_eq!(states[1..4], ["Void: damaged", "Void: damaged", "Void: lost"]);
    assert_eq!(states[4..8], ["Returned"; 4]);
    assert_eq!(states[8..10], ["Out at an event"; 2]);
    assert_eq!(
        codes(&coordinator.open(&format!("{path}?show=void")).await.expect(200)),
        printed[1..4]
    );

    coordinator
        .open(&format!("{path}/marks/{}/label.svg", printed[0]))
        .await
        .expect(404);
    coordinator
        .open(&format!("{path}/marks/{}", printed[0]))
        .await
        .expect(200);

    // If somebody prints them again, only blank marks come out.
    let again = coordinator
        .open(&format!("{path}/print?start=5"))
        .await
        .expect(200)
        .form()
        .submit()
        .await
        .expect(200);
    assert_eq!(read_back(again.bytes()).len(), 20);
    let used = coordinator
        .open(&format!(
            "{path}/print?which=range&from={}&to={}",
            printed[0], printed[3]
        ))
        .await
        .expect(200)
        .form()
        .submit()
        .await
        .expect(422);
    assert!(
        used.errors()[0].contains("None of these marks is blank"),
        "{:?}",
        used.errors()
    );

    // The counts are also available as a list, in which every kit adds up.
    let csv = coordinator.open("/partner/batches/kits.csv").await.expect(200);
    assert_eq!(csv.header("content-type"), Some("text/csv; charset=utf-8"));
    let body = csv.body();
    let mut lines = body.lines();
    assert_eq!(
        lines.next(),
        Some(
            "kit,id,name,organisation,date,printed,issued,spoiled,returned,missing,left,made,labels_printed,\
             last_printed,in_stock,out,void,unaccounted_for"
        )
    );
    let mut kinds = Vec::new();
    for line in lines {
        let mut cells: Vec<&str> = line.rsplitn(14, ',').collect();
        cells.reverse();
        let count = |at: usize| cells[at].parse::<u64>().unwrap();
        assert_eq!(count(1), (2..=6).map(count).sum::<u64>(), "{line}");
        let made = [10, 11, 2, 12, 4, 13].into_iter().map(count).sum::<u64>();
        assert_eq!(count(7), made, "{line}");
        kinds.push(line.split(',').next().unwrap().to_owned());
    }
    assert!(kinds.contains(&"event".to_owned()), "{body}");
    assert!(body.contains(",24,1,2,4,"), "{body}");

    // The event's own page says the same.
    let start = format!("event,{event},");
    let line = body.lines().find(|line| line.starts_with(&start)).unwrap();
    let cells: Vec<&str> = line.rsplit(',').take(13).collect();
    let &[unaccounted, void, out, .., returned, _, issued, made] = &cells[..] else {
        panic!("{line}")
    };
    let unaccounted = if unaccounted == "0" { "none" } else { unaccounted };
    let said = format!(
        "Sent to this event: {made}. On bikes: {issued}. Void: {void}. Returned: {returned}. Still out: {out}. \
         Unaccounted for: {unaccounted}."
    );
    let page = coordinator
        .open(&format!("/partner/events/{event}"))
        .await
        .expect(200);
    assert!(
        page.text("main").contains(&said),
        "{said} is not in {}",
        page.text("main")
    );
    // The marks that are still out there can be returned from that page, and no others.
    let number = path.rsplit('/').next().unwrap();
    let back = page
        .follow(&format!("Return the marks that are left from batch {number}"))
        .await
        .expect(200);
    let form = back.form();
    for (typed, said) in [
        ("", "Enter how many came back"),
        ("0", "Enter how many came back"),
        ("3", "Only 2 of these marks can be returned"),
    ] {
        let refused = form.clone().fill("came_back", typed).submit().await.expect(422);
        assert!(refused.errors()[0].starts_with(said), "{:?}", refused.errors());
    }
    let asked = form.fill("came_back", "1").submit().await.expect(200);
    assert_eq!(asked.heading(), "Return 1 mark?");
    assert!(
        asked
            .text("main")
            .contains("1 mark from this batch did not come back"),
        "{}",
        asked.text("main")
    );
    let back = asked.form().submit().await.expect(200);
    let told = back.text(".govuk-notification-banner");
    assert!(told.contains("1 mark returned. 1 is still"), "{told}");
    let numbers = sum(&back);
    assert_eq!(
        (numbers[4..7].to_vec(), numbers[3] + numbers[7]),
        (vec![1, 3, 5], 1)
    );
    // The code of a label leads to its mark.
    let found = coordinator
        .open(&format!("/partner/batches?find={}", printed[3].to_lowercase()))
        .await
        .expect(200);
    let mark = found
        .follow(&format!("Mark {}, Batch {number}", printed[3]))
        .await
        .expect(200);
    assert_eq!(mark.heading(), format!("Mark {}", printed[3]));
    // A batch gets a name, and can be found by that name.
    let named = coordinator
        .open(&path)
        .await
        .expect(200)
        .form()
        .fill("name", "Spring stalls");
    assert_eq!(
        named.submit().await.expect(200).heading(),
        format!("Batch {number}: Spring stalls")
    );
    let found = coordinator.open("/partner/batches?find=spring").await.expect(200);
    assert!(
        found.attributes("main a", "href").contains(&path),
        "{}",
        found.text("main")
    );
}

#[tokio::test]
async fn marks_of_others_are_not_there() {
    let server = Server::start(program().demo()).await;
    let coordinator = signed_in(&server, "coordinator@example.org").await;
    let stranger = signed_in(&server, "ely-orgadmin@example.org").await;
    let batch = a_batch(&coordinator, "3").await;
    let path = batch.path().to_owned();
    let code = codes(&batch)[0].clone();
    for address in ["", "/move", "/print"] {
        stranger.open(&format!("{path}{address}")).await.expect(404);
    }
    let form = coordinator.open(&format!("{path}/move")).await.expect(200).form();
    let token = stranger.open("/partner/batches/new").await.expect(200).form();
    let token = token.value("csrf").unwrap().to_owned();
    let fields: Vec<(String, String)> = form
        .fill("what", "lost")
        .fill("which", "all")
        .pairs()
        .into_iter()
        .map(|(name, value)| {
            if name == "csrf" {
                (name, token.clone())
            } else {
                (name, value)
            }
        })
        .collect();
    let request = stranger
        .request(reqwest::Method::POST, &format!("{path}/move"))
        .form(&fields);
    stranger.send(request).await.expect(404);
    let list = stranger.open("/partner/batches").await.expect(200);
    assert!(
        !list.attributes("main a", "href").contains(&path),
        "{}",
        list.text("main")
    );
    assert!(
        !stranger
            .open("/partner/batches/kits.csv")
            .await
            .expect(200)
            .body()
            .contains("campaign")
    );
    // A site administrator manages the batches of every organisation.
    let site = signed_in(&server, "siteadmin@example.org").await;
    assert_eq!(codes(&site.open(&path).await.expect(200))[0], code);
    for nothing in [
        "/partner/batches/999999",
        "/partner/batches/x",
        "/partner/batches/999999/print",
    ] {
        site.open(nothing).await.expect(404);
    }
}

#[tokio::test]
async fn an_impossible_answer_is_explained_at_its_field() {
    let server = Server::start(program().demo()).await;
    let coordinator = signed_in(&server, "coordinator@example.org").await;
    let form = coordinator.open("/partner/batches/new").await.expect(200).form();
    for count in ["", "0", "10001", "many"] {
        let page = form.clone().fill("count", count).submit().await.expect(422);
        assert_eq!(
            page.errors(),
            ["Enter how many marks to make, from 1 to 10000"],
            "{count}"
        );
        assert_eq!(page.form().value("count"), Some(count));
    }
    let batch = a_batch(&coordinator, "2").await;
    let path = batch.path().to_owned();
    for (query, said) in [
        (
            "start=22",
            "Enter the number of a label on the sheet, from 1 to 21",
        ),
        ("offset_x=wide", "Enter millimetres, from -10 to 10"),
        (
            "which=range&from=7KQ4M",
            "Enter the code of a label in this batch, such as 7KQ4M-2X9TD",
        ),
    ] {
        let page = coordinator
            .open(&format!("{path}/print?{query}"))
            .await
            .expect(200)
            .form()
            .submit()
            .await
            .expect(422);
        assert_eq!(page.errors(), [said], "{query}");
    }
    let form = coordinator
        .open(&format!("{path}/print"))
        .await
        .expect(200)
        .form();
    let mut pairs = form.pairs();
    pairs.retain(|(name, _)| name != "stock");
    pairs.push(("stock".to_owned(), "L9".to_owned()));
    let request = coordinator.request(reqwest::Method::POST, &format!("{path}/print"));
    let page = coordinator.send(request.form(&pairs)).await.expect(422);
    assert_eq!(page.errors(), ["Choose what you are printing on"]);
    let form = coordinator.open(&format!("{path}/move")).await.expect(200).form();
    let page = form
        .fill("what", "return")
        .fill("which", "all")
        .submit()
        .await
        .expect(422);
    assert!(
        page.errors()[0].contains("None of these marks can be returned"),
        "{:?}",
        page.errors()
    );
    let calibration = coordinator
        .open("/partner/batches/calibration.pdf?stock=L7651")
        .await
        .expect(200);
    assert!(calibration.bytes().starts_with(b"%PDF-"));
}

#[tokio::test]
async fn labels_are_printed_by_the_command_line() {
    let server = Server::start(program().demo()).await;
    let folder = tempfile::tempdir().unwrap();
    let pdf = folder.path().join("sheet.pdf");
    let pdf = pdf.to_str().unwrap();
    let labels = |arguments: &[&str]| {
        let whole = ["--public-url", "https://bikes.example.org", "labels"]
            .iter()
            .chain(arguments);
        server.command(whole.copied().collect::<Vec<_>>())
    };
    let made = labels(&[
        "--count",
        "5",
        "--org",
        "cycle-campaign",
        "--stock",
        "L7159",
        "--start",
        "23",
        "--out",
        pdf,
    ]);
    assert!(made.status.success(), "{}", err(&made));
    let read = read_back(&std::fs::read(pdf).unwrap());
    assert_eq!(read.len(), 5, "{read:?}");
    assert!(
        read.iter()
            .all(|text| text.starts_with("https://bikes.example.org/M/")),
        "{read:?}"
    );
    assert!(read.iter().all(|text| MarkCode::parse(text).is_ok()), "{read:?}");

    let said = err(&made);
    let id = said
        .split("Batch ")
        .nth(1)
        .and_then(|rest| rest.split(':').next())
        .unwrap();
    let again = labels(&["--batch", id, "--stock", "roll62", "--calibration", "--out", pdf]);
    assert!(again.status.success(), "{}", err(&again));
    let same = read_back(&std::fs::read(pdf).unwrap());
    assert_eq!(same, read, "the same marks again");

    for (arguments, expected) in [
        (vec!["--out", pdf], "--batch"),
        (vec!["--batch", "999", "--out", pdf], "no batch 999"),
        (vec!["--count", "0", "--out", pdf], "1 to 10000"),
        (
            vec!["--count", "5", "--org", "nobody", "--out", pdf],
            "cycle-campaign",
        ),
        (
            vec!["--count", "5", "--stock", "L9", "--out", pdf],
            "L7160, L7159, L7651, roll62",
        ),
        (
            vec!["--count", "5", "--start", "22", "--out", pdf],
            "labels 1 to 21",
        ),
        (
            vec!["--count", "5", "--offset-x", "-11", "--out", pdf],
            "at most 10 mm",
        ),
        (
            vec!["--count", "5", "--out", "/no/such/folder/sheet.pdf"],
            "cannot write",
        ),
    ] {
        let done = labels(&arguments);
        assert!(!done.status.success(), "{arguments:?}");
        assert!(err(&done).contains(expected), "{arguments:?}: {}", err(&done));
    }
    // The refused commands have made no marks: the next batch follows the first.
    let next = labels(&["--count", "1", "--out", pdf]);
    let number: i64 = id.parse().unwrap();
    assert!(
        err(&next).contains(&format!("Batch {}:", number + 1)),
        "{}",
        err(&next)
    );
}

#[tokio::test]
async fn a_site_administrator_hands_over_the_marks_of_nobody() {
    let server = Server::start(program().demo()).await;
    let folder = tempfile::tempdir().unwrap();
    let pdf = folder.path().join("sheet.pdf");
    let pdf = pdf.to_str().unwrap();
    let labels = |arguments: &[&str]| server.command([&["labels", "--out", pdf], arguments].concat());
    let made = err(&labels(&["--count", "30"]));
    let id = made
        .split("Batch ")
        .nth(1)
        .and_then(|rest| rest.split(':').next())
        .unwrap();
    let path = format!("/partner/batches/{id}");

    let site = signed_in(&server, "siteadmin@example.org").await;
    let page = site.open(&path).await.expect(200);
    assert!(
        page.text("main").contains("do not belong to an organisation yet"),
        "{}",
        page.text("main")
    );
    let form = page
        .follow("Give them to an organisation")
        .await
        .expect(200)
        .form();
    let missing = form.clone().submit().await.expect(422);
    assert_eq!(missing.errors(), ["Choose which organisation they go to"]);
    let names = missing.texts("#organisation option");
    let values = missing.attributes("#organisation option", "value");
    let campaign = names
        .iter()
        .position(|name| name.contains("cycle campaign"))
        .unwrap();

    // Nobody else sees the batch, and forms from anybody else are refused.
    for person in [
        "coordinator@example.org",
        "orgadmin@example.org",
        "ely-orgadmin@example.org",
    ] {
        let other = signed_in(&server, person).await;
        other.open(&path).await.expect(404);
        other
            .open(&format!("{path}/move?what=hand-over"))
            .await
            .expect(404);
        let token = other.open("/partner/batches/new").await.expect(200).form();
        let token = token.value("csrf").unwrap().to_owned();
        let fields = [
            ("csrf", token.as_str()),
            ("what", "hand-over"),
            ("organisation", &values[campaign]),
            ("which", "all"),
        ];
        let sent = other
            .request(reqwest::Method::POST, &format!("{path}/move"))
            .form(&fields);
        other.send(sent).await.expect(404);
    }
    // A batch that already belongs to an organisation cannot be handed over either.
    let coordinator = signed_in(&server, "coordinator@example.org").await;
    let own = a_batch(&coordinator, "2").await;
    let own = coordinator
        .open(&format!("{}/move", own.path()))
        .await
        .expect(200);
    assert!(
        !own.attributes("input[name=what]", "value")
            .contains(&"hand-over".to_owned())
    );
    let forged = own
        .form()
        .tamper("what", "hand-over")
        .tamper("organisation", &values[campaign]);
    let refused = forged.fill("which", "all").submit().await.expect(422);
    assert!(
        refused.errors()[0].contains("already belong to an organisation"),
        "{:?}",
        refused.errors()
    );

    // A part is handed over on the page, and becomes a batch of its own.
    let part = form
        .fill("organisation", &values[campaign])
        .fill("which", "first")
        .fill("count", "10")
        .submit()
        .await
        .expect(200);
    assert_eq!(part.heading(), format!("Give 10 marks to {}?", names[campaign]));
    let part = part.form().submit().await.expect(200);
    assert!(
        part.text(".govuk-notification-banner")
            .contains("10 marks given to the organisation, as batch")
    );
    assert_ne!(part.path(), path);
    assert_eq!(sum(&part), [10, 10, 10, 0, 0, 0, 0, 0]);
    assert_eq!(
        codes(&coordinator.open(part.path()).await.expect(200)),
        codes(&part)
    );
    let rest = site.open(&path).await.expect(200);
    assert_eq!(sum(&rest), [20, 20, 20, 0, 0, 0, 0, 0]);

    // The rest is handed over on the command line, but only once.
    let handed = labels(&["--batch", id, "--org", "cycle-campaign"]);
    assert!(handed.status.success(), "{}", err(&handed));
    assert!(
        err(&handed).contains("20 marks handed over to cycle-campaign"),
        "{}",
        err(&handed)
    );
    assert_eq!(read_back(&std::fs::read(pdf).unwrap()).len(), 20);
    assert_eq!(codes(&coordinator.open(&path).await.expect(200)).len(), 20);
    let again = labels(&["--batch", id, "--org", "cycle-campaign"]);
    assert!(
        again.status.success() && !err(&again).contains("handed over"),
        "{}",
        err(&again)
    );
    let taken = labels(&["--batch", id, "--org", "ely-cyclists"]);
    assert!(
        !taken.status.success() && err(&taken).contains("already belong to an organisation"),
        "{}",
        err(&taken)
    );
}

#[tokio::test]
async fn a_code_is_checked_by_the_command_line() {
    let server = Server::start(program().demo()).await;
    let check = |code: &str| server.command(["marks", "check", code, "--json"]);
    let json = |done: &Output| -> serde_json::Value { serde_json::from_slice(&done.stdout).unwrap() };
    let code = blank_marks("cycle-campaign")[0];
    let known = check(&code.to_string());
    assert_eq!(known.status.code(), Some(0), "{}", err(&known));
    let answer = json(&known);
    assert_eq!(
        (answer["reading"].as_str(), answer["mark"]["status"].as_str()),
        (Some("exact"), Some("allotted"))
    );
    assert_eq!(answer["mark"]["organisation"], "cycle-campaign");

    let compact = code.compact();
    let wrong = if compact.starts_with('7') { "8" } else { "7" };
    let mended = json(&check(&format!(
        "https://bikes.example.org/m/{wrong}{}",
        &compact[1..].to_lowercase()
    )));
    assert_eq!(mended["reading"], "put-right");
    assert_eq!(mended["code"], code.to_string());
    let put_right = serde_json::json!([{"position": 1, "was": wrong, "is": &compact[..1]}]);
    assert_eq!(mended["put_right"], put_right);

    for (unread, fitting) in [(3, 32), (4, 1024)] {
        let several = json(&check(&format!("{}{}", "?".repeat(unread), &compact[unread..])));
        assert_eq!(
            (several["reading"].as_str(), several["fitting"].as_i64()),
            (Some("several"), Some(fitting))
        );
        let fits: Vec<&str> = several["candidates"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|one| one["code"].as_str())
            .collect();
        assert!(fits.contains(&code.to_string().as_str()), "{fits:?}");
    }
    let nothing = check("7KQ4M");
    assert_eq!(nothing.status.code(), Some(1));
    assert_eq!(json(&nothing)["reading"], "not-a-mark");
    let stranger = MarkCode::from_data([31, 1, 31, 2, 31, 3, 31, 4]).to_string();
    assert_eq!(check(&stranger).status.code(), Some(1));
    let plain = server.command(["marks", "check", &stranger]);
    assert!(
        out(&plain).contains("this register has no such mark"),
        "{}",
        out(&plain)
    );
    let plain = server.command(["marks", "check", &format!("??{}", &compact[2..])]);
    assert!(
        out(&plain).contains("filled in") && out(&plain).contains("blank, allotted"),
        "{}",
        out(&plain)
    );
}
