//! What kind of statement a text is.

use super::driver_sql;
use super::lexer::Piece;

/// What a statement does, as far as its text says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    /// It gives data back and changes none.
    ///
    /// With `FOR UPDATE` too: it locks rows, but what it is run for is to read them. What a function
    /// does that a SELECT calls cannot be known.
    Read,
    /// It changes data or tables, or nobody knows: an unknown word counts as a write, since a
    /// repeated write is never called an N+1, and so nobody is wrongly accused.
    Write,
    /// It begins, ends or marks a transaction.
    TransactionControl,
    /// It is between the driver and the database: settings of the connection, look-ups in the
    /// catalog.
    Driver,
}

impl Class {
    /// As it stands in the record.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::TransactionControl => "transaction_control",
            Self::Driver => "driver",
        }
    }
}

/// First words of statements that read. The last four are of Redis, see `record_query`.
const READS: &[&str] = &[
    "SELECT", "VALUES", "TABLE", "EXPLAIN", "DESCRIBE", "DESC", "SHOW", "DECLARE", "FETCH", "GET",
    "MGET", "HGET", "HGETALL",
];

/// First words of transaction control.
const CONTROL: &[&str] = &[
    "BEGIN",
    "COMMIT",
    "END",
    "ROLLBACK",
    "ABORT",
    "SAVEPOINT",
    "RELEASE",
    "XA",
];

/// First two words of transaction control.
const CONTROL_PAIRS: &[(&str, &str)] = &[
    ("START", "TRANSACTION"),
    ("PREPARE", "TRANSACTION"),
    ("SET", "TRANSACTION"),
];

/// First words of what sets up a connection.
const DRIVER: &[&str] = &["PRAGMA", "SET", "RESET", "DISCARD", "DEALLOCATE"];

/// Words that begin a statement that changes data, also within a WITH.
const CHANGES: &[&str] = &["INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE"];

/// The class of a whole text, and the number of statements in it.
///
/// A text of several is a write if any of them writes, a read if any of them reads, and not
/// counted only if none of them is.
pub(super) fn of_pieces(pieces: &[Piece], shape: &str) -> (Class, usize) {
    let mut classes = Vec::new();
    let mut rest = pieces;
    while !rest.is_empty() {
        let (statement, after) = rest.split_at(statement_length(rest));
        if !statement.is_empty() {
            classes.push(of_statement(statement));
        }
        rest = after.get(1..).unwrap_or_default();
    }
    let class = if classes.len() == 1 && driver_sql::is_of_driver(shape) {
        Class::Driver
    } else {
        strongest(&classes)
    };
    (class, classes.len())
}

/// The class of a text that does not lex, by its first words.
pub(super) fn of_text(sql: &str) -> Class {
    let words: Vec<_> = without_comments(sql)
        .split(|ch: char| !ch.is_ascii_alphanumeric() && ch != '_')
        .filter(|word| !word.is_empty())
        .take(2)
        .map(|word| Piece::Word(word.to_owned()))
        .collect();
    of_statement(&words)
}

fn strongest(classes: &[Class]) -> Class {
    [
        Class::Write,
        Class::Read,
        Class::TransactionControl,
        Class::Driver,
    ]
    .into_iter()
    .find(|class| classes.contains(class))
    // An empty text changes nothing, but the application did send it.
    .unwrap_or(Class::Read)
}

/// The text behind the comments and brackets at its beginning.
fn without_comments(sql: &str) -> &str {
    let mut rest = sql;
    loop {
        rest = rest.trim_start_matches(|ch: char| ch.is_whitespace() || ch == '(');
        rest = if rest.starts_with("--") || rest.starts_with('#') {
            rest.split_once('\n').map_or("", |(_, rest)| rest)
        } else if let Some(comment) = rest.strip_prefix("/*") {
            comment.split_once("*/").map_or("", |(_, rest)| rest)
        } else {
            return rest;
        };
    }
}

