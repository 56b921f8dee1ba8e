/// One AWS service of the region.
protocol RegionService: Sendable {
    func answer(_ call: Call) -> Answer
}
