//! What the text of a statement says that its plan does not.

use super::schema::Schema;
use crate::probe::lexer::{self, Piece};
use crate::probe::shape::analyze;

/// First words of statements that have a plan.
const EXPLAINABLE: &[&str] = &[
    "SELECT", "VALUES", "TABLE", "WITH", "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE",
];

/// The pieces of one statement.
#[derive(Debug)]
pub(crate) struct Statement {
    pieces: Vec<Piece>,
}

/// Why a text cannot be explained.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoPlan {
    #[error("its text cannot be cut into words")]
    NotReadable,
    #[error("there are {0} statements in one text: run each by itself")]
    Several(usize),
    #[error("{0} has no plan")]
    Utility(String),
}

impl Statement {
    /// Reads a text that is to be explained: what is not exactly one statement would be run in part.
    pub(crate) fn read(sql: &str) -> Result<Self, NoPlan> {
        let pieces = lexer::pieces(sql).ok_or(NoPlan::NotReadable)?.all;
        let statements = analyze(sql).statements;
        if statements != 1 {
            return Err(NoPlan::Several(statements));
        }
        let first = pieces.iter().find(|piece| !piece.is_symbol("("));
        if !first.is_some_and(|first| EXPLAINABLE.iter().any(|word| first.is(word))) {
            let word = first.map_or("nothing", Piece::text);
            return Err(NoPlan::Utility(word.to_uppercase()));
        }
        Ok(Self { pieces })
    }

    /// The table that a name in the plan stands for: a table, or an alias of one in the text.
    pub(crate) fn table<'a>(&self, name: &str, schema: &'a Schema) -> Option<&'a str> {
        let name = unquoted(name.rsplit_once('.').map_or(name, |(_, name)| name));
        let aliased = self.pieces.iter().enumerate().find_map(|(place, piece)| {
            let table = schema.table(name_of(piece)?)?;
            let rest = &self.pieces[place + 1..];
            let alias = match rest {
                [word, alias, ..] if word.is("AS") => alias,
                [alias, ..] => alias,
                [] => return None,
            };
            name_of(alias)?
                .eq_ignore_ascii_case(name)
                .then_some(table.name.as_str())
        });
        aliased.or_else(|| schema.table(name).map(|table| table.name.as_str()))
    }

    /// Whether it takes the first rows of one table as they come, and leaves the rest.
    pub(crate) fn takes_first_rows(&self) -> bool {
        const READS_ON: &[&str] = &[
            "WHERE",
            "GROUP",
            "HAVING",
            "DISTINCT",
            "JOIN",
            "UNION",
            "EXCEPT",
            "INTERSECT",
            "WITH",
        ];
        self.has("LIMIT")
            && self.first_is("SELECT")
            && !READS_ON.iter().any(|word| self.has(word))
            // A function may be an aggregate, and a subquery may be anything.
            && !self.pieces.iter().any(|piece| piece.is_symbol("("))
    }

    /// The statement that makes an index which serves, where that is certain: one table, and
    /// conditions of which at least one is `column = value`, all of them joined by AND.
    pub(crate) fn remedy(&self, table: &str, schema: &Schema) -> Option<String> {
        let columns = self.equalities(table, schema)?;
        if schema.has_index_on(table, &columns) {
            return None;
        }
        let name = columns.join("_");
        let columns = columns.join(", ");
        Some(format!(
            "CREATE INDEX idx_{table}_{name} ON {table} ({columns})"
        ))
    }

    /// The columns that must be equal to a value.
    fn equalities(&self, table: &str, schema: &Schema) -> Option<Vec<String>> {
        const UNCLEAR: &[&str] = &[
            "OR",
            "JOIN",
            "UNION",
            "EXCEPT",
            "INTERSECT",
            "WITH",
            "BETWEEN",
        ];
        const ENDS: &[&str] = &[
            "GROUP",
            "HAVING",
            "ORDER",
            "LIMIT",
            "RETURNING",
            "FOR",
            "OFFSET",
            "FETCH",
            "WINDOW",
        ];
        let selects = self
            .pieces
            .iter()
            .filter(|piece| piece.is("SELECT"))
            .count();
        if selects > 1 || UNCLEAR.iter().any(|word| self.has(word)) {
            return None;
        }
        let at = self.pieces.iter().position(|piece| piece.is("WHERE"))?;
        let (before, after) = (&self.pieces[..at], &self.pieces[at + 1..]);
        if !is_of_one_table(before, table, schema) {
            return None;
        }
        let end = after
            .iter()
            .position(|piece| ENDS.iter().any(|word| piece.is(word)) || piece.is_symbol(";"))
            .unwrap_or(after.len());
        let mut columns: Vec<String> = Vec::new();
        for condition in after[..end].split(|piece| piece.is("AND")) {
            let column = match condition {
                [column, equals, Piece::Value] if equals.is_symbol("=") => column,
                [_, dot, column, equals, Piece::Value]
                    if dot.is_symbol(".") && equals.is_symbol("=") =>
                {
                    column
                }
                _ => continue,
            };
            let column = name_of(column)?.to_owned();
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        (!columns.is_empty()).then_some(columns)
    }

    fn has(&self, word: &str) -> bool {
        self.pieces.iter().any(|piece| piece.is(word))
    }

    fn first_is(&self, word: &str) -> bool {
        self.pieces.first().is_some_and(|piece| piece.is(word))
    }
}

