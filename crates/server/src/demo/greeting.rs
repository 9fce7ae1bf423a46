//! What the terminal says when a demonstration starts.

/// Tells the addresses and how to sign in as each audience.
pub fn how_to_sign_in(address: &str) -> String {
    let rows = [
        ("Anyone", "/", "check a number, scan a mark, find an event"),
        ("Owner", "/register", "register a bike with any e-mail address of yours"),
        ("Volunteer", "/desk", "sign in as volunteer@example.org"),
        ("Officer", "/police/look-up", "sign in as officer@example.org"),
        ("Ely's officer", "/police/recoveries", "sign in as ely-officer@example.org"),
        ("All mail", "/dev/mail", "sign-in links and letters land here; nothing is really sent"),
    ];
    let mut text = String::from("\nA demonstration register with invented bikes and people:\n");
    for (who, path, what) in rows {
        text.push_str(&format!("  {who:<14}{:<44}{what}\n", format!("{address}{path}")));
    }
    text.push_str(&format!(
        "\nTo sign in: open {address}/sign-in, enter the e-mail address, and follow the link at {address}/dev/mail.\n\
         Stop with Ctrl-C. What you enter is kept for the next start.\n"
    ));
    text
}
