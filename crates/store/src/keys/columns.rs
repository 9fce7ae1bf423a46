//! The sealed columns. A test compares this list with the schema, so that no column is forgotten.

use crate::words::column;

/// A column whose values are sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// The table that it is in.
    pub table: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The name that is authenticated with the sealed values.
    pub(super) words: &'static str,
}

/// The columns of the log. They are never sealed again.
pub const LOG: [(&str, &str); 4] = [
    ("audit_entry", "reason_sealed"),
    ("look_up", "query_sealed"),
    ("look_up", "reason_sealed"),
    ("look_up_result", "answer_sealed"),
];

/// Columns whose values are authenticated under a different name.
const NAMED: [(&str, &str, &str); 6] = [
    ("bike", "features_sealed", column::FEATURES),
    ("bike_match", "evidence_sealed", column::EVIDENCE),
    ("mark_batch", "name_sealed", column::BATCH_NAME),
    ("printer", "name_sealed", column::PRINTER_NAME),
    ("recovery", "property_sealed", column::PROPERTY_REF),
    ("theft_report", "crime_sealed", column::CRIME_REF),
];

/// Columns whose values are authenticated under `table.column`.
const PLAIN: &[&str] = &[
    "account.contact",
    "account_draft.draft",
    "agency.email",
    "assessment.document",
    "assessment_change.said",
    "assessment_change.why",
    "bike_change.said",
    "bike_statement.words",
    "booking.contact",
    "campaign.document",
    "campaign_change.said",
    "campaign_change.why",
    "campaign_paper.document",
    "consultation.document",
    "consultation_answer.words",
    "consultation_change.said",
    "consultation_change.why",
    "custody_entry.place",
    "custody_entry.reason",
    "desk_entry.body",
    "desk_entry.note",
    "desk_key.private_key",
    "email_change.new_email",
    "email_change.old_email",
    "event_closing.note",
    "event_staff.duty",
    "figure_release.counts",
    "homecoming.said",
    "hot_sheet_reader.kept",
    "kept_form.form",
    "matrix.document",
    "matrix_change.said",
    "matrix_change.why",
    "log_sample_note.note",
    "meeting.document",
    "meeting_change.said",
    "meeting_change.why",
    "meeting_paper.document",
    "meeting_question.asker",
    "meeting_question.reply",
    "meeting_question.said",
    "message.body",
    "message_thread.kept",
    "message_thread.report",
    "outbox.letter",
    "ownership.contact",
    "paper.said",
    "plan.document",
    "plan.published",
    "plan_change.said",
    "plan_change.why",
    "plan_report.document",
    "problem.document",
    "problem_change.said",
    "problem_change.why",
    "problem_summary.document",
    "property_list.name",
    "property_list.reason",
    "property_row.reason",
    "property_row.told",
    "recovery.found_by",
    "recovery.place",
    "recovery.place_given",
    "recovery_entry.changes",
    "registration.draft",
    "second_factor.secret",
    "sent_form.made",
    "session.data",
    "session.seen_from",
    "sighting.place_given",
    "sign_in_link.next",
    "sign_in_request.next",
    "standing_match.answer",
    "standing_match.reason",
    "theft_change.changes",
    "theft_report.details",
    "theft_report.how",
    "theft_report.place",
    "theft_report.place_given",
    "transfer.to_email",
];

/// Returns every column that is sealed again when the key changes.
pub fn all() -> Vec<Column> {
    let plain = PLAIN.iter().filter_map(|words| {
        let (table, name) = words.split_once('.')?;
        Some(Column { table, name, words })
    });
    let named = NAMED
        .iter()
        .map(|&(table, name, words)| Column { table, name, words });
    plain.chain(named).collect()
}
