use super::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::io::{Cursor, Write};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn book_of(bytes: Vec<u8>) -> Result<Book, String> {
    Book::read(Cursor::new(bytes)).map_err(|error| error.to_string())
}

fn cells(book: &Book) -> Vec<Vec<&str>> {
    let rows = book.sheets[0].rows.iter();
    rows.map(|line| line.cells.iter().map(String::as_str).collect())
        .collect()
}

/// A workbook as others write them: its sheet's XML, its texts, and how the sheet is shown.
fn packed(sheet: &str, strings: &str, state: &str) -> Vec<u8> {
    let workbook = format!(
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
         xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>\
         <sheet name=\"One\" sheetId=\"1\" {state} r:id=\"rId1\"/></sheets></workbook>"
    );
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let links = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{kind}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{kind}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
    );
    let root = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{kind}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("[Content_Types].xml", types),
        ("_rels/.rels", &root),
        ("xl/workbook.xml", &workbook),
        ("xl/_rels/workbook.xml.rels", &links),
        ("xl/sharedStrings.xml", strings),
        ("xl/worksheets/sheet1.xml", sheet),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn sheet_of(rows: &str) -> String {
    format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
    )
}

fn text(place: &str, text: &str) -> String {
    format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

const NO_STRINGS: &str =
    "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" uniqueCount=\"0\"/>";

#[test]
fn a_workbook_is_read_as_its_reader_sees_it() {
    let mut book = Workbook::new();
    let tab = book.add_worksheet();
    for (column, name) in (0..).zip(["Ref", "Frame", "Found", "Value"]) {
        tab.write_string(0, column, name).unwrap();
    }
    let day = Format::new().set_num_format("dd/mm/yyyy");
    tab.write_string(1, 0, " PS/1 ").unwrap();
    tab.write_number(1, 1, 1_234_567_890.0).unwrap();
    let at = ExcelDateTime::from_ymd(2026, 5, 31).unwrap();
    tab.write_datetime_with_format(1, 2, &at, &day).unwrap();
    tab.write_formula(1, 3, Formula::new("=1+1").set_result("2"))
        .unwrap();
    tab.write_string(4, 0, "PS/2").unwrap();
    let read = book_of(book.save_to_buffer().unwrap()).unwrap();
    assert_eq!(
        cells(&read),
        [
            ["Ref", "Frame", "Found", "Value"],
            ["PS/1", "1234567890", "2026-05-31", "2"],
            ["PS/2", "", "", ""]
        ]
    );
    let lines: Vec<u64> = read.sheets[0].rows.iter().map(|line| line.line).collect();
    assert_eq!(lines, [1, 2, 5]);
    assert!(read.sheets[0].wrong.is_empty());
}

#[test]
fn what_is_hidden_is_told() {
    let mut book = Workbook::new();
    let tab = book.add_worksheet();
    for row in 0..5 {
        tab.write_string(row, 0, format!("a{row}")).unwrap();
        tab.write_string(row, 1, format!("b{row}")).unwrap();
    }
    tab.set_row_hidden(2).unwrap();
    tab.set_row_hidden(3).unwrap();
    tab.set_column_hidden(1).unwrap();
    let second = book.add_worksheet();
    second.write_string(0, 0, "secret").unwrap();
    second.set_hidden(true);
    let read = book_of(book.save_to_buffer().unwrap()).unwrap();
    let hidden: Vec<bool> = read.sheets[0].rows.iter().map(|line| line.hidden).collect();
    assert_eq!(hidden, [false, false, true, true, false]);
    assert_eq!(read.sheets[0].hidden_columns, [1]);
    let sheets: Vec<(&str, bool)> = read
        .sheets
        .iter()
        .map(|tab| (tab.name.as_str(), tab.hidden))
        .collect();
    assert_eq!(sheets, [("Sheet1", false), ("Sheet2", true)]);
}

#[test]
fn rows_that_say_nothing_reliable_are_named() {
    let rows = format!(
        "<row r=\"1\">{}</row><row r=\"2\"><c r=\"A2\"><f>NOW()</f></c></row>\
         <row r=\"3\"><c r=\"A3\" t=\"e\"><v>#N/A</v></c></row>\
         <row r=\"4\"><c r=\"A4\"><v>1234567890123456789</v></c></row>\
         <row r=\"5\"><c r=\"A5\" t=\"str\"><f>A1</f><v></v></c>{}</row>",
        text("A1", "Ref"),
        text("B5", "PS/9"),
    );
    let read = book_of(packed(&sheet_of(&rows), NO_STRINGS, "")).unwrap();
    let wrong: Vec<(u64, &str)> = read.sheets[0]
        .wrong
        .iter()
        .map(|wrong| (wrong.line, wrong.why.as_str()))
        .collect();
    assert_eq!(wrong.len(), 3, "{wrong:?}");
    for ((line, why), (expected, words)) in wrong.iter().zip([
        (2, "a formula without a result in cell A2"),
        (3, "error #N/A in cell A3"),
        (4, "dropped its last digits in cell A4"),
    ]) {
        assert!(*line == expected && why.contains(words), "{line}: {why}");
    }
    assert_eq!(cells(&read), [["Ref", ""], ["", "PS/9"]]);
}

#[test]
fn one_cell_at_the_far_corner_is_named_and_costs_nothing() {
    let rows = format!(
        "<row r=\"1\">{}</row><row r=\"1048576\">{}</row>",
        text("A1", "Ref"),
        text("XFD1048576", "x")
    );
    let error = book_of(packed(&sheet_of(&rows), NO_STRINGS, "")).unwrap_err();
    assert!(error.starts_with("Cell XFD1048576 is far outside"), "{error}");
}

#[test]
fn a_million_styled_empty_rows_are_passed_over() {
    let mut rows = format!("<row r=\"1\">{}</row>", text("A1", "Ref"));
    for row in 2..1_000_000 {
        rows.push_str(&format!(
            "<row r=\"{row}\" s=\"1\"><c r=\"A{row}\" s=\"1\"/></row>"
        ));
    }
    rows.push_str(&format!("<row r=\"1000000\">{}</row>", text("A1000000", "PS/1")));
    let read = book_of(packed(&sheet_of(&rows), NO_STRINGS, "")).unwrap();
    assert_eq!(cells(&read), [["Ref"], ["PS/1"]]);
    assert_eq!(read.sheets[0].rows[1].line, 1_000_000);
}

#[test]
fn bombs_and_false_claims_are_refused_before_anything_is_read() {
    let zeros = "0".repeat(400 << 20);
    let bomb = packed(&sheet_of(&zeros), NO_STRINGS, "");
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    let many = format!("<sst uniqueCount=\"{}\"></sst>", u64::MAX / 64);
    for bytes in [bomb, packed(&sheet_of(""), &many, "")] {
        let error = book_of(bytes).unwrap_err();
        assert!(error.contains("unpacks to far more"), "{error}");
    }
}

#[test]
fn a_cut_workbook_says_so_wherever_it_is_cut() {
    let rows = format!(
        "<row r=\"1\">{}</row><row r=\"2\">{}</row>",
        text("A1", "Ref"),
        text("A2", "PS/1")
    );
    let whole = packed(&sheet_of(&rows), NO_STRINGS, "");
    assert_eq!(book_of(whole.clone()).unwrap().len(), 1);
    for end in (4..whole.len()).step_by(37) {
        let error = book_of(whole[..end].to_vec()).unwrap_err();
        assert!(error.contains("damaged or was cut off"), "{end}: {error}");
    }
    for at in (0..whole.len()).step_by(11) {
        let mut spoiled = whole.clone();
        spoiled[at] ^= 0x55;
        // Whatever the result, the reading comes to an end.
        drop(book_of(spoiled));
    }
}

#[test]
fn what_is_no_list_is_named() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default())
        .unwrap();
    let document = zip.finish().unwrap().into_inner();
    for (bytes, words) in [
        (b"%PDF-1.7".to_vec(), "This is a PDF"),
        (b"\xD0\xCF\x11\xE0\xA1".to_vec(), "an old spreadsheet file"),
        (document, "not a list that we can read"),
        (b"\x89PNG\r\n\x1a\n\0\0".to_vec(), "not text"),
        (Vec::new(), "The list is empty"),
        (b" ,\n\n".to_vec(), "The list is empty"),
        (packed(&sheet_of(""), NO_STRINGS, ""), "The list is empty"),
    ] {
        let error = book_of(bytes).unwrap_err();
        assert!(error.contains(words), "{words}: {error}");
    }
}

