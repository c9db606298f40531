import Foundation
import Glibc

/// A PostgreSQL server of a test, which listens on a Unix socket alone.
///
/// `initdb` refuses root, so root runs it as the user `nobody`. Its files and socket are in a folder
/// of /tmp: that user may not enter every checkout, and the path of a socket has at most 107 bytes.
/// The server ends with this object, also when a test fails, and with the process that started it.
/// A class because it owns the server.
final class PrivatePostgres: Sendable {
    /// The connection string of its database.
    let information: String
    private let folder: String
    private let server: Int32

    struct Failure: Error {
        let message: String
    }

    /// The folder of the newest version that Debian installed; `nil` if there is none.
    private static let programs: String? = {
        let root = "/usr/lib/postgresql"
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        return versions.compactMap { Int($0) }.max().map { "\(root)/\($0)/bin" }
    }()

    /// Runs `body` with the connection string of a new server.
    static func with<Result>(_ body: (String) throws -> Result) throws -> Result {
        let server = try PrivatePostgres()
        return try withExtendedLifetime(server) { try body(server.information) }
    }

    private init() throws {
        guard let programs = Self.programs else {
            throw Failure(message: "no PostgreSQL server is installed: run scripts/setup.sh")
        }
        var name = Array("/tmp/zkl-postgres-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else { throw Failure(message: "no folder in /tmp") }
        let folder = String(decoding: name.dropLast().map { UInt8($0) }, as: UTF8.self)
        if getuid() == 0, let user = getpwnam("nobody") {
            chown(folder, user.pointee.pw_uid, user.pointee.pw_gid)
        }
        let data = folder + "/data"
        do {
            try Self.run([
                programs + "/initdb", "-D", data, "-U", "zklink", "-A", "trust", "-N",
                "-E", "UTF8", "--locale=C",
            ])
            server = try Self.start([
                programs + "/postgres", "-D", data, "-k", folder, "-h", "", "-F",
                "-c", "log_min_messages=panic", "-c", "shared_buffers=16MB",
            ])
        } catch {
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
        self.folder = folder
        information = "host=\(folder) user=zklink dbname=postgres"
        for _ in 0..<500 {
            if (try? Self.run([programs + "/pg_isready", "-q", "-h", folder])) != nil { return }
            usleep(20_000)
        }
        throw Failure(message: "the server does not answer")
    }

    deinit {
        // Fast shutdown: open connections are ended.
        kill(server, SIGINT)
        var status: Int32 = 0
        waitpid(server, &status, 0)
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Starts a program as an unprivileged user, and so that it ends with this process.
    private static func start(_ words: [String]) throws -> Int32 {
        var command = ["/usr/bin/setpriv", "--pdeathsig", "INT"]
        if getuid() == 0 {
            command += ["--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]
        }
        command += words
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in 1...2 as ClosedRange<Int32> {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var process: pid_t = 0
        let code = posix_spawn(&process, command[0], &actions, nil, &arguments, environ)
        guard code == 0 else { throw Failure(message: "\(words[0]): error \(code)") }
        return process
    }

    private static func run(_ words: [String]) throws {
        let process = try start(words)
        var status: Int32 = 0
        waitpid(process, &status, 0)
        guard status == 0 else { throw Failure(message: "\(words[0]) ended with \(status)") }
    }
}
