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

macro_rules! users {
    ($(#[$attribute:meta])* $name:ident, $threshold:tt, $($plan:tt)*) => {
        #[load($($plan)*, threshold = $threshold, max_queries = 3, migrator = SQLITE, dataset = everything, category = "users", severity = "high")]
        $(#[$attribute])*
        async fn $name(visitor: Visitor, program: Program, run: Iteration) {
            something(&visitor, &program, run).await;
        }
    };
}

users!(by_25_and_50, "users", users = [25, 50], duration = "500ms");
users!(
    by_75_and_100,
    "users_high",
    users = [75, 100],
    duration = "500ms"
);
users!(
    more_and_more,
    "users_high",
    stages = [("0s", 25), ("1s", 100), ("500ms", 100)]
);
users!(
    a_burst,
    "users_high",
    stages = [
        ("500ms", 10),
        ("0s", 100),
        ("500ms", 100),
        ("0s", 10),
        ("500ms", 10)
    ]
);
users!(
    sustained,
    "users",
    users = 50,
    ramp_up = "500ms",
    duration = "2s"
);
users!(
    #[ignore = "a minute: run with --full"]
    sustained_for_long,
    "users",
    users = 50,
    ramp_up = "10s",
    duration = "1m"
);
