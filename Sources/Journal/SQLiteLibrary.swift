import GRDB

/// The SQLite that is loaded, which need not be the one the program was built against.
package enum SQLiteLibrary {
    /// `3.40.1`; nil when not even an empty database in memory can be opened.
    package static var version: String? {
        try? DatabaseQueue().read { db in try String.fetchOne(db, sql: "SELECT sqlite_version()") }
    }
}
