//! Reads what SQLite's `EXPLAIN QUERY PLAN` says, see <https://sqlite.org/eqp.html>.
//!
//! `SCAN t` reads the rows of a table, `SCAN t USING INDEX i` the whole of an index, and `SEARCH t
//! USING AUTOMATIC INDEX` the rows of a table to make an index for this one statement: all three
//! grow with the table. `SEARCH` and everything else does not. A virtual table has indexes of its own
//! that the plan does not tell, so it is left to its module; results of subqueries, of common
//! table expressions and lists of constants are no tables.

use super::schema::Schema;
use super::statement::Statement;
use super::tree::Node;
use super::{Asked, By, Plan, Scan};

/// A row of `EXPLAIN QUERY PLAN`.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) id: i64,
    /// The row that it belongs to; 0 for none.
    pub(crate) parent: i64,
    pub(crate) detail: String,
}

/// What a line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step<'a> {
    /// Reads the rows of this name.
    Scan(&'a str),
    /// Reads the whole of an index.
    ScanIndex(&'a str, &'a str),
    /// Makes an index of all rows.
    AutomaticIndex(&'a str),
    /// Looks up in an index.
    SearchIndex(&'a str),
    /// Makes rows under this name, which is of no table.
    Derived(&'a str),
    Other,
}

/// What the rows mean for a statement.
pub(crate) fn read(rows: &[Row], statement: &Statement, schema: &Schema) -> Plan {
    let steps: Vec<_> = rows.iter().map(|row| step(&row.detail)).collect();
    let is_derived = |name: &str| name.starts_with('(') || steps.contains(&Step::Derived(name));
    let mut plan = Plan {
        tree: tree(rows, 0),
        scans: Vec::new(),
        indexes: Vec::new(),
        asked: Asked::Choice,
        says_scans: steps.iter().any(|step| {
            matches!(
                step,
                Step::Scan(_) | Step::ScanIndex(..) | Step::AutomaticIndex(_)
            )
        }),
    };
    // In the order of the table, and only as far as it must.
    let first_rows = rows.len() == 1 && statement.takes_first_rows();
    for step in &steps {
        let (name, by) = match *step {
            Step::Scan(name) => (name, By::Rows),
            Step::ScanIndex(name, index) => {
                plan.indexes.push(index.to_owned());
                (name, By::Index(index.to_owned()))
            }
            Step::AutomaticIndex(name) => (name, By::AutomaticIndex),
            Step::SearchIndex(index) => {
                plan.indexes.push(index.to_owned());
                continue;
            }
            Step::Derived(_) | Step::Other => continue,
        };
        if is_derived(name) || first_rows {
            continue;
        }
        let table = statement.table(name, schema).unwrap_or(name);
        if !table.starts_with("sqlite_") {
            plan.scans.push(Scan {
                table: table.to_owned(),
                by,
                remedy: statement.remedy(table, schema),
            });
        }
    }
    plan
}

fn tree(rows: &[Row], parent: i64) -> Vec<Node> {
    rows.iter()
        .filter(|row| row.parent == parent)
        .map(|row| Node {
            text: row.detail.clone(),
            // An id is above that of its parent, so this comes to an end.
            children: if row.id > parent {
                tree(rows, row.id)
            } else {
                Vec::new()
            },
        })
        .collect()
}

fn step(detail: &str) -> Step<'_> {
    if let Some(name) = detail
        .strip_prefix("CO-ROUTINE ")
        .or_else(|| detail.strip_prefix("MATERIALIZE "))
    {
        return Step::Derived(name);
    }
    if let Some(rest) = detail.strip_prefix("SCAN ") {
        if rest.contains("CONSTANT ROW")
            || rest.contains(" VIRTUAL TABLE ")
            || rest.contains("-ROW VALUES")
        {
            return Step::Other;
        }
        let (name, how) = split(rest);
        return match index(how) {
            Some(index) => Step::ScanIndex(name, index),
            None => Step::Scan(name),
        };
    }
    if let Some(rest) = detail.strip_prefix("SEARCH ") {
        let (name, how) = split(rest);
        if how.starts_with("AUTOMATIC ") {
            return Step::AutomaticIndex(name);
        }
        return index(how).map_or(Step::Other, Step::SearchIndex);
    }
    // The parts of `MULTI-INDEX OR` are lines of their own.
    Step::Other
}

/// The name, and what stands behind `USING`.
fn split(rest: &str) -> (&str, &str) {
    if let Some((name, how)) = rest.split_once(" USING ") {
        return (name, how);
    }
    (rest.strip_suffix(" LEFT-JOIN").unwrap_or(rest), "")
}

/// The name in `INDEX name (a=?)` and `COVERING INDEX name`.
fn index(how: &str) -> Option<&str> {
    let how = how.strip_prefix("COVERING ").unwrap_or(how);
    let rest = how.strip_prefix("INDEX ")?;
    let rest = rest.split_once(" (").map_or(rest, |(name, _)| name);
    Some(rest.strip_suffix(" LEFT-JOIN").unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::schema::Table;

    fn schema() -> Schema {
        let tables = ["t", "u"].map(|name| Table {
            name: name.to_owned(),
            pages: 0,
        });
        Schema {
            tables: tables.into(),
            indexes: Vec::new(),
        }
    }

    /// The plan of lines, each with its id and its parent, as SQLite 3.46 to 3.51 says them.
    fn plan(sql: &str, lines: &[(i64, i64, &str)]) -> Plan {
        let rows: Vec<_> = lines
            .iter()
            .map(|(id, parent, detail)| Row {
                id: *id,
                parent: *parent,
                detail: (*detail).to_owned(),
            })
            .collect();
        read(&rows, &Statement::read(sql).unwrap(), &schema())
    }

    /// What is read from end to end.
    fn scans(sql: &str, lines: &[(i64, i64, &str)]) -> Vec<(String, By)> {
        let scans = plan(sql, lines).scans;
        scans
            .into_iter()
            .map(|scan| (scan.table, scan.by))
            .collect()
    }

    fn rows(table: &str) -> (String, By) {
        (table.to_owned(), By::Rows)
    }

    #[test]
    fn scans_are_told_from_searches() {
        let index = |name: &str| ("t".to_owned(), By::Index(name.to_owned()));
        assert_eq!(scans("SELECT * FROM t", &[(2, 0, "SCAN t")]), [rows("t")]);
        assert_eq!(scans("SELECT * FROM t x", &[(2, 0, "SCAN x")]), [rows("t")]);
        assert_eq!(
            scans("SELECT * FROM main.t", &[(2, 0, "SCAN main.t")]),
            [rows("t")]
        );
        assert_eq!(
            scans(
                "SELECT * FROM u LEFT JOIN t",
                &[(2, 0, "SEARCH u"), (3, 0, "SCAN t LEFT-JOIN")]
            ),
            [rows("t")]
        );
        assert_eq!(
            scans(
                "SELECT COUNT(*) FROM t",
                &[(2, 0, "SCAN t USING COVERING INDEX i")]
            ),
            [index("i")]
        );
        assert_eq!(
            scans(
                "SELECT * FROM t ORDER BY a",
                &[(2, 0, "SCAN t USING INDEX i")]
            ),
            [index("i")]
        );
        assert_eq!(
            scans(
                "SELECT * FROM t JOIN u USING (a)",
                &[(3, 0, "SEARCH t USING AUTOMATIC COVERING INDEX (a=?)")]
            ),
            [("t".to_owned(), By::AutomaticIndex)]
        );
        for line in [
            "SEARCH t USING INTEGER PRIMARY KEY (rowid=?)",
            "SEARCH t USING INDEX i (a=? AND b>?)",
            "SEARCH t USING COVERING INDEX i (a=?)",
            "SEARCH t USING INDEX i (ANY(a) AND b=?)",
            "SEARCH t",
            "SCAN CONSTANT ROW",
            "SCAN 2 CONSTANT ROWS",
            "SCAN 2-ROW VALUES CLAUSE",
            "SCAN t VIRTUAL TABLE INDEX 0:M1",
            "SCAN sqlite_master",
            "USE TEMP B-TREE FOR ORDER BY",
            "MULTI-INDEX OR",
            "SCAN (subquery-1)",
        ] {
            assert_eq!(scans("SELECT * FROM t", &[(2, 0, line)]), [], "{line}");
        }
    }

    #[test]
    fn what_a_statement_makes_itself_is_no_table() {
        let lines = [
            (2, 0, "CO-ROUTINE n"),
            (5, 2, "SETUP"),
            (6, 5, "SCAN CONSTANT ROW"),
            (17, 2, "RECURSIVE STEP"),
            (18, 17, "SCAN n"),
            (28, 0, "SCAN n"),
            (30, 0, "MATERIALIZE v"),
            (31, 30, "SCAN u"),
            (40, 0, "SCAN v"),
        ];
        assert_eq!(
            scans("WITH n AS (SELECT 1) SELECT * FROM n, v", &lines),
            [rows("u")]
        );
    }

    #[test]
    fn the_first_rows_of_a_table_are_no_full_scan() {
        let sql = "SELECT * FROM t ORDER BY a LIMIT 5";
        assert_eq!(scans(sql, &[(2, 0, "SCAN t USING INDEX i")]), []);
        let sorted = [(2, 0, "SCAN t"), (3, 0, "USE TEMP B-TREE FOR ORDER BY")];
        assert_eq!(scans(sql, &sorted), [rows("t")]);
    }

    #[test]
    fn a_plan_is_a_tree_and_names_its_indexes() {
        let plan = plan(
            "SELECT a FROM t WHERE a IN (SELECT b FROM u)",
            &[
                (3, 0, "SEARCH t USING INDEX idx_a (a=?)"),
                (7, 0, "LIST SUBQUERY 1"),
                (9, 7, "SCAN u USING COVERING INDEX idx_b"),
            ],
        );
        assert_eq!(plan.indexes, ["idx_a", "idx_b"]);
        assert_eq!(
            crate::plan::tree::render(&plan.tree),
            [
                "SEARCH t USING INDEX idx_a (a=?)",
                "LIST SUBQUERY 1",
                "  SCAN u USING COVERING INDEX idx_b"
            ]
        );
    }
}
