package dev.waybill.oauth;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps what must outlive the process: tokens, and the clients that authorization servers
 * registered. The values are secrets in the format of this library; a store keeps them as they are,
 * out of the sight of others (encrypted, or readable by its owner only), and never logs them.
 *
 * <p>Called by any thread. A store that fails throws an unchecked exception, which fails the call
 * that needed it. {@link #put} replaces a value as a whole: a reader sees the old one or the new
 * one.
 */
public interface TokenStore {
  /** The value kept under a key. Keys are up to 2,000 characters, without secrets. */
  Optional<String> get(String key);

  /** Keeps a value, up to 1 MiB. */
  void put(String key, String value);

  /** Forgets a value; nothing happens when there is none. */
  void remove(String key);

  /** Keeps values until the process ends. */
  static TokenStore inMemory() {
    return new MemoryTokenStore();
  }

  /**
   * Keeps each value in a file of a folder. Folder and files are made for their owner only (mode
   * 700 and 600, or the like for Windows); a folder that others can enter is refused.
   *
   * @throws java.io.UncheckedIOException when the folder cannot be made or read
   * @throws IllegalStateException when others can enter it
   */
  static TokenStore files(Path folder) {
    return new FileTokenStore(folder);
  }
}
