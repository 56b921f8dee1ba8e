/// How the journal waits. The defaults are the program's.
package struct JournalOptions: Hashable, Sendable {
    /// How long an access waits for another process' lock before it fails.
    package var lockLimit: Duration
    /// How long after another process' write an update is seen at the latest.
    package var watchInterval: Duration
    /// How many events may stand unsigned before a checkpoint is due.
    package var checkpointInterval: Int
    /// The file's greatest size in SQLite pages; nil for the disk's own limit. For tests of a disk that fills up.
    var pageLimit: Int?

    package init(
        lockLimit: Duration = .seconds(5), watchInterval: Duration = .milliseconds(250), checkpointInterval: Int = 100
    ) {
        self.checkpointInterval = checkpointInterval
        self.lockLimit = lockLimit
        self.watchInterval = watchInterval
    }
}
