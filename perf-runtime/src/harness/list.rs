//! `--list`, to the letter as libtest lists: nextest and editors read it.

use std::fmt::Write as _;
use std::io;

use super::args::Format;
use super::select::Selection;

pub(super) fn print(
    selection: &Selection,
    format: Format,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut text = String::new();
    for selected in &selection.cases {
        text.push_str(&selected.name);
        text.push_str(": test\n");
    }
    if format == Format::Pretty {
        let count = selection.cases.len();
        let gap = if count == 0 { "" } else { "\n" };
        let unit = if count == 1 { "test" } else { "tests" };
        let _ = writeln!(text, "{gap}{count} {unit}, 0 benchmarks");
    }
    out.write_all(text.as_bytes())?;
    out.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::harness::fake;
    use crate::harness::select::Filter;

    fn list(names: &[&'static str], format: Format) -> String {
        let cases: Vec<_> = names.iter().map(|name| fake::case(name)).collect();
        let mut out = Vec::new();
        print(&Filter::default().select(&cases), format, &mut out)
            .expect("a vector takes everything");
        String::from_utf8(out).expect("text")
    }

    #[test]
    fn as_libtest_lists() {
        assert_eq!(
            list(&["a::b", "c"], Format::Pretty),
            "a::b: test\nc: test\n\n2 tests, 0 benchmarks\n"
        );
        assert_eq!(
            list(&["c"], Format::Pretty),
            "c: test\n\n1 test, 0 benchmarks\n"
        );
        assert_eq!(list(&[], Format::Pretty), "0 tests, 0 benchmarks\n");
        assert_eq!(list(&["a::b", "c"], Format::Terse), "a::b: test\nc: test\n");
        assert_eq!(list(&[], Format::Terse), "");
    }
}
