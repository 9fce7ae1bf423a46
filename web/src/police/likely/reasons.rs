//! The reasons for and against a bike, each with what it adds to the score, and how likely the bike is.

use domain::look_up::Evidence;

/// One reason with its bar.
pub(in crate::police) struct ReasonView {
    pub(in crate::police) sentence: String,
    /// What it adds to the score, as shown.
    pub(in crate::police) score: String,
    /// The same in words, for people who use a screen reader.
    pub(in crate::police) spoken: String,
    /// The length of the bar, from 0 to 100.
    pub(in crate::police) bar: u32,
}

impl ReasonView {
    pub(super) fn of(reason: &Evidence, longest: f64) -> Self {
        // The scale keeps the length within 0..=100, so the clamp cuts nothing off.
        let bar = (reason.bits.abs() / longest * 100.0).round().clamp(0.0, 100.0) as u32;
        let by = reason.bits.abs();
        Self {
            sentence: reason.sentence.clone(),
            score: score(reason.bits),
            spoken: if reason.bits < 0.0 {
                format!("Takes {by:.1} off the score.")
            } else {
                format!("Adds {by:.1} to the score.")
            },
            bar,
        }
    }
}

/// Writes a score with its sign: `+31.4`, `−2.0`.
pub(in crate::police) fn score(bits: f64) -> String {
    if bits < 0.0 {
        format!("−{:.1}", -bits)
    } else {
        format!("+{bits:.1}")
    }
}

/// Writes a probability, but never as 0% or 100%.
pub(in crate::police) fn likely(posterior: f64) -> String {
    match posterior * 100.0 {
        p if p > 99.9 => "more than 99.9% likely".to_owned(),
        p if p < 0.1 => "less than 0.1% likely".to_owned(),
        p if (10.0..=99.0).contains(&p) => format!("{p:.0}% likely"),
        p => format!("{p:.1}% likely"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::look_up::{Field, Says};

    #[test]
    fn figures_never_claim_to_be_quite_sure() {
        for (posterior, said) in [
            (1.0, "more than 99.9% likely"),
            (0.996, "99.6% likely"),
            (0.97, "97% likely"),
            (0.123, "12% likely"),
            (0.05, "5.0% likely"),
            (0.0, "less than 0.1% likely"),
        ] {
            assert_eq!(likely(posterior), said);
        }
        assert_eq!((score(31.44).as_str(), score(-2.0).as_str()), ("+31.4", "−2.0"));
    }

    #[test]
    fn what_a_reason_adds_is_heard_in_words() {
        for (bits, spoken, bar) in [
            (31.44, "Adds 31.4 to the score.", 100),
            (-2.0, "Takes 2.0 off the score.", 6),
        ] {
            let reason = Evidence::new(Field::Make, bits, Says::Same("Trek".into()));
            let view = ReasonView::of(&reason, 31.44);
            assert_eq!((view.spoken.as_str(), view.bar), (spoken, bar));
            assert_eq!(view.sentence, "Make: Trek, as on record.");
        }
    }
}
