//! Numbers.

use syn::{Expr, Ident, Lit};

use super::{Percentiles, Read, list, literal};

/// A whole number from `least`.
pub(super) fn count(expr: &Expr, least: u64) -> Read<'_, u64> {
    match literal(expr) {
        Some(Lit::Int(int)) if int.suffix().is_empty() => int.base10_parse().ok(),
        _ => None,
    }
    .filter(|count| *count >= least)
    .ok_or(expr)
}

/// A list of two whole numbers from 1 or more, each larger than the one before.
pub(super) fn ascending(expr: &Expr) -> Read<'_, Vec<u64>> {
    let numbers = list::list(expr, |number| count(number, 1))?;
    let in_order = numbers.windows(2).all(|pair| pair[0] < pair[1]);
    (in_order && numbers.len() > 1)
        .then_some(numbers)
        .ok_or(expr)
}

/// A number above 0, with or without a fraction.
pub(super) fn above_zero(expr: &Expr) -> Read<'_, f64> {
    number(expr).filter(|number| *number > 0.0).ok_or(expr)
}

/// A number from 0 to 1.
pub(super) fn ratio(expr: &Expr) -> Read<'_, f64> {
    number(expr).filter(|ratio| *ratio <= 1.0).ok_or(expr)
}

/// A literal is never negative: the sign is an operator, and not read.
pub(super) fn number(expr: &Expr) -> Option<f64> {
    let number: f64 = match literal(expr)? {
        Lit::Int(int) if int.suffix().is_empty() => int.base10_parse().ok()?,
        Lit::Float(float) if float.suffix().is_empty() => float.base10_parse().ok()?,
        _ => return None,
    };
    number.is_finite().then_some(number)
}

/// The percentile that a key names: 99.9 for `p99_9_ms`.
pub(super) fn percent(name: &Ident, of: Percentiles) -> syn::Result<f64> {
    let written = name.to_string();
    let suffix = of.suffix;
    let digits = written.trim_start_matches('p').trim_end_matches(suffix);
    let percent = digits.replacen('_', ".", 1).parse::<f64>();
    let percent = percent.ok().filter(|percent| 0.0 < *percent && *percent < 100.0).ok_or_else(|| {
        let largest = match digits {
            "100" => format!("; the largest of all is `{}`", of.largest),
            _ => String::new(),
        };
        let message = format!(
            "`{written}` is no percentile: they lie between 0 and 100, as in `p95{suffix}`, or `p99_9{suffix}` for 99.9{largest}"
        );
        syn::Error::new(name.span(), message)
    })?;
    // One name for each percentile, so that `p99_ms` and `p99_0_ms` are seen to be the same.
    let plain = format!("p{}{suffix}", percent.to_string().replace('.', "_"));
    if written == plain {
        Ok(percent)
    } else {
        Err(syn::Error::new(
            name.span(),
            format!("`{written}` is written `{plain}`"),
        ))
    }
}
