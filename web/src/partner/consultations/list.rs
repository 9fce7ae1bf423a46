use crate::public::ConsultationLine;
use crate::shared::guard::Partner;
use crate::shared::{App, HttpError, Page, Visit, html};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::account::Partnership;

struct Of {
    partnership: Partnership,
    keeps: bool,
    lines: Vec<ConsultationLine>,
}

#[derive(Template)]
#[template(path = "partner/consultations/list.html")]
struct List {
    page: Page,
    of: Vec<Of>,
}

pub(super) async fn show(
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let now = app.registry.now();
    let mut of = Vec::new();
    for partnership in registry::agency::partnerships(&app.registry, &partner).await? {
        let all = registry::consultation::consultations(&app.registry, partnership.id).await?;
        of.push(Of {
            keeps: partner.keeps(partnership.id),
            lines: all.iter().map(|kept| ConsultationLine::of(kept, now)).collect(),
            partnership,
        });
    }
    let page = visit.page("Consultations").await?;
    html(&List { page, of })
}
