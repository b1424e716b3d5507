//! The shape of a statement: its text without what differs from one call to the next.
//!
//! Literals and placeholders become `?`, lists lose their length, and white space, comments, the case
//! of keywords and a semicolon at the end do not matter. Nothing else is taken away: two different
//! WHERE clauses are two shapes. Where it is unclear, two shapes are kept apart, since one shape for
//! two statements hides one of them.
//!
//! * `TRUE` and `FALSE` are literals, but `IS TRUE` is a test, and `NULL` is no literal: `x IS NULL`
//!   and `x = ?` are different questions.
//! * Names keep their case, since `"Users"` and `"users"` are two tables.

use std::fmt;
use std::hash::Hasher;

use super::class::{self, Class};
use super::keywords;
use super::lexer::{self, Piece};
use super::lists;
use crate::hash::Fnv;

/// What a statement's text says about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Analysis {
    pub(crate) shape: Shape,
    pub(crate) class: Class,
    /// How many statements the text holds, 0 where it is empty but for comments.
    pub(crate) statements: usize,
    /// Whether values are bound to it; without, two calls with the same text are the same query.
    pub(crate) placeholders: bool,
}

/// The text that all statements of one kind have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Shape {
    /// At most [`LONGEST`] bytes of it, the middle left out where it is longer.
    pub(crate) text: String,
    pub(crate) id: ShapeId,
}

/// Stands for a shape, the same on every machine and in every release.
///
/// It is the 64-bit FNV-1a hash of the shape's whole text, shown as 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ShapeId(u64);

/// Most bytes of a shape's text that are kept.
pub(crate) const LONGEST: usize = 4096;

/// Works out the shape and the class of a statement, in time linear in its length.
///
/// A text that does not lex is a shape of its own, as it is but for white space around it; its first
/// word gives its class.
pub(crate) fn analyze(sql: &str) -> Analysis {
    let Some(pieces) = lexer::pieces(sql) else {
        let shape = Shape::new(sql.trim());
        return Analysis {
            shape,
            class: class::of_text(sql),
            statements: 1,
            placeholders: true,
        };
    };
    let placeholders = pieces.placeholders;
    let pieces = lists::collapse(pieces.all);
    let text = render(&pieces);
    let (class, statements) = class::of_pieces(&pieces, &text);
    Analysis {
        shape: Shape::new(&text),
        class,
        statements,
        placeholders,
    }
}

impl Shape {
    fn new(whole: &str) -> Self {
        Self {
            text: shorten(whole),
            id: ShapeId::of(whole),
        }
    }
}

impl ShapeId {
    fn of(text: &str) -> Self {
        let mut hash = Fnv::default();
        hash.write(text.as_bytes());
        Self(hash.finish())
    }
}

impl fmt::Display for ShapeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

/// Leaves the middle out of what is too long.
fn shorten(text: &str) -> String {
    const MARK: &str = " .. ";
    if text.len() <= LONGEST {
        return text.to_owned();
    }
    let half = (LONGEST - MARK.len()) / 2;
    let head = &text[..text.floor_char_boundary(half)];
    let tail = &text[text.ceil_char_boundary(text.len() - half)..];
    format!("{head}{MARK}{tail}")
}

/// Writes pieces so that the text has just these pieces again.
fn render(pieces: &[Piece]) -> String {
    let end = pieces
        .iter()
        .rposition(|piece| !piece.is_symbol(";"))
        .map_or(0, |last| last + 1);
    let mut text = String::new();
    for (at, piece) in pieces[..end].iter().enumerate() {
        if at > 0 && !is_tight(&pieces[..at], piece) {
            text.push(' ');
        }
        text.push_str(piece.text());
    }
    text
}

/// Whether a piece follows those before it without a space.
fn is_tight(before: &[Piece], piece: &Piece) -> bool {
    let Some(last) = before.last() else {
        return true;
    };
    let called = matches!(last, Piece::Word(_))
        || matches!(last, Piece::Keyword(word) if keywords::is_called(word));
    match piece.text() {
        "," | ")" | "]" | ";" => true,
        _ if last.is_symbol("(") || last.is_symbol("[") => true,
        "(" => called,
        "[" => last.is_operand() || last.is("ARRAY"),
        "." | "::" => last.is_operand(),
        "*" => last.is_symbol("."),
        _ if last.is_symbol("::") => begins_name(piece),
        _ if last.is_symbol(".") => {
            let of_name = matches!(before, [.., Piece::Word(_), _]);
            begins_name(piece) || (of_name && matches!(piece, Piece::Word(_)))
        }
        _ => false,
    }
}

/// Whether a piece is a name that cannot be taken for a number or for what comes before it.
fn begins_name(piece: &Piece) -> bool {
    matches!(piece, Piece::Word(_) | Piece::Keyword(_))
        && piece.text().starts_with(|first: char| {
            !first.is_ascii() || first.is_ascii_alphabetic() || matches!(first, '"' | '`')
        })
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
