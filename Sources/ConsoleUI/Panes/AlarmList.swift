import IncidentModel

/// All alarms in the order of the ALARMS pane. It is made for each frame, so it holds places only: a thousand alarms are neither sorted
/// nor copied for it.
struct AlarmList: RandomAccessCollection {
    private let index: AlarmIndex
    private let places: [Int]

    init(_ index: AlarmIndex, of target: Target?) {
        self.index = index
        let mine = target.map { index.places(of: $0) } ?? []
        func isMine(_ place: Int) -> Bool { !mine.isEmpty && mine.contains(place) }
        // By name within each rank.
        var ranks: [[Int]] = Array(repeating: [], count: 6)
        for place in index.byName {
            switch index.states[place] {
            case .alarm: ranks[isMine(place) ? 0 : 1].append(place)
            case .insufficientData: ranks[isMine(place) ? 2 : 4].append(place)
            case .ok: ranks[isMine(place) ? 3 : 5].append(place)
            }
        }
        places = Array(ranks.joined())
    }

    var startIndex: Int { 0 }
    var endIndex: Int { places.count }
    subscript(row: Int) -> Alarm { index.alarms[places[row]] }

    /// How many are in the state ALARM.
    var ringing: Int { index.ringing.count }
}
