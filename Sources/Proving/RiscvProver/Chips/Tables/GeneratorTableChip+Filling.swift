import Constraints
import Fields
public import Polynomials
public import Riscv
public import RiscvCircuits
import Signatures

extension GeneratorTableChip: ProvableChip {
    /// The rows of each window one after the other, by digit.
    public static func fixedTable(_ program: Program) -> Matrix? { fixed }

    /// The number of times that calls add each point.
    public static func trace(_ run: RecordedRun, _ filling: inout TraceFilling) -> Matrix? {
        var table = Matrix(zeros: 1 << heightLog2, width: Column.allCases.count)
        for call in run.record.calls[.ecGFp5DoubleScalar] ?? [] {
            for window in 0..<windowCount {
                let digit = EcGFp5Chip.generatorDigit(of: call, window: window)
                table[row(window: window, digit: digit), 0] += .one
            }
        }
        return table
    }

    /// The place of a digit, below 256, of a window.
    static func row(window: Int, digit: UInt32) -> Int { window << windowWidth + Int(digit) }

    /// 2^(8 window) digit G.
    static func point(window: Int, digit: UInt32) -> AffinePoint {
        points[row(window: window, digit: digit)]
    }

    /// Made once, in about 20 ms.
    private static let points: [AffinePoint] = {
        var points = [EcGFp5Point]()
        var base = EcGFp5Point.generator
        for _ in 0..<windowCount {
            var multiple = EcGFp5Point.neutral
            for _ in 0..<1 << windowWidth {
                points.append(multiple)
                multiple = multiple + base
            }
            base = multiple
        }
        return AffinePoint.normalising(points)
    }()

    private static let fixed: Matrix = {
        var table = Matrix(zeros: 1 << heightLog2, width: shape.fixedWidth)
        for window in 0..<windowCount {
            for digit in 0..<1 << windowWidth as Range<UInt32> {
                let row = row(window: window, digit: digit)
                let point = point(window: window, digit: digit)
                let members =
                    [-Goldilocks(UInt32(window + 1)), Goldilocks(digit)]
                    + point.x.coefficients + point.u.coefficients
                for (column, member) in members.enumerated() { table[row, column] = member }
            }
        }
        return table
    }()
}

extension QuinticExtension {
    /// The coefficients, that of z^0 first.
    var coefficients: [Goldilocks] { [c0, c1, c2, c3, c4] }
}
