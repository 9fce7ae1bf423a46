use super::*;
use domain::bike::IdentifierKind;
use domain::number::FramePattern;

fn bike(id: i64, number: &str, make: &str, colour: &str) -> BikeEntry {
    BikeEntry {
        numbers: vec![(IdentifierKind::Frame, number.to_owned())],
        make: Some(make.to_owned()),
        model: Some("a \"model\", quoted".to_owned()),
        colours: vec![colour.to_owned()],
        ..BikeEntry::new(BikeId(id))
    }
}

async fn found(peer: &Peer, typed: &str, make: Option<&str>, colours: &[&str]) -> Vec<i64> {
    let query = Query {
        numbers: FramePattern::parse(typed).into_iter().collect(),
        make: make.map(str::to_owned),
        colours: colours.iter().map(|colour| (*colour).to_owned()).collect(),
        ..Query::default()
    };
    let found = peer.find(typed, &query, 3).await.unwrap();
    found.iter().map(|one| one.bike.0).collect()
}

#[test]
fn the_scheme_finds_what_it_is_published_to_find() {
    let database = testkit::Database::postgres();
    testkit::run(async {
        let peer = Peer::open(database.url()).await.unwrap();
        assert_eq!(peer.missing().await.unwrap(), Vec::<&str>::new());
        let bikes = [
            bike(1, "WTU316C2137N", "Trek", "black"),
            bike(2, "WTU 316 C9999 N", "Trek", "red"),
            bike(3, "GF282833", "Giant", "blue"),
            bike(4, "GF282834", "Giant", "black"),
        ];
        let lines: Vec<String> = bikes
            .iter()
            .map(|bike| {
                let cells = Peer::columns(bike).map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
                cells.join(",") + "\n"
            })
            .collect();
        let folder = tempfile_readable(&database);
        std::fs::write(&folder, lines.concat()).unwrap();
        let mut steps = 0;
        peer.load(&folder, |_| steps += 1).await.unwrap();
        assert_eq!(steps, 2 + INDEXES.len());
        assert!(peer.bytes().await.unwrap() > 0);
        for (typed, make, colours, ids) in [
            ("wtu3i6-c2137n", None, &[][..], vec![1]),
            ("316 WTU N C9999", None, &[], vec![2]),
            ("*316C*", None, &[], vec![2, 1]),
            ("*316C*", Some("Trek"), &["black"], vec![1]),
            ("*316C*", Some("Trek"), &["pink"], vec![2, 1]),
            ("*316C*", Some("Giant"), &[], vec![]),
            // The equal number comes first, and then the one that is one edit away.
            ("GF282834", None, &[], vec![4, 3]),
            ("GF28283", None, &[], vec![4, 3]),
            ("WTU3??C21??N", None, &[], vec![]),
            ("????????", None, &[], vec![]),
            ("%' OR 1=1 --", None, &[], vec![]),
        ] {
            assert_eq!(
                found(&peer, typed, make, colours).await,
                ids,
                "{typed} {make:?} {colours:?}"
            );
        }
        let shown = peer
            .find("WTU316C2137N", &Query::default(), 1)
            .await
            .unwrap()
            .remove(0)
            .shown;
        assert_eq!(shown, ["WTU316C2137N", "Trek", "a \"model\", quoted", "|black|"]);
        peer.close().await.unwrap();
    });
}

/// Writes a file in a folder that the database server's account can enter.
fn tempfile_readable(database: &testkit::Database) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(database.folder(), open).unwrap();
    database.folder().join("bikes.csv")
}
