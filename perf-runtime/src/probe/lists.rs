//! Lists whose length does not matter: `IN (..)`, and the rows of `VALUES (..), (..)`.
//!
//! Neighbours that are equal become one, in an `IN` list and among the rows of `VALUES`: so a list of
//! any length is one shape, also where its items are more than a placeholder (`$1::int`, `lower($1)`,
//! `(?, now())`). An `IN` list of nothing but values is shown as `(..)`, and so is an empty one.

use std::borrow::Cow;
use std::ops::Range;

use super::lexer::Piece;

/// Takes the length of lists out of a statement, in linear time.
pub(super) fn collapse(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut lists = Lists {
        pieces: Vec::with_capacity(pieces.len()),
        open: vec![Bracket::new(Kind::Other, 0)],
    };
    for piece in pieces {
        lists.push(piece);
    }
    lists.pieces
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// After `IN`.
    In,
    /// A row of `VALUES`.
    Row,
    Other,
}

/// Where a `VALUES` list stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Rows {
    None,
    /// A row may begin; the one before it, if there is one.
    Expected(Option<Range<usize>>),
    /// A row has ended.
    Ended(Range<usize>),
}

/// An open bracket.
#[derive(Debug)]
struct Bracket {
    kind: Kind,
    /// Where the bracket's content begins.
    content: usize,
    /// Where the item begins that is being read.
    item: usize,
    previous_item: Option<Range<usize>>,
    /// The rows of a `VALUES` in this bracket.
    rows: Rows,
    /// The row before this one, where this is a row.
    previous_row: Option<Range<usize>>,
}

impl Bracket {
    fn new(kind: Kind, content: usize) -> Self {
        Self {
            kind,
            content,
            item: content,
            previous_item: None,
            rows: Rows::None,
            previous_row: None,
        }
    }
}

struct Lists {
    pieces: Vec<Piece>,
    /// The brackets that are open, the whole text first.
    open: Vec<Bracket>,
}

impl Lists {
    fn push(&mut self, piece: Piece) {
        match &piece {
            Piece::Symbol(text) if text == "(" => self.begin(piece),
            Piece::Symbol(text) if text == "," => self.comma(piece),
            Piece::Symbol(text) if text == ")" => self.end(piece),
            Piece::Keyword("VALUES") => self.rest(piece, Rows::Expected(None)),
            _ => self.rest(piece, Rows::None),
        }
    }

    fn innermost(&mut self) -> &mut Bracket {
        self.open
            .last_mut()
            .expect("the whole text is never closed")
    }

    fn rest(&mut self, piece: Piece, rows: Rows) {
        self.pieces.push(piece);
        self.innermost().rows = rows;
    }

    fn begin(&mut self, piece: Piece) {
        let after_in = self.pieces.last() == Some(&Piece::Keyword("IN"));
        self.pieces.push(piece);
        let content = self.pieces.len();
        let bracket = match std::mem::replace(&mut self.innermost().rows, Rows::None) {
            Rows::Expected(previous_row) => Bracket {
                previous_row,
                ..Bracket::new(Kind::Row, content)
            },
            _ if after_in => Bracket::new(Kind::In, content),
            _ => Bracket::new(Kind::Other, content),
        };
        self.open.push(bracket);
    }

    fn comma(&mut self, piece: Piece) {
        if self.in_list() {
            self.end_item();
            self.rest(piece, Rows::None);
            self.innermost().item = self.pieces.len();
            return;
        }
        let rows = match &self.innermost().rows {
            Rows::Ended(row) => Rows::Expected(Some(row.clone())),
            _ => Rows::None,
        };
        self.rest(piece, rows);
    }

    fn end(&mut self, piece: Piece) {
        if self.open.len() == 1 {
            return self.rest(piece, Rows::None);
        }
        if self.in_list() {
            self.end_item();
            let content = self.innermost().content;
            if matches!(&self.pieces[content..], [] | [Piece::Value]) {
                self.pieces.truncate(content);
                self.pieces.push(Piece::Symbol(Cow::Borrowed("..")));
            }
        }
        self.pieces.push(piece);
        if let Some(Bracket {
            kind: Kind::Row,
            content,
            previous_row,
            ..
        }) = self.open.pop()
        {
            let row = content - 1..self.pieces.len();
            let row = self.unite(previous_row, row);
            self.innermost().rows = Rows::Ended(row);
        } else {
            self.innermost().rows = Rows::None;
        }
    }

    /// Whether the innermost bracket holds the items of an `IN`, and not a query.
    fn in_list(&mut self) -> bool {
        let Bracket { kind, content, .. } = *self.innermost();
        let is_query = |piece: &Piece| {
            ["SELECT", "WITH", "VALUES", "TABLE"]
                .iter()
                .any(|word| piece.is(word))
        };
        kind == Kind::In && !self.pieces.get(content).is_some_and(is_query)
    }

    fn end_item(&mut self) {
        let item = self.innermost().item..self.pieces.len();
        let previous = self.innermost().previous_item.take();
        let item = self.unite(previous, item);
        self.innermost().previous_item = Some(item);
    }

    /// Makes one of two neighbours if they are equal, and says where the last one is now.
    fn unite(&mut self, previous: Option<Range<usize>>, last: Range<usize>) -> Range<usize> {
        let Some(previous) = previous.filter(|previous| previous.len() == last.len()) else {
            return last;
        };
        let (before, after) = self.pieces.split_at_mut(last.start);
        let (before, after) = (&mut before[previous.clone()], &*after);
        if !before
            .iter()
            .zip(after)
            .all(|(a, b)| a == b || (is_value(a) && is_value(b)))
        {
            return last;
        }
        for (before, after) in before.iter_mut().zip(after) {
            if before != after {
                *before = Piece::Value;
            }
        }
        self.pieces.truncate(previous.end);
        previous
    }
}

/// In a list `NULL` is a value like any other, as soon as another item has a value in its place.
fn is_value(piece: &Piece) -> bool {
    matches!(piece, Piece::Value | Piece::Keyword("NULL"))
}
