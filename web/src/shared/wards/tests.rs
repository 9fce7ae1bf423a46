use super::*;

fn at(lat: f64, lng: f64) -> Point {
    Point::new(lat, lng).unwrap()
}

#[test]
fn every_town_is_read_and_in_one_of_our_wards() {
    assert_eq!(TOWN_LIST.len(), TOWNS.lines().count() - 1);
    for town in TOWN_LIST.iter() {
        assert!(ward_of(at(town.at.1, town.at.0)).is_some(), "{}", town.name);
    }
}

#[test]
fn names_stand_clear_of_points_and_of_each_other() {
    let map = overview(&[(1, at(52.2054, 0.1190)), (2, at(52.3955, 0.2687))]).unwrap();
    let texts: Vec<&str> = map.names.iter().map(|name| name.text).collect();
    for name in ["Cambridge", "Ely", "Littleport", "Soham"] {
        assert!(texts.contains(&name), "{name} is not on {texts:?}");
    }
    let number = |text: &str| text.parse::<f64>().unwrap();
    let areas: Vec<Area> = map
        .names
        .iter()
        .map(|name| Area::of_name(name.text, number(&name.x), number(&name.y)))
        .chain(
            map.pins
                .iter()
                .map(|pin| Area::of_pin((number(&pin.x), number(&pin.y)))),
        )
        .collect();
    for (index, area) in areas.iter().enumerate() {
        assert!(!areas[..index].iter().any(|other| {
            // A unit is lost when places are rounded.
            area.left + 2.0 < other.right
                && other.left + 2.0 < area.right
                && area.top + 2.0 < other.bottom
                && other.top + 2.0 < area.bottom
        }));
    }
}

#[test]
fn a_point_is_in_its_ward() {
    assert_eq!(ward_of(at(52.2054, 0.1190)), Some("Market"));
    assert_eq!(ward_of(at(52.3955, 0.2687)), Some("Ely East"));
    assert_eq!(ward_of(at(51.5, -0.12)), None);
}

#[test]
fn maps_show_their_points_inside_the_picture_and_stay_small() {
    let points = [
        (1, at(52.2054, 0.1190)),
        (3, at(51.5, -0.12)),
        (2, at(52.3955, 0.2687)),
    ];
    let all = overview(&points).unwrap();
    assert_eq!(all.wards.len(), wards::all().len());
    let labels: Vec<&str> = all.pins.iter().map(|pin| pin.label.as_str()).collect();
    assert_eq!(labels, ["1", "2"], "London is not on our maps");
    let near = close_up(at(52.2054, 0.1190)).unwrap();
    assert_eq!((near.pins[0].x.as_str(), near.pins[0].y.as_str()), ("300", "200"));
    assert_eq!(near.wards.iter().filter(|ward| ward.here).count(), 1);
    for map in [&all, &near] {
        let bytes: usize = map.wards.iter().map(|ward| ward.path.len()).sum();
        assert!(bytes < 40_000, "{bytes} bytes");
        for pin in &map.pins {
            assert!(pin.x.parse::<u32>().unwrap() <= 600 && pin.y.parse::<u32>().unwrap() <= map.height);
        }
    }
    assert_eq!(overview(&[(1, at(51.5, -0.12))]), None);
    assert_eq!(close_up(at(51.5, -0.12)), None);
}
