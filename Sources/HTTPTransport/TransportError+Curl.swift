import CCurl

extension TransportError {
    /// Sorts libcurl's result by the one question that matters for a write: can any byte of the request have left?
    ///
    /// - Parameters:
    ///   - words: libcurl's own sentence, from the error buffer; may be empty.
    ///   - hasBegun: libcurl had a connection and began to write the request.
    init(_ code: CURLcode, words: String, hasBegun: Bool, isOverCap: Bool, replyCap: Int) {
        let sentence = words.isEmpty ? String(cString: curl_easy_strerror(code)) : words
        let text = "\(sentence) (curl \(code.rawValue))"
        switch code {
        case CURLE_FILESIZE_EXCEEDED:
            self.init(kind: .tooLarge, text: "the reply is larger than \(replyCap) bytes: \(text)")
        case CURLE_WRITE_ERROR where isOverCap:
            self.init(
                kind: .tooLarge, text: "the reply is larger than \(replyCap) bytes, or its headers than \(CurlTransfer.headerCap)"
            )
        case CURLE_ABORTED_BY_CALLBACK:
            self.init(kind: .cancelled, text: text)
        case _ where hasBegun:
            self.init(kind: .lostReply, text: text)
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT:
            self.init(kind: .forbidden, text: text)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_CRL_BADFILE:
            self.init(kind: .untrusted, text: text)
        default:
            self.init(kind: .unreachable, text: text)
        }
    }
}
