import Ledger
package import Network
package import RpcApi
import Synchronization

/// The name of a stream of frames.
package struct StreamName: Hashable, Sendable {
    package let channel: Channel
    /// The account, pool or chain; `nil` for all.
    package let id: UInt32?

    package init(channel: Channel, id: UInt32?) { (self.channel, self.id) = (channel, id) }
}

/// The last frames of all channels with subscribers, and the subscribers.
///
/// A class because the node's threads share it.
package final class SubscriptionHub: Sendable {
    private struct Frame {
        let seq: UInt64
        let prevSeq: UInt64
        let data: [UInt8]
    }

    private struct Subscriber {
        let connection: WebSocketConnection
        let number: UInt64
    }

    private struct Stream {
        var seq: UInt64
        var frames: [Frame] = []
        var subscribers: [Subscriber] = []
        var lastUse: UInt64 = 0
    }

    private struct State {
        var streams: [StreamName: Stream] = [:]
        var connections: [UInt64: [UInt64: StreamName]] = [:]
        var nextNumber: UInt64 = 1
        var uses: UInt64 = 0
        var count = 0
    }

    private let state = Mutex(State())
    private let firstSeq: UInt64

    /// Creates a hub whose sequence numbers start from the time.
    ///
    /// So no client resumes in a gap after a restart of the node.
    package init(startMilliseconds: UInt64) { firstSeq = (startMilliseconds / 1_000) << 20 }

    /// The number of subscriptions.
    package var count: Int { state.withLock { $0.count } }

    /// Sends a change to all subscribers of a stream, and keeps the frame.
    package func publish(_ name: StreamName, _ data: () -> JSON) {
        state.withLock { state in
            guard var stream = state.streams.removeValue(forKey: name) else { return }
            let frame = Frame(seq: stream.seq + 1, prevSeq: stream.seq, data: data().bytes)
            stream.seq = frame.seq
            stream.frames.append(frame)
            if stream.frames.count > 2 * NodeApiLimits.framesKept {
                stream.frames.removeFirst(stream.frames.count - NodeApiLimits.framesKept)
            }
            for subscriber in stream.subscribers {
                subscriber.connection.send(
                    Self.text(name, frame, subscriber.number, isSnapshot: false))
            }
            state.streams[name] = stream
        }
    }

    /// Subscribes; `answer` gets the subscription's number before the first frame is sent.
    func subscribe(
        _ connection: WebSocketConnection, to name: StreamName, from: UInt64?,
        snapshot: () -> JSON, answer: (Result<UInt64, RequestFailure>) -> Void
    ) {
        state.withLock { state in
            // `closed` may have been called while the request waited: nothing would end the
            // subscription.
            guard connection.isOpen else {
                return answer(.failure(RequestFailure(.notReady, "the connection is gone")))
            }
            let held = state.connections[connection.id]?.count ?? 0
            guard held < NodeApiLimits.subscriptionsPerConnection,
                state.count < NodeApiLimits.subscriptions
            else {
                let refusal = RequestFailure(
                    .overloaded, "too many subscriptions",
                    retryAfterMilliseconds: NodeApiLimits.retryAfterMilliseconds)
                return answer(.failure(refusal))
            }
            let number = state.nextNumber
            state.nextNumber += 1
            state.count += 1
            state.uses += 1
            state.connections[connection.id, default: [:]][number] = name
            answer(.success(number))
            makeRoom(&state)
            var stream = state.streams[name] ?? Stream(seq: firstSeq)
            stream.lastUse = state.uses
            for frame in frames(of: stream, from: from, snapshot: snapshot) {
                connection.send(Self.text(name, frame.0, number, isSnapshot: frame.1))
            }
            stream.subscribers.append(Subscriber(connection: connection, number: number))
            state.streams[name] = stream
        }
    }

    /// Ends a subscription; false when the connection does not have it.
    func unsubscribe(_ connection: WebSocketConnection, number: UInt64) -> Bool {
        state.withLock { state in
            guard let name = state.connections[connection.id]?.removeValue(forKey: number) else {
                return false
            }
            remove(number, from: name, &state)
            return true
        }
    }

    /// Ends all subscriptions of a connection.
    func closed(_ connection: WebSocketConnection) {
        state.withLock { state in
            guard let held = state.connections.removeValue(forKey: connection.id) else { return }
            for (number, name) in held { remove(number, from: name, &state) }
        }
    }

    private func remove(_ number: UInt64, from name: StreamName, _ state: inout State) {
        state.streams[name]?.subscribers.removeAll { $0.number == number }
        state.count -= 1
    }

    private func frames(
        of stream: Stream, from: UInt64?, snapshot: () -> JSON
    ) -> [(Frame, Bool)] {
        if let from, from == stream.seq { return [] }
        if let from, let index = stream.frames.firstIndex(where: { $0.prevSeq == from }) {
            return stream.frames[index...].map { ($0, false) }
        }
        let frame = Frame(seq: stream.seq, prevSeq: stream.seq, data: snapshot().bytes)
        return [(frame, true)]
    }

    /// Drops streams without subscribers, the longest unused first.
    private func makeRoom(_ state: inout State) {
        guard state.streams.count >= NodeApiLimits.channelsKept else { return }
        let idle = state.streams.filter { $0.value.subscribers.isEmpty }
            .sorted { $0.value.lastUse < $1.value.lastUse }
        for (name, _) in idle.prefix(NodeApiLimits.channelsKept / 4) { state.streams[name] = nil }
    }

    private static func text(
        _ name: StreamName, _ frame: Frame, _ number: UInt64, isSnapshot: Bool
    ) -> [UInt8] {
        let header = FrameHeader(
            subscription: number, channel: name.channel, id: name.id, seq: frame.seq,
            prevSeq: frame.prevSeq, snapshot: isSnapshot ? true : nil,
            data: UntypedJSON(wire: .null))
        let members = header.wire.objectValue?.members ?? []
        let head = members.filter { $0.key != FrameHeader.dataField }
        return JSONRPCDispatcher.notification(
            FrameHeader.method, JSONObject(head.map { ($0.key, $0.value) }),
            FrameHeader.dataField, encoded: frame.data)
    }
}
