import Bytes
import Settlement

/// The position at which a feed continues after a restart.
struct FeedPosition: Equatable, Sendable {
    let watcher: WatcherPosition
    let nextIndex: UInt64
    let rollingHash: Bytes32

    var encoded: [UInt8] {
        var writer = ByteWriter(capacity: 96)
        writer.append(nextIndex)
        writer.append(rollingHash)
        writer.append(watcher.encoded)
        return writer.bytes
    }

    init(watcher: WatcherPosition, nextIndex: UInt64, rollingHash: Bytes32) {
        (self.watcher, self.nextIndex, self.rollingHash) = (watcher, nextIndex, rollingHash)
    }

    init(decoding bytes: [UInt8]) throws(DecodingError) {
        var reader = ByteReader(bytes)
        nextIndex = try reader.read()
        rollingHash = try reader.read()
        watcher = try WatcherPosition(decoding: try reader.readBytes(reader.remaining))
    }
}
