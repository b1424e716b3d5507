//! What is not the whole of one load.

use super::*;

#[test]
fn what_is_not_the_whole_of_one_load_is_no_load() {
    type Change = fn(&mut Shards);
    let table: [(Change, &str); 10] = [
        (
            |shards| shards.record(1).reduced = vec!["1 s of 60 s".to_owned()],
            "they made less than the whole: 1 s of 60 s; leave out what makes the run quick",
        ),
        (
            |shards| drop(shards.records.remove(2)),
            "shard 3 of 4 is missing: what was made is not the load that was asked for; merge the folders of all shards",
        ),
        (
            |shards| shards.records.truncate(1),
            "shards 2, 3 and 4 of 4 are missing: what was made is not the load that was asked for; merge the folders of \
             all shards",
        ),
        (
            |shards| {
                let (_, again) = shards.records[1].clone();
                shards.records.push(("other.json".into(), again));
            },
            "shard 2 of 4 is there twice, in 2.json and in other.json: merge the records of one run, with `--run NAME` \
             where there are several",
        ),
        (
            |shards| shards.record(3).build = "release".to_owned(),
            "shard 1 of 4 and shard 4 of 4 have not one build: all shards are to be of one build, with the same options",
        ),
        (
            |shards| shards.record(1).profile = "ci".to_owned(),
            "shard 1 of 4 and shard 2 of 4 have not one profile of `perf.toml`: all shards are to be of one build, with \
             the same options",
        ),
        (
            |shards| {
                let limits = LoadLimits::of(&Options {
                    max_ms: Some(1.0),
                    ..LIMITS
                });
                shards.record(2).shard.as_mut().expect("a shard").limits = limits;
            },
            "shard 1 of 4 and shard 3 of 4 have not one set of limits: all shards are to be of one build, with the same \
             options",
        ),
        (
            |shards| {
                let other = part(
                    &Options {
                        iterations: Some(7),
                        ..LIMITS
                    },
                    &[(1, true)],
                    5.0,
                );
                shards.record(2).shard.as_mut().expect("a shard").loads = vec![other];
            },
            "shard 1 of 4 and shard 3 of 4 have not one load: all shards are to be of one build, with the same options",
        ),
        (
            |shards| {
                std::fs::remove_file(shards.records[0].0.with_extension(LOG)).expect("it is there");
            },
            "the log of shard 1 of 4 cannot be taken, 1.hlog: No such file or directory (os error 2)",
        ),
        (
            |shards| {
                let of = |index: usize| shards.records[index].0.with_extension(LOG);
                std::fs::copy(of(1), of(0)).expect("both are there");
            },
            "the log of shard 1 of 4 cannot be taken, 1.hlog: its histogram `1.ok` is not the one that the record speaks of",
        ),
    ];
    for (change, text) in table {
        let mut shards = Shards::four();
        change(&mut shards);
        assert_eq!(
            shards.error(),
            format!("the shards cannot be merged: {text}")
        );
    }
}

#[test]
fn records_of_no_shard_are_left_out() {
    let mut shards = Shards::four();
    shards.record(0).shard = None;
    let other = shards.records.remove(0);
    assert!(merge(vec![other]).is_empty());
}
