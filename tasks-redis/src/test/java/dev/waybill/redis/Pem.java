package dev.waybill.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/** A certificate for localhost, made on the spot by the JDK's keytool. */
record Pem(Path certificate, Path key) {
  private static final String PASSWORD = "changeit";

  static Pem create(Path folder) throws Exception {
    Path store = folder.resolve("store.p12");
    String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String arguments =
        "-genkeypair -alias server -keyalg EC -groupname secp256r1 -dname CN=localhost"
            + " -ext san=dns:localhost -storetype PKCS12 -storepass "
            + PASSWORD;
    Process keytool =
        new ProcessBuilder((tool + " " + arguments + " -keystore " + store).split(" "))
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
    if (keytool.waitFor() != 0) {
      throw new IllegalStateException(output);
    }
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    return new Pem(
        write(folder, "CERTIFICATE", keys.getCertificate("server").getEncoded()),
        write(folder, "PRIVATE KEY", keys.getKey("server", PASSWORD.toCharArray()).getEncoded()));
  }

  private static Path write(Path folder, String label, byte[] der) throws Exception {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        folder.resolve(label.replace(' ', '-') + ".pem"),
        "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, body));
  }
}
