//! The annotated function: what is kept of it, and what it may be.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream, Parser};
use syn::{FnArg, Pat, ReturnType, Safety, Signature, Type, Visibility};

use crate::attributes::Attributes;
use crate::errors::Errors;
use crate::keys::Attribute;

/// `perf-runtime` implements its fixtures for tuples of so many.
const MOST_PARAMETERS: usize = 8;

/// A function that was parsed no further than its signature, so that a body in the making is no
/// error of ours.
pub(crate) struct Function {
    pub(crate) attributes: Attributes,
    pub(crate) visibility: Visibility,
    pub(crate) signature: Signature,
    /// With its braces.
    pub(crate) body: TokenTree,
}

impl Parse for Function {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let attributes = Attributes::split(input.call(syn::Attribute::parse_outer)?);
        let visibility = input.parse()?;
        let signature = input.parse()?;
        if !input.peek(syn::token::Brace) {
            return Err(input.error("expected a body"));
        }
        Ok(Self {
            attributes,
            visibility,
            signature,
            body: input.parse()?,
        })
    }
}

impl Function {
    /// Reads the annotated item, and judges whether it can be a case.
    pub(crate) fn read(
        attribute: Attribute,
        item: &TokenStream,
        errors: &mut Errors,
    ) -> Option<Self> {
        let function: Option<Self> = syn::parse2(item.clone()).ok();
        match &function {
            Some(function) => function.check(attribute, errors),
            None => errors.at(
                head(item),
                format_args!("put `{attribute}` on an `async fn` with a body"),
            ),
        }
        function
    }

    /// Reads the item annotated with `#[dataset]`, and judges what the compiler would not say as well.
    pub(crate) fn read_dataset(item: &TokenStream, errors: &mut Errors) -> Option<Self> {
        let function: Option<Self> = syn::parse2(item.clone()).ok();
        let Some(found) = &function else {
            errors.at(head(item), "put `#[dataset]` on an `async fn` with a body");
            return None;
        };
        let signature = &found.signature;
        if signature.asyncness.is_none() {
            let message =
                format_args!("write `async fn {}`: a dataset is awaited", signature.ident);
            errors.at(signature.fn_token, message);
        }
        if let Some(receiver) = signature.receiver() {
            errors.at(
                receiver,
                "a dataset is a function of its own: take `&SqlitePool` or `&PgPool`",
            );
        }
        if signature.inputs.is_empty() {
            errors.at(
                &signature.ident,
                "a dataset takes the database that it fills: `&SqlitePool` or `&PgPool`",
            );
        }
        function
    }

    /// The function's name as libtest shows it, with `r#`.
    pub(crate) fn name(&self) -> String {
        self.signature.ident.to_string()
    }

    /// The name and the type of each parameter; the name is for messages.
    pub(crate) fn parameters(&self) -> impl Iterator<Item = (String, &Type)> {
        self.signature
            .inputs
            .iter()
            .filter_map(|input| match input {
                FnArg::Typed(parameter) => Some((parameter_name(&parameter.pat), &*parameter.ty)),
                FnArg::Receiver(_) => None,
            })
    }

    fn check(&self, attribute: Attribute, errors: &mut Errors) {
        self.check_beside(attribute, errors);
        self.check_signature(attribute, errors);
        for input in &self.signature.inputs {
            check_parameter(input, errors);
        }
        if let Some(ninth) = self.signature.inputs.iter().nth(MOST_PARAMETERS) {
            let message = "a perf test takes 8 parameters at most: make one fixture of those that belong together";
            errors.at(ninth, message);
        }
        if let (Some(_), ReturnType::Type(_, ty)) =
            (self.attributes.should_panic.first(), &self.signature.output)
        {
            errors.at(ty, "a `#[should_panic]` test returns nothing: an `Err` would be no panic; leave `-> ..` out");
        }
    }

    fn check_beside(&self, attribute: Attribute, errors: &mut Errors) {
        for beside in &self.attributes.tests {
            errors.at(
                beside,
                format_args!("`{attribute}` makes the test itself: leave this out"),
            );
        }
    }

    fn check_signature(&self, attribute: Attribute, errors: &mut Errors) {
        let signature = &self.signature;
        // What `#[tokio::test]` left behind is no longer async; that attribute is the error.
        if signature.asyncness.is_none() && self.attributes.tests.is_empty() {
            let message = format_args!(
                "write `async fn {}`: `{attribute}` awaits the body",
                signature.ident
            );
            errors.at(signature.fn_token, message);
        }
        if let Some(constness) = signature.constness {
            errors.at(constness, "a perf test cannot be `const`: leave it out");
        }
        if !matches!(signature.safety, Safety::Default) {
            errors.at(
                &signature.safety,
                "a perf test cannot be `unsafe`: nobody would uphold its contract; leave it out",
            );
        }
        if let Some(abi) = &signature.abi {
            errors.at(abi, "a perf test cannot be `extern`: leave it out");
        }
        let generics = &signature.generics;
        if !generics.params.is_empty() {
            errors.at(
                generics,
                "a perf test cannot be generic: nobody would say which type to take; name the type",
            );
        } else if let Some(clause) = &generics.where_clause {
            errors.at(
                clause,
                "a perf test cannot have a `where` clause: leave it out",
            );
        }
    }
}

fn check_parameter(input: &FnArg, errors: &mut Errors) {
    let parameter = match input {
        FnArg::Receiver(receiver) => {
            return errors.at(
                receiver,
                "a perf test is a function by itself, without `self`",
            );
        }
        FnArg::Typed(parameter) => parameter,
    };
    let is_name = match &*parameter.pat {
        Pat::Ident(name) => name.by_ref.is_none() && name.subpat.is_none(),
        pat => matches!(pat, Pat::Wild(_)),
    };
    if !is_name {
        errors.at(
            &parameter.pat,
            "write a name here, and take it apart in the body",
        );
    }
    match &*parameter.ty {
        Type::Reference(reference) => {
            let owned = crate::value::written(&reference.elem);
            errors.at(
                reference,
                format_args!("write `{owned}`: a perf test owns its fixtures"),
            );
        }
        Type::ImplTrait(ty) => errors.at(ty, "name the type: a fixture is found by it"),
        _ => {}
    }
    for attribute in &parameter.attrs {
        if attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr") {
            errors.at(
                attribute,
                "put this on the function: a perf test always has all its parameters",
            );
        }
    }
}

fn parameter_name(pat: &Pat) -> String {
    match pat {
        Pat::Ident(name) => name.ident.unraw().to_string(),
        _ => "_".to_owned(),
    }
}

/// What an item that is no function begins with, less its attributes.
fn head(item: &TokenStream) -> TokenStream {
    let after_attributes = |input: ParseStream<'_>| {
        input.call(syn::Attribute::parse_outer)?;
        let first: Option<TokenTree> = input.parse()?;
        input.parse::<TokenStream>()?;
        Ok(first)
    };
    let first = after_attributes.parse2(item.clone()).ok().flatten();
    first.into_token_stream()
}
