//! What a phone sent about a bike that was marked at a desk, after it was opened.

use registry::desk::entry::{EntryWords, Typed, Valid};
use std::collections::HashSet;

/// An entry is accepted with bounded words, or every problem is named once; what was accepted is accepted again.
pub fn holds(bytes: &[u8]) {
    let json = String::from_utf8_lossy(bytes);
    let words = EntryWords::of(&json);
    let _ = words.saved_at();
    assert!(words.photo().is_none_or(|photo| photo.len() <= json.len()));
    let (short, named) = (words.typed.parse(), words.typed.parse_named());
    assert!(named.is_err() || short.is_ok());
    match short {
        Ok(valid) => {
            assert_eq!(words.mark(), Some(valid.mark));
            assert!(words.typed.parse_unlabelled().is_ok());
            is_bounded(&valid);
            comes_back(&words.typed, &valid);
        }
        Err(problems) => {
            let fields: HashSet<_> = problems.iter().map(|(field, _)| field).collect();
            assert!(!problems.is_empty() && fields.len() == problems.len());
        }
    }
}

fn is_bounded(valid: &Valid) {
    let (looks, owner) = (&valid.bike.description, &valid.owner);
    let short = |text: &Option<String>, most| text.as_ref().is_none_or(|text| text.chars().count() <= most);
    assert!(short(&looks.make, 100) && short(&looks.model, 100) && short(&looks.features, 300));
    assert!(short(&owner.name, 100));
    assert!((1..=2).contains(&looks.colours.len()) && valid.bike.identifiers.len() <= 2);
    assert!(owner.email.is_some() || owner.phone.is_some());
}

fn comes_back(typed: &Typed, valid: &Valid) {
    let (frame, looks) = (valid.bike.frame.number(), valid.bike.description.clone());
    let printed = Typed {
        code: valid.mark.to_string(),
        frame_number: frame.map(ToString::to_string).unwrap_or_default(),
        make: looks.make.clone().unwrap_or_else(|| "unknown".to_owned()),
        model: looks.model.clone().unwrap_or_default(),
        features: looks.features.clone().unwrap_or_default(),
        name: valid.owner.name.clone().unwrap_or_default(),
        ..typed.clone()
    };
    let again = printed
        .parse()
        .expect("an entry that was accepted is accepted again");
    assert_eq!(again.mark, valid.mark);
    assert_eq!(again.bike.frame, valid.bike.frame);
    assert_eq!(again.bike.description, looks);
    assert_eq!(again.owner.name, valid.owner.name);
}
