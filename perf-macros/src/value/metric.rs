//! Limits on figures of the body's own.

use proc_macro2::Span;
use syn::parse::{ParseBuffer, ParseStream};
use syn::spanned::Spanned;
use syn::{Expr, ExprUnary, Ident, LitStr, Token, UnOp};

use super::number;

/// `("name", min = 0.8, max = 1)`; either limit, both or none.
pub(crate) struct Metric {
    pub(crate) name: String,
    pub(crate) min: Option<f64>,
    pub(crate) max: Option<f64>,
}

impl Metric {
    /// Reads it, or says where it goes wrong.
    pub(crate) fn parse(input: &ParseBuffer<'_>) -> Result<Self, Span> {
        let name: LitStr = input.parse().map_err(|error| error.span())?;
        if name.value().trim().is_empty() {
            return Err(name.span());
        }
        let mut metric = Self {
            name: name.value(),
            min: None,
            max: None,
        };
        while !input.is_empty() {
            metric.parse_limit(input)?;
        }
        Ok(metric)
    }

    fn parse_limit(&mut self, input: ParseStream<'_>) -> Result<(), Span> {
        let at = |error: syn::Error| error.span();
        input.parse::<Token![,]>().map_err(at)?;
        if input.is_empty() {
            return Ok(());
        }
        let key: Ident = input.parse().map_err(at)?;
        input.parse::<Token![=]>().map_err(at)?;
        let value: Expr = input.parse().map_err(at)?;
        let limit = if key == "min" {
            &mut self.min
        } else if key == "max" {
            &mut self.max
        } else {
            return Err(key.span());
        };
        if limit.is_some() {
            return Err(key.span());
        }
        *limit = Some(signed(&value).ok_or(value.span())?);
        Ok(())
    }
}

/// A number with or without a sign.
fn signed(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Unary(ExprUnary {
            op: UnOp::Neg(_),
            expr,
            ..
        }) => number::number(expr).map(|number| -number),
        _ => number::number(expr),
    }
}
