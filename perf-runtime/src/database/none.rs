//! Without the feature of any database a case has none, and counts what is reported to it.

use super::gauge::PoolUse;
use crate::case::Case;
use crate::plan::{Explanations, Text};
use crate::size::Size;

/// No databases.
#[derive(Debug)]
pub(crate) struct Databases;

#[expect(
    clippy::unused_async,
    clippy::unused_self,
    reason = "as where there are databases"
)]
impl Databases {
    pub(crate) fn new(_case: &'static Case) -> Self {
        Self
    }

    pub(crate) fn of_size(self, _size: Option<Size>) -> Self {
        self
    }

    pub(crate) async fn rows(&self) -> Option<u64> {
        None
    }

    pub(crate) async fn canary(&self) -> Result<u64, sqlx::Error> {
        Ok(0)
    }

    pub(crate) fn have_a_server(&self) -> bool {
        false
    }

    pub(crate) fn pools(&self) -> Vec<PoolUse> {
        Vec::new()
    }

    pub(crate) fn engines(&self) -> Vec<String> {
        Vec::new()
    }

    pub(crate) async fn explain(&self, texts: &[Text]) -> Explanations {
        Explanations::none(texts, "the case has no database")
    }

    pub(crate) fn obstacle(&self) -> Option<String> {
        None
    }

    pub(crate) async fn close(&self) -> Vec<String> {
        Vec::new()
    }
}
