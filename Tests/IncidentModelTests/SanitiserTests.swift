import IncidentModel
import Testing

@Suite("Sanitiser")
struct SanitiserTests {
    @Test(
        "what is hostile becomes visible",
        arguments: [
            ("\u{1B}[31mred\u{1B}[0m", "\\x1B[31mred\\x1B[0m"), ("\u{1B}]52;c;AAAA\u{7}", "\\x1B]52;c;AAAA\\x07"),
            ("\u{1B}]0;title\u{1B}\\", "\\x1B]0;title\\x1B\\"), ("\u{1B}P$q\u{9C}", "\\x1BP$q\\x9C"), ("\u{9B}31m", "\\x9B31m"),
            ("OK\u{8}\u{8}ALARM", "OK\\x08\\x08ALARM"), ("fine\rALARM", "fine\\x0DALARM"), ("a\r\nb", "a\\x0D\\x0Ab"),
            ("a\tb\nc", "a\\x09b\\x0Ac"),
            ("\u{0}\u{7F}\u{80}\u{9F}", "\\x00\\x7F\\x80\\x9F"), ("abc\u{202E}gpj.exe", "abc<U+202E>gpj.exe"),
            ("\u{2066}x\u{2069}", "<U+2066>x<U+2069>"),
            ("a\u{200B}b\u{200C}c\u{200D}d\u{2060}e\u{FEFF}", "a<U+200B>b<U+200C>c<U+200D>d<U+2060>e<U+FEFF>"),
            ("\u{2028}\u{2029}", "<U+2028><U+2029>"), ("\u{E0041}\u{E007F}", "<U+E0041><U+E007F>"),
            ("\u{AD}\u{61C}", "<U+00AD><U+061C>"),
            ("a\u{FE0F}b\u{FE00}\u{E0100}", "a<U+FE0F>b<U+FE00><U+E0100>"),
            ("x\u{34F}y\u{17B4}\u{180B}", "x<U+034F>y<U+17B4><U+180B>"),
            ("\u{115F}\u{1160}\u{3164}\u{FFA0}\u{2800}", "<U+115F><U+1160><U+3164><U+FFA0><U+2800>"),
            ("\u{E000}\u{F8FF}", "<U+E000><U+F8FF>"),
            ("\u{FFF9}\u{FFFB}", "<U+FFF9><U+FFFB>"), ("\u{FFFF}\u{378}", "<U+FFFF><U+0378>"), ("\u{301}e", "<U+0301>e"),
            ("e\u{301}\u{302}\u{303}\u{304}", "e\u{301}\u{302}"), ("👩\u{200D}🚀", "👩<U+200D>🚀"),
        ])
    func hostile(raw: String, shown: String) {
        let result = Sanitiser.sanitise(raw, limit: 100)
        #expect(Array(result.unicodeScalars) == Array(shown.unicodeScalars))
    }

    @Test(
        "what is harmless is left alone",
        arguments: [
            "", "checkout-prod-error-rate", "Größe: 5 µs → 7 ≤ 8", "日本語", "हिन्दी", "ภาษาไทย", "🚀", "e\u{301}", "\\x1B already text",
            "<U+202E>",
        ])
    func harmless(text: String) { #expect(Sanitiser.sanitise(text, limit: 100) == text) }

    @Test(
        "cut at the limit, and never longer",
        arguments: [
            (String(repeating: "a", count: 10_240), 80), (String(repeating: "é", count: 10_240), 80),
            (String(repeating: "🚀", count: 500), 10),
            (String(repeating: "\u{1B}", count: 10_240), 80), (String(repeating: "\u{1100}", count: 10_240), 80),
            (String(repeating: "क्ष", count: 4000), 50),
            (String(repeating: "🇩🇪", count: 4000), 50), (String(repeating: "e\u{1D165}\u{1D165}", count: 3000), 1024),
        ])
    func cut(raw: String, limit: Int) {
        let result = Sanitiser.sanitise(raw, limit: limit)
        let shown = result.unicodeScalars.filter {
            !$0.properties.isGraphemeExtend && $0.properties.generalCategory != .spacingMark
        }
        #expect(result.hasSuffix("…"))
        #expect(shown.count <= limit)
        #expect(shown.count > limit - 5)
        #expect(result.unicodeScalars.count <= 3 * limit)
    }

    @Test("text of exactly the limit is whole; an escape is not cut in two")
    func boundaries() {
        #expect(Sanitiser.sanitise("éabc", limit: 4) == "éabc")
        #expect(Sanitiser.sanitise("éabcd", limit: 4) == "éab…")
        #expect(Sanitiser.sanitise("abc\u{202E}d", limit: 8) == "abc…")
        #expect(Sanitiser.sanitise("abcdé", limit: 1) == "…")
        #expect(Sanitiser.sanitise("abcdé", limit: 0).isEmpty)
        #expect(Sanitiser.sanitise("abcdé", limit: -1).isEmpty)
        #expect(Sanitiser.sanitise("abcd", limit: 3) == "ab…")
    }

    @Test("no scalar of Unicode gets a control or an invisible character through")
    func everyScalar() {
        for value in UInt32(0)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let shown = Sanitiser.sanitise("a" + String(scalar), limit: 20).unicodeScalars
            // Printable ASCII is none of these.
            let leaks = shown.contains { scalar in
                if (0x20..<0x7F).contains(scalar.value) { return false }
                let category = scalar.properties.generalCategory
                return category == .control || category == .format || category == .unassigned || category == .privateUse
                    || category == .lineSeparator || category == .paragraphSeparator
                    || scalar.properties.isDefaultIgnorableCodePoint
            }
            if leaks || shown.count < 2 { Issue.record("U+\(String(value, radix: 16))") }
        }
    }

    @Test("DisplayText keeps the raw text beside the safe one, uncut")
    func displayText() {
        let raw = "a\u{1B}" + String(repeating: "b", count: 100)
        let text = DisplayText(raw, limit: 10)
        #expect(text.raw == raw)
        #expect("\(text)" == "a\\x1Bbbbb…")
        #expect(DisplayText("a") < DisplayText("b"))
    }
}
