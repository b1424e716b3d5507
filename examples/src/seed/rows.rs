//! The rows of each table, one by one: all columns but the id.

use super::counts::Counts;
use super::random::Random;
use super::tables::{DESIGN_JOBS, FirstIds, RESEARCH, SESSIONS};
use super::value::Value;

/// What a row is made from.
pub(super) struct Source<'a> {
    pub(super) counts: &'a Counts,
    pub(super) first: &'a FirstIds,
    pub(super) random: Random,
}

pub(super) type Row = Vec<Value>;

/// When the first session began: Unix time in seconds, as everywhere here.
const BEGIN: i64 = 1_700_000_000;

/// From one session to the next, in seconds.
const SESSION: i64 = 600;

const SUBJECTS: [&str; 10] = [
    "Ordering",
    "Billing",
    "Search",
    "Onboarding",
    "Reporting",
    "Inventory",
    "Messaging",
    "Scheduling",
    "Payments",
    "Permissions",
];

/// The session to which row `i` of a relation with so many rows a session belongs, counted from 0.
fn of_each(i: i64, per_session: u32) -> i64 {
    i / i64::from(per_session)
}

fn began(session: i64) -> i64 {
    BEGIN + session * SESSION
}

pub(super) fn session(source: &mut Source<'_>, i: i64) -> Row {
    let random = &mut source.random;
    let title = format!("{} {}", random.one_of(&SUBJECTS), i + 1);
    let status = random.one_of(&["draft", "active", "review", "done"]);
    let updated = began(i) + random.below(SESSION);
    vec![title.into(), status.into(), began(i).into(), updated.into()]
}

pub(super) fn research(source: &mut Source<'_>, i: i64) -> Row {
    let session = of_each(i, source.counts.research_per_session);
    let random = &mut source.random;
    let topic = random.one_of(&SUBJECTS);
    let sentences = 1 + random.below(3);
    vec![
        (source.first.of(SESSIONS) + session).into(),
        topic.into(),
        random.text(sentences).into(),
        (began(session) + random.below(SESSION)).into(),
    ]
}

/// One after the other, the user first.
pub(super) fn message(source: &mut Source<'_>, i: i64) -> Row {
    let per_session = source.counts.messages_per_session;
    let session = of_each(i, per_session);
    let turn = i % i64::from(per_session);
    let author = ["user", "assistant"][usize::from(turn % 2 == 1)];
    let random = &mut source.random;
    let sentences = 1 + random.below(3);
    vec![
        (source.first.of(SESSIONS) + session).into(),
        author.into(),
        random.text(sentences).into(),
        (began(session) + 20 * turn + random.below(20)).into(),
    ]
}

pub(super) fn document(source: &mut Source<'_>, _: i64) -> Row {
    let random = &mut source.random;
    let session = random.below(i64::from(source.counts.sessions));
    let title = format!("{} specification", random.one_of(&SUBJECTS));
    let sentences = 5 + random.below(10);
    vec![
        (source.first.of(SESSIONS) + session).into(),
        title.into(),
        random.text(sentences).into(),
        (began(session) + random.below(SESSION)).into(),
    ]
}

/// One of ten is still open; one of five is of no session.
pub(super) fn error_log(source: &mut Source<'_>, _: i64) -> Row {
    let random = &mut source.random;
    let session = random.below(i64::from(source.counts.sessions));
    let inside = random.happens(4, 5);
    let occurred = began(session) + random.below(SESSION);
    let resolved = random.happens(9, 10);
    let after = 60 + random.below(3_600);
    vec![
        inside.then_some(source.first.of(SESSIONS) + session).into(),
        random.one_of(&["warning", "error", "critical"]).into(),
        random
            .one_of(&[
                "the model did not answer in time",
                "the document could not be stored",
                "the answer was no valid JSON",
                "too many requests in a minute",
            ])
            .into(),
        occurred.into(),
        resolved.then_some(occurred + after).into(),
    ]
}

pub(super) fn design_job(source: &mut Source<'_>, i: i64) -> Row {
    let session = of_each(i, source.counts.jobs_per_session);
    let random = &mut source.random;
    let created = began(session) + random.below(SESSION);
    let finished = random.happens(4, 5);
    let took = 5 + random.below(600);
    vec![
        (source.first.of(SESSIONS) + session).into(),
        random.one_of(&["wireframe", "schema", "api"]).into(),
        created.into(),
        finished.then_some(created + took).into(),
    ]
}

/// The job to which row `i` belongs, and when its session began.
fn job(source: &Source<'_>, i: i64, per_job: u32) -> (i64, i64) {
    let job = i / i64::from(per_job);
    let session = of_each(job, source.counts.jobs_per_session);
    (source.first.of(DESIGN_JOBS) + job, began(session))
}

pub(super) fn output(source: &mut Source<'_>, i: i64) -> Row {
    let (job, began) = job(source, i, source.counts.outputs_per_job);
    let random = &mut source.random;
    vec![
        job.into(),
        random
            .one_of(&["page.svg", "schema.sql", "openapi.json", "notes.md"])
            .into(),
        (1_000 + random.below(500_000)).into(),
        (began + SESSION + random.below(600)).into(),
    ]
}

/// Each rests on a research record of its session, where there are any.
pub(super) fn decision(source: &mut Source<'_>, i: i64) -> Row {
    let (job, began) = job(source, i, source.counts.decisions_per_job);
    let per_session = i64::from(source.counts.research_per_session);
    let session = (began - BEGIN) / SESSION;
    let random = &mut source.random;
    let research = (per_session > 0)
        .then(|| source.first.of(RESEARCH) + session * per_session + random.below(per_session));
    vec![
        job.into(),
        research.into(),
        random.text(1).into(),
        (began + SESSION + random.below(600)).into(),
    ]
}
