import BlockProofs
import BlockProving
import Bytes
import Ledger
import Network

/// A number of parts as people say it.
enum PartCount {
    static func text(_ count: Int) -> String { count == 1 ? "1 part" : "\(count) parts" }
}

/// The report on jobs that were written.
struct PlanReport {
    private let plan: BlockPlan
    private let path: String

    init(_ plan: BlockPlan, path: String) { (self.plan, self.path) = (plan, path) }

    var json: JSON {
        [
            "work": .string(path), "block": .integer(plan.header.number),
            "headerHash": .string("0x\(plan.purpose.headerHash.hex)"),
            "program": .string("0x\(plan.purpose.programDigest.hex)"),
            "jobs": .array(plan.parts.indices.map { .string(BlockWork.jobName($0)) }),
        ]
    }

    var text: String {
        "block \(plan.header.number) has \(PartCount.text(plan.parts.count)): jobs from "
            + "\(path)/\(BlockWork.jobName(0)) on"
    }
}

/// The report on a new proof of a block.
struct BlockProofReport {
    private let plan: BlockPlan
    private let byteCount: Int
    private let seconds: Double
    private let path: String

    init(_ plan: BlockPlan, byteCount: Int, seconds: Double, path: String) {
        (self.plan, self.byteCount) = (plan, byteCount)
        (self.seconds, self.path) = (seconds, path)
    }

    var json: JSON {
        [
            "proof": .string(path), "block": .integer(plan.header.number),
            "headerHash": .string("0x\(plan.purpose.headerHash.hex)"),
            "program": .string("0x\(plan.purpose.programDigest.hex)"),
            "parts": .integer(plan.parts.count),
            "cells": .integer(plan.parts.reduce(0) { $0 + $1.cellCount }),
            "proofBytes": .integer(byteCount),
            "seconds": .number(Decimal.text(seconds, places: 3)),
        ]
    }

    var text: String {
        [
            "block \(plan.header.number), header 0x\(plan.purpose.headerHash.hex)",
            "program 0x\(plan.purpose.programDigest.hex)",
            "\(PartCount.text(plan.parts.count)), \(Decimal.text(seconds, places: 2)) s",
            "\(path): \(byteCount) bytes",
        ].joined(separator: "\n")
    }
}
