//! From the text of a statement to its pieces: what is left of it when white space, comments, the
//! case of keywords and the values of literals are taken away.
//!
//! What a token is depends on those around it, since the database is not known:
//!
//! * `?` is a placeholder, but `?|` and `?&` after a value are operators of Postgres.
//! * `:x`, `@x` and `$x` are placeholders, unless `x::text`, `a[1:x]` or `root@localhost` says
//!   otherwise.
//! * `[x]` is an identifier where no array or subscript can stand.
//! * The sign of a number belongs to it where a value must stand: `x = -1`, not `x - 1`.

use std::borrow::Cow;

use sqlparser::tokenizer::{Token, Whitespace, Word};

use super::{keywords, reading};

/// A part of a statement that matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// In capitals.
    Keyword(&'static str),
    /// A name as written, with its quotes, or a word that is not known to be a keyword.
    Word(String),
    /// A literal or a placeholder.
    Value,
    /// Punctuation or an operator.
    Symbol(Cow<'static, str>),
}

impl Piece {
    /// A piece as it is shown.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Keyword(text) => text,
            Self::Word(text) => text,
            Self::Value => "?",
            Self::Symbol(text) => text,
        }
    }

    /// Whether this is the word, quoted ones excepted, given in capitals.
    pub(crate) fn is(&self, word: &str) -> bool {
        match self {
            Self::Keyword(text) => *text == word,
            Self::Word(text) => text.eq_ignore_ascii_case(word),
            Self::Value | Self::Symbol(_) => false,
        }
    }

    /// Whether this is the punctuation or operator.
    pub(crate) fn is_symbol(&self, symbol: &str) -> bool {
        matches!(self, Self::Symbol(text) if text == symbol)
    }

    /// Whether a value ends here, so that an operator may follow.
    pub(super) fn is_operand(&self) -> bool {
        match self {
            Self::Word(_) | Self::Value => true,
            Self::Keyword(keyword) => keywords::is_operand(keyword),
            Self::Symbol(text) => matches!(&**text, ")" | "]"),
        }
    }

    fn expects_value(&self) -> bool {
        match self {
            Self::Keyword(keyword) => keywords::expects_value(keyword),
            Self::Symbol(text) => !matches!(&**text, ")" | "]" | "." | ".."),
            Self::Word(_) | Self::Value => false,
        }
    }
}

/// A text in pieces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pieces {
    pub(crate) all: Vec<Piece>,
    /// Whether the text leaves values to be bound.
    pub(super) placeholders: bool,
}

/// Cuts a text into its pieces, in linear time; `None` where that cannot be done.
pub(crate) fn pieces(sql: &str) -> Option<Pieces> {
    let mut reader = Reader::new(reading::tokens(sql)?);
    while reader.at < reader.tokens.len() {
        reader.read();
    }
    Some(Pieces {
        all: reader.pieces,
        placeholders: reader.placeholders,
    })
}

/// Goes through the tokens once.
struct Reader {
    tokens: Vec<Token>,
    at: usize,
    pieces: Vec<Piece>,
    placeholders: bool,
    /// Subscripts and arrays that are open.
    brackets: usize,
    /// Whether there is white space before the token that is being taken.
    apart: bool,
}

impl Reader {
    fn new(tokens: Vec<Token>) -> Self {
        Self {
            tokens,
            at: 0,
            pieces: Vec::new(),
            placeholders: false,
            brackets: 0,
            apart: true,
        }
    }

    /// Takes the next token, and those that belong to it.
    fn read(&mut self) {
        let token = std::mem::replace(&mut self.tokens[self.at], Token::EOF);
        self.at += 1;
        if matches!(token, Token::Whitespace(_)) {
            self.apart = true;
        } else {
            self.piece(token);
            self.apart = false;
        }
    }

    fn piece(&mut self, token: Token) {
        match token {
            Token::Word(word) => self.word(&word),
            Token::DoubleQuotedString(_) | Token::DoubleQuotedByteStringLiteral(_) => {
                self.pieces.push(Piece::Word(token.to_string()));
            }
            Token::Placeholder(text) => self.placeholder(&text),
            Token::Colon | Token::AtSign if self.begins_placeholder(&token) => {
                self.at += 1;
                self.value(true);
            }
            Token::Minus | Token::Plus if self.is_sign() => {}
            Token::Period => self.joined("."),
            Token::Lt => self.joined("<"),
            Token::LBracket => self.bracket(),
            Token::RBracket => {
                self.brackets = self.brackets.saturating_sub(1);
                self.symbol("]");
            }
            token if is_literal(&token) => self.value(false),
            token => self.pieces.push(Piece::Symbol(symbol(&token))),
        }
    }

