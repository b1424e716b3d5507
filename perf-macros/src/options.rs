//! The options, as written.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::parse::{End, ParseBuffer, ParseStream, Parser};
use syn::{Error, Expr, Ident, Token, parenthesized, token};

use crate::errors::Errors;
use crate::keys::{self, Attribute, Key};
use crate::value::{Kind, Metric, Parts, Value};

/// All that an attribute says.
pub(crate) struct Options {
    pub(crate) attribute: Attribute,
    /// The key in whose brackets they stand, where it has keys of its own, and those keys.
    parts: Option<(&'static str, &'static [Key])>,
    pub(crate) entries: Vec<Entry>,
}

/// One key and its value.
pub(crate) struct Entry {
    /// The key, as written.
    pub(crate) name: Ident,
    pub(crate) key: &'static Key,
    /// The value, as written; nothing where it could not be parsed.
    pub(crate) written: Option<Expr>,
    /// Nothing where the value is in error: it was said, but nobody knows what it was to be.
    pub(crate) value: Option<Value>,
}

impl Options {
    /// Reads what stands in the attribute's brackets.
    pub(crate) fn parse(attribute: Attribute, args: TokenStream, errors: &mut Errors) -> Self {
        let mut options = Self::none(attribute);
        let parser = |input: ParseStream<'_>| options.parse_entries(input, errors);
        if let Err(error) = parser.parse2(args) {
            errors.push(error);
        }
        options
    }

    fn none(attribute: Attribute) -> Self {
        Self {
            attribute,
            parts: None,
            entries: Vec::new(),
        }
    }

    fn parse_entries(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        while !input.is_empty() {
            if let Err(error) = self
                .parse_entry(input, errors)
                .and_then(|()| parse_comma(input))
            {
                errors.push(error);
                skip_to_comma(input)?;
                input.parse::<Option<Token![,]>>()?;
            }
        }
        Ok(())
    }

    fn parse_entry(&mut self, input: ParseStream<'_>, errors: &mut Errors) -> syn::Result<()> {
        let name = parse_name(input)?;
        let found = match self.parts {
            Some((of, parts)) => keys::part(&name.to_string(), of, parts),
            None => keys::find(&name.to_string(), self.attribute),
        };
        let key = match found {
            Ok(key) => key,
            Err(keys::NoKey { message, meant }) => {
                let error = Error::new(name.span(), message);
                // What was meant counts as said, so that nobody is told to add it.
                self.entries.extend(meant.map(|key| Entry {
                    name,
                    key,
                    written: None,
                    value: None,
                }));
                return Err(error);
            }
        };
        if !key.is_metric() && self.entries.iter().any(|entry| entry.name == name) {
            errors.at(
                &name,
                format_args!("`{name}` is given twice: keep one of them"),
            );
        }
        let mut entry = Entry {
            name,
            key,
            written: None,
            value: None,
        };
        let read = entry.parse_value(self.attribute, input, errors);
        self.entries.push(entry);
        read
    }

    /// The entry of this key, whether its value can be read or not.
    pub(crate) fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key.name == name)
    }

    pub(crate) fn value(&self, name: &str) -> Option<&Value> {
        self.entry(name)?.value.as_ref()
    }

    /// The limits within `warn(..)`.
    pub(crate) fn soft(&self) -> Option<&Self> {
        match self.value("warn") {
            Some(Value::Warn(soft)) => Some(soft),
            _ => None,
        }
    }

    /// The figures of the body's own that are limited.
    pub(crate) fn metrics(&self) -> impl Iterator<Item = (&Entry, &Metric)> {
        self.entries.iter().filter_map(|entry| match &entry.value {
            Some(Value::Metric(metric)) => Some((entry, metric)),
            _ => None,
        })
    }
}

