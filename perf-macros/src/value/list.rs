//! Texts, words, and lists of them.

use syn::Expr;

use super::{Read, peel, string};

/// The words that a key knows, each with the variant of the runtime's enum that it stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Words {
    /// The enum.
    pub(crate) of: &'static str,
    /// Each word and its variant.
    pub(crate) words: &'static [(&'static str, &'static str)],
}

impl Words {
    /// For messages: `"deny" / "warn" / "allow"`.
    pub(super) fn quoted(self) -> String {
        let quoted: Vec<_> = self
            .words
            .iter()
            .map(|(word, _)| format!("{word:?}"))
            .collect();
        quoted.join(" / ")
    }

    pub(super) fn variant(self, word: &str) -> Option<&'static str> {
        self.words
            .iter()
            .find(|(known, _)| *known == word)
            .map(|(_, variant)| *variant)
    }
}

/// A text with something in it.
pub(super) fn text(expr: &Expr) -> Read<'_, String> {
    let text = string(expr).map(syn::LitStr::value);
    text.filter(|text| !text.trim().is_empty()).ok_or(expr)
}

/// One of the words.
pub(super) fn word(expr: &Expr, words: Words) -> Read<'_, &'static str> {
    string(expr)
        .and_then(|word| words.variant(&word.value()))
        .ok_or(expr)
}

/// A list in brackets with something in it.
pub(super) fn list<'a, T>(
    expr: &'a Expr,
    item: impl Fn(&'a Expr) -> Read<'a, T>,
) -> Read<'a, Vec<T>> {
    match expr {
        Expr::Array(array) if !array.elems.is_empty() => {
            array.elems.iter().map(|expr| item(peel(expr))).collect()
        }
        _ => Err(expr),
    }
}
