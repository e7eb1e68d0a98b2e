package io.github.gpfailover.testkit.bench;

import java.util.Map;

/** The growth of a time as one number: 1 is in step with the size, 2 with its square. */
final class Growth {

    /** Above it, a time is not called linear: caches alone account for a little more than 1. */
    static final double LINEAR = 1.15;

    private Growth() {}

    /** Gives the exponent of the power of the size that fits the times best: the slope of the line through the logarithms. */
    static double exponent(Map<Integer, Double> timeBySize) {
        double meanX =
                timeBySize.keySet().stream().mapToDouble(Math::log).average().orElseThrow();
        double meanY =
                timeBySize.values().stream().mapToDouble(Math::log).average().orElseThrow();
        double together = 0;
        double alone = 0;
        for (Map.Entry<Integer, Double> e : timeBySize.entrySet()) {
            double x = Math.log(e.getKey()) - meanX;
            together += x * (Math.log(e.getValue()) - meanY);
            alone += x * x;
        }
        return together / alone;
    }
}
