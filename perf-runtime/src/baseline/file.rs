//! The text of `perf-baseline.toml`, both ways.
//!
//! One `[[case]]` each, in the order of their names. What changes is written anew, and all else stays as it is, with
//! what a person wrote beside it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use serde::Deserialize;
use toml_edit::{
    Array, ArrayOfTables, Decor, Document, DocumentMut, InlineTable, Item, Table, Value,
};

use super::entry::{Allocations, Entry, Id, Plan, Statement};
use super::error::Error;

/// The version of the form; it grows by one when a reader of the old one would misread it.
const VERSION: i64 = 1;

/// What stands at the top of a file that was empty.
const HEAD: &str = "\
# What the performance tests of this crate do: the queries of each, by shape. Every run is compared with it, exactly.
# `PERF_UPDATE=new cargo test` adds the tests that are missing, `PERF_UPDATE=all cargo test` accepts what all of them do now.
# A figure that is left out was not the same each time. Commit this file.
";

/// All entries.
pub(super) type Entries = BTreeMap<Id, Entry>;

/// As it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[expect(dead_code, reason = "it was looked at before the rest was read")]
    version: Option<i64>,
    #[serde(default)]
    case: Vec<CaseForm>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseForm {
    package: String,
    target: String,
    name: String,
    #[serde(default)]
    databases: Vec<String>,
    queries: Vec<Statement>,
    #[serde(default)]
    plans: Vec<Plan>,
    #[serde(default)]
    allocations: Vec<Allocations>,
}

/// Reads the file; `path` is for messages.
pub(super) fn parse(path: &Path, text: &str) -> Result<Entries, Error> {
    let wrong = |span: Option<Range<usize>>, message: String| Error::Wrong {
        path: path.to_owned(),
        line: line(text, span),
        message,
    };
    let document =
        Document::parse(text).map_err(|error| wrong(error.span(), error.message().to_owned()))?;
    match document.get("version").map(Item::as_integer) {
        // Of what is in it nothing else can be said.
        Some(Some(found)) if found != VERSION => {
            return Err(Error::Version {
                path: path.to_owned(),
                found,
                known: VERSION,
            });
        }
        None if !document.is_empty() => {
            return Err(wrong(None, format!("it has no `version = {VERSION}`")));
        }
        _ => {}
    }
    let form: Form = toml_edit::de::from_str(text)
        .map_err(|error| wrong(error.span(), error.message().to_owned()))?;
    let mut entries = Entries::new();
    for case in form.case {
        let (id, entry) = case.split();
        let name = format!("{} {}::{}", id.package, id.target, id.name);
        if entries.insert(id, entry).is_some() {
            return Err(wrong(None, format!("it has `{name}` twice: take one out")));
        }
    }
    Ok(entries)
}

impl CaseForm {
    fn split(self) -> (Id, Entry) {
        let id = Id {
            package: self.package,
            target: self.target,
            name: self.name,
            databases: self.databases,
        };
        let entry = Entry {
            queries: self.queries,
            plans: self.plans,
            allocations: self.allocations,
        };
        (id, entry)
    }
}

/// The line of a place in the text, from 1.
fn line(text: &str, span: Option<Range<usize>>) -> usize {
    let until = span.map_or(0, |span| span.start).min(text.len());
    let breaks = text.as_bytes()[..until]
        .iter()
        .filter(|byte| **byte == b'\n');
    breaks.count() + 1
}

/// The text with these entries put in, in the place of those that were there, and without those that are gone. It was read before.
pub(super) fn edited(text: &str, put: &Entries, gone: &[Id]) -> String {
    let mut document: DocumentMut = text.parse().unwrap_or_default();
    if !document.contains_key("version") {
        document.insert("version", toml_edit::value(VERSION));
        if let Some(mut key) = document.key_mut("version") {
            // What a person wrote into a file without entries stays below.
            key.leaf_decor_mut().set_prefix(HEAD);
        }
    }
    let cases = document
        .entry("case")
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    if let Some(cases) = cases.as_array_of_tables_mut() {
        cases.retain(|table| !gone.contains(&id(table)));
        for (id, entry) in put {
            place(cases, id, entry);
        }
        // A table has a place of its own in the text, and a new one has none yet.
        for (index, table) in cases.iter_mut().enumerate() {
            table.set_position(isize::try_from(index).ok());
        }
    }
    document.to_string()
}

