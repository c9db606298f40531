import BN254
public import Groth16

/// Lists of a prover in files where they are long, so that the system can write them out.
public enum MappedLists {
    /// Longest list in memory of the process: 2^24 scalars.
    public static let processByteCount = 1 << 29

    /// Lists of more than `byteCount` bytes in files without a name in a folder, for their owner
    /// alone.
    ///
    /// They hold values that tell secret inputs; the blocks of the disk are not wiped.
    public static func memory(
        in folder: String, beyond byteCount: Int = processByteCount
    ) -> ListMemory {
        ListMemory { count throws(Groth16Error) in
            let size = count * MemoryLayout<Fr>.stride
            guard size > byteCount else { return ScalarList(count: count) }
            do throws(FileError) {
                let file = try MappedFile(temporaryIn: folder, byteCount: size)
                return ScalarList(zeros: file.bytes, owner: file)
            } catch {
                throw .listMemory(code: error.code)
            }
        }
    }
}
