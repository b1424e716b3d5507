//! Places in the sources, by their markers: the numbers of lines change with every edit.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// The lines of the shop.
static SHOP: LazyLock<Vec<String>> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/shop.rs");
    fs::read_to_string(path)
        .expect("the shop is there")
        .lines()
        .map(str::to_owned)
        .collect()
});

/// `tests/src/shop.rs:35` as `shop.rs (titles)`, by the marker of the line; a line of the fixture as its file alone.
pub(crate) fn marked(word: &str) -> Option<String> {
    let (path, rest) = word.split_once(".rs:")?;
    let digits = rest
        .split(|c: char| !c.is_ascii_digit())
        .next()
        .unwrap_or_default();
    let number: usize = digits.parse().ok()?;
    let file = path.rsplit('/').next()?;
    if path != "tests/src/shop" {
        return Some(format!("{file}.rs"));
    }
    let line = SHOP.get(number - 1).map_or("no such line", String::as_str);
    let marker = line
        .split_once("// at: ")
        .map_or(line.trim(), |(_, marker)| marker);
    Some(format!("{file}.rs ({marker})"))
}
