//! What an attribute in error expands to: its errors, and still a body and a test.
//!
//! So the compiler and an IDE see the function with its types, and the errors are about the
//! attribute alone.

use proc_macro2::TokenStream;
use quote::quote;

use crate::expand;
use crate::item::Function;

/// The errors, the function, and a test of its name that does nothing.
pub(crate) fn of_function(mut function: Function, errors: &syn::Error) -> TokenStream {
    let errors = errors.to_compile_error();
    // An error of ours already, and the compiler has another for `const async`.
    function.signature.constness = None;
    let body = expand::body(&function);
    if function.signature.receiver().is_some() {
        // It stands in an `impl`, where there are neither tests nor blocks of items.
        return quote!(#errors #body);
    }
    let block = expand::block(&function, &quote!(#[allow(dead_code)] #body));
    let test = expand::test(&function, &TokenStream::new());
    quote!(#errors #block #test)
}

/// The errors, and the item as it is.
pub(crate) fn of_other_item(item: &TokenStream, errors: Option<&syn::Error>) -> TokenStream {
    let errors = errors.map(syn::Error::to_compile_error);
    quote!(#errors #item)
}
