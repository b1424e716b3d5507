//! Which texts are explained after a pass.

use std::collections::HashSet;

use crate::measurement::Run;
use crate::plan::Text;
use crate::probe::Recorder;
use crate::probe::log::TextId;
use crate::probe::shape::ShapeId;

/// Texts that are explained. Where values are written into the text, each statement has one of its own.
const MOST: usize = 1000;

/// The different texts of the queries of all runs; the error says which shape has too many.
pub(super) fn texts(runs: &[Run], recorder: &Recorder) -> Result<Vec<Text>, String> {
    let texts = distinct(runs);
    if texts.len() > MOST {
        return Err(format!(
            "the queries have {} different texts, and more than {MOST} are not explained: bind values \
             instead of writing them into the text",
            texts.len()
        ));
    }
    let text = |(shape, text)| Text {
        shape,
        sql: recorder.text(text),
    };
    Ok(texts.into_iter().map(text).collect())
}

fn distinct(runs: &[Run]) -> Vec<(ShapeId, TextId)> {
    let mut seen = HashSet::new();
    runs.iter()
        .flat_map(|run| &run.queries.shapes)
        .flat_map(|shape| shape.texts.iter().map(|text| (shape.shape.id, *text)))
        .filter(|(_, text)| seen.insert(*text))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measurement::examples::run;

    #[test]
    fn each_text_is_explained_once() {
        let run = run(&[("SELECT a FROM b", 3, 1), ("SELECT c FROM b", 1, 1)]);
        let runs = [run.clone(), run];
        assert_eq!(distinct(&runs).len(), 2);
    }

    #[test]
    fn too_many_texts_are_an_error_that_says_what_to_do() {
        let texts: Vec<_> = (0..=MOST).map(|i| format!("SELECT {i}")).collect();
        let statements: Vec<_> = texts.iter().map(|text| (text.as_str(), 1, 1)).collect();
        let error = texts_of(&run(&statements)).unwrap_err();
        assert!(
            error.contains("1001 different texts") && error.contains("bind values"),
            "{error}"
        );
    }

    fn texts_of(run: &Run) -> Result<Vec<Text>, String> {
        texts(std::slice::from_ref(run), &Recorder::new(0))
    }
}
