import Testing

@testable import EmbeddedRegion

@Suite struct PageTests {
    @Test func pagesJoinToTheWholeAndNeverExceedTheLimit() throws {
        let all = Array(0..<123)
        var query: [String: String] = ["MaxItems": "10000"]
        var joined: [Int] = []
        for _ in 0..<10 {
            let page = try Page(all, limit: 50, query: query)
            #expect(page.items.count <= 50)
            joined += page.items
            guard let marker = page.marker else { break }
            query["Marker"] = marker
        }
        #expect(joined == all)
    }

    @Test(arguments: [["MaxItems": "0"], ["MaxItems": "x"], ["Marker": "nonsense"], ["Marker": "m999"]])
    func badParametersAreRefused(query: [String: String]) {
        #expect(throws: ServiceFailure.self) { try Page([1, 2, 3], limit: 50, query: query) }
    }

    @Test(arguments: [
        ("checkout", nil as String?), ("checkout:prod", "prod"), ("123456789012:function:checkout", nil),
        ("123456789012:function:checkout:7", "7"), ("arn:aws:lambda:eu-west-1:123456789012:function:checkout", nil),
        ("arn:aws:lambda:eu-west-1:123456789012:function:checkout:$LATEST", "$LATEST"), ("function:checkout:prod", "prod"),
    ])
    func functionsAreNamedInEveryWay(text: String, qualifier: String?) throws {
        let reference = try FunctionReference(text)
        #expect(reference.name == "checkout")
        #expect(reference.qualifier == qualifier)
    }

    @Test(arguments: ["", "a b", "checkout:prod:x", "arn:aws:s3:::bucket", "checkout:", "ünicode"])
    func otherNamesAreValidationErrors(text: String) {
        #expect(throws: ServiceFailure.self) { try FunctionReference(text) }
    }
}
