use super::*;
use std::io::Write;

const KNOWN: &[&str] = &["key", "note"];

/// Rows by their line; for a row that cannot be read, the reason.
type Rows = Vec<(u64, Result<Vec<String>, String>)>;

fn opened(bytes: &[u8]) -> Result<Rows, String> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let mut sheet = Sheet::open(file.path(), KNOWN, "key").map_err(|error| error.to_string())?;
    let mut rows = Vec::new();
    while let Some(row) = sheet.next_row().unwrap() {
        rows.push((
            row.line,
            row.record
                .map(|record| record.iter().map(str::to_owned).collect()),
        ));
    }
    Ok(rows)
}

#[test]
fn lines_are_numbered_as_an_editor_does() {
    let expected = |second: u64, third: u64, note: &str| {
        let row = |line, key: &str, note: &str| (line, Ok(vec![key.to_owned(), note.to_owned()]));
        Ok(vec![
            row(2, "1", note),
            row(second, "2", "b"),
            row(third, "3", "c"),
        ])
    };
    for (text, second, third, note) in [
        ("key,note\n1,a\n2,b\n3,c\n", 3, 4, "a"),
        ("key,note\n1,a\n2,b\n3,c", 3, 4, "a"),
        ("key,note\r\n1,a\r\n2,b\r\n3,c\r\n", 3, 4, "a"),
        ("key,note\r1,a\r2,b\r3,c\r", 3, 4, "a"),
        ("\u{feff}key,note\r\n1,a\r\n2,b\r\n3,c", 3, 4, "a"),
        ("key,note\n1,\"x\ny\nz\"\n2,b\n\n\n3,c\n\n\n", 5, 8, "x\ny\nz"),
        ("key,note\r\n1,\"x\r\ny\"\r\n\r\n2,b\r\n3,c\r\n", 5, 6, "x\ny"),
        ("key,note\n1,a\n,\n2,b\n\" \",\n3,c\n", 4, 6, "a"),
    ] {
        assert_eq!(opened(text.as_bytes()), expected(second, third, note), "{text:?}");
    }
}

#[test]
fn a_bad_line_does_not_spoil_the_others() {
    let rows = opened(b"key,note\n1,a,more\n2\n3,c,\n").unwrap();
    assert!(
        rows[0]
            .1
            .as_ref()
            .unwrap_err()
            .contains("has 3 cells, but the header has 2")
    );
    assert!(
        rows[1]
            .1
            .as_ref()
            .unwrap_err()
            .contains("has 1 cell, but the header has 2")
    );
    assert_eq!(
        rows[2].1.as_ref().unwrap().len(),
        3,
        "an extra empty cell does no harm"
    );
    let open = format!("key,note\n1,\"a\n{}", "2,b\n".repeat(50_000));
    let rows = opened(open.as_bytes()).unwrap();
    assert_eq!(rows.len(), 1);
    assert!(
        rows[0].1.as_ref().unwrap_err().contains("quotation mark"),
        "{:?}",
        rows[0]
    );
}

#[test]
fn what_is_not_a_list_is_named() {
    for (bytes, words) in [
        (&b""[..], "is empty"),
        (b"\n\n", "is empty"),
        (b"\xEF\xBB\xBF", "is empty"),
        (b"PK\x03\x04....", "a spreadsheet's own file"),
        (b"1,2\n3,4\n", "not a header"),
    ] {
        let error = opened(bytes).expect_err("not a list");
        assert!(error.contains(words), "{words}: {error}");
    }
}

#[test]
fn a_folder_and_a_missing_file_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let error = |path: &Path| {
        Sheet::open(path, KNOWN, "key")
            .err()
            .map(|error| error.to_string())
            .unwrap()
    };
    assert!(error(folder.path()).contains("is a folder"));
    assert!(error(&folder.path().join("none.csv")).contains("cannot read"));
}

#[test]
fn a_list_is_read_in_any_encoding() {
    let list = "key,note\n1,Jos\u{e9} \u{2019}\u{20ac}\n";
    let wide = |mark: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("{mark}{list}").encode_utf16().flat_map(bytes).collect()
    };
    let expected = Ok(vec![(
        2,
        Ok(vec!["1".to_owned(), "Jos\u{e9} \u{2019}\u{20ac}".to_owned()]),
    )]);
    for bytes in [
        list.as_bytes().to_vec(),
        wide("\u{feff}", u16::to_le_bytes),
        wide("\u{feff}", u16::to_be_bytes),
        wide("", u16::to_le_bytes),
        wide("", u16::to_be_bytes),
        b"key,note\n1,Jos\xE9 \x92\x80\n".to_vec(),
    ] {
        assert_eq!(opened(&bytes), expected, "{bytes:?}");
    }
}

#[test]
fn single_wrong_bytes_spoil_their_lines_alone() {
    let list = [
        b"key,note\n".as_slice(),
        "1,\u{17c}\n".repeat(400_000).as_bytes(),
        b"2,Jos\xE9\n3,c\n",
    ]
    .concat();
    let rows = opened(&list).unwrap();
    assert_eq!(rows.len(), 400_002);
    assert_eq!(rows[400_000], (400_002, Err("is not UTF-8".to_owned())));
    assert_eq!(rows[400_001].1.as_ref().unwrap()[0], "3");
}

#[test]
fn cells_are_separated_as_the_header_is() {
    for (text, line) in [
        ("key;note\n1;a, b\n", 2),
        ("sep=;\r\nkey;note\r\n1;a, b\r\n", 3),
        ("sep=,\nkey,note\n1,\"a, b\"\n", 3),
        ("\u{feff}sep=\t\nkey\tnote\n1\ta, b\n", 3),
        ("KEY\tNote\n1\ta, b\n", 2),
        ("Key|NOTE\n1|a, b\n", 2),
        ("\"key\";\"note\"\n\"1\";\"a, b\"\n", 2),
    ] {
        let row = (line, Ok(vec!["1".to_owned(), "a, b".to_owned()]));
        assert_eq!(opened(text.as_bytes()), Ok(vec![row]), "{text}");
    }
}

#[test]
fn a_column_without_a_name_may_be_empty() {
    let rows = opened(b"key,,note\n1,,a\n2,x,b\n").unwrap();
    assert!(rows[0].1.is_ok());
    assert_eq!(
        rows[1],
        (3, Err("has text in column 2, which has no name".to_owned()))
    );
}

#[test]
fn an_open_quotation_mark_is_found_on_its_line() {
    for (text, line) in [
        ("key,note\n1,\"a\nb\"\n2,c\n3,\"d\n4,e\n", 5),
        ("key,note\n1,\"d\n4,e", 2),
        ("key,note\n1,a\n2,\"d\n", 3),
    ] {
        let rows = opened(text.as_bytes()).unwrap();
        let (at, record) = rows.last().unwrap();
        assert_eq!(*at, line, "{text}");
        assert!(
            record.as_ref().unwrap_err().contains("quotation mark"),
            "{text}: {record:?}"
        );
    }
}

#[test]
fn an_apostrophe_before_a_formula_is_ours_only_in_lists_for_spreadsheets() {
    for (text, note) in [
        ("key,note\n1,'=1+1\n", "'=1+1"),
        ("\u{feff}key,note\n1,'=1+1\n", "=1+1"),
        ("\u{feff}key,note\n1,''=1+1\n", "'=1+1"),
        ("\u{feff}key,note\n1,'quoted'\n", "'quoted'"),
    ] {
        let rows = opened(text.as_bytes()).unwrap();
        assert_eq!(rows[0].1.as_ref().unwrap()[1], note, "{text:?}");
    }
}
