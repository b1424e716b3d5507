//! Reads what Postgres' `EXPLAIN (FORMAT JSON)` says, see
//! <https://www.postgresql.org/docs/current/using-explain.html>.
//!
//! A `Seq Scan` reads the rows of a table; an `Index Scan`, an `Index Only Scan` or a `Bitmap Index Scan` without
//! an `Index Cond` reads the whole of an index. Right below a `Limit`, and without a `Filter`, both
//! stop after so many rows. What a foreign server does is not known here.

use std::fmt::Write as _;

use serde_json::Value;

use super::schema::Schema;
use super::statement::Statement;
use super::tree::Node;
use super::{Asked, By, Plan, Scan};
use crate::probe::cost::Cost;

/// Tables of so many pages or fewer (of 8 KiB, so 512 KiB) are small: to read them in full is as quick as by an
/// index, so that the planner's choice says nothing about the same table when it has grown.
pub(crate) const SMALL: u64 = 64;

/// The plan of the first statement; nothing where the JSON is of another form.
pub(crate) fn read(explained: &Value, statement: &Statement, schema: &Schema) -> Option<Plan> {
    let root = root(explained)?;
    let mut plan = Plan {
        tree: vec![tree(root)],
        scans: Vec::new(),
        indexes: Vec::new(),
        asked: Asked::ChoiceOfLarge,
        // What is counted may be of another plan than the one without values.
        says_scans: true,
    };
    walk(root, None, &mut |node, parent| {
        plan.indexes
            .extend(text(node, "Index Name").map(str::to_owned));
        if let Some((table, by)) = full_scan(node, parent)
            && !is_of_catalog(&table, schema)
        {
            plan.scans.push(Scan {
                remedy: statement.remedy(&table, schema),
                table,
                by,
            });
        }
    });
    Some(plan)
}

fn is_of_catalog(table: &str, schema: &Schema) -> bool {
    table.starts_with("pg_") && schema.table(table).is_none()
}

/// What both answers together say: the planner's choice, and its choice without sequential scans.
pub(crate) fn with_small_tables(chosen: Plan, without_scans: Plan, schema: &Schema) -> Plan {
    let (small, large): (Vec<_>, Vec<_>) = chosen
        .scans
        .into_iter()
        .partition(|scan| is_small(&scan.table, schema));
    if !large.is_empty() || small.is_empty() {
        return Plan {
            scans: large,
            ..chosen_of(chosen.tree, chosen.indexes)
        };
    }
    let indexes = [chosen.indexes, without_scans.indexes].concat();
    Plan {
        scans: without_scans
            .scans
            .into_iter()
            .map(|scan| Scan {
                by: By::Rows,
                ..scan
            })
            .collect(),
        asked: Asked::CanServe,
        ..chosen_of(chosen.tree, indexes)
    }
}

fn chosen_of(tree: Vec<Node>, indexes: Vec<String>) -> Plan {
    Plan {
        tree,
        scans: Vec::new(),
        indexes,
        asked: Asked::ChoiceOfLarge,
        says_scans: true,
    }
}

/// Whether the planner's choice is not enough to judge by.
pub(crate) fn needs_second_answer(plan: &Plan, schema: &Schema) -> bool {
    plan.scans.iter().any(|scan| is_small(&scan.table, schema))
}

/// A name may be of tables in several schemas, of which the plan does not tell which.
fn is_small(table: &str, schema: &Schema) -> bool {
    let mut named = schema.tables_called(table).peekable();
    named.peek().is_some() && named.all(|table| table.pages <= SMALL)
}

/// What a statement cost, by the plan that `auto_explain` logs after it, with the text that it is of.
pub(crate) fn cost(logged: &Value) -> Option<(&str, Cost)> {
    let root = root(logged)?;
    let number = |node: &Value, key| node.get(key).and_then(Value::as_f64).unwrap_or_default();
    let mut rows_scanned = 0.0;
    let mut sorts = 0;
    walk(root, None, &mut |node, _| match text(node, "Node Type") {
        // The figures are the mean of all loops.
        Some("Seq Scan") => {
            rows_scanned += (number(node, "Actual Rows") + number(node, "Rows Removed by Filter"))
                * number(node, "Actual Loops");
        }
        Some("Sort" | "Incremental Sort") => sorts += 1,
        _ => {}
    });
    let pages = |key| root.get(key).and_then(Value::as_u64);
    let buffers = pages("Shared Hit Blocks")? + pages("Shared Read Blocks")?;
    let cost = Cost {
        rows_scanned: whole(rows_scanned),
        vm_steps: None,
        buffers: Some(buffers),
        sorts,
        automatic_index_rows: 0,
    };
    Some((text(logged, "Query Text")?, cost))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of rows, rounded"
)]
fn whole(rows: f64) -> u64 {
    rows.round() as u64
}