/// The pieces up to the semicolon that ends the first statement.
fn statement_length(pieces: &[Piece]) -> usize {
    let has_body = has_body(pieces);
    let mut brackets = 0_usize;
    let mut blocks = 0_usize;
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Symbol(text) => match &**text {
                "(" => brackets += 1,
                ")" => brackets = brackets.saturating_sub(1),
                ";" if brackets == 0 && blocks == 0 => return at,
                _ => {}
            },
            word if has_body && begins_block(&pieces[..at], word) => blocks += 1,
            word if has_body && ends_block(word, pieces.get(at + 1)) => {
                blocks = blocks.saturating_sub(1);
            }
            _ => {}
        }
    }
    pieces.len()
}

/// Whether a statement may hold others between BEGIN and END.
fn has_body(pieces: &[Piece]) -> bool {
    pieces
        .first()
        .is_some_and(|piece| piece.is("CREATE") || piece.is("ALTER"))
        && pieces.iter().take(12).any(|piece| {
            ["TRIGGER", "FUNCTION", "PROCEDURE", "EVENT"]
                .iter()
                .any(|word| piece.is(word))
        })
}

/// BEGIN or CASE, but not that of `END CASE`.
fn begins_block(before: &[Piece], word: &Piece) -> bool {
    word.is("BEGIN") || (word.is("CASE") && !before.last().is_some_and(|last| last.is("END")))
}

/// END, but not that of `END IF`, since the IF was not counted either.
fn ends_block(word: &Piece, next: Option<&Piece>) -> bool {
    let of_loop = |next: &Piece| {
        ["IF", "LOOP", "WHILE", "REPEAT"]
            .iter()
            .any(|word| next.is(word))
    };
    word.is("END") && !next.is_some_and(of_loop)
}

fn of_statement(pieces: &[Piece]) -> Class {
    let start = pieces
        .iter()
        .position(|piece| !piece.is_symbol("("))
        .unwrap_or(pieces.len());
    let pieces = &pieces[start..];
    let Some(first) = pieces.first() else {
        return Class::Write;
    };
    let second = pieces.get(1);
    let is_one_of = |words: &[&str]| words.iter().any(|word| first.is(word));
    let is_pair =
        |pair: &(&str, &str)| first.is(pair.0) && second.is_some_and(|second| second.is(pair.1));
    if is_one_of(CONTROL) || CONTROL_PAIRS.iter().any(is_pair) {
        Class::TransactionControl
    } else if is_one_of(DRIVER) {
        // MySQL's `SET @x = (SELECT .. FROM t)` is a query of the application.
        if pieces.iter().any(|piece| piece.is("FROM")) {
            Class::Read
        } else {
            Class::Driver
        }
    } else if first.is("WITH") {
        of_with(pieces)
    } else if is_one_of(READS) {
        of_select(pieces)
    } else {
        Class::Write
    }
}

/// `SELECT .. INTO t` makes a table (Postgres) or a file (MySQL).
fn of_select(pieces: &[Piece]) -> Class {
    let into = outer(pieces).any(|piece| piece.is("INTO"));
    if into && pieces[0].is("SELECT") {
        Class::Write
    } else {
        Class::Read
    }
}

/// A WITH is what its main statement is, and a write if one of its parts is.
fn of_with(pieces: &[Piece]) -> Class {
    let changes = |piece: &Piece| CHANGES.iter().any(|word| piece.is(word));
    let part_changes = pieces.windows(3).any(|window| {
        let body = window[0].is("AS") || window[0].is("MATERIALIZED");
        body && window[1].is_symbol("(") && changes(&window[2])
    });
    let main = outer(pieces).find(|piece| {
        changes(piece)
            || ["SELECT", "VALUES", "TABLE"]
                .iter()
                .any(|word| piece.is(word))
    });
    match main {
        _ if part_changes => Class::Write,
        Some(main) if changes(main) || outer(pieces).any(|piece| piece.is("INTO")) => Class::Write,
        _ => Class::Read,
    }
}

/// The pieces that are in no bracket.
fn outer(pieces: &[Piece]) -> impl Iterator<Item = &Piece> {
    let mut brackets = 0_usize;
    pieces.iter().filter(move |piece| {
        if piece.is_symbol("(") {
            brackets += 1;
        } else if piece.is_symbol(")") {
            brackets = brackets.saturating_sub(1);
        }
        brackets == 0
    })
}

#[cfg(test)]
mod tests;
