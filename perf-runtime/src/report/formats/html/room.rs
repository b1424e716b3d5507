//! Which cases are told in full: all of them, as long as the page stays one that a browser opens at once.

use std::cmp::Reverse;

use super::details::Details;
use super::row::Row;
use crate::report::past::Past;
use crate::store::record::Record;

/// Bytes for the details of all cases; with the rows of 5,000 cases it is a page of less than 10 MB.
const ROOM: usize = 5 << 20;

/// Cases whose past is asked for at once: few, since most of a large run are not told, and enough, since a history may be far away.
const TOGETHER: usize = 250;

/// The details of each case, in the order of the rows; nothing for those that there is no room for. Those that failed come
/// first, and those that passed last.
pub(super) fn bodies(rows: &[(&Record, Row)], past: &mut Past<'_>) -> Vec<Option<String>> {
    within(ROOM, rows, past)
}

fn within(room: usize, rows: &[(&Record, Row)], past: &mut Past<'_>) -> Vec<Option<String>> {
    let mut order: Vec<_> = (0..rows.len()).collect();
    order.sort_by_key(|index| Reverse(rows[*index].1.mark));
    let mut bodies = vec![None; rows.len()];
    let mut left = room;
    let told = order.chunks(TOGETHER).flat_map(|indices| {
        let records: Vec<_> = indices.iter().map(|index| rows[*index].0).collect();
        indices.iter().copied().zip(past(&records))
    });
    for (index, courses) in told {
        // What is left is too little for any: nobody is to wait for pages that are thrown away.
        if left < room / 1000 {
            break;
        }
        let body = Details::of(rows[index].0, &courses).html();
        if let Some(rest) = left.checked_sub(body.len()) {
            left = rest;
            bodies[index] = Some(body);
        }
    }
    bodies
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::formats::html::mark::Mark;
    use crate::report::formats::html::rows;
    use crate::report::formats::tests::monday;
    use crate::report::past::unknown;

    #[test]
    fn where_there_is_room_all_is_told() {
        let run = monday();
        let rows = rows(&run);
        assert!(
            within(ROOM, &rows, &mut unknown)
                .iter()
                .all(Option::is_some)
        );
        assert!(within(0, &rows, &mut unknown).iter().all(Option::is_none));
    }

    #[test]
    fn those_that_failed_come_first() {
        let run = monday();
        let rows = rows(&run);
        let of_mark = |bodies: &[Option<String>], is: fn(Mark) -> bool| {
            let of = rows.iter().zip(bodies).filter(|((_, row), _)| is(row.mark));
            of.map(|(_, body)| body.clone()).collect::<Vec<_>>()
        };
        let all = within(ROOM, &rows, &mut unknown);
        let failed = of_mark(&all, |mark| mark == Mark::Failed);
        let bytes: usize = failed.iter().flatten().map(String::len).sum();
        let few = within(bytes, &rows, &mut unknown);
        assert_eq!(of_mark(&few, |mark| mark == Mark::Failed), failed);
        let passed = of_mark(&few, |mark| mark == Mark::Passed);
        assert!(passed.iter().all(Option::is_none) && !passed.is_empty());
    }

    /// A history of thousands of cases is read for those that are told, and for few more.
    #[test]
    fn the_past_is_asked_for_those_that_are_told() {
        let mut run = monday();
        let record = run.records.swap_remove(0);
        run.records = vec![record; 3 * TOGETHER];
        let rows = rows(&run);
        let mut asked = Vec::new();
        let mut past = |records: &[&Record]| {
            asked.push(records.len());
            unknown(records)
        };
        let one = within(ROOM, &rows[..1], &mut past)
            .into_iter()
            .flatten()
            .map(|body| body.len())
            .sum::<usize>();
        let room = (TOGETHER + 1) * one;
        let told = within(room, &rows, &mut past).iter().flatten().count();
        assert_eq!((told, asked), (TOGETHER + 1, vec![1, TOGETHER, TOGETHER]));
    }
}
