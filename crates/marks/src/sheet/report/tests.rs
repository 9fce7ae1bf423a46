use super::*;
use domain::assessment::{Bar, Cell, Grid, Row, row_key};
use std::process::Command;

fn table(rows: usize) -> Piece {
    let row = |at: usize| Row {
        key: row_key(&format!("Ward {at}")),
        label: format!("Ward {at}"),
        cells: vec![
            Cell {
                value: format!("{}", 1_000 + at),
                note: String::new(),
            },
            Cell {
                value: "[c]".into(),
                note: "[r] first published: 15".into(),
            },
        ],
    };
    Piece::Table {
        id: "wards".into(),
        caption: "Thefts by ward".into(),
        grid: Grid {
            first: "Ward".into(),
            unit: "count".into(),
            columns: vec![
                ("2024".into(), "2024/25".into()),
                ("2025".into(), "2025/26".into()),
            ],
            rows: (0..rows).map(row).collect(),
        },
    }
}

fn pieces(rows: usize, text: &str) -> Vec<Piece> {
    let heading = |text: &str| Piece::Heading {
        level: 2,
        id: "h".into(),
        text: text.into(),
    };
    vec![
        heading("Levels"),
        Piece::Text(text.to_owned()),
        Piece::Bars {
            id: "months-chart".into(),
            title: "Thefts by month".into(),
            summary: "May has the most thefts: 12.".into(),
            bars: vec![
                Bar {
                    label: "Apr 26".into(),
                    count: Some(7),
                },
                Bar {
                    label: "May 26".into(),
                    count: None,
                },
            ],
        },
        heading("Where"),
        table(rows),
    ]
}

/// What Poppler 22 prints about `/Suspects false`, although PDF/UA demands that entry.
const NO_FAULT: &str = "Syntax Error: Suspects object is wrong type (boolean)\n";

/// A PDF in a folder that is deleted when the test ends.
struct Printed(std::path::PathBuf);

impl Printed {
    fn new(name: &str, pdf: &[u8]) -> Self {
        let folder = std::env::temp_dir().join(format!("framemark-report-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("report.pdf"), pdf).unwrap();
        Self(folder)
    }

    /// Runs a program of Poppler on it. It must have nothing to say about the file.
    fn run(&self, program: &str, arguments: &[&str]) -> String {
        let mut command = Command::new(program);
        let out = command.args(arguments).current_dir(&self.0).output();
        let out =
            out.unwrap_or_else(|error| panic!("{program}: {error}; scripts/install-test-needs installs it"));
        let complaints = String::from_utf8_lossy(&out.stderr).replace(NO_FAULT, "");
        assert!(
            out.status.success() && complaints.is_empty(),
            "{program}: {out:?}"
        );
        String::from_utf8(out.stdout).unwrap()
    }
}

impl Drop for Printed {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn headings_header_cells_and_words_for_pictures_are_in_the_tree() {
    let pieces = pieces(120, "There were 1,214 thefts – “more” than before.");
    let made = pdf(&Report {
        title: "Assessment to 2026/27 Q2",
        subtitle: "Cambridge. Edition 1.0",
        pieces: &pieces,
    })
    .unwrap();
    assert!(made.len() < 2 * 1024 * 1024, "{}", made.len());
    let printed = Printed::new("tags", &made);
    let info = printed.run("pdfinfo", &["report.pdf"]);
    assert!(info.contains("Tagged:") && info.contains("yes"), "{info}");
    let tree = printed.run("pdfinfo", &["-struct", "report.pdf"]);
    let count = |tag: &str| {
        tree.lines()
            // An element with attributes is followed by a colon.
            .filter(|line| {
                let first = line.split_whitespace().next();
                first.is_some_and(|first| first.trim_end_matches(':') == tag)
            })
            .count()
    };
    assert_eq!((count("H1"), count("H2"), count("Figure")), (1, 2, 1), "{tree}");
    assert_eq!(
        (count("Table"), count("Caption"), count("TR")),
        (1, 1, 121),
        "{tree}"
    );
    // Three for the columns and one for each row.
    assert_eq!((count("TH"), count("TD")), (123, 240), "{tree}");
    let text = printed.run("pdftotext", &["-layout", "report.pdf", "-"]);
    for part in [
        "Assessment to 2026/27 Q2",
        "There were 1,214 thefts – “more” than before.",
        "1119",
        "[c] [r] first published: 15",
        "Page 2 of",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let alt = String::from_utf8_lossy(&made).contains("Thefts by month");
    assert!(
        alt || printed
            .run("pdfinfo", &["-struct-text", "report.pdf"])
            .contains("1119")
    );
}

#[test]
fn whatever_it_says_it_is_a_pdf() {
    let (long, wide) = ("Long words. ".repeat(4_000), "x".repeat(3_000));
    for (at, text) in ["", "🚲", &long, &wide, "a\u{202e}b <b>"].into_iter().enumerate() {
        let pieces = pieces(1, text);
        let made = pdf(&Report {
            // A form asks for the title, so it is never empty.
            title: text
                .get(..text.len().min(200))
                .filter(|text| !text.is_empty())
                .unwrap_or("🚲"),
            subtitle: "",
            pieces: &pieces,
        })
        .unwrap_or_else(|error| panic!("{at}: {error}"));
        let printed = Printed::new(&at.to_string(), &made);
        printed.run("pdfinfo", &["report.pdf"]);
    }
}
