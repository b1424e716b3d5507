use std::sync::Arc;

use proptest::prelude::*;
use tokio::io::AsyncWriteExt;

use super::*;
use crate::faults::injector::Injector;
use crate::faults::plan::FaultPlan;
use crate::faults::proxy::desk::LOOKED_AT;
use crate::perf::Perf;
use crate::probe::Recorder;

/// A message of this kind.
fn message(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 4).unwrap();
    [&[kind][..], &length.to_be_bytes(), body].concat()
}

fn startup() -> Vec<u8> {
    let body = b"user\0ann\0\0";
    let length = u32::try_from(body.len() + 8).unwrap();
    [&length.to_be_bytes()[..], &196_608_u32.to_be_bytes(), body].concat()
}

/// As sqlx runs a statement that it has prepared.
fn run(name: &str) -> Vec<u8> {
    [
        message(BIND, format!("\0{name}\0\0\0\0\0\0\0").as_bytes()),
        message(b'E', b"\0\0\0\0\0"),
        message(b'C', b"P\0"),
        message(SYNC, b""),
    ]
    .concat()
}

fn prepare(name: &str, sql: &str) -> Vec<u8> {
    [
        message(PARSE, format!("{name}\0{sql}\0\0\0").as_bytes()),
        message(b'D', format!("S{name}\0").as_bytes()),
        message(SYNC, b""),
    ]
    .concat()
}

fn query(sql: &str) -> Vec<u8> {
    message(QUERY, format!("{sql}\0").as_bytes())
}

fn desk(plan: FaultPlan) -> Desk {
    let injector = Injector::new(Some(plan), Perf::new(Recorder::new(0)));
    injector.begin();
    Desk::new(Arc::new(injector))
}

const ALL_FAIL: FaultPlan = FaultPlan {
    error_rate: 1.0,
    ..FaultPlan::NONE
};

/// What comes out where the client says this, in pieces of these lengths.
fn relayed(plan: FaultPlan, said: &[u8], pieces: &[usize]) -> Vec<u8> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (mut client, theirs) = tokio::io::duplex(64);
        let mut out = Vec::new();
        let speak = async {
            let mut rest = said;
            for length in pieces.iter().cycle() {
                let (piece, others) =
                    rest.split_at((*length).clamp(1, rest.len().max(1)).min(rest.len()));
                client.write_all(piece).await.unwrap();
                tokio::task::yield_now().await;
                rest = others;
                if rest.is_empty() {
                    break;
                }
            }
            drop(client);
        };
        let desk = desk(plan);
        let relay = forward(BufReader::with_capacity(16, theirs), &mut out, &desk);
        let (relayed, ()) = tokio::join!(relay, speak);
        relayed.unwrap();
        out
    })
}

#[test]
fn only_statements_are_replaced() {
    let before = [
        startup(),
        message(b'p', b"secret\0"),
        query("BEGIN"),
        prepare("sqlx_s_1", "SELECT title FROM book WHERE id = $1"),
        prepare("sqlx_s_2", "SET LOCAL lock_timeout = 10"),
    ]
    .concat();
    let control = run("sqlx_s_2");
    let after = [query("ROLLBACK"), message(b'X', b"")].concat();
    let said = [
        before.clone(),
        run("sqlx_s_1"),
        control.clone(),
        query("SELECT 1"),
        run("of_another_kind"),
        after.clone(),
    ]
    .concat();
    let fails = Prepared::failing();
    let expected = [before, fails.clone(), control, fails.clone(), fails, after].concat();
    assert_eq!(relayed(ALL_FAIL, &said, &[1000]), expected);
    assert_eq!(relayed(FaultPlan::NONE, &said, &[1000]), said);
}

#[test]
fn a_connection_that_is_cut_says_nothing_more() {
    let plan = FaultPlan {
        disconnect_rate: 1.0,
        ..FaultPlan::NONE
    };
    let begin = [startup(), query("BEGIN")].concat();
    let said = [begin.clone(), query("SELECT 1")].concat();
    let out = relayed(plan, &said, &[1000]);
    assert!(begin.starts_with(&out), "{out:?}");
}

#[test]
fn what_fails_is_a_whole_message() {
    let message = Prepared::failing();
    let (head, body) = message.split_first_chunk().unwrap();
    let head = Head::of(*head).unwrap();
    assert_eq!((head.kind, head.length), (QUERY, body.len()));
    assert_eq!(body.last(), Some(&0));
}

#[test]
fn an_error_is_seen_behind_other_messages() {
    let complete = message(b'2', b"");
    let error = message(b'E', b"SERROR\0\0");
    assert!(is_error(&error));
    assert!(is_error(&[complete.clone(), error.clone()].concat()));
    assert!(!is_error(&complete));
    // A row may hold the letter.
    assert!(!is_error(&message(b'D', b"EEEEEEEE")));
    assert!(!is_error(&error[..3]));
    assert!(!is_error(b""));
}

proptest! {
    /// However the bytes come, and however long a message is, the same come out.
    #[test]
    fn pieces_do_not_matter(
        pieces in prop::collection::vec(1_usize..200, 1..20),
        lengths in prop::collection::vec(0_usize..300, 0..8),
        long in prop::option::of(LOOKED_AT - 2..LOOKED_AT + 2000),
    ) {
        let mut said = startup();
        for length in lengths {
            said.extend(message(b'd', &vec![b'Q'; length]));
            said.extend(query("SELECT 1"));
            said.extend(run("sqlx_s_1"));
        }
        if let Some(long) = long {
            said.extend(query(&format!("SELECT '{}'", "x".repeat(long))));
        }
        prop_assert_eq!(relayed(FaultPlan::NONE, &said, &pieces), said.clone());
        let (whole, cut_up) = (relayed(ALL_FAIL, &said, &[usize::MAX]), relayed(ALL_FAIL, &said, &pieces));
        prop_assert_eq!(whole, cut_up);
    }
}
