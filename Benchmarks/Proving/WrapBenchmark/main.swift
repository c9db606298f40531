import FRI
import Foundation

let arguments = Array(CommandLine.arguments.dropFirst())

/// Parameters of the last layer with options as `name=value`; `nil` for others, or values beyond
/// the limits.
func parameters(_ options: ArraySlice<String>) -> FRIParameters? {
    var values = ["blowup": 5, "queries": 44, "folding": 3, "final": 5, "cap": 7]
    for option in options {
        let parts = option.split(separator: "=").map(String.init)
        guard parts.count == 2, let value = Int(parts[1]), values[parts[0]] != nil else {
            return nil
        }
        values[parts[0]] = value
    }
    func value(_ name: String) -> Int { values[name] ?? 0 }
    return FRIParameters(
        blowupLog2: value("blowup"), queryCount: value("queries"), grindingBits: 20,
        foldingLog2: value("folding"), finalCountLog2: value("final"), capLog2: value("cap"),
        batchingGrindingBits: 12)
}

func usage() -> Never {
    print("usage: wrap-benchmark kernels")
    print("       wrap-benchmark constraints [blowup=5] [queries=44] [folding=3] [final=5] [cap=7]")
    print("       wrap-benchmark all FOLDER     keeps the key in the folder")
    exit(2)
}

do {
    var stages = Stages()
    switch arguments.first {
    case "kernels" where arguments.count == 1: addKernels(to: &stages)
    case "constraints":
        guard let parameters = parameters(arguments.dropFirst()) else { usage() }
        _ = try WrapChain(&stages, lastLayer: parameters)
    case "all" where arguments.count == 2:
        guard let parameters = parameters([]) else { usage() }
        let chain = try WrapChain(&stages, lastLayer: parameters)
        try chain.prove(&stages, keyFolder: URL(fileURLWithPath: arguments[1]))
    default: usage()
    }
    print(stages.json)
} catch {
    FileHandle.standardError.write(Data("wrap-benchmark: \(error)\n".utf8))
    exit(1)
}
