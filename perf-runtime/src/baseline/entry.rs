//! The figures of one case that do not depend on the machine, nor on how busy it is.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::case::Case;
use crate::measurement::{Run, by_size};
use crate::options::Options;
use crate::plan::{Explanations, tree};
use crate::probe::memory::Heap;
use crate::store::build;

/// Whose entry it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Id {
    pub(crate) package: String,
    /// The crate that the case is in: two test targets may hold a case of the same name.
    pub(crate) target: String,
    /// As libtest knows it.
    pub(crate) name: String,
    /// The kinds of databases that its fixtures made: a fixture may choose.
    pub(crate) databases: Vec<String>,
}

/// What a case does. Of several runs the most counts, for each figure by itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Entry {
    /// In the order in which they were first seen.
    pub(crate) queries: Vec<Statement>,
    pub(crate) plans: Vec<Plan>,
    pub(crate) allocations: Vec<Allocations>,
}

/// The queries of one shape. A figure that is left out was not the same each time, and is not compared.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Statement {
    /// The size of the data, where the body is run at several.
    pub(crate) size: Option<u64>,
    pub(crate) shape: String,
    pub(crate) count: Option<u64>,
    pub(crate) rows: Option<u64>,
    /// For the reader: the shape stands for it.
    pub(crate) sql: String,
}

/// How a database runs the queries of one shape.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plan {
    pub(crate) shape: String,
    /// The database with its version: another one may have other plans.
    pub(crate) on: String,
    pub(crate) lines: Vec<String>,
}

/// What is asked of the allocator.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Allocations {
    pub(crate) size: Option<u64>,
    /// The build: another one may allocate otherwise.
    pub(crate) on: String,
    /// Allocations and reallocations.
    pub(crate) calls: u64,
    pub(crate) bytes: u64,
}

impl Id {
    pub(crate) fn of(case: &Case, engines: &[String]) -> Self {
        Self {
            package: case.package.to_owned(),
            target: case.target().to_owned(),
            name: case.path(),
            databases: engines.iter().map(|engine| kind(engine)).collect(),
        }
    }
}

/// `postgres` of `postgres 15.4, private server`. MariaDB speaks for MySQL: a desk may have one and CI the other.
fn kind(engine: &str) -> String {
    let word = engine.split([' ', ',']).next().unwrap_or_default();
    match word.to_lowercase().as_str() {
        "mariadb" => "mysql".to_owned(),
        word => word.to_owned(),
    }
}

impl Entry {
    /// What these runs did.
    pub(crate) fn of(
        options: &Options,
        runs: &[Run],
        explanations: &Explanations,
        engines: &[String],
    ) -> Self {
        let mut entry = Self::default();
        for (size, runs) in by_size(runs) {
            for run in runs {
                entry.add_queries(size, run);
            }
            // The buffers of a driver are filled as the bytes happen to come.
            if options.asks_for_heap() && engines.is_empty() {
                entry.allocations.extend(allocations(size, runs));
            }
        }
        entry.plans = plans(explanations, engines);
        entry
    }

    fn add_queries(&mut self, size: Option<u64>, run: &Run) {
        for used in &run.queries.shapes {
            let shape = used.shape.id.to_string();
            let known = self
                .queries
                .iter_mut()
                .find(|known| known.size == size && known.shape == shape);
            let (count, rows) = (Some(used.sum.count), Some(used.sum.rows));
            match known {
                Some(known) => {
                    known.count = known.count.max(count);
                    known.rows = known.rows.max(rows);
                }
                None => self.queries.push(Statement {
                    size,
                    shape,
                    count,
                    rows,
                    sql: used.shape.text.clone(),
                }),
            }
        }
    }

    /// What several passes have in common: a figure that is not the same in all of them is left out.
    pub(crate) fn in_common(passes: &[Self]) -> Self {
        let Some((first, later)) = passes.split_first() else {
            return Self::default();
        };
        let mut common = first.clone();
        for pass in later {
            for seen in &pass.queries {
                if common.query(seen).is_none() {
                    common.queries.push(seen.clone().without_figures());
                }
            }
            for known in &mut common.queries {
                match pass.query(known) {
                    Some(seen) => {
                        known.count = known.count.filter(|count| seen.count == Some(*count));
                        known.rows = known.rows.filter(|rows| seen.rows == Some(*rows));
                    }
                    None => *known = known.clone().without_figures(),
                }
            }
            common.plans.retain(|plan| pass.plans.contains(plan));
            let is_same = |allocations: &Allocations| pass.allocations.contains(allocations);
            common.allocations.retain(is_same);
        }
        common
    }

