//! Measures whether counts come one by one or in clumps.

/// Returns Pearson's chi-square of the months around the mean of their own period, divided by the degrees of freedom.
///
/// Each period is a list of monthly counts. The result is about 1 for counts that come one by one, and higher if they
/// clump. It is 1 if there is too little to tell, because nothing was counted or no period has a second month.
#[must_use]
pub fn dispersion(periods: &[&[u64]]) -> f64 {
    let (mut square, mut freedom) = (0.0, 0_usize);
    for months in periods
        .iter()
        .filter(|months| months.iter().any(|&count| count > 0))
    {
        let mean = months.iter().sum::<u64>() as f64 / months.len() as f64;
        square += months
            .iter()
            .map(|&count| (count as f64 - mean).powi(2) / mean)
            .sum::<f64>();
        freedom += months.len() - 1;
    }
    if freedom == 0 {
        1.0
    } else {
        square / freedom as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let table: [(&[&[u64]], f64); 5] = [
            // This is (4 + 0 + 4) / 10 / 2.
            (&[&[8, 10, 12]], 0.4),
            // This is (25 + 25) / 15 / 1 for each period.
            (&[&[10, 20], &[20, 10]], 10.0 / 3.0),
            (&[&[7], &[9]], 1.0),
            (&[&[0, 0, 0]], 1.0),
            (&[], 1.0),
        ];
        for (periods, expected) in table {
            assert!((dispersion(periods) - expected).abs() < 1e-12, "{periods:?}");
        }
    }
}
