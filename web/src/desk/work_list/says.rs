//! What the work list says about an entry.

use crate::shared::london;
use domain::bike::BikeReference;
use domain::desk::NeedsPerson;
use domain::mark::MarkStatus;
use registry::desk::work_list::{Decided, Entry, Waiting};

pub(super) fn registered(decided: &Decided) -> String {
    let reference = decided
        .bike
        .map_or_else(String::new, |bike| format!(" Its reference is {bike}."));
    let photo = if decided.photo_lost {
        " We could not read the photo that came with it."
    } else {
        ""
    };
    format!("The bike is on the register.{reference}{photo}")
}

/// Describes the bike that a desk wants to withdraw.
pub(super) fn withdrawn_bike(old: &Entry) -> String {
    let slip = old.new.id.slip();
    match old.bike.map(BikeReference::of) {
        Some(bike) => format!("Bike {bike}, receipt {slip}"),
        None => format!("Receipt {slip}"),
    }
}

/// Says what happened to the label.
pub(super) fn label(waiting: &Waiting) -> Option<String> {
    let mark = waiting.mark.as_ref()?;
    Some(match (mark.status, waiting.other) {
        (MarkStatus::Issued, Some(bike)) => {
            let day = mark
                .issued_at
                .map_or_else(String::new, |at| format!(" since {}", london::day_and_time(at)));
            format!("On bike {bike}{day}")
        }
        (MarkStatus::Allotted, _) if mark.organisation == Some(waiting.event.event.organisation) => {
            "In another event’s kit, not used yet".to_owned()
        }
        (MarkStatus::Allotted, _) => "Belongs to another organisation".to_owned(),
        (MarkStatus::Printed, _) => "Printed, but does not belong to anyone yet".to_owned(),
        (MarkStatus::Void, _) => "Void".to_owned(),
        (MarkStatus::Replaced | MarkStatus::Issued, _) => "Replaced by another label".to_owned(),
    })
}

pub(super) fn short(reason: NeedsPerson) -> &'static str {
    match reason {
        NeedsPerson::OnABike => "The label is on another bike",
        NeedsPerson::Void => "The label is void",
        NeedsPerson::Replaced => "The label was replaced",
        NeedsPerson::NotOfThisEvent => "The label is not from this event",
        NeedsPerson::UnknownMark => "We have no label with this code",
        NeedsPerson::Unopened => "We cannot open this entry",
        NeedsPerson::Invalid => "Something in this entry is wrong",
        NeedsPerson::SameNumber => "Another bike at this event has the same number",
        NeedsPerson::Withdrawal => "The desk wants to withdraw a bike",
    }
}

pub(super) fn what_to_do(reason: NeedsPerson) -> &'static str {
    match reason {
        NeedsPerson::OnABike => {
            "Two entries name the same label. Ask the owner what the label on their bike says, and correct the code."
        }
        NeedsPerson::Void | NeedsPerson::Replaced => {
            "The bike has a label that must not be used. Give the owner a new one and enter its code, or register the bike without a label."
        }
        NeedsPerson::NotOfThisEvent => {
            "Check the code. If the label is from your own stock, register the bike with it."
        }
        NeedsPerson::UnknownMark => {
            "This looks like a code, but we have never made a label with it. Ask the owner what the label says."
        }
        NeedsPerson::Unopened => {
            "We cannot read this entry: its key has expired, or it was damaged. We know only the receipt number. Ask the desk about it, and register the bike again when the owner comes back."
        }
        NeedsPerson::Invalid => "Correct the fields marked below.",
        NeedsPerson::SameNumber => {
            "Two desks may have saved the same bike, or one of the numbers was misread. Ask the desks. Correct the number and register the bike, register it without a change, or set it aside."
        }
        NeedsPerson::Withdrawal => {
            "A desk may do this itself only on the same day, for its own bikes, and before the owner has confirmed the bike. Ask the desk why. Then take the bike off the register, or set this aside to keep the bike."
        }
    }
}
