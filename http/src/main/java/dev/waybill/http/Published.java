package dev.waybill.http;

import dev.waybill.protocol.PublicDocument;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A public document as it goes out: plain and compressed, each with an entity tag of its own. */
final class Published {
  /** Below this a compressed copy saves no packet. */
  private static final int WORTH_COMPRESSING = 1024;

  private static final int TAG_BYTES = 16;

  private final Form plain;
  private final @Nullable Form compressed;

  /** One representation: what to answer, and what when the client has it already. */
  private record Form(String tag, Answer whole, Answer unchanged) {}

  Published(PublicDocument document, List<Field> links) {
    List<Field> fields = new ArrayList<>(Cors.PUBLIC);
    fields.addAll(links);
    fields.add(
        Field.of(
            HttpHeaderNames.CACHE_CONTROL, "public, max-age=" + document.maxAge().toSeconds()));
    fields.add(Field.of(HttpHeaderNames.VARY, "Accept-Encoding"));
    AsciiString type = AsciiString.of(document.mediaType());
    byte[] body = document.body();
    byte[] packed = body.length < WORTH_COMPRESSING ? body : gzip(body);
    this.plain = form(type, fields, body);
    if (packed.length < body.length) {
      List<Field> encoded = new ArrayList<>(fields);
      encoded.add(Field.of(HttpHeaderNames.CONTENT_ENCODING, "gzip"));
      this.compressed = form(type, encoded, packed);
    } else {
      this.compressed = null;
    }
  }

  private static Form form(AsciiString type, List<Field> fields, byte[] body) {
    String tag = tag(body);
    List<Field> tagged = new ArrayList<>(fields);
    tagged.add(Field.of(HttpHeaderNames.ETAG, tag));
    List<Field> unchanged = new ArrayList<>(tagged);
    unchanged.removeIf(field -> field.name().equals(HttpHeaderNames.CONTENT_ENCODING));
    return new Form(
        tag,
        new Answer(200, List.copyOf(tagged), body, Answer.NOTHING, type),
        new Answer(304, List.copyOf(unchanged), Answer.NOTHING));
  }

  /** The answer to a GET with these headers. */
  Answer answer(HttpHeaders headers) {
    Form form = compressed != null && MediaTypes.acceptsGzip(headers) ? compressed : plain;
    return isKnown(form.tag(), headers) ? form.unchanged() : form.whole();
  }

  /** Whether If-None-Match names a tag; of weak and strong ones alike (RFC 9110 13.1.2). */
  private static boolean isKnown(String tag, HttpHeaders headers) {
    if (!headers.contains(HttpHeaderNames.IF_NONE_MATCH)) {
      return false;
    }
    Iterator<String> values = headers.valueStringIterator(HttpHeaderNames.IF_NONE_MATCH);
    while (values.hasNext()) {
      String value = values.next();
      if (value.contains(tag) || HeaderView.trim(value).equals("*")) {
        return true;
      }
    }
    return false;
  }

  private static String tag(byte[] body) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
      return '"'
          + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, TAG_BYTES))
          + '"';
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  private static byte[] gzip(byte[] body) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