/// `[{"Plan": ..}]` of EXPLAIN, `{"Query Text": .., "Plan": ..}` of `auto_explain`.
fn root(explained: &Value) -> Option<&Value> {
    explained.get(0).unwrap_or(explained).get("Plan")
}

/// Each node, with the one that takes its rows.
fn walk<'a>(
    node: &'a Value,
    parent: Option<&'a Value>,
    visit: &mut impl FnMut(&'a Value, Option<&'a Value>),
) {
    visit(node, parent);
    for child in children(node) {
        walk(child, Some(node), visit);
    }
}

fn children(node: &Value) -> impl Iterator<Item = &Value> {
    node.get("Plans")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
}

fn text<'a>(node: &'a Value, key: &str) -> Option<&'a str> {
    node.get(key)?.as_str()
}

/// The table that is read from end to end.
fn full_scan(node: &Value, parent: Option<&Value>) -> Option<(String, By)> {
    let is_whole_index = || {
        ["Index Cond", "Order By"]
            .iter()
            .all(|key| node.get(key).is_none())
    };
    let scan = match text(node, "Node Type")? {
        "Seq Scan" => (text(node, "Relation Name")?.to_owned(), By::Rows),
        "Index Scan" | "Index Only Scan" if is_whole_index() => {
            let index = text(node, "Index Name")?.to_owned();
            (text(node, "Relation Name")?.to_owned(), By::Index(index))
        }
        "Bitmap Index Scan" if is_whole_index() => {
            let index = text(node, "Index Name")?.to_owned();
            let table = parent.and_then(|parent| text(parent, "Relation Name"));
            (table.unwrap_or(&index).to_owned(), By::Index(index.clone()))
        }
        _ => return None,
    };
    let is_limited = parent.and_then(|parent| text(parent, "Node Type")) == Some("Limit");
    let stops_early = is_limited && node.get("Filter").is_none();
    (!stops_early).then_some(scan)
}

fn tree(node: &Value) -> Node {
    Node {
        text: line(node),
        children: children(node).map(tree).collect(),
    }
}

