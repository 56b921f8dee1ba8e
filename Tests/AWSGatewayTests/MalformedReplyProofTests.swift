import Testing

@Suite struct MalformedReplyProofTests {
    @Test(arguments: MalformedReplyTests.operations)
    func anyByteReplacedByAnyWrongOne(_ operation: MalformedReplyTests.Operation) async throws {
        for index in 0..<operation.good.utf8.count {
            for byte in MalformedReplyTests.wrongBytes {
                try await MalformedReplyTests().replaceByte(index, of: operation, with: byte)
            }
        }
    }
}
