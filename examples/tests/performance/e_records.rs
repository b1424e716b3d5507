//! Suite E: repositories of records. Users, their keys and the audit log; who is deleted is only hidden.
//!
//! Each request looks the program's key up first, which is one statement of those that are counted.

use command_center::db::SQLITE;
use perf_runtime::{Iteration, Perf, load, perf};

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

/// Twice as many keys as users, and the program's own user.
macro_rules! page_of {
    ($name:ident, $limit:tt, rows = $rows:tt) => {
        #[perf(max_ms = 100, max_queries = 3, max_rows = $rows, n_plus_one = "deny", migrator = SQLITE, dataset = people, category = "records")]
        async fn $name(program: Program) {
            accounts::page(&program, "users/with-keys", $limit).await;
        }
    };
}

page_of!(page_of_10, 10, rows = 31);
page_of!(page_of_25, 25, rows = 76);
page_of!(page_of_50, 50, rows = 151);
page_of!(page_of_100, 100, rows = 301);

/// 25 times the keys of the page where one time would do.
#[perf(max_rows = 76, n_plus_one = "deny", migrator = SQLITE, dataset = people, category = "records")]
#[should_panic(expected = "1,276 rows")]
async fn page_of_25_quadratic(program: Program) {
    accounts::page(&program, "lazy/users/with-all-keys", 25).await;
}

#[perf(max_queries = 3, n_plus_one = "deny", migrator = SQLITE, dataset = people, category = "records")]
#[should_panic(expected = "users::slow::with_keys")]
async fn page_of_25_one_by_one(program: Program) {
    accounts::page(&program, "lazy/users/with-keys", 25).await;
}

macro_rules! import_of {
    ($name:ident, $count:tt, ms = $ms:tt) => {
        #[perf(max_ms = $ms, max_queries = 3, max_writes = 2, migrator = SQLITE, dataset = people, category = "records")]
        async fn $name(program: Program, run: Iteration) {
            accounts::import(&program, "users/import", run, $count).await;
        }
    };
}

import_of!(import_of_10, 10, ms = 100);
import_of!(import_of_50, 50, ms = 250);
import_of!(import_of_100, 100, ms = 500);

#[perf(max_writes = 2, migrator = SQLITE, dataset = people, category = "records")]
#[should_panic(expected = "101 writes, budget 2")]
async fn import_of_100_one_by_one(program: Program, run: Iteration) {
    accounts::import(&program, "lazy/users/import", run, 100).await;
}

/// A transaction of so many statements: all of them and one row of the audit log are one commit.
macro_rules! transaction_of {
    ($name:ident, $count:tt, writes = $writes:tt) => {
        #[perf(max_ms = 50, max_writes = $writes, migrator = SQLITE, dataset = people, category = "records")]
        async fn $name(program: Program) {
            accounts::move_to_teams(&program, "users/teams", $count).await;
        }
    };
}

transaction_of!(transaction_of_1, 1, writes = 2);
transaction_of!(transaction_of_5, 5, writes = 6);
transaction_of!(transaction_of_10, 10, writes = 11);
transaction_of!(transaction_of_20, 20, writes = 21);

#[perf(max_writes = 21, migrator = SQLITE, dataset = people, category = "records")]
#[should_panic(expected = "40 writes, budget 21")]
async fn transaction_for_each_of_20(program: Program) {
    accounts::move_to_teams(&program, "lazy/users/teams", 20).await;
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
