package import TerminalCanvas

/// The key table. There is one; settings may give an action another key.
package struct Keymap: Sendable {
    package private(set) var bindings: [Binding]

    package func binding(for key: Key) -> Binding? { bindings.first { $0.keys.contains(key) } }
    package func binding(of intent: Intent) -> Binding? { bindings.first { $0.intent == intent } }
    package func binding(command: String) -> Binding? { bindings.first { $0.command == command } }

    /// The first key of an action, as people read it; the `:` command when it has no key.
    func name(_ intent: Intent) -> String {
        guard let binding = binding(of: intent) else { return intent.rawValue }
        if let key = binding.keys.first { return KeyName.of(key) }
        return ":" + (binding.command ?? intent.rawValue)
    }

    /// Keys that belong to sheets and text fields: an action that writes may not take them.
    private static let reserved: Set<Key> = [.enter, .escape, .tab, .backTab, .backspace, .delete, .character(" ")]

    /// Gives actions other keys. Several lines for one action give it several keys; its default keys go away.
    /// - Parameter changes: action name (`Intent`'s raw value), key name (`KeyName`), line of the settings file.
    package func rebinding(_ changes: [(action: String, key: String, line: Int)]) throws(KeymapError) -> Keymap {
        var map = self
        var origin: [Key: (action: String, line: Int)] = [:]
        var replaced: Set<Intent> = []
        for change in changes {
            guard let index = map.bindings.firstIndex(where: { $0.intent.rawValue == change.action }) else {
                let near = Closest.match(change.action, among: map.bindings.map(\.intent.rawValue))
                throw KeymapError(line: change.line, text: Wording.unknownAction(change.action, near: near))
            }
            guard let key = KeyName.parse(change.key) else {
                throw KeymapError(line: change.line, text: Wording.unknownKey(change.key))
            }
            if let first = origin[key] {
                throw KeymapError(
                    line: change.line, text: Wording.keyTwice(change.key, change.action, first.action, line: first.line))
            }
            if map.bindings[index].mutates, Self.reserved.contains(key) {
                throw KeymapError(line: change.line, text: Wording.keyReserved(change.key, change.action))
            }
            if key == .control("c") { throw KeymapError(line: change.line, text: Wording.keyInterrupts) }
            origin[key] = (change.action, change.line)
            if replaced.insert(map.bindings[index].intent).inserted { map.bindings[index].keys = [] }
            map.bindings[index].keys.append(key)
        }
        for binding in map.bindings {
            for key in binding.keys {
                guard let mine = origin[key], mine.action != binding.intent.rawValue else { continue }
                throw KeymapError(
                    line: mine.line, text: Wording.keyTaken(KeyName.of(key), mine.action, by: binding.intent.rawValue))
            }
        }
        return map
    }

    init(_ bindings: [Binding]) { self.bindings = bindings }
}

/// A key of the settings that cannot be, with its line.
package struct KeymapError: Error, Hashable, Sendable {
    package var line: Int
    package var text: String
    package init(line: Int, text: String) {
        self.line = line
        self.text = text
    }
}
