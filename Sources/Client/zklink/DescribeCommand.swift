import Constraints
import FRI
import Fields
import Hashing
import Network
import RiscvCircuits
import StarkVerifier

/// The machine as data, for auditors and for other verifiers.
enum DescribeCommand {
    static let command = CommandDescription(
        "describe", "The RV32IMC machine as JSON: chips, equations, buses, digest",
        options: [OptionDescription("out", "FILE", "file for it (default: standard output)")],
        examples: ["zklink describe --out machine.json"]
    ) { session in
        let description = try description()
        guard let path = session.optional("out") else {
            session.console.show(description, text: description.text)
            return
        }
        try OutputFile(path).write(description.bytes)
        session.console.show(
            ["file": .string(path)], text: "the machine's description is in \(path)")
    }

    private static func description() throws -> JSON {
        let checked = try RiscvMachine.checked()
        let chips = zip(
            zip(checked.machine.chips, RiscvMachine.heights), checked.encodedDescriptions)
        return [
            "protocolVersion": .integer(StarkKey<RiscvMachine, Poseidon2Hashing>.version),
            "machineVersion": .integer(RiscvMachine.version),
            "digest": .array((0..<4).map { word(checked.digest[$0]) }),
            "publicBuses": .array(checked.machine.publicBuses.map { .integer($0.number) }),
            "chips": .array(
                chips.map { chip, description in
                    let (shape, height) = chip
                    return [
                        "name": .string("\(shape.name)"), "main": .integer(shape.mainWidth),
                        "fixed": .integer(shape.fixedWidth),
                        "public": .integer(shape.publicCount),
                        "optional": .bool(shape.isOptional), "height": json(height),
                        "description": .array(description.map(word)),
                    ]
                }),
        ]
    }

    private static func word(_ element: Goldilocks) -> JSON {
        .string("0x" + String(element.value, radix: 16))
    }

    private static func json(_ height: ChipHeight) -> JSON {
        switch height {
        case .run: ["kind": "run"]
        case .program: ["kind": "program"]
        case .image: ["kind": "image"]
        case .constant(let log2): ["kind": "constant", "log2": .integer(log2)]
        }
    }
}
