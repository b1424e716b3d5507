//! Rooms: messages through one web socket, to a hundred of them, and how long it takes to get in.

use std::time::{Duration, Instant};

use command_center::db::SQLITE;
use command_center::{Db, Options, router};
use perf_runtime::{Context, Fixture, Perf, SetUpError, perf};
use sqlx::SqlitePool;

use crate::data::KEY;
use crate::datasets::people;
use crate::rooms::Served;

/// A service that listens.
#[derive(Clone)]
struct Service(Served);

impl Fixture for Service {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        let pool = cx.fixture::<SqlitePool>().await?;
        let router = router(Db::Sqlite(pool), Options::cheap());
        Ok(Self(Served::start(router, KEY).await))
    }
}

/// A thousand, each heard before the next one is said. Noise only adds to a time, so the fastest hundred count.
#[perf(metric("messages_per_second"), max_queries = 1, migrator = SQLITE, dataset = people, category = "web socket")]
async fn messages(service: Service, perf: Perf) {
    let mut member = service.0.join("lobby").await;
    let mut fastest = Duration::MAX;
    for _ in 0..10 {
        let begun = Instant::now();
        for i in 0..100 {
            let text = format!("message {i}");
            member.say(&text).await;
            assert_eq!(member.hear().await, text);
        }
        fastest = fastest.min(begun.elapsed());
    }
    perf.record("messages_per_second", 100.0 / fastest.as_secs_f64());
}

/// Fifty, each heard by a hundred before the next one is said: 5000 in a second.
#[perf(threshold = "web_socket_5000_heard", max_queries = 0, migrator = SQLITE, dataset = people, category = "web socket")]
async fn broadcast(service: Service, perf: Perf) {
    let mut members = service.0.members("hall", 100).await;
    let begun = Instant::now();
    let say_and_hear = async {
        for i in 0..50 {
            let text = format!("message {i}");
            members[i].say(&text).await;
            for member in &mut members {
                assert_eq!(member.hear().await, text);
            }
        }
    };
    perf.measure(say_and_hear).await;
    perf.record("heard per second", 5000.0 / begun.elapsed().as_secs_f64());
}

#[perf(threshold = "web_socket_connecting", iterations = 20, warmup = 1, max_queries = 1, migrator = SQLITE, dataset = people, category = "web socket")]
async fn connecting(service: Service, perf: Perf) {
    let member = perf.measure(service.0.join("lobby")).await;
    drop(member);
}
