import CNcurses
import Dispatch
package import TerminalCanvas

#if canImport(Glibc)
    import Glibc
#endif

/// The terminal on ncurses. At most one at a time; everything happens on the main actor, which must be served by the main
/// queue. It takes WINCH, TSTP and CONT; how INT, TERM and HUP end the program is the caller's (`EndingSignals`).
@MainActor
package final class NcursesTerminal: TerminalDevice {
    package private(set) var size: Size
    /// What the caller should tell the operator: which fallbacks are in use.
    package let warnings: [String]
    /// The glyphs this terminal shows.
    package let symbols: SymbolSet
    package let depth: ColorDepth
    /// The terminal type in use, TERM or its fallback.
    package let term: String
    package let events: AsyncStream<TerminalEvent>

    private static var isOpen = false
    private let queue = EventQueue()
    private var decoder = InputDecoder()
    private var painter: RowPainter
    private var shown: (canvas: Canvas, theme: Theme)?
    private var sources: [any DispatchSourceRead] = []
    private var pasteSilence: DispatchWorkItem?
    private var isClosed = false
    private var isGone = false

    package init(_ options: TerminalOptions) throws(TerminalError) {
        guard !NcursesTerminal.isOpen else { throw .alreadyOpen }
        guard isatty(STDIN_FILENO) == 1 else { throw .notATerminal("standard input") }
        guard isatty(STDOUT_FILENO) == 1 else { throw .notATerminal("standard output") }
        let type = try TerminalType.choose(options.term) {
            var known = false
            let able = fb_can_address_cursor($0, &known)
            return (known, able)
        }
        var warnings = type.warnings
        let isUTF8 = fb_set_locale(false)
        if !isUTF8, !options.ascii {
            warnings.append("the locale is not UTF-8, so plain ASCII is drawn; set LANG=C.UTF-8 for lines and graphs")
        }
        guard fb_open(type.name) else { throw .termUnknown(type.name) }
        NcursesTerminal.isOpen = true
        fb_fatal_signals()
        let colors = Int(fb_start_colours())
        depth = options.depth(available: colors)
        if options.colors == .always, depth == .mono {
            warnings.append("TERM=\(type.name) has no colours")
        }
        let ascii = options.ascii || !isUTF8
        symbols = ascii ? .ascii : type.name.hasPrefix("linux") ? .block : .braille
        term = type.name
        self.warnings = warnings
        painter = RowPainter(
            pairs: PairTable(limit: fb_pair_limit(), colors: depth == .mono ? 0 : colors), depth: depth, ascii: ascii)
        size = Size(columns: 0, rows: 0)
        events = queue.stream()
        size = measure()
        listen()
    }

    package func present(_ canvas: Canvas, theme: Theme) {
        guard !isClosed, !isGone else { return }
        var known = shown
        if known?.theme != theme {
            painter.use(theme)
            known = nil
        }
        guard known?.canvas != canvas else { return }
        if known?.canvas.size != canvas.size { known = nil }
        let columns = min(canvas.size.columns, size.columns)
        for y in 0..<size.rows {
            guard y < canvas.size.rows, columns > 0 else {
                if known == nil { fb_erase_row(Int32(y)) }
                continue
            }
            let start = y * canvas.size.columns
            let row = canvas.cells[start..<(start + canvas.size.columns)]
            if let known, known.canvas.cells[start..<(start + canvas.size.columns)] == row { continue }
            if known == nil, columns < size.columns { fb_erase_row(Int32(y)) }
            let cutsWide = columns < canvas.size.columns && row[start + columns].glyph == nil
            painter.paint(row.prefix(columns), y: y, cutsWide: cutsWide)
        }
        let cursor = canvas.cursor.flatMap { canvas.bounds.contains($0.x, $0.y) ? $0 : nil }
        fb_place_cursor(Int32(cursor?.y ?? 0), Int32(cursor?.x ?? 0), cursor != nil)
        fb_refresh()
        shown = (canvas, theme)
    }

    package func redraw() {
        guard !isClosed, !isGone else { return }
        fb_repaint_with_next_refresh()
        fb_refresh()
    }

    package func bell() {
        guard !isClosed, !isGone else { return }
        fb_beep()
    }

    package func flushInput() {
        guard !isClosed, !isGone else { return }
        fb_flush_input()
        queue.dropInput()
    }

    package func close() {
        guard !isClosed else { return }
        isClosed = true
        pasteSilence?.cancel()
        for source in sources { source.cancel() }
        sources = []
        for number in [SIGWINCH, SIGTSTP, SIGCONT] { fb_unlisten(number) }
        // Keys meant for the console are not commands for the shell.
        if !isGone { fb_flush_input() }
        fb_suspend()
        queue.close()
    }

    // MARK: What comes in

    private func listen() {
        add(STDIN_FILENO) { $0.readKeys() }
        add(fb_signal_descriptor()) { $0.readSignals() }
        for number in [SIGWINCH, SIGTSTP, SIGCONT] { _ = fb_listen(number) }
    }

    private func add(_ descriptor: Int32, _ handler: @escaping @MainActor (NcursesTerminal) -> Void) {
        guard descriptor >= 0 else { return }
        let source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .main)
        source.setEventHandler { [weak self] in
            MainActor.assumeIsolated {
                guard let self, !self.isClosed, !self.isGone else { return }
                handler(self)
            }
        }
        source.activate()
        sources.append(source)
    }

    private func readKeys() {
        if fb_in_background() { return comeBack() }
        pasteSilence?.cancel()
        var keys: [RawKey] = []
        var gone = drain(into: &keys)
        // A paste may hold an end mark; what it has behind that comes within moments and is text as well.
        while !gone, keys.contains(.named(.pasteEnd)), keys.count < 2 * InputDecoder.pasteLimit, fb_wait_for_input(30) {
            gone = drain(into: &keys)
        }
        for event in decoder.decode(keys) { queue.post(event) }
        if gone { return hangUp() }
        guard decoder.isPasting else { return }
        let silence = DispatchWorkItem { [weak self] in
            MainActor.assumeIsolated {
                guard let self, !self.isClosed else { return }
                for event in self.decoder.endPaste() { self.queue.post(event) }
            }
        }
        pasteSilence = silence
        DispatchQueue.main.asyncAfter(deadline: .now() + .seconds(2), execute: silence)
    }

    /// True when the terminal is gone.
    private func drain(into keys: inout [RawKey]) -> Bool {
        for _ in 0..<(2 * InputDecoder.pasteLimit) {
            let key = fb_read_key()
            switch fb_key_kind(UInt32(key.kind)) {
            case FB_KEY_CHARACTER: if let scalar = Unicode.Scalar(key.code) { keys.append(.character(scalar)) }
            case FB_KEY_NAMED: keys.append(.named(NamedKey(code: key.code)))
            case FB_KEY_GONE: return true
            default: return false
            }
        }
        return false
    }

    private func hangUp() {
        guard !isGone else { return }
        isGone = true
        // A source on a dead terminal is ready for ever.
        for source in sources { source.cancel() }
        sources = []
        queue.post(.hangup)
    }

    private func readSignals() {
        var numbers: Set<Int32> = []
        while case let number = fb_next_signal(), number != 0 { numbers.insert(number) }
        if numbers.contains(SIGTSTP) {
            fb_suspend()
            fb_stop_self()
            numbers.insert(SIGCONT)
            while fb_next_signal() != 0 {}
        }
        if numbers.contains(SIGCONT) {
            comeBack()
        } else if numbers.contains(SIGWINCH) {
            let old = size
            size = measure()
            guard size != old else { return }
            // Terminals shift or reflow what they show when their size changes, each in its own way.
            fb_repaint_with_next_refresh()
            queue.post(.resized(size))
        }
    }

    /// Takes the terminal again, whatever was done to it meanwhile.
    private func comeBack() {
        fb_suspend()
        fb_resume()
        size = measure()
        queue.post(.resized(size))
        queue.post(.resumed)
    }

    private func measure() -> Size {
        var (columns, rows): (Int32, Int32) = (0, 0)
        _ = fb_terminal_size(&columns, &rows)
        fb_resize(columns, rows)
        shown = nil
        return Size(columns: max(1, Int(columns)), rows: max(1, Int(rows)))
    }
}

extension Rect {
    fileprivate func contains(_ x: Int, _ y: Int) -> Bool { x >= self.x && y >= self.y && x < maxX && y < maxY }
}
