package dev.waybill.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.regex.Pattern;

/** Lets nginx read a configuration of a page, where nginx is installed. */
final class DocsNginx {
  private static final Path PROGRAM = Path.of("/usr/sbin/nginx");
  private static final Pattern PRIVILEGED = Pattern.compile("listen\\s+(\\d{1,3})\\b");
  private static final String PASSWORD = "changeit";

  private DocsNginx() {}

  static void check(String text, Path folder) throws Exception {
    assumeThat(PROGRAM).exists();
    Files.createDirectories(folder);
    if (text.contains("ssl_certificate")) {
      writeCertificate(folder);
    }
    Path file = folder.resolve("nginx.conf");
    Files.writeString(
        file,
        "pid nginx.pid;\nevents {}\nhttp {\naccess_log off;\n"
            + temporary(folder)
            // Only root may open the ports that are usual.
            + PRIVILEGED.matcher(text).replaceAll("listen 127.0.0.1:18$1")
            + "\n}\n");
    run(PROGRAM.toString(), "-t", "-e", "stderr", "-p", folder.toString(), "-c", file.toString());
  }

  private static String temporary(Path folder) {
    StringBuilder paths = new StringBuilder();
    for (String kind : new String[] {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
      paths.append(kind).append("_temp_path ").append(folder.resolve(kind)).append(";\n");
    }
    return paths.toString();
  }

  /** The files that examples name: chain.pem and key.pem. */
  private static void writeCertificate(Path folder) throws Exception {
    Path store = folder.resolve("keys.p12");
    Files.deleteIfExists(store);
    run(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-keyalg",
        "EC",
        "-alias",
        "docs",
        "-dname",
        "CN=mcp.example.com",
        "-keystore",
        store.toString(),
        "-storepass",
        PASSWORD);
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Key key = keys.getKey("docs", PASSWORD.toCharArray());
    pem(folder.resolve("chain.pem"), "CERTIFICATE", keys.getCertificate("docs").getEncoded());
    pem(folder.resolve("key.pem"), "PRIVATE KEY", key.getEncoded());
  }

  private static void pem(Path file, String kind, byte[] bytes) throws Exception {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
  }
}
