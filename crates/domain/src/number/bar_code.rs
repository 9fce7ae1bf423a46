//! Takes a number out of a frame's bar code, and leaves out what scanners and makers put round it.

/// The heading of ISO 15434.
const HEADING: &str = "[)>\u{1e}";
const RECORD: char = '\u{1e}';
const FIELD: char = '\u{1d}';
const END: char = '\u{4}';
/// The length of a VIN.
const VIN: usize = 17;

/// Cuts off stars, `(S)`, the headings of ISO 15434 and the I in front of a VIN. The page's own scanner does the same;
/// a scanner that types like a keyboard does not.
#[must_use]
pub fn cleaned(read: &str) -> &str {
    let mut text = read.trim_matches(|c: char| c.is_whitespace() && c != RECORD && c != FIELD);
    if let Some(rest) = text.strip_prefix(HEADING) {
        text = serial_in(rest).unwrap_or(text);
    }
    text = text.trim_matches('*').trim();
    if let Some(rest) = text.get(..3).filter(|start| start.eq_ignore_ascii_case("(S)")) {
        text = text[rest.len()..].trim_start();
    }
    match text.strip_prefix(['I', 'i']) {
        Some(vin) if is_vin(vin) => vin,
        _ => text,
    }
}

/// Finds the serial number among the fields: `S…` in format 06, `SER …` in format 12.
fn serial_in(rest: &str) -> Option<&str> {
    let mut fields = rest.trim_end_matches([END, RECORD]).split([RECORD, FIELD]);
    match fields.next()? {
        "06" => fields.find_map(|field| field.strip_prefix('S').filter(|serial| !serial.is_empty())),
        "12" => fields.find_map(|field| field.strip_prefix("SER ")),
        _ => None,
    }
}

fn is_vin(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() && !matches!(c.to_ascii_uppercase(), 'I' | 'O' | 'Q');
    text.len() == VIN && text.chars().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize)]
    struct Case {
        read: String,
        cleaned: String,
    }

    #[test]
    fn what_is_round_a_number_in_a_bar_code_is_cut_off() {
        let cases: Vec<Case> =
            serde_json::from_str(include_str!("../../../../fixtures/bar_codes.json")).unwrap();
        assert!(cases.len() > 15);
        for Case {
            read,
            cleaned: expected,
        } in cases
        {
            assert_eq!(cleaned(&read), expected, "{read:?}");
        }
    }
}
