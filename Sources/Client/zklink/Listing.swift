import Network

/// A JSON value as indented text for people.
enum Listing {
    /// One member a line; objects in a list are separated by lines.
    static func text(_ json: JSON, indentation: Int = 0) -> String {
        let space = String(repeating: " ", count: indentation)
        switch json {
        case .object(let object):
            return object.members.map { member in
                isLeaf(member.value)
                    ? "\(space)\(member.key): \(leaf(member.value))"
                    : "\(space)\(member.key):\n\(text(member.value, indentation: indentation + 2))"
            }.joined(separator: "\n")
        case .array(let items):
            return items.map { item in
                isFlat(item)
                    ? "\(space)- \(flat(item))"
                    : "\(space)-\n\(text(item, indentation: indentation + 2))"
            }.joined(separator: "\n")
        default:
            return space + leaf(json)
        }
    }

    private static func isLeaf(_ json: JSON) -> Bool {
        switch json {
        case .object(let object): object.members.isEmpty
        case .array(let items): items.isEmpty
        default: true
        }
    }

    private static func isFlat(_ json: JSON) -> Bool {
        guard let object = json.objectValue else { return isLeaf(json) }
        return object.members.allSatisfy { isLeaf($0.value) }
    }

    private static func flat(_ json: JSON) -> String {
        guard let object = json.objectValue else { return leaf(json) }
        return object.members.map { "\($0.key) \(leaf($0.value))" }.joined(separator: ", ")
    }

    private static func leaf(_ json: JSON) -> String {
        switch json {
        case .string(let text): text
        case .object, .array: "none"
        default: json.text
        }
    }
}
