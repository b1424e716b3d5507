//! Faults on SQLite: what happens to a statement when it begins, on the thread on which it runs.
//!
//! SQLite tells of each statement just before its first step, before it takes a lock. There it can be
//! made to wait, and to fail: `sqlite3_interrupt` ends the statements that are running with
//! `SQLITE_INTERRUPT`, and is forgotten when none runs any more.
//!
//! A write that is interrupted takes its transaction with it, as an I/O error does. The application
//! still has to roll back what is not there, and sqlx does not expect that this fails; so a
//! transaction that we have lost is opened again, empty, for the ROLLBACK to end it.

use std::ffi::CStr;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use libsqlite3_sys as sqlite;

use crate::faults::Injector;
use crate::faults::injector::Hit;
use crate::probe::class::Class;
use crate::probe::shape::analyze;
use crate::sync::lock;

/// A connection whose statements are decided about. It is used by one thread at a time.
#[derive(Debug)]
pub(super) struct Connection {
    injector: Arc<Injector>,
    /// Whether what its statements cost is of interest too.
    pub(super) counts: bool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    transaction: Transaction,
    /// When the statement began that is running and was not hit.
    begun: Option<Instant>,
    /// A statement of our own is running.
    ours: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Transaction {
    /// Nothing was done to it.
    #[default]
    Whole,
    /// A fault has ended it, and the application has not rolled it back yet.
    Lost,
    /// The application has learned from its COMMIT that it is gone, and may roll back yet.
    Refused,
}

impl Connection {
    pub(super) fn new(injector: Arc<Injector>, counts: bool) -> Self {
        Self {
            injector,
            counts,
            state: Mutex::default(),
        }
    }

    /// A statement begins.
    ///
    /// # Safety
    ///
    /// It must be a statement of an open connection that this thread uses.
    pub(super) unsafe fn begins(&self, statement: *mut sqlite::sqlite3_stmt) {
        if lock(&self.state).ours {
            return;
        }
        // SAFETY: the statement is whole, and SQLite keeps its text as long as it is.
        let text = unsafe { sqlite::sqlite3_sql(statement) };
        if text.is_null() {
            return;
        }
        // SAFETY: a C string, see above.
        let sql = unsafe { CStr::from_ptr(text) }.to_string_lossy();
        // SAFETY: the connection is open as long as its statements are.
        let db = Handle(unsafe { sqlite::sqlite3_db_handle(statement) });
        // SAFETY: as above.
        let reads = unsafe { sqlite::sqlite3_stmt_readonly(statement) } != 0;
        match analyze(&sql).class {
            Class::Read | Class::Write => self.query(&db, reads),
            Class::TransactionControl => self.control(&db, &sql),
            // With the first of them a connection is set up.
            Class::Driver if self.injector.is_gone() => db.interrupt(),
            Class::Driver => {}
        }
    }

    /// A statement has come to its end.
    pub(super) fn ended(&self) {
        if let Some(begun) = lock(&self.state).begun.take() {
            self.injector.succeeded(begun);
        }
    }

    fn query(&self, db: &Handle, reads: bool) {
        if self.transaction() == Transaction::Lost {
            return db.interrupt();
        }
        let decision = self.injector.decide();
        std::thread::sleep(decision.delay);
        let mut state = lock(&self.state);
        state.transaction = Transaction::Whole;
        if decision.hit == Hit::Nothing {
            state.begun = Some(Instant::now());
            return;
        }
        if db.is_in_transaction() && (decision.hit == Hit::Cut || !reads) {
            state.transaction = Transaction::Lost;
        }
        db.interrupt();
    }

    fn control(&self, db: &Handle, sql: &str) {
        let lost = self.transaction();
        let mut words = sql.split_ascii_whitespace();
        let first = words.next().unwrap_or_default().to_ascii_uppercase();
        match first.trim_end_matches(';') {
            "ROLLBACK" => {
                let savepoint = words.skip_while(|word| !word.eq_ignore_ascii_case("TO"));
                let savepoint = savepoint.last();
                if lost == Transaction::Whole {
                    return;
                }
                if !db.is_in_transaction() {
                    let begin = match savepoint {
                        Some(name) => format!("SAVEPOINT {name}"),
                        None => "BEGIN".to_owned(),
                    };
                    self.run(db, &begin);
                }
                if savepoint.is_none() {
                    self.set(Transaction::Whole);
                }
            }
            "COMMIT" | "END" | "RELEASE" if lost == Transaction::Lost => {
                if db.is_in_transaction() {
                    self.run(db, "ROLLBACK");
                }
                self.set(Transaction::Refused);
            }
            _ => {
                if !db.is_in_transaction() {
                    self.set(Transaction::Whole);
                }
                if self.injector.is_gone() {
                    db.interrupt();
                }
            }
        }
    }

    fn transaction(&self) -> Transaction {
        lock(&self.state).transaction
    }

    fn set(&self, transaction: Transaction) {
        lock(&self.state).transaction = transaction;
    }

    /// Runs a statement of our own within the one that begins.
    fn run(&self, db: &Handle, sql: &str) {
        lock(&self.state).ours = true;
        db.run(sql);
        lock(&self.state).ours = false;
    }
}

/// A connection that is open, on the thread that uses it.
struct Handle(*mut sqlite::sqlite3);

impl Handle {
    fn interrupt(&self) {
        // SAFETY: the connection is open.
        unsafe { sqlite::sqlite3_interrupt(self.0) }
    }

    fn is_in_transaction(&self) -> bool {
        // SAFETY: the connection is open.
        unsafe { sqlite::sqlite3_get_autocommit(self.0) == 0 }
    }

    fn run(&self, sql: &str) {
        let Ok(sql) = std::ffi::CString::new(sql) else {
            return;
        };
        // SAFETY: the connection is open, and this thread uses it; no row is asked for. That it fails
        // shows in the statement that follows.
        unsafe {
            sqlite::sqlite3_exec(
                self.0,
                sql.as_ptr(),
                None,
                std::ptr::null_mut(),
                std::ptr::null_mut(),
            );
        }
    }
}
