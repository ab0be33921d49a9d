package org.evenkeel.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The PostgreSQL programs that come in our libraries, unpacked once into a folder of ours: never
 * into one that somebody else can guess and write to.
 */
final class PostgresBinaries {
  private PostgresBinaries() {}

  /**
   * Unpacks, unless the same archive has been unpacked there before. Several processes may do so at
   * once.
   *
   * @return the folder that holds {@code bin}, {@code lib} and {@code share}
   */
  static Path unpackInto(Path parent) throws IOException {
    String resource = "/postgres-" + system() + "-" + processor() + ".txz";
    Path unpacked = parent.resolve("postgres-programs-" + fingerprint(resource));
    if (Files.isDirectory(unpacked)) {
      return unpacked;
    }
    Files.createDirectories(parent);
    Path half = Files.createTempDirectory(parent, ".unpacking-");
    try {
      Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rwxr-xr-x"));
      try (InputStream archive = open(resource)) {
        unpack(archive, half);
      }
      Files.move(half, unpacked, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | AtomicMoveNotSupportedException e) {
      throw e;
    } catch (IOException e) {
      // Another process may have been faster: a folder cannot be moved onto one that is not empty.
      if (!Files.isDirectory(unpacked)) {
        throw e;
      }
    } finally {
      delete(half);
    }
    return unpacked;
  }

  private static String fingerprint(String resource) throws IOException {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      try (InputStream archive = new DigestInputStream(open(resource), sha)) {
        archive.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(sha.digest(), 0, 6);
    } catch (NoSuchAlgorithmException everyJvmHasIt) {
      throw new IllegalStateException(everyJvmHasIt);
    }
  }

  private static InputStream open(String resource) {
    InputStream archive = PostgresBinaries.class.getResourceAsStream(resource);
    if (archive == null) {
      throw new StartFailure(
          "No PostgreSQL comes along for this system ("
              + System.getProperty("os.name")
              + ", "
              + System.getProperty("os.arch")
              + "). Name a server of your own in EVENKEEL_DATABASE_URL.");
    }
    return archive;
  }

  private static void unpack(InputStream archive, Path into) throws IOException {
    try (TarArchiveInputStream tar =
        new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(archive)))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path target = into.resolve(entry.getName()).normalize();
        if (!target.startsWith(into)) {
          throw new IOException("the archive names a file outside itself");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else if (entry.isSymbolicLink() || entry.isLink()) {
          Files.createDirectories(target.getParent());
          Path link = Path.of(entry.getLinkName());
          Files.createSymbolicLink(
              target, entry.isLink() ? target.getParent().relativize(into.resolve(link)) : link);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(tar, target);
          boolean program = (entry.getMode() & 0100) != 0;
          Files.setPosixFilePermissions(
              target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
      }
    }
  }

  /** Deletes a folder and what is in it, as far as that goes. */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> paths = Files.walk(folder)) {
      all = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }

  private static String system() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.startsWith("mac") ? "darwin" : name.startsWith("linux") ? "linux" : name;
  }

  private static String processor() {
    String arch = System.getProperty("os.arch");
    return switch (arch) {
      case "amd64", "x86_64" -> "x86_64";
      case "aarch64", "arm64" -> "arm_64";
      default -> arch;
    };
  }
}
