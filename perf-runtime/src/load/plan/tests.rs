//! What options become.

use super::*;

const SECOND: Duration = Duration::from_secs(1);

fn plan(options: &Options) -> Plan {
    Plan::of(options, "case")
}

fn users(presence: Presence) -> Model {
    Model::Closed {
        presence,
        pause: Pause::None,
    }
}

#[test]
fn users_and_an_end() {
    for (options, users, warmup, length, timeout) in [
        (
            Options {
                users: Some(20),
                iterations: Some(1000),
                ..Options::NONE
            },
            20,
            None,
            Length::OfAllUsers(1000),
            TIMEOUT,
        ),
        (
            Options {
                users: Some(50),
                duration: Some(SECOND),
                warmup: Some(Warmup::Runs(2)),
                timeout: Some(SECOND),
                ..Options::NONE
            },
            50,
            Some(Length::OfEachUser(2)),
            Length::Time(SECOND),
            SECOND,
        ),
        (
            Options {
                warmup: Some(Warmup::Time(SECOND)),
                ..Options::NONE
            },
            1,
            Some(Length::Time(SECOND)),
            Length::OfEachUser(1),
            TIMEOUT,
        ),
        (
            Options {
                warmup: Some(Warmup::Runs(0)),
                ..Options::NONE
            },
            1,
            None,
            Length::OfEachUser(1),
            TIMEOUT,
        ),
    ] {
        let plan = plan(&options);
        assert_eq!((plan.users, plan.timeout), (users, timeout));
        assert_eq!(plan.warmup.map(|part| part.length), warmup);
        assert_eq!(plan.measured.length, length);
        assert_eq!(plan.measured.model, self::users(Presence::all(users)));
    }
}

#[test]
fn users_come_one_after_the_other_in_what_is_first() {
    let ramp = Options {
        users: Some(4),
        iterations: Some(100),
        ramp_up: Some(SECOND),
        ..Options::NONE
    };
    let begin = users(Presence::ramp_up(4, SECOND));
    assert_eq!(plan(&ramp).measured.model, begin);
    let warm = plan(&Options {
        warmup: Some(Warmup::Runs(1)),
        ..ramp
    });
    assert_eq!(warm.warmup.map(|part| part.model), Some(begin));
    assert_eq!(warm.measured.model, users(Presence::all(4)));
}

#[test]
fn stages_of_users_begin_with_the_measurement() {
    const STAGES: &[Stage] = &[
        Stage {
            over: SECOND,
            to: Target::Users(10),
        },
        Stage {
            over: SECOND,
            to: Target::Users(0),
        },
    ];
    let plan = plan(&Options {
        stages: STAGES,
        warmup: Some(Warmup::Runs(1)),
        ..Options::NONE
    });
    assert_eq!(plan.users, 10);
    assert_eq!(plan.measured.length, Length::Time(2 * SECOND));
    assert_eq!(
        plan.measured.model,
        users(Presence::of_stages(0, [(SECOND, 10), (SECOND, 0)]))
    );
    assert_eq!(
        plan.warmup.map(|part| part.model),
        Some(users(Presence::all(10)))
    );
}

#[test]
fn a_rate_is_an_open_model() {
    const STAGES: &[Stage] = &[Stage {
        over: SECOND,
        to: Target::Rate(50.0),
    }];
    let steady = Options {
        rate: Some(200.0),
        duration: Some(SECOND),
        arrival: Some(Arrival::Poisson),
        max_in_flight: Some(5),
        ..Options::NONE
    };
    let expected = Model::Open {
        rate: Profile::constant(200.0),
        arrival: Arrival::Poisson,
    };
    assert_eq!(plan(&steady).users, 5);
    assert_eq!(plan(&steady).measured.model, expected);

    let ramp = plan(&Options {
        stages: STAGES,
        warmup: Some(Warmup::Time(SECOND)),
        ..Options::NONE
    });
    let of = |rate| Model::Open {
        rate,
        arrival: Arrival::Uniform,
    };
    assert_eq!(ramp.users, IN_FLIGHT);
    assert_eq!(ramp.measured.length, Length::Time(SECOND));
    assert_eq!(
        ramp.measured.model,
        of(Profile::of_stages(0.0, [(SECOND, 50.0)]))
    );
    assert_eq!(
        ramp.warmup.map(|part| part.model),
        Some(of(Profile::constant(50.0)))
    );
}

#[test]
fn a_user_thinks_or_keeps_a_pace() {
    for (think_time, pacing, expected) in [
        (
            Some((SECOND, 2 * SECOND)),
            None,
            Pause::Think(SECOND, 2 * SECOND),
        ),
        (None, Some(SECOND), Pause::Pacing(SECOND)),
    ] {
        let plan = plan(&Options {
            think_time,
            pacing,
            ..Options::NONE
        });
        let Model::Closed { pause, .. } = plan.measured.model else {
            panic!("a closed model");
        };
        assert_eq!(pause, expected);
    }
}
