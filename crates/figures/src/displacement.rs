//! Tests whether thefts moved next door after something had been done at a place.

/// The counts of two equally long periods at one place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BeforeAfter {
    /// The count in the period before the response.
    pub before: u64,
    /// The count in the period after the response began.
    pub after: u64,
}

impl BeforeAfter {
    fn step(self) -> f64 {
        self.after as f64 - self.before as f64
    }
}

/// The four places that a test of displacement looks at. If a response has no control, there is no test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    /// The place where something was done.
    pub action: BeforeAfter,
    /// A similar place where nothing was done, chosen before the response began.
    pub control: BeforeAfter,
    /// The ring around the action. Thefts may have moved there.
    pub buffer: BeforeAfter,
    /// A similar place, to compare the ring with.
    pub buffer_control: BeforeAfter,
}

/// The weighted displacement difference, with its test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Displacement {
    /// How many more thefts (or fewer, if it is below 0) there were than the controls suggest, in the action and the
    /// buffer together.
    pub wdd: f64,
    /// The standard error of `wdd`.
    pub standard_error: f64,
    /// `wdd` divided by its standard error; `None` if nothing was counted.
    pub z: Option<f64>,
}

impl Displacement {
    /// Tells whether the difference is clearly more than chance, with a confidence of 95 per cent.
    #[must_use]
    pub fn is_clear(self) -> bool {
        self.z.is_some_and(|z| z.abs() >= 1.96)
    }

    /// Returns the same difference for counts that clump: if the dispersion is above 1.5, the error is multiplied by
    /// its root.
    #[must_use]
    pub fn widened(self, dispersion: f64) -> Self {
        if dispersion <= crate::change::WIDENED_ABOVE {
            return self;
        }
        let root = dispersion.sqrt();
        Self {
            wdd: self.wdd,
            standard_error: self.standard_error * root,
            z: self.z.map(|z| z / root),
        }
    }
}

impl Places {
    /// Returns WDD = Δaction - Δcontrol + Δbuffer - Δbuffer's control. Its error is the root of the sum of all eight
    /// counts (Wheeler and Ratcliffe, Crime Science 2018, doi.org/10.1186/s40163-018-0085-5).
    #[must_use]
    pub fn wdd(self) -> Displacement {
        let all = [self.action, self.control, self.buffer, self.buffer_control];
        let sum: u64 = all.iter().map(|place| place.before + place.after).sum();
        let wdd = self.action.step() - self.control.step() + self.buffer.step() - self.buffer_control.step();
        let standard_error = (sum as f64).sqrt();
        let z = (sum > 0).then(|| wdd / standard_error);
        Displacement {
            wdd,
            standard_error,
            z,
        }
    }

    /// Returns the weighted displacement quotient (Bowers and Johnson, 2003). Above 0, the ring changed in the same
    /// direction as the place of the action; below 0, it changed in the other direction, as it does if thefts moved
    /// into the ring. `None` if a control count is 0, or if the action did not change compared with its control.
    #[must_use]
    pub fn wdq(self) -> Option<f64> {
        if self.control.before == 0 || self.control.after == 0 {
            return None;
        }
        // Whole numbers show exactly whether there was a change.
        let cross = |place: BeforeAfter| {
            let after = i128::from(place.after) * i128::from(self.control.before);
            after - i128::from(place.before) * i128::from(self.control.after)
        };
        let action = cross(self.action);
        (action != 0).then(|| cross(self.buffer) as f64 / action as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(before: [u64; 4], after: [u64; 4]) -> Places {
        let at = |i: usize| BeforeAfter {
            before: before[i],
            after: after[i],
        };
        Places {
            action: at(0),
            control: at(1),
            buffer: at(2),
            buffer_control: at(3),
        }
    }

    #[test]
    fn clear_only_from_1_96() {
        let weak = places([40, 60, 30, 55], [22, 58, 28, 56]).wdd();
        assert!(!weak.is_clear());
        let strong = places([140, 60, 30, 55], [22, 58, 28, 56]).wdd();
        assert!(strong.is_clear());
        assert_eq!(strong.widened(1.5), strong);
        assert!(!strong.widened(25.0).is_clear());
    }

    #[test]
    fn nothing_counted_has_no_test() {
        let none = places([0; 4], [0; 4]);
        assert_eq!((none.wdd().z, none.wdq()), (None, None));
        assert!(!none.wdd().is_clear());
    }

    #[test]
    fn all_stolen_bikes_moved_next_door() {
        assert_eq!(places([20, 10, 10, 10], [10, 10, 20, 10]).wdq(), Some(-1.0));
    }
}