/// `Index Scan using i on t [Index Cond: (a = $1)]`.
fn line(node: &Value) -> String {
    let mut line = text(node, "Node Type").unwrap_or("?").to_owned();
    if let Some(index) = text(node, "Index Name") {
        line.push_str(" using ");
        line.push_str(index);
    }
    if let Some(table) = text(node, "Relation Name") {
        line.push_str(" on ");
        line.push_str(table);
        if let Some(alias) = text(node, "Alias").filter(|alias| *alias != table) {
            line.push(' ');
            line.push_str(alias);
        }
    }
    for key in [
        "Index Cond",
        "Recheck Cond",
        "Hash Cond",
        "Merge Cond",
        "Join Filter",
        "Filter",
    ] {
        if let Some(condition) = text(node, key) {
            // The condition has brackets of its own.
            let _ = write!(line, " [{key}: {condition}]");
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::plan::schema::Table;

    fn schema() -> Schema {
        let table = |(name, pages): (&str, u64)| Table {
            name: name.to_owned(),
            pages,
        };
        Schema {
            tables: [("few", 1), ("many", SMALL + 1)].map(table).into(),
            indexes: Vec::new(),
        }
    }

    fn plan(node: &Value) -> Plan {
        let statement = Statement::read("SELECT 1").unwrap();
        read(&json!([{ "Plan": node }]), &statement, &schema()).unwrap()
    }

    fn seq_scan(table: &str) -> Value {
        json!({ "Node Type": "Seq Scan", "Relation Name": table, "Alias": table, "Filter": "(a = $1)" })
    }

    fn index_scan(table: &str) -> Value {
        json!({ "Node Type": "Index Scan", "Index Name": "i", "Relation Name": table, "Alias": "x", "Index Cond": "(a = $1)" })
    }

    fn scans(plan: &Plan) -> Vec<(&str, By)> {
        plan.scans
            .iter()
            .map(|scan| (scan.table.as_str(), scan.by.clone()))
            .collect()
    }

    #[test]
    fn scans_are_told_from_searches() {
        assert_eq!(scans(&plan(&seq_scan("many"))), [("many", By::Rows)]);
        let search = plan(&index_scan("many"));
        assert_eq!(
            (scans(&search), search.indexes.clone()),
            (vec![], vec!["i".to_owned()])
        );
        let whole =
            json!({ "Node Type": "Index Only Scan", "Index Name": "i", "Relation Name": "many" });
        assert_eq!(scans(&plan(&whole)), [("many", By::Index("i".to_owned()))]);
        let bitmap = json!({ "Node Type": "Bitmap Heap Scan", "Relation Name": "many", "Plans": [
            { "Node Type": "Bitmap Index Scan", "Index Name": "i" }
        ]});
        assert_eq!(scans(&plan(&bitmap)), [("many", By::Index("i".to_owned()))]);
        let nearest = json!({ "Node Type": "Index Scan", "Index Name": "i", "Relation Name": "many", "Order By": "(v <-> $1)" });
        assert_eq!(scans(&plan(&nearest)), []);
        assert_eq!(
            scans(&plan(&json!({ "Node Type": "CTE Scan", "CTE Name": "c" }))),
            []
        );
    }

    #[test]
    fn a_catalog_is_no_table_of_the_case() {
        assert_eq!(scans(&plan(&seq_scan("pg_class"))), []);
    }

    #[test]
    fn a_name_in_two_schemas_is_as_large_as_the_larger() {
        let mut schema = schema();
        schema.tables.push(Table {
            name: "few".to_owned(),
            pages: SMALL + 1,
        });
        assert!(!needs_second_answer(&plan(&seq_scan("few")), &schema));
    }

    #[test]
    fn a_limit_ends_a_scan_unless_rows_are_left_out() {
        let limit = |scan: Value| plan(&json!({ "Node Type": "Limit", "Plans": [scan] }));
        assert_eq!(
            scans(&limit(
                json!({ "Node Type": "Seq Scan", "Relation Name": "many" })
            )),
            []
        );
        assert_eq!(scans(&limit(seq_scan("many"))), [("many", By::Rows)]);
    }

    #[test]
    fn a_small_table_is_asked_for_an_index_that_can_serve() {
        let schema = schema();
        let (chosen, can) = (plan(&seq_scan("few")), plan(&index_scan("few")));
        assert!(needs_second_answer(&chosen, &schema));
        assert!(!needs_second_answer(&plan(&seq_scan("many")), &schema));
        let both = with_small_tables(chosen.clone(), can, &schema);
        assert_eq!((scans(&both), both.asked), (vec![], Asked::CanServe));
        assert_eq!(both.indexes, ["i"]);
        // The tree is the one that is really run.
        assert_eq!(both.tree, chosen.tree);
        let whole = json!({ "Node Type": "Index Scan", "Index Name": "pkey", "Relation Name": "few", "Filter": "(a = $1)" });
        let both = with_small_tables(chosen, plan(&whole), &schema);
        assert_eq!(
            (scans(&both), both.asked),
            (vec![("few", By::Rows)], Asked::CanServe)
        );
    }

    #[test]
    fn a_large_table_is_judged_by_the_choice() {
        let join = plan(
            &json!({ "Node Type": "Hash Join", "Plans": [seq_scan("few"), seq_scan("many")] }),
        );
        let both = with_small_tables(join.clone(), join, &schema());
        assert_eq!(
            (scans(&both), both.asked),
            (vec![("many", By::Rows)], Asked::ChoiceOfLarge)
        );
    }

    #[test]
    fn a_plan_is_a_tree() {
        let join =
            json!({ "Node Type": "Nested Loop", "Plans": [seq_scan("few"), index_scan("many")] });
        assert_eq!(
            crate::plan::tree::render(&plan(&join).tree),
            [
                "Nested Loop",
                "  Seq Scan on few [Filter: (a = $1)]",
                "  Index Scan using i on many x [Index Cond: (a = $1)]"
            ]
        );
    }

    #[test]
    fn the_cost_is_in_the_logged_plan() {
        let logged = json!({
            "Query Text": "SELECT 1",
            "Plan": { "Node Type": "Sort", "Shared Hit Blocks": 7, "Shared Read Blocks": 2, "Plans": [
                { "Node Type": "Seq Scan", "Actual Rows": 3, "Rows Removed by Filter": 97, "Actual Loops": 2, "Shared Hit Blocks": 5 }
            ]}
        });
        let (text, cost) = cost(&logged).unwrap();
        let expected = Cost {
            rows_scanned: 200,
            buffers: Some(9),
            sorts: 1,
            ..Cost::default()
        };
        assert_eq!((text, cost), ("SELECT 1", expected));
    }
}
