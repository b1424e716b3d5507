//! The table and what stands below it.

use super::row::Row;
use super::{groups, table, totals};
use crate::report::page::Page;

/// A run that is over.
#[derive(Debug)]
pub(crate) struct Summary<'a> {
    /// The cases that ran, or could not.
    pub(crate) rows: Vec<&'a Row>,
    /// The reasons of those that were ignored.
    pub(crate) ignored: Vec<Option<&'a str>>,
    /// What was asked for, where it is not all as it is written: `quick mode; category api, 12 cases left out`.
    pub(crate) asked: Option<String>,
    /// The folder of the records.
    pub(crate) records: Option<String>,
}

impl Summary<'_> {
    /// The table and the lines below it; nothing if no case ran.
    pub(crate) fn render(&self, page: Page) -> String {
        if self.rows.is_empty() {
            return String::new();
        }
        let table = table::table(&self.rows, page.width, page.palette);
        let mut groups = groups::groups(&self.rows, page.palette);
        if !groups.is_empty() {
            groups.push('\n');
        }
        format!(
            "{table}\n{groups}{}{}",
            totals::totals(&self.rows, self.ignored.len(), page),
            totals::asides(self, page)
        )
    }
}
