//! What readers of figures see on the demonstration register: pages, files and choices.

use crate::people::signed_in;
use crate::serve::program;
use tests::wait::eventually;
use tests::{Browser, Page, Server};

const FILES: [&str; 7] = [
    "months.csv",
    "year.csv",
    "wards.csv",
    "groups.csv",
    "kinds.csv",
    "locks.csv",
    "events.csv",
];

/// Opens the overview once the first quarter has been closed, which the server does when it has counted its thefts.
async fn overview(browser: &Browser) -> Page {
    eventually("the first quarter to close", async || {
        let page = browser.open("/partner/insights").await.expect(200);
        let waits = page.text("main").contains("No quarter has been closed yet");
        (!waits).then_some(page)
    })
    .await
}

#[tokio::test]
async fn an_analyst_reads_sentences_first_and_then_tables_with_their_files() {
    let server = Server::start(program().demo()).await;
    let analyst = signed_in(&server, "analyst@example.org").await;
    let page = overview(&analyst).await;
    assert_eq!(page.texts(".fm-sentences > li").len(), 4);
    for section in [
        "What changed",
        "Where",
        "When",
        "Kinds of bike and locks",
        "What came back",
        "How certain the figures are",
    ] {
        assert!(page.texts("h2").iter().any(|title| title == section), "{section}");
    }
    let body = page.body();
    assert!(!body.contains(" style=") && !body.contains("<style") && !body.contains("NaN"));
    let pictures = page.attributes("svg[role=img]", "aria-describedby");
    assert!(pictures.len() >= 3, "{pictures:?}");
    for words in pictures {
        assert!(!page.text(&format!("#{words}")).is_empty(), "{words}");
    }
    assert!(page.attributes("svg[role=img]", "aria-labelledby").len() >= 3);
    for name in FILES {
        let file = analyst
            .open(&format!("/partner/insights/tables/{name}"))
            .await
            .expect(200);
        assert!(file.body().starts_with('\u{feff}'), "{name}");
        assert!(
            file.header("content-disposition")
                .unwrap()
                .starts_with("attachment")
        );
        for line in file.body().lines().skip(1) {
            let mut cells = line.split(',').skip(1).take_while(|cell| !cell.contains(':'));
            assert!(
                cells.all(|cell| !["1", "2", "3", "4"].contains(&cell) || name == "events.csv"),
                "{name}: {line}"
            );
            assert!(!line.starts_with(['=', '+', '-', '@']), "{name}: {line}");
        }
    }
    let definitions = analyst.open("/partner/insights/definitions").await.expect(200);
    assert!(definitions.has("[id=\"recovered.home\"]"));
}

#[tokio::test]
async fn choices_name_a_table_or_are_answered_with_the_choices() {
    let server = Server::start(program().demo()).await;
    let analyst = signed_in(&server, "analyst@example.org").await;
    let page = overview(&analyst).await;
    let forms: Vec<_> = page
        .forms()
        .into_iter()
        .filter(|form| form.target().path() == "/partner/insights")
        .collect();
    assert_eq!(forms.len(), 5);
    for form in forms {
        let chosen = form.submit().await.expect(200);
        assert!(chosen.has("table"), "{}", chosen.url());
        let link = chosen.attributes(".fm-csv a", "href").remove(0);
        analyst.open(&link).await.expect(200);
    }
    let wrong = [
        "?area=all&period=2026-01-01&by=nothing&source=register",
        "?from=2026-01-01&to=2026-01-31",
        "?area=E05002709&period=last-four",
        "?area=cambridge-centre&period=2025&by=kind",
        "?area=E05002720&period=2025",
    ];
    for query in wrong {
        let page = analyst
            .open(&format!("/partner/insights{query}"))
            .await
            .expect(400);
        assert_eq!(page.heading(), "There is no such table");
        assert!(!page.has("table") && page.has("form"), "{query}");
    }
    analyst
        .open("/partner/insights?partnership=atlantis")
        .await
        .expect(404);
    analyst
        .open("/partner/insights?partnership=east-cambs")
        .await
        .expect(404);
}

#[tokio::test]
async fn recorded_crime_is_beside_the_register_and_a_month_without_a_file_is_not_available() {
    let server = Server::start(program().demo()).await;
    let analyst = signed_in(&server, "analyst@example.org").await;
    overview(&analyst).await;
    let address = "/partner/insights?area=all&period=2023-q4&by=nothing&source=police";
    let page = analyst.open(address).await.expect(200);
    let first = page.text("tbody tr:first-child");
    assert!(first.starts_with("Bicycle theft"), "{first}");
    for cell in ["112", "92", "[x]"] {
        assert!(first.contains(cell), "{first}");
    }
}

#[test]
fn figures_are_imported_closed_and_rebuilt_from_the_command_line() {
    let folder = tests::Folder::new(program());
    let run = |arguments: &[&str]| {
        let done = folder.command(arguments);
        let said = String::from_utf8(done.stdout).unwrap();
        (
            done.status.success(),
            said + &String::from_utf8_lossy(&done.stderr),
        )
    };
    assert!(run(&["migrate"]).0);
    let file = crate::workspace::root().join("fixtures/street_2024_01_extract.csv");
    let file = file.to_str().unwrap();
    let (fine, said) = run(&["figures", "import", file, "--dry-run"]);
    assert!(fine && said.contains("Dry run: nothing was written."), "{said}");
    let (fine, said) = run(&["figures", "import", file]);
    assert!(
        fine && said.contains("Bicycle thefts: 174, of which 5 have no point."),
        "{said}"
    );
    let (fine, said) = run(&["figures", "import", file]);
    assert!(fine && said.contains("Nothing was written."), "{said}");
    let (fine, said) = run(&["figures", "rebuild"]);
    assert!(fine && said.contains("Counted all thefts again"), "{said}");
    assert!(
        run(&[
            "org",
            "add",
            "council",
            "--name",
            "Council",
            "--kind",
            "council",
            "--partnership",
            "cambridge"
        ])
        .0
    );
    let (fine, said) = run(&["figures", "close"]);
    assert!(fine && said.contains("for cambridge."), "{said}");
    let (fine, said) = run(&["figures", "close"]);
    assert!(fine && said.contains("Nothing to do"), "{said}");
    let (fine, said) = run(&["figures", "close", "--again", "cambridge"]);
    assert!(fine && said.contains("Made correction 1 of"), "{said}");
    let (fine, said) = run(&["figures", "close", "--again", "atlantis"]);
    assert!(!fine && said.contains("there is no partnership"), "{said}");
}
