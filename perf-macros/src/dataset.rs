//! `#[dataset]`: the function as it is, and a proof beside it that it can be a dataset, so that what is wrong with it
//! is told there and not where it is used.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::parse::{Parse, ParseStream};
use syn::{Path, Token};

use crate::errors::Errors;
use crate::item::Function;

/// `crate = path`, or nothing.
struct Arguments(Option<Path>);

impl Parse for Arguments {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if input.is_empty() {
            return Ok(Self(None));
        }
        if !input.peek(Token![crate]) {
            let message = "`#[dataset]` takes nothing but `crate = path`: the size is said where it is used, as in \
                 `#[perf(dataset = .., size = 1000)]`";
            return Err(input.error(message));
        }
        input.parse::<Token![crate]>()?;
        input.parse::<Token![=]>()?;
        Ok(Self(Some(input.parse()?)))
    }
}

pub(crate) fn expand(args: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let krate = match syn::parse2(args) {
        Ok(Arguments(krate)) => krate,
        Err(error) => {
            errors.push(error);
            None
        }
    };
    let function = Function::read_dataset(item, &mut errors);
    match (function, errors.finish()) {
        (Some(function), None) => {
            let proof = proof(&function, krate.as_ref());
            quote!(#item #proof)
        }
        (_, errors) => {
            let errors = errors.map(|errors| errors.to_compile_error());
            quote!(#errors #item)
        }
    }
}

/// Compiles where the function is a dataset, and is never called.
fn proof(function: &Function, krate: Option<&Path>) -> TokenStream {
    let cfgs = &function.attributes.cfgs;
    let name = &function.signature.ident;
    let private = krate.map_or_else(
        || quote!(::perf_runtime::__private),
        |path| quote!(#path::__private),
    );
    let seed = quote_spanned!(name.span()=> __perf::seed(&#name, seeding));
    quote! {
        #(#cfgs)*
        const _: () = {
            use #private as __perf;
            #[allow(dead_code)]
            fn __is_dataset(seeding: &__perf::Seeding) {
                ::core::mem::drop(#seed);
            }
        };
    }
}
