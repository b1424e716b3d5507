//! The people who work with the service.
//!
//! Who is deleted is kept and can be restored; until then nobody sees them, and they are let in nowhere. Each change
//! leaves a row in the audit log, in the same transaction.

pub(crate) use changes::{Change, Invited, Move, delete, import, move_to_teams, restore, update};
pub(crate) use keys::{WithKeys, with_keys};
pub(crate) use statistics::{OfTeam, by_team};
pub(crate) use user::{
    Filter, SignUp, User, by_email, by_username, create, credentials, find, list,
};

mod changes;
mod keys;
pub(crate) mod slow;
mod statistics;
mod user;
