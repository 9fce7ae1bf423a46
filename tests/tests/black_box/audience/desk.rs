//! The routes for volunteers at the desk, and for their coordinators.

use super::For::{Everybody, TheDesk, TheWorkList};
use super::Row;

pub(super) const ROWS: &[Row] = &[
    ("GET", "/desk", "/desk", TheDesk),
    ("GET", "/desk/shell", "/desk/shell", Everybody),
    ("GET", "/desk/sw.js", "/desk/sw.js", Everybody),
    ("GET", "/desk/here.json", "/desk/here.json", TheDesk),
    (
        "GET",
        "/desk/events/{id}/kit.json",
        "/desk/events/EVENT/kit.json",
        TheDesk,
    ),
    (
        "GET",
        "/desk/events/{id}/progress.json",
        "/desk/events/EVENT/progress.json",
        TheDesk,
    ),
    (
        "POST",
        "/desk/events/{id}/phone",
        "/desk/events/EVENT/phone",
        TheDesk,
    ),
    ("POST", "/desk/sync", "/desk/sync", TheDesk),
    ("GET", "/desk/online", "/desk/online", TheDesk),
    ("POST", "/desk/online", "/desk/online", TheDesk),
    ("GET", "/desk/online/done", "/desk/online/done", TheDesk),
    ("GET", "/desk/work-list", "/desk/work-list", TheWorkList),
    (
        "GET",
        "/desk/work-list/events/{id}",
        "/desk/work-list/events/EVENT",
        TheWorkList,
    ),
    (
        "GET",
        "/desk/work-list/{entry}",
        "/desk/work-list/ENTRY",
        TheWorkList,
    ),
    (
        "POST",
        "/desk/work-list/{entry}",
        "/desk/work-list/ENTRY",
        TheWorkList,
    ),
    (
        "POST",
        "/desk/work-list/{entry}/put-aside",
        "/desk/work-list/ENTRY/put-aside",
        TheWorkList,
    ),
    (
        "POST",
        "/desk/work-list/{entry}/withdraw",
        "/desk/work-list/ENTRY/withdraw",
        TheWorkList,
    ),
];