    fn value(&mut self, placeholder: bool) {
        self.placeholders |= placeholder;
        self.pieces.push(Piece::Value);
    }

    fn symbol(&mut self, text: &'static str) {
        self.pieces.push(Piece::Symbol(Cow::Borrowed(text)));
    }

    fn after_operand(&self) -> bool {
        self.pieces.last().is_some_and(Piece::is_operand)
    }

    fn after(&self, word: &str) -> bool {
        self.pieces.last().is_some_and(|piece| piece.is(word))
    }

    /// The next token that is not white space.
    fn next(&self) -> Option<&Token> {
        self.tokens[self.at..]
            .iter()
            .find(|token| !matches!(token, Token::Whitespace(_)))
    }

    fn word(&mut self, word: &Word) {
        let piece = match word {
            Word {
                quote_style: Some(_),
                ..
            } => Piece::Word(word.to_string()),
            Word { value, .. }
                if is_decimal(value) || (is_number(value) && !self.after_dot_of_name()) =>
            {
                Piece::Value
            }
            Word { value, .. } if value.eq_ignore_ascii_case("e") && self.before_string() => {
                self.at += 1;
                Piece::Value
            }
            Word { value, .. } => self
                .keyword(value)
                .unwrap_or_else(|| Piece::Word(value.clone())),
        };
        self.pieces.push(piece);
    }

    /// Whether the second part of a name stands here, which may begin with a digit in MySQL.
    fn after_dot_of_name(&self) -> bool {
        matches!(&self.pieces[..], [.., Piece::Word(_), dot] if dot.is_symbol("."))
    }

    /// Whether a string follows at once. So `E'..'` is cut where backslashes escape anyway.
    fn before_string(&self) -> bool {
        matches!(self.tokens.get(self.at), Some(Token::SingleQuotedString(_)))
    }

    fn keyword(&self, word: &str) -> Option<Piece> {
        let last = self.pieces.last();
        let next = self.next();
        if last.is_some_and(|piece| piece.is_symbol(".")) || next == Some(&Token::Period) {
            return None;
        }
        let after = match last {
            Some(Piece::Keyword(before)) => keywords::keyword_after(before, word),
            _ => None,
        };
        let call = if next == Some(&Token::LParen) {
            keywords::function(word)
        } else {
            None
        };
        let keyword = after.or(call).or_else(|| keywords::keyword(word))?;
        let is_value =
            matches!(keyword, "TRUE" | "FALSE") && !self.after("IS") && !self.after_is_not();
        Some(if is_value {
            Piece::Value
        } else {
            Piece::Keyword(keyword)
        })
    }

    fn after_is_not(&self) -> bool {
        matches!(&self.pieces[..], [.., before, not] if before.is("IS") && not.is("NOT"))
    }

    /// `?`, `?1`, `$1`, `$name`; or `?|` and `?&` after a value. The operator `?` looks like a value
    /// anyway.
    fn placeholder(&mut self, text: &str) {
        let operator = match self.tokens.get(self.at) {
            Some(Token::Pipe) => "?|",
            Some(Token::Ampersand) => "?&",
            _ => "",
        };
        if text == "?" && !operator.is_empty() && self.after_operand() {
            self.at += 1;
            self.symbol(operator);
        } else {
            self.value(true);
        }
    }

    /// Whether `:` or `@` and the name or number behind it are a placeholder.
    fn begins_placeholder(&self, sign: &Token) -> bool {
        let named = match self.tokens.get(self.at) {
            Some(Token::Word(word)) => word.quote_style.is_none(),
            Some(Token::Number(..)) => *sign == Token::Colon,
            _ => false,
        };
        let in_slice = *sign == Token::Colon
            && self.brackets > 0
            && (self.after_operand()
                || self.pieces.last().is_some_and(|piece| piece.is_symbol("[")));
        // `root@localhost` and `user:1` are in one word, a placeholder never is.
        named && !in_slice && (self.apart || !self.after_operand())
    }

