//! From the text of a statement to tokens, by the tokenizer of `sqlparser`.
//!
//! Which database a text is for is not known here. So it is read as both SQLite and Postgres would
//! read it, which hardly contradict each other, and only where that cannot be right as MySQL would:
//!
//! * A backslash in a plain string is a character like any other (`'C:\'`); for MySQL it escapes.
//! * `#` is an operator of Postgres; for MySQL a comment begins there, and nothing else can at the
//!   start of a text.
//! * `--` begins a comment; for MySQL only with white space behind it.
//! * `"x"` is an identifier. It is for MySQL too, where it may be a string.
//! * `` `x` `` is an identifier.
//! * `/*! .. */` is a comment, though MySQL looks into it.
//!
//! Where that is wrong, two texts that could have been one shape are two, with one exception: `5--3` of
//! MySQL, which is 8, loses what follows it on the line.

use std::any::TypeId;
use std::panic::{AssertUnwindSafe, catch_unwind};

use sqlparser::dialect::{Dialect, MySqlDialect, PostgreSqlDialect};
use sqlparser::tokenizer::{Token, Tokenizer};

/// Cuts a text into its tokens; `None` where no reading can.
pub(super) fn tokens(sql: &str) -> Option<Vec<Token>> {
    tokenize(sql, Reading::Standard)
        .filter(|tokens| !only_mysql(tokens))
        .or_else(|| tokenize(sql, Reading::MySql))
}

/// How a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reading {
    Standard,
    MySql,
}

impl Dialect for Reading {
    // The tokenizer asks for these two by type: for `b'0'`, and for `#` as a comment.
    fn dialect(&self) -> TypeId {
        match self {
            Self::Standard => TypeId::of::<PostgreSqlDialect>(),
            Self::MySql => TypeId::of::<MySqlDialect>(),
        }
    }

    fn is_identifier_start(&self, ch: char) -> bool {
        // All three take everything beyond ASCII for a letter.
        ch == '_'
            || ch.is_ascii_alphabetic()
            || !(ch.is_ascii() || ch.is_whitespace() || ch.is_control())
    }

    fn is_identifier_part(&self, ch: char) -> bool {
        ch == '$' || ch.is_ascii_digit() || self.is_identifier_start(ch)
    }

    fn is_delimited_identifier_start(&self, ch: char) -> bool {
        ch == '`' || (ch == '"' && *self == Self::Standard)
    }

    // `2fa_codes` is a name in MySQL, and an error elsewhere.
    fn supports_numeric_prefix(&self) -> bool {
        true
    }

    fn supports_string_literal_backslash_escape(&self) -> bool {
        *self == Self::MySql
    }

    fn requires_single_line_comment_whitespace(&self) -> bool {
        *self == Self::MySql
    }

    fn supports_nested_comments(&self) -> bool {
        *self == Self::Standard
    }

    fn supports_string_escape_constant(&self) -> bool {
        *self == Self::Standard
    }

    fn supports_unicode_string_literal(&self) -> bool {
        *self == Self::Standard
    }
}

fn tokenize(sql: &str, reading: Reading) -> Option<Vec<Token>> {
    // A text that trips the tokenizer up must not fail the test that ran it.
    catch_unwind(AssertUnwindSafe(|| {
        Tokenizer::new(&reading, sql)
            .with_unescape(false)
            .tokenize()
    }))
    .ok()?
    .ok()
}

/// Whether there is something that only MySQL could make sense of.
fn only_mysql(tokens: &[Token]) -> bool {
    let first = tokens
        .iter()
        .find(|token| !matches!(token, Token::Whitespace(_)));
    let begins_with_hash = matches!(
        first,
        Some(Token::Sharp | Token::HashArrow | Token::HashLongArrow | Token::HashMinus)
    );
    begins_with_hash || tokens.contains(&Token::Backslash)
}
