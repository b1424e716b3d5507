//! Claims on growth: figures in brackets, each with how fast it may grow.

use proc_macro2::TokenTree;
use syn::parse::{End, ParseStream};
use syn::{Error, Expr, Ident, Token, parenthesized, token};

use super::{Words, peel, repair, string};
use crate::errors::Errors;
use crate::keys::Key;
use crate::suggest;

/// The figures and the classes that a key knows.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claims {
    pub(crate) figures: &'static [&'static str],
    pub(crate) classes: Words,
}

/// A figure and how fast it may grow.
pub(crate) struct Claim {
    pub(crate) figure: &'static str,
    /// The enum and the variant.
    pub(crate) class: (&'static str, &'static str),
    /// The class, as written.
    pub(crate) written: Expr,
}

impl Claims {
    /// Reads `(figure = "class", ..)`; of what is wrong each is told by itself.
    pub(crate) fn parse(
        self,
        key: &Key,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> syn::Result<Vec<Claim>> {
        let name = key.name;
        let example = key.example;
        if !input.peek(token::Paren) {
            let message = format!("write `{name}{example}`: {}", self.what());
            return Err(Error::new(input.span(), message));
        }
        let content;
        let brackets = parenthesized!(content in input);
        if content.is_empty() {
            let message = format!("write `{name}{example}`: {}", self.what());
            return Err(Error::new(brackets.span.join(), message));
        }
        let mut claims: Vec<Claim> = Vec::new();
        while !content.is_empty() {
            match self.parse_claim(&content) {
                Ok(claim) if claims.iter().any(|known| known.figure == claim.figure) => {
                    let message = format!("`{}` is given twice: keep one of them", claim.figure);
                    errors.at(&claim.written, message);
                }
                Ok(claim) => claims.push(claim),
                Err(error) => {
                    errors.push(error);
                    while !content.is_empty() && !content.peek(Token![,]) {
                        content.parse::<TokenTree>()?;
                    }
                }
            }
            if !content.is_empty() {
                content.parse::<Token![,]>()?;
            }
        }
        Ok(claims)
    }

    fn parse_claim(self, input: ParseStream<'_>) -> syn::Result<Claim> {
        let written: Ident = input
            .parse()
            .map_err(|error| Error::new(error.span(), self.what()))?;
        let figure = self.figure(&written)?;
        let how = || format!("write `{figure} = \"constant\"`: {}", self.classes.quoted());
        if !input.peek(Token![=]) || input.peek2(End) {
            return Err(Error::new(written.span(), how()));
        }
        input.parse::<Token![=]>()?;
        let expr: Expr = input
            .parse()
            .map_err(|error| Error::new(error.span(), how()))?;
        if let Some(class) = string(&expr).and_then(|class| self.classes.variant(&class.value())) {
            return Ok(Claim {
                figure,
                class: (self.classes.of, class),
                written: expr,
            });
        }
        let classes = self.classes.quoted();
        let message = match repair::word(peel(&expr), self.classes) {
            Some(meant) => format!("write `{figure} = {meant}`: {classes}"),
            None => format!("`{figure}` takes {classes}"),
        };
        Err(Error::new_spanned(expr, message))
    }

    fn figure(self, written: &Ident) -> syn::Result<&'static str> {
        let word = written.to_string();
        if let Some(figure) = self.figures.iter().find(|figure| **figure == word) {
            return Ok(figure);
        }
        let all = self.figures.join(", ");
        let message = match suggest::nearest(&word, self.figures.iter().copied()) {
            Some(near) => format!("unknown figure `{word}`: did you mean `{near}`?"),
            None => format!("unknown figure `{word}`: a growth is of {all}"),
        };
        Err(Error::new(written.span(), message))
    }

    /// For messages.
    pub(super) fn what(self) -> String {
        let figures: Vec<_> = self
            .figures
            .iter()
            .map(|figure| format!("`{figure}`"))
            .collect();
        format!(
            "each of {} with {}",
            figures.join(", "),
            self.classes.quoted()
        )
    }
}
