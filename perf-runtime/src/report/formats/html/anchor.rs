//! The names by which cases are linked to: the same for the same case in every run.

use std::collections::HashMap;

use crate::store::record::Record;

/// The names that are taken.
#[derive(Debug, Default)]
pub(super) struct Anchors(HashMap<String, u32>);

impl Anchors {
    /// `case-shop.performance.technologies.list`; where that is taken, with a number behind it.
    pub(super) fn of(&mut self, record: &Record) -> String {
        let Record {
            package,
            target,
            name,
            ..
        } = record;
        let path = format!("{package}.{target}.{}", name.replace("::", "."));
        // What is neither a letter nor a digit would have to be written otherwise in a link.
        let safe = |character: char| {
            if character.is_ascii_alphanumeric() || "._-".contains(character) {
                character
            } else {
                '_'
            }
        };
        let path: String = path.chars().map(safe).collect();
        let taken = self.0.entry(path.clone()).or_default();
        *taken += 1;
        match *taken {
            1 => format!("case-{path}"),
            number => format!("case-{path}~{number}"),
        }
    }
}
