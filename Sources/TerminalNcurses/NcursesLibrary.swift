import CNcurses

/// The ncurses that is loaded, which need not be the one the program was built against.
package enum NcursesLibrary {
    /// `ncurses 6.4.20221231`
    package static var version: String { String(cString: fb_ncurses_version()) }
}
