//! Allows for the fact that many tests are made at once.

/// Tells which of these chances still count when they are tested together. Of those that are kept, at most the share
/// `rate` is expected to be false (Benjamini and Hochberg, JRSS B 1995).
#[must_use]
pub fn kept(chances: &[f64], rate: f64) -> Vec<bool> {
    let mut sorted = chances.to_vec();
    sorted.sort_by(f64::total_cmp);
    let many = sorted.len() as f64;
    let mut ranked = sorted.iter().enumerate();
    let last = ranked
        .rfind(|(rank, p)| **p <= (rank + 1) as f64 / many * rate)
        .map(|(_, p)| *p);
    chances
        .iter()
        .map(|p| last.is_some_and(|last| *p <= last))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_ends() {
        assert_eq!(kept(&[], 0.05), Vec::<bool>::new());
        assert_eq!(kept(&[0.05], 0.05), [true]);
        assert_eq!(kept(&[0.051], 0.05), [false]);
        // If a chance passes, all smaller ones pass as well.
        assert_eq!(kept(&[0.04, 0.045, 0.049], 0.05), [true; 3]);
        assert_eq!(kept(&[f64::NAN, 0.01], 0.05), [false, true]);
    }

    proptest! {
        #[test]
        fn a_smaller_chance_is_kept_before_a_greater_one(chances in prop::collection::vec(0.0_f64..=1.0, 0..40)) {
            let kept = kept(&chances, 0.05);
            for (a, p) in kept.iter().zip(&chances) {
                for (b, q) in kept.iter().zip(&chances) {
                    prop_assert!(p > q || *a || !*b);
                }
                prop_assert!(!*a || *p <= 0.05);
            }
        }
    }
}
