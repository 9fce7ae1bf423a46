//! Each asynchronous public function of `registry` and `store` has a span, so that a line of the log says what it
//! belongs to. A span contains nothing but row ids. `docs/logging.md` says how to read them.

use crate::workspace::sources;

/// What is written above such a function. Its fields may follow.
const SPAN: &str = "#[tracing::instrument(level = \"debug\", skip_all";

/// The most lines of code in a function. Clippy checks the others, but cannot look into a function that has a span.
const LONGEST: usize = 60;

/// An asynchronous public function.
struct Function<'t> {
    name: String,
    /// The attributes and the documentation.
    above: Vec<&'t str>,
    /// How many lines of code its body has.
    lines: usize,
}

#[test]
fn each_public_function_that_waits_has_a_span() {
    let mut found = 0;
    let (mut bare, mut long) = (Vec::new(), Vec::new());
    for floor in ["crates/registry/src", "crates/store/src"] {
        for file in sources(floor, &[".rs"]) {
            for function in functions(&file.text) {
                found += 1;
                let place = format!("{}: {}", file.path, function.name);
                if function.lines > LONGEST {
                    long.push(place.clone());
                }
                if !function.has_span() {
                    bare.push(place);
                }
            }
        }
    }
    assert!(found > 300, "only {found} functions were found");
    assert!(
        bare.is_empty(),
        "write {SPAN})] above each of these, and give it the row ids that it takes as fields \
         (`fields(bike = bike.0)`), nothing else:\n{}",
        bare.join("\n")
    );
    assert!(
        long.is_empty(),
        "longer than {LONGEST} lines:\n{}",
        long.join("\n")
    );
}

#[test]
fn a_function_without_a_span_is_found() {
    for (above, right) in [
        ("", false),
        ("#[must_use]\n", false),
        ("#[tracing::instrument]\n", false),
        ("#[tracing::instrument(level = \"info\", skip_all)]\n", false),
        ("#[tracing::instrument(level = \"debug\")]\n", false),
        (
            "#[tracing::instrument(level = \"debug\", skip_all, ret)]\n",
            false,
        ),
        (
            "#[tracing::instrument(level = \"debug\", skip_all, fields(%email))]\n",
            false,
        ),
        (
            "#[tracing::instrument(level = \"debug\", skip_all, fields(bike = bike.0, to = email))]\n",
            false,
        ),
        ("#[tracing::instrument(level = \"debug\", skip_all)]\n", true),
        (
            "#[tracing::instrument(level = \"debug\", skip_all, fields(bike = bike.0, by = id.0))]\n",
            true,
        ),
    ] {
        // The span of the previous function only counts for that function.
        let text = format!(
            "{SPAN})]\npub async fn other() {{\n}}\n\n/// Finds it.\n{above}pub async fn find(email: &str) {{\n}}\n"
        );
        let functions = functions(&text);
        assert_eq!(
            (functions[1].name.as_str(), functions[1].has_span()),
            ("find", right),
            "{above}"
        );
    }
}

#[test]
fn the_lines_of_a_function_are_counted() {
    let text = "impl Store {\n    pub async fn find(\n        &self,\n    ) -> u8 {\n        // Why.\n\n        \
                if true {\n            1\n        }\n    }\n}\n";
    let functions = functions(text);
    assert_eq!((functions.len(), functions[0].lines), (1, 3));
}

fn functions(text: &str) -> Vec<Function<'_>> {
    let mut above = Vec::new();
    let mut found = Vec::new();
    let mut rest = text.lines();
    while let Some(line) = rest.next() {
        let trimmed = line.trim();
        if let Some(function) = trimmed.strip_prefix("pub async fn ") {
            let name = function.chars().take_while(|c| c.is_alphanumeric() || *c == '_');
            found.push(Function {
                name: name.collect(),
                above: std::mem::take(&mut above),
                lines: body(line, rest.clone()),
            });
        } else if trimmed.is_empty() || trimmed.ends_with(['}', ';']) {
            above.clear();
        } else {
            above.push(trimmed);
        }
    }
    found
}

/// Counts the lines of code between the brace that opens a function and the one that closes it.
fn body<'t>(first: &'t str, rest: impl Iterator<Item = &'t str>) -> usize {
    let indent = &first[..first.len() - first.trim_start().len()];
    let end = format!("{indent}}}");
    let all = std::iter::once(first).chain(rest).take_while(|line| *line != end);
    all.skip_while(|line| !line.ends_with('{'))
        .skip(1)
        .filter(|line| !line.trim().is_empty() && !line.trim().starts_with("//"))
        .count()
}

impl Function<'_> {
    fn has_span(&self) -> bool {
        self.above.iter().any(|line| {
            let fields = line.strip_prefix(SPAN).and_then(|rest| rest.strip_suffix(")]"));
            fields.is_some_and(|fields| fields.is_empty() || are_ids(fields))
        })
    }
}

/// Returns whether all fields are the numbers inside row ids, as in `, fields(bike = bike.0)`.
fn are_ids(fields: &str) -> bool {
    let fields = fields
        .strip_prefix(", fields(")
        .and_then(|rest| rest.strip_suffix(')'));
    fields.is_some_and(|fields| {
        fields.split(", ").all(|field| {
            let value = field
                .split_once(" = ")
                .and_then(|(_, value)| value.strip_suffix(".0"));
            value.is_some_and(|value| value.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
        })
    })
}
