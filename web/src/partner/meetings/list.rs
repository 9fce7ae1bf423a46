use crate::public::MeetingLine;
use crate::shared::guard::Partner;
use crate::shared::{App, HttpError, Page, Visit, html};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::account::Partnership;

struct Of {
    partnership: Partnership,
    keeps: bool,
    lists: [(&'static str, Vec<MeetingLine>); 2],
}

#[derive(Template)]
#[template(path = "partner/meetings/list.html")]
struct List {
    page: Page,
    of: Vec<Of>,
}

pub(super) async fn show(
    Partner(partner): Partner,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let mut of = Vec::new();
    for partnership in registry::agency::partnerships(&app.registry, &partner).await? {
        let all = registry::meeting::meetings(&app.registry, partnership.id).await?;
        let groups = registry::agency::groups(&app.registry, partnership.id).await?;
        let (coming, over) = MeetingLine::lists(&all, &groups, app.registry.now());
        of.push(Of {
            keeps: partner.keeps(partnership.id),
            lists: [("Next meetings", coming), ("Previous meetings", over)],
            partnership,
        });
    }
    let page = visit.page("Meetings").await?;
    html(&List { page, of })
}
