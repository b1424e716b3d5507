//! Users: 25 to 100 of them at once, more and more, in a burst, and for a while.

use axum::http::StatusCode;
use command_center::db::SQLITE;
use perf_runtime::{Iteration, load};

use crate::accounts;
use crate::app::{Program, Visitor};
use crate::datasets::everything;

/// What a user does: mostly reads.
async fn something(visitor: &Visitor, program: &Program, run: Iteration) {
    match run.unique % 10 {
        0 => accounts::update(program, run).await,
        1 | 2 => accounts::page(program, "users/with-keys", 10).await,
        3..=6 => accounts::find(program, "42", 42).await,
        _ => drop(visitor.get("/api/v1/home").await.expect(StatusCode::OK)),
    }
}

macro_rules! at_once {
    ($name:ident, $users:tt, $length:ident = $for:tt, $threshold:tt $(, $attribute:meta)?) => {
        #[load(users = $users, $length = $for, threshold = $threshold, max_queries = 3, migrator = SQLITE, dataset = everything, category = "users", severity = "high")]
        $(#[$attribute])?
        async fn $name(visitor: Visitor, program: Program, run: Iteration) {
            something(&visitor, &program, run).await;
        }
    };
}

at_once!(by_25, 25, duration = "500ms", "users");
at_once!(by_50, 50, duration = "500ms", "users");
at_once!(by_100, 100, duration = "500ms", "users_high");
at_once!(a_burst, 100, iterations = 100, "users_high");
at_once!(sustained, 50, duration = "2s", "users");
at_once!(
    sustained_for_long,
    50,
    duration = "1m",
    "users",
    ignore = "a minute: run with --full"
);
