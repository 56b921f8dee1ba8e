import IncidentModel

/// Outside text for an error message or a plain String of the model: the sanitiser's rules, cut at a limit.
func printable(_ text: String, limit: Int = 200) -> String { Sanitiser.sanitise(text, limit: limit) }
