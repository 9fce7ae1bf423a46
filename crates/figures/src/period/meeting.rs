//! The days before and after a public meeting on which something is due.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, time};

/// When the papers, the questions and the draft minutes of a meeting are due, on the clock in London.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeetingDays {
    /// The day by which papers are due: seven days before the meeting.
    pub papers_due: Date,
    /// The time by which questions are due: 10:00 on the day before.
    pub questions_by: DateTime,
    /// The day by which draft minutes are due: fourteen days after the meeting.
    pub draft_minutes_due: Date,
}

impl MeetingDays {
    /// Returns the days for a meeting that starts at this time.
    #[must_use]
    pub fn of(start: DateTime) -> Self {
        let day = start.date();
        Self {
            papers_due: day.saturating_sub(7.days()),
            questions_by: day.saturating_sub(1.day()).to_datetime(time(10, 0, 0, 0)),
            draft_minutes_due: day.saturating_add(14.days()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn around_a_leap_day() {
        let days = MeetingDays::of(date(2024, 3, 1).at(18, 30, 0, 0));
        assert_eq!(days.papers_due, date(2024, 2, 23));
        assert_eq!(days.questions_by, date(2024, 2, 29).at(10, 0, 0, 0));
        assert_eq!(days.draft_minutes_due, date(2024, 3, 15));
    }
}
