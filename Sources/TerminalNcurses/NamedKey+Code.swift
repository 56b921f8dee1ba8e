import CNcurses

extension NamedKey {
    /// By the shim's code.
    init(code: UInt32) {
        self = NamedKey.codes[code] ?? (code > FB_FUNCTION.rawValue ? .function(Int(code - FB_FUNCTION.rawValue)) : .other)
    }

    private static let codes: [UInt32: NamedKey] = [
        FB_UP.rawValue: .up, FB_DOWN.rawValue: .down, FB_LEFT.rawValue: .left, FB_RIGHT.rawValue: .right,
        FB_PAGE_UP.rawValue: .pageUp, FB_PAGE_DOWN.rawValue: .pageDown, FB_HOME.rawValue: .home, FB_END.rawValue: .end,
        FB_BACKSPACE.rawValue: .backspace, FB_DELETE.rawValue: .delete, FB_ENTER.rawValue: .enter,
        FB_BACK_TAB.rawValue: .backTab, FB_PASTE_BEGIN.rawValue: .pasteBegin, FB_PASTE_END.rawValue: .pasteEnd,
        FB_OTHER.rawValue: .other,
    ]
}
