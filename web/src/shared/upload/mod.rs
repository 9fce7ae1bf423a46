//! Forms with files. They are read with limits and written to the disk as they arrive, so that nobody can fill the
//! memory.

mod room;

pub use room::{Place, QueuePlace, Uploads};

use super::error::HttpError;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartError};
use axum::http::StatusCode;
use std::collections::HashMap;
use std::fs::File;
use tokio::io::AsyncWriteExt;

/// What a form with files may hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most bytes that one file can have.
    pub file: usize,
    /// The most files.
    pub files: usize,
    /// The most bytes of one text field.
    pub text: usize,
    /// The most text fields.
    pub texts: usize,
}

/// The most bytes of the largest body that any route takes.
const MOST_BYTES: usize = Limits::photos(3).body();
/// The most bytes that a part's headers can have.
const HEAD: usize = 1 << 10;

impl Limits {
    /// The limits for this many photos of up to 40 MB.
    pub const fn photos(files: usize) -> Self {
        Self {
            file: 40 * 1_000_000,
            files,
            text: 64 << 10,
            texts: 64,
        }
    }

    /// Returns the bytes that a whole request can have, for the route's `DefaultBodyLimit`.
    pub const fn body(&self) -> usize {
        // This leaves room for the headers of each part, and for one file too many, so that the form can come back and
        // say so.
        (self.file + HEAD) * (self.files + 1) + (self.text + HEAD) * self.texts
    }
}

/// One file that was sent.
#[derive(Debug)]
pub enum Upload {
    /// It arrived. The name and the type from the browser prove nothing.
    Given {
        /// The file's name on the sender's machine.
        name: String,
        /// Its content, on the disk.
        file: File,
    },
    /// It is too large, and its content was deleted.
    TooLarge {
        /// The file's name on the sender's machine.
        name: String,
    },
}

/// A form with files, as it was sent.
#[derive(Debug, Default)]
pub struct Parts {
    texts: HashMap<String, String>,
    /// The files that were chosen, in order, by their field.
    pub files: Vec<(String, Upload)>,
    /// Whether there were too many files.
    pub too_many: bool,
}

impl Parts {
    /// Returns a text field, or nothing if it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }
}

/// Reads a form with files, which are written to the disk. If a field is too long, the whole form fails. If a file is
/// too large, [`Parts`] says so.
///
/// # Errors
/// [`HttpError::TooLarge`], [`HttpError::Unreadable`], and [`HttpError::Unavailable`] when the disk fails.
pub async fn read(place: &Place, mut form: Multipart, limits: Limits) -> Result<Parts, HttpError> {
    let mut parts = Parts::default();
    while let Some(mut field) = form.next_field().await.map_err(refused)? {
        let Some(id) = field.name().map(str::to_owned) else {
            continue;
        };
        match field.file_name().map(str::to_owned) {
            None => {
                if parts.texts.len() >= limits.texts {
                    return Err(HttpError::TooLarge);
                }
                let Some(bytes) = bounded(&mut field, limits.text).await? else {
                    return Err(HttpError::TooLarge);
                };
                let text = String::from_utf8(bytes)
                    .map_err(|_| HttpError::Unreadable(format!("field {id} is not text")))?;
                parts.texts.insert(id, text);
            }
            // A browser sends an empty file for a field where none was chosen.
            Some(name) => match spooled(place, &mut field, limits.file).await? {
                Spooled::Nothing if name.is_empty() => {}
                _ if parts.files.len() >= limits.files => parts.too_many = true,
                Spooled::Nothing => {
                    let file = place.file().await?;
                    parts.files.push((id, Upload::Given { name, file }));
                }
                Spooled::File(file) => parts.files.push((id, Upload::Given { name, file })),
                Spooled::TooLarge => parts.files.push((id, Upload::TooLarge { name })),
            },
        }
    }
    Ok(parts)
}

/// Reads a field to its end, and returns its bytes unless they are more than `most`.
async fn bounded(field: &mut Field<'_>, most: usize) -> Result<Option<Vec<u8>>, HttpError> {
    let mut bytes = Some(Vec::new());
    while let Some(chunk) = field.chunk().await.map_err(refused)? {
        bytes = bytes.filter(|kept: &Vec<u8>| kept.len() + chunk.len() <= most);
        if let Some(kept) = &mut bytes {
            kept.extend_from_slice(&chunk);
        }
    }
    Ok(bytes)
}

/// The result of writing a field to the disk.
enum Spooled {
    Nothing,
    File(File),
    TooLarge,
}

