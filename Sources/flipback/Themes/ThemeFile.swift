import TerminalCanvas
import Yams

/// Reads theme YAML into the keys and values `ThemeParser` takes, each with its line.
enum ThemeFile {
    /// - Parameter file: what errors call it.
    static func source(_ yaml: String, file: String) throws(ThemeError) -> ThemeSource {
        let root: Node?
        do {
            root = try Yams.compose(yaml: yaml)
        } catch let error as YamlError {
            throw explain(error, file: file)
        } catch {
            throw ThemeError(file: file, line: 0, text: "not readable as YAML: \(error)")
        }
        guard let root, case .mapping = root else {
            throw ThemeError(file: file, line: 1, text: "a theme is a YAML mapping that starts with 'name:'")
        }
        var entries: [ThemeSource.Entry] = []
        try collect(root, path: [], line: 1, file: file, into: &entries)
        return ThemeSource(file: file, entries: entries)
    }

    private static func collect(
        _ node: Node, path: [String], line: Int, file: String, into entries: inout [ThemeSource.Entry]
    ) throws(ThemeError) {
        let line = node.mark?.line ?? line
        switch node {
        case .scalar(let scalar): entries.append(.init(path: path, value: scalar.string, line: line))
        case .mapping(let mapping):
            for (key, value) in mapping {
                guard case .scalar(let name) = key, path.count < 2 else {
                    throw ThemeError(
                        file: file, line: key.mark?.line ?? line, text: "nested too deep: roles are written with dots")
                }
                // The value's own mark of an empty value is on the next line; the key's is the one people look at.
                try collect(value, path: path + [name.string], line: line, file: file, into: &entries, at: key.mark?.line)
            }
        case .sequence, .alias:
            throw ThemeError(
                file: file, line: line, text: "'\(path.joined(separator: "."))' must be a word or a mapping, not a list")
        }
    }

    private static func collect(
        _ node: Node, path: [String], line: Int, file: String, into entries: inout [ThemeSource.Entry], at keyLine: Int?
    ) throws(ThemeError) {
        guard case .scalar(let scalar) = node, let keyLine else {
            return try collect(node, path: path, line: line, file: file, into: &entries)
        }
        entries.append(.init(path: path, value: scalar.string, line: keyLine))
    }

    private static func explain(_ error: YamlError, file: String) -> ThemeError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            ThemeError(file: file, line: mark.line, text: problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            ThemeError(
                file: file, line: context.mark.line,
                text: "set twice: \(duplicates.sorted().joined(separator: ", "))")
        case .reader(let problem, _, _, _): ThemeError(file: file, line: 0, text: problem)
        default: ThemeError(file: file, line: 0, text: "\(error)")
        }
    }
}
