//! Which texts are explained after a pass.

use std::collections::HashSet;

use crate::measurement::Run;
use crate::plan::Text;
use crate::probe::Recorder;

/// The different texts of the queries of all runs.
pub(super) fn texts(runs: &[Run], recorder: &Recorder) -> Vec<Text> {
    let mut seen = HashSet::new();
    let mut texts = Vec::new();
    for shape in runs.iter().flat_map(|run| &run.queries.shapes) {
        for text in &shape.texts {
            if seen.insert(*text) {
                texts.push(Text {
                    shape: shape.shape.id,
                    sql: recorder.text(*text),
                });
            }
        }
    }
    texts
}
