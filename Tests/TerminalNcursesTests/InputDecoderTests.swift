import TerminalCanvas
import Testing

@testable import TerminalNcurses

@Suite("Keys and pastes")
struct InputDecoderTests {
    private func keys(_ text: String) -> [RawKey] { text.unicodeScalars.map { .character($0) } }

    private func decode(_ reads: [RawKey]...) -> [TerminalEvent] {
        var decoder = InputDecoder()
        return reads.flatMap { decoder.decode($0) }
    }

    @Test(
        "Single keys",
        arguments: [
            (.character("R"), .character("R")), (.character("é"), .character("é")), (.character("\r"), .enter),
            (.character("\n"), .enter), (.character("\t"), .tab), (.character("\u{7F}"), .backspace),
            (.character("\u{8}"), .backspace),
            (.character("\u{C}"), .control("l")), (.character("\u{0}"), .control(" ")), (.character("\u{1C}"), .control("\\")),
            (.character("\u{1B}"), .escape), (.named(.backTab), .backTab), (.named(.function(5)), .function(5)),
            (.named(.pageUp), .pageUp),
        ] as [(RawKey, Key)])
    func single(raw: RawKey, key: Key) {
        #expect(decode([raw]) == [.key(key)])
    }

    @Test("Keys nobody uses are no events", arguments: [RawKey.named(.other), .named(.pasteEnd), .character("\u{9B}")])
    func unused(raw: RawKey) {
        #expect(decode([raw]).isEmpty)
    }

    @Test("Alt never presses the key, it cancels at most")
    func alternate() {
        #expect(decode(keys("\u{1B}R")) == [.key(.escape)])
        #expect(decode(keys("\u{1B}\r")) == [.key(.escape)])
        #expect(decode(keys("\u{1B}\u{1B}")) == [.key(.escape), .key(.escape)])
        #expect(decode([.character("\u{1B}"), .named(.up)]) == [.key(.up)])
        #expect(decode(keys("\u{1B}"), keys("R")) == [.key(.escape), .key(.character("R"))])
    }

    @Test(
        "Sequences terminfo does not know are swallowed whole",
        arguments: ["\u{1B}[1;5R", "\u{1B}[I", "\u{1B}[<0;33;14M", "\u{1B}[M !\"", "\u{1B}[?1;2c", "\u{1B}Ok", "\u{1B}[27;5;13~"])
    func swallowed(text: String) {
        #expect(decode(keys(text)).isEmpty)
        #expect(decode(keys(text + "j")) == [.key(.character("j"))])
    }

    @Test(
        "Plain sequences are keys on every terminal",
        arguments: [("\u{1B}[A", .up), ("\u{1B}OA", .up), ("\u{1B}[5~", .pageUp)] as [(String, Key)])
    func plain(text: String, key: Key) {
        #expect(decode(keys(text)) == [.key(key)])
    }

    @Test("A sequence torn after its ESC presses nothing")
    func torn() {
        #expect(decode(keys("\u{1B}"), keys("[1;5R")) == [.key(.escape)])
        #expect(decode(keys("\u{1B}"), keys("[")) == [.key(.escape), .key(.character("["))])
    }

    @Test("A bracketed paste is text, over several reads, without its named keys")
    func paste() {
        #expect(
            decode([.named(.pasteBegin)] + keys("R\r"), [.named(.up)] + keys("A\u{3}"), keys("é") + [.named(.pasteEnd)])
                == [.paste("R\nAé")])
        #expect(decode([.named(.pasteBegin), .named(.pasteEnd)], keys("j")) == [.paste(""), .key(.character("j"))])
        #expect(decode(keys("\u{1B}"), keys("[200~R"), [.named(.pasteEnd)]) == [.key(.escape), .paste("R")])
    }

    @Test("An end mark inside of a paste does not turn the rest into commands")
    func embeddedEnd() {
        let reads = [.named(.pasteBegin)] + keys("abc") + [.named(.pasteEnd)] + keys("RRR\r") + [.named(.pasteEnd)]
        #expect(decode(reads) == [.paste("abcRRR\n")])
    }

    @Test("A paste without an end is ended from outside and keys work again")
    func endless() {
        var decoder = InputDecoder()
        #expect(decoder.decode([.named(.pasteBegin)] + keys("Rx")).isEmpty)
        #expect(decoder.isPasting)
        #expect(decoder.endPaste() == [.paste("Rx")])
        #expect(decoder.endPaste().isEmpty)
        #expect(decoder.decode(keys("j")) == [.key(.character("j"))])
    }

    @Test("A paste is kept to its limit")
    func limit() {
        let many = [RawKey](repeating: .character("R"), count: InputDecoder.pasteLimit + 10)
        guard case .paste(let text) = decode([.named(.pasteBegin)] + many + [.named(.pasteEnd)]).first else {
            Issue.record("no paste")
            return
        }
        #expect(text.utf8.count == InputDecoder.pasteLimit)
    }

    @Test("Many keys in one read are a paste", arguments: ["Rollback", "R\rR\rR\rR\r", "git push\n", "abcdefg"])
    func burst(text: String) {
        let expected = text.map { $0 == "\r" ? "\n" : $0 }
        #expect(decode(keys(text)) == [.paste(String(expected))])
    }

    @Test("Few keys, or one held down, are keys", arguments: ["R", "Ru", "abcdef", "jjjjjjjjjjjjjjjjjjjj", "jjjjjjjjkkkkkkkk"])
    func noBurst(text: String) {
        #expect(decode(keys(text)) == text.map { .key(.character($0)) })
    }

    @Test("Arrow repeat is never a paste")
    func arrows() {
        let up = [RawKey](repeating: .named(.up), count: 40) + [RawKey](repeating: .named(.down), count: 40)
        #expect(decode(up).count == 80)
    }
}
