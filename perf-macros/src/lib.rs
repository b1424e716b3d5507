//! The attributes of `perf-runtime`.
//!
//! They read what is written, check it, and emit data: one registered case and a `#[test]` that
//! runs it. All behaviour is in `perf-runtime`, which re-exports them: use
//! `perf_runtime::{perf, load}`.

mod check;
mod errors;
mod expand;
mod fallback;
mod item;
mod keys;
mod options;
mod suggest;
#[cfg(test)]
mod tests;
mod value;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as TokenStream2;

use crate::errors::Errors;
use crate::item::Function;
use crate::keys::Attribute;
use crate::options::Options;

/// Perf.
#[proc_macro_attribute]
pub fn perf(args: TokenStream, item: TokenStream) -> TokenStream {
    expand(Attribute::Perf, args.into(), &item.into()).into()
}

/// Load.
#[proc_macro_attribute]
pub fn load(args: TokenStream, item: TokenStream) -> TokenStream {
    expand(Attribute::Load, args.into(), &item.into()).into()
}

/// Parse, check, expand; what is in error is still expanded, to a test that does not compile.
fn expand(attribute: Attribute, args: TokenStream2, item: &TokenStream2) -> TokenStream2 {
    let mut errors = Errors::default();
    let options = Options::parse(attribute, args, &mut errors);
    check::check(&options, &mut errors);
    let function = Function::parse(attribute, item, &mut errors);
    match (function, errors.finish()) {
        (Some(function), None) => expand::case(&options, &function),
        (Some(function), Some(errors)) => fallback::of_function(function, &errors),
        (None, errors) => fallback::of_other_item(item, errors.as_ref()),
    }
}
