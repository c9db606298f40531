/// The members of a JSON object in their order; every key occurs once.
public struct JSONObject: Sendable {
    /// A key with its value.
    public struct Member: Hashable, Sendable {
        public let key: String
        public internal(set) var value: JSON
    }

    /// All members in order.
    public private(set) var members: [Member]

    /// An object without members.
    public init() { members = [] }

    /// The given members; of two with one key the later counts.
    public init(_ elements: some Sequence<(String, JSON)>) {
        members = []
        for (key, value) in elements { self[key] = value }
    }

    /// An object of members whose keys differ (the caller knows).
    init(distinct members: [Member]) { self.members = members }

    /// The value of a key; assigning `nil` removes the member.
    ///
    /// Takes time linear in the member count.
    public subscript(key: String) -> JSON? {
        get {
            for member in members where member.key == key { return member.value }
            return nil
        }
        set {
            let index = members.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): break
            }
        }
    }
}

extension JSONObject: Hashable {
    /// Whether both have the same members in any order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        guard left.members.count == right.members.count else { return false }
        return left.members == right.members || left.dictionary == right.dictionary
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(dictionary) }

    private var dictionary: [String: JSON] {
        Dictionary(members.lazy.map { ($0.key, $0.value) }) { first, _ in first }
    }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
    /// The given members; of two with one key the later counts.
    public init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }
}
