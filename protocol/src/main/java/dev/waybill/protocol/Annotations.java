package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hints on how content may be used (server/resources, Annotations).
 *
 * @param priority from 0 (optional) to 1 (required)
 * @param lastModified ISO 8601
 */
public record Annotations(
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Role> audience,
    @Nullable Double priority,
    @Nullable String lastModified) {

  public Annotations {
    audience = audience == null ? List.of() : List.copyOf(audience);
    if (priority != null && !(priority >= 0 && priority <= 1)) {
      throw new IllegalArgumentException("priority must be from 0 to 1, was " + priority);
    }
  }
}
