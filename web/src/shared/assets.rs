//! The files of the front end, inside the binary.
//!
//! Files with a hash in their name are under `hashed/` and can be cached for ever; the others for an hour.

use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::LazyLock;

#[derive(RustEmbed)]
#[folder = "dist/"]
#[allow_missing = true]
struct Dist;

/// The build's list of the files that it made, by source file.
#[derive(Debug, Deserialize)]
struct Chunk {
    file: String,
    #[serde(default)]
    css: Vec<String>,
    #[serde(default)]
    imports: Vec<String>,
}

static MANIFEST: LazyLock<HashMap<String, Chunk>> = LazyLock::new(|| {
    let Some(file) = Dist::get("manifest.json") else {
        return HashMap::new();
    };
    serde_json::from_slice(&file.data).unwrap_or_else(|error| {
        tracing::error!(%error, "The front end's manifest cannot be read: build the front end again");
        HashMap::new()
    })
});

/// Returns whether the front end was built before the binary.
pub fn built() -> bool {
    MANIFEST.contains_key("src/shared/main.ts") && MANIFEST.contains_key("src/style/main.scss")
}

/// Returns the address of what was made from a source such as `src/shared/main.ts`.
pub fn url(source: &str) -> Option<String> {
    MANIFEST.get(source).map(|chunk| address(&chunk.file))
}

/// Returns the addresses of a script's styles. Those of the files that it imports come first.
pub fn styles_of(source: &str) -> Vec<String> {
    let mut seen = Vec::new();
    let mut styles = Vec::new();
    gather_styles(source, &mut seen, &mut styles);
    styles
}

fn gather_styles<'a>(source: &'a str, seen: &mut Vec<&'a str>, styles: &mut Vec<String>) {
    if seen.contains(&source) {
        return;
    }
    seen.push(source);
    let Some(chunk) = MANIFEST.get(source) else { return };
    for import in &chunk.imports {
        gather_styles(import, seen, styles);
    }
    for file in &chunk.css {
        let style = address(file);
        if !styles.contains(&style) {
            styles.push(style);
        }
    }
}

fn address(file: &str) -> String {
    format!("/assets/{file}")
}

/// Serves `/assets/{*path}`.
pub async fn serve(Path(path): Path<String>, request: HeaderMap) -> Response {
    match Dist::get(&path) {
        Some(file) if path != "manifest.json" => {
            let hash = file.metadata.sha256_hash();
            answer(&path, file.data, hash, &request)
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Serves the icon that browsers always ask for.
pub async fn favicon(request: HeaderMap) -> Response {
    serve(Path("favicon.ico".to_owned()), request).await
}

/// Serves the desk's service worker, which browsers ask for regularly, whether or not anybody is signed in.
pub async fn service_worker(request: HeaderMap) -> Response {
    let Some(file) = Dist::get("sw.js") else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let hash = file.metadata.sha256_hash();
    let mut response = answer("sw.js", file.data, hash, &request);
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert("service-worker-allowed", HeaderValue::from_static("/desk"));
    response
}

fn answer(path: &str, data: Cow<'static, [u8]>, hash: [u8; 32], request: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", hex::encode(&hash[..16]));
    let mut headers = HeaderMap::new();
    let cache = if path.starts_with("hashed/") {
        HeaderValue::from_static("public, max-age=31536000, immutable")
    } else {
        HeaderValue::from_static("public, max-age=3600")
    };
    headers.insert(header::CACHE_CONTROL, cache);
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if request
        .get(header::IF_NONE_MATCH)
        .is_some_and(|seen| seen.as_bytes() == tag.as_bytes())
    {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
    (headers, data.into_owned()).into_response()
}

/// The content types of the build's files. Any other file is only offered as a download.
fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "geojson" => "application/geo+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_hashed_names_are_cached_for_ever() {
        for (path, cache, kind) in [
            (
                "hashed/main-abc.js",
                "public, max-age=31536000, immutable",
                "text/javascript; charset=utf-8",
            ),
            (
                "hashed/style-abc.css",
                "public, max-age=31536000, immutable",
                "text/css; charset=utf-8",
            ),
            ("favicon.svg", "public, max-age=3600", "image/svg+xml"),
            ("sw.js", "public, max-age=3600", "text/javascript; charset=utf-8"),
            ("odd", "public, max-age=3600", "application/octet-stream"),
        ] {
            let response = answer(path, Cow::Borrowed(b"x"), [7; 32], &HeaderMap::new());
            assert_eq!(response.status(), StatusCode::OK);
            assert_eq!(response.headers()[header::CACHE_CONTROL], cache, "{path}");
            assert_eq!(response.headers()[header::CONTENT_TYPE], kind, "{path}");
        }
    }

    #[test]
    fn what_the_browser_has_is_not_sent_again() {
        let first = answer("favicon.svg", Cow::Borrowed(b"x"), [7; 32], &HeaderMap::new());
        let mut request = HeaderMap::new();
        request.insert(header::IF_NONE_MATCH, first.headers()[header::ETAG].clone());
        assert_eq!(
            answer("favicon.svg", Cow::Borrowed(b"x"), [7; 32], &request).status(),
            StatusCode::NOT_MODIFIED
        );
    }

    #[tokio::test]
    async fn unknown_files_and_the_manifest_are_not_there() {
        for path in ["nothing.js", "manifest.json", "../Cargo.toml", ""] {
            let response = serve(Path(path.to_owned()), HeaderMap::new()).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        }
    }
}
