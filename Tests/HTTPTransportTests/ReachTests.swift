import Testing

@testable import HTTPTransport

/// Plain http leaves this machine only for the addresses at which AWS hands out credentials, and only when it was asked for.
@Suite struct ReachTests {
    private static func isAllowed(_ url: String, _ reach: HTTPRequest.Reach) -> Bool {
        (try? AllowedURL(url, reach: reach)) != nil
    }

    @Test(
        arguments: [
            "http://169.254.170.2/v2/x", "http://169.254.170.23/v1/credentials", "http://169.254.169.254/latest/api/token",
            "http://[fd00:ec2::23]/v1/credentials", "http://[FD00:EC2::254]/latest",
        ])
    func linkLocalEndpointsOfAWS(url: String) {
        #expect(Self.isAllowed(url, .credentials))
        #expect(!Self.isAllowed(url, .checked))
    }

    @Test(
        arguments: [
            "http://169.254.169.253/", "http://10.0.0.1/", "http://example.com/", "http://169.254.170.2.example.com/",
            "http://user@169.254.170.2/",
        ])
    func nobodyElse(url: String) {
        #expect(!Self.isAllowed(url, .credentials))
    }

    @Test func noProxySeesThem() throws {
        #expect(try AllowedURL("http://169.254.170.2/", reach: .credentials).isDirect)
        #expect(try AllowedURL("https://keys.example.com/", reach: .credentials).isDirect)
        #expect(try !AllowedURL("https://lambda.eu-west-1.amazonaws.com/").isDirect)
        #expect(try AllowedURL("http://127.0.0.1:1/").isDirect)
    }
}
