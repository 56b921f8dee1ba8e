/// Strings that somebody could give an alarm, a note or a reason to get at whoever reads it: terminals, browsers, Markdown readers,
/// spreadsheets, JSON parsers, shells. Each payload alone, and between words, at the beginning of a line and after a quotation mark.
package enum HostileText {
    package static let all: [String] = payloads.flatMap { [$0, "alarm \($0) fired", "\n\($0)", "\"'\($0)'\""] } + long

    package static let payloads: [String] = terminal + html + markdown + spreadsheet + other

    private static let terminal = [
        "\u{1B}[2J\u{1B}[H", "\u{1B}]52;c;cm0gLXJm\u{7}", "\u{1B}]0;title\u{1B}\\", "\u{1B}P$q\u{9C}", "\u{9B}31m",
        "OK\u{8}\u{8}ALARM",
        "fine\rALARM", "a\r\nb", "\u{0}\u{7F}\u{80}\u{9F}", "abc\u{202E}gpj.exe", "\u{2066}x\u{2069}", "a\u{200B}b\u{FEFF}",
        "\u{2028}\u{2029}",
        "\u{E0041}\u{E007F}", "\u{1B}[201~q",
    ]
    private static let html = [
        "<script>alert(1)</script>", "</title><script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "\"\u{301} onmouseover=\"alert(1)", "<\u{301}img src=x>", "<svg/onload=alert(1)>", "<!-- people: action-items -->",
        "<!-- end -->", "-->",
        "]]>", "&lt;b&gt;", "&#60;b&#62;", "&amp;lt;", "</style><b>", "<a href=javascript:alert(1)>x</a>",
        "<base href=//evil.example>",
        "<meta http-equiv=refresh content=0;//evil.example>", "`onload=alert(1)`", "</text></svg><script>1</script>",
    ]
    private static let markdown = [
        "[x](javascript:alert(1))", "![x](https://evil.example/?q=1)", "[x][y]", "[y]: https://evil.example",
        "<https://evil.example>",
        "https://evil.example/a", "www.evil.example", "**bold** _it_ ~~gone~~", "`code` ``co`de``", "| a | b |", "|---|---|",
        "# heading", "- item",
        "+ item", "1. item", "1) item", "> quote", "===", "---", "***", "    code", "```\nfence", "~~~", "\\[x\\](y)", "\\",
        "a\\", "$x^2$",
        "[^1]", ":tada:", "- [ ] task", "{{summary}}", "{{{people.action-items}}}", "{{> evidence}}",
    ]
    private static let spreadsheet = [
        "=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\u{FF1D}1", " =1",
        "=HYPERLINK(\"https://evil.example\")", "a,b;c",
        "\"quoted\"", "\"\"\"",
    ]
    private static let other = [
        "\",\"admin\":true,\"x\":\"", "\\u0000", "\\\"", "$(id)", "`id`", "; rm -rf /", "%n%s", "../../etc/passwd",
        "file:///etc/passwd",
        "e\u{301}\u{302}\u{303}\u{304}", "👩\u{200D}🚀", "\u{FFFD}", "null", "NaN", "-0", "1e999",
    ]
    private static let long = [
        String(repeating: "A", count: 20_000), String(repeating: "<", count: 3000), String(repeating: "[", count: 3000),
        String(repeating: "\u{301}", count: 3000), String(repeating: "\u{1B}", count: 3000),
    ]
}
