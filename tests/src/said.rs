//! What a page says, as somebody would read it out: one line for each heading, paragraph, item, row and field.

use scraper::node::Node;
use scraper::{ElementRef, Html};

use crate::page::select;

/// The elements that nobody reads.
const UNREAD: [&str; 8] = [
    "script", "style", "template", "svg", "datalist", "select", "noscript", "img",
];

/// The elements that begin a new line.
const LINES: [&str; 26] = [
    "address", "article", "aside", "br", "button", "caption", "details", "dl", "dt", "div", "fieldset",
    "figure", "form", "h1", "h2", "h3", "label", "legend", "li", "ol", "p", "section", "summary", "table",
    "tr", "ul",
];

/// Returns the lines of the first element that a selector finds.
pub(crate) fn lines(body: &str, selector: &str) -> Vec<String> {
    let page = Html::parse_document(body);
    let mut said = Said::default();
    if let Some(element) = page.select(&select(selector)).next() {
        said.read(element);
    }
    said.end_line();
    said.lines
}

#[derive(Default)]
struct Said {
    lines: Vec<String>,
    line: String,
    /// What to write before the next words of this line.
    before: &'static str,
}

impl Said {
    fn read(&mut self, element: ElementRef<'_>) {
        let name = element.value().name();
        if UNREAD.contains(&name) || element.attr("hidden").is_some() {
            return;
        }
        let alone = LINES.contains(&name);
        if alone {
            self.end_line();
        }
        match name {
            "h1" => self.before = "# ",
            "h2" => self.before = "## ",
            "h3" => self.before = "### ",
            "li" => self.before = "- ",
            "button" => self.before = "> ",
            "dd" => self.before = ": ",
            "td" | "th" if !self.line.is_empty() => self.before = " | ",
            _ => {}
        }
        for child in element.children() {
            match child.value() {
                Node::Text(text) => self.write(text),
                Node::Element(_) => ElementRef::wrap(child)
                    .into_iter()
                    .for_each(|child| self.read(child)),
                _ => {}
            }
        }
        if alone && name != "dt" {
            self.end_line();
            self.before = "";
        }
    }

    /// Writes words with single spaces between them.
    fn write(&mut self, text: &str) {
        let spaced =
            text.starts_with(char::is_whitespace) && !self.line.is_empty() && !self.line.ends_with(' ');
        let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            self.line.push_str(if spaced { " " } else { "" });
            return;
        }
        if self.before.is_empty() {
            self.line.push_str(if spaced { " " } else { "" });
        } else {
            self.line.truncate(self.line.trim_end().len());
            self.line.push_str(std::mem::take(&mut self.before));
        }
        self.line.push_str(&words);
        if text.ends_with(char::is_whitespace) {
            self.line.push(' ');
        }
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        if !line.trim().is_empty() {
            self.lines.push(line.trim().to_owned());
            self.before = "";
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_line_by_line() {
        let body = r#"<header>Menu</header><main>
            <h1>Check <em>a bike</em></h1>
            <p>Type the number,
               <strong>as written</strong>.</p><script>1</script>
            <form><label>Number</label><input value="x"><select><option>Red</option></select>
              <div><input type="radio"><label>Yes</label></div><button>Check</button></form>
            <ul><li><a>One</a></li><li>Two<p>more</p></li></ul>
            <dl><div><dt>Make</dt><dd>Ribble</dd><dd><a>Change<span> make</span></a></dd></div></dl>
            <table><tr><th>Day</th><th>Came</th></tr><tr><td>Monday</td><td>3</td></tr></table>
            <p hidden>Gone</p></main>"#;
        assert_eq!(
            lines(body, "main"),
            [
                "# Check a bike",
                "Type the number, as written.",
                "Number",
                "Yes",
                "> Check",
                "- One",
                "- Two",
                "more",
                "Make: Ribble: Change make",
                "Day | Came",
                "Monday | 3",
            ]
        );
    }
}
