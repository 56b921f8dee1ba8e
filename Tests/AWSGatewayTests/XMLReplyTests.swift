import Testing

@testable import AWSGateway

struct XMLReplyTests {
    private static func read(_ text: String) throws -> XMLReply { try XMLReply(Array(text.utf8)) }

    @Test func aReplyOfSTSIsReadByPath() throws {
        let reply = try Self.read(
            """
            <?xml version="1.0"?>
            <!-- made by hand -->
            <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <GetCallerIdentityResult>
                <Arn>arn:aws:iam::1:user/a&amp;b&#x41;&#66;</Arn><UserId/>
                <Account><![CDATA[123456789012]]></Account>
              </GetCallerIdentityResult>
            </GetCallerIdentityResponse>
            """)
        let base = "GetCallerIdentityResponse/GetCallerIdentityResult"
        #expect(reply.text(at: "\(base)/Arn") == "arn:aws:iam::1:user/a&bAB")
        #expect(reply.text(at: "\(base)/UserId") == "")
        #expect(reply.first(named: "Account") == "123456789012")
        #expect(reply.text(at: base) == nil)
    }

    @Test(arguments: [
        "", "x", "<", "<a", "<a>", "<a></b>", "<a><b></a></b>", "<a/><b/>", "<a/>x", "x<a/>", "<a b></a>", "<a b=c></a>",
        "<a b='<'></a>", "<a b=\"1\"c=\"2\"></a>", "<a>&nbsp;</a>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>&#+65;</a>",
        "<a>&lt</a>",
        "<a>&", "<!DOCTYPE a><a/>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a><!-- </a>", "<a><![CDATA[</a>", "<1/>",
        "</a>",
        "< a/>",
    ])
    func whatIsNotWellFormedIsRefused(_ text: String) {
        #expect(throws: XMLReply.Broken.self) { try Self.read(text) }
    }

    @Test func depthAndNumberAreBounded() throws {
        let deep = String(repeating: "<a>", count: 33) + String(repeating: "</a>", count: 33)
        #expect(throws: XMLReply.Broken.self) { try Self.read(deep) }
        let many = "<a>" + String(repeating: "<b/>", count: 2100) + "</a>"
        #expect(throws: XMLReply.Broken.self) { try Self.read(many) }
        #expect(throws: XMLReply.Broken.self) { try XMLReply([0x3C, 0x61, 0xFF, 0x2F, 0x3E]) }
    }

    @Test func everyCutIsNoticed() throws {
        let whole = Array("<a><b>1</b><c d='e'>2</c></a>".utf8)
        for end in whole.indices { #expect(throws: XMLReply.Broken.self) { try XMLReply(Array(whole[..<end])) } }
        #expect(try XMLReply(whole).first(named: "c") == "2")
    }
}
