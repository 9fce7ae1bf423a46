use super::super::pdf::cleaned;
use super::*;
use lopdf::dictionary;

const PLANTED: &str = "Planted";

/// A document of one page that says who made it in every way that the library knows.
fn a_document() -> Document {
    let mut document = Document::with_version("1.7");
    let pages = document.new_object_id();
    let shown = document.add_object(Stream::new(Dictionary::new(), b"BT (Shown) Tj ET".to_vec()));
    let xmp = |document: &mut Document| {
        let kind = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
        document.add_object(Stream::new(kind, b"<dc:creator>Planted</dc:creator>".to_vec()))
    };
    let of_page = xmp(&mut document);
    let comment = document.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Highlight",
        "T" => Object::string_literal("Planted reviewer"),
        "M" => Object::string_literal("D:20260101 Planted"),
        "Contents" => Object::string_literal("Shown too"),
    });
    let field = document.add_object(dictionary! {
        "Type" => "Annot", "Subtype" => "Widget", "T" => Object::string_literal("Field of a form"),
    });
    let page = document.add_object(dictionary! {
        "Type" => "Page", "Parent" => pages, "Contents" => shown,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Metadata" => of_page,
        "PieceInfo" => dictionary! { "Planted" => dictionary! {} },
        "Annots" => vec![comment.into(), field.into()],
    });
    let tree = dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 };
    document.objects.insert(pages, tree.into());
    let of_all = xmp(&mut document);
    let root =
        document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages, "Metadata" => of_all });
    let info = [
        "Author",
        "Creator",
        "Title",
        "Producer",
        "CreationDate",
        "ModDate",
        "Company",
    ];
    let info = info.map(|key| (key, Object::string_literal(format!("{PLANTED} {key}"))));
    let info = document.add_object(Dictionary::from_iter(info));
    document.trailer.set("Root", root);
    document.trailer.set("Info", info);
    document
}

fn saved(document: &mut Document, is_packed: bool) -> Vec<u8> {
    let options = SaveOptions::builder()
        .use_object_streams(is_packed)
        .use_xref_streams(is_packed)
        .build();
    let mut bytes = Vec::new();
    document.save_with_options(&mut bytes, options).unwrap();
    bytes
}

/// The whole text of a file, with its packed objects.
fn plain(bytes: &[u8]) -> String {
    let document = Document::load_mem(bytes).unwrap();
    format!(
        "{} {:?} {:?}",
        String::from_utf8_lossy(bytes),
        document.trailer,
        document.objects
    )
}

#[test]
fn a_kept_paper_does_not_say_who_made_it_and_shows_what_it_showed() {
    for is_packed in [false, true] {
        let bytes = saved(&mut a_document(), is_packed);
        let kept = cleaned(&bytes).unwrap();
        let text = plain(&kept);
        assert!(!text.contains(PLANTED), "{text}");
        for key in ["/Info", "/Metadata", "/PieceInfo", "/Author", "/ID"] {
            assert!(!text.contains(key), "{key}: {text}");
        }
        let document = Document::load_mem(&kept).unwrap();
        let pages = document.get_pages();
        let content = document.get_page_content(pages[&1]);
        assert_eq!((pages.len(), content.trim_ascii()), (1, &b"BT (Shown) Tj ET"[..]));
        for shown in ["Shown too", "Field of a form"] {
            assert!(format!("{:?}", document.objects).contains(shown), "{shown}");
        }
        assert_eq!(cleaned(&kept).unwrap(), kept, "it does not change again");
    }
}