/// Writes a field to the disk, and reads it to its end even if it is larger than `most`.
async fn spooled(place: &Place, field: &mut Field<'_>, most: usize) -> Result<Spooled, HttpError> {
    let failed = |error: std::io::Error| HttpError::Unavailable(format!("the folder for uploads: {error}"));
    let mut file = None;
    let mut length = 0_usize;
    while let Some(chunk) = field.chunk().await.map_err(refused)? {
        length = length.saturating_add(chunk.len());
        if length > most {
            file = None;
            continue;
        }
        if chunk.is_empty() {
            continue;
        }
        let open = match file.take() {
            Some(open) => open,
            None => tokio::fs::File::from_std(place.file().await?),
        };
        let open = file.insert(open);
        open.write_all(&chunk).await.map_err(failed)?;
    }
    match file {
        Some(mut file) => {
            file.flush().await.map_err(failed)?;
            Ok(Spooled::File(file.into_std().await))
        }
        None if length > most => Ok(Spooled::TooLarge),
        None => Ok(Spooled::Nothing),
    }
}

fn refused(error: MultipartError) -> HttpError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        HttpError::TooLarge
    } else {
        HttpError::Unreadable(error.body_text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::extract::{DefaultBodyLimit, FromRequest, Request};

    const LIMITS: Limits = Limits {
        file: 100,
        files: 2,
        text: 20,
        texts: 3,
    };

    async fn read_of(parts: &[(&str, Option<&str>, usize)]) -> Result<Parts, HttpError> {
        let mut body = Vec::new();
        for (id, file, size) in parts {
            let name = file
                .map(|name| format!("; filename=\"{name}\""))
                .unwrap_or_default();
            body.extend_from_slice(
                format!("--b\r\nContent-Disposition: form-data; name=\"{id}\"{name}\r\n\r\n").as_bytes(),
            );
            body.extend(std::iter::repeat_n(b'x', *size));
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--b--\r\n");
        let mut request = Request::post("/")
            .header("content-type", "multipart/form-data; boundary=b")
            .body(Body::from(body))
            .unwrap();
        let limit = DefaultBodyLimit::max(LIMITS.body());
        limit.apply(&mut request);
        let folder = tempfile::tempdir().unwrap();
        let uploads = Uploads::new(folder.path().to_owned());
        let place = uploads.place_for_test().await;
        read(
            &place,
            Multipart::from_request(request, &()).await.unwrap(),
            LIMITS,
        )
        .await
    }

    fn sizes(parts: &Parts) -> Vec<Option<u64>> {
        parts
            .files
            .iter()
            .map(|(_, upload)| match upload {
                Upload::Given { file, .. } => Some(file.metadata().unwrap().len()),
                Upload::TooLarge { .. } => None,
            })
            .collect()
    }

    #[tokio::test]
    async fn files_up_to_the_limit_arrive_and_larger_ones_are_told() {
        let parts = read_of(&[
            ("csrf", None, 5),
            ("photo", Some("a.jpg"), 100),
            ("photo", Some("b.jpg"), 101),
        ])
        .await
        .unwrap();
        assert_eq!(sizes(&parts), [Some(100), None]);
        assert_eq!(parts.text("csrf"), "xxxxx");
        assert_eq!(parts.text("nothing"), "");
        assert!(!parts.too_many);
    }

    #[tokio::test]
    async fn a_field_without_a_file_is_not_a_file() {
        let parts = read_of(&[("photo", Some(""), 0), ("photo", Some("empty.jpg"), 0)])
            .await
            .unwrap();
        assert_eq!(sizes(&parts), [Some(0)]);
    }

    #[tokio::test]
    async fn more_files_than_taken_are_told() {
        let parts = read_of(&[("p", Some("1"), 9), ("p", Some("2"), 9), ("p", Some("3"), 9)])
            .await
            .unwrap();
        assert_eq!((sizes(&parts).len(), parts.too_many), (2, true));
    }

    #[tokio::test]
    async fn long_text_many_fields_and_huge_bodies_are_refused() {
        for parts in [
            vec![("a", None, 21)],
            vec![("a", None, 1), ("b", None, 1), ("c", None, 1), ("d", None, 1)],
            vec![("p", Some("huge"), LIMITS.body() + 1)],
        ] {
            assert!(
                matches!(read_of(&parts).await, Err(HttpError::TooLarge)),
                "{parts:?}"
            );
        }
    }
}
