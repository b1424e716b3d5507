//! What SQLite tells of the statements of the connections to the files that are watched.
//!
//! An automatic extension is called for each connection that is opened in the process, whoever
//! opens it, and sets a trace hook where the connection's file is a watched one. The hook is called
//! when a statement has run to its end or was reset before, on the thread on which it ran and,
//! under sqlx, within the span of its caller. It adds the counters to what was entered there last;
//! the event of the statement, which follows on the same thread, takes them. Where the case has faults,
//! the hook is also called when a statement begins.
//!
//! `sqlite3_auto_extension`, `sqlite3_trace_v2` and `sqlite3_stmt_status` are described at
//! <https://sqlite.org/c3ref/funclist.html>.

use std::collections::BTreeMap;
use std::ffi::{CStr, c_char, c_int, c_uint, c_void};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use libsqlite3_sys as sqlite;

use super::faults::Connection;
use crate::faults::Injector;
use crate::probe::cost::Cost;
use crate::probe::local;
use crate::sync::{read, write};

/// The files whose connections are traced, without links in their paths.
static WATCHED: RwLock<BTreeMap<PathBuf, Watch>> = RwLock::new(BTreeMap::new());

/// What is done with the statements of a file.
#[derive(Debug, Clone, Default)]
pub(super) struct Watch {
    /// Whether what they cost is counted.
    pub(super) counts: bool,
    /// What decides about them.
    pub(super) faults: Option<Arc<Injector>>,
}

/// The connections with faults, by the addresses of their handles: no pointer that could outlive what it points to.
static CONNECTIONS: RwLock<BTreeMap<usize, Arc<Connection>>> = RwLock::new(BTreeMap::new());

/// Traces the connections that are opened to this file from now on.
pub(super) fn watch(file: &Path, how: Watch) -> Result<(), String> {
    let file = fs::canonicalize(file)
        .map_err(|error| format!("cannot find {}: {error}", file.display()))?;
    write(&WATCHED).insert(file, how);
    // SAFETY: `opened` is a function for the whole life of the process. To register it again does
    // nothing, and brings it back where the application has reset the list.
    let code = unsafe { sqlite::sqlite3_auto_extension(Some(opened)) };
    if code == sqlite::SQLITE_OK {
        Ok(())
    } else {
        Err(format!(
            "SQLite took no automatic extension (code {code}), so its statements are neither counted nor hit by faults"
        ))
    }
}

/// Its connections are of no interest any more.
pub(super) fn unwatch(file: &Path) {
    if let Ok(file) = fs::canonicalize(file) {
        write(&WATCHED).remove(&file);
    }
}

/// SQLite calls it for each connection that it opens.
unsafe extern "C" fn opened(
    db: *mut sqlite::sqlite3,
    _: *mut *mut c_char,
    _: *const sqlite::sqlite3_api_routines,
) -> c_int {
    // SAFETY: SQLite passes a connection that is open and used by this thread alone.
    let watched = unsafe { file_of(db) }.and_then(|file| read(&WATCHED).get(&file).cloned());
    let Some(Watch { counts, faults }) = watched else {
        return sqlite::SQLITE_OK;
    };
    let mut events = sqlite::SQLITE_TRACE_PROFILE;
    if let Some(injector) = faults {
        events |= sqlite::SQLITE_TRACE_STMT | sqlite::SQLITE_TRACE_CLOSE;
        write(&CONNECTIONS).insert(db.addr(), Arc::new(Connection::new(injector, counts)));
    }
    // SAFETY: as above; `told` needs no context.
    unsafe {
        sqlite::sqlite3_trace_v2(db, events, Some(told), std::ptr::null_mut());
    }
    sqlite::SQLITE_OK
}

/// The file of a connection; none where it is in memory.
///
/// # Safety
///
/// The connection must be open.
unsafe fn file_of(db: *mut sqlite::sqlite3) -> Option<PathBuf> {
    // SAFETY: the name is a C string with a NUL at its end.
    let name = unsafe { sqlite::sqlite3_db_filename(db, c"main".as_ptr()) };
    if name.is_null() {
        return None;
    }
    // SAFETY: a C string that SQLite keeps as long as the connection is open.
    let name = unsafe { CStr::from_ptr(name) }.to_str().ok()?;
    fs::canonicalize(name).ok()
}

