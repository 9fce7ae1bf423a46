use super::*;
use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

const FROM: Date = date(2025, 3, 31);
const TO: Date = date(2026, 3, 31);

#[test]
fn what_is_refused() {
    for (baseline, target, tolerance, error) in [
        ((f64::NAN, FROM), (1.0, TO), 0.1, PathError::NotANumber),
        ((1.0, TO), (2.0, FROM), 0.1, PathError::Backwards),
        ((1.0, TO), (2.0, TO), 0.1, PathError::Backwards),
        ((1.0, FROM), (2.0, TO), 0.0, PathError::ToleranceOfWay),
        ((1.0, FROM), (2.0, TO), 1.1, PathError::ToleranceOfWay),
        ((1.0, FROM), (2.0, TO), f64::NAN, PathError::ToleranceOfWay),
        ((2.0, FROM), (2.0, TO), 0.0, PathError::ToleranceOfLevel),
        ((2.0, FROM), (2.0, TO), f64::INFINITY, PathError::ToleranceOfLevel),
    ] {
        assert_eq!(Path::new(baseline, target, tolerance), Err(error));
    }
    assert!(Path::new((2.0, FROM), (2.0, TO), 3.0).is_ok());
}

#[test]
fn at_the_edges_of_the_tolerance() {
    let down = Path::new((160.0, FROM), (120.0, TO), 0.1).unwrap();
    for (value, status) in [
        (120.0, Status::OnTrack),
        (120.1, Status::AtRisk),
        (124.0, Status::AtRisk),
        (124.1, Status::OffTrack),
        (90.0, Status::OnTrack),
    ] {
        assert_eq!(down.status(Some((value, TO))), status, "{value}");
    }
    let up = Path::new((10.0, FROM), (20.0, TO), 0.2).unwrap();
    for (value, status) in [
        (20.0, Status::OnTrack),
        (18.0, Status::AtRisk),
        (17.9, Status::OffTrack),
    ] {
        assert_eq!(up.status(Some((value, TO))), status, "{value}");
    }
    let level = Path::new((12.0, FROM), (12.0, TO), 1.0).unwrap();
    for (value, status) in [
        (13.0, Status::OnTrack),
        (13.5, Status::OffTrack),
        (10.9, Status::OffTrack),
    ] {
        assert_eq!(level.status(Some((value, TO))), status, "{value}");
    }
    assert_eq!(up.status(None), Status::NoData);
    assert_eq!(up.status(Some((f64::NAN, TO))), Status::NoData);
}

#[test]
fn a_wide_interval_cannot_tell() {
    let path = Path::new((160.0, FROM), (120.0, TO), 0.1).unwrap();
    for (low, high, cannot_tell) in [(110.0, 170.0, true), (110.0, 150.0, false), (130.0, 170.0, false)] {
        assert_eq!(path.is_too_few_to_tell(Interval { low, high }, TO), cannot_tell);
    }
}

proptest! {
    #[test]
    fn the_path_itself_is_on_track(from in -1e3_f64..1e3, to in -1e3_f64..1e3, days in -400_i64..900) {
        prop_assume!((from - to).abs() > 1e-3);
        let path = Path::new((from, FROM), (to, TO), 0.1).unwrap();
        let day = FROM.saturating_add(days.days());
        prop_assert_eq!(path.status(Some((path.on(day), day))), Status::OnTrack);
        let worse = path.on(day) - (to - from) * 0.2;
        prop_assert_eq!(path.status(Some((worse, day))), Status::OffTrack);
    }
}
