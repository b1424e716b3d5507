//! Text from outside, within Markdown as GitHub and GitLab render it: `CommonMark` with tables.

use std::fmt::Write as _;

use crate::report::format::{clean, clean_lines};

/// As code, within a line: nobody is mentioned, nothing is linked, no column of a table ends.
///
/// References to characters cannot be read as structure (`CommonMark`, 2.5), which backslashes in a table sometimes are.
pub(super) fn code(text: &str) -> String {
    format!("<code>{}</code>", characters(&clean(text)))
}

/// As plain words. A mention would still be one as a reference: a word joiner takes it apart.
pub(super) fn words(text: &str) -> String {
    characters(&clean(text)).replace("&#64;", "&#64;&#8288;")
}

fn characters(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut before = ' ';
    let mut after = text.chars().skip(1);
    for character in text.chars() {
        let after = after.next().unwrap_or(' ');
        let is_special = match character {
            // Within a word it is a letter like others.
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            _ => "&<>\"|\\`*[]~$@#!".contains(character),
        };
        if is_special {
            let _ = write!(escaped, "&#{};", u32::from(character));
        } else {
            escaped.push(character);
        }
        before = character;
    }
    escaped
}

/// As a block, as it is: the fence is longer than any in the text.
pub(super) fn block(text: &str) -> String {
    let text = clean_lines(text);
    let mut longest = 2;
    let mut run = 0;
    for character in text.chars() {
        run = if character == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    format!("{fence}text\n{}\n{fence}\n", text.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_is_markup() {
        for (text, expected) in [
            ("a_b::c", "a_b::c"),
            ("_a_", "&#95;a&#95;"),
            ("a | b\\|c", "a &#124; b&#92;&#124;c"),
            ("<script>`x`", "&#60;script&#62;&#96;x&#96;"),
            (
                "*a* [b](c) ~d~ $e$",
                "&#42;a&#42; &#91;b&#93;(c) &#126;d&#126; &#36;e&#36;",
            ),
            ("a\nb\u{202e}", "a b\u{fffd}"),
        ] {
            assert_eq!(code(text), format!("<code>{expected}</code>"));
            assert_eq!(words(text), expected);
        }
        assert_eq!(words("by @team"), "by &#64;&#8288;team");
    }

    #[test]
    fn a_block_ends_where_its_text_does() {
        assert_eq!(block("a\n"), "```text\na\n```\n");
        assert_eq!(block("a ````` b"), "``````text\na ````` b\n``````\n");
    }
}