#[test]
fn longer_lists_than_we_take_are_refused() {
    let rows = |many: usize| "PS/1\n".repeat(many);
    let list = |many| format!("ref\n{}", rows(many)).into_bytes();
    assert_eq!(book_of(list(MOST_ROWS)).unwrap().len(), MOST_ROWS);
    for many in [MOST_ROWS + 1, 200_000] {
        let error = book_of(list(many)).unwrap_err();
        assert!(error.contains("more than 20,000 bikes"), "{error}");
    }
    assert_eq!(MOST_ROWS, 20_000, "as the sentence says");
    let long = format!("ref,note\n{}", format!("1,{}\n", "x".repeat(90_000)).repeat(200));
    assert!(book_of(long.into_bytes()).unwrap_err().contains("too much text"));
    let wide = format!("{}\n", "a,".repeat(300) + "b");
    assert!(
        book_of(wide.into_bytes())
            .unwrap_err()
            .starts_with("Cell CW1 is far outside")
    );
}

#[test]
fn other_peoples_text_is_read_with_its_lines() {
    let read = book_of(b"sep=;\r\nRef;Farbe\r\nPS/1;Gr\xFCn\r\nPS/2\r\n".to_vec()).unwrap();
    assert_eq!(cells(&read), [["Ref", "Farbe"], ["PS/1", "Gr\u{fc}n"]]);
    assert!(read.note.unwrap().contains("Windows-1252"));
    let wrong = &read.sheets[0].wrong[0];
    assert!(
        wrong.line == 4 && wrong.why.contains("1 cell, but the header has 2"),
        "{wrong:?}"
    );
}

