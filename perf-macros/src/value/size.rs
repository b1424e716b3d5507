//! Sizes: a number of bytes with its unit.

use syn::Expr;

use super::duration::split;
use super::{Read, string};

/// For messages.
pub(super) const UNITS: &str = "B, KiB, MiB or GiB";

/// Of 1,024 and of 1,000.
const BYTES: [(&str, f64); 7] = [
    ("B", 1.0),
    ("KiB", 1024.0),
    ("MiB", 1_048_576.0),
    ("GiB", 1_073_741_824.0),
    ("kB", 1e3),
    ("MB", 1e6),
    ("GB", 1e9),
];

/// A size as text: `"64 KiB"`, `"1.5MiB"`, `"0 B"`.
pub(super) fn size(expr: &Expr) -> Read<'_, u64> {
    string(expr)
        .and_then(|text| parse(&text.value()))
        .ok_or(expr)
}

fn parse(text: &str) -> Option<u64> {
    let (number, unit) = split(text)?;
    let (_, size) = BYTES.iter().find(|(known, _)| *known == unit)?;
    whole(number * size)
}

/// Without a fraction of a byte.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is whole, and below 2^53"
)]
fn whole(bytes: f64) -> Option<u64> {
    ((0.0..9e15).contains(&bytes) && bytes.fract() == 0.0).then_some(bytes as u64)
}

/// As it may be written: the largest unit of which it is a multiple.
pub(crate) fn written(bytes: u64) -> String {
    let units = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    match units
        .into_iter()
        .find(|(_, size)| bytes > 0 && bytes.is_multiple_of(*size))
    {
        Some((unit, size)) => format!("{} {unit}", bytes / size),
        None => format!("{bytes} B"),
    }
}

/// What was meant by other spellings of a unit; a number without one is of bytes.
pub(super) fn meant(number: f64, unit: &str) -> Option<String> {
    let unit = unit.trim();
    let same = |(known, _): &&(&str, f64)| known.eq_ignore_ascii_case(unit);
    let (unit, size) = match unit.to_ascii_lowercase().as_str() {
        "" | "bytes" | "byte" => BYTES[0],
        "k" | "ki" => BYTES[1],
        "m" | "mi" => BYTES[2],
        "g" | "gi" => BYTES[3],
        _ => *BYTES.iter().find(same)?,
    };
    whole(number * size)?;
    Some(format!("{number} {unit}"))
}
