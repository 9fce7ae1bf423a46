//! Computes the answers to a file of vectors, section by section.

mod changes;
mod days;
mod differences;
mod hours;
mod intervals;
mod places;
mod record;
mod withheld;

use serde_json::Value;

/// What was computed, and how it differs from the file.
pub struct Checked {
    /// The answers, in the file's shape.
    pub answers: Value,
    /// A sentence for each difference.
    pub differences: Vec<String>,
}

/// A section. It takes its inputs, and returns them with the answers.
type Section = fn(&Value) -> Result<Value, String>;

const SECTIONS: [(&str, Section); 21] = [
    ("aoristic", hours::aoristic),
    ("benjamini_hochberg_0.05", changes::benjamini_hochberg),
    ("cell", places::cell),
    ("cells", places::cells),
    ("cusum", changes::cusum),
    ("displacement", changes::displacement),
    ("gi_star_grid", places::gi_star_grid),
    ("gi_star_wards_cambridge_2024_01_and_02", places::gi_star_wards),
    ("got_home", days::got_home),
    ("limits", changes::limits),
    ("listed_until", days::listed_until),
    ("made_with", same),
    ("meeting", days::meeting),
    ("on_track", days::on_track),
    ("pai", places::pai),
    ("pai_cambridge", places::pai_cambridge),
    ("poisson_interval_95", intervals::poisson),
    ("quarter", days::quarter),
    ("two_periods_95", changes::two_periods),
    ("what", same),
    ("wilson_95", intervals::wilson),
];

/// The section that is counted from the police's files. Only the import can read those.
const NOT_HERE: &str = "police_uk";

/// Returns words about the file as they are, because they have no answer.
fn same(words: &Value) -> Result<Value, String> {
    Ok(words.clone())
}

/// Computes the answers to a file's inputs and compares them with the file's.
///
/// # Errors
/// A sentence that says which input cannot be read.
pub fn check(text: &str) -> Result<Checked, String> {
    let file: Value = serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))?;
    let sections = file.as_object().ok_or("it is not an object of sections")?;
    let mut answers = serde_json::Map::new();
    let mut differences = Vec::new();
    for (name, given) in sections {
        if name == NOT_HERE {
            continue;
        }
        let at = |error: String| format!("{name}: {error}");
        if name == "withheld" {
            let (answer, more) = withheld::withheld(given).map_err(at)?;
            answers.insert(name.clone(), answer);
            differences.extend(more);
            continue;
        }
        let Some((_, section)) = SECTIONS.iter().find(|(known, _)| known == name) else {
            differences.push(format!("{name}: this section is not known"));
            continue;
        };
        let answer = section(given).map_err(at)?;
        differences::compare(name, given, &answer, &mut differences);
        answers.insert(name.clone(), answer);
    }
    Ok(Checked {
        answers: Value::Object(answers),
        differences,
    })
}
