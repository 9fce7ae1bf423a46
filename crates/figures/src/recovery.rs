//! Counts recovered bikes that were matched, and those that got home.

use crate::interval::{Median, Share, median};
use jiff::civil::Date;

/// A bike that is matched, or gets home, within this many days after it was found is in time.
pub const DAYS: i64 = 90;

/// The days on which something happened to one recovered bike, in London.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recovery {
    /// When it was found.
    pub found: Date,
    /// When it was matched to a bike on the register.
    pub tied: Option<Date>,
    /// When its owner got it back; `None` if the owner has not, or if the day is not known.
    pub returned: Option<Date>,
    /// When it was handed to an insurer that had paid for it. Such a bike is not back with its owner.
    pub insured: Option<Date>,
}

/// How many of the bikes that were found in a period got home, as far as was known on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GotHome {
    /// recovered.total: how many were found.
    pub recovered: u64,
    /// recovered.named: how many of those were matched within 90 days.
    pub named: u64,
    /// recovered.home: how many of those were returned within 90 days.
    pub home: u64,
    /// recovered.insurer: how many of those matched were handed to an insurer within 90 days. None of these is home.
    pub insurer: u64,
    /// True if no later day can change it.
    pub is_final: bool,
}

impl GotHome {
    /// Counts the bikes that were found from `first` to `last`, both days included, by what was known at the end of
    /// `as_at`. Each property reference must appear only once.
    #[must_use]
    pub fn count(recoveries: &[Recovery], first: Date, last: Date, as_at: Date) -> Self {
        let found = recoveries
            .iter()
            .filter(|one| (first..=last).contains(&one.found) && one.found <= as_at);
        let mut got = Self {
            recovered: 0,
            named: 0,
            home: 0,
            insurer: 0,
            is_final: days_between(last, as_at) >= DAYS,
        };
        for one in found {
            let in_time = |day: Option<Date>| {
                day.is_some_and(|day| day <= as_at && days_between(one.found, day) <= DAYS)
            };
            got.recovered += 1;
            got.named += u64::from(in_time(one.tied));
            got.home += u64::from(in_time(one.returned));
            got.insurer += u64::from(in_time(one.insured));
        }
        got
    }

    /// Returns recovered.home as a share. The project is judged by the Wilson interval of this share.
    #[must_use]
    pub fn share_home(self) -> Option<Share> {
        Share::new(self.home, self.recovered)
            .ok()
            .filter(|share| share.whole() > 0)
    }
}

/// Returns recovered.days: the median number of days from when bikes were found to a later day; `None` if fewer than
/// ten bikes have that later day.
#[must_use]
pub fn days_until(recoveries: &[Recovery], later: impl Fn(&Recovery) -> Option<Date>) -> Option<Median> {
    let days = recoveries
        .iter()
        .filter_map(|one| Some(days_between(one.found, later(one)?) as f64));
    median(&days.collect::<Vec<_>>())
}

fn days_between(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;

    fn back_after(days: i64) -> Recovery {
        let found = date(2024, 5, 1);
        let day = found.saturating_add(days.days());
        Recovery {
            found,
            tied: Some(day),
            returned: Some(day),
            insured: None,
        }
    }

    #[test]
    fn what_an_insurer_got_is_not_home() {
        let insured = Recovery {
            returned: None,
            insured: back_after(30).returned,
            ..back_after(30)
        };
        let all = [back_after(30), insured];
        let got = GotHome::count(&all, date(2024, 4, 1), date(2024, 6, 30), date(2025, 1, 1));
        assert_eq!((got.named, got.home, got.insurer), (2, 1, 1));
        assert_eq!(got.share_home().map(Share::part), Some(1));
    }

    #[test]
    fn the_90th_day_counts_and_the_91st_does_not() {
        for (days, counts) in [(0, 1), (90, 1), (91, 0)] {
            let got = GotHome::count(
                &[back_after(days)],
                date(2024, 4, 1),
                date(2024, 6, 30),
                date(2025, 1, 1),
            );
            assert_eq!(
                (got.recovered, got.named, got.home),
                (1, counts, counts),
                "{days}"
            );
        }
    }

    #[test]
    fn final_90_days_after_the_last_day() {
        let last = date(2024, 6, 30);
        for (as_at, is_final) in [(date(2024, 9, 27), false), (date(2024, 9, 28), true)] {
            assert_eq!(
                GotHome::count(&[], date(2024, 4, 1), last, as_at).is_final,
                is_final
            );
        }
        assert_eq!(
            GotHome::count(&[], date(2024, 4, 1), last, last).share_home(),
            None
        );
    }

    #[test]
    fn days_need_ten_bikes() {
        let nine: Vec<Recovery> = (1..=9).map(back_after).collect();
        assert_eq!(days_until(&nine, |one| one.returned), None);
        let ten: Vec<Recovery> = (1..=10).map(back_after).collect();
        assert_eq!(
            days_until(&ten, |one| one.returned).map(|median| median.value),
            Some(5.5)
        );
    }
}
