//! A conversation between a finder and an owner, as each side sees it: through a link, or in the owner's account.
//! Looking at it changes nothing.

mod answer;
mod view;

pub use answer::{add_photo, block, photo, reply, report};
pub use view::{Typed, gone, report_page, show};

use super::upload::Limits;
use domain::id::{AccountId, ThreadId};
use registry::message::Party;

/// The limits of the form with photos.
pub const LIMITS: Limits = Limits::photos(1);

/// The person who looks at a conversation, and the address of its pages.
#[derive(Clone, Debug)]
pub struct Reader {
    who: Who,
    base: String,
}

#[derive(Clone, Debug)]
enum Who {
    Link(String),
    Owner(AccountId, ThreadId),
}

impl Reader {
    /// Makes the reader who has followed a link.
    pub fn of_link(token: String) -> Self {
        let base = format!("/messages/{token}");
        Self {
            who: Who::Link(token),
            base,
        }
    }

    /// Makes the reader who owns the bike and is signed in.
    pub fn of_account(account: AccountId, bike: &str, thread: ThreadId) -> Self {
        Self {
            who: Who::Owner(account, thread),
            base: format!("/account/bikes/{bike}/messages/{thread}"),
        }
    }

    fn party(&self) -> Party<'_> {
        match &self.who {
            Who::Link(token) => Party::Link(token),
            Who::Owner(account, thread) => Party::Owner(*account, *thread),
        }
    }
}
