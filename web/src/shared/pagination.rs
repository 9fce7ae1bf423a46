//! Which pages of a long list a page links to.

/// One step of the list of pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The page's number, from 1.
    pub number: usize,
    /// Its address.
    pub href: String,
    /// Whether it is the page being read.
    pub current: bool,
    /// Whether it stands for pages that are left out.
    pub gap: bool,
}

/// A page of a long list.
#[derive(Clone, Debug)]
pub struct Pagination {
    /// The page being read, from 1.
    pub current: usize,
    /// The last page, from 1.
    pub last: usize,
    base: String,
}

impl Pagination {
    /// Makes the pagination of `total` entries, `per_page` to a page. `base` is the address with its other parameters,
    /// to which `page=` is added. If `current` is beyond the last page, it becomes the last page.
    pub fn new(base: impl Into<String>, current: usize, total: usize, per_page: usize) -> Self {
        let last = total.div_ceil(per_page.max(1)).max(1);
        Self {
            current: current.clamp(1, last),
            last,
            base: base.into(),
        }
    }

    /// Returns how many entries come before this page's first.
    pub fn skip(&self, per_page: usize) -> usize {
        (self.current - 1) * per_page
    }

    /// Returns the address of the page before.
    pub fn previous(&self) -> Option<String> {
        (self.current > 1).then(|| self.href(self.current - 1))
    }

    /// Returns the address of the page after.
    pub fn next(&self) -> Option<String> {
        (self.current < self.last).then(|| self.href(self.current + 1))
    }

    /// Returns the first and last pages, the current one and its neighbours, and gaps between.
    pub fn steps(&self) -> Vec<Step> {
        let mut shown: Vec<usize> = [
            1,
            self.current.saturating_sub(1),
            self.current,
            self.current + 1,
            self.last,
        ]
        .into_iter()
        .filter(|page| (1..=self.last).contains(page))
        .collect();
        shown.sort_unstable();
        shown.dedup();
        let mut steps = Vec::new();
        let mut before = 0;
        for number in shown {
            match number - before {
                1 => {}
                2 => steps.push(self.step(number - 1, false)),
                _ => steps.push(self.step(number - 1, true)),
            }
            steps.push(self.step(number, false));
            before = number;
        }
        steps
    }

    fn step(&self, number: usize, gap: bool) -> Step {
        Step {
            number,
            href: self.href(number),
            current: number == self.current,
            gap,
        }
    }

    fn href(&self, page: usize) -> String {
        let joint = if self.base.contains('?') { '&' } else { '?' };
        format!("{}{joint}page={page}", self.base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(current: usize, total: usize) -> String {
        Pagination::new("/list", current, total, 10)
            .steps()
            .iter()
            .map(|step| match step {
                Step { gap: true, .. } => "..".to_owned(),
                Step {
                    current: true,
                    number,
                    ..
                } => format!("[{number}]"),
                Step { number, .. } => number.to_string(),
            })
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn ends_neighbours_and_gaps() {
        for (current, total, expected) in [
            (1, 0, "[1]"),
            (1, 10, "[1]"),
            (1, 11, "[1] 2"),
            (2, 25, "1 [2] 3"),
            (5, 90, "1 .. 4 [5] 6 .. 9"),
            (4, 90, "1 2 3 [4] 5 .. 9"),
            (99, 90, "1 .. 8 [9]"),
            (0, 90, "[1] 2 .. 9"),
        ] {
            assert_eq!(
                drawn(current, total),
                expected,
                "page {current} of {total} entries"
            );
        }
    }

    #[test]
    fn addresses_keep_the_other_parameters() {
        let pages = Pagination::new("/list?make=Giant", 2, 100, 10);
        assert_eq!(pages.next().as_deref(), Some("/list?make=Giant&page=3"));
        assert_eq!(pages.previous().as_deref(), Some("/list?make=Giant&page=1"));
        assert_eq!(pages.skip(10), 10);
        assert_eq!(Pagination::new("/list", 1, 5, 10).next(), None);
    }
}
