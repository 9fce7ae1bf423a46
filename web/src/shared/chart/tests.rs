use super::*;

fn classes(chart: &Chart) -> Vec<&'static str> {
    chart
        .shapes
        .iter()
        .map(|shape| match shape {
            Shape::Rect { class, .. }
            | Shape::Line { class, .. }
            | Shape::Dot { class, .. }
            | Shape::Text { class, .. } => *class,
        })
        .collect()
}

#[test]
fn a_withheld_month_has_one_height_whatever_its_count() {
    let bar = |count| Bar {
        label: "Jan 24".into(),
        count,
    };
    let chart = months(
        "m",
        "Months",
        "Thefts by month.",
        &[bar(Some(12)), bar(None)],
        Some((3, 14)),
    );
    let drawn = classes(&chart);
    assert!(drawn.contains(&"fm-chart__withheld") && drawn.contains(&"fm-chart__band"));
    let withheld = chart.shapes.iter().find_map(|shape| match shape {
        Shape::Rect { at, class } if *class == "fm-chart__withheld" => Some(at[3].clone()),
        _ => None,
    });
    assert_eq!(withheld.as_deref(), Some("24"));
}

#[test]
fn nothing_at_all_is_drawn_without_a_number_that_is_none() {
    let empty = Bar {
        label: "Jan 24".into(),
        count: Some(0),
    };
    for chart in [
        months("m", "Months", "None.", &[], None),
        months("m", "Months", "None.", &[empty], None),
        hours("h", ("Hours", "None."), &[], &[]),
        hours(
            "h",
            ("Hours", "None."),
            &[("Monday".into(), vec![None, Some(0)])],
            &[],
        ),
        spans("s", "Shares", "None.", &[]),
    ] {
        let said = format!("{chart:?}");
        assert!(!said.contains("NaN") && !said.contains("inf"), "{said}");
    }
}

#[test]
fn places_are_written_short() {
    assert_eq!(
        [1.0, 1.04, 1.25, -0.01].map(unit),
        ["1", "1", "1.3", "-0"].map(str::to_owned)
    );
}
