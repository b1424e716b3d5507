//! The words whose case does not matter.
//!
//! A keyword that is missing here costs a second shape for a second spelling, and a name that is here
//! by mistake is shown in capitals: neither hides anything. So the words that are more often the name
//! of a column (`key`, `name`, `value`, `type`, `date` ..) are left out, and taken only after a word
//! that makes them keywords.

/// The reserved words of SQLite, Postgres and MySQL that are seldom names, in order.
#[rustfmt::skip]
const KEYWORDS: &[&str] = &[
    "ABORT", "ADD", "ALL", "ALTER", "ANALYZE", "AND", "ANY", "ARRAY", "AS", "ASC", "ATTACH",
    "AUTOINCREMENT", "BEGIN", "BETWEEN", "BY", "CALL", "CASCADE", "CASE", "CAST", "CHECK",
    "COLLATE", "COLUMN", "COMMIT", "CONCURRENTLY", "CONFLICT", "CONSTRAINT", "COPY", "CREATE",
    "CROSS", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP", "CURRENT_USER", "DEALLOCATE",
    "DECLARE", "DEFAULT", "DEFERRABLE", "DEFERRED", "DELETE", "DESC", "DESCRIBE", "DETACH",
    "DISCARD", "DISTINCT", "DIV", "DO", "DROP", "ELSE", "END", "ESCAPE", "EXCEPT", "EXCLUSIVE",
    "EXECUTE", "EXISTS", "EXPLAIN", "FALSE", "FETCH", "FOLLOWING", "FOR", "FOREIGN", "FROM", "FULL",
    "GENERATED", "GLOB", "GRANT", "GROUP", "GROUPING", "HAVING", "IF", "IGNORE", "ILIKE",
    "IMMEDIATE", "IN", "INDEX", "INITIALLY", "INNER", "INSERT", "INSTEAD", "INTERSECT", "INTERVAL",
    "INTO", "IS", "ISNULL", "JOIN", "LATERAL", "LEFT", "LIKE", "LIMIT", "LISTEN", "LOCALTIME",
    "LOCALTIMESTAMP", "MATERIALIZED", "MERGE", "NATURAL", "NOT", "NOTHING", "NOTIFY", "NOTNULL",
    "NOWAIT", "NULL", "NULLS", "OF", "OFFSET", "ON", "ONLY", "OR", "ORDER", "OUTER", "OVER",
    "OVERLAPS", "PARTITION", "PRAGMA", "PRECEDING", "PREPARE", "PRIMARY", "RAISE", "RECURSIVE",
    "REFERENCES", "REGEXP", "REINDEX", "RELEASE", "RENAME", "REPLACE", "RESET", "RESTRICT",
    "RETURNING", "REVOKE", "RIGHT", "RLIKE", "ROLLBACK", "ROLLUP", "ROWS", "SAVEPOINT", "SCHEMA",
    "SELECT", "SEPARATOR", "SET", "SHOW", "SIMILAR", "SOME", "SQL_CALC_FOUND_ROWS", "STRAIGHT_JOIN",
    "TABLE", "TABLESAMPLE", "TEMPORARY", "THEN", "TO", "TRANSACTION", "TRIGGER", "TRUE", "TRUNCATE",
    "UNBOUNDED", "UNION", "UNIQUE", "UNLISTEN", "UPDATE", "USING", "VACUUM", "VALUES", "VIEW",
    "VIRTUAL", "WHEN", "WHERE", "WINDOW", "WITH", "WITHIN", "WITHOUT", "XOR",
];

/// Functions that are written in either case, where an opening bracket follows.
const FUNCTIONS: &[&str] = &[
    "AVG",
    "COALESCE",
    "COUNT",
    "FILTER",
    "LENGTH",
    "LOWER",
    "MAX",
    "MIN",
    "NOW",
    "NULLIF",
    "ROW_NUMBER",
    "SUM",
    "UPPER",
];

