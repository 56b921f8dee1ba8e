import Foundation

/// The distributions of the traffic model, by their quantiles.
enum Distribution {
    /// Acklam's rational approximation, relative error below 1.2e-9.
    static func normalQuantile(_ probability: Double) -> Double {
        let p = min(max(probability, 1e-15), 1 - 1e-15)
        let low = 0.02425
        if p > 1 - low { return -normalQuantile(1 - p) }
        if p < low {
            let q = (-2 * log(p)).squareRoot()
            let top =
                ((((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q
                    - 2.549732539343734) * q + 4.374664141464968) * q + 2.938163982698783
            let bottom =
                (((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q
                    + 3.754408661907416) * q + 1
            return top / bottom
        }
        let q = p - 0.5
        let r = q * q
        let top =
            (((((-3.969683028665376e+01 * r + 2.209460984245205e+02) * r - 2.759285104469687e+02) * r
                + 1.383577518672690e+02) * r - 3.066479806614716e+01) * r + 2.506628277459239) * q
        let bottom =
            ((((-5.447609879822406e+01 * r + 1.615858368580409e+02) * r - 1.556989798598866e+02) * r
                + 6.680131188771972e+01) * r - 1.328068155288572e+01) * r + 1
        return top / bottom
    }

    static func normalShare(below z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }

    /// How many of `trials` succeed: exact for few successes (Poisson limit), by the normal approximation for many.
    static func binomialQuantile(_ u: Double, trials: Double, probability: Double) -> Double {
        guard trials > 0, probability > 0 else { return 0 }
        if probability >= 1 { return trials }
        if probability > 0.5 {
            return trials - binomialQuantile(1 - u, trials: trials, probability: 1 - probability)
        }
        let mean = trials * probability
        if mean < 16 { return min(trials, poissonSmall(u, mean: mean)) }
        let deviation = (mean * (1 - probability)).squareRoot()
        return min(trials, max(0, (mean + normalQuantile(u) * deviation).rounded()))
    }

    static func poissonQuantile(_ u: Double, mean: Double) -> Double {
        guard mean > 0 else { return 0 }
        return mean < 16 ? poissonSmall(u, mean: mean) : max(0, (mean + normalQuantile(u) * mean.squareRoot()).rounded())
    }

    private static func poissonSmall(_ u: Double, mean: Double) -> Double {
        var count = 0.0
        var term = exp(-mean)
        var sum = term
        while sum < u, count < 200 {
            count += 1
            term *= mean / count
            sum += term
        }
        return count
    }
}
