//! The routes of the site, read from its source.

use crate::workspace::{root, sources};
use std::collections::BTreeSet;

/// Reads the routes out of the site's source: `.route("/path", get(..).post(..))` below a folder that may be nested.
pub(super) fn routes() -> BTreeSet<(String, String)> {
    let mut found = BTreeSet::new();
    assert!(root().join("web/src").is_dir());
    for source in sources("web/src", &[".rs"]) {
        let test = source.path.contains("/tests") || source.path.contains("examples/");
        if test {
            continue;
        }
        let nested = ["desk", "police", "partner", "admin"]
            .into_iter()
            .find(|room| source.path.contains(&format!("web/src/{room}/")));
        // The little sites that tests make for themselves do not count.
        let code = source
            .text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default();
        for (at, _) in code.match_indices(".route(") {
            let call = arguments(&code[at + ".route(".len()..]);
            let (path, handlers) = call.split_once(',').unwrap_or((call, ""));
            let path = literal(path.trim(), code, &source.path);
            let path = match nested {
                Some(room) => format!("/{room}{}", path.trim_end_matches('/')),
                None => path,
            };
            for (word, method) in [
                ("get(", "GET"),
                ("post(", "POST"),
                ("put(", "PUT"),
                ("delete(", "DELETE"),
            ] {
                let called = handlers.match_indices(word).any(|(at, _)| {
                    handlers[..at]
                        .chars()
                        .next_back()
                        .is_none_or(|before| !(before.is_alphanumeric() || before == '_'))
                });
                if called {
                    found.insert((method.to_owned(), path.clone()));
                }
            }
        }
    }
    found
}

/// Returns what is between the bracket that was just opened and the one that closes it.
fn arguments(code: &str) -> &str {
    let mut open = 1;
    for (at, character) in code.char_indices() {
        match character {
            '(' => open += 1,
            ')' => open -= 1,
            _ => {}
        }
        if open == 0 {
            return &code[..at];
        }
    }
    code
}

/// Returns a path that is written as text, or the text that its name was given a few lines before.
fn literal(path: &str, code: &str, file: &str) -> String {
    let quoted = |text: &str| text.strip_prefix('"')?.strip_suffix('"').map(str::to_owned);
    let named = || {
        let start = code.find(&format!("let {path} = "))? + format!("let {path} = ").len();
        quoted(code[start..].split(';').next()?)
    };
    quoted(path)
        .or_else(named)
        .unwrap_or_else(|| panic!("{file}: the route {path} cannot be read"))
}
