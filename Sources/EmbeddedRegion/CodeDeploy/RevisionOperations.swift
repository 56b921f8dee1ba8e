import AWSSigning

/// CodeDeploy's operations on application revisions: AppSpecs kept under their SHA-256.
enum RevisionOperations {
    static func register(_ input: CodeDeployInput, in world: inout World, now: Int64) throws(ServiceFailure) -> WireValue {
        let application = try ApplicationOperations.application(input, world)
        let description = try input.description()
        var revision = try given(input, application, now: now).revision
        if let description { revision.description = description }
        world.codeDeploy.applications[application.name]?.revisions[revision.sha256] = revision
        return .map([])
    }

    static func get(_ input: CodeDeployInput, _ world: World) throws(ServiceFailure) -> WireValue {
        let application = try ApplicationOperations.application(input, world)
        let (revision, kind, isKnown) = try given(input, application, now: 0)
        guard isKnown else { throw absent(revision.sha256) }
        return .object([
            ("applicationName", .string(application.name)),
            ("revision", CodeDeployShapes.revision(kind: kind, sha256: revision.sha256, content: revision.content)),
            (
                "revisionInfo",
                .object([
                    ("deploymentGroups", .strings(revision.groups)), ("description", revision.description.map { .string($0) }),
                    ("firstUsedTime", revision.firstUsed.map { .time($0) }),
                    ("lastUsedTime", revision.lastUsed.map { .time($0) }), ("registerTime", .time(revision.registered)),
                ])
            ),
        ])
    }

    /// The request's revision: the application's own under that hash, or a new one made of the content.
    static func given(
        _ input: CodeDeployInput, _ application: DeploymentApplication, now: Int64
    ) throws(ServiceFailure) -> (revision: DeploymentRevision, kind: String, isKnown: Bool) {
        guard let part = try input.part("revision") else {
            throw CodeDeployFailure.make("RevisionRequired", "A revision must be specified.")
        }
        let kind = try part.text("revisionType") ?? ""
        guard kind == "AppSpecContent" || kind == "String" else {
            throw invalid(
                kind == "S3" || kind == "GitHub"
                    ? "The embedded region models the revision types AppSpecContent and String, not \(kind)."
                    : "For the Lambda platform the revision type must be AppSpecContent, String or S3.")
        }
        let member = kind == "String" ? "string" : "appSpecContent"
        guard let location = try part.part(member) else { throw invalid("The revision has no '\(member)'.") }
        let stated = try location.text("sha256")?.lowercased()
        guard let content = try location.text("content") else {
            guard let stated else { throw invalid("'\(member)' needs content or sha256.") }
            guard let known = application.revisions[stated] else { throw absent(stated) }
            return (known, kind, true)
        }
        let hash = PayloadHash.hex(Array(content.utf8))
        guard stated == nil || stated == hash else {
            throw invalid("The SHA-256 of the content is \(hash), not \(stated ?? "").")
        }
        if let known = application.revisions[hash] { return (known, kind, true) }
        _ = try spec(content)
        return (DeploymentRevision(kind: kind, content: content, sha256: hash, registered: now), kind, false)
    }

    static func spec(_ content: String) throws(ServiceFailure) -> AppSpec {
        do throws(AppSpec.Invalid) {
            return try AppSpec(content)
        } catch {
            throw invalid("The AppSpec can't be used: \(error.message).")
        }
    }

    private static func invalid(_ message: String) -> ServiceFailure { CodeDeployFailure.make("InvalidRevision", message) }

    private static func absent(_ hash: String) -> ServiceFailure {
        CodeDeployFailure.make("RevisionDoesNotExist", "The application has no revision with the SHA-256 \(hash).")
    }
}
