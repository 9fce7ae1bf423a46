use super::{FRESH, FactorRule, GRACE};
use jiff::Timestamp;

/// How far somebody may come who has followed the link in an e-mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// They may come in.
    Open,
    /// They may come in, but must set up a second factor by this time.
    OpenUntil(Timestamp),
    /// They must set up a second factor first.
    SetUpFirst,
    /// They must type a code first.
    CodeFirst,
}

impl Door {
    /// Returns true if they may come in.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::OpenUntil(_))
    }
}

/// What somebody must do before something that needs a fresh code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepUp {
    /// Nothing.
    Nothing,
    /// Type a code.
    Code,
    /// Set up a second factor.
    SetUp,
}

/// What is known about an account's second factor, without its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FactorStanding {
    /// True if there is one. It does not matter whether its secret can still be read.
    pub has_factor: bool,
    /// The strictest rule of the organisations in which the account has a role that needs one.
    pub rule: FactorRule,
    /// The time by which the account must have one, if that has been decided.
    pub due: Option<Timestamp>,
}

impl FactorStanding {
    /// Returns how far somebody may come whose code was last taken at a time, if ever since they signed in.
    pub fn door(&self, proved: Option<Timestamp>, now: Timestamp) -> Door {
        match (self.has_factor, self.rule) {
            (true, _) if proved.is_some() => Door::Open,
            (true, _) => Door::CodeFirst,
            (false, FactorRule::Off) => Door::Open,
            (false, FactorRule::AtOnce) => Door::SetUpFirst,
            (false, FactorRule::WithinSevenDays) => match self.due {
                Some(due) if due <= now => Door::SetUpFirst,
                Some(due) => Door::OpenUntil(due),
                // They got the role, or the rule came, after they had signed in.
                None => Door::OpenUntil(now + GRACE),
            },
        }
    }

    /// Returns what somebody must do before something that needs a fresh code.
    pub fn step_up(&self, proved: Option<Timestamp>, now: Timestamp) -> StepUp {
        match (self.has_factor, self.rule) {
            (true, _) if proved.is_some_and(|at| at <= now && now < at + FRESH) => StepUp::Nothing,
            (true, _) => StepUp::Code,
            (false, FactorRule::Off) => StepUp::Nothing,
            (false, _) => StepUp::SetUp,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    const NOW: Timestamp = Timestamp::constant(1_781_953_200, 0);

    fn ago(minutes: i64) -> Option<Timestamp> {
        Some(NOW - SignedDuration::from_mins(minutes))
    }

    fn standing(has_factor: bool, rule: FactorRule, due: Option<Timestamp>) -> FactorStanding {
        FactorStanding {
            has_factor,
            rule,
            due,
        }
    }

    #[test]
    fn the_door_is_as_the_rule_says() {
        use FactorRule::{AtOnce, Off, WithinSevenDays};
        let later = NOW + SignedDuration::from_hours(1);
        for (has_factor, rule, due, proved, door) in [
            (false, Off, None, None, Door::Open),
            (false, Off, ago(1), None, Door::Open),
            (false, WithinSevenDays, None, None, Door::OpenUntil(NOW + GRACE)),
            (false, WithinSevenDays, Some(later), None, Door::OpenUntil(later)),
            (false, WithinSevenDays, Some(NOW), None, Door::SetUpFirst),
            (false, AtOnce, Some(later), None, Door::SetUpFirst),
            // What was proved before the second factor was taken away proves nothing.
            (false, AtOnce, None, ago(1), Door::SetUpFirst),
            (true, Off, None, None, Door::CodeFirst),
            (true, WithinSevenDays, Some(later), None, Door::CodeFirst),
            (true, AtOnce, None, None, Door::CodeFirst),
            (true, AtOnce, None, ago(700), Door::Open),
            (true, Off, None, ago(0), Door::Open),
        ] {
            let standing = standing(has_factor, rule, due);
            assert_eq!(standing.door(proved, NOW), door, "{standing:?} {proved:?}");
        }
    }

    #[test]
    fn a_code_is_fresh_for_a_quarter_of_an_hour() {
        use FactorRule::{AtOnce, Off, WithinSevenDays};
        for (has_factor, rule, proved, step_up) in [
            (false, Off, None, StepUp::Nothing),
            (false, WithinSevenDays, None, StepUp::SetUp),
            (false, AtOnce, ago(1), StepUp::SetUp),
            (true, Off, None, StepUp::Code),
            (true, AtOnce, ago(0), StepUp::Nothing),
            (true, AtOnce, ago(14), StepUp::Nothing),
            (true, AtOnce, ago(15), StepUp::Code),
            (true, WithinSevenDays, ago(-1), StepUp::Code),
        ] {
            let standing = standing(has_factor, rule, None);
            assert_eq!(standing.step_up(proved, NOW), step_up, "{standing:?} {proved:?}");
        }
    }
}
