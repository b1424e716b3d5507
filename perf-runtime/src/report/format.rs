//! Numbers, times and SQL as a person reads them; nothing from outside may steer the terminal.

use std::time::Duration;

/// `12,345`.
pub(crate) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 query`, `2 queries`.
pub(crate) fn plural(n: u64, unit: &str) -> String {
    let number = count(n);
    match (n, unit.strip_suffix('y')) {
        (1, _) => format!("{number} {unit}"),
        (_, Some(stem)) => format!("{number} {stem}ies"),
        (_, None) if unit.ends_with('s') => format!("{number} {unit}es"),
        (_, None) => format!("{number} {unit}s"),
    }
}

/// `0.412 ms`, `14.2 ms`, `512 ms`, `2.41 s`: three digits that count.
pub(crate) fn time(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1e3;
    if ms >= 10_000.0 {
        format!("{:.1} s", ms / 1e3)
    } else if ms >= 1000.0 {
        format!("{:.2} s", ms / 1e3)
    } else if ms >= 100.0 {
        format!("{ms:.0} ms")
    } else if ms >= 10.0 {
        format!("{ms:.1} ms")
    } else if ms >= 1.0 {
        format!("{ms:.2} ms")
    } else {
        format!("{ms:.3} ms")
    }
}

/// A limit in milliseconds as it was written: `500 ms`, `2.5 ms`.
pub(crate) fn limit_ms(ms: f64) -> String {
    format!("{ms} ms")
}

/// `1,024 B`, `64 KiB`, `1.46 MiB`: bytes as they are where they are few, and three digits of many.
pub(crate) fn bytes(bytes: u64) -> String {
    const UNITS: [(&str, u64); 3] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    let large = |(_, size): &(&str, u64)| bytes >= 10 * 1024 && bytes >= *size;
    let Some((unit, size)) = UNITS.into_iter().find(large) else {
        return format!("{} B", count(bytes));
    };
    if bytes.is_multiple_of(size) {
        return format!("{} {unit}", count(bytes / size));
    }
    let number = bytes as f64 / size as f64;
    let digits = if number >= 100.0 {
        0
    } else if number >= 10.0 {
        1
    } else {
        2
    };
    format!("{number:.digits$} {unit}")
}

/// `1.0 query`, `0.1 queries`, `0.002 queries`: two digits that count.
pub(crate) fn rate(rate: f64, unit: &str) -> String {
    let decimals = match rate.abs() {
        big if big >= 1.0 => 1,
        tenths if tenths >= 0.095 => 2,
        _ => 4,
    };
    let text = format!("{rate:.decimals$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = fraction.trim_end_matches('0');
    let fraction = if fraction.is_empty() { "0" } else { fraction };
    let one = if whole == "1" && fraction == "0" {
        1
    } else {
        2
    };
    let words = plural(one, unit);
    let unit = words.split_once(' ').map_or(unit, |(_, unit)| unit);
    format!("{whole}.{fraction} {unit}")
}

/// `0.75/s`, `83.4/s`, `1234/s`.
pub(crate) fn per_second(rate: f64) -> String {
    let decimals = if rate < 10.0 {
        2
    } else {
        usize::from(rate < 1000.0)
    };
    format!("{rate:.decimals$}/s")
}

/// `1.25 %`.
pub(crate) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    let text = format!("{percent:.2}");
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

/// One line without control characters; white space is folded.
pub(crate) fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_whitespace() {
            if !clean.is_empty() && !clean.ends_with(' ') {
                clean.push(' ');
            }
        } else if is_harmful(character) {
            clean.push('\u{fffd}');
        } else {
            clean.push(character);
        }
    }
    clean.truncate(clean.trim_end().len());
    clean
}

/// As [`clean`], but line breaks and indentation stay.
pub(crate) fn clean_lines(text: &str) -> String {
    let harmless = |character: char| match character {
        '\n' | '\t' => character,
        _ if is_harmful(character) => '\u{fffd}',
        _ => character,
    };
    text.chars().map(harmless).collect()
}

/// Control characters, and the marks that turn the direction of text around.
fn is_harmful(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// At most `width` characters, cut in the middle: both ends of a statement tell it from others.
pub(crate) fn cut(text: &str, width: usize) -> String {
    let length = text.chars().count();
    if length <= width {
        return text.to_owned();
    }
    let kept = width.saturating_sub(4);
    let head = kept.div_ceil(2);
    let start: String = text.chars().take(head).collect();
    let end: String = text.chars().skip(length - (kept - head)).collect();
    format!("{} .. {}", start.trim_end(), end.trim_start())
}

/// Holds two words of a line together.
pub(crate) const NO_BREAK: &str = "\u{a0}";

/// Broken between words into lines of at most `width` characters, each but the first after `indent` spaces; before the first
/// there is something of that length. A word that is longer than a line is left whole, and what a no-break space holds together
/// is one word.
pub(crate) fn wrap(text: &str, indent: usize, width: usize) -> String {
    let mut wrapped = String::new();
    let mut column = indent;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > indent && column + 1 + length > width {
            wrapped.push('\n');
            wrapped.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else if column > indent {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(&word.replace(NO_BREAK, " "));
        column += length;
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_readable() {
        assert_eq!(
            [count(0), count(999), count(1000), count(1_234_567)],
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!(
            [
                plural(1, "query"),
                plural(41, "query"),
                plural(2, "success")
            ],
            ["1 query", "41 queries", "2 successes"]
        );
        assert_eq!(
            [percent(0.25), percent(0.0125), percent(0.0)],
            ["25 %", "1.25 %", "0 %"]
        );
    }

    #[test]
    fn bytes_are_readable() {
        for (n, text) in [
            (0, "0 B"),
            (10_239, "10,239 B"),
            (10_240, "10 KiB"),
            (65_536, "64 KiB"),
            (90_000, "87.9 KiB"),
            (180_000, "176 KiB"),
            (1_572_864, "1.50 MiB"),
            (3 << 30, "3 GiB"),
        ] {
            assert_eq!(bytes(n), text);
        }
    }

    #[test]
    fn times_have_three_digits() {
        for (us, text) in [
            (412, "0.412 ms"),
            (1_234, "1.23 ms"),
            (14_200, "14.2 ms"),
            (512_400, "512 ms"),
            (2_410_000, "2.41 s"),
            (61_000_000, "61.0 s"),
        ] {
            assert_eq!(time(Duration::from_micros(us)), text);
        }
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(
            clean("SELECT\n\t '\u{1b}[31m' \u{202e}x "),
            "SELECT '\u{fffd}[31m' \u{fffd}x"
        );
        assert_eq!(clean_lines("a\n\tb\u{7}"), "a\n\tb\u{fffd}");
    }

    #[test]
    fn lines_are_broken_between_words() {
        let text = "p95_ms 14.2 ms of 10 ms once";
        assert_eq!(wrap(text, 4, usize::MAX), text);
        assert_eq!(wrap(text, 4, 32), text);
        assert_eq!(wrap(text, 4, 20), "p95_ms 14.2 ms\n    of 10 ms once");
        assert_eq!(wrap("a_word_as_long b", 2, 8), "a_word_as_long\n  b");
        assert_eq!(wrap("1.20\u{a0}s, 3\u{a0}ms b", 2, 9), "1.20 s,\n  3 ms b");
        assert_eq!(wrap("", 2, 8), "");
    }

    #[test]
    fn long_text_is_cut_in_the_middle() {
        assert_eq!(cut("SELECT a FROM b", 40), "SELECT a FROM b");
        let text = cut("SELECT aaaaaaaaaaaaaaaaaaaaaaaaaa FROM b WHERE c = ?", 30);
        assert!(
            text.chars().count() <= 30 && text.starts_with("SELECT") && text.ends_with("= ?"),
            "{text}"
        );
    }
}
