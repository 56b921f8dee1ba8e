import IncidentModel

/// A page of ListFunctions.
struct FunctionsWire: Decodable {
    var Functions: [Entry]
    var NextMarker: String?
    struct Entry: Decodable { var FunctionName: String? }

    func names(in reply: ServiceReply) throws(CallFailure) -> [String] {
        var names: [String] = []
        for entry in Functions {
            // The same rule that Target reads names by: what passes may be drawn and put into a path.
            guard let name = entry.FunctionName, let target = Target("\(name):x") else {
                throw reply.malformed("a function without a valid name")
            }
            names.append(target.function)
        }
        return names
    }
}

/// A page of ListAliases.
struct AliasesWire: Decodable {
    var Aliases: [AliasWire]
    var NextMarker: String?

    func states(function: String, in reply: ServiceReply) throws(CallFailure) -> [AliasState] {
        var states: [AliasState] = []
        for alias in Aliases { states.append(try alias.state(function: function, in: reply)) }
        return states
    }
}

/// A page of ListVersionsByFunction.
struct VersionsWire: Decodable {
    var Versions: [VersionWire]
    var NextMarker: String?

    func published(in reply: ServiceReply) throws(CallFailure) -> [FunctionVersion] {
        var versions: [FunctionVersion] = []
        for version in Versions { if let published = try version.published(in: reply) { versions.append(published) } }
        return versions
    }
}

/// The part of GetFunction's reply that tells whether an alias has changed: most calls of a large account are made for it.
struct FingerprintWire: Decodable {
    var Configuration: Part?

    struct Part: Decodable {
        var Version: String?
        var RevisionId: String?
    }
}

/// GetFunction's reply; its `Code.Location` is a signed link to the code and is not read.
struct FunctionWire: Decodable {
    var Configuration: VersionWire?

    func configuration(in reply: ServiceReply) throws(CallFailure) -> FunctionVersion {
        guard let Configuration else { throw reply.malformed("no Configuration") }
        return try Configuration.value(in: reply)
    }
}
