//! An officer reports a bike stolen for its owner, who has rung. The questions are the same as for owners.

use crate::shared::App;
use crate::shared::theft::{besides, camera, check, how, lock, place, police, public, when};
use axum::Router;
use axum::routing::get;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(
            "/bikes/{bike}/report-stolen",
            get(when::seen).post(when::answer_seen),
        )
        .route(
            "/bikes/{bike}/report-stolen/gone",
            get(when::gone).post(when::answer_gone),
        )
        .route(
            "/bikes/{bike}/report-stolen/where",
            get(place::ask).post(place::answer),
        )
        .route(
            "/bikes/{bike}/report-stolen/lock",
            get(lock::ask).post(lock::answer),
        )
        .route("/bikes/{bike}/report-stolen/how", get(how::ask).post(how::answer))
        .route(
            "/bikes/{bike}/report-stolen/camera",
            get(camera::ask).post(camera::answer),
        )
        .route(
            "/bikes/{bike}/report-stolen/taken",
            get(besides::taken).post(besides::answer_taken),
        )
        .route(
            "/bikes/{bike}/report-stolen/insurer",
            get(besides::insurer).post(besides::answer_insurer),
        )
        .route(
            "/bikes/{bike}/report-stolen/police",
            get(police::ask).post(police::answer),
        )
        .route(
            "/bikes/{bike}/report-stolen/public",
            get(public::ask).post(public::answer),
        )
        .route(
            "/bikes/{bike}/report-stolen/check",
            get(check::ask).post(check::send),
        )
}