/// SQLite calls it for each statement of a traced connection that has ended or was reset; where there are faults, also
/// for each that begins, and when the connection closes.
unsafe extern "C" fn told(
    event: c_uint,
    _: *mut c_void,
    of: *mut c_void,
    text: *mut c_void,
) -> c_int {
    let known = |address: usize| read(&CONNECTIONS).get(&address).cloned();
    // SAFETY: of a statement, SQLite passes the statement.
    let connection = || known(unsafe { sqlite::sqlite3_db_handle(of.cast()) }.addr());
    match event {
        sqlite::SQLITE_TRACE_STMT => {
            // SAFETY: as above. A trigger begins with a text that is not the statement's.
            let is_itself = unsafe { sqlite::sqlite3_sql(of.cast()) }.addr() == text.addr();
            if let Some(connection) = connection().filter(|_| is_itself) {
                // SAFETY: as above, and on the thread that uses the connection.
                unsafe { connection.begins(of.cast()) };
            }
        }
        sqlite::SQLITE_TRACE_PROFILE => {
            let connection = connection();
            if connection.as_ref().is_none_or(|known| known.counts) {
                // SAFETY: as above.
                unsafe { finished(of) };
            }
            if let Some(connection) = connection {
                connection.ended();
            }
        }
        _ => {
            write(&CONNECTIONS).remove(&of.addr());
        }
    }
    0
}

/// Adds the counters of a statement that has ended.
///
/// # Safety
///
/// It must be a statement that is whole, of a connection that this thread uses.
unsafe fn finished(statement: *mut c_void) {
    let counter = |which| {
        // SAFETY: it is a statement; its counters are those of this thread, and are set back to 0.
        let count = unsafe { sqlite::sqlite3_stmt_status(statement.cast(), which, 1) };
        // SQLite counts in 32 bits without a sign, and gives them back with one.
        u64::from(count.cast_unsigned())
    };
    local::add_cost(Cost {
        rows_scanned: counter(sqlite::SQLITE_STMTSTATUS_FULLSCAN_STEP),
        vm_steps: Some(counter(sqlite::SQLITE_STMTSTATUS_VM_STEP)),
        buffers: None,
        sorts: counter(sqlite::SQLITE_STMTSTATUS_SORT),
        automatic_index_rows: counter(sqlite::SQLITE_STMTSTATUS_AUTOINDEX),
    });
}

#[cfg(test)]
mod tests {
    use sqlx::sqlite::SqliteConnectOptions;
    use sqlx::{ConnectOptions, Executor};

    use super::*;
    use crate::probe::Recorder;
    use crate::probe::cost::Costs;

    const COUNTED: Watch = Watch {
        counts: true,
        faults: None,
    };

    /// What 100 rows cost to read on a new connection, and how many statements that were.
    async fn read_all(file: &Path) -> (Costs, u64) {
        let recorder = Recorder::new(0);
        let _listening = recorder.listen();
        let scope = recorder.begin();
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true);
        let mut connection = options.connect().await.unwrap();
        let rows = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT i FROM n";
        connection
            .execute(
                format!("DROP TABLE IF EXISTS a; CREATE TABLE a AS {rows}").leak() as &'static str,
            )
            .await
            .unwrap();
        drop(recorder.end(&scope).await);
        let scope = recorder.begin();
        connection.execute("BEGIN").await.unwrap();
        for _ in 0..2 {
            connection
                .execute("SELECT i FROM a WHERE i > 0")
                .await
                .unwrap();
        }
        let mut costs = Costs::default();
        let mut statements = 0;
        for sum in recorder.end(&scope).await.log.sums().values() {
            costs.add(&sum.costs);
            statements += sum.count;
        }
        (costs, statements)
    }

    #[tokio::test]
    async fn only_connections_to_watched_files_are_counted() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.db");
        assert_eq!(read_all(&file).await.0.known(), None);

        watch(&file, COUNTED).unwrap();
        let (counted, statements) = read_all(&file).await;
        assert_eq!(statements, 3);
        assert_eq!(counted.vm_steps.statements, 3);
        // A step from each row to the next one.
        assert_eq!(counted.rows_scanned.sum, 2 * 99);
        // The same each time.
        assert_eq!(read_all(&file).await.0, counted);

        unwatch(&file);
        assert_eq!(read_all(&file).await.0.known(), None);
    }

    #[tokio::test]
    #[cfg(unix)]
    async fn a_file_is_known_by_any_of_its_paths() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(folder.path(), &link).unwrap();
        let file = folder.path().join("a.db");
        fs::write(&file, "").unwrap();
        watch(&link.join("a.db"), COUNTED).unwrap();
        assert!(read_all(&file).await.0.known().is_some());
        unwatch(&file);
    }

    #[test]
    fn a_file_that_is_not_there_cannot_be_watched() {
        let error = watch(Path::new("/nowhere/at/all.db"), COUNTED).unwrap_err();
        assert!(error.contains("/nowhere/at/all.db"), "{error}");
    }
}
