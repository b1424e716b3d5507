//! From the model to tokens: one function for each item that is emitted.

use std::collections::BTreeMap;
use std::time::Duration;

use proc_macro2::{Delimiter, Group, Ident, Literal, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{Path, ReturnType, Type};

use crate::attributes::Mark;
use crate::item::Function;
use crate::keys::Attribute;
use crate::options::{Entry, Options};
use crate::value::{Claim, Kind, Stage, Target, Value, written};

/// A case and the test that runs it.
///
/// All of it is under `cfg(test)`, which cargo sets with any harness; with one's own harness every
/// `#[test]` vanishes, and the registered case is what is left.
pub(crate) fn case(options: &Options, function: &Function) -> TokenStream {
    let private = private(options);
    let body = body(function);
    let registration = registration(options, function);
    let (name, line) = (function.name(), line(function));
    let test = test(
        function,
        &quote!(#private::run_test(::core::module_path!(), #name, #line)),
    );
    let block = block(
        function,
        &quote! {
            // Once, so that a crate that is not found is one error.
            use #private as __perf;
            #body
            #registration
        },
    );
    quote!(#block #test)
}

/// An anonymous block of items. The lint attributes of the function hold for the whole of it, as
/// its types are repeated there.
pub(crate) fn block(function: &Function, items: &TokenStream) -> TokenStream {
    let (cfgs, lints) = (&function.attributes.cfgs, &function.attributes.lints);
    quote! {
        #(#cfgs)*
        #[cfg(test)]
        #(#lints)*
        const _: () = {
            #items
        };
    }
}

/// The function itself, under its own name, with its own spans.
pub(crate) fn body(function: &Function) -> TokenStream {
    let Function {
        attributes,
        signature,
        body,
        ..
    } = function;
    let others = &attributes.others;
    quote! {
        #(#others)*
        #[allow(clippy::unused_async)]
        #signature #body
    }
}

/// The `#[test]` that libtest and an IDE find. It has the name, and thus the lint of a bad one.
pub(crate) fn test(function: &Function, call: &TokenStream) -> TokenStream {
    let Function {
        attributes,
        visibility,
        signature,
        ..
    } = function;
    let (docs, cfgs) = (&attributes.docs, &attributes.cfgs);
    let (ignore, should_panic) = (&attributes.ignore, &attributes.should_panic);
    let name = &signature.ident;
    quote! {
        #(#docs)*
        #(#cfgs)*
        #[cfg(test)]
        #[::core::prelude::v1::test]
        #(#ignore)*
        #(#should_panic)*
        #[allow(non_snake_case)]
        #visibility fn #name() { #call }
    }
}

/// The case as data, and its submission to the registry.
fn registration(options: &Options, function: &Function) -> TokenStream {
    let name = function.name();
    let line = line(function);
    let ignore = ignore(function);
    let should_panic = should_panic(function);
    let said = said(options);
    let run = run(options.attribute, function);
    quote! {
        static __CASE: __perf::Case = __perf::Case {
            name: #name,
            module: ::core::module_path!(),
            file: ::core::file!(),
            line: #line,
            manifest_dir: ::core::env!("CARGO_MANIFEST_DIR"),
            package: ::core::env!("CARGO_PKG_NAME"),
            ignore: #ignore,
            should_panic: #should_panic,
            options: #said,
            body: #run,
        };
        __perf::inventory::submit! { __perf::Registered(&__CASE) }
    }
}

/// The line of the function's name: with its span, that is where `line!` looks.
fn line(function: &Function) -> TokenStream {
    quote_spanned!(function.signature.ident.span()=> ::core::line!())
}

fn ignore(function: &Function) -> TokenStream {
    match function.attributes.ignored() {
        Mark::Absent => quote!(__perf::Ignore::No),
        Mark::Plain => quote!(__perf::Ignore::Yes),
        Mark::Text(reason) => quote!(__perf::Ignore::Because(#reason)),
    }
}

fn should_panic(function: &Function) -> TokenStream {
    match function.attributes.panics() {
        Mark::Absent => quote!(__perf::ShouldPanic::No),
        Mark::Plain => quote!(__perf::ShouldPanic::Yes),
        Mark::Text(text) => quote!(__perf::ShouldPanic::With(#text)),
    }
}

/// The options as a value.
fn said(options: &Options) -> TokenStream {
    let fields = options.entries.iter().filter_map(field);
    let (percentiles, metrics) = (percentiles(options), metrics(options));
    quote! {
        __perf::Options {
            #(#fields,)*
            #percentiles
            #metrics
            ..__perf::Options::NONE
        }
    }
}

/// One field of `Options`, which is called as the key is.
fn field(entry: &Entry) -> Option<TokenStream> {
    let value = match entry.value.as_ref()? {
        Value::Count(count) => some(Literal::u64_unsuffixed(*count)),
        Value::Number(number) => some(number),
        Value::Duration(time) => some(duration(*time)),
        Value::WarmupRuns(runs) => some(quote!(__perf::Warmup::Runs(#runs))),
        Value::WarmupTime(time) => {
            let time = duration(*time);
            some(quote!(__perf::Warmup::Time(#time)))
        }
        Value::Text(text) => some(text),
        Value::Flag => quote!(true),
        Value::Warn(soft) => {
            let said = said(soft);
            some(quote!(&#said))
        }
        Value::Texts(texts) => quote!(&[#(#texts),*]),
        Value::Word(of, word) => some(variant(of, word)),
        Value::Words(of, words) => {
            let words = words.iter().map(|word| variant(of, word));
            quote!(&[#(#words),*])
        }
        Value::Sizes(sizes) | Value::Sweep(sizes) => {
            let sizes = sizes.iter().map(|size| Literal::u64_unsuffixed(*size));
            quote!(&[#(#sizes),*])
        }
        Value::Claims(claims) => growth(claims),
        Value::Parts(said) => {
            let Kind::Parts(parts) = entry.key.kind else {
                return None;
            };
            let of = Ident::new(parts.of, Span::call_site());
            let fields = said.entries.iter().filter_map(field);
            some(quote!(__perf::#of { #(#fields,)* ..__perf::#of::NONE }))
        }
        Value::Pause(least, most) => {
            let (least, most) = (duration(*least), duration(*most));
            some(quote!((#least, #most)))
        }
        Value::Stages(stages) => {
            let stages = stages.iter().map(stage);
            quote!(&[#(#stages),*])
        }
        Value::Dataset(path) => some(dataset(path)),
        Value::Migrator(path) => some(quote_spanned!(ends(path).0=> || &#path)),
        // These are not fields of their own.
        Value::Percentile(..) | Value::Metric(_) | Value::Crate(_) => return None,
    };
    let name = match &entry.value {
        Some(Value::Sweep(_)) => "sweep",
        _ => entry.key.name,
    };
    let field = Ident::new(name, Span::call_site());
    Some(quote!(#field: #value))
}

fn some(value: impl ToTokens) -> TokenStream {
    quote!(::core::option::Option::Some(#value))
}

fn variant(of: &str, word: &str) -> TokenStream {
    let (of, word) = (
        Ident::new(of, Span::call_site()),
        Ident::new(word, Span::call_site()),
    );
    quote!(__perf::#of::#word)
}

/// The claims, each a field of `Growth`.
fn growth(claims: &[Claim]) -> TokenStream {
    let fields = claims.iter().map(|claim| {
        let figure = Ident::new(claim.figure, Span::call_site());
        let class = some(variant(claim.class.0, claim.class.1));
        quote!(#figure: #class)
    });
    quote!(__perf::Growth { #(#fields,)* ..__perf::Growth::NONE })
}

fn stage(stage: &Stage) -> TokenStream {
    let over = duration(stage.over);
    let to = match stage.to {
        Target::Users(users) => quote!(Users(#users)),
        Target::Rate(rate) => quote!(Rate(#rate)),
    };
    quote!(__perf::Stage { over: #over, to: __perf::Target::#to })
}

fn duration(time: Duration) -> TokenStream {
    let (seconds, nanos) = (time.as_secs(), time.subsec_nanos());
    quote!(::core::time::Duration::new(#seconds, #nanos))
}

/// The fields of all limits on percentiles, one for each figure.
fn percentiles(options: &Options) -> TokenStream {
    let mut limits: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for entry in &options.entries {
        if let (Kind::Percentile(of), Some(Value::Percentile(percent, ms))) =
            (entry.key.kind, &entry.value)
        {
            limits
                .entry(of.field)
                .or_default()
                .push(quote!((#percent, #ms)));
        }
    }
    limits
        .into_iter()
        .map(|(field, limits)| {
            let field = Ident::new(field, Span::call_site());
            quote!(#field: &[#(#limits),*],)
        })
        .collect()
}

/// The field of all limits on figures of the body's own.
fn metrics(options: &Options) -> Option<TokenStream> {
    let option = |limit: Option<f64>| limit.map_or(quote!(::core::option::Option::None), some);
    let limits: Vec<_> = options
        .metrics()
        .map(|(_, metric)| {
            let (name, min, max) = (&metric.name, option(metric.min), option(metric.max));
            quote!(__perf::Metric { name: #name, min: #min, max: #max })
        })
        .collect();
    (!limits.is_empty()).then(|| quote!(metrics: &[#(#limits),*],))
}

/// The function that fills a database. What is wrong with its argument or with what it returns is
/// told at its path.
fn dataset(path: &Path) -> TokenStream {
    let name = written(path);
    let seed = quote_spanned! {ends(path).0=>
        |seeding| __perf::seed(&#path, seeding)
    };
    quote!(__perf::Dataset { name: #name, identity: || __perf::identity(&#path), seed: #seed })
}

/// Sets the fixtures up, then runs the function with them.
fn run(attribute: Attribute, function: &Function) -> TokenStream {
    let (body, set_up) = match attribute {
        Attribute::Perf => (quote!(__perf::Body::Perf), quote!(__perf::perf_body)),
        Attribute::Load => (quote!(__perf::Body::Load), quote!(__perf::load_body)),
    };
    let names = function.parameters().map(|(name, _)| name);
    let call = call(function);
    quote_spanned!(Span::mixed_site()=> #body(|cx| #set_up(cx, &[#(#names),*], #call)))
}

/// The function, from a tuple of its parameters. What is wrong with what it returns, or with its
/// future, is told where the closure is: at the type that it returns, or at its name.
fn call(function: &Function) -> TokenStream {
    let name = &function.signature.ident;
    let (start, end) = match &function.signature.output {
        ReturnType::Type(_, ty) => ends(ty),
        ReturnType::Default => ends(name),
    };
    let types = function.parameters().map(|(_, ty)| parameter(ty));
    let arguments: Vec<_> = (0..function.signature.inputs.len())
        .map(|index| format_ident!("argument{index}", span = start))
        .collect();
    let mut passed = Group::new(Delimiter::Parenthesis, quote!(#(#arguments),*));
    passed.set_span(end);
    quote_spanned!(start=> |(#(#arguments,)*): (#(#types,)*)| #name #passed)
}

/// A parameter's type, asked for in such a way that a missing `Fixture` is one error, at the type.
fn parameter(ty: &Type) -> TokenStream {
    let (start, end) = ends(ty);
    let value = Ident::new("Value", end);
    quote_spanned!(start=> <#ty as __perf::Parameter>::#value)
}

/// The runtime's hidden door, under the name that the user's crate has for it.
fn private(options: &Options) -> TokenStream {
    if let Some(Value::Crate(path)) = options.value("crate") {
        quote!(#path::__private)
    } else {
        quote!(::perf_runtime::__private)
    }
}

/// Where some tokens begin and end, for generated code whose errors are to be told there: a stable
/// compiler takes the place of a piece of code from its first and its last token.
fn ends(tokens: &impl ToTokens) -> (Span, Span) {
    let mut spans = tokens
        .to_token_stream()
        .into_iter()
        .map(|token| Span::mixed_site().located_at(token.span()));
    let first = spans.next().unwrap_or_else(Span::mixed_site);
    (first, spans.last().unwrap_or(first))
}