#[test]
fn an_older_version_in_the_same_file_goes_too() {
    let mut bytes = saved(&mut a_document(), false);
    let text: String = bytes.iter().map(|byte| char::from(*byte & 0x7f)).collect();
    let (_, table) = text.rsplit_once("startxref").unwrap();
    let table: usize = table.trim().lines().next().unwrap().parse().unwrap();
    let root = Document::load_mem(&bytes)
        .unwrap()
        .trailer
        .get(b"Root")
        .unwrap()
        .as_reference()
        .unwrap()
        .0;
    let at = bytes.len();
    bytes.extend(format!("90 0 obj\n<< /Author (Newer {PLANTED}) >>\nendobj\n").into_bytes());
    let next = bytes.len();
    bytes.extend(
        format!(
            "xref\n90 1\n{at:010} 00000 n \ntrailer\n<< /Size 91 /Root {root} 0 R /Info 90 0 R /Prev {table} >>\nstartxref\n{next}\n%%EOF\n"
        )
        .into_bytes(),
    );
    let text = plain(&cleaned(&bytes).unwrap());
    assert!(!text.contains(PLANTED), "{text}");
}

/// A file with one page and with more objects.
fn with(objects: &[u8]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n\
        2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n\
        3 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\n"
        .to_vec();
    bytes.extend(objects);
    bytes.extend(b"\ntrailer\n<< /Root 1 0 R /Size 99 >>\n%%EOF\n");
    bytes
}

fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let mut packed = Stream::new(Dictionary::new(), content.to_vec());
    packed.compress().unwrap();
    let filter = match packed.dict.has(b"Filter") {
        true => "/Filter /FlateDecode",
        false => "",
    };
    let long = packed.content.len();
    let mut bytes = format!("9 0 obj\n<< {dictionary} {filter} /Length {long} >>\nstream\n").into_bytes();
    bytes.extend(&packed.content);
    bytes.extend(b"\nendstream\nendobj\n");
    bytes
}

#[test]
fn hostile_files_are_refused_soon() {
    let deep = |open: &str| format!("9 0 obj\n{}\nendobj", open.repeat(200_000)).into_bytes();
    let objects = "/Type /ObjStm /N 1 /First 4";
    // Two thousand objects at the same place, each as long as the whole stream.
    let table: String = (0..2_000).map(|number| format!("{} 0 ", number + 10)).collect();
    let same = format!("{table}[{}]", "1 ".repeat(200_000));
    let same_at = format!("/Type /ObjStm /N 2000 /First {}", table.len());
    for (name, content, want) in [
        ("one page", with(b""), Ok(())),
        (
            "no pages",
            with(b"").replace_in("/Kids [3 0 R]", "/Kids []"),
            Err(PdfError::Unreadable),
        ),
        (
            "nothing",
            b"%PDF-1.7\nnothing\n%%EOF".to_vec(),
            Err(PdfError::Unreadable),
        ),
        (
            "a password",
            with(b"9 0 obj\n<< /Encrypt 1 >>\nendobj"),
            Err(PdfError::Encrypted),
        ),
        ("deep arrays", with(&deep("[")), Ok(())),
        ("deep dictionaries", with(&deep("<</A")), Ok(())),
        ("deep strings", with(&deep("(")), Ok(())),
        ("many parts", with(&deep("[1 2 3 4 5 6 7 8]")), Ok(())),
        (
            "too many parts",
            with(&deep("[1 2 3 4 5 6 7 8 9 10 11 12 13]")),
            Err(PdfError::TooMuch),
        ),
        (
            "a bomb",
            with(&stream(objects, &vec![b' '; 40 << 20])),
            Err(PdfError::TooMuch),
        ),
        (
            "the same place",
            with(&stream(&same_at, same.as_bytes())),
            Err(PdfError::TooMuch),
        ),
        (
            "a picture is not unpacked",
            with(&stream("/Type /XObject", &vec![0; 40 << 20])),
            Ok(()),
        ),
    ] {
        assert_eq!(cleaned(&content).map(drop), want, "{name}");
    }
}

trait Replaced {
    fn replace_in(self, from: &str, to: &str) -> Self;
}

impl Replaced for Vec<u8> {
    fn replace_in(self, from: &str, to: &str) -> Self {
        String::from_utf8(self).unwrap().replace(from, to).into_bytes()
    }
}
