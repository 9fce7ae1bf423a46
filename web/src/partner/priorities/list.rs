use crate::shared::guard::Assessor;
use crate::shared::{App, HttpError, Page, Visit, html, london};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use domain::account::Partnership;
use domain::id::MatrixId;

struct Row {
    id: MatrixId,
    title: String,
    years: String,
    issues: usize,
    decided: usize,
    changed: String,
}

struct Of {
    partnership: Partnership,
    writes: bool,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "partner/priorities/list.html")]
struct List {
    page: Page,
    of: Vec<Of>,
}

pub(super) async fn show(
    Assessor(assessor): Assessor,
    State(app): State<App>,
    visit: Visit,
) -> Result<Response, HttpError> {
    let mut of = Vec::new();
    for partnership in registry::assessment::partnerships(&app.registry, &assessor).await? {
        let all = registry::matrix::matrices(&app.registry, &assessor, partnership.id).await?;
        let rows = all.into_iter().map(|kept| {
            let decided = kept.matrix.issues.iter().filter(|issue| issue.decision.is_some());
            Row {
                id: kept.id,
                years: kept.matrix.year_said(),
                issues: kept.matrix.issues.len(),
                decided: decided.count(),
                changed: london::day(kept.changed_at),
                title: kept.matrix.title,
            }
        });
        of.push(Of {
            writes: assessor.writes(partnership.id),
            rows: rows.collect(),
            partnership,
        });
    }
    let page = visit.page("Priorities compared").await?;
    html(&List { page, of })
}
