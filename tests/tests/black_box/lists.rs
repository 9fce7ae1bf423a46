//! Lists that go in and out on the command line, whatever state a file is in and however often it is loaded.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use domain::MarkCode;
use serde_json::Value;
use tempfile::TempDir;
use tests::Server;

use crate::serve::program;

const HEADER: &str = "external_ref,make,model,colour,kind,frame_number,identifiers,mark,features,owner_name,\
    owner_email,owner_phone,owner_postcode,stolen_from,stolen_to,stolen_place,stolen_lat,stolen_lng,crime_ref\n";

/// A data folder and the commands that run on it, without a running server.
struct Register {
    folder: TempDir,
    database: Option<String>,
}

/// What a command did.
struct Done {
    code: i32,
    out: String,
    err: String,
}

impl Register {
    fn new() -> Self {
        Self::over(None)
    }

    /// Makes a register in a separate folder, or in this database.
    fn over(database: Option<String>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let register = Self { folder, database };
        register.run(&["migrate"]).expect(0);
        register
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_framemark_under_test"));
        for (name, _) in
            std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("FRAMEMARK_"))
        {
            command.env_remove(name);
        }
        if let Some(url) = &self.database {
            command.env("FRAMEMARK_DATABASE_URL", url);
            command.env("FRAMEMARK_KEY", "BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=");
        }
        command
            .arg("--data")
            .arg(self.folder.path().join("data"))
            .stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Done {
        let output = self.command().args(arguments).output().expect("the program runs");
        Done {
            code: output.status.code().expect("an exit code"),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// Writes a file beside the data folder.
    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path: PathBuf = self.folder.path().join(name);
        fs::write(&path, bytes).expect("the file can be written");
        path.display().to_string()
    }

    fn import(&self, text: impl AsRef<[u8]>) -> Done {
        let path = self.file("list.csv", text);
        self.run(&["import", &path])
    }

    fn export(&self) -> String {
        let done = self.run(&["export"]);
        assert_eq!(done.code, 0, "{}", done.err);
        done.out
    }
}

impl Done {
    fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.out, self.err);
        self
    }

    fn says(self, words: &str) -> Self {
        assert!(
            self.out.contains(words) || self.err.contains(words),
            "{words:?} in:\n{}\n{}",
            self.out,
            self.err
        );
        self
    }
}

fn mark(seed: u8) -> String {
    MarkCode::from_data([seed, 3, 5, 7, 11, 13, 17, 19]).to_string()
}

/// A few bikes of every sort.
fn some_bikes() -> String {
    format!(
        "{HEADER}\
        A1,trek bikes,FX 2,Black/Red,hybrid,WTU 123 A 4567 K,battery:B 900;529:ABC123,{},Basket; dent,Ada Ash,\
        ada@example.org,07700 900123,cb1 2ab,2026-03-01,2026-03-02,\"Station, north side\",52.19412,0.13713,35/1/26\n\
        A2,Brompton,\"C \"\"Line\"\"\",silver,folding,2104567890,,,\"two\nlines\",Bea Bell,bea@example.org,,,,,,,,\n\
        A3,,,,,unknown,motor:M77812,,,,,,,,,,,,\n\
        A4,Zoë's own,,green,trike,made without one,,{},,,,,,,,,,,\n\
        A5,Giant,Escape 3,blue,,GF28283344,,,,Ada Ash,ada@example.org,07700 900123,CB1 2AB,2026-04-05T18:30,,,,,\n",
        mark(1),
        mark(2),
    )
}

#[test]
fn a_file_that_is_not_a_list_gets_a_clear_answer() {
    let register = Register::new();
    for (bytes, words) in [
        (&b""[..], "empty"),
        (b"A1,Trek,red\n", "not a header"),
        (b"external_ref,frame_number,price\nA1,X123,7\n", "\"price\""),
        (b"external_ref,frame_number,frame_number\nA1,X,X\n", "twice"),
        (b"frame_number,make\nX123,Trek\n", "\"external_ref\" is missing"),
        (
            b"external_ref,make\nA1,Trek\n",
            "needs a column frame_number, identifiers or mark",
        ),
        (b"PK\x03\x04 and so on", "spreadsheet"),
        (&[0, 159, 146, 150], "not text"),
    ] {
        register.import(bytes).expect(2).says(words);
    }
    let missing = register.folder.path().join("none.csv").display().to_string();
    register.run(&["import", &missing]).expect(2).says("none.csv");
    register
        .run(&["import", &register.folder.path().display().to_string()])
        .expect(2)
        .says("is a folder");
    assert_eq!(register.export().lines().count(), 1, "nothing was loaded");
}

