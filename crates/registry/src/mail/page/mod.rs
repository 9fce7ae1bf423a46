//! A letter as a web page, for mail programs that show one. It is made from the letter's own text, so both say the same words.

use super::letters::FOOT;
use askama::Template;
use store::mail::Letter;

/// A part of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part<'l> {
    /// A paragraph, a line at a time.
    Lines(Vec<Vec<Piece<'l>>>),
    /// A web address by itself, as a link.
    Link(&'l str),
    /// A list.
    List(Vec<Vec<Piece<'l>>>),
    /// What somebody else wrote.
    Quoted(Vec<&'l str>),
}

/// Some words, or a web address among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'l> {
    Words(&'l str),
    Link(&'l str),
}

#[derive(Template)]
#[template(path = "mail/page/page.html")]
struct LetterPage<'l> {
    subject: &'l str,
    parts: Vec<Part<'l>>,
    foot: &'l str,
}

/// Makes the web page of a letter. It loads nothing from anywhere, so that nobody sees who opens it. Only addresses of
/// our own site, `site`, become links, because people type names of bikes and events, and a link there would look like
/// one of ours.
///
/// # Errors
/// [`askama::Error`] when the page cannot be written.
pub fn page(letter: &Letter, site: &str) -> Result<String, askama::Error> {
    let foot = FOOT.trim_start_matches("\n--\n").trim_end();
    let text = letter.body.strip_suffix(FOOT).unwrap_or(&letter.body);
    LetterPage {
        subject: &letter.subject,
        parts: parts(text, site),
        foot,
    }
    .render()
}

/// Splits a text into its parts, which are separated by empty lines. A quotation keeps its own empty lines.
fn parts<'l>(text: &'l str, site: &str) -> Vec<Part<'l>> {
    let mut parts = Vec::new();
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().chain([""]) {
        let begins_other = lines.first().is_some_and(|first| kind(first) != kind(line));
        if (line.is_empty() || begins_other) && !lines.is_empty() {
            parts.push(part(&std::mem::take(&mut lines), site));
        }
        if !line.is_empty() {
            lines.push(line);
        }
    }
    parts
}

/// What a line is part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Quoted,
    Item,
    Words,
}

fn kind(line: &str) -> Kind {
    if line.starts_with('>') {
        Kind::Quoted
    } else if line.starts_with("- ") {
        Kind::Item
    } else {
        Kind::Words
    }
}

fn part<'l>(lines: &[&'l str], site: &str) -> Part<'l> {
    let first = lines.first().copied().unwrap_or_default();
    match (kind(first), lines) {
        (Kind::Quoted, _) => {
            let inside = |line: &&'l str| {
                let inside = line.strip_prefix('>').unwrap_or(line);
                inside.strip_prefix(' ').unwrap_or(inside)
            };
            Part::Quoted(lines.iter().map(inside).collect())
        }
        (Kind::Item, _) => {
            let items = lines
                .iter()
                .map(|line| pieces(line.strip_prefix("- ").unwrap_or(line), site));
            Part::List(items.collect())
        }
        (Kind::Words, [link]) if is_link(link, site) => Part::Link(link),
        (Kind::Words, _) => Part::Lines(lines.iter().map(|line| pieces(line, site)).collect()),
    }
}

/// Returns true if a line is an address of ours and nothing else.
fn is_link(line: &str, site: &str) -> bool {
    pieces(line, site) == [Piece::Link(line)]
}

/// Splits a line into words and addresses of ours, without leaving anything out.
fn pieces<'l>(line: &'l str, site: &str) -> Vec<Piece<'l>> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while let Some(start) = rest.find(site).filter(|_| !site.is_empty()) {
        let (words, from_link) = rest.split_at(start);
        let end = from_link
            .find(|sign: char| sign.is_whitespace() || matches!(sign, '<' | '>' | '"'))
            .unwrap_or(from_link.len());
        let link = from_link.get(..end).unwrap_or(from_link);
        let link = link.trim_end_matches(['.', ',', ')', ';']);
        // Another site's name may begin like ours.
        let is_ours = link
            .get(site.len()..)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if !words.is_empty() {
            pieces.push(Piece::Words(words));
        }
        pieces.push(if is_ours {
            Piece::Link(link)
        } else {
            Piece::Words(link)
        });
        rest = from_link.get(link.len()..).unwrap_or_default();
        if link.is_empty() {
            break;
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Words(rest));
    }
    pieces
}

#[cfg(test)]
mod tests;
