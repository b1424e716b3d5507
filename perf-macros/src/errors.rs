//! Collects errors, so that all of them are told at once.

use std::fmt::Display;

use proc_macro2::Span;
use quote::ToTokens;

/// What is wrong with one use of an attribute.
#[derive(Debug, Default)]
pub(crate) struct Errors(Option<syn::Error>);

impl Errors {
    /// Adds an error on the given tokens.
    pub(crate) fn at(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.push(syn::Error::new_spanned(tokens, message));
    }

    /// Adds an error on the attribute as a whole.
    pub(crate) fn at_attribute(&mut self, message: impl Display) {
        self.push(syn::Error::new(Span::call_site(), message));
    }

    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.0 {
            Some(first) => first.combine(error),
            None => self.0 = Some(error),
        }
    }

    /// All of them as one.
    pub(crate) fn finish(self) -> Option<syn::Error> {
        self.0
    }
}