#[test]
fn lists_load_in_any_encoding_that_spreadsheets_write() {
    let register = Register::new();
    let wide: Vec<u8> = "\u{feff}external_ref\tframe_number\tfeatures\nA1\tX12345\tJosé\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in [
        &wide[..],
        b"External_Ref,Frame_Number,,Features\nA2,X12346,,Jos\xE9\n",
        b"sep=;\nexternal_ref;frame_number;features\nA3;X12347;Jos\xC3\xA9\n",
    ] {
        register.import(bytes).expect(0);
    }
    assert_eq!(register.export().matches("José").count(), 3);
    let mixed =
        b"external_ref,frame_number,features\nA4,X12348,Zo\xC3\xAB\nA5,X12349,Zo\xEB\nA6,X12350,\xC3\xAB\n";
    register.import(mixed).expect(1).says("line 3: is not UTF-8");
    assert_eq!(register.export().lines().count(), 6, "the good lines are kept");
    let warned = b"external_ref,frame_number\nA7,123456\n";
    let strict = register.folder.path().join("strict.csv");
    fs::write(&strict, warned).unwrap();
    let strict = strict.display().to_string();
    register
        .run(&["import", "--strict", &strict])
        .expect(1)
        .says("placeholder");
    assert_eq!(register.export().lines().count(), 6);
    register
        .run(&["import", &strict])
        .expect(0)
        .says("warning: frame_number");
}

#[test]
fn bad_lines_are_named_and_the_others_load() {
    let register = Register::new();
    let list = format!(
        "\u{feff}external_ref,frame_number,mark,features,owner_email,colour,stolen_from\r\n\
        A1,WTU123A4567K,,\"two\r\nlines\",,black,\r\n\
        ,WTU123A4567L,,,,,\r\n\
        A3,,,,,,\r\n\
        \r\n\
        A4,GF28283344,{one},,nonsense,,\r\n\
        A1,WTU123A4567M,,,,,\r\n\
        A5,GF28283345,{one},,,,\r\n\
        A6,GF28283346,{one},,,,\r\n\
        A7,GF28283347,7KQ4M-XXXXX,,,,\r\n\
        A8,GF28283348,,,,plaid,\r\n\
        A9,GF28283349,,,,,yesterday\r\n\
        A10,GF2828\r\n\
        A11,<b>' OR 1=1 --,,🚲,,,\r\n",
        one = mark(1)
    );
    let done = register
        .import(&list)
        .expect(1)
        .says("12 lines: 4 new, 0 changed, 0 unchanged, 8 refused");
    for words in [
        "line 4: external_ref is empty",
        "line 5: frame_number, identifiers and mark are all empty",
        "line 7: owner_email",
        "line 8: external_ref \"A1\" is already on line 2",
        "line 10: mark",
        "line 11: mark",
        "line 12: warning: colour \u{201c}plaid\u{201d}",
        "line 13: stolen_from",
        "line 14: has 2 cells, but the header has 7",
    ] {
        assert!(done.err.contains(words), "{words}:\n{}", done.err);
    }
    assert_eq!(
        done.err.matches("line ").count(),
        11,
        "two of them name another:\n{}",
        done.err
    );
    let export = register.export();
    for there in ["A1,", "A5,", "A8,", "A11,"] {
        assert!(export.contains(&format!("\n{there}")), "{there}:\n{export}");
    }
    let done = register.import(format!(
        "external_ref,frame_number,mark\nB1,X1234567,{}\n",
        mark(1)
    ));
    done.expect(1)
        .says("line 2: mark")
        .says("is already on another bike");
}

#[test]
fn the_same_list_again_changes_nothing() {
    let register = Register::new();
    register.import(some_bikes()).expect(0).says("5 new");
    let before = register.export();
    register
        .import(some_bikes())
        .expect(0)
        .says("5 lines: 0 new, 0 changed, 5 unchanged, 0 refused");
    let reordered: String = some_bikes().replace('\n', "\r\n");
    register.import(reordered).expect(0).says("0 new");
    assert_eq!(
        register.export().replace("\r\n", "\n"),
        before.replace("\r\n", "\n")
    );
}

