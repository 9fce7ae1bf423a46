/// What an organisation asks of its staff besides the link in an e-mail. The strictest comes last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactorRule {
    /// Nothing. Only for demonstrations and tests.
    Off,
    /// A second factor within seven days of the first sign-in.
    #[default]
    WithinSevenDays,
    /// A second factor at the first sign-in.
    AtOnce,
}

impl FactorRule {
    /// Every rule.
    pub const ALL: [Self; 3] = [Self::Off, Self::WithinSevenDays, Self::AtOnce];

    /// Returns the short word that the command line and the table use.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::WithinSevenDays => "within-seven-days",
            Self::AtOnce => "at-once",
        }
    }

    /// Returns the rule that a short word stands for; `None` if there is no such rule.
    pub fn parse(raw: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.slug() == raw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_has_its_word_and_the_strictest_is_the_greatest() {
        for rule in FactorRule::ALL {
            assert_eq!(FactorRule::parse(rule.slug()), Some(rule));
        }
        assert_eq!(FactorRule::parse("never"), None);
        assert_eq!(FactorRule::ALL.into_iter().max(), Some(FactorRule::AtOnce));
        assert_eq!(FactorRule::default(), FactorRule::WithinSevenDays);
    }
}