/// `SELECT .. FROM table alias`, `UPDATE table SET ..`, `DELETE FROM table`.
fn is_of_one_table(before: &[Piece], table: &str, schema: &Schema) -> bool {
    let is_it = |piece: &Piece| {
        name_of(piece)
            .and_then(|name| schema.table(name))
            .is_some_and(|known| known.name.eq_ignore_ascii_case(table))
    };
    if let [first, named, ..] = before
        && first.is("UPDATE")
    {
        return is_it(named) && !before.iter().any(|piece| piece.is("FROM"));
    }
    let Some(from) = before.iter().position(|piece| piece.is("FROM")) else {
        return false;
    };
    match &before[from + 1..] {
        [named] => is_it(named),
        [named, alias] => is_it(named) && name_of(alias).is_some(),
        [named, word, alias] => is_it(named) && word.is("AS") && name_of(alias).is_some(),
        _ => false,
    }
}

/// The name that a piece is, without its quotes.
fn name_of(piece: &Piece) -> Option<&str> {
    match piece {
        Piece::Word(word) => Some(unquoted(word)),
        Piece::Keyword(_) | Piece::Value | Piece::Symbol(_) => None,
    }
}

fn unquoted(name: &str) -> &str {
    let pairs = [('"', '"'), ('`', '`'), ('[', ']')];
    pairs
        .iter()
        .find_map(|(open, close)| name.strip_prefix(*open)?.strip_suffix(*close))
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::plan::schema::Table;

    fn schema() -> Schema {
        let table = |name: &str| Table {
            name: name.to_owned(),
            pages: 1,
        };
        let mut schema = Schema {
            tables: vec![table("sessions"), table("users"), table("Logs")],
            indexes: Vec::new(),
        };
        schema.add(
            "users".to_owned(),
            "idx_users_email".to_owned(),
            Some("email".to_owned()),
        );
        schema
    }

    #[test]
    fn only_one_statement_with_a_plan_is_explained() {
        let refused = |sql| Statement::read(sql).unwrap_err();
        assert_eq!(
            refused("DELETE FROM users; DELETE FROM sessions"),
            NoPlan::Several(2)
        );
        assert_eq!(
            refused("SELECT 1;; -- \n DROP TABLE users"),
            NoPlan::Several(2)
        );
        assert_eq!(refused("-- nothing"), NoPlan::Several(0));
        assert_eq!(
            refused("create table a (b)"),
            NoPlan::Utility("CREATE".to_owned())
        );
        assert_eq!(refused("SELECT 'open"), NoPlan::NotReadable);
        for sql in [
            "SELECT 1;",
            "(SELECT 1)",
            "WITH a AS (SELECT 1) SELECT * FROM a",
            "insert into users values (1)",
            "SELECT ';' FROM users",
        ] {
            assert!(Statement::read(sql).is_ok(), "{sql}");
        }
    }

    /// One of these, whatever is around it.
    fn statement() -> impl Strategy<Value = String> {
        let statements = prop::sample::select(vec![
            "SELECT ';' FROM a -- ;",
            "INSERT INTO a VALUES (1, 'O''Brien; it')",
            "UPDATE a SET b = $1 /* ; */",
            "DELETE FROM \"a;b\"",
            "WITH a AS (SELECT 1) SELECT * FROM a",
        ]);
        ("[ \\n\\t]{0,3}", statements).prop_map(|(space, text)| format!("{space}{text}\n"))
    }

    proptest! {
        /// To explain the first of two statements would be to run the second one.
        #[test]
        fn two_statements_are_never_taken_for_one(one in statement(), other in statement(), end in "[ ;]{0,3}") {
            prop_assert!(Statement::read(&one).is_ok(), "{one}");
            let both = format!("{one};{other}{end}");
            prop_assert!(Statement::read(&both).is_err(), "{both}");
        }

        #[test]
        fn any_text_is_read_or_refused(text in ".{0,80}") {
            let _ = Statement::read(&text);
        }
    }

    #[test]
    fn an_alias_leads_to_its_table() {
        let schema = schema();
        for (sql, name, table) in [
            ("SELECT * FROM sessions", "sessions", Some("sessions")),
            ("SELECT * FROM sessions s", "s", Some("sessions")),
            (r#"SELECT * FROM "sessions" AS "s""#, "s", Some("sessions")),
            ("SELECT * FROM main.logs", "main.logs", Some("Logs")),
            (
                "SELECT * FROM sessions users, users u",
                "users",
                Some("sessions"),
            ),
            ("SELECT * FROM (SELECT 1) s", "s", None),
        ] {
            assert_eq!(
                Statement::read(sql).unwrap().table(name, &schema),
                table,
                "{sql}"
            );
        }
    }

    #[test]
    fn the_first_rows_are_taken_only_without_a_condition() {
        for (sql, expected) in [
            ("SELECT a FROM sessions LIMIT 5", true),
            ("SELECT a FROM sessions ORDER BY id LIMIT $1", true),
            ("SELECT a FROM sessions", false),
            ("SELECT a FROM sessions WHERE b = 1 LIMIT 5", false),
            ("SELECT COUNT(*) FROM sessions LIMIT 1", false),
            ("SELECT DISTINCT a FROM sessions LIMIT 5", false),
            ("DELETE FROM sessions LIMIT 5", false),
        ] {
            assert_eq!(
                Statement::read(sql).unwrap().takes_first_rows(),
                expected,
                "{sql}"
            );
        }
    }

    #[test]
    fn an_index_is_named_only_where_it_is_certain() {
        let schema = schema();
        let index = |on: &str, columns: &str| {
            let name = columns.replace(", ", "_");
            Some(format!("CREATE INDEX idx_{on}_{name} ON {on} ({columns})"))
        };
        for (sql, table, expected) in [
            (
                "SELECT * FROM sessions WHERE status = ?",
                "sessions",
                index("sessions", "status"),
            ),
            (
                "SELECT * FROM sessions s WHERE s.status = $1 AND s.kind = 'a' AND age > 3 ORDER BY id",
                "sessions",
                index("sessions", "status, kind"),
            ),
            (
                "UPDATE sessions SET a = 1 WHERE status = ?",
                "sessions",
                index("sessions", "status"),
            ),
            (
                "DELETE FROM sessions WHERE status = ?",
                "sessions",
                index("sessions", "status"),
            ),
            (
                "SELECT * FROM sessions WHERE status = ? OR kind = ?",
                "sessions",
                None,
            ),
            (
                "SELECT * FROM sessions WHERE lower(status) = ?",
                "sessions",
                None,
            ),
            ("SELECT * FROM sessions WHERE status > ?", "sessions", None),
            (
                "SELECT * FROM sessions, users WHERE status = ?",
                "sessions",
                None,
            ),
            ("SELECT * FROM sessions", "sessions", None),
            ("SELECT * FROM users WHERE email = ?", "users", None),
            (
                "SELECT * FROM sessions WHERE status = (SELECT 1)",
                "sessions",
                None,
            ),
        ] {
            assert_eq!(
                Statement::read(sql).unwrap().remedy(table, &schema),
                expected,
                "{sql}"
            );
        }
    }
}