#[test]
fn a_changed_line_changes_its_bike() {
    let register = Register::new();
    let header = "external_ref,make,frame_number,mark,owner_name,owner_email,stolen_from\n";
    let line = |rest: &str| {
        register
            .import(format!("{header}A1,{rest}\n"))
            .expect(0)
            .says("1 changed")
    };
    let has = |cell: &str| {
        let export = register.export();
        assert_eq!(export.lines().count(), 2, "{export}");
        assert!(export.contains(cell), "{cell}:\n{export}");
    };
    register
        .import(format!("{header}A1,Trek,X1234567,,Ada,ada@example.org,\n"))
        .expect(0)
        .says("1 new");
    line(&format!(
        "Giant,X7654321,{},Ada Ash,ada@example.org,2026-03-01",
        mark(1)
    ));
    for cell in [
        "Giant",
        "X7654321",
        &mark(1),
        "Ada Ash",
        ",2026-03-01,2026-03-01,",
    ] {
        has(cell);
    }
    line(&format!(
        "Giant,X7654321,{},Bea Bell,bea@example.org,2026-03-05",
        mark(2)
    ));
    for cell in ["bea@example.org", &mark(2), ",2026-03-05,2026-03-05,"] {
        has(cell);
    }
    line("Giant,X7654321,,,,");
    has(&format!(
        "X7654321,,{},,Bea Bell,bea@example.org,,,,,,,,",
        mark(2)
    ));
    line("Trek,X7654321,,,,2026-03-05");
    has("Bea Bell,bea@example.org,,,,,,,,");
}

#[test]
fn a_dry_run_says_what_would_be_and_writes_nothing() {
    let register = Register::new();
    let path = register.file(
        "list.csv",
        some_bikes() + "A6,,,,,,,,,,,,,,,,,,\nA1,,,,,X99999,,,,,,,,,,,,,\n",
    );
    let dry = register
        .run(&["import", &path, "--dry-run"])
        .expect(1)
        .says("5 would be new")
        .says("2 refused");
    assert!(
        dry.err.contains("line 8: ") && dry.err.contains("line 9: external_ref \"A1\""),
        "{}",
        dry.err
    );
    assert_eq!(register.export().lines().count(), 1);
    register.run(&["import", &path]).expect(1).says("5 new");
    register
        .run(&["import", "--dry-run", &path])
        .expect(1)
        .says("0 would be new")
        .says("5 unchanged");
}

#[test]
fn an_export_is_a_list_of_the_same_bikes() {
    let (first, second) = (Register::new(), Register::new());
    first.import(some_bikes()).expect(0);
    let export = first.export();
    let reader = export.lines().next().expect("a header");
    assert_eq!(format!("{reader}\n"), HEADER);
    for cell in [
        "Trek",
        "black/red",
        "\"Station, north side\"",
        "CB1 2AB",
        "battery:B 900;529:ABC123",
        "52.19412",
    ] {
        assert!(export.contains(cell), "{cell}:\n{export}");
    }
    second.import(&export).expect(0).says("5 new");
    assert_eq!(second.export(), export);
    let path = second.folder.path().join("out.csv");
    second
        .run(&["export", "--out", &path.display().to_string()])
        .expect(0)
        .says("5 bikes");
    assert_eq!(fs::read_to_string(&path).expect("written"), export);
    second
        .run(&["export", "--out", &second.folder.path().display().to_string()])
        .expect(2)
        .says("is a folder");
    first.import(&export).expect(0).says("0 new");
}

/// A list whose lines differ only in their numbers.
fn many(lines: std::ops::Range<u32>) -> String {
    lines
        .map(|at| {
            let mark = MarkCode::from_data(std::array::from_fn(|place| (at >> (4 * place)) as u8 & 15));
            format!(
                "K{at},Trek,FX {at},black,hybrid,WTU{at:05}A{at:04}K,,{mark},,Ada {at},ada{at}@example.org,,,\
                2026-03-01,2026-03-02,,,,\n"
            )
        })
        .collect()
}

#[test]
fn killed_in_the_middle_and_begun_again_it_loads_each_bike_once() {
    const LINES: u32 = 24_000;
    let (killed, clean) = (Register::new(), Register::new());
    let list = HEADER.to_owned() + &many(0..LINES);
    clean.import(&list).expect(0);
    for part in [500, 21_000, 23_999] {
        let mut child = import_from_pipe(&killed);
        let mut pipe = child.stdin.take().expect("a pipe");
        let text = HEADER.to_owned() + &many(0..part);
        // The pipe stays open, so that it waits for more when it is killed.
        pipe.write_all(text.as_bytes()).expect("it reads");
        child.kill().expect("it runs");
        child.wait().expect("it ended");
    }
    killed.import(&list).expect(0);
    assert!(killed.export() == clean.export(), "the same register");
    killed
        .run(&["look-up", "WTU23998A23998K"])
        .expect(0)
        .says("K23998");
}

