//! The specification tool: sessions in which a specification is written, and all that belongs to them.

pub(crate) use log::{LoggedError, open_errors};
pub(crate) use relations::{
    After, Details, Message, Research, Said, details, last_said, messages, research, say,
};
pub(crate) use sessions::{Draft, Filter, Prefix, Session, Status, create, find, list, search};
pub(crate) use statistics::{OfStatus, Summary, by_status, summary};

mod log;
mod relations;
mod sessions;
pub(crate) mod slow;
mod statistics;