#[test]
fn what_we_write_is_read_again_as_it_was_and_computes_nothing() {
    let rows = vec![
        vec!["=1+1".to_owned(), "'quoted".to_owned()],
        vec!["-7".to_owned(), "@home, \"x\"".to_owned()],
        vec!["0012".to_owned(), "31/05/2026".to_owned()],
        vec!["'=1+1".to_owned(), "''+1".to_owned()],
    ];
    let mut csv = Vec::new();
    crate::out::csv(&mut csv, &["a", "b"], &rows).unwrap();
    let written = String::from_utf8(csv.clone()).unwrap();
    for line in written.lines().skip(1) {
        let first = line.trim_start_matches('"').chars().next().unwrap();
        assert!(!"=+-@".contains(first), "{line}");
    }
    let xlsx = crate::out::xlsx("Results", &["a", "b"], &rows).unwrap();
    for bytes in [csv, xlsx] {
        let read = book_of(bytes).unwrap();
        assert_eq!(read.sheets.len(), 1);
        assert!(!read.sheets[0].hidden && read.sheets[0].wrong.is_empty());
        assert_eq!(
            read.sheets[0]
                .rows
                .iter()
                .skip(1)
                .map(|line| line.cells.clone())
                .collect::<Vec<_>>(),
            rows
        );
    }
}

#[test]
fn a_formula_in_text_is_named_and_a_number_that_keeps_its_zeros_is_not_one() {
    let read =
        book_of(b"Ref,Frame\nPS/1,=\"0012345\"\nPS/2,=B2&C2\nPS/3,\"=\"\"0099\"\"\"\n".to_vec()).unwrap();
    assert_eq!(
        cells(&read),
        [["Ref", "Frame"], ["PS/1", "0012345"], ["PS/3", "0099"]]
    );
    let [wrong] = read.sheets[0].wrong.as_slice() else {
        panic!("{:?}", read.sheets[0].wrong);
    };
    assert!(
        wrong.line == 3 && wrong.why.contains("a formula in column 2"),
        "{wrong:?}"
    );
}
