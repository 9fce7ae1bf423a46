//! Reads what an address asks for. It can only ask for fixed choices.

use crate::shared::Choice;
use domain::figure::release::Heading;
use registry::figure::insights::{self, Insights, Options};

/// What an address asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// The partnership's short name.
    pub(super) partnership: Option<String>,
    /// The choices. If one is missing, the first option counts.
    pub(super) options: Options,
    /// Whether any choice was made.
    pub(super) chooses: bool,
}

/// An address that asks for something other than fixed choices, such as a range of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoChoice;

impl Asked {
    /// Reads the query of an address.
    pub(super) fn parse(query: &str) -> Result<Self, NoChoice> {
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).map_err(|_| NoChoice)?;
        let mut asked = Self::default();
        for (name, value) in pairs {
            let into = match name.as_str() {
                "partnership" => {
                    asked.partnership = Some(value);
                    continue;
                }
                "area" => &mut asked.options.area,
                "period" => &mut asked.options.period,
                "by" => &mut asked.options.by,
                "source" => &mut asked.options.source,
                _ => return Err(NoChoice),
            };
            *into = value;
            asked.chooses = true;
        }
        Ok(asked)
    }

    /// Writes the same choices as the query of an address.
    pub(super) fn query(&self, insights: &Insights) -> String {
        let options = &self.options;
        let pairs = [
            ("partnership", &insights.partnership.slug),
            ("area", &options.area),
            ("period", &options.period),
            ("by", &options.by),
            ("source", &options.source),
        ];
        serde_urlencoded::to_string(pairs).unwrap_or_default()
    }
}

/// A form for choosing a table.
pub(super) struct ChoiceForm {
    pub(super) title: &'static str,
    pub(super) partnership: String,
    /// Its place among the forms, for the ids of its fields.
    pub(super) at: usize,
    pub(super) areas: Vec<Choice>,
    pub(super) periods: Vec<Choice>,
    pub(super) by: Vec<Choice>,
    pub(super) source: &'static str,
}

/// The forms for a release, in which what was asked for is already chosen.
pub(super) fn forms(insights: &Insights, asked: Option<&Asked>) -> Vec<ChoiceForm> {
    let Some(release) = &insights.release else {
        return Vec::new();
    };
    let choices = |of: Vec<Heading>, chosen: Option<&str>| -> Vec<Choice> {
        let all = of.into_iter().map(|one| (one.key, one.label));
        Choice::list(chosen.unwrap_or_default(), all)
    };
    let options = asked.map(|asked| &asked.options);
    let forms = insights::offered(release).into_iter().enumerate();
    forms
        .map(|(at, form)| ChoiceForm {
            title: form.title,
            partnership: insights.partnership.slug.clone(),
            at,
            areas: choices(form.areas, options.map(|one| one.area.as_str())),
            periods: choices(form.periods, options.map(|one| one.period.as_str())),
            by: choices(form.by, options.map(|one| one.by.as_str())),
            source: form.source,
        })
        .collect()
}

/// The address of the overview.
pub(super) fn overview_of(insights: &Insights) -> String {
    format!("/partner/insights?partnership={}", insights.partnership.slug)
}

/// Says which release of which partnership the page shows.
pub(super) fn said_of(insights: &Insights) -> String {
    let name = &insights.partnership.name;
    match &insights.release {
        Some(release) => {
            let quarter = registry::figure::release::quarter_of(release.quarter)
                .map_or_else(String::new, |quarter| quarter.to_string());
            let correction = match release.revision {
                0 => String::new(),
                number => format!(", correction {number}"),
            };
            format!(
                "{name}. Release for {quarter}{correction}, made on {}",
                release.made_on.strftime("%-d %B %Y")
            )
        }
        None => name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_fixed_choices_alone() {
        let asked = Asked::parse("area=E05002709&period=2025&partnership=cambridge").unwrap();
        assert_eq!(asked.options.area, "E05002709");
        assert_eq!(asked.options.source, "register");
        assert_eq!(asked.partnership.as_deref(), Some("cambridge"));
        assert!(asked.chooses);
        assert!(!Asked::parse("partnership=cambridge").unwrap().chooses);
        for wrong in [
            "from=2026-01-01&to=2026-01-02",
            "area=all&day=2026-01-01",
            "since=1",
        ] {
            assert_eq!(Asked::parse(wrong), Err(NoChoice), "{wrong}");
        }
    }
}
