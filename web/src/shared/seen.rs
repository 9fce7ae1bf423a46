//! Writes down from where a signed-in session is used: the browser and the kind of device in words, and the first part of
//! the address. Both are sealed, and go with the session.

use super::App;
use super::door::AtDoor;
use super::limits::Client;
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use domain::account::SignIn;
use domain::account::device::SeenFrom;
use tower_sessions::Session;

/// The longest name of a browser that is read.
const LONGEST: usize = 500;

/// Notes the use of a session. If that fails, the request goes on. Use this inside the layer that finds the client.
pub async fn note(State(app): State<App>, session: Session, request: Request, next: Next) -> Response {
    if let (Some((sign_in, from)), Some(id)) = (seen(&request), session.id()) {
        let key = id.0.to_be_bytes();
        let noted = registry::account::session::note_use(&app.registry, &key, &sign_in, &from).await;
        if let Err(error) = noted {
            tracing::warn!("Did not write down that a session was used: {error}");
        }
    }
    next.run(request).await
}

/// Who sent a request, and from where, if somebody is signed in.
fn seen(request: &Request) -> Option<(SignIn, SeenFrom)> {
    let at_door = request.extensions().get::<AtDoor>()?;
    let client = request.extensions().get::<Client>()?;
    let agent = request.headers().get(header::USER_AGENT);
    let agent = agent.and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    let from = SeenFrom::of(agent.get(..LONGEST).unwrap_or(agent), client.address());
    Some((*at_door.sign_in(), from))
}