fn import_from_pipe(register: &Register) -> Child {
    let mut command = register.command();
    command
        .args(["import", "/dev/stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.spawn().expect("the program runs")
}

fn json_lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).expect("the matches are there");
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect()
}

#[test]
fn a_property_store_is_held_against_the_register() {
    let register = Register::new();
    register.import(some_bikes()).expect(0);
    let store = register.file(
        "store.csv",
        format!(
            "property_ref,frame_number,identifiers,mark,make,model,colour,kind,found_on,found_lat,found_lng\n\
            P1,WTU 123 A 4567 K,,,,,,,2026-06-01,52.2,0.1\n\
            P2,,motor:M77812,,,,,,,,\n\
            P3,,,{},,,,,,,\n\
            P4,[8B,,,,,,,,,\n\
            P5,unknown,,,,,,,,,\n\
            P1,X,,,,,,,,,\n\
            ,X,,,,,,,,,\n\
            P6,ZZZ99991111QQ,,,,,,,,,\n\
            P7,21045?7890,,,,,silver,folding,,,\n\
            P8,GF28283344,,,,,,,soon,,\n",
            mark(2)
        ),
    );
    let out = register.folder.path().join("matches.jsonl");
    let done = register
        .run(&["reconcile", &store, "--out", &out.display().to_string()])
        .expect(1);
    for words in [
        "line 5: ",
        "line 7: property_ref",
        "line 8: property_ref is empty",
        "line 11: found_on",
    ] {
        assert!(done.err.contains(words), "{words}:\n{}", done.err);
    }
    assert!(
        done.out.contains("6 looked up") && done.out.contains("4 lines refused"),
        "{}",
        done.out
    );
    let lines = json_lines(&out);
    let best: Vec<(&str, u64, &str)> = lines
        .iter()
        .filter(|line| line["rank"].as_u64() <= Some(1))
        .map(|line| {
            let text = |name: &str| line[name].as_str().unwrap_or_default();
            (
                text("property_ref"),
                line["rank"].as_u64().expect("a rank"),
                text("external_ref"),
            )
        })
        .collect();
    let expected = [
        ("P1", 1, "A1"),
        ("P2", 1, "A3"),
        ("P3", 1, "A4"),
        ("P5", 0, ""),
        ("P6", 0, ""),
        ("P7", 1, "A2"),
    ];
    assert_eq!(best, expected, "in the order of the list");
    for line in &lines {
        let mut keys: Vec<&str> = line
            .as_object()
            .expect("an object")
            .keys()
            .map(String::as_str)
            .collect();
        keys.sort_unstable();
        assert_eq!(
            keys,
            [
                "band",
                "bike",
                "bits",
                "evidence",
                "external_ref",
                "property_ref",
                "rank"
            ]
        );
        if line["rank"] == 0 {
            assert!(line["bike"].is_null());
        } else {
            assert!(["certain", "strong", "possible"].contains(&line["band"].as_str().expect("a band")));
            let evidence = line["evidence"].as_array().expect("a list");
            assert!(
                evidence
                    .iter()
                    .all(|one| one["sentence"].is_string() && one["bits"].is_number()),
                "{line}"
            );
        }
    }
    register
        .run(&[
            "reconcile",
            &store,
            "--out",
            &register.folder.path().display().to_string(),
        ])
        .expect(2);
    register
        .run(&["reconcile", "none.csv", "--out", "x.jsonl"])
        .expect(2)
        .says("none.csv");
}

