import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Formats our Java ({@code fix}), or fails on a file that is not formatted ({@code check}). The
 * other arguments are the folders.
 */
class Format {
  public static void main(String[] args) throws Exception {
    boolean fix = args[0].equals("fix");
    Formatter formatter = new Formatter(JavaFormatterOptions.defaultOptions());
    List<Path> wrong = new ArrayList<>();
    for (int i = 1; i < args.length; i++) {
      if (!Files.isDirectory(Path.of(args[i]))) {
        continue;
      }
      try (Stream<Path> files = Files.walk(Path.of(args[i]))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          String source = Files.readString(file);
          String formatted =
              formatter.formatSource(
                  ImportOrderer.reorderImports(
                      RemoveUnusedImports.removeUnusedImports(source),
                      JavaFormatterOptions.Style.GOOGLE));
          if (!formatted.equals(source)) {
            wrong.add(file);
            if (fix) {
              Files.writeString(file, formatted);
            }
          }
        }
      }
    }
    if (!fix && !wrong.isEmpty()) {
      System.err.println("Not formatted; run: mvn -Devenkeel.format=fix compile");
      wrong.forEach(file -> System.err.println("  " + file));
      System.exit(1);
    }
  }
}
