package dev.waybill.app;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.List;
import java.util.Set;

/**
 * A folder in which some entries do not exist, whatever is asked of them. Names are compared
 * without regard to case, because the file system may do so.
 *
 * @param hidden their paths, relative to this folder
 */
record HidingFolder(Folder folder, List<RelativePath> hidden) implements Folder {
  /** Whether a path is one of those, or below one. */
  static boolean hides(List<RelativePath> hidden, RelativePath path) {
    return hidden.stream().anyMatch(one -> startsWith(path.segments(), one.segments()));
  }

  private static boolean startsWith(List<String> path, List<String> start) {
    if (path.size() < start.size()) {
      return false;
    }
    for (int i = 0; i < start.size(); i++) {
      if (!path.get(i).equalsIgnoreCase(start.get(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<String> names(int max) throws IOException {
    return folder.names(max).stream().filter(name -> !isHidden(name)).toList();
  }

  @Override
  public BasicFileAttributes attributes(String name) throws IOException {
    return folder.attributes(shown(name));
  }

  @Override
  public Folder folder(String name) throws IOException {
    List<RelativePath> below =
        hidden.stream()
            .filter(path -> path.segments().getFirst().equalsIgnoreCase(name))
            .map(path -> new RelativePath(path.segments().subList(1, path.segments().size())))
            .toList();
    Folder inner = folder.folder(shown(name));
    return below.isEmpty() ? inner : new HidingFolder(inner, below);
  }

  @Override
  public SeekableByteChannel open(
      String name, Set<OpenOption> options, FileAttribute<?>... attributes) throws IOException {
    return folder.open(shown(name), options, attributes);
  }

  @Override
  public FileAttribute<?>[] permissions(String name) throws IOException {
    return folder.permissions(shown(name));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    folder.rename(shown(from), shown(to));
  }

  @Override
  public void delete(String name) throws IOException {
    folder.delete(shown(name));
  }

  @Override
  public void close() throws IOException {
    folder.close();
  }

  private String shown(String name) throws NoSuchFileException {
    if (isHidden(name)) {
      throw new NoSuchFileException(name);
    }
    return name;
  }

  private boolean isHidden(String name) {
    return hidden.stream()
        .anyMatch(path ->
            path.segments().size() == 1 && path.segments().getFirst().equalsIgnoreCase(name));
  }
}