#[test]
fn what_people_open_in_a_spreadsheet_is_safe_there_and_the_exchange_is_exact() {
    let register = Register::new();
    register
        .import(format!(
            "{HEADER}A1,=HYPERLINK(1),@Model,black,hybrid,WTU123A456K,,,-duck,=Ada,,+447700900123,,,,,,,\n"
        ))
        .expect(0);
    let exact = register.run(&["export"]).expect(0).out;
    assert!(
        exact.contains("=HYPERLINK(1)") && !exact.contains('\'') && !exact.starts_with('\u{feff}'),
        "{exact}"
    );
    let safe = register.run(&["export", "--for-spreadsheet"]).expect(0).out;
    assert!(safe.starts_with("\u{feff}external_ref,"), "{safe}");
    for cell in ["'=HYPERLINK(1)", "'@Model", "'-duck", "'=Ada", "'+44"] {
        assert!(safe.contains(cell), "{cell}: {safe}");
    }
    let other = Register::new();
    other.import(safe).expect(0);
    assert_eq!(other.run(&["export"]).expect(0).out, exact, "the same again");
    let store = register.file(
        "store.csv",
        "property_ref,frame_number\n=P1,WTU123A456K\nP2,ZZZ99991111QQ\n",
    );
    let out = register.folder.path().join("matches.CSV");
    register
        .run(&["reconcile", &store, "--out", &out.display().to_string()])
        .expect(0);
    let text = fs::read_to_string(&out).expect("the results");
    assert!(
        text.starts_with("\u{feff}property_ref,rank,bike,external_ref,band,"),
        "{text}"
    );
    let lines: Vec<&str> = text.lines().collect();
    assert!(
        lines[1].starts_with("'=P1,1,FM-") && lines[1].contains("'=HYPERLINK(1)"),
        "{text}"
    );
    assert!(lines[2].starts_with("P2,0,,,no similar bike,"), "{text}");
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&out).expect("a file").permissions());
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_look_up_says_why() {
    let register = Register::new();
    register.import(some_bikes()).expect(0);
    let found = register
        .run(&["look-up", "WTU?23A45*K", "--colour", "black"])
        .expect(0);
    let found = found
        .says("1. FM-")
        .says("A1")
        .says("reported stolen")
        .says("looked for")
        .says("on record");
    assert!(!found.out.contains("Ada"), "no owner is opened:\n{}", found.out);
    let found = register
        .run(&[
            "look-up",
            "GF2828334A",
            "--make",
            "giant",
            "--json",
            "--limit",
            "3",
        ])
        .expect(0);
    let results: Value = serde_json::from_str(&found.out).expect("JSON");
    assert_eq!(results[0]["external_ref"], "A5");
    assert_eq!(results[0]["rank"], 1);
    for name in ["bike", "bits", "band", "evidence", "alignment"] {
        assert!(!results[0][name].is_null(), "{name}: {results}");
    }
    register
        .run(&["look-up", &mark(2)])
        .expect(0)
        .says("A4")
        .says("certain");
    // The command line says the same as the page about what was typed. Programs still get nothing but the results.
    register
        .run(&["look-up", "WTU123A4567K 2104567890"])
        .expect(0)
        .says("These numbers belong to different bikes.");
    let spelt = register
        .run(&["look-up", "GF28283344", "--make", "Gaint", "--json"])
        .expect(0);
    assert_eq!(spelt.err.trim(), "Did you mean Giant?");
    assert!(serde_json::from_str::<Value>(&spelt.out).is_ok(), "{}", spelt.out);
    for (arguments, words) in [
        (&["look-up"][..], "Enter"),
        (&["look-up", ""], "Enter"),
        (&["look-up", "[8B"], "square brackets"),
        (&["look-up", "X1", "--colour", "plaid"], "plaid"),
        (&["look-up", "X1", "--kind", "hoverboard"], "hoverboard"),
        (&["look-up", "X1", "--limit", "0"], "--limit"),
        (&["look-up", "X1", "--reason", "-"], "reason"),
    ] {
        register.run(arguments).expect(2).says(words);
    }
}

testkit::on_each_database! {
    empty async fn lists_go_in_and_out(db: testkit::Database) {
        let register = Register::over(Some(db.url().to_owned()));
        register.import(some_bikes()).expect(0).says("5 new");
        register.import(some_bikes()).expect(0).says("5 unchanged");
        let export = register.export();
        assert_eq!(export.lines().count(), 7, "{export}");
        register.run(&["look-up", "WTU123A4567K", "--json"]).expect(0).says("\"A1\"");
        let more = HEADER.to_owned() + &many(0..6_000);
        register.import(more).expect(0).says("6,000 new");
        register.run(&["look-up", "WTU05999A5999K", "--json"]).expect(0).says("\"K5999\"");
    }
}

#[tokio::test]
async fn a_list_is_loaded_beside_a_running_server() {
    let server = Server::start(program()).await;
    let list = server.data().join("list.csv");
    fs::write(&list, some_bikes()).expect("the list can be written");
    let done = server.command(["import".as_ref(), list.as_os_str()]);
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(
        done.status.success() && said.contains("5 new"),
        "{said}\n{}",
        String::from_utf8_lossy(&done.stderr)
    );
    let found = server.command(["look-up", "GF28283344", "--json"]);
    assert!(String::from_utf8_lossy(&found.stdout).contains("\"A5\""));
}
