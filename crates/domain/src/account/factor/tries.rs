use jiff::{SignedDuration, Timestamp};

/// How many wrong codes an account may type, and within which time.
const MOST: i64 = 5;
const WINDOW: SignedDuration = SignedDuration::from_mins(15);

/// The wrong codes that were typed for an account lately. Only somebody who has followed a link to the account's mailbox
/// is asked for a code, so no stranger can use these up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// How many there were.
    pub wrong: i64,
    /// When the first of them was typed.
    pub since: Option<Timestamp>,
}

impl Tries {
    /// Returns until when no more codes are read, if there were too many wrong ones.
    pub fn wait(&self, now: Timestamp) -> Option<Timestamp> {
        let until = self.since? + WINDOW;
        (self.wrong >= MOST && now < until).then_some(until)
    }

    /// Counts a wrong code.
    #[must_use]
    pub fn failed(self, now: Timestamp) -> Self {
        match self.since {
            Some(since) if now < since + WINDOW => Self {
                wrong: self.wrong + 1,
                since: self.since,
            },
            _ => Self {
                wrong: 1,
                since: Some(now),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_five_wrong_codes_nobody_tries_another_until_a_quarter_of_an_hour_has_passed() {
        let begun = Timestamp::from_second(1_781_953_200).unwrap();
        let minutes = SignedDuration::from_mins;
        let mut tries = Tries::default();
        for wrong in 1..=5 {
            assert_eq!(tries.wait(begun + minutes(wrong)), None, "{wrong}");
            tries = tries.failed(begun + minutes(wrong));
            assert_eq!(tries.wrong, wrong);
        }
        let until = begun + minutes(16);
        assert_eq!(tries.wait(begun + minutes(6)), Some(until));
        assert_eq!(tries.wait(until), None);
        let again = tries.failed(until);
        assert_eq!(
            (again.wrong, again.since),
            (1, Some(until)),
            "the count begins again"
        );
    }
}
