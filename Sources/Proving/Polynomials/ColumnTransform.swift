#if !hasFeature(Embedded)
    import CKernels
    import Fields

    /// Transforms of one size in place on a strip of eight columns.
    ///
    /// A strip fits into the first-level cache or little more; larger transforms are composed of
    /// such steps.
    struct ColumnTransform: Sendable {
        let rowCountLog2: Int
        /// Powers of the root of unity with exponents below three quarters of the row count, at
        /// least one.
        let roots: [Goldilocks]
        let inverseRoots: [Goldilocks]
        /// Index of each row in bit-reversed order.
        let reversal: [UInt32]
        let level: Int32

        var rowCount: Int { 1 << rowCountLog2 }

        init(rowCountLog2: Int, level: VectorLevel) {
            self.rowCountLog2 = rowCountLog2
            self.level = level.code
            let root = Goldilocks.rootOfUnity(orderLog2: rowCountLog2)
            let count = max(1, (3 << rowCountLog2) / 4)
            roots = root.powers(count)
            inverseRoots = root.inverseOrZero.powers(count)
            reversal = (0..<1 << rowCountLog2).map {
                UInt32(truncatingIfNeeded: bitReversed($0, bitCount: rowCountLog2))
            }
        }

        /// Transforms coefficients in natural order to values in bit-reversed order.
        ///
        /// `inverse` takes the inverse root and does not divide by the size.
        func toReversed(_ strip: UnsafeMutablePointer<UInt64>, inverse: Bool) {
            withWords(inverse ? inverseRoots : roots) {
                ckernels_ntt_to_reversed(level, strip, UInt32(rowCountLog2), $0)
            }
        }

        /// Transforms from bit-reversed to natural order.
        func fromReversed(_ strip: UnsafeMutablePointer<UInt64>, inverse: Bool) {
            withWords(inverse ? inverseRoots : roots) {
                ckernels_ntt_from_reversed(level, strip, UInt32(rowCountLog2), $0)
            }
        }

        /// Multiplies each row by its factor.
        func scale(
            _ target: UnsafeMutablePointer<UInt64>, _ strip: UnsafeMutablePointer<UInt64>,
            by factors: [Goldilocks]
        ) {
            assert(factors.count == rowCount)
            withWords(factors) { ckernels_scale_rows(level, target, strip, $0, rowCount) }
        }

        /// The elements in bit-reversed order.
        func reversed(_ elements: [Goldilocks]) -> [Goldilocks] {
            reversal.map { elements[Int($0)] }
        }
    }

    /// Passes the canonical integers to a function; an element is stored as that word alone.
    func withWords(_ elements: [Goldilocks], _ body: (UnsafePointer<UInt64>) -> Void) {
        elements.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            base.withMemoryRebound(to: UInt64.self, capacity: buffer.count) { body($0) }
        }
    }

    extension UnsafeMutableBufferPointer<Goldilocks> {
        /// Passes the canonical integers for writing; words written must be below the modulus.
        func withWords(_ body: (UnsafeMutablePointer<UInt64>) -> Void) {
            guard let baseAddress else { return }
            baseAddress.withMemoryRebound(to: UInt64.self, capacity: count) { body($0) }
        }
    }
#endif
