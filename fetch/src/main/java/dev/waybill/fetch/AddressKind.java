package dev.waybill.fetch;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;

/** What part of the address space an address belongs to. */
enum AddressKind {
  PUBLIC,
  LOOPBACK,
  /** Networks of a home or an organization: RFC 1918, RFC 6598, RFC 4193 and site-local. */
  PRIVATE,
  /** What no document lies on: link-local (cloud metadata), multicast, unspecified, reserved. */
  UNUSABLE;

  static AddressKind of(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address ? ofIpv4(bytes) : ofIpv6(bytes);
  }

  private static AddressKind ofIpv4(byte[] bytes) {
    int a = bytes[0] & 0xff;
    int b = bytes[1] & 0xff;
    int c = bytes[2] & 0xff;
    if (a == 127) {
      return LOOPBACK;
    }
    if (a == 10
        || (a == 172 && b >= 16 && b < 32)
        || (a == 192 && b == 168)
        || (a == 100 && b >= 64 && b < 128)) {
      return PRIVATE;
    }
    boolean documentation =
        (a == 192 && b == 0 && c == 2)
            || (a == 198 && b == 51 && c == 100)
            || (a == 203 && b == 0 && c == 113);
    boolean special =
        a == 0
            || a >= 224
            || (a == 169 && b == 254)
            || (a == 192 && b == 0 && c == 0)
            || (a == 192 && b == 88 && c == 99)
            || (a == 198 && (b == 18 || b == 19));
    return documentation || special ? UNUSABLE : PUBLIC;
  }

  private static AddressKind ofIpv6(byte[] bytes) {
    int first = word(bytes, 0);
    if (zeros(bytes, 0, 15) && bytes[15] == 1) {
      return LOOPBACK;
    }
    if (zeros(bytes, 0, 10) && word(bytes, 10) == 0xffff) {
      return ofIpv4(Arrays.copyOfRange(bytes, 12, 16));
    }
    if (first == 0x64 && word(bytes, 2) == 0xff9b && zeros(bytes, 4, 12)) {
      return embedded(bytes, 12); // NAT64: how networks without IPv4 reach all of it
    }
    if (first == 0x2002) {
      return embedded(bytes, 2); // 6to4
    }
    if ((first & 0xfe00) == 0xfc00 || (first & 0xffc0) == 0xfec0) {
      return PRIVATE;
    }
    boolean global = (first & 0xe000) == 0x2000;
    boolean special =
        (first == 0x2001 && (word(bytes, 2) < 0x200 || word(bytes, 2) == 0xdb8))
            || (first & 0xfff0) == 0x3ff0;
    return global && !special ? PUBLIC : UNUSABLE;
  }

  /** Through a translator only public addresses are meant: it is no way to this machine. */
  private static AddressKind embedded(byte[] bytes, int from) {
    return ofIpv4(Arrays.copyOfRange(bytes, from, from + 4)) == PUBLIC ? PUBLIC : UNUSABLE;
  }

  private static int word(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }

  private static boolean zeros(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (bytes[at] != 0) {
        return false;
      }
    }
    return true;
  }
}