/// Keywords that are called like functions.
const CALLED: &[&str] = &["CAST", "GROUPING", "IF", "LEFT", "REPLACE", "RIGHT"];

/// The length of the longest of them.
const LONGEST: usize = "SQL_CALC_FOUND_ROWS".len();

/// Reserved words, names in none of the databases, that a value follows.
#[rustfmt::skip]
const EXPECTING: &[&str] = &[
    "ALL", "AND", "BETWEEN", "BY", "CASE", "DEFAULT", "DISTINCT", "ELSE", "FROM", "HAVING", "IN", "LIKE", "LIMIT",
    "NOT", "ON", "OR", "RETURNING", "SELECT", "SET", "THEN", "VALUES", "WHEN", "WHERE",
];

/// Words that are keywords after another keyword, and names elsewhere.
const PAIRS: &[(&str, &str)] = &[
    ("CREATE", "TEMP"),
    ("DUPLICATE", "KEY"),
    ("FETCH", "FIRST"),
    ("FETCH", "NEXT"),
    ("FOR", "KEY"),
    ("FOR", "NO"),
    ("FOR", "SHARE"),
    ("FOREIGN", "KEY"),
    ("KEY", "SHARE"),
    ("NO", "KEY"),
    ("NULLS", "FIRST"),
    ("NULLS", "LAST"),
    ("ON", "DUPLICATE"),
    ("PRIMARY", "KEY"),
    ("SHARE", "SKIP"),
    ("SKIP", "LOCKED"),
    ("UPDATE", "SKIP"),
];

/// The keyword that a word stands for wherever it is written.
pub(super) fn keyword(word: &str) -> Option<&'static str> {
    find(KEYWORDS, word)
}

/// The function that a word stands for before an opening bracket.
pub(super) fn function(word: &str) -> Option<&'static str> {
    find(FUNCTIONS, word)
}

/// The keyword that a word stands for just after another one.
pub(super) fn keyword_after(before: &str, word: &str) -> Option<&'static str> {
    PAIRS
        .iter()
        .find(|(first, second)| *first == before && second.eq_ignore_ascii_case(word))
        .map(|(_, second)| *second)
}

/// Whether an opening bracket belongs to this keyword, as in `COUNT(*)`, and not to what follows.
pub(super) fn is_called(keyword: &str) -> bool {
    find(FUNCTIONS, keyword).is_some() || find(CALLED, keyword).is_some()
}

/// Whether a value must follow this keyword: a sign there belongs to a number.
pub(super) fn expects_value(keyword: &str) -> bool {
    find(EXPECTING, keyword).is_some()
}

/// Whether this keyword is a value by itself, so that an operator may follow it.
pub(super) fn is_operand(keyword: &str) -> bool {
    matches!(keyword, "NULL" | "TRUE" | "FALSE" | "END")
        || keyword.starts_with("CURRENT_")
        || keyword.starts_with("LOCALTIME")
}

fn find(words: &[&'static str], word: &str) -> Option<&'static str> {
    // A megabyte of one word need not be copied to learn that it is none of these.
    if word.len() > LONGEST {
        return None;
    }
    let upper = word.to_ascii_uppercase();
    words
        .binary_search(&upper.as_str())
        .ok()
        .map(|index| words[index])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_can_be_searched() {
        for table in [KEYWORDS, FUNCTIONS, CALLED, EXPECTING] {
            assert!(table.is_sorted_by(|a, b| a < b));
            assert!(table.iter().all(|word| word.len() <= LONGEST));
            for word in table {
                assert_eq!(find(table, &word.to_lowercase()), Some(*word));
            }
        }
    }

    #[test]
    fn a_common_column_name_is_no_keyword() {
        for name in [
            "key", "name", "value", "type", "date", "text", "status", "first", "id", "user",
        ] {
            assert_eq!(keyword(name), None, "{name}");
        }
        assert_eq!(keyword_after("PRIMARY", "key"), Some("KEY"));
        assert_eq!(keyword_after("SELECT", "key"), None);
    }
}
