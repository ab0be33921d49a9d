package org.evenkeel.testing;

import java.util.Locale;
import java.util.Map;

/** Bars as an SVG that reads well on a light and on a dark page. */
public final class Chart {
  private static final int WIDTH = 640;
  private static final int ROW = 28;
  private static final int TOP = 44;
  private static final int LEFT = 150;
  private static final int LONGEST = 380;

  private Chart() {}

  /**
   * @param format of a value behind its bar, for instance {@code "%.2f s"}
   * @param bars in the order in which they are drawn; none below 0
   */
  public static String of(String title, String format, Map<String, Double> bars) {
    double most = bars.values().stream().mapToDouble(v -> v).max().orElse(1);
    StringBuilder rows = new StringBuilder();
    StringBuilder told = new StringBuilder(title);
    int y = TOP;
    for (Map.Entry<String, Double> bar : bars.entrySet()) {
      String value = String.format(Locale.ROOT, format, bar.getValue());
      told.append("; ").append(bar.getKey()).append(": ").append(value);
      double length = most == 0 ? 0 : LONGEST * bar.getValue() / most;
      rows.append(
          String.format(
              Locale.ROOT,
              """
                <text x="%d" y="%d" text-anchor="end">%s</text>
                <rect x="%d" y="%d" width="%.1f" height="18" rx="3"/>
                <text x="%.1f" y="%d">%s</text>
              """,
              LEFT - 10,
              y + 14,
              escaped(bar.getKey()),
              LEFT,
              y,
              length,
              LEFT + length + 8,
              y + 14,
              escaped(value)));
      y += ROW;
    }
    return String.format(
        Locale.ROOT,
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" role="img" aria-label="%3$s">
          <style>
            text { font: 14px system-ui, sans-serif; fill: #24292f }
            .title { font-weight: 600 }
            rect { fill: #2f6f73 }
            @media (prefers-color-scheme: dark) { text { fill: #e6edf3 } rect { fill: #6fb5b9 } }
          </style>
          <text class="title" x="10" y="24">%4$s</text>
        %5$s</svg>
        """,
        WIDTH,
        y + 10,
        escaped(told.toString()),
        escaped(title),
        rows);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
