package dev.waybill.schema;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Addresses of schemas, resolved as text: nothing is ever opened. */
final class Addresses {
  private Addresses() {}

  /** An address or reference, seen from a base; the base may be empty. */
  static String resolve(String base, String reference, String where) {
    if (reference.startsWith("#")) {
      return base + reference;
    }
    try {
      URI address = new URI(reference);
      return base.isEmpty() ? address.toString() : new URI(base).resolve(address).toString();
    } catch (URISyntaxException e) {
      throw new SchemaException(
          where + ": " + reference + " is not a URI reference: " + e.getReason(), e);
    }
  }

  /** The part after {@code #}, decoded; empty if there is none. */
  static String fragment(String address) {
    int hash = address.indexOf('#');
    if (hash < 0) {
      return "";
    }
    String encoded = address.substring(hash + 1).replace("+", "%2B");
    try {
      return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new SchemaException("the reference " + address + " is badly percent-encoded", e);
    }
  }
}
