package import HTTPTransport

extension CurlConfiguration {
    /// The transport's part of the settings: certificate bundle and proxies.
    package init(_ settings: AWSSettings) {
        self.init(
            caBundle: settings.caBundle, httpsProxy: settings.proxies.https?.reveal(), httpProxy: settings.proxies.http?.reveal(),
            noProxy: settings.proxies.none)
    }
}
