import Glibc
import IncidentEngine
import Testing

@testable import flipback

/// On a directory of the test's own.
final class PrivateFilesTests {
    private let root: String

    init() throws {
        var template = Array("/tmp/flipback-tests-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        root = template.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    }

    deinit {
        for name in ["file", "a/b", "a", "log/flipback.log", "log/flipback.log.1", "log"] {
            unlink("\(root)/\(name)")
            rmdir("\(root)/\(name)")
        }
        rmdir(root)
    }

    private func make(_ name: String, _ text: String = "x", mode: mode_t = 0o600) throws -> String {
        let path = "\(root)/\(name)"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        try #require(descriptor >= 0)
        Output.write(text, to: descriptor)
        close(descriptor)
        chmod(path, mode)
        return path
    }

    private func failure(_ body: () throws(Failure) -> Void) -> Failure? {
        do throws(Failure) { try body() } catch { return error }
        return nil
    }

    @Test func directoriesAreMadePrivateWithTheirParents() throws {
        try PrivateFiles.prepareDirectory(root + "/a/b")
        for path in [root + "/a", root + "/a/b"] { #expect(PrivateFiles.status(path).map { $0.st_mode & 0o777 } == 0o700) }
        try PrivateFiles.prepareDirectory(root + "/a/b")
    }

    @Test func widerDirectoriesAreRefusedWithTheCommandThatMendsThem() throws {
        try PrivateFiles.prepareDirectory(root + "/a")
        chmod(root + "/a", 0o755)
        let found = failure { () throws(Failure) in try PrivateFiles.prepareDirectory(root + "/a") }
        #expect(found?.status == .usage)
        #expect(found?.text.contains("chmod 700 \(root)/a") == true)
        #expect(found?.text.contains("0755") == true)
    }

    @Test func aFileInTheDirectorysPlaceIsRefused() throws {
        let path = try make("file")
        #expect(
            failure { () throws(Failure) in try PrivateFiles.prepareDirectory(path) }?.text.contains("not a directory") == true)
    }

    @Test(arguments: [(mode_t(0o600), true), (0o400, true), (0o640, false), (0o666, false)])
    func stateFiles(mode: mode_t, isFine: Bool) throws {
        let path = try make("file", mode: mode)
        #expect((failure { () throws(Failure) in try PrivateFiles.checkFile(path) } == nil) == isFine)
    }

    @Test(arguments: [(mode_t(0o600), true), (0o644, true), (0o664, false), (0o666, false)])
    func settingsFiles(mode: mode_t, isFine: Bool) throws {
        let path = try make("file", "theme: night\n", mode: mode)
        let found = failure { () throws(Failure) in _ = try SettingsFile.load(path, explicit: true) }
        #expect((found == nil) == isFine)
        if let found { #expect(found.text.contains("chmod 600")) }
    }

    @Test func aMissingSettingsFileMattersOnlyWhenItWasNamed() throws {
        #expect(try SettingsFile.load(root + "/nosuch", explicit: false) == Settings())
        #expect(failure { () throws(Failure) in _ = try SettingsFile.load(root + "/nosuch", explicit: true) }?.status == .usage)
    }

    @Test func settingsAreReadWithTheirPath() throws {
        let path = try make("file", "theme: night\n")
        #expect(try SettingsFile.load(path, explicit: true).path == path)
    }

    @Test func theLogRollsOverAndStaysPrivate() throws {
        let log = LogFile(stateDirectory: root, limit: 64)
        for number in 0..<4 { log.append("line \(number) of some length to fill it") }
        #expect(PrivateFiles.status(log.path).map { $0.st_mode & 0o777 } == 0o600)
        #expect(PrivateFiles.status(log.path + ".1") != nil)
        let text = try PrivateFiles.read(log.path, limit: 1000).map { String(decoding: $0, as: UTF8.self) }
        #expect(text?.contains("line 3") == true)
    }

    @Test func largeFilesAreRefused() throws {
        let path = try make("file", String(repeating: "x", count: 5000))
        #expect(
            failure { () throws(Failure) in _ = try PrivateFiles.read(path, limit: 4096) }?.text.contains("larger than") == true)
    }

    @Test func ourOwnProcessIsAliveAndAReusedNumberIsNot() {
        let mark = ProcessMark.operatorSession.id
        #expect(ProcessMark.isAlive(mark))
        #expect(!ProcessMark.isAlive("\(getpid())@1"))
        #expect(!ProcessMark.isAlive("nonsense"))
    }

    /// As a container leaves it whose process 1 waits for nobody.
    @Test func aProcessThatNobodyHasWaitedForIsDead() throws {
        let child = try posixSpawn("/bin/cat")
        defer {
            kill(child.id, SIGKILL)
            waitpid(child.id, nil, 0)
            close(child.input)
        }
        let stat = try #require(try PrivateFiles.read("/proc/\(child.id)/stat", limit: 8192))
        let fields = try #require(String(decoding: stat, as: UTF8.self).split(separator: ")").last).split(separator: " ")
        let mark = "\(child.id)@\(fields[19])"
        #expect(ProcessMark.isAlive(mark))
        kill(child.id, SIGKILL)
        var information = siginfo_t()
        #expect(waitid(P_PID, id_t(child.id), &information, WEXITED | WNOWAIT) == 0)
        #expect(!ProcessMark.isAlive(mark))
    }

    private func posixSpawn(_ path: String) throws -> (id: pid_t, input: Int32) {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO)
        posix_spawn_file_actions_addclose(&actions, ends[1])
        var id: pid_t = 0
        let word = strdup(path)
        defer { free(word) }
        try #require(posix_spawn(&id, path, &actions, nil, [word, nil], nil) == 0)
        close(ends[0])
        return (id, ends[1])
    }
}
