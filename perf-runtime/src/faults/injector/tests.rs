use super::*;
use crate::probe::Recorder;

const MS: Duration = Duration::from_millis(1);

fn injector(plan: FaultPlan) -> Injector {
    Injector::new(Some(plan), Perf::new(Recorder::new(0)))
}

fn hits(injector: &Injector, statements: u64) -> Vec<Hit> {
    (0..statements).map(|_| injector.decide().hit).collect()
}

const THIRD: FaultPlan = FaultPlan {
    latency: MS,
    error_rate: 0.3,
    disconnect_rate: 0.05,
    seed: 7,
};

#[test]
fn only_the_body_is_hit() {
    let injector = injector(FaultPlan {
        error_rate: 1.0,
        ..FaultPlan::NONE
    });
    assert_eq!(injector.decide(), Decision::NONE);
    injector.begin();
    assert_eq!(injector.decide().hit, Hit::Error);
    injector.end();
    assert_eq!(injector.decide(), Decision::NONE);
    assert_eq!(
        (injector.counts().statements, injector.counts().failed),
        (1, 1)
    );
}

#[test]
fn the_same_seed_hits_the_same_statements() {
    let (one, other) = (injector(THIRD), injector(THIRD));
    one.begin();
    other.begin();
    let sequence = hits(&one, 200);
    assert_eq!(sequence, hits(&other, 200));
    let counts = one.counts();
    let count = |hit| sequence.iter().filter(|one| **one == hit).count() as u64;
    assert_eq!(
        (counts.statements, counts.delayed, counts.failed, counts.cut),
        (200, 200, count(Hit::Error), count(Hit::Cut))
    );
    assert!(counts.failed > 0 && counts.cut > 0);
}

#[test]
fn statements_while_it_is_off_have_no_number() {
    let (one, other) = (injector(THIRD), injector(THIRD));
    one.begin();
    other.begin();
    let first = hits(&one, 10);
    one.switch(false);
    assert!(hits(&one, 50).iter().all(|hit| *hit == Hit::Nothing));
    one.switch(true);
    assert_eq!([first, hits(&one, 10)].concat(), hits(&other, 20));
    assert_eq!(one.counts(), other.counts());
}

#[test]
fn each_run_begins_as_written() {
    let injector = injector(FaultPlan {
        error_rate: 1.0,
        ..FaultPlan::NONE
    });
    injector.begin();
    injector.set(FaultPlan::NONE);
    injector.switch(false);
    assert_eq!(injector.decide(), Decision::NONE);
    injector.end();
    injector.begin();
    assert_eq!(injector.decide().hit, Hit::Error);
}

#[test]
fn an_outage_ends_by_itself_and_the_first_success_after_it_is_timed() {
    let injector = injector(FaultPlan::NONE);
    injector.begin();
    injector.outage(100 * MS);
    let mut state = lock(&injector.state);
    let end = state.gone_until.expect("it is gone");
    assert_eq!(state.decide(end.checked_sub(MS).unwrap()).hit, Hit::Cut);
    assert_eq!(state.decide(end).hit, Hit::Nothing);
    // What was sent before the end is no sign of recovery.
    assert_eq!(
        state.succeeded(end.checked_sub(MS).unwrap(), end + MS),
        None
    );
    assert_eq!(state.succeeded(end + MS, end + 5 * MS), Some(5 * MS));
    assert_eq!(
        state.succeeded(end + MS, end + 9 * MS),
        None,
        "only the first"
    );
    let counts = state.counts;
    assert_eq!(
        (counts.outages, counts.during_outages, counts.statements),
        (1, 1, 0)
    );
}

#[test]
fn a_recovery_is_a_figure() {
    let perf = Perf::new(Recorder::new(0));
    let injector = Injector::new(Some(THIRD), perf.clone());
    injector.begin();
    injector.succeeded(Instant::now());
    assert_eq!(injector.recovery(), None, "nothing has ended");
    injector.switch(false);
    injector.succeeded(Instant::now());
    let recovery = injector.recovery().expect("a recovery");
    let said = perf.said();
    assert_eq!(said.figures.len(), 1);
    assert_eq!(said.figures[0].name, "recovery_ms");
    assert_eq!(said.figures[0].mean, Some(recovery.as_secs_f64() * 1e3));
}

#[test]
fn the_chance_that_none_is_hit_is_known() {
    let injector = injector(FaultPlan {
        error_rate: 0.25,
        disconnect_rate: 0.25,
        ..FaultPlan::NONE
    });
    injector.begin();
    hits(&injector, 10);
    let chance = injector.counts().ln_none_hit.exp();
    assert!((chance - 0.5_f64.powi(10)).abs() < 1e-12, "{chance}");
}
