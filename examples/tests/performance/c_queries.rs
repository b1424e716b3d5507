//! Suite C: the queries of the specification tool, at 100 sessions and as their number grows.
//!
//! A look-up by a key and a page that an index has in its order cost the same at every size; what counts all rows
//! grows with them, and no faster. That is asked exactly, in steps of SQLite's virtual machine: each limit
//! is about twice what SQLite 3.51 takes. The twins at the end are requests that no index serves.

use command_center::Db;
use command_center::db::SQLITE;
use command_center::seed::Error;
use perf_runtime::{Size, perf};
use sqlx::SqlitePool;

use crate::app::{App, Visitor};
use crate::specs;

async fn sessions(pool: &SqlitePool, size: Size) -> Result<(), Error> {
    specs::seeded(Db::Sqlite(pool.clone()), size).await
}

/// The suite at one size: what a list and what an aggregate may take, in milliseconds, and the steps of an
/// aggregate.
macro_rules! at {
    ($(#[$attribute:meta])* $module:ident, $size:tt, list = $list:tt, aggregate = $aggregate:tt, steps = $steps:tt) => {
        mod $module {
            use super::*;

            #[perf(max_ms = 5, warmup = 1, max_queries = 1, no_full_scan, max_vm_steps = 24, migrator = SQLITE, dataset = sessions, size = $size, category = "queries")]
            $(#[$attribute])*
            async fn session_by_id(visitor: Visitor) {
                specs::session_by_id(&visitor).await;
            }

            #[perf(max_ms = $list, max_queries = 1, max_rows = 20, no_full_scan, uses_index = "spec_sessions_by_status", max_vm_steps = 480, migrator = SQLITE, dataset = sessions, size = $size, category = "queries")]
            $(#[$attribute])*
            async fn sessions_by_status(visitor: Visitor) {
                specs::sessions_by_status(&visitor).await;
            }

            #[perf(max_ms = $list, max_queries = 1, max_rows = 10, no_full_scan, uses_index = "spec_sessions_by_status", max_vm_steps = 64, migrator = SQLITE, dataset = sessions, size = $size, category = "queries")]
            $(#[$attribute])*
            async fn sessions_of_a_day(visitor: Visitor) {
                specs::sessions_of_a_day(&visitor).await;
            }

            #[perf(max_ms = $list, max_queries = 1, max_rows = 50, no_full_scan, uses_index = "spec_sessions_by_title", max_vm_steps = 1_200, migrator = SQLITE, dataset = sessions, size = $size, category = "queries")]
            $(#[$attribute])*
            async fn sessions_by_title(visitor: Visitor) {
                specs::sessions_by_title(&visitor).await;
            }

            #[perf(max_ms = 20, max_queries = 1, max_rows = 3, no_full_scan, uses_index = "spec_research_by_session", max_vm_steps = 76, migrator = SQLITE, dataset = sessions, size = $size, category = "queries")]
            $(#[$attribute])*
            async fn research_of_a_session(visitor: Visitor) {
                specs::research_of_a_session(&visitor).await;
            }

            #[perf(max_ms = 30, max_queries = 2, max_rows = 8, no_full_scan, uses_index = "spec_messages_by_session", max_vm_steps = 310, migrator = SQLITE, dataset = sessions, size = $size, category = "queries")]
            $(#[$attribute])*
            async fn conversation_page(visitor: Visitor) {
                specs::conversation_page(&visitor).await;
            }

            #[perf(max_ms = $aggregate, max_queries = 1, max_rows = 4, uses_index = "spec_sessions_by_status", max_vm_steps = $steps, migrator = SQLITE, dataset = sessions, size = $size, category = "queries")]
            $(#[$attribute])*
            async fn by_status(visitor: Visitor, size: Size) {
                specs::by_status(&visitor, size).await;
            }

            #[perf(max_ms = 100, max_queries = 5, n_plus_one = "deny", no_full_scan, max_vm_steps = 400, migrator = SQLITE, dataset = sessions, size = $size, category = "queries")]
            $(#[$attribute])*
            async fn details(visitor: Visitor) {
                specs::details(&visitor, "/api/v1/specs/42/details").await;
            }

            #[perf(max_ms = 50, max_queries = 1, max_rows = 10, max_rows_scanned = 10, uses_index = "spec_error_logs_open", max_vm_steps = 240, migrator = SQLITE, dataset = sessions, size = $size, category = "queries")]
            $(#[$attribute])*
            async fn error_log(visitor: Visitor) {
                specs::error_log(&visitor).await;
            }

            #[perf(max_ms = $aggregate, max_queries = 1, max_rows = 1, max_vm_steps = $steps, migrator = SQLITE, dataset = sessions, size = $size, category = "queries")]
            $(#[$attribute])*
            async fn summary(visitor: Visitor, size: Size) {
                specs::summary(&visitor, size).await;
            }
        }
    };
}

at!(of_100, 100, list = 50, aggregate = 50, steps = 3_000);
at!(of_1_000, 1_000, list = 50, aggregate = 100, steps = 30_000);
at!(
    of_10_000,
    10_000,
    list = 150,
    aggregate = 200,
    steps = 300_000
);
at!(
    #[ignore = "1,410,000 rows: run with --full"]
    of_100_000,
    100_000,
    list = 150,
    aggregate = 2_000,
    steps = 3_000_000
);

/// From size to size: a look-up by a key takes the same time, and so does a page.
#[perf(sizes = [100, 1_000, 10_000], growth(queries = "constant", rows = "constant", time = "constant"), migrator = SQLITE, dataset = sessions, category = "queries")]
async fn look_ups_do_not_grow(visitor: Visitor) {
    specs::session_by_id(&visitor).await;
    specs::sessions_by_status(&visitor).await;
}

/// What counts all rows grows with them, and no faster.
#[perf(sizes = [100, 1_000, 10_000], growth(queries = "constant", rows = "constant", time = "linear"), migrator = SQLITE, dataset = sessions, category = "queries")]
async fn aggregates_grow_linearly(visitor: Visitor, size: Size) {
    specs::by_status(&visitor, size).await;
    specs::summary(&visitor, size).await;
}

/// The session of who is signed in, and the messages: 20 of them in one statement.
#[perf(max_ms = 50, max_queries = 2, max_writes = 1, migrator = SQLITE, dataset = sessions, size = 100, category = "queries")]
async fn say(app: App) {
    specs::say(&app).await;
}

#[perf(max_queries = 5, n_plus_one = "deny", migrator = SQLITE, dataset = sessions, size = 100, category = "queries")]
#[should_panic(expected = "specs::slow::message")]
async fn details_one_by_one(visitor: Visitor) {
    specs::details(&visitor, "/api/v1/lazy/specs/42/details").await;
}

#[perf(no_full_scan, migrator = SQLITE, dataset = sessions, size = 1_000, category = "queries")]
#[should_panic(expected = "full scan of `spec_sessions`: 999 rows scanned for 144 returned")]
async fn sessions_of_a_day_computed(visitor: Visitor) {
    specs::of_day_computed(&visitor).await;
}

#[perf(no_full_scan, migrator = SQLITE, dataset = sessions, size = 1_000, category = "queries")]
#[should_panic(expected = "scan of the whole index `spec_sessions_by_title`")]
async fn sessions_by_part_of_title(visitor: Visitor) {
    specs::by_part_of_title(&visitor).await;
}

#[perf(no_full_scan, migrator = SQLITE, dataset = sessions, size = 1_000, category = "queries")]
#[should_panic(expected = "USE TEMP B-TREE FOR ORDER BY")]
async fn sessions_changed_last(visitor: Visitor) {
    specs::changed_last(&visitor).await;
}
