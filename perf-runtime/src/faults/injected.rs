//! Faults told apart from real errors, by what they say.

/// In the message of each error that is made on purpose, where the database lets us write one.
pub(crate) const MARK: &str = "injected by perf";

/// What SQLite says of a statement that was interrupted, which an application never does under sqlx: as it is shown, and as it
/// is debugged.
const INTERRUPTED: [&str; 2] = [
    "(code: 9) interrupted",
    r#"code: 9, message: "interrupted""#,
];

/// What sqlx says of a connection that broke, likewise.
const BROKEN: [&str; 4] = [
    "error communicating with database",
    "bytes at EOF",
    "kind: ConnectionReset",
    "kind: BrokenPipe",
];

/// Whether an error of a case with faults was made on purpose, as far as its text says.
///
/// A connection that broke does not say why; between the application and a database on a local
/// socket it is the faults that break connections.
pub(crate) fn is_injected(text: &str) -> bool {
    let known = [MARK].into_iter().chain(INTERRUPTED).chain(BROKEN);
    known.into_iter().any(|known| text.contains(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_errors_are_no_faults() {
        for (text, injected) in [
            ("error returned from database: injected by perf", true),
            (
                "load the user: error returned from database: (code: 9) interrupted",
                true,
            ),
            (
                "error communicating with database: expected to read 5 bytes, got 0 bytes at EOF",
                true,
            ),
            (
                r#"Database(SqliteError { code: 9, message: "interrupted" })"#,
                true,
            ),
            (
                r#"Io(Custom { kind: UnexpectedEof, error: "expected to read 5 bytes, got 0 bytes at EOF" })"#,
                true,
            ),
            (
                "error returned from database: (code: 5) database is locked",
                false,
            ),
            ("pool timed out while waiting for an open connection", false),
            ("interrupted", false),
        ] {
            assert_eq!(is_injected(text), injected, "{text}");
        }
    }
}
