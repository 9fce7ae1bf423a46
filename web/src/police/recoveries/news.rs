//! What has changed since somebody looked for the owner of a recovered bike, in words.

use crate::shared::london;
use domain::id::BikeId;
use registry::recovery::{News, Since};

/// What has changed about one of the bikes that were found.
pub(super) fn of_bike(since: &Since, bike: BikeId) -> Vec<String> {
    let news = since.bikes.get(&bike).map_or(&[][..], Vec::as_slice);
    let said = |what: &News| match what {
        News::Reported => "Reported stolen".to_owned(),
        News::ReportChanged => "Theft report changed".to_owned(),
        News::ReportEnded => "Theft report closed".to_owned(),
        News::Record(what) => format!("{} changed on its record", what.label()),
        News::Seen => "Somebody saw it and wrote to its owner".to_owned(),
        News::Held => "Held by police".to_owned(),
    };
    news.iter()
        .map(|(at, what)| format!("{}: {}", london::day_and_time(*at), said(what)))
        .collect()
}

/// What else has changed.
pub(super) fn of_case(since: &Since) -> Vec<String> {
    let mut said = Vec::new();
    if since.corrected {
        said.push("The record was corrected. Look again to compare it with the register".to_owned());
    }
    match since.newer {
        0 => {}
        1 => said.push("Another bike may match. Decide on it under Matches".to_owned()),
        many => said.push(format!(
            "{many} other bikes may match. Decide on them under Matches"
        )),
    }
    match since.gone {
        0 => {}
        1 => said.push("A bike that was shown is no longer on the register".to_owned()),
        many => said.push(format!(
            "{many} bikes that were shown are no longer on the register"
        )),
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::bike::Changed;

    #[test]
    fn what_has_changed_is_said_in_order() {
        let at = |text: &str| text.parse().unwrap();
        let since = Since {
            corrected: true,
            newer: 2,
            gone: 1,
            bikes: [(
                BikeId(7),
                vec![
                    (at("2026-11-20T10:00:00Z"), News::Reported),
                    (at("2026-11-21T10:00:00Z"), News::Record(Changed::FrameNumber)),
                ],
            )]
            .into(),
        };
        assert_eq!(of_bike(&since, BikeId(8)), Vec::<String>::new());
        let said = of_bike(&since, BikeId(7));
        assert!(said[0].ends_with(": Reported stolen"), "{said:?}");
        assert!(
            said[1].ends_with(": Frame number changed on its record"),
            "{said:?}"
        );
        assert_eq!(of_case(&since).len(), 3);
        assert_eq!(of_case(&Since::default()), Vec::<String>::new());
    }
}
