//! The headers on every answer that say what a browser may do with our pages.

use super::Page;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// Allows only our own files: no inline scripts or styles, no frames, and no forms that send to other sites.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
    font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    manifest-src 'self'";

/// The same for the desk and for pages that read bar codes. They may also compile the reader, in case the browser has
/// none. The desk also works offline.
const DESK_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'";

/// Pages that read codes with the camera put this into a response's extensions.
#[derive(Clone, Copy, Debug)]
pub struct UsesCamera;

/// For the page of an e-mail: nothing but its own styles.
const LETTER_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; \
    frame-ancestors 'none'";

/// The page of an e-mail, as a mail program shows it, puts this into a response's extensions.
#[derive(Clone, Copy, Debug)]
pub struct ShowsLetter;

/// Lets a page use the camera if it offers to scan bar codes.
#[must_use]
pub fn scanning(page: &Page, mut response: Response) -> Response {
    if page.scans() {
        response.extensions_mut().insert(UsesCamera);
    }
    response
}

/// Whether people reach the site over TLS, and so must always use it.
#[derive(Clone, Copy, Debug)]
pub struct OverTls(pub bool);

/// Adds the headers to an answer; use with [`axum::middleware::from_fn_with_state`], outermost.
pub async fn secure(State(OverTls(tls)): State<OverTls>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let camera = response.extensions().get::<UsesCamera>().is_some();
    let letter = response.extensions().get::<ShowsLetter>().is_some();
    let headers = response.headers_mut();
    let policy = match (camera, letter) {
        (true, _) => DESK_POLICY,
        (false, true) => LETTER_POLICY,
        (false, false) => POLICY,
    };
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    // An address can have a mark's code or a link's secret in it, and other sites must not see those.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    named(headers, "cross-origin-opener-policy", "same-origin");
    named(headers, "cross-origin-resource-policy", "same-origin");
    let permissions = if camera {
        "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"
    } else {
        "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"
    };
    named(headers, "permissions-policy", permissions);
    if tls {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    // A page can show what only this person may see, so the next person at the computer must not find it.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-store"));
    response
}

fn named(headers: &mut HeaderMap, name: &'static str, value: &'static str) {
    headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::body::Body;
    use axum::middleware::from_fn_with_state;
    use axum::response::{Extension, IntoResponse};
    use axum::routing::get;
    use tower::ServiceExt;

    async fn headers_of(path: &str, tls: bool) -> HeaderMap {
        let app: Router = Router::new()
            .route("/", get(|| async { "page" }))
            .route(
                "/desk",
                get(|| async { (Extension(UsesCamera), "desk").into_response() }),
            )
            .route(
                "/kept",
                get(|| async { ([(header::CACHE_CONTROL, "public")], "file") }),
            )
            .layer(from_fn_with_state(OverTls(tls), secure));
        let request = Request::get(path).body(Body::empty()).unwrap();
        app.oneshot(request).await.unwrap().headers().clone()
    }

    #[tokio::test]
    async fn every_answer_has_them_even_a_404() {
        for path in ["/", "/nothing-here"] {
            let headers = headers_of(path, true).await;
            let policy = headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'"), "{policy}");
            assert!(!policy.contains("unsafe"), "{policy}");
            assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
            assert_eq!(headers[header::REFERRER_POLICY], "same-origin");
            assert_eq!(headers[header::CACHE_CONTROL], "no-store");
            assert!(headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
        }
    }

    #[tokio::test]
    async fn only_the_desk_may_compile_and_use_the_camera() {
        let desk = headers_of("/desk", true).await;
        assert!(
            desk[header::CONTENT_SECURITY_POLICY]
                .to_str()
                .unwrap()
                .contains("'wasm-unsafe-eval'")
        );
        assert!(
            desk["permissions-policy"]
                .to_str()
                .unwrap()
                .contains("camera=(self)")
        );
        let page = headers_of("/", true).await;
        assert!(page["permissions-policy"].to_str().unwrap().contains("camera=()"));
    }

    #[tokio::test]
    async fn tls_is_only_demanded_where_it_is_used_and_caching_can_be_chosen() {
        let headers = headers_of("/kept", false).await;
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
        assert_eq!(headers[header::CACHE_CONTROL], "public");
    }
}
