package dev.waybill.server;

import dev.waybill.protocol.Icon;
import java.util.Locale;

/** Keeps icons to the URI schemes clients may load (basic/index, icons). */
final class Icons {
  private Icons() {}

  static Icon checked(String feature, Icon icon) {
    String src = icon.src().toLowerCase(Locale.ROOT);
    if (!src.startsWith("https:") && !src.startsWith("data:")) {
      throw new IllegalArgumentException(
          feature + ": an icon's src must be an https: or data: URI, was \"" + icon.src() + "\"");
    }
    return icon;
  }
}
