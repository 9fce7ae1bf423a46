//! The routes for those who read the log.

use super::For::{ItsInspector, TheInspectors};
use super::Row;

pub(super) const ROWS: &[Row] = &[
    ("GET", "/admin/log", "/admin/log", TheInspectors),
    (
        "GET",
        "/admin/log/export.csv",
        "/admin/log/export.csv",
        TheInspectors,
    ),
    ("GET", "/admin/log/samples", "/admin/log/samples", TheInspectors),
    ("GET", "/admin/log/samples/{sample}", "WEEKLY", ItsInspector),
    ("GET", "/admin/log/samples/{sample}/{item}", "DRAWN", ItsInspector),
    (
        "POST",
        "/admin/log/samples/{sample}/{item}",
        "DRAWN",
        ItsInspector,
    ),
];
