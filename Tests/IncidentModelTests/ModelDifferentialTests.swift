import Foundation
import IncidentModel
import TestSupport
import Testing

/// Numbers and moments against Python's (Tests/Differential/model.py): the seed is in the name of every failure.
@Suite("IncidentModel: the same as Python")
struct ModelDifferentialTests {
    struct Line: Decodable {
        var bits: String?
        var text: String?
        var milliseconds: Int64?
        var rfc3339: String?
        var offset: String?
    }

    @Test("10,000 numbers as ECMAScript writes them; 10,000 moments as RFC 3339, read back with any offset")
    func generated() throws {
        let seed = Int.random(in: 0..<1_000_000)
        let lines = try PythonTool.output("model.py", ["--count", "10000", "--seed", "\(seed)"]).split(
            separator: UInt8(ascii: "\n"))
        #expect(lines.count == 20_000)
        let decoder = JSONDecoder()
        var differences: [String] = []
        for line in lines {
            let example = try decoder.decode(Line.self, from: line)
            if let bits = example.bits.flatMap({ UInt64($0, radix: 16) }), let text = example.text {
                let ours = JSONValue.number(Double(bitPattern: bits)).canonical
                if ours != text { differences.append("\(ours) is not \(text)") }
            } else if let milliseconds = example.milliseconds, let text = example.rfc3339, let offset = example.offset {
                let moment = Timestamp(milliseconds: milliseconds)
                if moment.rfc3339 != text { differences.append("\(moment.rfc3339) is not \(text)") }
                if Timestamp(rfc3339: text) != moment { differences.append("\(text) is not read back") }
                if Timestamp(rfc3339: offset) != moment { differences.append("\(offset) is not \(text)") }
            } else {
                differences.append("unreadable: \(String(decoding: line, as: UTF8.self))")
            }
        }
        #expect(differences.isEmpty, "seed \(seed): \(differences.prefix(5))")
    }
}
