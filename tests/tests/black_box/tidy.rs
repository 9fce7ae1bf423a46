//! House rules that no lint checks.

use std::collections::BTreeSet;
use std::path::Path;

use crate::workspace::{Source, members, root, sources};

/// A file that is longer than this should be several. Tables and tests may be long.
const LONGEST: usize = 400;

/// The audiences' folders in `web/src`, whose own folders are features.
const AUDIENCES: [&str; 6] = ["public", "owner", "desk", "police", "partner", "admin"];

/// The files that people write and read.
const WRITTEN: [&str; 12] = [
    ".rs", ".ts", ".mjs", ".html", ".scss", ".md", ".toml", ".json", ".yml", ".sh", ".txt", "Makefile",
];

fn rust() -> Vec<Source> {
    let found = sources("", &[".rs"]);
    assert!(
        found.len() > 10,
        "only {} Rust files: looked in the wrong place",
        found.len()
    );
    found
}

fn none(what: &str, found: &[String]) {
    assert!(found.is_empty(), "{what}:\n{}", found.join("\n"));
}

/// Returns `path:line` for each line of these files that breaks a rule.
fn lines_where(files: &[Source], refused: impl Fn(&str) -> bool) -> Vec<String> {
    let lines = files
        .iter()
        .flat_map(|file| file.text.lines().enumerate().map(move |line| (file, line)));
    lines
        .filter(|(_, (_, line))| refused(line))
        .map(|(file, (at, line))| format!("{}:{}: {}", file.path, at + 1, line.trim()))
        .collect()
}

#[test]
fn nothing_is_left_to_do_or_switched_off() {
    // Written in two pieces, so that this file does not find itself.
    let refused = [
        ["to", "do!("],
        ["unimple", "mented!("],
        ["#[ig", "nore"],
        ["#[al", "low("],
        ["#![al", "low("],
    ]
    .map(|two| two.concat());
    none(
        "unfinished or silenced",
        &lines_where(&rust(), |line| refused.iter().any(|one| line.contains(one))),
    );
}

#[test]
fn no_file_is_too_long() {
    let long: Vec<String> = sources("", &[".rs", ".ts", ".mjs", ".html", ".scss"])
        .into_iter()
        .filter(|file| !is_test_or_table(&file.path))
        .map(|file| (file.text.lines().count(), file.path))
        .filter(|(lines, _)| *lines > LONGEST)
        .map(|(lines, path)| format!("{path}: {lines} lines"))
        .collect();
    none("too long", &long);
}

fn is_test_or_table(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.split('/').any(|folder| folder == "tests") || name.contains("test") || name.contains("table")
}

#[test]
fn no_path_of_one_persons_machine() {
    let starts = ["ho", "Us", "ro", "wo"]
        .iter()
        .zip(["me/", "ers/", "ot/", "rk/"])
        .map(|(a, b)| format!("/{a}{b}"));
    let starts: Vec<String> = starts.collect();
    let at_start = |line: &str, start: &str| {
        line.match_indices(start).any(|(at, _)| {
            // `public/home/page.html` is a path of ours.
            line[..at]
                .chars()
                .next_back()
                .is_none_or(|before| before.is_whitespace() || "\"'`=(:<".contains(before))
        })
    };
    let found = lines_where(&sources("", &WRITTEN), |line| {
        starts.iter().any(|start| at_start(line, start))
    });
    none("machine's own paths", &found);
}

#[test]
fn every_crate_says_what_it_is() {
    for package in members() {
        for target in package
            .targets
            .iter()
            .filter(|target| target.is_lib() || target.is_bin())
        {
            let text = std::fs::read_to_string(&target.src_path).expect("the crate's root can be read");
            let said: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("//!")).collect();
            let said = said.join(" ");
            assert!(
                said.trim().len() > 20 && !said.contains("To be filled"),
                "{} needs a doc",
                target.src_path
            );
        }
    }
}

#[test]
fn every_feature_has_its_page_beside_it() {
    let mut missing = Vec::new();
    for audience in AUDIENCES {
        let Ok(entries) = std::fs::read_dir(root().join("web/src").join(audience)) else {
            continue;
        };
        for folder in entries.map(|entry| entry.expect("the folder can be read").path()) {
            // Programs read the answers of `api`, so it has no page.
            let answers_a_program = folder.ends_with("api");
            if folder.is_dir() && !answers_a_program && folder.join("mod.rs").is_file() && !has_page(&folder)
            {
                missing.push(folder.display().to_string());
            }
        }
    }
    none("features without a page", &missing);
}

fn has_page(folder: &Path) -> bool {
    let mut entries = std::fs::read_dir(folder)
        .expect("the folder can be read")
        .filter_map(Result::ok);
    entries.any(|entry| entry.path().extension().is_some_and(|ending| ending == "html"))
}

#[test]
fn every_template_is_used() {
    let users: String = sources("web", &[".rs", ".html"])
        .into_iter()
        .map(|file| file.text)
        .collect();
    let unused: Vec<String> = sources("web/src", &[".html"])
        .into_iter()
        .map(|file| file.path.trim_start_matches("web/src/").to_owned())
        .filter(|template| !users.contains(&format!("\"{template}\"")))
        .collect();
    none("templates that nothing names", &unused);
}

