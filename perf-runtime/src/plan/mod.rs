//! Query plans: what a database says about how it runs a statement, and what that means.
//!
//! ```text
//! statement   what the text of a statement says: its tables, its conditions
//! schema      the tables and indexes that there are
//! tree        a plan as it is shown
//! sqlite      reads `EXPLAIN QUERY PLAN`
//! postgres    reads `EXPLAIN (FORMAT JSON)`
//! ```

pub(crate) mod postgres;
pub(crate) mod schema;
#[cfg(feature = "sqlite")]
pub(crate) mod sqlite;
pub(crate) mod statement;
pub(crate) mod tree;

use std::collections::HashSet;
use std::sync::Arc;

use crate::measurement::Run;
use crate::probe::shape::ShapeId;
use tree::Node;

/// How a database would run a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) tree: Vec<Node>,
    /// What it reads from end to end.
    pub(crate) scans: Vec<Scan>,
    /// The indexes that it uses.
    pub(crate) indexes: Vec<String>,
    pub(crate) asked: Asked,
    /// Whether rows that were stepped over one by one are explained by the plan, be they of tables or
    /// of what the statement makes itself.
    pub(crate) says_scans: bool,
}

/// What the database was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Which plan it chooses.
    Choice,
    /// The same, for tables that are so large that the choice says something.
    ChoiceOfLarge,
    /// Whether an index can serve, for tables so small that to read them in full is right.
    CanServe,
}

/// A table that is read from end to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scan {
    pub(crate) table: String,
    pub(crate) by: By,
    /// The index that would serve, as a statement that makes it; only where it is certain.
    pub(crate) remedy: Option<String>,
}

/// By what a table is read from end to end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum By {
    /// Its rows.
    Rows,
    /// The whole of this index, which has an entry for each row.
    Index(String),
    /// Its rows, to make an index of them for this one statement.
    AutomaticIndex,
}

/// A text to be explained.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub(crate) shape: ShapeId,
    pub(crate) sql: Arc<str>,
}

/// What came of a text.
#[derive(Debug, Clone)]
pub(crate) struct Explained {
    pub(crate) shape: ShapeId,
    /// The plan, or why there is none.
    pub(crate) plan: Result<Plan, String>,
}

/// What came of all texts of a case.
#[derive(Debug, Clone, Default)]
pub(crate) struct Explanations {
    pub(crate) all: Vec<Explained>,
    /// The names of all indexes, each with its table.
    pub(crate) indexes: Vec<(String, String)>,
}

impl Explanations {
    /// Of several databases, where it is not known which of them ran a text: those that know it.
    pub(crate) fn merged(databases: Vec<Self>) -> Self {
        let several = databases.len() > 1;
        let mut merged = Self::default();
        for mut database in databases {
            merged.all.append(&mut database.all);
            merged.indexes.append(&mut database.indexes);
        }
        if !several {
            return merged;
        }
        let known: Vec<_> = merged
            .all
            .iter()
            .filter(|explained| explained.plan.is_ok())
            .map(|explained| explained.shape)
            .collect();
        merged
            .all
            .retain(|explained| explained.plan.is_ok() || !known.contains(&explained.shape));
        merged
    }

    /// How many shapes there are.
    pub(crate) fn shapes(&self) -> u64 {
        let shapes: HashSet<_> = self.all.iter().map(|explained| explained.shape).collect();
        shapes.len() as u64
    }

    /// None of these texts, for one reason.
    pub(crate) fn none(texts: &[Text], reason: &str) -> Self {
        Self::failed(texts.iter().map(|text| text.shape), reason)
    }

    /// None of the queries of these runs, for one reason.
    pub(crate) fn unknown(runs: &[Run], reason: &str) -> Self {
        let shapes = runs.iter().flat_map(|run| &run.queries.shapes);
        Self::failed(shapes.map(|shape| shape.shape.id), reason)
    }

    /// With those queries of the runs that nobody came to explain.
    pub(crate) fn with_all_of(mut self, runs: &[Run]) -> Self {
        let known: HashSet<_> = self.all.iter().map(|explained| explained.shape).collect();
        let shapes = runs.iter().flat_map(|run| &run.queries.shapes);
        let unknown = shapes
            .map(|shape| shape.shape.id)
            .filter(|shape| !known.contains(shape));
        let reason = "the case did not come to an end at which its statements could be explained";
        self.all.append(&mut Self::failed(unknown, reason).all);
        self
    }

    fn failed(shapes: impl Iterator<Item = ShapeId>, reason: &str) -> Self {
        let all = shapes.map(|shape| Explained {
            shape,
            plan: Err(reason.to_owned()),
        });
        Self {
            all: all.collect(),
            indexes: Vec::new(),
        }
    }
}
