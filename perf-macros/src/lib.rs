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

use crate::keys::Attribute;

/// Perf.
#[proc_macro_attribute]
pub fn perf(args: TokenStream, item: TokenStream) -> TokenStream {
    expand(Attribute::Perf, args.into(), item.into()).into()
}

/// Load.
#[proc_macro_attribute]
pub fn load(args: TokenStream, item: TokenStream) -> TokenStream {
    expand(Attribute::Load, args.into(), item.into()).into()
}

/// Parse, check, expand; what is in error is still expanded, to a test that does not compile.
fn expand(
    attribute: Attribute,
    args: proc_macro2::TokenStream,
    item: proc_macro2::TokenStream,
) -> proc_macro2::TokenStream {
    let mut errors = errors::Errors::default();
    let options = options::Options::parse(attribute, args, &mut errors);
    check::check(&options, &mut errors);
    let function = match syn::parse2::<item::Function>(item.clone()) {
        Ok(function) => function,
        Err(_) => {
            errors.at(
                item::head(&item),
                format_args!("put `{attribute}` on an `async fn`"),
            );
            return fallback::of_other_item(&item, &errors);
        }
    };
    function.check(attribute, &mut errors);
    if errors.is_empty() {
        expand::case(&options, &function)
    } else {
        fallback::of_function(function, &errors)
    }
}
