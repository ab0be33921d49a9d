package org.evenkeel.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * As whom PostgreSQL runs. It refuses to run as root, so when we are root it runs in a user
 * namespace of its own, where it has no more rights than the owner of its files; and where the
 * system allows no such namespace, as the user {@code nobody}.
 */
enum Account {
  OURS(List.of()),
  NAMESPACE(List.of("unshare", "--user")),
  NOBODY(List.of("runuser", "-u", "nobody", "--"));

  private final List<String> prefix;

  Account(List<String> prefix) {
    this.prefix = prefix;
  }

  static Account choose() {
    if (!"root".equals(System.getProperty("user.name"))) {
      return OURS;
    }
    if (NAMESPACE.runs("true")) {
      return NAMESPACE;
    }
    if (NOBODY.runs("true")) {
      return NOBODY;
    }
    throw new StartFailure(
        "PostgreSQL does not run as root, and this system lets us neither unshare nor runuser."
            + " Start Evenkeel as an ordinary user, or name a server in EVENKEEL_DATABASE_URL.");
  }

  /**
   * Where the files of this account can be: the folder itself, or, when it lies under one that
   * nobody may enter, a folder of root's that everybody may pass through.
   */
  Path reachable(Path wanted) throws IOException {
    if (this != NOBODY || runs("test", "-x", wanted.getParent().toString())) {
      return wanted;
    }
    String name = Integer.toHexString(wanted.toString().hashCode());
    Path home = Path.of("/var/lib/evenkeel");
    Files.createDirectories(
        home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    return home.resolve(name);
  }

  /** Makes the folder and everything in it this account's. */
  void own(Path folder) throws IOException {
    if (this != NOBODY) {
      return;
    }
    UserPrincipal nobody =
        folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (!Files.readAttributes(
                file, PosixFileAttributes.class, java.nio.file.LinkOption.NOFOLLOW_LINKS)
            .owner()
            .equals(nobody)) {
          Files.setAttribute(file, "posix:owner", nobody, java.nio.file.LinkOption.NOFOLLOW_LINKS);
        }
      }
    }
  }

  List<String> command(List<String> program) {
    List<String> whole = new ArrayList<>(prefix);
    whole.addAll(program);
    return whole;
  }

  private boolean runs(String... program) {
    try {
      Process process =
          new ProcessBuilder(command(List.of(program)))
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return false;
      }
      return process.exitValue() == 0;
    } catch (IOException notThere) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
