import TerminalCanvas

/// Turns what one read of the keyboard brought into events. Pure, so that every guard against pasted commands is tested
/// without a terminal.
///
/// - Bracketed paste: everything up to its end is text, named keys in it are dropped. What follows the end within the same
///   read is text too, since a paste can hold an end mark of its own.
/// - A read with more than `burstLimit` typed keys is a paste that came without brackets. A key repeated behind a slow link
///   counts once. Six: two or three keys sent by a script and the fastest fingers stay below, a pasted word does not. In
///   a text field nothing is lost by it, since the field takes the text.
/// - ESC with a key behind it is Alt or a sequence terminfo does not know: the key never counts. Alt gives `escape`, which
///   only ever cancels.
struct InputDecoder {
    static let burstLimit = 6
    /// Scalars kept of one paste; the rest is dropped.
    static let pasteLimit = 1_048_576

    /// A bracketed paste has begun and not ended.
    private(set) var isPasting = false
    private var pasted = String.UnicodeScalarView()
    private var pastedCount = 0
    private var endedOnEscape = false

    mutating func decode(_ keys: [RawKey]) -> [TerminalEvent] {
        var events: [TerminalEvent] = []
        var rest = keys[...]
        if endedOnEscape, keys.count > 1, case .character("[") = keys[0] {
            // The tail of a sequence that a slow link has torn after its ESC.
            sequence(&rest, into: &events)
        }
        endedOnEscape = false
        while let key = rest.popFirst() {
            if isPasting {
                take(key, &rest, into: &events)
            } else if key == .named(.pasteBegin) {
                isPasting = true
            } else if key == .character("\u{1B}") {
                guard !rest.isEmpty else {
                    events.append(.key(.escape))
                    endedOnEscape = true
                    break
                }
                alternate(&rest, into: &events)
            } else if let key = KeyTable.key(key) {
                events.append(.key(key))
            }
        }
        return InputDecoder.guarded(events)
    }

    /// Ends a paste whose end mark never came; called after two seconds of silence.
    mutating func endPaste() -> [TerminalEvent] {
        guard isPasting else { return [] }
        isPasting = false
        defer {
            pasted = .init()
            pastedCount = 0
        }
        return [.paste(String(pasted))]
    }

    private mutating func take(_ key: RawKey, _ rest: inout ArraySlice<RawKey>, into events: inout [TerminalEvent]) {
        switch key {
        case .named(.pasteEnd):
            while let key = rest.popFirst() { append(key) }
            events += endPaste()
        default: append(key)
        }
    }

    private mutating func append(_ key: RawKey) {
        guard pastedCount < InputDecoder.pasteLimit, let scalar = InputDecoder.text(key) else { return }
        pasted.append(scalar)
        pastedCount += 1
    }

    /// ESC with something behind it.
    private mutating func alternate(_ rest: inout ArraySlice<RawKey>, into events: inout [TerminalEvent]) {
        switch rest.first {
        case .character("["), .character("O"): sequence(&rest, into: &events)
        case .character("\u{1B}"): events.append(.key(.escape))
        case .named: break  // Alt with an arrow: the arrow alone
        case .character:
            rest.removeFirst()
            events.append(.key(.escape))
        case nil: break
        }
    }

    /// CSI or SS3, its introducer still in front: swallowed whole, and a key when it is one without modifiers.
    private mutating func sequence(_ rest: inout ArraySlice<RawKey>, into events: inout [TerminalEvent]) {
        let isSS3 = rest.popFirst() == .character("O")
        var parameters = ""
        while case .character(let scalar)? = rest.first {
            rest.removeFirst()
            if !isSS3, (0x20..<0x40).contains(scalar.value), parameters.count < 32 {
                parameters.unicodeScalars.append(scalar)
                continue
            }
            if scalar == "~", parameters == "200" { isPasting = true }
            // The oldest mouse reports carry three more bytes.
            if scalar == "M", parameters.isEmpty, !isSS3 { rest = rest.dropFirst(3) }
            if let key = KeyTable.sequence(parameters, final: scalar, isSS3: isSS3) { events.append(.key(key)) }
            return
        }
    }

    /// The events of one read, its typed keys joined to a paste when there are too many of them.
    private static func guarded(_ events: [TerminalEvent]) -> [TerminalEvent] {
        guard events.count > burstLimit else { return events }
        var typed = ""
        var changes = 0
        for case .key(let key) in events {
            guard let character = text(key) else { continue }
            if character != typed.last { changes += 1 }
            typed.append(character)
        }
        guard changes > burstLimit else { return events }
        return events.filter { if case .key = $0 { false } else { true } } + [.paste(typed)]
    }

    private static func text(_ key: Key) -> Character? {
        switch key {
        case .character(let character): character
        case .enter: "\n"
        case .tab: "\t"
        default: nil
        }
    }

    /// The character a key would paste; line ends become LF, other controls and named keys nothing.
    private static func text(_ key: RawKey) -> Unicode.Scalar? {
        switch key {
        case .character("\r"), .named(.enter): "\n"
        case .character(let scalar) where scalar == "\n" || scalar == "\t": scalar
        case .character(let scalar) where scalar.value >= 0x20 && scalar.value != 0x7F: scalar
        default: nil
        }
    }
}
