extension WireValue {
    /// The query protocol's reply elements: lists are `<member>` elements, times are ISO 8601. The services' one map with free
    /// keys, ExtendedStatistics, has `<entry>` elements.
    var xml: String {
        var text = ""
        writeXML(to: &text)
        return text
    }

    private func writeXML(to text: inout String) {
        switch self {
        case .null: break
        case .bool(let value): text += value ? "true" : "false"
        case .int(let value): text += String(value)
        case .double(let value): text += "\(value)"
        case .string(let value): text += Self.escapedXML(value)
        case .time(let milliseconds): text += CivilTime(milliseconds: milliseconds).iso
        case .list(let values):
            for value in values {
                text += "<member>"
                value.writeXML(to: &text)
                text += "</member>"
            }
        case .map(let members):
            for member in members {
                if member.name == "ExtendedStatistics", let entries = member.value.members {
                    text += "<ExtendedStatistics>"
                    for entry in entries {
                        text += "<entry><key>\(Self.escapedXML(entry.name))</key><value>\(entry.value.xml)</value></entry>"
                    }
                    text += "</ExtendedStatistics>"
                    continue
                }
                text += "<\(member.name)>"
                member.value.writeXML(to: &text)
                text += "</\(member.name)>"
            }
        }
    }

    /// Characters XML 1.0 can't carry become U+FFFD.
    static func escapedXML(_ value: String) -> String {
        var text = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "&": text += "&amp;"
            case "\"": text += "&quot;"
            case "\t", "\n": text.unicodeScalars.append(scalar)
            case "\r": text += "&#13;"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: text += "\u{FFFD}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
