import Commitments

/// Order in which codewords of several lengths fold into one.
///
/// Folding starts at the longest; a shorter codeword is added when the folded one has its length.
struct FoldingSchedule: Sendable, Equatable {
    /// One folding: a codeword of 2^`sizeLog2` values to 2^(`sizeLog2` - `factorLog2`).
    struct Layer: Sendable, Equatable {
        let sizeLog2: Int
        let factorLog2: Int

        var foldedLog2: Int { sizeLog2 - factorLog2 }

        /// Shape of the commitment to the codeword: a row has the values folded together.
        func shape(capLog2: Int) -> CommitmentShape? {
            CommitmentShape(
                heightsLog2: [foldedLog2], widths: [3 << factorLog2], capLog2: capLog2)
        }
    }

    let layers: [Layer]
    /// The logarithm of the length of the last codeword.
    let lastLog2: Int
    /// The logarithm of the length of the first codeword.
    let firstLog2: Int

    /// A schedule for the given lengths; each is at least the blow-up.
    init(sizesLog2: [Int], parameters: FRIParameters) {
        let first = sizesLog2.max() ?? 0
        let stop = min(
            parameters.blowupLog2 + parameters.finalCountLog2, sizesLog2.min() ?? 0)
        var layers = [Layer]()
        var size = first
        while size > stop {
            // A folding ends at the length of the next shorter input, so none is skipped.
            var factor = min(parameters.foldingLog2, size - stop)
            for input in sizesLog2 where input < size { factor = min(factor, size - input) }
            layers.append(Layer(sizeLog2: size, factorLog2: factor))
            size -= factor
        }
        self.layers = layers
        lastLog2 = stop
        firstLog2 = first
    }
}
