//! Faults told apart from real errors, by what they say.

/// In the message of each error that is made on purpose, where the database lets us write one.
pub(crate) const MARK: &str = "injected by perf";

/// What SQLite says of a statement that was interrupted, which an application never does under sqlx.
const INTERRUPTED: &str = "(code: 9) interrupted";

/// How sqlx begins what it says of a connection that broke.
const BROKEN: &str = "error communicating with database";

/// Whether an error of a case with faults was made on purpose, as far as its text says.
///
/// A connection that broke does not say why; between the application and a database on a local
/// socket it is the faults that break connections.
pub(crate) fn is_injected(text: &str) -> bool {
    [MARK, INTERRUPTED, BROKEN]
        .iter()
        .any(|known| text.contains(known))
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