    /// Whether `-` or `+` belongs to the number behind it.
    fn is_sign(&self) -> bool {
        matches!(self.next(), Some(Token::Number(..)))
            && self.pieces.last().is_none_or(Piece::expects_value)
    }

    /// Operators that the tokenizer cuts in two when it does not know the database.
    fn joined(&mut self, first: &'static str) {
        let (text, tokens) = match (
            first,
            self.tokens.get(self.at),
            self.tokens.get(self.at + 1),
        ) {
            (".", Some(Token::Period), _) => ("..", 1),
            ("<", Some(Token::Arrow), _) => ("<->", 1),
            ("<", Some(Token::HashArrow), _) => ("<#>", 1),
            ("<", Some(Token::Plus), Some(Token::Gt)) => ("<+>", 2),
            ("<", Some(Token::Tilde), Some(Token::Gt)) => ("<~>", 2),
            ("<", Some(Token::Mod), Some(Token::Gt)) => ("<%>", 2),
            _ => (first, 0),
        };
        self.at += tokens;
        self.symbol(text);
    }

    /// `[` begins a subscript or an array after a value, and else a name, as far as `]` is found.
    fn bracket(&mut self) {
        if self.brackets == 0 && !self.after_operand() && !self.after("ARRAY") {
            let rest = &self.tokens[self.at..];
            let length = rest
                .iter()
                .position(|token| !is_plain(token))
                .unwrap_or(rest.len());
            let name = rest[..length]
                .iter()
                .filter(|token| !is_comment(token))
                .map(Token::to_string)
                .collect::<String>();
            if !name.is_empty() && rest.get(length) == Some(&Token::RBracket) {
                self.pieces.push(Piece::Word(format!("[{name}]")));
                self.at += length + 1;
                return;
            }
        }
        self.brackets += 1;
        self.symbol("[");
    }
}

/// What may stand in a name in square brackets.
fn is_plain(token: &Token) -> bool {
    match token {
        Token::Word(word) => word.quote_style.is_none(),
        Token::Number(..) | Token::Whitespace(_) => true,
        _ => false,
    }
}

fn is_comment(token: &Token) -> bool {
    matches!(
        token,
        Token::Whitespace(Whitespace::SingleLineComment { .. } | Whitespace::MultiLineComment(_))
    )
}

/// Whether an unquoted word is a number: the tokenizer makes a word of it after a dot.
fn is_decimal(word: &str) -> bool {
    word.starts_with(|first: char| first == '.' || first.is_ascii_digit())
        && word.parse::<f64>().is_ok()
}

/// Whether an unquoted word is a number that the tokenizer does not know: `1_000`, `0b11`, `0o17`,
/// `0XFF`.
fn is_number(word: &str) -> bool {
    let all = |digits: &str, radix| {
        !digits.is_empty() && digits.chars().all(|ch| ch == '_' || ch.is_digit(radix))
    };
    match word.as_bytes() {
        [b'0', b'x' | b'X', ..] => all(&word[2..], 16),
        [b'0', b'o' | b'O', ..] => all(&word[2..], 8),
        [b'0', b'b' | b'B', ..] => all(&word[2..], 2),
        [b'0'..=b'9', ..] => all(word, 10),
        _ => false,
    }
}

fn is_literal(token: &Token) -> bool {
    matches!(
        token,
        Token::Number(..)
            | Token::SingleQuotedString(_)
            | Token::DollarQuotedString(_)
            | Token::SingleQuotedByteStringLiteral(_)
            | Token::NationalStringLiteral(_)
            | Token::EscapedStringLiteral(_)
            | Token::UnicodeStringLiteral(_)
            | Token::HexStringLiteral(_)
    )
}

fn symbol(token: &Token) -> Cow<'static, str> {
    // The common ones, of which a long text has very many, need no memory.
    match token {
        Token::LParen => "(".into(),
        Token::RParen => ")".into(),
        Token::Comma => ",".into(),
        Token::SemiColon => ";".into(),
        Token::Eq => "=".into(),
        Token::Mul => "*".into(),
        Token::DoubleColon => "::".into(),
        other => other.to_string().into(),
    }
}