impl Entry {
    fn parse_value(
        &mut self,
        attribute: Attribute,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> syn::Result<()> {
        match self.key.kind {
            Kind::Flag => return self.parse_flag(input),
            Kind::Warn => return self.parse_warn(attribute, input, errors),
            Kind::Metric => return self.parse_metric(input),
            Kind::Parts(parts) => return self.parse_parts(parts, attribute, input, errors),
            _ => {}
        }
        if let Kind::Claims(claims) = self.key.kind {
            self.value = Some(Value::Claims(claims.parse(self.key, input, errors)?));
            return Ok(());
        }
        let no_value = |at| Error::new(at, self.key.how_to_write(&self.name, None));
        if !input.peek(Token![=]) || input.peek2(End) {
            return Err(no_value(self.name.span()));
        }
        input.parse::<Token![=]>()?;
        let expr: Expr = input.parse().map_err(|error| no_value(error.span()))?;
        match Kind::read(self.key, &self.name, &expr) {
            Ok(value) => self.value = Some(value),
            Err(error) => errors.push(error),
        }
        self.written = Some(expr);
        Ok(())
    }

    /// A key that says all there is to say; what follows it is in error.
    fn parse_flag(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        if input.is_empty() || input.peek(Token![,]) {
            self.value = Some(Value::Flag);
            return Ok(());
        }
        Err(Error::new(
            input.span(),
            self.key.how_to_write(&self.name, None),
        ))
    }

    /// Limits in brackets, of the same keys.
    fn parse_warn(
        &mut self,
        attribute: Attribute,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> syn::Result<()> {
        let limits = self.brackets(input)?;
        if limits.is_empty() {
            let never =
                "`warn()` never warns: write limits in the brackets, as in `warn(max_ms = 300)`";
            return Err(Error::new(self.name.span(), never));
        }
        let mut soft = Options::none(attribute);
        soft.parse_entries(&limits, errors)?;
        self.value = Some(Value::Warn(soft));
        Ok(())
    }

    /// Keys of its own in brackets.
    fn parse_parts(
        &mut self,
        parts: &'static Parts,
        attribute: Attribute,
        input: ParseStream<'_>,
        errors: &mut Errors,
    ) -> syn::Result<()> {
        let inside = self.brackets(input)?;
        let mut options = Options {
            parts: Some((self.key.name, parts.keys)),
            ..Options::none(attribute)
        };
        options.parse_entries(&inside, errors)?;
        self.value = Some(Value::Parts(options));
        Ok(())
    }

    /// `("name", min = 0.8, max = 1)`.
    fn parse_metric(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let metric = self.brackets(input)?;
        let wrong = |at| Error::new(at, self.key.how_to_write(&self.name, None));
        match Metric::parse(&metric) {
            Ok(metric) => self.value = Some(Value::Metric(metric)),
            Err(at) => {
                // What is left would be a second error.
                metric.parse::<TokenStream>()?;
                return Err(wrong(at));
            }
        }
        Ok(())
    }

    /// What stands in the brackets after the key.
    fn brackets<'a>(&self, input: ParseStream<'a>) -> syn::Result<ParseBuffer<'a>> {
        if !input.peek(token::Paren) {
            return Err(Error::new(
                self.name.span(),
                self.key.how_to_write(&self.name, None),
            ));
        }
        let inside;
        parenthesized!(inside in input);
        Ok(inside)
    }

    /// The value's number, whether whole or not.
    #[expect(
        clippy::cast_precision_loss,
        reason = "only compared, and no limit is near 2^53"
    )]
    pub(crate) fn number(&self) -> Option<f64> {
        match *self.value.as_ref()? {
            Value::Count(count) => Some(count as f64),
            Value::Number(number) | Value::Percentile(_, number) => Some(number),
            _ => None,
        }
    }
}

/// What an error about the value is on: the value, or the key where there is none.
impl ToTokens for Entry {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match &self.written {
            Some(written) => written.to_tokens(tokens),
            None => self.name.to_tokens(tokens),
        }
    }
}

fn parse_name(input: ParseStream<'_>) -> syn::Result<Ident> {
    let name = input.call(Ident::parse_any).map(|name| name.unraw());
    name.map_err(|error| Error::new(error.span(), "write a key here, as in `max_queries = 3`"))
}

fn parse_comma(input: ParseStream<'_>) -> syn::Result<()> {
    if input.is_empty() || input.parse::<Option<Token![,]>>()?.is_some() {
        return Ok(());
    }
    Err(input.error("write a `,` between two keys; a value is one literal, path or list"))
}

fn skip_to_comma(input: ParseStream<'_>) -> syn::Result<()> {
    while !input.is_empty() && !input.peek(Token![,]) {
        input.parse::<TokenTree>()?;
    }
    Ok(())
}
