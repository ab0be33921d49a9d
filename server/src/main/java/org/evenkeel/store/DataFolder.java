package org.evenkeel.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder of one node, locked for as long as the node runs. */
public final class DataFolder implements AutoCloseable {
  private final Path path;
  private final FileLock lock;

  private DataFolder(Path path, FileLock lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Makes the folder where it is missing, readable by its owner alone, and takes it for this node.
   *
   * @throws StartFailure it cannot be written to, or another node has it
   */
  public static DataFolder take(Path folder) {
    Path path = folder.toAbsolutePath().normalize();
    try {
      if (!Files.exists(path)) {
        Files.createDirectories(path.getParent());
        Files.createDirectory(
            path,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      return new DataFolder(path, lock(path));
    } catch (IOException | SecurityException e) {
      throw new StartFailure(
          "The data folder "
              + path
              + " cannot be written to ("
              + reason(e)
              + "). Make it writable or name another in EVENKEEL_DATA_DIR.");
    }
  }

  // The channel lives as long as the lock, which lives as long as the node.
  @SuppressWarnings("resource")
  private static FileLock lock(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path.resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException ours) {
      // Two nodes in one JVM, as tests have them: the same refusal.
    }
    if (lock == null) {
      channel.close();
      throw new StartFailure(
          "The data folder "
              + path
              + " is in use by another node that is running. Stop it, or name another folder in"
              + " EVENKEEL_DATA_DIR.");
    }
    return lock;
  }

  private static String reason(Exception e) {
    return switch (e) {
      case java.nio.file.AccessDeniedException denied -> "permission denied";
      case java.nio.file.FileAlreadyExistsException taken -> "it is not a folder";
      case java.nio.file.FileSystemException fs when fs.getReason() != null -> fs.getReason();
      default -> e.getClass().getSimpleName();
    };
  }

  public Path path() {
    return path;
  }

  /** Lets another node have it. */
  @Override
  public void close() {
    try {
      lock.acquiredBy().close();
    } catch (IOException ignored) {
      // The lock ends with the process in any case.
    }
  }
}
