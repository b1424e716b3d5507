//! Agents: a hundred questions at once, to a model that takes 50 ms.

use std::time::Duration;

use axum::http::StatusCode;
use command_center::db::SQLITE;
use command_center::{Db, Options, router};
use perf_runtime::{Context, Fixture, Iteration, SetUpError, load, perf};
use sqlx::SqlitePool;

use crate::agents::{answer, ask, ask_at_once, patient, with_status};
use crate::app::OfAll;
use crate::client::Client;
use crate::data::KEY;
use crate::datasets::conversation;
use crate::model::StubModel;

const THINKS: Duration = Duration::from_millis(50);

/// A program that asks.
#[derive(Clone)]
struct Desk {
    client: Client,
    model: StubModel,
}

impl Fixture for Desk {
    async fn set_up(cx: &Context) -> Result<Self, SetUpError> {
        let pool = cx.fixture::<SqlitePool>().await?;
        let model = StubModel::start(THINKS, answer).await;
        let options = Options {
            model: Some(model.model(patient())),
            ..Options::cheap()
        };
        let client = Client::new(router(Db::Sqlite(pool), options)).with_key(KEY);
        Ok(Self { client, model })
    }
}

#[perf(threshold = "agents_hundred", max_queries = 400, n_plus_one = "allow", migrator = SQLITE, dataset = conversation, category = "agents", severity = "high")]
async fn a_hundred_questions(desk: Desk) {
    let asked = ask_at_once(&desk.client, 100).await;
    assert_eq!(with_status(&asked, StatusCode::CREATED), 100, "{asked:?}");
    // It was never asked more than it bears.
    assert!(desk.model.seen().most <= 8);
}

/// A hundred users, one question each.
#[load(users = 100, iterations = 100, threshold = "agents_by_100", max_queries = 4, migrator = SQLITE, dataset = conversation, category = "agents", severity = "high")]
async fn by_100(desk: OfAll<Desk>, run: Iteration) {
    let asked = ask(&desk.client, run.unique).await;
    asked.expect(StatusCode::CREATED);
}
