//! Sizes as the attributes write them: a number of bytes with its unit.

/// Of 1,024 and of 1,000.
const UNITS: [(&str, f64); 7] = [
    ("KiB", 1024.0),
    ("MiB", 1_048_576.0),
    ("GiB", 1_073_741_824.0),
    ("kB", 1e3),
    ("MB", 1e6),
    ("GB", 1e9),
    ("B", 1.0),
];

/// The bytes of `64 KiB`, `1.5MiB` or `0 B`.
pub(super) fn parse(text: &str) -> Option<f64> {
    let (number, size) = UNITS
        .iter()
        .find_map(|(unit, size)| Some((text.strip_suffix(unit)?.trim_end(), size)))?;
    let is_plain = number.starts_with(|c: char| c.is_ascii_digit())
        && number.chars().all(|c| c.is_ascii_digit() || c == '.');
    let bytes = number.parse::<f64>().ok().filter(|_| is_plain)? * size;
    (bytes.fract() == 0.0 && bytes < 9e15).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_a_number_and_a_unit() {
        for (text, bytes) in [
            ("64 KiB", Some(65_536.0)),
            ("1.5MiB", Some(1_572_864.0)),
            ("90 kB", Some(90_000.0)),
            ("0 B", Some(0.0)),
            ("64", None),
            ("64 kib", None),
            ("-1 B", None),
            ("0.3 B", None),
            ("1e3 B", None),
            ("KiB", None),
        ] {
            assert_eq!(parse(text), bytes, "{text}");
        }
    }
}
