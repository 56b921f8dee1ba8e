/// A value that must not be printed, logged, dumped or encoded by accident: description and mirror show dots. `reveal()` is the
/// only way in.
package struct Secret<Value: Sendable>: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let value: Value
    package init(_ value: Value) { self.value = value }
    package func reveal() -> Value { value }
    package var description: String { "•••" }
    package var debugDescription: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
