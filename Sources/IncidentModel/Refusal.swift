/// Why there is no plan: a code for scripts and a sentence for people that ends with the next thing to do.
package struct Refusal: Error, Hashable, Sendable {
    package enum Code: String, Sendable, CaseIterable {
        case unknownTarget, unknownVersion, nothingToAbort, nothingToPromote, noLastGood, alreadyThere, targetDead
        case latestRefused, weightInvalid, nothingToUndo, movedSince, unfinishedAction, stale, readOnly, policy
        case roleDiffers, differentDeadLetter
        /// The schema that the data has now is outside what the version can run on.
        case schemaBarrier
        /// A group was stopped before this target's turn.
        case groupStopped
        /// A dangerous plan was not confirmed by typing its word.
        case notTyped
        /// `flipback gate`: the version must not be deployed now.
        case gated
    }

    package var code: Code
    package var text: String

    package init(_ code: Code, _ text: String) {
        self.code = code
        self.text = text
    }
}