/// Puts an entry where its name has its place among the others.
fn place(cases: &mut ArrayOfTables, of: &Id, entry: &Entry) {
    let index = cases.iter().take_while(|table| id(table) < *of).count();
    if let Some(table) = cases.get_mut(index).filter(|table| id(table) == *of) {
        fill(table, entry);
        return;
    }
    let mut table = Table::new();
    *table.decor_mut() = Decor::new("\n", "");
    table.insert("package", toml_edit::value(&of.package));
    table.insert("target", toml_edit::value(&of.target));
    table.insert("name", toml_edit::value(&of.name));
    if !of.databases.is_empty() {
        let databases: Array = of.databases.iter().collect();
        table.insert("databases", toml_edit::value(databases));
    }
    fill(&mut table, entry);
    cases.insert(index, table);
}

fn id(table: &Table) -> Id {
    let text = |key: &str| {
        table
            .get(key)
            .and_then(Item::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let databases = table.get("databases").and_then(Item::as_array);
    Id {
        package: text("package"),
        target: text("target"),
        name: text("name"),
        databases: databases
            .into_iter()
            .flatten()
            .filter_map(|name| name.as_str().map(str::to_owned))
            .collect(),
    }
}

/// Writes the figures.
fn fill(table: &mut Table, entry: &Entry) {
    let lists = [
        (
            "queries",
            entry.queries.iter().map(query).collect::<Vec<_>>(),
            true,
        ),
        ("plans", entry.plans.iter().map(plan).collect(), false),
        (
            "allocations",
            entry.allocations.iter().map(allocations).collect(),
            false,
        ),
    ];
    for (key, rows, always) in lists {
        if rows.is_empty() && !always {
            table.remove(key);
        } else {
            table.insert(key, Item::Value(Value::Array(lines(rows))));
        }
    }
}

fn query(query: &Statement) -> InlineTable {
    let mut row = InlineTable::new();
    figure(&mut row, "size", query.size);
    row.insert("shape", query.shape.as_str().into());
    figure(&mut row, "count", query.count);
    figure(&mut row, "rows", query.rows);
    row.insert("sql", query.sql.as_str().into());
    row
}

fn plan(plan: &Plan) -> InlineTable {
    let mut row = InlineTable::new();
    row.insert("shape", plan.shape.as_str().into());
    row.insert("on", plan.on.as_str().into());
    row.insert("lines", Value::Array(plan.lines.iter().collect()));
    row
}

fn allocations(allocations: &Allocations) -> InlineTable {
    let mut row = InlineTable::new();
    figure(&mut row, "size", allocations.size);
    row.insert("on", allocations.on.as_str().into());
    figure(&mut row, "calls", Some(allocations.calls));
    figure(&mut row, "bytes", Some(allocations.bytes));
    row
}

/// A figure is an `i64` in TOML; nothing counts so far.
fn figure(row: &mut InlineTable, key: &str, figure: Option<u64>) {
    if let Some(figure) = figure {
        row.insert(key, i64::try_from(figure).unwrap_or(i64::MAX).into());
    }
}

/// A list with one row a line, so that a difference is a line too.
fn lines(rows: Vec<InlineTable>) -> Array {
    let mut list = Array::new();
    let is_empty = rows.is_empty();
    for mut row in rows {
        *row.decor_mut() = Decor::new("\n    ", "");
        list.push_formatted(Value::InlineTable(row));
    }
    if !is_empty {
        list.set_trailing("\n");
        list.set_trailing_comma(true);
    }
    list
}

#[cfg(test)]
mod tests;
