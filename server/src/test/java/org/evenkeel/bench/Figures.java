package org.evenkeel.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was measured, round by round, by name. Only medians leave it. */
final class Figures {
  private final Map<String, List<Double>> values = new HashMap<>();

  void add(String name, double value) {
    values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
  }

  void addAll(Figures others) {
    others.values.forEach((name, more) -> more.forEach(value -> add(name, value)));
  }

  double median(String name) {
    List<Double> sorted = sorted(name);
    int middle = sorted.size() / 2;
    if (sorted.isEmpty()) {
      return Double.NaN;
    }
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  double lowest(String name) {
    List<Double> sorted = sorted(name);
    return sorted.isEmpty() ? Double.NaN : sorted.getFirst();
  }

  double highest(String name) {
    List<Double> sorted = sorted(name);
    return sorted.isEmpty() ? Double.NaN : sorted.getLast();
  }

  double sum(String name) {
    return sorted(name).stream().mapToDouble(Double::doubleValue).sum();
  }

  private List<Double> sorted(String name) {
    return values.getOrDefault(name, List.of()).stream().sorted().toList();
  }
}
