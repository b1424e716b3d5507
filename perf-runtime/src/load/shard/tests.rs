//! The parts of all shards are the whole, and nothing is in two of them.

use super::*;
use crate::load::plan::{Length, Model, Part, Plan};
use crate::options::{Arrival, Options, Stage, Target, Warmup};

fn shards(of: u64) -> impl Iterator<Item = Shard> + Clone {
    (1..=of).map(move |index| Shard { index, of })
}

fn sorted<T: Ord>(parts: impl Iterator<Item = Vec<T>>) -> Vec<T> {
    let mut all: Vec<T> = parts.flatten().collect();
    all.sort_unstable();
    all
}

/// The moments at which the iterations of this part arrive, in a shard of all users.
fn arrivals(part: &Part, plan: &Plan) -> Vec<Duration> {
    let Model::Open { rate, arrival } = &part.model else {
        return Vec::new();
    };
    let most = usize::try_from(part.length.iterations(plan.users)).unwrap_or(usize::MAX);
    let all = Arrivals::new(rate.clone(), *arrival, plan.seed, part.length.time());
    plan.shard.arrivals(all).take(most).collect()
}

#[test]
fn a_shard_is_said_by_its_number_and_how_many_there_are() {
    let shard = |index, of| Ok(Shard { index, of });
    let no_shard = |text: &str| Err(Error::NoShard(text.to_owned()));
    let out_of_range = |text: &str| Err(Error::OutOfRange(text.to_owned()));
    for (text, expected) in [
        ("2/4", shard(2, 4)),
        (" 1 / 1 ", shard(1, 1)),
        ("4/4", shard(4, 4)),
        ("0/4", out_of_range("0/4")),
        ("5/4", out_of_range("5/4")),
        ("0/0", out_of_range("0/0")),
        ("2", no_shard("2")),
        ("2/", no_shard("2/")),
        ("-1/4", no_shard("-1/4")),
        ("2 of 4", no_shard("2 of 4")),
        ("/4", no_shard("/4")),
        ("1/2/3", no_shard("1/2/3")),
    ] {
        assert_eq!(text.parse(), expected, "{text:?}");
    }
}

#[test]
fn the_environment_says_what_a_process_is() {
    let now = UNIX_EPOCH + Duration::from_hours(500_000);
    let role = |shard: Option<&str>, start_at: Option<&str>| {
        let envs = Envs {
            shard: shard.map(str::to_owned),
            start_at: start_at.map(str::to_owned),
            ..Envs::default()
        };
        Role::of(&envs, now)
    };
    assert_eq!(role(None, Some("soon")), Ok(None));
    let second = Shard { index: 2, of: 4 };
    let at = |start_at| {
        Ok(Some(Role {
            shard: second,
            start_at,
        }))
    };
    assert_eq!(role(Some("2/4"), None), at(None));
    let later = now + Duration::from_millis(60_500);
    assert_eq!(role(Some("2/4"), Some("1800000060.5")), at(Some(later)));
    // It is past, and told as such when the load begins.
    assert_eq!(role(Some("2/4"), Some("0")), at(Some(UNIX_EPOCH)));
    for (text, error) in [
        ("soon", Error::NoMoment("soon".to_owned())),
        ("-5", Error::NoMoment("-5".to_owned())),
        ("inf", Error::NoMoment("inf".to_owned())),
        ("1800000060000", Error::FarAway("1800000060000".to_owned())),
    ] {
        assert_eq!(role(Some("2/4"), Some(text)), Err(error));
    }
    assert!(role(Some("4"), None).is_err());
}

#[test]
fn a_shard_with_nothing_to_do_is_told_what_to_write() {
    let plan = |options: Options| Plan::of(&options, "case").dealt(Shard { index: 4, of: 4 });
    let closed = Options {
        users: Some(3),
        ..Options::NONE
    };
    let open = Options {
        rate: Some(10.0),
        duration: Some(Duration::from_secs(9)),
        ..Options::NONE
    };
    for (options, error) in [
        (
            closed,
            "shard 4 of 4 has nothing to do: the load has 3 users; make it with 3 shards at most",
        ),
        (
            Options {
                users: Some(8),
                iterations: Some(2),
                ..Options::NONE
            },
            "shard 4 of 4 has nothing to do: the load has 2 iterations; make it with 2 shards at most",
        ),
        (
            Options {
                max_in_flight: Some(3),
                ..open
            },
            "shard 4 of 4 has nothing to do: the load has 3 iterations in flight; make it with 3 shards at most",
        ),
    ] {
        let told = plan(options).map_err(|error| error.to_string());
        assert_eq!(told.err().as_deref(), Some(error));
    }
    assert!(plan(open).is_ok());
}

