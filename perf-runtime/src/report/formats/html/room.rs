//! Which cases are told in full: all of them, as long as the page stays one that a browser opens at once.

use std::cmp::Reverse;

use super::details::Details;
use super::row::Row;
use crate::store::record::Record;

/// Bytes for the details of all cases; with the rows of 5,000 cases it is a page of less than 10 MB.
const ROOM: usize = 5 << 20;

/// The details of each case, in the order of the rows; nothing for those that there is no room for. Those that failed come
/// first, and those that passed last.
pub(super) fn bodies(rows: &[(&Record, Row)]) -> Vec<Option<String>> {
    within(ROOM, rows)
}

fn within(room: usize, rows: &[(&Record, Row)]) -> Vec<Option<String>> {
    let mut order: Vec<_> = (0..rows.len()).collect();
    order.sort_by_key(|index| Reverse(rows[*index].1.mark));
    let mut bodies = vec![None; rows.len()];
    let mut left = room;
    for index in order {
        // What is left is too little for any: nobody is to wait for pages that are thrown away.
        if left < room / 1000 {
            break;
        }
        let body = Details::of(rows[index].0).html();
        if let Some(rest) = left.checked_sub(body.len()) {
            left = rest;
            bodies[index] = Some(body);
        }
    }
    bodies
}
