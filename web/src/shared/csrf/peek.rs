//! Reads the token from a form's body without changing the body.

use super::super::error::HttpError;
use super::FIELD;
use axum::body::{Body, Bytes};

use http_body_util::BodyExt;

/// The most bytes to read for the token's field, which is small and comes first.
const MOST: usize = 8 << 10;

/// Returns the boundary of a multipart form from its content type.
pub(super) fn boundary(content_type: &str) -> Option<String> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    let value = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.trim().split_once('=')?;
        name.eq_ignore_ascii_case("boundary")
            .then_some(value.trim().trim_matches('"'))
    })?;
    (!value.is_empty() && value.len() <= 70).then(|| value.to_owned())
}

/// Returns the fields of a form without files. If it cannot be read, there are none.
pub(super) fn urlencoded(body: &[u8]) -> Vec<(String, String)> {
    serde_urlencoded::from_bytes(body).unwrap_or_default()
}

/// Reads a multipart form up to the end of its first field. Returns the value if it is the token, and a body that still
/// starts at the beginning.
pub(super) async fn first_field(boundary: &str, mut body: Body) -> Result<(Option<String>, Body), HttpError> {
    let mut read: Vec<u8> = Vec::new();
    let mut value = None;
    while read.len() <= MOST {
        let Some(frame) = body.frame().await else { break };
        let frame = frame.map_err(|error| HttpError::Unreadable(error.to_string()))?;
        let Ok(data) = frame.into_data() else { continue };
        read.extend_from_slice(&data);
        value = field_value(boundary, &read[..read.len().min(MOST)]);
        if value.is_some() {
            break;
        }
    }
    let begun = futures_util::stream::once(std::future::ready(Ok::<Bytes, axum::Error>(Bytes::from(read))));
    let rest = futures_util::StreamExt::chain(begun, body.into_data_stream());
    Ok((value, Body::from_stream(rest)))
}

/// Returns the first field's value, if it was read completely and is the token.
fn field_value(boundary: &str, read: &[u8]) -> Option<String> {
    let rest = read
        .strip_prefix(b"--")?
        .strip_prefix(boundary.as_bytes())?
        .strip_prefix(b"\r\n")?;
    let end_of_head = find(rest, b"\r\n\r\n")?;
    let (head, rest) = (&rest[..end_of_head], &rest[end_of_head + 4..]);
    let is_token = std::str::from_utf8(head).ok()?.split("\r\n").any(|line| {
        line.to_ascii_lowercase().starts_with("content-disposition:")
            && line
                .split(';')
                .any(|part| part.trim() == format!("name=\"{FIELD}\""))
    });
    let value = &rest[..find(rest, format!("\r\n--{boundary}").as_bytes())?];
    if is_token {
        String::from_utf8(value.to_vec()).ok()
    } else {
        None
    }
}

fn find(within: &[u8], what: &[u8]) -> Option<usize> {
    within.windows(what.len()).position(|window| window == what)
}
