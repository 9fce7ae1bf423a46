//! The page where officers say what each column of a list means. The form carries the list from page to page: we store
//! nothing of it before its columns are mapped, and never store a column that is not mapped.

use super::begin;
use crate::shared::guard::Officer;
use crate::shared::upload::{self, Limits, Place};
use crate::shared::{App, Choice, Errors, HttpError, Page, Visit, html_again, html_form};
use askama::Template;
use axum::extract::{Multipart, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::look_up::Reason;
use domain::recovery::listed::Meaning;
use domain::text::counted;
use registry::account::permits::OfficerOf;
use registry::once::OnceKey;
use registry::recovery::lists::{
    self, Begin, Book, MOST_CARRIED, Problems, Sent, StartError, Suggested, Tab,
};

/// The most bytes that the form can have.
pub(super) const MOST_BYTES: usize = MOST_CARRIED + (1 << 20);
const LIMITS: Limits = Limits {
    file: 0,
    files: 0,
    text: MOST_CARRIED,
    texts: 130,
};
/// How many cells of a column are shown.
const SHOWN: usize = 3;
/// The most characters of a cell that are shown.
const MOST_SHOWN: usize = 40;

/// What the form carries besides the list.
#[derive(Clone, Debug, Default)]
pub(super) struct Carried {
    pub(super) reason: String,
    pub(super) name: String,
    /// The sheet's place in the workbook.
    pub(super) sheet: usize,
    /// Whether the only sheet is looked up although the spreadsheet hides it.
    pub(super) hidden_sheet: bool,
    /// Whether hidden rows are looked up too: "yes", "no", or not said yet.
    pub(super) hidden: String,
    /// Whether the first line is a bike too.
    pub(super) first_is_a_bike: bool,
    /// Whether lines that cannot be read are left out.
    pub(super) leave_out: bool,
}

impl Carried {
    /// Reads what the form carries besides the list.
    fn of(parts: &upload::Parts) -> Self {
        Self {
            reason: parts.text("reason").to_owned(),
            name: parts.text("name").to_owned(),
            sheet: parts.text("sheet").parse().unwrap_or_default(),
            hidden_sheet: parts.text("hidden_sheet") == "yes",
            hidden: parts.text("hidden").to_owned(),
            first_is_a_bike: parts.text("first") == "bike",
            leave_out: parts.text("leave_out") == "yes",
        }
    }

    /// Makes the request that starts the look-up of the list.
    fn begin(&self, reason: Reason, tab: Tab, meanings: Vec<Option<Meaning>>) -> Begin {
        Begin {
            reason,
            name: Some(self.name.clone()).filter(|name| !name.is_empty()),
            tab,
            meanings,
            first_is_a_bike: self.first_is_a_bike,
            with_hidden: self.hidden == "yes",
            leave_out_wrong: self.leave_out,
        }
    }
}

#[derive(Template)]
#[template(path = "police/property_store/columns.html")]
struct ColumnsPage {
    page: Page,
    carried: Carried,
    /// The list as text.
    content: String,
    note: Option<String>,
    rows: usize,
    sheets: Vec<Choice>,
    /// Whether the only sheet is hidden.
    only_hidden: bool,
    hidden_rows: usize,
    hidden_hint: String,
    hidden: Vec<Choice>,
    columns: Vec<ColumnView>,
    problems: Problems,
    /// Whether to ask if the first line is a bike.
    ask_first: bool,
}

/// A column with its name, some of its cells and what it may mean.
struct ColumnView {
    id: String,
    name: String,
    cells: String,
    hidden: bool,
    remembered: bool,
    meanings: Vec<Choice>,
}

/// Shows the page for a list that has just been read.
pub(super) async fn first(
    app: &App,
    officer: OfficerOf,
    visit: &Visit,
    book: Book,
    mut carried: Carried,
) -> Result<Response, HttpError> {
    carried.sheet = book.sheets.iter().position(|tab| !tab.hidden).unwrap_or(0);
    let shown = page(
        app,
        officer,
        visit,
        (&book, None),
        carried,
        (Errors::default(), Problems::default()),
    )
    .await?;
    html_form(&shown)
}

async fn page(
    app: &App,
    officer: OfficerOf,
    visit: &Visit,
    (book, chosen): (&Book, Option<&[Option<Meaning>]>),
    mut carried: Carried,
    (errors, problems): (Errors, Problems),
) -> Result<ColumnsPage, HttpError> {
    let tab = book.sheets.get(carried.sheet).ok_or(HttpError::NotFound)?;
    let width = tab.rows.iter().map(|line| line.cells.len()).max().unwrap_or(0);
    let mut headers = tab
        .rows
        .first()
        .map(|line| line.cells.clone())
        .unwrap_or_default();
    headers.resize(width, String::new());
    let suggested = lists::suggest(&app.registry, officer, &headers).await?;
    let known = suggested.iter().any(|one| *one != Suggested::Unknown);
    if chosen.is_none() {
        // No column name is known and the first line has digits, so it is probably a bike.
        carried.first_is_a_bike = !known
            && headers
                .iter()
                .any(|name| name.contains(|c: char| c.is_ascii_digit()));
    }
    let hidden_rows = tab.rows.iter().filter(|line| line.hidden).count();
    let columns = headers.iter().enumerate().map(|(at, name)| {
        let suggested = suggested.get(at).copied().unwrap_or(Suggested::Unknown);
        let meaning = chosen.map_or(suggested.meaning(), |chosen| chosen.get(at).copied().flatten());
        ColumnView::of(tab, (at, name), suggested, meaning)
    });
    let sheets = book.sheets.iter().enumerate().map(|(at, tab)| {
        let hidden = if tab.hidden { ", hidden in the file" } else { "" };
        let bikes = tab.rows.len().saturating_sub(1);
        (
            at.to_string(),
            format!("{} ({}{hidden})", tab.name, counted(bikes, "row", "rows")),
        )
    });
    let yes_no = [("yes", "Yes, look them up too"), ("no", "No, leave them out")];
    Ok(ColumnsPage {
        page: visit
            .form_page("What do the columns mean?")
            .await?
            .with_errors(errors),
        content: book.carry().map_err(HttpError::internal)?,
        note: book.note.clone(),
        rows: tab
            .rows
            .len()
            .saturating_sub(usize::from(!carried.first_is_a_bike)),
        sheets: Choice::list(&carried.sheet.to_string(), sheets),
        hidden: Choice::list(&carried.hidden, yes_no),
        columns: columns.collect(),
        hidden_hint: counted(
            hidden_rows,
            "row of this sheet is hidden, for example by a filter.",
            "rows of this sheet are hidden, for example by a filter.",
        ),
        hidden_rows,
        only_hidden: is_only_hidden(book),
        ask_first: !known,
        problems,
        carried,
    })
}

impl ColumnView {
    fn of(tab: &Tab, (at, name): (usize, &String), suggested: Suggested, meaning: Option<Meaning>) -> Self {
        let cells = tab.rows.iter().skip(1).filter_map(|line| line.cells.get(at));
        let cells: Vec<String> = cells
            .filter(|cell| !cell.is_empty())
            .take(SHOWN)
            .map(|cell| cut(cell))
            .collect();
        let all = Meaning::all().map(|meaning| (meaning.slug(), meaning.label()));
        let all = std::iter::once(("", "Leave it out")).chain(all);
        Self {
            id: format!("c{at}"),
            name: if name.is_empty() {
                format!("Column {}", at + 1)
            } else {
                cut(name)
            },
            cells: cells.join(", "),
            hidden: tab.hidden_columns.contains(&at),
            remembered: matches!(suggested, Suggested::Remembered(_)),
            meanings: Choice::list(meaning.map_or("", Meaning::slug), all),
        }
    }
}

/// Whether all of a workbook is in one sheet that the spreadsheet hides.
fn is_only_hidden(book: &Book) -> bool {
    matches!(book.sheets.as_slice(), [only] if only.hidden)
}

fn cut(text: &str) -> String {
    let mut short: String = text.chars().take(MOST_SHOWN).collect();
    if text.chars().nth(MOST_SHOWN).is_some() {
        short.push('…');
    }
    short
}

pub(super) async fn send(
    Officer(officer): Officer,
    State(app): State<App>,
    visit: Visit,
    place: Place,
    form: Multipart,
) -> Result<Response, HttpError> {
    let parts = upload::read(&place, form, LIMITS).await?;
    let content = parts.text("content").to_owned();
    let Ok(book) = lists::read(Sent::Carried(content)).await else {
        let mut errors = Errors::default();
        errors.add("file", "The list did not reach us. Send it again");
        let typed = (parts.text("reason").to_owned(), String::new());
        return begin::again(&app, officer, &visit, typed, errors).await;
    };
    let carried = Carried::of(&parts);
    let tab = book
        .sheets
        .get(carried.sheet)
        .cloned()
        .ok_or(HttpError::NotFound)?;
    let nothing = || (Errors::default(), Problems::default());
    // Columns of one sheet say nothing about those of another.
    let chose_another = parts.text("shown") != carried.sheet.to_string();
    if parts.text("then") == "sheet" || chose_another {
        return html_form(&page(&app, officer, &visit, (&book, None), carried, nothing()).await?);
    }
    let width = tab.rows.iter().map(|line| line.cells.len()).max().unwrap_or(0);
    let meanings: Vec<Option<Meaning>> = (0..width)
        .map(|at| Meaning::parse(parts.text(&format!("c{at}"))))
        .collect();
    let mut errors = Errors::default();
    let reason = errors.keep("reason", Reason::parse(&carried.reason));
    ask_about_hidden(&mut errors, &book, &tab, &carried);
    let Some(reason) = reason.filter(|_| errors.is_empty()) else {
        let chosen = (&book, Some(meanings.as_slice()));
        return html_again(
            &page(
                &app,
                officer,
                &visit,
                chosen,
                carried,
                (errors, Problems::default()),
            )
            .await?,
        );
    };
    let begin = carried.begin(reason, tab, meanings.clone());
    let once = key(&parts, &meanings, &carried);
    let registry = app.registry.answering(once);
    match lists::start(&registry, officer, begin).await {
        Ok(id) => Ok(Redirect::to(&format!("/police/property-store/{id}")).into_response()),
        Err(StartError::Store(error)) => Err(error.into()),
        Err(error) => {
            let chosen = (&book, Some(meanings.as_slice()));
            html_again(&page(&app, officer, &visit, chosen, carried, refused(error)).await?)
        }
    }
}

/// What a spreadsheet hides is looked up only if the officer says so.
fn ask_about_hidden(errors: &mut Errors, book: &Book, tab: &Tab, carried: &Carried) {
    if tab.rows.iter().any(|line| line.hidden) && !["yes", "no"].contains(&carried.hidden.as_str()) {
        errors.add("hidden", "Say whether to look up the hidden rows");
    }
    if is_only_hidden(book) && !carried.hidden_sheet {
        errors.add(
            "hidden_sheet",
            "Tick the box if the hidden sheet is the list that you mean",
        );
    }
}

/// Says why a list was not started, beside the field where it can be put right.
fn refused(error: StartError) -> (Errors, Problems) {
    let mut errors = Errors::default();
    match error {
        StartError::Wrong(problems) => {
            let lines = match problems.all {
                1 => "1 line".to_owned(),
                all => format!("{all} lines"),
            };
            let said = format!("We cannot read {lines}. Correct the list and send it, or tick the box below");
            errors.add("leave_out", said);
            (errors, problems)
        }
        other => {
            errors.add("c0", other.to_string());
            (errors, Problems::default())
        }
    }
}

/// Makes the key that recognises the same form when it is sent twice.
fn key(parts: &upload::Parts, meanings: &[Option<Meaning>], carried: &Carried) -> Option<OnceKey> {
    let once = Some(parts.text("once")).filter(|once| !once.is_empty())?;
    let (sheet, leave) = (carried.sheet.to_string(), carried.leave_out.to_string());
    let said = [
        once,
        parts.text("content"),
        &carried.reason,
        &carried.hidden,
        &sheet,
        &leave,
    ];
    let meanings = meanings.iter().map(|meaning| meaning.map_or("", Meaning::slug));
    Some(OnceKey::of(said.into_iter().chain(meanings)))
}
