use std::sync::Arc;

use proptest::prelude::*;
use tokio::io::AsyncWriteExt;

use super::*;
use crate::faults::injector::Injector;
use crate::faults::plan::FaultPlan;
use crate::perf::Perf;
use crate::probe::Recorder;

fn packet(number: u8, body: &[u8]) -> Vec<u8> {
    let [low, middle, high, _] = u32::try_from(body.len()).unwrap().to_le_bytes();
    [&[low, middle, high, number][..], body].concat()
}

fn query(sql: &str) -> Vec<u8> {
    packet(0, &[&[QUERY][..], sql.as_bytes()].concat())
}

/// `COM_STMT_EXECUTE` of the statement 1, without values.
fn execute() -> Vec<u8> {
    packet(0, &[EXECUTE, 1, 0, 0, 0, 0, 1, 0, 0, 0])
}

const ALL_FAIL: FaultPlan = FaultPlan {
    error_rate: 1.0,
    ..FaultPlan::NONE
};

/// What comes out where the client says this, in pieces of this length.
fn relayed(plan: FaultPlan, said: &[u8], piece: usize) -> Vec<u8> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    runtime.block_on(async {
        let (mut client, theirs) = tokio::io::duplex(64);
        let mut out = Vec::new();
        let speak = async {
            for piece in said.chunks(piece) {
                client.write_all(piece).await.unwrap();
                tokio::task::yield_now().await;
            }
            drop(client);
        };
        let injector = Injector::new(Some(plan), Perf::new(Recorder::new(0)));
        injector.begin();
        let desk = Desk::new(Arc::new(injector));
        let relay = forward(BufReader::with_capacity(16, theirs), &mut out, &desk);
        let (relayed, ()) = tokio::join!(relay, speak);
        relayed.unwrap();
        out
    })
}

#[test]
fn only_statements_are_replaced() {
    // What a client says while it logs in may begin with the byte of a command.
    let login = packet(1, &[QUERY, EXECUTE, 0, 0]);
    let prepare = packet(0, b"\x16SELECT title FROM book WHERE id = ?");
    let quit = packet(0, &[1]);
    let said = [
        login.clone(),
        query("SET NAMES utf8mb4"),
        query("BEGIN"),
        prepare.clone(),
        execute(),
        query("SELECT 1"),
        query("ROLLBACK"),
        quit.clone(),
    ]
    .concat();
    let expected = [
        login,
        query("SET NAMES utf8mb4"),
        query("BEGIN"),
        prepare,
        Packets::failing(),
        Packets::failing(),
        query("ROLLBACK"),
        quit,
    ]
    .concat();
    assert_eq!(relayed(ALL_FAIL, &said, 1000), expected);
    assert_eq!(relayed(FaultPlan::NONE, &said, 1000), said);
}

#[test]
fn a_command_of_several_packets_is_one() {
    let begin = [&[QUERY][..], b"SELECT '", &vec![b'x'; LONGEST - 9]].concat();
    let said = [packet(0, &begin), packet(1, b"'"), query("ROLLBACK")].concat();
    let expected = [Packets::failing(), query("ROLLBACK")].concat();
    assert_eq!(relayed(ALL_FAIL, &said, 1 << 20), expected);
    assert!(relayed(FaultPlan::NONE, &said, 1 << 20) == said);
}

#[test]
fn what_fails_is_a_whole_packet() {
    let packet = Packets::failing();
    let (head, body) = packet.split_first_chunk().unwrap();
    assert_eq!(
        Head::of(*head),
        Head {
            length: body.len(),
            number: 0
        }
    );
}

#[test]
fn an_error_is_known_by_its_first_byte() {
    assert!(is_error(&packet(1, b"\xff\x15\x04#28000no")));
    assert!(!is_error(&packet(1, b"\x00\x00\x00\x02\x00\x00\x00")));
    assert!(!is_error(b"\x01\x00"));
}

proptest! {
    #[test]
    fn pieces_do_not_matter(piece in 1_usize..200, lengths in prop::collection::vec(0_usize..300, 0..8)) {
        let mut said = packet(1, b"login");
        for length in lengths {
            said.extend(packet(2, &vec![QUERY; length]));
            said.extend(query("SELECT 1"));
            said.extend(execute());
        }
        prop_assert_eq!(relayed(FaultPlan::NONE, &said, piece), said.clone());
        prop_assert_eq!(relayed(ALL_FAIL, &said, piece), relayed(ALL_FAIL, &said, usize::MAX));
    }
}
