use domain::plan::{Baseline, Direction, Measure, MeasureStatus, MeasuredValue, Unit};
use figures::interval::{Interval, Share, poisson};
use figures::measure::{Path, Status};

/// The status of a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The status that follows from its values.
    pub computed: MeasureStatus,
    /// The status that is shown: the one that somebody set, or else the computed one.
    pub shown: MeasureStatus,
    /// True if the latest value's interval covers both the path and the baseline.
    pub is_too_few: bool,
}

/// Works out the status of a measure.
pub fn standing(measure: &Measure) -> Standing {
    let path = path_of(measure);
    let latest = measure.latest();
    let computed = match path {
        Some(path) => status(path.status(latest.map(|value| (value.value, value.on)))),
        None => MeasureStatus::NoData,
    };
    let is_too_few = path.zip(latest).is_some_and(|(path, value)| {
        interval(&measure.measure.unit, value)
            .is_some_and(|interval| path.is_too_few_to_tell(interval, value.on))
    });
    let overruled = measure.overruled.as_ref().map(|overruled| overruled.status);
    Standing {
        computed,
        shown: overruled.unwrap_or(computed),
        is_too_few,
    }
}

/// Returns the path from baseline to target, or `None` if one of them is not set yet.
pub fn path_of(measure: &Measure) -> Option<Path> {
    let entered = &measure.measure;
    let (Baseline::Known { value, on }, Some(target)) = (&entered.baseline, entered.target) else {
        return None;
    };
    // A measure that should hold its level is compared with the baseline alone.
    let target_value = match entered.direction {
        Direction::Hold => *value,
        Direction::Up | Direction::Down => target.value,
    };
    Path::new((*value, *on), (target_value, target.on), entered.tolerance).ok()
}

/// Returns the lowest and highest value that fit what was counted, if chance plays a part.
fn interval(unit: &Unit, value: &MeasuredValue) -> Option<Interval> {
    match unit {
        Unit::Incidents => Some(poisson(whole(value.value)?)),
        Unit::Share => {
            let out_of = value.out_of?;
            let part = whole((value.value * out_of as f64).round())?;
            Share::new(part.min(out_of), out_of).ok()?.wilson()
        }
        Unit::Count | Unit::Other(_) => None,
    }
}

fn whole(value: f64) -> Option<u64> {
    (value >= 0.0 && value.fract() == 0.0 && value < 1e15).then_some(value as u64)
}

fn status(status: Status) -> MeasureStatus {
    match status {
        Status::OnTrack => MeasureStatus::OnTrack,
        Status::AtRisk => MeasureStatus::AtRisk,
        Status::OffTrack => MeasureStatus::OffTrack,
        Status::NoData => MeasureStatus::NoData,
    }
}
