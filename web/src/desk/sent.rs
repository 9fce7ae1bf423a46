//! What a phone has written down of a bike, once it is opened.

use super::form::MarkForm;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::MarkCode;
use jiff::Timestamp;
use registry::desk::sync::{Typed, Valid};
use serde::Deserialize;

/// The words of an entry: the fields of the form, and a few facts beside them.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Words {
    #[serde(flatten)]
    pub(super) form: MarkForm,
    /// Milliseconds since 1970 by the phone's clock.
    saved_at: Option<i64>,
    seconds: Option<u32>,
    /// A JPEG in base64.
    photo: Option<String>,
}

impl Words {
    /// Reads the JSON; what cannot be read at all is an empty form.
    pub(super) fn of(json: &str) -> Self {
        serde_json::from_str(json).unwrap_or_default()
    }

    /// Decodes the photo; one that is no base64 is handed on as it is, so that its loss is told.
    pub(super) fn photo(&self) -> Option<Vec<u8>> {
        let photo = self.photo.as_ref()?;
        Some(
            STANDARD
                .decode(photo)
                .unwrap_or_else(|_| photo.clone().into_bytes()),
        )
    }

    /// Reads every field.
    pub(super) fn typed(&self) -> Typed {
        Typed {
            saved_at: self
                .saved_at
                .and_then(|millis| Timestamp::from_millisecond(millis).ok()),
            seconds: self.seconds,
            mark: MarkCode::parse(&self.form.code).ok(),
            valid: self.form.parse_short().ok().map(|parsed| Valid {
                mark: parsed.code,
                bike: parsed.bike,
                owner: parsed.owner,
                photo: self.photo(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_form_is_read_and_nothing_panics() {
        let code = MarkCode::from_data([1, 2, 3, 4, 5, 6, 7, 8]);
        let json = format!(
            r#"{{"code":"{code}","frame_number":"WTU316C2137N","make":"trek","colour":"red","email":"ada@example.org",
                "consent":"yes","saved_at":1795000000000,"seconds":44,"photo":"/9j/"}}"#
        );
        let typed = Words::of(&json).typed();
        assert_eq!((typed.mark, typed.seconds), (Some(code), Some(44)));
        let valid = typed.valid.unwrap();
        assert_eq!(valid.owner.name, None);
        assert_eq!(valid.photo.unwrap(), [0xff, 0xd8, 0xff]);
        for bad in ["", "{}", "[1]", "{\"code\":5}", "{\"seconds\":-1}", "null"] {
            let typed = Words::of(bad).typed();
            assert!(typed.valid.is_none() && typed.mark.is_none(), "{bad}");
        }
        let no_consent = json.replace("\"consent\":\"yes\",", "");
        let typed = Words::of(&no_consent).typed();
        assert!(typed.valid.is_none() && typed.mark == Some(code));
    }
}
