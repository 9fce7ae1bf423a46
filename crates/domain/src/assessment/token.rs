//! Text that names numbers by token: what it says, what is wrong with it, and where it writes a number itself.

use super::{Assessment, Block, SectionKind};

const OPEN: &str = "[[";
const CLOSE: &str = "]]";

/// Something that must be put right before review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The section.
    pub section: SectionKind,
    /// What is wrong and what to do, in a sentence without a full stop.
    pub text: String,
}

/// A number in a text that equals a frozen one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The number as it is written.
    pub number: String,
    /// The token that names it.
    pub token: String,
}

/// A part of a text.
enum Part<'t> {
    Words(&'t str),
    Token(&'t str),
    /// A token that does not end.
    Open(&'t str),
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((words, after)) = rest.split_once(OPEN) {
        parts.push(Part::Words(words));
        // A token is on one line.
        let line = after.lines().next().unwrap_or_default();
        match line.split_once(CLOSE) {
            Some((name, _)) => {
                parts.push(Part::Token(name.trim()));
                rest = after.get(name.len() + CLOSE.len()..).unwrap_or_default();
            }
            None => {
                parts.push(Part::Open(line));
                rest = after.get(line.len()..).unwrap_or_default();
            }
        }
    }
    parts.push(Part::Words(rest));
    parts
}

/// What a token names.
enum Found {
    Value(String),
    Missing,
    Inside,
    Unknown,
}

fn find(name: &str, blocks: &[Block]) -> Found {
    let token = blocks
        .iter()
        .flat_map(|block| block.tokens.iter().map(move |token| (block, token)))
        .find(|(_, token)| token.name == name);
    if let Some((block, token)) = token {
        return match &token.value {
            _ if block.inside => Found::Inside,
            Some(value) => Found::Value(value.clone()),
            None => Found::Missing,
        };
    }
    let Some((table, cell)) = name.split_once('.') else {
        return Found::Unknown;
    };
    match blocks.iter().find(|block| block.id == table) {
        None => Found::Unknown,
        Some(block) if block.inside => Found::Inside,
        Some(block) if block.grid.is_none() => Found::Missing,
        Some(block) => match block.cell(cell) {
            Some(cell) => Found::Value(cell.marked()),
            None => Found::Unknown,
        },
    }
}

/// Writes a text with the value of each token in its place. A token without a value stays as it is.
pub fn written(text: &str, blocks: &[Block]) -> String {
    let mut out = String::new();
    for part in parts(text) {
        match part {
            Part::Words(words) => out.push_str(words),
            Part::Open(line) => {
                out.push_str(OPEN);
                out.push_str(line);
            }
            Part::Token(name) => match find(name, blocks) {
                Found::Value(value) => out.push_str(&value),
                Found::Missing | Found::Inside | Found::Unknown => {
                    out.push_str(&format!("{OPEN}{name}{CLOSE}"));
                }
            },
        }
    }
    out
}

/// Lists what must be put right before an edition can be reviewed.
pub fn problems(assessment: &Assessment, blocks: &[Block]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for section in &assessment.sections {
        let heading = section.kind.heading();
        let mut add = |text| {
            problems.push(Problem {
                section: section.kind,
                text,
            });
        };
        if section.kind == SectionKind::Summary && section.text.trim().is_empty() {
            add(format!("Write the section “{heading}”"));
        }
        for text in wrong(&section.text, blocks) {
            add(format!("{heading}: {text}"));
        }
    }
    problems
}

/// Says what is wrong with the tokens of a text.
fn wrong(text: &str, blocks: &[Block]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for part in parts(text) {
        let said = match part {
            Part::Words(_) => continue,
            Part::Open(line) => {
                let start: String = line.chars().take(30).collect();
                format!("the token that begins “[[{start}” does not end. Close it with ]]")
            }
            Part::Token(name) => match find(name, blocks) {
                Found::Value(_) => continue,
                Found::Missing => format!(
                    "[[{name}]] has no value in these figures. Take the token out, or take newer figures"
                ),
                Found::Inside => {
                    format!("[[{name}]] is only for people inside the partnership. Take the token out")
                }
                Found::Unknown => format!("[[{name}]] is not a figure. Choose a token from the list"),
            },
        };
        if !all.contains(&said) {
            all.push(said);
        }
    }
    all
}

/// Finds numbers in a text that equal a frozen one. Small numbers and years are left out, because they are usually not
/// figures.
pub fn hints(text: &str, blocks: &[Block]) -> Vec<Hint> {
    let mut hints: Vec<Hint> = Vec::new();
    for part in parts(text) {
        let Part::Words(words) = part else { continue };
        for number in numbers(words) {
            let plain = number.replace(',', "");
            let is_told = hints.iter().any(|hint| hint.number == number);
            let token = if is_told { None } else { named(&plain, blocks) };
            if let Some(token) = token {
                hints.push(Hint { number, token });
            }
        }
    }
    hints
}

/// The numbers in some words. Parts of codes, times and years such as `2025/26` are not numbers.
fn numbers(words: &str) -> Vec<String> {
    let separate = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | ';' | '!' | '?' | '“' | '”' | '"');
    let trimmed = words
        .split(separate)
        .map(|word| word.trim_matches(|c: char| matches!(c, '.' | ',' | ':' | '%')));
    let wanted = trimmed.filter(|word| {
        let digits = word.replace(',', "");
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let value: u64 = digits.parse().unwrap_or_default();
        is_number && value >= 5 && !(digits.len() == 4 && (1900..2100).contains(&value))
    });
    wanted.map(str::to_owned).collect()
}

fn named(number: &str, blocks: &[Block]) -> Option<String> {
    let public = || blocks.iter().filter(|block| !block.inside);
    let tokens = public().flat_map(|block| &block.tokens);
    let equal = |value: &str| value.split(' ').next() == Some(number);
    let by_name = tokens.filter(|token| !token.name.ends_with(".sentence"));
    let by_name = by_name
        .filter(|token| {
            token
                .value
                .as_deref()
                .is_some_and(|value| is_plain(value) && equal(value))
        })
        .map(|token| token.name.clone())
        .next();
    by_name.or_else(|| {
        public().find_map(|block| {
            let cell = block.cells().find(|(_, cell)| cell.value == number);
            cell.map(|(name, _)| format!("{}.{name}", block.id))
        })
    })
}

/// Whether a value is one number, perhaps with a mark.
fn is_plain(value: &str) -> bool {
    let mut words = value.split(' ');
    let first = words.next().unwrap_or_default();
    first.bytes().all(|byte| byte.is_ascii_digit()) && words.all(|word| word.starts_with('['))
}
