package dev.waybill.oauth;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Folders and files that nobody but their owner can read, from the moment they exist. */
sealed interface OwnerOnly {
  void createFolder(Path folder) throws IOException;

  FileAttribute<?>[] forFiles();

  static OwnerOnly on(Path folder) throws IOException {
    Set<String> views = folder.getFileSystem().supportedFileAttributeViews();
    if (views.contains("posix")) {
      return new Posix();
    }
    if (views.contains("acl")) {
      String user = System.getProperty("user.name", "");
      return new Acl(
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
    }
    throw new IOException("This file system cannot keep files for their owner only");
  }

  /** Modes 700 and 600. */
  record Posix() implements OwnerOnly {
    @Override
    public void createFolder(Path folder) throws IOException {
      if (!Files.isDirectory(folder)) {
        Files.createDirectories(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      Set<PosixFilePermission> others = EnumSet.noneOf(PosixFilePermission.class);
      others.addAll(Files.getPosixFilePermissions(folder));
      others.removeIf(permission -> permission.name().startsWith("OWNER_"));
      if (!others.isEmpty()) {
        throw new IllegalStateException(
            "Others can enter the folder for tokens; make it private with: chmod 700 " + folder);
      }
    }

    @Override
    public FileAttribute<?>[] forFiles() {
      return new FileAttribute<?>[] {
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
      };
    }
  }

  /** An access list with one entry, on Windows. */
  record Acl(UserPrincipal user) implements OwnerOnly {
    @Override
    public void createFolder(Path folder) throws IOException {
      Files.createDirectories(folder);
      Files.getFileAttributeView(folder, AclFileAttributeView.class).setAcl(entries());
    }

    @Override
    public FileAttribute<?>[] forFiles() {
      return new FileAttribute<?>[] {
        new FileAttribute<List<AclEntry>>() {
          @Override
          public String name() {
            return "acl:acl";
          }

          @Override
          public List<AclEntry> value() {
            return entries();
          }
        }
      };
    }

    private List<AclEntry> entries() {
      return List.of(
          AclEntry.newBuilder()
              .setType(AclEntryType.ALLOW)
              .setPrincipal(user)
              .setPermissions(EnumSet.allOf(AclEntryPermission.class))
              .build());
    }
  }
}
