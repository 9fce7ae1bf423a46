use super::{Class, Register};

/// What somebody may type to make a look-up crash or take for ever: wildcards alone, endless text, brackets that are
/// not closed, and queries of every class cut down to one to four characters.
pub fn hostile(register: &Register) -> Vec<String> {
    let mut typed: Vec<String> = vec![
        "?".repeat(300),
        "A".repeat(10_000),
        "*".into(),
        "[".into(),
        "[]".into(),
        "[0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ]".into(),
        "0".repeat(48),
        "*1*2*3*4*5*6*7*8*9*".into(),
        "A?".repeat(24),
        "[AB]".repeat(40),
        "1234567 ".repeat(20),
        "\u{0}".into(),
        "🚲".repeat(100),
        "'; DROP TABLE bike; --".into(),
        "<script>alert(1)</script>".into(),
    ];
    for length in 1..=4 {
        for class in Class::all() {
            typed.push(register.ask(class, 1).typed.chars().take(length).collect());
        }
    }
    typed
}
