//! Lists that are damaged, enormous or full of traps, sent through the page: the answer is clear, nothing is half
//! stored, and the server needs hardly more memory than before.

use crate::people::signed_in;
use crate::property_store::{done, sent};
use crate::serve::program;
use std::io::{Cursor, Read as _, Write as _};
use tests::{Browser, Page, Server};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const KINDS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
/// How many more megabytes than before the server may need for a bad list.
const MOST_MORE: u64 = 90;

/// A sheet of a workbook: its name, how it is shown, and its rows in XML.
type Tab<'a> = (&'a str, &'a str, &'a str);

/// Makes a workbook as other programs write it.
fn book(tabs: &[Tab<'_>]) -> Vec<u8> {
    let (mut sheets, mut links) = (String::new(), String::new());
    for (at, (name, state, _)) in (1..).zip(tabs) {
        sheets += &format!("<sheet name=\"{name}\" sheetId=\"{at}\" {state} r:id=\"rId{at}\"/>");
        links += &format!(
            "<Relationship Id=\"rId{at}\" Type=\"{KINDS}/worksheet\" Target=\"worksheets/sheet{at}.xml\"/>"
        );
    }
    let mut parts = vec![
        (
            "[Content_Types].xml".to_owned(),
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_owned(),
        ),
        (
            "_rels/.rels".to_owned(),
            package(&format!(
                "<Relationship Id=\"rId1\" Type=\"{KINDS}/officeDocument\" Target=\"xl/workbook.xml\"/>"
            )),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{KINDS}\"><sheets>{sheets}</sheets></workbook>"),
        ),
        ("xl/_rels/workbook.xml.rels".to_owned(), package(&links)),
    ];
    for (at, (_, _, rows)) in (1..).zip(tabs) {
        let sheet = format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>");
        parts.push((format!("xl/worksheets/sheet{at}.xml"), sheet));
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn package(links: &str) -> String {
    format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{links}</Relationships>"
    )
}

fn row(at: u32, how: &str, cells: &[&str]) -> String {
    let cells: String = ('A'..)
        .zip(cells)
        .map(|(column, text)| format!("<c r=\"{column}{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"))
        .collect();
    format!("<row r=\"{at}\" {how}>{cells}</row>")
}

fn header() -> String {
    row(1, "", &["Ref", "Frame"])
}

async fn begun() -> (Server, Browser) {
    let server = Server::start(program().demo()).await;
    let officer = signed_in(&server, "officer@example.org").await;
    (server, officer)
}

/// Presses the button below the columns.
async fn started(columns: &Page, answers: &[(&str, &str)]) -> Page {
    let form = columns.form_to("/police/property-store/columns");
    let filled = answers
        .iter()
        .fold(form, |form, (name, value)| form.fill(name, value));
    filled.press("Look up this list").await
}

/// Asserts that the force has no list, and that no file is left behind.
async fn nothing_is_kept(server: &Server, officer: &Browser) {
    let page = officer.open("/police/property-store").await.expect(200);
    assert!(!page.has("tbody tr"), "{}", page.text("main"));
    let uploads = std::fs::read_dir(server.data().join("uploads"));
    assert_eq!(uploads.map_or(0, Iterator::count), 0, "no file is left behind");
}

#[tokio::test]
async fn a_list_that_cannot_be_read_says_so_and_costs_little_memory() {
    let (server, officer) = begun().await;
    let far = header() + "<row r=\"1048576\"><c r=\"XFD1048576\" t=\"inlineStr\"><is><t>x</t></is></c></row>";
    let good = book(&[("One", "", &(header() + &row(2, "", &["PS/1", "WTU1"])))]);
    let mut letter = ZipWriter::new(Cursor::new(Vec::new()));
    letter
        .start_file("word/document.xml", SimpleFileOptions::default())
        .unwrap();
    let letter = letter.finish().unwrap().into_inner();
    let line = b"PS/1,WTU123456K,black\n";
    let huge: Vec<u8> = b"ref,frame,colour\n"
        .iter()
        .chain(line.iter().cycle())
        .take(100_000_000)
        .copied()
        .collect();
    let many = format!("ref\n{}", "1\n".repeat(200_000)).into_bytes();
    let before = {
        sent(&officer, "warm.csv", "ref,frame\nPS/1,WTU1\n")
            .await
            .expect(200);
        server.forget_peak();
        server.peak_memory()
    };
    for (name, bytes, words) in [
        ("huge.csv", huge, "smaller than 20 MB"),
        ("many.csv", many, "more than 20,000 bikes"),
        (
            "bomb.xlsx",
            book(&[("One", "", &" ".repeat(400 << 20))]),
            "unpacks to far more",
        ),
        (
            "far.xlsx",
            book(&[("One", "", &far)]),
            "Cell XFD1048576 is far outside the list",
        ),
        (
            "cut.xlsx",
            good[..good.len() / 2].to_vec(),
            "damaged or was cut off",
        ),
        ("cut.csv", Vec::new(), "The list is empty"),
        ("letter.xlsx", letter, "not a list that we can read"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n\0\0\0".to_vec(), "not text"),
        (
            "old.xls",
            b"\xD0\xCF\x11\xE0\xA1\xB1".to_vec(),
            "or one with a password",
        ),
        ("paper.csv", b"%PDF-1.7 ...".to_vec(), "This is a PDF"),
    ] {
        server.forget_peak();
        let refused = sent(&officer, name, bytes).await.expect(422);
        let errors = refused.errors();
        assert!(
            errors.len() == 1 && errors[0].contains(words),
            "{name}: {errors:?}"
        );
        let peak = server.peak_memory();
        assert!(
            peak < before + MOST_MORE,
            "{name}: {before} MB before, {peak} MB now"
        );
        nothing_is_kept(&server, &officer).await;
    }
    let form = officer.open("/police/property-store").await.expect(200);
    let pasted = form
        .form_to("/police/property-store")
        .fill("reason", "Too long")
        .fill("pasted", &"PS/1\n".repeat(1_500_000))
        .submit()
        .await
        .expect(422);
    assert_eq!(
        pasted.errors(),
        ["This list is too long to paste. Save it as a file, and choose the file"]
    );
    nothing_is_kept(&server, &officer).await;
}

#[tokio::test]
async fn lines_that_say_nothing_reliable_are_named_and_nothing_is_kept_of_the_others() {
    let (server, officer) = begun().await;
    let rows = header()
        + &row(2, "", &["PS/1", "WTU111"])
        + "<row r=\"3\"><c r=\"A3\"><v>7</v></c><c r=\"B3\"><f>NOW()</f></c></row>"
        + "<row r=\"4\"><c r=\"A4\"><v>8</v></c><c r=\"B4\" t=\"e\"><v>#REF!</v></c></row>"
        + "<row r=\"5\"><c r=\"A5\"><v>9</v></c><c r=\"B5\"><v>1234567890123456789</v></c></row>";
    for (name, bytes, expected) in [
        (
            "traps.xlsx",
            book(&[("One", "", &rows)]),
            [
                "Line 3: has a formula without a result in cell B3",
                "Line 4: has the error #REF! in cell B4",
                "Line 5: has a number so long that the spreadsheet has dropped its last digits in cell B5",
            ],
        ),
        (
            "traps.csv",
            b"ref,frame\nPS/1,WTU111\n7,=A1&A2\n8,WTU222,more\nPS/1,WTU333\n".to_vec(),
            [
                "Line 3: has a formula in column 2, not its result",
                "Line 4: has 3 cells, but the header has 2",
                "Line 5: Property reference \u{201c}PS/1\u{201d} is already on line 2",
            ],
        ),
    ] {
        let columns = sent(&officer, name, bytes).await.expect(200);
        let refused = started(&columns, &[]).await.expect(422);
        let wrong = refused.texts(".fm-wrong-lines li");
        assert_eq!(wrong.len(), expected.len(), "{wrong:?}");
        for (said, expected) in wrong.iter().zip(expected) {
            assert!(said.starts_with(expected), "{name}: {said}");
        }
        nothing_is_kept(&server, &officer).await;
        let list = started(&refused, &[("leave_out", "yes")]).await.expect(200);
        let looked = done(&officer, list.path()).await;
        assert!(
            looked.text("main").contains("3 lines were left out."),
            "{}",
            looked.text("main")
        );
        let delete = format!("{}/delete", list.path());
        let asked = officer.open(&delete).await.expect(200);
        asked.form_to(&delete).submit().await.expect(200);
    }
}

#[tokio::test]
async fn what_a_spreadsheet_hides_is_asked_about() {
    let (server, officer) = begun().await;
    let rows = header() + &row(2, "hidden=\"1\"", &["PS/1", "WTU111"]) + &row(3, "", &["PS/2", "WTU222"]);
    let columns = sent(&officer, "filtered.xlsx", book(&[("One", "", &rows)]))
        .await
        .expect(200);
    let refused = started(&columns, &[]).await.expect(422);
    assert_eq!(refused.errors(), ["Say whether to look up the hidden rows"]);
    nothing_is_kept(&server, &officer).await;
    for (answer, bikes) in [("no", 1), ("yes", 2)] {
        let list = started(&refused, &[("hidden", answer)]).await.expect(200);
        let all = done(&officer, &format!("{}?show=all", list.path())).await;
        assert_eq!(all.texts("tbody th").len(), bikes, "{answer}");
    }

    let secret = book(&[("Secret", "state=\"hidden\"", &rows)]);
    let columns = sent(&officer, "secret.xlsx", secret).await.expect(200);
    let refused = started(&columns, &[("hidden", "no")]).await.expect(422);
    assert_eq!(
        refused.errors(),
        ["Tick the box if the hidden sheet is the list that you mean"]
    );
    started(&refused, &[("hidden_sheet", "yes")]).await.expect(200);

    // Columns of the sheet that was shown say nothing about those of another.
    let other = row(1, "", &["Colour", "Serial"]) + &row(2, "", &["black", "WTU333"]);
    let two = book(&[("Bikes", "", &rows), ("More", "state=\"veryHidden\"", &other)]);
    let columns = sent(&officer, "two.xlsx", two).await.expect(200);
    assert!(
        columns.text("main").contains("More (1 rows, hidden in the file)")
            || columns.text("main").contains("More (1 row, hidden in the file)"),
        "{}",
        columns.text("main")
    );
    let shown = started(&columns, &[("sheet", "1"), ("hidden", "no")])
        .await
        .expect(200);
    assert_eq!(shown.heading(), "What do the columns mean?");
    assert_eq!(
        shown.form_to("/police/property-store/columns").value("c0"),
        Some("colour")
    );
}

#[tokio::test]
async fn a_million_styled_empty_rows_and_old_encodings_are_read() {
    let (server, officer) = begun().await;
    let mut rows = header();
    for at in 2..1_000_000 {
        rows.push_str(&format!("<row r=\"{at}\" s=\"1\"><c r=\"A{at}\" s=\"1\"/></row>"));
    }
    rows += &row(1_000_000, "", &["PS/1", "WTU111"]);
    let styled = book(&[("One", "", &rows)]);
    drop(rows);
    server.forget_peak();
    let before = server.peak_memory();
    let columns = sent(&officer, "styled.xlsx", styled).await.expect(200);
    let peak = server.peak_memory();
    assert!(peak < before + MOST_MORE, "{before} MB before, {peak} MB now");
    assert!(columns.text("main").contains("1 row in styled.xlsx"));
    let old = b"Ref;Serial;Brand\r\nPS/1;WTU111;B\xFCchel\r\n".to_vec();
    let columns = sent(&officer, "old.csv", old).await.expect(200);
    assert!(
        columns.text("main").contains("read as Windows-1252"),
        "{}",
        columns.text("main")
    );
    let list = started(&columns, &[]).await.expect(200);
    let all = done(&officer, &format!("{}?show=all", list.path())).await;
    assert!(all.text("tbody").contains("B\u{fc}chel"), "{}", all.text("tbody"));
}

#[tokio::test]
async fn a_result_is_safe_to_open_and_is_the_same_list_again() {
    let (_server, officer) = begun().await;
    let list = "property_ref,frame_number,identifiers,make,model,colour,kind,found_on,found_where,found_by,found_lat,found_lng,owner\n\
         '=P/1,WTU?8*46J,battery:B-1; lock:L2,\"@Trek, \"\"Ltd\"\"\",-duck,blue/red,road,2025-11-01,+Mill Road,@PC 482,52.2,0.13,Robin Rowe\n\
         '-7,,,Ribble,,,,,,,,,Sam Smith\n";
    let columns = sent(&officer, "traps.csv", list).await.expect(200);
    let first = started(&columns, &[]).await.expect(200);
    done(&officer, first.path()).await;
    let result = |path: String, kind: &'static str| {
        let officer = &officer;
        async move { officer.open(&format!("{path}/result.{kind}")).await.expect(200) }
    };
    let csv = result(first.path().to_owned(), "csv").await;
    for cell in csv.body().trim_start_matches('\u{feff}').lines().flat_map(cells) {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t']), "{cell:?}");
    }
    assert!(csv.body().contains("'=P/1") && !csv.body().contains("Robin"));
    let xlsx = result(first.path().to_owned(), "xlsx").await;
    one_sheet_and_nothing_hidden(xlsx.bytes());
    // The results may differ, because other bikes may be on the register by then.
    let said = |csv: &Page| -> Vec<Vec<String>> {
        let lines = csv.body();
        let told = |line: &str| cells(line).into_iter().take(13).collect();
        lines.lines().map(told).collect()
    };
    assert_eq!(said(&csv)[1][4], "'@Trek, \"Ltd\"", "{}", csv.body());
    for (name, bytes) in [("result.csv", csv.bytes()), ("result.xlsx", xlsx.bytes())] {
        let columns = sent(&officer, name, bytes).await.expect(200);
        let again = started(&columns, &[]).await.expect(200);
        done(&officer, again.path()).await;
        let csv_again = result(again.path().to_owned(), "csv").await;
        assert_eq!(said(&csv_again), said(&csv), "{name}");
    }
}

/// The cells of a line of CSV.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    let mut signs = line.chars().peekable();
    while let Some(sign) = signs.next() {
        let last = cells.last_mut().unwrap();
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => last.extend(signs.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            sign => last.push(sign),
        }
    }
    cells
}

/// Checks that a workbook has one sheet, which is shown, and no formulas, nothing hidden, no names and no links.
fn one_sheet_and_nothing_hidden(bytes: &[u8]) {
    let mut zip = ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
    let mut text = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let (workbook, sheet) = (text("xl/workbook.xml"), text("xl/worksheets/sheet1.xml"));
    assert_eq!(workbook.matches("<sheet ").count(), 1, "{workbook}");
    // A frozen header is a state of the sheet too.
    assert!(!workbook.contains("state="), "{workbook}");
    for trap in ["definedName", "<f>", "<f ", "hidden=", "hyperlink"] {
        assert!(!workbook.contains(trap) && !sheet.contains(trap), "{trap}");
    }
    let names: Vec<String> = zip.file_names().flatten().map(|name| name.into_owned()).collect();
    for trap in ["externalLinks", "vbaProject", "connections", "drawings"] {
        assert!(!names.iter().any(|name| name.contains(trap)), "{names:?}");
    }
}