#[test]
fn stages_hold_for_the_users_of_the_whole() {
    let second = Duration::from_secs(1);
    let stages: &'static [Stage] = Box::leak(Box::new([Stage {
        over: 10 * second,
        to: Target::Users(5),
    }]));
    let whole = Plan::of(
        &Options {
            stages,
            ..Options::NONE
        },
        "case",
    );
    let part = whole.clone().dealt(Shard { index: 2, of: 2 });
    let part = part.expect("there are enough users");
    assert_eq!((part.users, part.all_users), (2, 5));
    // Its users are the second and the fourth of the whole, who come when they would come there.
    assert_eq!(part.measured, whole.measured);
    assert_eq!([0, 1].map(|own| part.shard.number(own)), [1, 3]);
}

proptest::proptest! {
    #[test]
    fn what_is_dealt_out_is_dealt_out_once(all in 0..500_u64, of in 1..9_u64) {
        let numbers = |shard: Shard| (0..shard.share(all)).map(|own| shard.number(own)).collect();
        let union = sorted(shards(of).map(numbers));
        proptest::prop_assert!(union.into_iter().eq(0..all));
        for shard in shards(of) {
            for own in 0..shard.share(all) {
                proptest::prop_assert_eq!(shard.own(shard.number(own)), own);
            }
        }
    }

    #[test]
    fn the_shards_of_a_closed_model_are_the_whole(
        users in 1..60_u64,
        iterations in 8..400_u64,
        of in 1..9_u64,
        is_by_time in proptest::bool::ANY,
    ) {
        let options = Options {
            users: Some(users),
            iterations: (!is_by_time).then_some(iterations),
            duration: is_by_time.then_some(Duration::from_secs(5)),
            warmup: Some(Warmup::Runs(3)),
            ramp_up: Some(Duration::from_secs(1)),
            ..Options::NONE
        };
        let whole = Plan::of(&options, "case");
        let parts: Result<Vec<_>, _> = shards(of).map(|shard| whole.clone().dealt(shard)).collect();
        proptest::prop_assert_eq!(parts.is_ok(), of <= users);
        let Ok(parts) = parts else { return Ok(()) };
        let numbers = |part: &Plan| (0..part.users).map(|own| part.shard.number(own)).collect();
        let union: Vec<u64> = sorted(parts.iter().map(numbers));
        proptest::prop_assert!(union.into_iter().eq(0..users));
        let made = |length: fn(&Plan) -> Length| {
            let of = |part: &Plan| length(part).iterations(part.users);
            (parts.iter().map(of).fold(0, u64::saturating_add), of(&whole))
        };
        let (dealt, asked) = made(|plan| plan.measured.length);
        proptest::prop_assert_eq!(dealt, asked);
        let (dealt, asked) = made(|plan| plan.warmup.as_ref().map_or(Length::OfEachUser(0), |part| part.length));
        proptest::prop_assert_eq!(dealt, asked);
        for part in &parts {
            proptest::prop_assert_eq!(&part.measured.model, &whole.measured.model);
        }
    }

    #[test]
    fn the_shards_of_an_open_model_are_the_whole(
        rate in 20.0..500.0_f64,
        in_flight in 8..200_u64,
        iterations in 8..300_u64,
        of in 1..9_u64,
        is_by_time in proptest::bool::ANY,
        is_drawn in proptest::bool::ANY,
    ) {
        let options = Options {
            rate: Some(rate),
            max_in_flight: Some(in_flight),
            arrival: Some(if is_drawn { Arrival::Poisson } else { Arrival::Uniform }),
            iterations: (!is_by_time).then_some(iterations),
            duration: is_by_time.then_some(Duration::from_secs(2)),
            warmup: Some(Warmup::Runs(3)),
            ..Options::NONE
        };
        let whole = Plan::of(&options, "case");
        let dealt = |shard| whole.clone().dealt(shard).expect("there is enough for all");
        let parts: Vec<_> = shards(of).map(dealt).collect();
        proptest::prop_assert_eq!(parts.iter().map(|part| part.users).sum::<u64>(), in_flight);
        let union = sorted(parts.iter().map(|part| arrivals(&part.measured, part)));
        proptest::prop_assert_eq!(union, arrivals(&whole.measured, &whole));
        let before = |plan: &Plan| plan.warmup.as_ref().map_or_else(Vec::new, |part| arrivals(part, plan));
        proptest::prop_assert_eq!(sorted(parts.iter().map(before)), before(&whole));
    }
}
