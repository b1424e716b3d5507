//! Faults: what goes wrong on the connections of a case, in brackets.

use std::time::Duration;

use proc_macro2::TokenTree;
use syn::parse::{End, ParseStream};
use syn::{Error, Expr, Ident, Token};

use super::{Kind, Value};
use crate::errors::Errors;
use crate::keys::{Attribute, Key};
use crate::suggest;

/// What goes wrong; what was not said is nothing.
#[derive(Default)]
pub(crate) struct Faults {
    pub(crate) latency: Option<Duration>,
    pub(crate) error_rate: Option<f64>,
    pub(crate) disconnect_rate: Option<f64>,
    pub(crate) seed: Option<u64>,
}

const fn part(name: &'static str, kind: Kind, example: &'static str) -> Key {
    Key {
        name,
        on: &[Attribute::Perf, Attribute::Load],
        kind,
        example,
    }
}

static PARTS: &[Key] = &[
    part("latency", Kind::Duration, "\"20ms\""),
    part("error_rate", Kind::Ratio, "0.3"),
    part("disconnect_rate", Kind::Ratio, "0.01"),
    part("seed", Kind::Count, "7"),
];

impl Faults {
    /// Reads what stands in the brackets after `key`; of what is wrong each is told by itself.
    pub(crate) fn parse(key: &Ident, input: ParseStream<'_>, errors: &mut Errors) -> Option<Self> {
        let mut faults = Self::default();
        let mut said: Vec<Ident> = Vec::new();
        let mut is_whole = true;
        while !input.is_empty() {
            if let Err(error) = faults.parse_part(input, &mut said) {
                errors.push(error);
                is_whole = false;
                skip_part(input);
            }
        }
        if let Some(wrong) = faults.contradiction(key, &said).filter(|_| is_whole) {
            errors.push(wrong);
            is_whole = false;
        }
        is_whole.then_some(faults)
    }

    fn parse_part(&mut self, input: ParseStream<'_>, said: &mut Vec<Ident>) -> syn::Result<()> {
        let name: Ident = input.parse().map_err(|error| {
            Error::new(
                error.span(),
                format!("write a part of the faults here: {}", all()),
            )
        })?;
        let part = find(&name)?;
        if said.contains(&name) {
            let message = format!("`{name}` is given twice: keep one of them");
            return Err(Error::new(name.span(), message));
        }
        said.push(name.clone());
        if !input.peek(Token![=]) || input.peek2(End) {
            return Err(Error::new(name.span(), part.how_to_write(&name, None)));
        }
        input.parse::<Token![=]>()?;
        let expr: Expr = input
            .parse()
            .map_err(|error| Error::new(error.span(), part.how_to_write(&name, None)))?;
        self.set(part, Kind::read(part, &name, &expr)?);
        if input.is_empty() {
            return Ok(());
        }
        input
            .parse::<Token![,]>()
            .map(drop)
            .map_err(|error| Error::new(error.span(), "write a `,` between two parts"))
    }

    fn set(&mut self, part: &Key, value: Value) {
        match (part.name, value) {
            ("latency", Value::Duration(latency)) => self.latency = Some(latency),
            ("error_rate", Value::Number(rate)) => self.error_rate = Some(rate),
            ("disconnect_rate", Value::Number(rate)) => self.disconnect_rate = Some(rate),
            (_, Value::Count(seed)) => self.seed = Some(seed),
            _ => {}
        }
    }

    fn contradiction(&self, key: &Ident, said: &[Ident]) -> Option<Error> {
        let rate = self.error_rate.unwrap_or_default() + self.disconnect_rate.unwrap_or_default();
        if self.latency.is_none() && rate <= 0.0 {
            let message = "nothing goes wrong: say what, as in `faults(latency = \"20ms\", error_rate = 0.3, seed = 7)`; \
                           a parameter `faults: Faults` alone is enough for a body that switches them itself";
            return Some(Error::new(key.span(), message));
        }
        if rate > 1.0 {
            let name = said.iter().find(|name| *name == "disconnect_rate")?;
            let message = "with `error_rate` it is more than 1: a statement is hit once, so the two are 1 together at most";
            return Some(Error::new(name.span(), message));
        }
        None
    }
}

fn find(name: &Ident) -> syn::Result<&'static Key> {
    let word = name.to_string();
    if let Some(part) = PARTS.iter().find(|part| part.name == word) {
        return Ok(part);
    }
    let message = match suggest::nearest(&word, PARTS.iter().map(|part| part.name)) {
        Some(near) => format!("unknown fault `{word}`: did you mean `{near}`?"),
        None => format!("unknown fault `{word}`: there are {}", all()),
    };
    Err(Error::new(name.span(), message))
}

/// `latency`, `error_rate`, ..
fn all() -> String {
    let names: Vec<_> = PARTS
        .iter()
        .map(|part| format!("`{}`", part.name))
        .collect();
    names.join(", ")
}

fn skip_part(input: ParseStream<'_>) {
    while !input.is_empty() && !input.peek(Token![,]) {
        // What is there is a token.
        let _ = input.parse::<TokenTree>();
    }
    let _ = input.parse::<Option<Token![,]>>();
}
