import Foundation

/// From two runs of a program to a proof of 256 bytes: joins, compression, last layer, Groth16.
///
/// `wrap-benchmark constraints` stops at the constraints, for proofs of a size that is given; `all
/// FOLDER` keeps the key in a folder and makes it if it is not there.
let arguments = Array(CommandLine.arguments.dropFirst())
do {
    switch arguments.first {
    case "constraints" where arguments.count == 1:
        print(try WrapChain(keyFolder: nil).json)
    case "all" where arguments.count == 2:
        print(try WrapChain(keyFolder: URL(fileURLWithPath: arguments[1])).json)
    default:
        print("usage: wrap-benchmark constraints | all FOLDER")
        exit(2)
    }
} catch {
    FileHandle.standardError.write(Data("wrap-benchmark: \(error)\n".utf8))
    exit(1)
}