/// On a phone, each row of a table is a card, and each cell has a label that says what it is: the heading of its
/// column, or nothing if a button or a tag in the cell says it.
#[test]
fn every_cell_of_a_table_has_a_label_for_phones() {
    let templates = sources("web/src", &[".html"]);
    let cells: usize = templates
        .iter()
        .map(|file| file.text.matches("<td").count())
        .sum();
    assert!(cells > 30, "only {cells} cells: looked in the wrong place");
    let is_bare = |cell: &str| {
        let tag = cell.split('>').next().unwrap_or(cell);
        !tag.contains("data-label=\"")
    };
    let bare = lines_where(&templates, |line| line.split("<td").skip(1).any(is_bare));
    none("cells without a data-label", &bare);
}

#[test]
fn only_the_photo_rooms_name_the_image_library() {
    let rooms = ["crates/marks/", "crates/store/src/bike/photos"];
    let files: Vec<Source> = rust()
        .into_iter()
        .filter(|file| !rooms.iter().any(|room| file.path.starts_with(room)))
        .collect();
    none(
        "`image` outside marks and photos",
        &lines_where(&files, |line| line.trim_start().starts_with("use image")),
    );
}

#[test]
fn links_in_the_documents_lead_somewhere() {
    let mut broken = Vec::new();
    for file in documents() {
        let folder = root()
            .join(&file.path)
            .parent()
            .map(Path::to_path_buf)
            .unwrap_or_default();
        for target in file
            .text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let path = target.split('#').next().unwrap_or_default();
            if !path.is_empty()
                && !path.contains("://")
                && !path.starts_with("mailto:")
                && !folder.join(path).exists()
            {
                broken.push(format!("{}: {target}", file.path));
            }
        }
    }
    none("links that lead nowhere", &broken);
}

#[test]
fn places_named_in_the_documents_are_there() {
    let places = [
        "crates/",
        "web/",
        "migrations/",
        "tests/",
        "fixtures/",
        "scripts/",
        "docs/",
    ];
    let mut missing = BTreeSet::new();
    for file in documents() {
        for quoted in file.text.split('`').skip(1).step_by(2) {
            let is_place = places.iter().any(|place| quoted.starts_with(place))
                && !quoted.contains([' ', '*', '<', '{']);
            if is_place && !root().join(quoted).exists() {
                missing.insert(format!("{}: {quoted}", file.path));
            }
        }
    }
    none(
        "places that are not there",
        &missing.into_iter().collect::<Vec<_>>(),
    );
}

/// Our own documents. The changelog is not among them, because it is about the past.
fn documents() -> Vec<Source> {
    let found: Vec<Source> = sources("", &[".md"])
        .into_iter()
        .filter(|file| file.path != "CHANGELOG.md")
        .collect();
    assert!(
        found.iter().any(|file| file.path == "README.md"),
        "the README is missing"
    );
    found
}

/// The permits of `web/src/shared/guard.rs`: what a handler takes to show that somebody may be here.
const PERMITS: [&str; 11] = [
    "Account",
    "Known",
    "Volunteer",
    "DeskStaff",
    "DeskCoordinator",
    "Officer",
    "Coordinator",
    "Partner",
    "Planner",
    "Publisher",
    "Result<Account, Refused>",
];

#[test]
fn a_handlers_permit_is_its_first_argument() {
    let mut late = Vec::new();
    let mut found = 0;
    for file in sources("web/src", &[".rs"]) {
        for (name, arguments) in handlers(&file.text) {
            let at = arguments.iter().position(|argument| is_permit(argument));
            found += usize::from(at.is_some());
            if at.is_some_and(|at| at > 0) {
                late.push(format!("{}: {name}({})", file.path, arguments.join(", ")));
            }
        }
    }
    assert!(found > 40, "only {found} handlers with a permit were found");
    none("permits that come late", &late);
}

#[test]
fn a_late_permit_is_found() {
    let planted = "async fn show(State(app): State<App>, Officer(officer): Officer) -> Response {}";
    let found = handlers(planted);
    assert_eq!(found[0].0, "show");
    assert_eq!(
        found[0].1.iter().position(|argument| is_permit(argument)),
        Some(1)
    );
}

/// Each asynchronous function that takes the application's state, with its arguments.
fn handlers(text: &str) -> Vec<(String, Vec<String>)> {
    let starts = text.match_indices("async fn ").map(|(at, word)| at + word.len());
    let all = starts.filter_map(|at| {
        let (name, rest) = text[at..].split_once('(')?;
        Some((name.to_owned(), arguments(rest)))
    });
    all.filter(|(_, arguments)| arguments.iter().any(|one| one.starts_with("State(")))
        .collect()
}

/// The arguments up to the bracket that closes them.
fn arguments(text: &str) -> Vec<String> {
    let (mut depth, mut all, mut one) = (0, Vec::new(), String::new());
    for c in text.chars() {
        match c {
            ')' if depth == 0 => break,
            ',' if depth == 0 => all.push(std::mem::take(&mut one)),
            _ => {
                depth += match c {
                    '(' | '<' | '[' => 1,
                    ')' | '>' | ']' => -1,
                    _ => 0,
                };
                one.push(c);
            }
        }
    }
    all.push(one);
    let all = all
        .iter()
        .map(|one| one.split_whitespace().collect::<Vec<_>>().join(" "));
    all.filter(|one| !one.is_empty()).collect()
}

fn is_permit(argument: &str) -> bool {
    let kind = argument.rsplit_once(": ").map_or(argument, |(_, kind)| kind);
    let fresh = kind
        .strip_prefix("Fresh<")
        .and_then(|kind| kind.strip_suffix('>'));
    PERMITS.contains(&fresh.unwrap_or(kind))
}
