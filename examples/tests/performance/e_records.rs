//! Suite E: repositories of records. Users, their keys and the audit log; who is deleted is only hidden.
//!
//! Each request looks the program's key up first, which is one statement of those that are counted.

use command_center::db::SQLITE;
use perf_runtime::{Iteration, Perf, Size, load, perf};

use crate::accounts;
use crate::app::{Program, Visitor};
use crate::datasets::people;

#[perf(mean_ms = 50, iterations = 20, warmup = 1, max_queries = 1, migrator = SQLITE, dataset = people, category = "records")]
async fn create(visitor: Visitor, run: Iteration) {
    accounts::sign_up(&visitor, run).await;
}

#[perf(max_ms = 10, iterations = 20, warmup = 1, max_queries = 2, no_full_scan, migrator = SQLITE, dataset = people, category = "records")]
async fn by_id(program: Program) {
    accounts::find(&program, "42", 42).await;
}

#[perf(max_ms = 20, iterations = 20, warmup = 1, max_queries = 2, no_full_scan, migrator = SQLITE, dataset = people, category = "records")]
async fn by_username(program: Program) {
    accounts::find(&program, "by-username/user42", 42).await;
}

#[perf(max_ms = 20, iterations = 20, warmup = 1, max_queries = 2, no_full_scan, migrator = SQLITE, dataset = people, category = "records")]
async fn by_email(program: Program) {
    accounts::find(&program, "by-email/user42@example.com", 42).await;
}

#[perf(max_ms = 20, iterations = 20, warmup = 1, max_queries = 3, max_writes = 2, no_full_scan, migrator = SQLITE, dataset = people, category = "records")]
async fn update(program: Program, run: Iteration) {
    accounts::update(&program, run).await;
}

#[perf(max_ms = 20, iterations = 20, warmup = 1, max_queries = 3, max_writes = 2, no_full_scan, migrator = SQLITE, dataset = people, category = "records")]
async fn delete(program: Program, run: Iteration) {
    accounts::delete(&program, run).await;
}

#[perf(max_ms = 20, iterations = 20, warmup = 1, max_queries = 3, max_writes = 2, no_full_scan, migrator = SQLITE, dataset = people, category = "records")]
async fn restore(program: Program, run: Iteration, perf: Perf) {
    accounts::delete(&program, run).await;
    perf.measure(accounts::restore(&program, run)).await;
}

#[perf(max_ms = 50, max_queries = 2, max_rows = 21, no_full_scan, uses_index = "users_of_team", migrator = SQLITE, dataset = people, category = "records")]
async fn of_a_team(program: Program) {
    accounts::of_a_team(&program).await;
}

#[perf(max_ms = 50, max_queries = 2, max_rows = 6, uses_index = "users_of_team", migrator = SQLITE, dataset = people, category = "records")]
async fn by_team(program: Program) {
    accounts::by_team(&program).await;
}

#[perf(max_ms = 50, max_queries = 2, max_rows = 21, no_full_scan, uses_index = "audit_log_by_action", migrator = SQLITE, dataset = people, category = "records")]
async fn deletions(program: Program) {
    accounts::deletions(&program).await;
}

/// Two keys for each user of the page, and the program's own user.
#[perf(sizes = [10, 25, 50, 100], growth(queries = "constant", rows = "linear"), max_ms = 100, max_queries = 3, max_rows = 301, n_plus_one = "deny", migrator = SQLITE, dataset = people, category = "records")]
async fn pages(program: Program, size: Size) {
    accounts::page(&program, "users/with-keys", size.0).await;
}

/// Each user of the page has the keys of all of them loaded.
#[perf(sizes = [10, 25, 50, 100], growth(rows = "linear"), n_plus_one = "allow", migrator = SQLITE, dataset = people, category = "records")]
#[should_panic(expected = "quadratic, claimed linear")]
async fn pages_quadratic(program: Program, size: Size) {
    accounts::page(&program, "lazy/users/with-all-keys", size.0).await;
}

#[perf(sizes = [10, 25, 50, 100], n_plus_one = "deny", migrator = SQLITE, dataset = people, category = "records")]
#[should_panic(expected = "proved: grows by 1.0 query a row")]
async fn pages_one_by_one(program: Program, size: Size) {
    accounts::page(&program, "lazy/users/with-keys", size.0).await;
}

#[perf(sizes = [10, 50, 100], growth(queries = "constant"), max_ms = 500, max_writes = 2, migrator = SQLITE, dataset = people, category = "records")]
async fn imports(program: Program, run: Iteration, size: Size) {
    accounts::import(&program, "users/import", run, size.0).await;
}

#[perf(sizes = [10, 50, 100], growth(queries = "constant"), migrator = SQLITE, dataset = people, category = "records")]
#[should_panic(expected = "linear, claimed constant: 1.0 query more for each one of the size")]
async fn imports_one_by_one(program: Program, run: Iteration, size: Size) {
    accounts::import(&program, "lazy/users/import", run, size.0).await;
}

/// All statements of a transaction and the one row of the audit log are one commit.
#[perf(sizes = [1, 5, 10, 20], growth(queries = "linear"), max_ms = 50, max_writes = 21, migrator = SQLITE, dataset = people, category = "records")]
async fn transactions(program: Program, size: Size) {
    accounts::move_to_teams(&program, "users/teams", size.0).await;
}

/// A commit for each, and a row of the audit log for each.
#[perf(sizes = [1, 5, 10, 20], growth(queries = "linear"), max_writes = 21, migrator = SQLITE, dataset = people, category = "records")]
#[should_panic(expected = "40 writes, budget 21")]
async fn transactions_one_by_one(program: Program, size: Size) {
    accounts::move_to_teams(&program, "lazy/users/teams", size.0).await;
}

/// Reads and writes apart, by so many at once: twenty may wait for each other, but less than one after the other would.
macro_rules! by {
    ($module:ident, $users:tt, read = $read:tt, write = $write:tt) => {
        mod $module {
            use super::*;

            #[load(users = $users, iterations = 40, warmup = 1, mean_ms = $read, max_queries = 2, migrator = SQLITE, dataset = people, category = "records")]
            async fn reads(program: Program) {
                accounts::find(&program, "42", 42).await;
            }

            #[load(users = $users, iterations = 40, warmup = 1, mean_ms = $write, max_queries = 3, migrator = SQLITE, dataset = people, category = "records")]
            async fn writes(program: Program, run: Iteration) {
                accounts::update(&program, run).await;
            }
        }
    };
}

by!(by_1, 1, read = 20, write = 50);
by!(by_5, 5, read = 60, write = 150);
by!(by_10, 10, read = 100, write = 250);
by!(by_20, 20, read = 180, write = 400);
