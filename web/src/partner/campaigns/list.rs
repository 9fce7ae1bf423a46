use crate::public::CampaignLine;
use crate::shared::guard::Partner;
use crate::shared::{App, HttpError, Page, Visit, html, london};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::account::Partnership;

struct Of {
    partnership: Partnership,
    keeps: bool,
    lines: Vec<CampaignLine>,
}

#[derive(Template)]
#[template(path = "partner/campaigns/list.html")]
struct List {
    page: Page,
    of: Vec<Of>,
}

pub(super) async fn show(
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let today = london::date_of(app.registry.now());
    let mut of = Vec::new();
    for partnership in registry::agency::partnerships(&app.registry, &partner).await? {
        let all = registry::campaign::campaigns(&app.registry, partnership.id).await?;
        of.push(Of {
            keeps: partner.keeps(partnership.id),
            lines: all.iter().map(|kept| CampaignLine::of(kept, today)).collect(),
            partnership,
        });
    }
    let page = visit.page("Campaigns").await?;
    html(&List { page, of })
}
