package dev.waybill.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An icon for a user interface (basic/index, icons).
 *
 * @param src an {@code https:} or {@code data:} URI
 * @param sizes such as {@code 48x48} or {@code any}; empty when unsaid
 */
public record Icon(
    String src,
    @Nullable String mimeType,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> sizes,
    @Nullable Theme theme) {

  /** The background an icon is drawn for. */
  public enum Theme {
    @JsonProperty("light")
    LIGHT,
    @JsonProperty("dark")
    DARK
  }

  public Icon {
    sizes = sizes == null ? List.of() : List.copyOf(sizes);
  }

  /** An icon of unsaid size and type. */
  public static Icon of(String src) {
    return new Icon(src, null, List.of(), null);
  }
}
