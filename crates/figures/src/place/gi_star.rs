//! Gi*, which shows whether a place and its neighbours together hold more than other places do.

/// Returns the z of Gi* for each place. The place and its neighbours have a weight of 1 each (Ord and Getis,
/// Geographical Analysis 1995). `neighbours` lists for each place the places beside it, but not the place itself.
///
/// The z is `None` if the neighbourhood is the whole area, or if all values are the same, because there is nothing to
/// compare it with.
#[must_use]
pub fn gi_star(values: &[f64], neighbours: &[Vec<usize>]) -> Vec<Option<f64>> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let spread = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / n).sqrt();
    let all_equal = values.windows(2).all(|two| two[0] == two[1]);
    let places = values.iter().zip(neighbours);
    places
        .map(|(value, beside)| {
            let weight = beside.len() as f64 + 1.0;
            if all_equal || weight >= n {
                return None;
            }
            let sum = value + beside.iter().map(|&other| values[other]).sum::<f64>();
            let error = spread * ((n * weight - weight * weight) / (n - 1.0)).sqrt();
            Some((sum - mean * weight) / error)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_elsewhere_no_z() {
        assert_eq!(gi_star(&[], &[]), []);
        assert_eq!(gi_star(&[3.0], &[vec![]]), [None]);
        assert_eq!(gi_star(&[3.0, 3.0, 3.0], &[vec![1], vec![0], vec![]]), [None; 3]);
        let two = gi_star(&[1.0, 2.0], &[vec![1], vec![]]);
        assert!(two[0].is_none() && two[1].is_some());
    }
}