    /// In the place of `kept`: a figure that was left out stays so, and what other databases and builds do is kept where this has such
    /// figures too.
    pub(crate) fn in_place_of(mut self, kept: &Self) -> Self {
        for query in &mut self.queries {
            if let Some(known) = kept.query(query) {
                query.count = query.count.filter(|_| known.count.is_some());
                query.rows = query.rows.filter(|_| known.rows.is_some());
            }
        }
        let mut others = kept.clone();
        if self.plans.is_empty() {
            others.plans.clear();
        }
        if self.allocations.is_empty() {
            others.allocations.clear();
        }
        self.with_others(&others)
    }

    /// With the plans of databases and the allocations of builds of which this says nothing.
    pub(crate) fn with_others(mut self, other: &Self) -> Self {
        let mut plans = other.plans.clone();
        plans.retain(|plan| self.plans.iter().all(|known| known.on != plan.on));
        self.plans.extend(plans);
        self.plans.sort_by(|a, b| a.on.cmp(&b.on));
        let mut allocations = other.allocations.clone();
        allocations.retain(|taken| self.allocations.iter().all(|known| known.on != taken.on));
        self.allocations.extend(allocations);
        self.allocations.sort_by(|a, b| a.on.cmp(&b.on));
        self
    }

    /// What it says of these sizes; all of it where there are none.
    pub(crate) fn at_sizes(mut self, sizes: &[u64]) -> Self {
        let is_there = |size: Option<u64>| size.is_none_or(|size| sizes.contains(&size));
        if !sizes.is_empty() {
            self.queries.retain(|query| is_there(query.size));
            self.allocations.retain(|taken| is_there(taken.size));
        }
        self
    }

    /// The same shape at the same size.
    pub(super) fn query(&self, other: &Statement) -> Option<&Statement> {
        self.queries
            .iter()
            .find(|query| query.size == other.size && query.shape == other.shape)
    }

    /// All queries together, as far as they are the same each time.
    pub(crate) fn count(&self) -> u64 {
        self.queries.iter().filter_map(|query| query.count).sum()
    }

    /// How many of its figures are left out.
    pub(crate) fn left_out(&self) -> u64 {
        let is_open = |query: &&Statement| query.count.is_none() || query.rows.is_none();
        self.queries.iter().filter(is_open).count() as u64
    }
}

impl Statement {
    fn without_figures(self) -> Self {
        Self {
            count: None,
            rows: None,
            ..self
        }
    }
}

/// The most of some runs; nothing where it is not counted, or not exact.
fn allocations(size: Option<u64>, runs: &[Run]) -> Option<Allocations> {
    let heaps: Option<Vec<Heap>> = runs.iter().map(|run| run.heap).collect();
    let heaps = heaps?;
    let made_queries = runs.iter().any(|run| run.queries.count() > 0);
    if made_queries || heaps.iter().any(|heap| heap.has_guests) {
        return None;
    }
    Some(Allocations {
        size,
        on: format!("{}, {}", build(), std::env::consts::OS),
        calls: heaps.iter().map(Heap::calls).max()?,
        bytes: heaps.iter().map(|heap| heap.bytes).max()?,
    })
}

/// The plans of each shape; none of those that could not be told.
fn plans(explanations: &Explanations, engines: &[String]) -> Vec<Plan> {
    let mut of_shapes: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for explained in &explanations.all {
        let Ok(plan) = &explained.plan else { continue };
        let lines = tree::render(&plan.tree);
        let known = of_shapes.entry(explained.shape.to_string()).or_default();
        // Texts of one shape may have plans of their own, and a shape another one at another size.
        if !known.contains(&lines) {
            known.push(lines);
        }
    }
    let versions: Vec<_> = engines.iter().map(|engine| version(engine)).collect();
    let plan = |(shape, mut lines): (String, Vec<Vec<String>>)| {
        lines.sort();
        Plan {
            shape,
            on: versions.join(", "),
            lines: lines.concat(),
        }
    };
    of_shapes.into_iter().map(plan).collect()
}

/// `postgres 15.4` of `postgres 15.4, private server`.
fn version(engine: &str) -> &str {
    engine.split(',').next().unwrap_or_default()
}

#[cfg(test)]
pub(super) mod tests;
