//! Paths.

use syn::{Expr, Path};

use super::Read;

/// A plain path, as of a function or a static.
pub(super) fn path(expr: &Expr) -> Read<'_, Path> {
    match expr {
        Expr::Path(path) if path.qself.is_none() && path.attrs.is_empty() => Ok(path.path.clone()),
        _ => Err(expr),
    }
}
