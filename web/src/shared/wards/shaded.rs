//! Maps whose wards are filled by their counts in a table.

use super::{Frame, Map};
use domain::place::{Point, wards};

/// How a ward is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shade {
    /// Not at all.
    Plain,
    /// With a step from 1, the fewest, to 5, the most.
    Step(u8),
    /// Hatched, because its count is withheld.
    Withheld,
}

/// Draws the wards of a partnership's area, with numbered points. `shade` says how to fill a ward, given the ward's
/// code. Returns `None` if the partnership's boundaries are not known.
pub fn shaded(partnership: &str, shade: impl Fn(&str) -> Shade, points: &[(usize, Point)]) -> Option<Map> {
    wards::of_partnership(partnership).next()?;
    let frame = Frame::around(wards::of_partnership(partnership));
    let pins = points.iter().map(|(number, point)| (number.to_string(), *point));
    let mut map = frame.draw_shaded(pins.collect(), |ward| {
        if ward.partnership() == partnership {
            shade(&ward.code)
        } else {
            Shade::Plain
        }
    });
    for ward in &mut map.wards {
        ward.here = false;
    }
    Some(map)
}

/// Divides counts into five steps of the same width up to the most, and returns the highest count of each.
pub fn steps(most: u64) -> [u64; 5] {
    [1, 2, 3, 4, 5].map(|step| (most * step).div_ceil(5))
}

impl Shade {
    /// Returns the step of a count.
    pub fn of(count: u64, steps: &[u64; 5]) -> Self {
        let at = steps.iter().position(|highest| count <= *highest).unwrap_or(4);
        Self::Step(u8::try_from(at + 1).unwrap_or(5))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_ward_of_the_area_is_filled() {
        let map = shaded("cambridge", |_| Shade::Withheld, &[]).unwrap();
        let filled = map.wards.iter().filter(|ward| ward.shade == Shade::Withheld);
        assert_eq!(filled.count(), wards::of_partnership("cambridge").count());
        assert_eq!(shaded("atlantis", |_| Shade::Plain, &[]), None);
    }

    #[test]
    fn counts_lie_in_five_steps() {
        let steps = steps(32);
        assert_eq!(steps, [7, 13, 20, 26, 32]);
        let of = [0, 7, 8, 32].map(|count| Shade::of(count, &steps));
        assert_eq!(of, [1, 1, 2, 5].map(Shade::Step));
        assert_eq!(Shade::of(0, &super::steps(0)), Shade::Step(1));
    }
}
